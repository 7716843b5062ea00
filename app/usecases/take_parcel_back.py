"""退件: a parcel lies here again."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import TakeParcelBack
from app.usecases.desk import Desk, Done, act


def take_parcel_back(desk: Desk, case_id: UUID, waybill: str, reason: str) -> Done:
    """Record it with the courier's reason; what counted as served by it is to be served anew. Raises RefusedError
    ZC-CASE-154 to -156.
    """
    return act(desk, case_id, TakeParcelBack(waybill, reason))
