"""交寄: the courier signed for a parcel."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import PostParcel
from app.domain.time import Timestamp
from app.usecases.desk import Desk, Done, act


def post_parcel(
    desk: Desk,
    case_id: UUID,
    waybill: str,
    documents: tuple[UUID, ...],
    hand: str,
    sheet: str,
    handed_at: Timestamp,
) -> Done:
    """Record that ``hand`` took the parcel and signed ``sheet``; once more changes nothing. Raises RefusedError
    ZC-CASE-150 to -152.
    """
    return act(desk, case_id, PostParcel(waybill, documents, hand, sheet, handed_at))
