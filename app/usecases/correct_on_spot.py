"""当场更正 (许可法 32(1)(3))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import CorrectOnSpot
from app.domain.materials import SubmittedMaterial
from app.usecases.desk import Desk, Done, act


def correct_on_spot(
    desk: Desk, case_id: UUID, materials: tuple[SubmittedMaterial, ...], what: str, initialled: str
) -> Done:
    """Take in what the applicant mended at the desk."""
    return act(desk, case_id, CorrectOnSpot(materials, what, initialled))
