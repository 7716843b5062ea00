"""免交 with record (S4 9(1), S0 21(2))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import WaiveMaterial
from app.usecases.desk import Desk, Done, act


def waive_material(desk: Desk, case_id: UUID, line_id: str, fact: str, proof: str) -> Done:
    """Dispense with a line because ``proof`` shows ``fact``."""
    return act(desk, case_id, WaiveMaterial(line_id, fact, proof))
