"""Keep a filled form and print it for signature, before 收件."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import OpenCase
from app.domain.events import Intake
from app.usecases.desk import Desk, Done, act


def open_case(desk: Desk, case_id: UUID, intake: Intake) -> Done:
    """Open the case ``case_id`` (the draft's own id) and allocate the print of the application form."""
    return act(desk, case_id, OpenCase(intake))
