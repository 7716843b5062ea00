"""收回更正 of a notice: same facts, fewer demands."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ReduceNotice
from app.usecases.desk import Desk, Done, act


def reduce_notice(desk: Desk, case_id: UUID, lines: tuple[str, ...], reason: str) -> Done:
    """Take wrongly demanded ``lines`` out of the notice and issue it under a new number."""
    return act(desk, case_id, ReduceNotice(lines, reason))
