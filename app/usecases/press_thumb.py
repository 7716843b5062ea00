"""手印已按: a thumb print that was still to be pressed."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import PressThumb
from app.usecases.desk import Desk, Done, act


def press_thumb(desk: Desk, case_id: UUID, witness: str, note: str = "") -> Done:
    """The thumb is on paper before ``witness``; ``note`` is what the roster says of her (``roster_note``).

    Raises RefusedError ZC-CASE-19 without a witness, ZC-CASE-132 when none is awaited, ZC-CASE-133 when it comes with
    a correction.
    """
    return act(desk, case_id, PressThumb(witness, note))
