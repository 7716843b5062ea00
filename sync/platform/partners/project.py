"""工程审批, 公共资源交易, 互联网+监管 (S2, S3): neighbours, linked by 项目代码; decisions are passed on to them."""

from __future__ import annotations

from typing import Protocol

from sync.platform.partners.base import (
    KEPT,
    PASS,
    UNKNOWN,
    Answer,
    Ask,
    Bench,
    CaseFile,
    PartnerError,
    Record,
)

SYSTEM = "project"
FIRST_STAGE = "立项用地规划许可"
_NO_DIVISION = "210000"


class Projects(Protocol):
    """Port of the neighbours."""

    def look_up(self, code: str) -> Record | None:
        """A project by its 项目代码, or None."""
        ...

    def pass_on(self, case: str, item: str, decided_on: str) -> str:
        """Pass a decision on to the supervision of markets; gives the number there."""
        ...

    def enter(self, case: str, name: str, division: str) -> Record:
        """Enter a project for an applicant who came to a counter; once per case. The record's key is its 项目代码."""
        ...


class ReferenceProjects:
    """Projects by code; decisions by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._decisions = bench.shelf("project-decisions")
        self._entered = bench.shelf("project-entered")
        self._year = bench.today[:4]

    def look_up(self, code: str) -> Record | None:
        """A project by its code."""
        return self._shelf.get(code)

    def pass_on(self, case: str, item: str, decided_on: str) -> str:
        """Pass a decision on; once."""
        found = self._decisions.get(case)
        if found is not None:
            return found.data["number"]
        number = f"JG{self._decisions.number('decision'):08d}"
        self._decisions.put(case, "passed", {"number": number, "item": item, "decided_on": decided_on})
        return number


    def enter(self, case: str, name: str, division: str) -> Record:
        """Enter a project; the code is year, division, trade, kind and a serial."""
        known = self._entered.get(case)
        if known is None:
            code = f"{self._year}-{division}-00-00-{self._shelf.number('code'):06d}"
            known = self._entered.put(case, "entered", {"code": code})
            self._shelf.put(code, FIRST_STAGE, {"name": name, "limit": ""})
        found = self._shelf.get(known.data["code"])
        assert found is not None
        return found


def answer(port: Projects, ask: Ask, file: CaseFile) -> Answer:
    """Look a project up (``subject`` its code) with its stage and the limit of that stage in working days, enter it
    (``action`` enter, with ``name``), or pass the decision on (``action`` decision).
    """
    if ask.data.get("action") == "decision":
        if not file.decided_on:
            raise PartnerError("not-decided", "尚未作出决定。")
        number = port.pass_on(str(file.case), file.item_code, file.decided_on)
        return Answer(KEPT, f"决定已推送监管平台，编号{number}。", {"number": number})
    if ask.data.get("action") == "enter":
        made = port.enter(str(file.case), ask.need("name"), ask.data.get("division") or _NO_DIVISION)
        data = {"code": made.key, "name": made.data.get("name", ""), "stage": made.state}
        return Answer("entered", f"已在在线平台录入项目，项目代码{made.key}。", data)
    found = port.look_up(ask.subject)
    if found is None:
        return Answer(UNKNOWN, "工程审批系统中没有该项目代码，请核对。", {"code": ask.subject})
    limit = found.data.get("limit", "")
    data = {"code": ask.subject, "name": found.data.get("name", ""), "stage": found.state, "limit": limit}
    words = f"，本阶段限{limit}个工作日" if limit else ""
    return Answer(PASS, f"项目：{data['name']}（{found.state}{words}）。", data)
