"""作废."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import VoidPaper
from app.usecases.desk import Desk, Done, act


def void_document(desk: Desk, case_id: UUID, document_id: UUID, reason: str) -> Done:
    """Void a paper that was not given; its number stays used."""
    return act(desk, case_id, VoidPaper(document_id, reason))
