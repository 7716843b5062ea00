"""申请人撤回."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Withdraw
from app.usecases.desk import Desk, Done, act


def withdraw(desk: Desk, case_id: UUID, reason: str) -> Done:
    """The applicant withdraws in writing."""
    return act(desk, case_id, Withdraw(reason))
