"""容缺 overdue: proposed by the clock; 退件办结 (D09) or 撤销受理 (D10) by a person after a sync."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ConfirmToleranceLapse, ProposeToleranceLapse
from app.usecases.desk import Desk, Done, act


def propose_tolerance_lapse(desk: Desk, case_id: UUID) -> Done:
    """Note that the 容缺 period ended."""
    return act(desk, case_id, ProposeToleranceLapse())


def confirm_tolerance_lapse(desk: Desk, case_id: UUID, last_sync_ms: int) -> Done:
    """Put it in force and issue its paper."""
    return act(desk, case_id, ConfirmToleranceLapse(last_sync_ms))
