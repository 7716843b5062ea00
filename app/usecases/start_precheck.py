"""网上预审 of an online draft."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import StartPrecheck
from app.usecases.desk import Desk, Done, act


def start_precheck(desk: Desk, case_id: UUID) -> Done:
    """Take up an online draft."""
    return act(desk, case_id, StartPrecheck())
