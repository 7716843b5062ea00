"""视为撤回: proposed by the clock, in force only by a person after a sync newer than the deadline."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ConfirmDeemedWithdrawal, ProposeDeemedWithdrawal
from app.usecases.desk import Desk, Done, act


def propose_deemed_withdrawal(desk: Desk, case_id: UUID) -> Done:
    """Note that the correction period ended."""
    return act(desk, case_id, ProposeDeemedWithdrawal())


def confirm_deemed_withdrawal(desk: Desk, case_id: UUID, last_sync_ms: int) -> Done:
    """Put it in force and issue D04."""
    return act(desk, case_id, ConfirmDeemedWithdrawal(last_sync_ms))
