"""邮政快递: book a parcel under a waybill of this window's block (S0 23, S1 9)."""

from __future__ import annotations

from uuid import UUID

from app.domain.delivery import COURIER
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Desk, Done

OUT, IN = "out", "in"


def book_courier(desk: Desk, case_id: UUID, direction: str = OUT) -> Done:
    """寄结果 (``out``) to the address that was chosen, or 寄材料 (``in``). Raises RefusedError ZC-CASE-103, -106.

    The waybill is known at once, off line too; where the parcel is comes back into the log of the case.
    """
    return ask_partner(desk, case_id, COURIER, data={"direction": direction})
