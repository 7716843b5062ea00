"""证照 on a serial-numbered blank."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import IssueCertificate
from app.usecases.desk import Desk, Done, act


def issue_certificate(desk: Desk, case_id: UUID, blank_kind: str, serial: str) -> Done:
    """Bind the blank that the clerk holds and allocate the print."""
    return act(desk, case_id, IssueCertificate(blank_kind, serial))
