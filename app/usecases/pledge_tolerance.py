"""容缺受理承诺 (D06)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.commands import PledgeTolerance
from app.usecases.desk import Desk, Done, act


def pledge_tolerance(
    desk: Desk,
    case_id: UUID,
    lines: tuple[str, ...],
    supply: str,
    signature: str,
    promised_by: date | None = None,
) -> Done:
    """Take the applicant's pledge; ``promised_by`` None means the item's own limit."""
    return act(desk, case_id, PledgeTolerance(lines, supply, signature, promised_by))
