"""空白证作废 and the next one."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ReplaceBlank
from app.usecases.desk import Desk, Done, act


def replace_blank(desk: Desk, case_id: UUID, document_id: UUID, reason: str, serial: str) -> Done:
    """Void the spoiled sheet with its reason and go on with ``serial``."""
    return act(desk, case_id, ReplaceBlank(document_id, reason, serial))
