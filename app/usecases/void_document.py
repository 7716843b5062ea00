"""作废."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import VoidPaper
from app.usecases.desk import Desk, Done, act


def void_document(desk: Desk, case_id: UUID, document_id: UUID, reason: str, *, again: bool = False) -> Done:
    """Void a paper that was not given; its number stays used. ``again`` issues the same facts under a new one."""
    return act(desk, case_id, VoidPaper(document_id, reason, again))
