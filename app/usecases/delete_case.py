"""误录删除."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import DeleteCase
from app.usecases.desk import Desk, Done, act


def delete_case(desk: Desk, case_id: UUID, reason: str) -> Done:
    """Delete a mis-keyed case before any paper came out."""
    return act(desk, case_id, DeleteCase(reason))
