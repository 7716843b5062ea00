"""部门自建系统 (S0 14, S1 10–11): a case handled in a department's own system; its states come back in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, need

SYSTEM = "department"


class Department(Protocol):
    """Port of one department's system."""

    def forward(self, case: str, item_code: str, system: str) -> Record:
        """Hand a case over; gives the record with the number it has there. Raises PartnerError."""
        ...

    def status(self, case: str, code: str) -> tuple[Record, str]:
        """Their state ``code``; gives the record and our words, empty when the code is not in the map."""
        ...


class ReferenceDepartment:
    """Cases by id; a map of states per system, ``code`` → words."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._maps = bench.shelf("department-maps")

    def forward(self, case: str, item_code: str, system: str) -> Record:
        """Hand a case over; once."""
        found = self._shelf.get(case)
        if found is not None:
            return found
        if self._maps.get(system) is None:
            raise PartnerError("system", f"没有接入自建系统“{system}”。")
        number = f"{system}-{self._shelf.number(system):08d}"
        return self._shelf.put(case, "forwarded", {"system": system, "number": number, "item": item_code})

    def status(self, case: str, code: str) -> tuple[Record, str]:
        """Their state."""
        found = self._shelf.get(case)
        if found is None:
            raise PartnerError("not-forwarded", "办件未推送到自建系统。")
        states = self._maps.get(found.data["system"])
        words = states.data.get(code, "") if states else ""
        return self._shelf.put(case, code, found.data), words


def answer(port: Department, ask: Ask, file: CaseFile) -> Answer:
    """Hand this case over to the ``system``."""
    there = port.forward(str(file.case), file.item_code, ask.need("system"))
    number = there.data["number"]
    return Answer("forwarded", f"已推送自建系统，对方编号{number}。", {"number": number})


def tell(port: Department, file: CaseFile, data: Mapping[str, str], words: str) -> Answer:
    """Their system reports the state ``code``. An unknown one is passed on as such, never guessed."""
    code = need(data, "code")
    there, ours = port.status(str(file.case), code)
    result = {"number": there.data["number"], "code": code}
    if not ours:
        return Answer("unmapped", f"自建系统状态“{code}”没有对照，请人工核对。{words}".strip(), result)
    return Answer("status", f"自建系统：{ours}。{words}".strip(), result)
