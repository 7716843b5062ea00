"""办件作废."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import VoidCase
from app.usecases.desk import Desk, Done, act


def void_case(desk: Desk, case_id: UUID, reason: str, supervisor: str) -> Done:
    """Void a case, confirmed by a supervisor."""
    return act(desk, case_id, VoidCase(reason, supervisor))
