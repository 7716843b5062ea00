"""承诺核查 (S0 11, S4 14)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import CheckCommitment
from app.usecases.desk import Desk, Done, act


def check_commitment(
    desk: Desk, case_id: UUID, line_id: str, outcome: str, finding: str = "", rectify_days: int = 0
) -> Done:
    """Record 属实, 限期整改 or 不实."""
    return act(desk, case_id, CheckCommitment(line_id, outcome, finding, rectify_days))
