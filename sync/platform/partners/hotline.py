"""12345 热线 (8890 合并; S0 25, S1 30, L29): 咨询 投诉 举报 建议 纠错, answered in writing.

The clerk complained of sees neither the complaint nor its reply, and is never the one who answers it. So the log
carries the number alone; the words stay here, and the citizen gets the reply with the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.platform.partners.base import KEPT, Answer, Ask, Bench, CaseFile, PartnerError, Record, need

SYSTEM = "hotline"
KINDS = ("咨询", "投诉", "举报", "建议", "纠错")


@dataclass(frozen=True)
class Complaint:
    """A ticket: ``about`` is the number (工号) of the clerk complained of, empty when it is not about one; ``ref`` what
    the citizen was given where she said it, before any line carried it here.
    """

    kind: str
    words: str
    about: str
    case: str
    ref: str = ""


class Hotline(Protocol):
    """Port of the hotline."""

    def take(self, complaint: Complaint) -> str:
        """Take a ticket in; gives its number."""
        ...

    def for_viewer(self, viewer: str) -> Sequence[Record]:
        """Tickets that an operator (工号) may see: all but those about this operator."""
        ...

    def reply(self, number: str, viewer: str, words: str) -> None:
        """Answer in writing. Raises PartnerError for an unknown ticket, or when it is about the one who answers."""
        ...

    def read(self, number: str) -> Record | None:
        """A ticket with its reply, for the citizen who has its number, or the one she was given where she said it."""
        ...


class ReferenceHotline:
    """Tickets by number."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def take(self, complaint: Complaint) -> str:
        """Take a ticket in."""
        number = f"RX{self._shelf.number('ticket'):08d}"
        self._shelf.put(number, "open", dict(vars(complaint)))
        return number

    def for_viewer(self, viewer: str) -> Sequence[Record]:
        """Tickets that an operator may see; nobody without a name sees any."""
        return [r for r in self._shelf.all() if viewer and r.data["about"] != viewer]

    def reply(self, number: str, viewer: str, words: str) -> None:
        """Answer in writing."""
        found = self._shelf.get(number)
        if found is None or found not in self.for_viewer(viewer):
            raise PartnerError("not-yours", "没有这一诉求，或须由他人回复。")
        if not words.strip():
            raise PartnerError("reply", "须书面答复。")
        self._shelf.put(number, "replied", {**found.data, "reply": words})

    def read(self, number: str) -> Record | None:
        """A ticket with its reply."""
        found = self._shelf.get(number)
        if found is not None:
            return found
        ref = number.replace(" ", "")
        told = [each for each in self._shelf.all() if ref and each.data.get("ref") == ref]
        return told[0] if len(told) == 1 else None  # two that met by chance: nobody reads what another was answered


def answer(port: Hotline, ask: Ask, file: CaseFile) -> Answer:
    """Take a ticket in: ``kind``, ``words``, ``about``. Offline it waits; the receipt number comes with the line."""
    kind = ask.need("kind")
    if kind not in KINDS:
        raise PartnerError("kind", "诉求分咨询、投诉、举报、建议、纠错。")
    ref = ask.data.get("ref", "")
    number = port.take(Complaint(kind, ask.need("words"), ask.data.get("about", ""), str(file.case), ref))
    return Answer(KEPT, f"诉求已受理，编号{number}，可凭编号查询书面答复。", {"number": number})


def tell(port: Hotline, file: CaseFile, data: Mapping[str, str], words: str, viewer: str) -> Answer:
    """Answer ticket ``number`` in writing; the log only hears that it was answered."""
    number = need(data, "number")
    found = port.read(number)
    if found is None or found.data["case"] != str(file.case):
        raise PartnerError("not-yours", "没有这一诉求，或须由他人回复。")
    port.reply(found.key, viewer, words)  # who answers may hold the number of the citizen
    return Answer("replied", "诉求已书面答复。", {"number": found.key})
