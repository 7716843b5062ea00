"""联办事项办结."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import CompleteBranch
from app.usecases.desk import Desk, Done, act


def complete_branch(
    desk: Desk, case_id: UUID, code: str, granted: bool, number: str = "", reasons: str = ""
) -> Done:
    """End a branch; what waits for it begins."""
    return act(desk, case_id, CompleteBranch(code, granted, number, reasons))
