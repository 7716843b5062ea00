"""转部门."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Transfer
from app.usecases.desk import Desk, Done, act


def transfer(desk: Desk, case_id: UUID, to: str, reason: str = "") -> Done:
    """Hand the case to the department (收受分离, 流转)."""
    return act(desk, case_id, Transfer(to, reason))
