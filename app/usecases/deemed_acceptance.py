"""视为受理: proposed by the clock, in force only by a person after a sync newer than the 5 days."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ConfirmDeemedAcceptance, ProposeDeemedAcceptance
from app.usecases.desk import Desk, Done, act


def propose_deemed_acceptance(desk: Desk, case_id: UUID) -> Done:
    """Note that no notice was given within the 5 working days."""
    return act(desk, case_id, ProposeDeemedAcceptance())


def confirm_deemed_acceptance(desk: Desk, case_id: UUID, last_sync_ms: int) -> Done:
    """Put it in force and issue its paper."""
    return act(desk, case_id, ConfirmDeemedAcceptance(last_sync_ms))
