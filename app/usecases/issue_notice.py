"""一次性告知."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import IssueNotice
from app.usecases.desk import Desk, Done, act


def issue_notice(desk: Desk, case_id: UUID, again_reason: str = "") -> Done:
    """Issue the one notice that names every fault (许可法 32(1)(4)); ``again_reason`` only for what a
    correction brought to light.
    """
    return act(desk, case_id, IssueNotice(again_reason))
