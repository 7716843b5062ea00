"""改选取件方式."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import ChooseDelivery
from app.usecases.desk import Desk, Done, act


def choose_delivery(desk: Desk, case_id: UUID, way: str, form: str = "", address: str = "") -> Done:
    """The applicant chooses anew how the result comes. Raises RefusedError ZC-CASE-100 … 102, -05."""
    return act(desk, case_id, ChooseDelivery(way, form, address))
