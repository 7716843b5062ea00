"""亮证 (S3 一(三))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ShowLicence
from app.usecases.desk import Desk, Done, act


def show_licence(desk: Desk, case_id: UUID, line_id: str, token: str, at_ms: int = 0) -> Done:
    """Have a licence verified that the applicant shows for ``line_id``, or showed at ``at_ms``; no copy is kept."""
    return act(desk, case_id, ShowLicence(line_id, token, at_ms))
