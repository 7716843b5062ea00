"""补打."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ReprintPaper
from app.usecases.desk import Desk, Done, act


def reprint(desk: Desk, case_id: UUID, document_id: UUID, reason: str) -> Done:
    """Print once more, counted and reasoned."""
    return act(desk, case_id, ReprintPaper(document_id, reason))
