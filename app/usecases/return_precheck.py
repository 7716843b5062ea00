"""网上预审退回."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ReturnPrecheck
from app.usecases.desk import Desk, Done, act


def return_precheck(desk: Desk, case_id: UUID, opinion: str) -> Done:
    """Send the draft back with the whole opinion at once."""
    return act(desk, case_id, ReturnPrecheck(opinion))
