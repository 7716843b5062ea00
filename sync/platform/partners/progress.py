"""进度查询 (S0 23, S4 12): a receipt number alone shows the stage and its day, and no name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sync.platform.partners.base import UNKNOWN, Answer, Ask, Bench, CaseFile
from sync.platform.partners.steps import Step, steps

SYSTEM = "progress"
STAGES = {
    "drafted": "填报中",
    "received": "已收件",
    "correcting": "待补正",
    "corrected": "已补正",
    "accepted": "已受理",
    "prechecking": "预审中",
    "reviewing": "审查中",
    "special": "特别程序（不计时）",
    "extended": "已延期",
    "joint": "联合办理中",
    "turned_away": "已告知去向",
    "forwarded": "已转办",
    "returned": "退件办结",
    "revoked": "撤销受理",
    "voided": "已作废",
    "deleted": "已作废",
    "concluded": "已作出决定",
    "declined": "不予受理",
    "withdrawn": "已撤回",
    "deemed_withdrawn": "视为撤回",
    "granted": "已作出决定",
    "refused": "已作出决定",
    "ready": "可领取结果",
    "served": "已送达",
}
"""Words for a stage that anybody with the number may read: whether a decision was favourable is not among them."""


@dataclass(frozen=True)
class Shown:
    """All that is shown: the stage in words, and the day it was reached (ISO)."""

    stage: str
    on: str


class Progress(Protocol):
    """Port of the public inquiry."""

    def look_up(self, number: str) -> Shown | None:
        """The stage of the case with this number on its papers, or None."""
        ...


class ReferenceProgress:
    """Reads the platform's own cases."""

    def __init__(self, bench: Bench) -> None:
        self._platform = bench.platform

    def look_up(self, number: str) -> Shown | None:
        """The stage of the case with this number."""
        file = self._platform.case_by_number(number)
        return None if file is None else Shown(STAGES.get(file.stage, "办理中"), _reached(file))


def _line(step: Step) -> str:
    parts = (step.start_ms, step.end_ms, step.minutes, step.person, step.window)
    return ",".join("" if part is None else str(part) for part in parts)


def _reached(file: CaseFile) -> str:
    return file.decided_on or file.accepted_on or file.received_on


def answer(port: Progress, ask: Ask, file: CaseFile) -> Answer:
    """``subject`` is the number on the receipt; ``action`` steps tells the desk of the case all eight outward steps,
    each as 开始,结束,分钟,办理人,窗口 (UTC milliseconds, empty while it did not begin or end).
    """
    if ask.data.get("action") == "steps":
        told = {step.name: _line(step) for step in steps(file)}
        return Answer("found", f"已办{sum(1 for step in steps(file) if step.end_ms is not None)}个环节。", told)
    found = port.look_up(ask.subject)
    if found is None:
        return Answer(UNKNOWN, "没有查到这一编号，请核对后再试。", {})
    return Answer("found", f"{found.stage}（{found.on}）", {"stage": found.stage, "on": found.on})
