"""Who may do what: five rights per operator × item × authority (law: 收件 is the hall's own, the others
are delegated).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from app.domain.guide import CaseMode
from app.domain.time import date_words
from app.values import dataclass


class Right(StrEnum):
    """The five rights."""

    RECEIVE = "may_receive"
    NOTIFY = "may_notify"
    ACCEPT = "may_accept"
    DECIDE = "may_decide"
    HAND_OVER = "may_hand_over"


RIGHT_NAMES: dict[Right, str] = {
    Right.RECEIVE: "收件",
    Right.NOTIFY: "一次性告知",
    Right.ACCEPT: "受理",
    Right.DECIDE: "决定",
    Right.HAND_OVER: "发件",
}


@dataclass(frozen=True)
class Grant:
    """One delegated right; ``authority`` and ``item`` may be ``*``. ``seal`` is the seal of the
    delegating body that its papers bear, ``paper`` the number of the 委托书 it stands on (S4 5(2)).
    """

    right: Right
    authority: str = "*"
    item: str = "*"
    delegated_by: str = ""
    seal: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    paper: str = ""

    def covers(self, authority: str, item: str, day: date) -> bool:
        """Whether the grant speaks of this item of this authority on ``day``."""
        if self.authority not in ("*", authority) or self.item not in ("*", item):
            return False
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


WARN_DAYS = 30
"""So many days before a delegation ends the window says so: a new 委托书 takes its time."""


def ending_words(grants: tuple[Grant, ...], day: date) -> tuple[str, ...]:
    """One sentence for each delegation that ended or ends within :data:`WARN_DAYS`, the earliest first."""
    soon = [g for g in grants if g.valid_to is not None and (g.valid_to - day).days <= WARN_DAYS]
    told: dict[str, None] = {}
    for grant in sorted(soon, key=lambda each: each.valid_to or day):
        end = grant.valid_to
        assert end is not None
        by = grant.delegated_by or "有关机关"
        paper = f"（{grant.paper}）" if grant.paper else ""
        state = "已经到期" if end < day else f"将于{date_words(end)}到期"
        told[f"{by}{paper}委托的「{RIGHT_NAMES[grant.right]}」{state}"] = None
    return tuple(told)


def rights_for(grants: tuple[Grant, ...], authority: str, item: str, day: date) -> frozenset[Right]:
    """The rights that ``grants`` give for ``item`` of ``authority`` on ``day``."""
    return frozenset(grant.right for grant in grants if grant.covers(authority, item, day))


def decides_on_spot(mode: str, rights: Collection[Right], tolerated: bool) -> bool:
    """Whether who accepts a case of this ``mode`` decides it at the counter too (即办): with what was let come later
    (容缺) nothing is decided yet.
    """
    return mode == CaseMode.IMMEDIATE and Right.DECIDE in rights and not tolerated


def fetched_here(rights: Collection[Right]) -> bool:
    """Whether a result that is fetched (自取) is fetched where the case was taken in: 发件 of the item was delegated to
    who sits there, and the case comes back to that desk with its result (许可法 44).
    """
    return Right.HAND_OVER in rights


def seal_for(grants: tuple[Grant, ...], right: Right, authority: str, item: str, day: date) -> str:
    """Name of the seal that papers under ``right`` bear, empty when none is named."""
    for grant in grants:
        if grant.right is right and grant.seal and grant.covers(authority, item, day):
            return grant.seal
    return ""
