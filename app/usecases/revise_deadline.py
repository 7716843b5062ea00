"""A new holiday table moved a told date."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.commands import ReviseDeadline
from app.usecases.desk import Desk, Done, act


def revise_deadline(desk: Desk, case_id: UUID, clock: str, due: date, firm: bool) -> Done:
    """Record the moved date and replace the paper that told the old one."""
    return act(desk, case_id, ReviseDeadline(clock, due, firm))
