"""收件: from here the law's clock runs."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Receive
from app.domain.events import Intake
from app.domain.materials import SubmittedMaterial
from app.usecases.desk import Desk, Done, act


def receive(desk: Desk, case_id: UUID, intake: Intake, materials: tuple[SubmittedMaterial, ...]) -> Done:
    """Take the materials in and give the receipt (D01); the draft of the same id is closed in the same transaction."""
    return act(desk, case_id, Receive(intake, materials), draft=case_id)
