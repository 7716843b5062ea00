"""办理进度 for whoever holds the receipt: the stage in public words and its day, nothing else (S0 18, 23(1)).

The number and the four characters of the query code open it together, since numbers follow one another.
"""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from app.domain.case import Case
from app.domain.delivery import POST, brought_back_at, came_back_at, delivery_of, posted, sent_back
from app.domain.states import CaseState
from app.values import dataclass

_STAGES = {
    CaseState.RECEIVED: "已收件，正在审核材料",
    CaseState.AWAITING_CORRECTION: "等您补正材料",
    CaseState.CORRECTED: "已收到补正，正在审核",
}


@dataclass(frozen=True)
class Progress:
    """What is shown: the stage, the day it was reached, and until when the person or the hall has time."""

    stage: str
    on: date
    until: date | None = None

    @property
    def words(self) -> str:
        """One sentence."""
        limit = f"，期限到{self.until.isoformat()}" if self.until is not None else ""
        return f"{self.stage}（{self.on.isoformat()}）{limit}"


def query_code(case_id: UUID) -> str:
    """Four characters that open the progress of a case to who holds its paper (stage and date only)."""
    return hashlib.sha256(case_id.bytes).hexdigest()[:4].upper()


def progress(case: Case, code: str) -> Progress | None:
    """The progress of ``case`` for who knows its ``code``; None for a wrong code or a case that was never received."""
    if case.received is None or code.strip().upper() != query_code(case.id):
        return None
    if (here := brought_back_at(case)) is not None:
        # No post sent it back: the wrong person had it.
        posts = delivery_of(case).way == POST
        words = "在窗口，请打窗口电话再寄，或者来窗口领取" if posts else delivery_of(case).words
        return Progress(f"结果已出，{words}", here.date)
    back = came_back_at(case)
    if back is not None and (case.handed_over is None or sent_back(case)):
        return Progress("结果已出，邮件退回了，请打窗口电话再寄，或者来窗口领取", back.date)
    if case.handed_over is not None:
        return Progress("已送达", case.handed_over.at.date)
    if (sent := posted(case)) is not None:
        return Progress("结果已出，已经交邮政寄出", sent.handed_at.date)
    if case.ready is not None:
        return Progress(f"结果已出，{delivery_of(case).words}", case.ready.at.date)
    if case.decision is not None:
        return Progress("已作出决定", case.decision.decided_on)
    if case.terminal:
        return Progress("办件已经结束，请看发给您的文书", case.received.received_on)
    if case.accepted is not None:
        return Progress("已受理，正在办理", case.accepted.accepted_on, case.main_due[0])
    if case.state is CaseState.AWAITING_CORRECTION and case.notices:
        return Progress(_STAGES[CaseState.AWAITING_CORRECTION], case.notices[-1].at.date, case.correction_due)
    stage = _STAGES.get(case.state, "正在办理") if case.state is not None else "正在办理"
    return Progress(stage, case.received.received_on, case.notice_due)
