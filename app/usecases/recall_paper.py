"""收回更正 of a paper that was given."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import RecallPaper
from app.usecases.desk import Desk, Done, act


def recall_paper(desk: Desk, case_id: UUID, document_id: UUID, reason: str) -> Done:
    """Void the given paper and issue the same facts under a new number."""
    return act(desk, case_id, RecallPaper(document_id, reason))
