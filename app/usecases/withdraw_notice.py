"""撤回告知 before anybody was given the notice: the materials are checked again."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import WithdrawNotice
from app.usecases.desk import Desk, Done, act


def withdraw_notice(desk: Desk, case_id: UUID, reason: str) -> Done:
    """The case goes back to where the notice came from; its number stays used and void. Raises RefusedError
    ZC-CASE-160 and -161 where it is told already.
    """
    return act(desk, case_id, WithdrawNotice(reason))
