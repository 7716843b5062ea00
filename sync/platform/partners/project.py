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


class Projects(Protocol):
    """Port of the neighbours."""

    def look_up(self, code: str) -> Record | None:
        """A project by its 项目代码, or None."""
        ...

    def pass_on(self, case: str, item: str, decided_on: str) -> str:
        """Pass a decision on to the supervision of markets; gives the number there."""
        ...


class ReferenceProjects:
    """Projects by code; decisions by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._decisions = bench.shelf("project-decisions")

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


def answer(port: Projects, ask: Ask, file: CaseFile) -> Answer:
    """Look a project up (``subject`` its code), or pass the decision on (``action`` decision)."""
    if ask.data.get("action") == "decision":
        if not file.decided_on:
            raise PartnerError("not-decided", "尚未作出决定。")
        number = port.pass_on(str(file.case), file.item_code, file.decided_on)
        return Answer(KEPT, f"决定已推送监管平台，编号{number}。", {"number": number})
    found = port.look_up(ask.subject)
    if found is None:
        return Answer(UNKNOWN, "工程审批系统中没有该项目代码，请核对。", {"code": ask.subject})
    data = {"code": ask.subject, "name": found.data.get("name", ""), "stage": found.state}
    return Answer(PASS, f"项目：{data['name']}（{found.state}）。", data)
