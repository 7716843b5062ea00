"""告知承诺 afterwards (S0 9–11): checking what was promised (核查), and the list of false commitments (虚假承诺).

A desk may hold a snapshot of the list as keyed digests with a day; a kiosk or a station never gets one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sync.platform.partners.base import (
    FAIL,
    PASS,
    Answer,
    Ask,
    Bench,
    CaseFile,
    Holder,
    PartnerError,
    holder_of,
    keyed_digest,
)

SYSTEM = "commitment"
LIST = "commitment-list"
RESULTS = {"verified": "核查属实", "rectify": "限期整改", "false": "承诺不实"}


class Commitments(Protocol):
    """Port of the register of commitments and of the list."""

    def register(self, holder: Holder, case: str, kind: str) -> str:
        """Take a commitment in for checking; ``kind`` is proof (证明事项) or permit (许可). Gives its number."""
        ...

    def conclude(self, holder: Holder, case: str, result: str) -> None:
        """What the check found, a key of ``RESULTS``; a false one goes on the list. Raises PartnerError."""
        ...

    def listed(self, holder: Holder) -> bool:
        """Whether the list names the holder."""
        ...

    def snapshot(self) -> tuple[bytes, Sequence[str]]:
        """Key and digests of the list."""
        ...


class ReferenceCommitments:
    """Commitments by case; the list by keyed digest."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._list = bench.shelf(LIST)
        self._key = bench.key

    def register(self, holder: Holder, case: str, kind: str) -> str:
        """Take a commitment in for checking; one per case."""
        if kind not in ("proof", "permit"):
            raise PartnerError("kind", "告知承诺分证明事项与许可两类。")
        found = self._shelf.get(case)
        number = found.data["number"] if found else f"CN{self._shelf.number('number'):08d}"
        if found is None:
            self._shelf.put(case, "open", {"number": number, "kind": kind})
        return number

    def conclude(self, holder: Holder, case: str, result: str) -> None:
        """What the check found."""
        found = self._shelf.get(case)
        if found is None or found.state not in ("open", "rectify"):
            raise PartnerError("no-commitment", "本办件没有待核查的承诺。")
        if result not in RESULTS:
            raise PartnerError("result", "核查结果须为属实、限期整改或不实。")
        self._shelf.put(case, result, found.data)
        if result == "false":
            self._list.put(keyed_digest(self._key, holder), "listed", {"number": found.data["number"]})

    def listed(self, holder: Holder) -> bool:
        """Whether the list names the holder."""
        found = self._list.get(keyed_digest(self._key, holder))
        return found is not None and found.state == "listed"

    def snapshot(self) -> tuple[bytes, Sequence[str]]:
        """Key and digests of the list."""
        return self._key, [record.key for record in self._list.all("listed")]


def answer_list(port: Commitments, ask: Ask, file: CaseFile, today: str) -> Answer:
    """Whether the applicant is on the list; ``action`` snapshot gives the list to a window (``face``)."""
    if ask.data.get("action") == "snapshot":
        if ask.data.get("face") != "window":
            raise PartnerError("face", "虚假承诺名单不下发到驿站和自助终端。")
        key, digests = port.snapshot()
        data = {"key": key.hex(), "digests": " ".join(digests), "as_of": today}
        return Answer("snapshot", f"虚假承诺名单快照，{len(digests)}条。", data)
    listed = port.listed(holder_of(ask, file))
    words = "在虚假承诺名单内，不适用告知承诺，可按一般程序办理。" if listed else "不在虚假承诺名单内。"
    return Answer(FAIL if listed else PASS, words, {"as_of": today})


def answer(port: Commitments, ask: Ask, file: CaseFile) -> Answer:
    """Register the commitment of this case; the check itself is answered by people, later."""
    number = port.register(holder_of(ask, file), str(file.case), ask.need("kind"))
    return Answer("registered", f"承诺已登记待核查，编号{number}。", {"number": number})


def tell(port: Commitments, file: CaseFile, outcome: str, words: str) -> Answer:
    """The department says what the check found."""
    port.conclude(file.applicant, str(file.case), outcome)
    return Answer(outcome, f"{RESULTS[outcome]}。{words}".strip(), {})
