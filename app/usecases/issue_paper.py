"""A paper about something already in the log."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import IssuePaper
from app.domain.paper import PaperKind
from app.usecases.desk import Desk, Done, act


def issue_paper(desk: Desk, case_id: UUID, kind: PaperKind) -> Done:
    """Issue D02 for the department's acceptance, D11, D15 or D12 at this window."""
    return act(desk, case_id, IssuePaper(kind))
