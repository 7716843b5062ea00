"""安全事件 (S1 23–24): the plan of the hall is started, what is done is kept, the machine is shut for all but who deals
with it, and it is reported.
"""

from __future__ import annotations

from app.domain.time import Timestamp
from app.values import dataclass


@dataclass(frozen=True)
class Note:
    """Something done or found: when, by whom (工号), and what."""

    at_ms: int
    by: str
    words: str


@dataclass(frozen=True)
class Incident:
    """One incident. ``plan`` names the emergency plan; ``opened_by`` deals with it; ``closed_ms`` 0 while it runs."""

    id: str
    plan: str
    opened_by: str
    opened_ms: int
    notes: tuple[Note, ...]
    locks: bool = True
    closed_ms: int = 0

    @property
    def running(self) -> bool:
        """Whether it is not over yet."""
        return not self.closed_ms

    def shuts_out(self, number: str) -> bool:
        """Whether ``number`` may not log in now; who deals with the incident always may."""
        return self.running and self.locks and number != self.opened_by

    def report(self, figures: dict[str, str]) -> str:
        """The report to the superior office: what happened when and by whom, and the figures of the machine."""
        span = f"{Timestamp(self.opened_ms).words()}至"
        span += Timestamp(self.closed_ms).words() if self.closed_ms else "今，尚在处置"
        lines = [f"安全事件报告 {self.id}", f"预案：{self.plan}", f"时间：{span}", f"处置人：{self.opened_by}"]
        lines += [f"{name}：{value}" for name, value in figures.items()]
        lines += ["经过："]
        lines += [f"  {Timestamp(each.at_ms).words()}　{each.by}　{each.words}" for each in self.notes]
        return "\n".join(lines) + "\n"
