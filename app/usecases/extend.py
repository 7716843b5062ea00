"""延期 (D14; 许可法 42)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Extend
from app.usecases.desk import Desk, Done, act


def extend(desk: Desk, case_id: UUID, reasons: str, approver: str) -> Done:
    """Extend once, before the end, with reasons."""
    return act(desk, case_id, Extend(reasons, approver))
