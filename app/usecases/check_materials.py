"""核对 after 收件 of what nobody had looked at then."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import CheckMaterials
from app.domain.materials import SubmittedMaterial
from app.usecases.desk import Desk, Done, act


def check_materials(desk: Desk, case_id: UUID, materials: tuple[SubmittedMaterial, ...]) -> Done:
    """Record the rows as found; what was taken in among them gets a receipt (D01)."""
    return act(desk, case_id, CheckMaterials(materials))
