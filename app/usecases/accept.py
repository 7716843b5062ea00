"""受理."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import Accept
from app.usecases.desk import Desk, Done, act


def accept(desk: Desk, case_id: UUID, route: str = "department", *, voucher: bool = True) -> Done:
    """Accept; ``route`` is ``department`` or, for a decision on the spot, ``counter``, then perhaps without D02."""
    return act(desk, case_id, Accept(route, voucher))
