"""离线能办到哪一步: per item and step, whether it goes without the line, waits for a check, or needs the line.

It repeats no rule: what decides stands in :mod:`app.domain.decide`; this says beforehand what will be decided.
"""

from __future__ import annotations

from enum import Enum

from app.domain.guide import CaseMode, ServiceGuide
from app.domain.rights import Right
from app.values import dataclass


class Reach(Enum):
    """可离线, 离线待核验 (done now, checked when the line is back), 必须联网."""

    OFFLINE = "offline"
    LATER = "later"
    ONLINE = "online"


@dataclass(frozen=True)
class StepReach:
    """A step of an item: ``step`` and ``why`` are keys of words."""

    step: str
    reach: Reach
    why: str


_WANTS = {
    "receive": (Right.RECEIVE,),
    "notice": (Right.NOTIFY,),
    "credit": (Right.ACCEPT,),
    "accept": (Right.ACCEPT,),
    "decide": (Right.DECIDE,),
    "seal": (Right.NOTIFY, Right.ACCEPT, Right.DECIDE),
    "post": (Right.DECIDE, Right.HAND_OVER),
}
"""Which of the rights a step wants one of; any other step is open to everybody, or nobody's here."""


def offline_here(guide: ServiceGuide, rights: frozenset[Right]) -> tuple[StepReach, ...]:
    """The steps that a place with these rights does at all: a station that only takes in is promised no decision."""
    rows = offline_matrix(guide)
    return tuple(row for row in rows if row.step not in _WANTS or any(each in rights for each in _WANTS[row.step]))


def offline_matrix(guide: ServiceGuide) -> tuple[StepReach, ...]:
    """Every step that the item has, in the order in which it is done."""
    limited = guide.quantity_limit not in ("", "无")
    on_the_spot = guide.mode is CaseMode.IMMEDIATE
    rows = [
        StepReach("receive", Reach.OFFLINE, "receive"),
        StepReach("notice", Reach.OFFLINE, "notice"),
        StepReach("check", Reach.LATER, "check"),
    ]
    if guide.commitment is not None or any(line.tolerable or line.committable for line in guide.materials):
        rows.append(StepReach("credit", Reach.LATER, "credit"))
    accept = StepReach("accept", Reach.ONLINE, "limited") if limited else StepReach("accept", Reach.OFFLINE, "accept")
    rows.append(accept)
    if guide.fee.charged:
        rows.append(StepReach("fee", Reach.LATER, "fee"))
    decide = (Reach.OFFLINE, "on_the_spot") if on_the_spot else (Reach.ONLINE, "department")
    rows.append(StepReach("decide", *decide))
    rows.append(StepReach("seal", Reach.OFFLINE, "seal"))
    rows.append(StepReach("post", Reach.OFFLINE, "post"))
    rows.append(StepReach("licence", Reach.ONLINE, "licence"))
    return tuple(rows)
