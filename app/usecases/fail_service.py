"""送达不成."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import FailService
from app.usecases.desk import Desk, Done, act


def fail_service(desk: Desk, case_id: UUID, method: str, reason: str, witness: str = "") -> Done:
    """Record an attempt that did not succeed."""
    return act(desk, case_id, FailService(method, reason, witness))
