"""容缺补交 (D01b)."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import SupplyOwed
from app.domain.materials import SubmittedMaterial
from app.domain.time import Timestamp
from app.usecases.desk import Desk, Done, act


def supply_owed(
    desk: Desk, case_id: UUID, materials: tuple[SubmittedMaterial, ...], handed_at: Timestamp | None = None
) -> Done:
    """Receipt 容缺 material handed in after 受理, at ``handed_at`` when that was earlier."""
    return act(desk, case_id, SupplyOwed(materials, handed_at))
