"""删除: what was typed for somebody and never handed in goes at her wish (个人信息保护法 47); a case taken in stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.errors import RefusedError
from app.ports import Drafts
from app.usecases.desk import Desk, require_hand

LAW = "个人信息保护法 47；S1 19、25"


def drafts_of(drafts: Drafts, number: str) -> tuple[UUID, ...]:
    """The unfinished intakes in which an identity number stands, the newest first."""
    wanted = number.strip().upper()
    found = ((draft, drafts.load(draft)) for draft in drafts.open_drafts())
    return tuple(d for d, fields in found if wanted and any(wanted in value.upper() for value in fields.values()))


def forget(desk: Desk, drafts: Drafts, record: Callable[[str, str, str], object], draft: UUID, wish: str) -> int:
    """Delete every field of an unfinished intake; gives how many there were.

    ``record(actor, action, subject)`` keeps in the audit that it was done, and nothing of what it said. Raises
    RefusedError ZC-DATA-01 for a case that was taken in, ZC-DATA-02 without the person's wish in words, ZC-RIGHT-03.
    """
    require_hand(desk)
    with desk.units.begin() as tx:
        case = tx.case(draft)
    if case is not None and case.received is not None:
        raise RefusedError(
            "ZC-DATA-01",
            "已收件的办件依法归档保存，不能删除",
            LAW,
            "什么都没有删除",
            "数据有错的，可以登记数据异议；误录的，请主管按误录处理",
        )
    if not wish.strip():
        raise RefusedError("ZC-DATA-02", "要写明是谁要求删除的", LAW, "什么都没有删除", "例如：本人当面要求，不办了")
    fields = len(drafts.load(draft))
    drafts.discard(draft)
    record(desk.session.operator.id, "forget", f"{draft} {fields}")
    return fields
