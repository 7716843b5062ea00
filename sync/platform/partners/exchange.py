"""数据共享交换平台 (S0 15–16, S1 20–22): facts of 人口, 法人 and 空间, each with source, day and purpose.

What comes from here is never asked for as paper. Who says that a fact is wrong gets a ticket
(数据异议, S1 26).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.platform.partners.base import (
    FAIL,
    KEPT,
    PASS,
    UNKNOWN,
    Answer,
    Ask,
    Bench,
    CaseFile,
    Holder,
    PartnerError,
    holder_of,
    keyed_digest,
    need,
)

SYSTEM = "exchange"
SETTLED = ("corrected", "kept-as-is")
LIBRARIES = {"population": "人口库", "enterprise": "法人库", "space": "空间地理库", "department": "部门数据"}
"""The three base libraries, and what lies with a department: that one is called by the register the question names."""
NAMED = "{register}"
"""In the source of an entry that stands for whatever register was asked: the name that the question gave."""


@dataclass(frozen=True)
class Facts:
    """What a library holds: its values, who answers for them, and of which day they are."""

    values: Mapping[str, str]
    source: str
    as_of: str


class Exchange(Protocol):
    """Port of the data exchange."""

    def look_up(self, library: str, holder: Holder, purpose: str) -> Facts | None:
        """Facts of a holder, or None; ``purpose`` is the case they are for and is kept with the look."""
        ...

    def object_to(self, library: str, name: str, says: str, case: str) -> str:
        """Take an objection to a fact; gives the number of the ticket."""
        ...

    def settle(self, ticket: str, case: str, outcome: str) -> None:
        """The source looked into it: ``corrected`` or ``kept-as-is``. Raises PartnerError for no open ticket."""
        ...


class ReferenceExchange:
    """Facts under ``library:digest``; every look is kept with its purpose."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._looks = bench.shelf("exchange-looks")
        self._objections = bench.shelf("exchange-objections")
        self._key = bench.key

    def look_up(self, library: str, holder: Holder, purpose: str) -> Facts | None:
        """Facts of a holder, or None."""
        look = f"{self._looks.number('look'):012d}"
        self._looks.put(look, library, {"purpose": purpose})
        found = self._shelf.get(f"{library}:{keyed_digest(self._key, holder)}")
        if found is None:
            return None
        values = {n: v for n, v in found.data.items() if n not in ("source", "as_of")}
        return Facts(values, found.data.get("source", LIBRARIES[library]), found.data.get("as_of", ""))

    def object_to(self, library: str, name: str, says: str, case: str) -> str:
        """Take an objection to a fact."""
        ticket = f"YY{self._objections.number('ticket'):08d}"
        self._objections.put(ticket, "open", {"library": library, "name": name, "says": says, "case": case})
        return ticket

    def settle(self, ticket: str, case: str, outcome: str) -> None:
        """The source looked into it, once."""
        found = self._objections.get(ticket)
        if found is None or found.state != "open" or found.data["case"] != case:
            raise PartnerError("ticket", f"本办件没有待处理的数据异议{ticket}。")
        self._objections.put(ticket, outcome, found.data)


def answer(port: Exchange, ask: Ask, file: CaseFile) -> Answer:
    """Give the fields asked for (space-separated in ``fields``); compare those that came with a value."""
    library, purpose = ask.need("library"), ask.need("purpose")
    if library not in LIBRARIES:
        raise PartnerError("library", "没有这个基础库。")
    if ask.data.get("action") == "objection":
        ticket = port.object_to(library, ask.need("field"), ask.need("says"), str(file.case))
        return Answer(KEPT, f"数据异议已受理，编号{ticket}。", {"ticket": ticket})
    name = ask.data.get("register", "").strip() or LIBRARIES[library]
    facts = port.look_up(library, holder_of(ask, file), purpose)
    if facts is None:
        return Answer(UNKNOWN, f"{name}查无此人（单位），请按原件核对。", {"library": library})
    wrong = [n for n, said in _said(ask).items() if facts.values.get(n) != said]
    values = {n: facts.values[n] for n in _fields(ask) if n in facts.values}
    source = facts.source.replace(NAMED, name)
    origin = {"source": source, "as_of": facts.as_of, "purpose": purpose, "differs": " ".join(wrong)}
    words = f"与{name}不一致：{'、'.join(wrong)}。" if wrong else f"已由{name}核验。"
    return Answer(FAIL if wrong else PASS, words, {**values, **origin})


def tell(port: Exchange, file: CaseFile, outcome: str, data: Mapping[str, str], words: str) -> Answer:
    """数据异议 is verified, dealt with and answered (S1 26): ``corrected`` or ``kept-as-is``, always in words."""
    if outcome not in SETTLED:
        raise PartnerError("outcome", f"数据异议的处理结果只有{'、'.join(SETTLED)}。")
    if not words.strip():
        raise PartnerError("words", "数据异议须书面答复申请人。")
    ticket = need(data, "ticket")
    port.settle(ticket, str(file.case), outcome)
    return Answer(outcome, words.strip(), {"ticket": ticket})


def _fields(ask: Ask) -> Sequence[str]:
    """No fields asked for, none given: the least that will do."""
    return ask.data.get("fields", "").split()


def _said(ask: Ask) -> Mapping[str, str]:
    return {n.removeprefix("is."): v for n, v in ask.data.items() if n.startswith("is.")}
