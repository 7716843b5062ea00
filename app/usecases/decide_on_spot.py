"""即办 decision at the counter."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import DecideOnSpot
from app.usecases.desk import Desk, Done, act


def decide_on_spot(
    desk: Desk, case_id: UUID, *, grant: bool, validity: str = "", licence_number: str = "", reasons: str = ""
) -> Done:
    """Decide by delegated power; a refusal needs ``reasons``."""
    return act(desk, case_id, DecideOnSpot(grant, validity, licence_number, reasons))
