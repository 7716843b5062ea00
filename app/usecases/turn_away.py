"""即时告知: no turn-away without a paper (S0 23, 26(8))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import TurnAway
from app.domain.events import Intake
from app.usecases.desk import Desk, Done, act


def turn_away(
    desk: Desk, case_id: UUID, intake: Intake, ground: str, reason: str, basis: str, instead: str
) -> Done:
    """Give D19 and close the draft of the same id.

    ``ground`` is not-needed, not-here or other, ``instead`` the ways that lead on, one a line.
    """
    return act(desk, case_id, TurnAway(intake, ground, reason, basis, instead), draft=case_id)
