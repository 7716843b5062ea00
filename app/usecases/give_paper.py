"""交付 a paper to a person."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import GivePaper
from app.domain.events import Recipient
from app.usecases.desk import Desk, Done, act


def give_paper(desk: Desk, case_id: UUID, document_id: UUID, recipient: Recipient) -> Done:
    """Give a paper; refused while a seal the law wants is missing."""
    return act(desk, case_id, GivePaper(document_id, recipient))
