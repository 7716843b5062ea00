"""特别程序 ends."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import EndSpecial
from app.usecases.desk import Desk, Done, act


def end_special(desk: Desk, case_id: UUID, result: str) -> Done:
    """File the result; the clock runs again."""
    return act(desk, case_id, EndSpecial(result))
