"""不予受理."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Decline
from app.usecases.desk import Desk, Done, act


def decline(desk: Desk, case_id: UUID, ground: str, reasons: str, where_to_apply: str = "") -> Done:
    """Decline in writing with reasons, and where to apply when another authority is competent."""
    return act(desk, case_id, Decline(ground, reasons, where_to_apply))
