"""共享数据异议 (S4 7(2), S1 26)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ObjectMaterial
from app.domain.materials import SubmittedMaterial
from app.usecases.desk import Desk, Done, act


def object_material(
    desk: Desk,
    case_id: UUID,
    line_id: str,
    system: str,
    shown: str,
    claimed: str,
    own: SubmittedMaterial | None = None,
) -> Done:
    """Keep both what was shown and what the applicant says; hers counts, and so does her ``own`` material."""
    return act(desk, case_id, ObjectMaterial(line_id, system, shown, claimed, own))
