"""一件事: the branches begin (S4 5(3))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import StartJoint
from app.usecases.desk import Desk, Done, act


def start_joint(desk: Desk, case_id: UUID) -> Done:
    """Start the parallel branches."""
    return act(desk, case_id, StartJoint())
