"""已盖章."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import RecordSeal
from app.usecases.desk import Desk, Done, act


def record_seal(desk: Desk, case_id: UUID, document_id: UUID, seal: str, by_whom: str, where: str) -> Done:
    """Record which seal, who put it, and where."""
    return act(desk, case_id, RecordSeal(document_id, seal, by_whom, where))
