"""不愿承诺 (S0 10(2))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import DeclineCommitment
from app.usecases.desk import Desk, Done, act


def decline_commitment(desk: Desk, case_id: UUID, lines: tuple[str, ...]) -> Done:
    """Note that the applicant does not commit: the proof is owed."""
    return act(desk, case_id, DeclineCommitment(lines))
