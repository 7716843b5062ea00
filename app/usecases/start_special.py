"""特别程序 (D13; 许可法 45)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import StartSpecial
from app.domain.guide import Period
from app.usecases.desk import Desk, Done, act


def start_special(desk: Desk, case_id: UUID, kind: str, basis: str, period: Period, approver: str) -> Done:
    """Stop the clock and tell the time needed in writing."""
    return act(desk, case_id, StartSpecial(kind, basis, period, approver))
