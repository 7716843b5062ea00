"""An earlier hand-in that arrives late wins."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.commands import UndoSilence
from app.usecases.desk import Desk, Done, act


def undo_silence(desk: Desk, case_id: UUID, handed_in_on: date, reason: str) -> Done:
    """Take back an end by silence."""
    return act(desk, case_id, UndoSilence(handed_in_on, reason))
