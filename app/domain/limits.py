"""The limits of a case as they count now: which period binds, until when to correct, from when silence speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.deadlines import Binding, Limit, Pause, binding, due
from app.domain.guide import Period, ServiceGuide
from app.domain.paper import PaperKind
from app.domain.rules import RuleSet


def legal_limit(guide: ServiceGuide, rules: RuleSet) -> Period | None:
    """The legal period of the item: that of joint handling, or its own; a 许可 whose guide names none has the 20 days
    of 行政许可法 42(1).
    """
    if guide.concentrated:
        return rules.joint_limit
    return rules.licence_limit if guide.legal is None and guide.item.is_licence else guide.legal


def main_limit(
    guide: ServiceGuide, rules: RuleSet, start: date, calendar: WorkCalendar, *, tolerated: bool = False,
    pauses: Sequence[Pause] = (),
) -> Binding | None:  # fmt: skip
    """The limit by which a case accepted on ``start`` is to be decided, None when the guide names none.

    With 容缺 (``tolerated``) 即办 binds nobody: what is not there cannot be decided on the spot, so the limit is told
    that is left beside it (S0 22(1), 22(3)). The clock does not wait for what is owed (许可法 45).
    """
    limits = (legal_limit(guide, rules), guide.promised)
    legal, promised = (None if tolerated and each is not None and not each.days else each for each in limits)
    return binding(start, legal, promised, calendar, pauses)


def running_limit(
    case: Case, guide: ServiceGuide, rules: RuleSet, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Binding | None:
    """The main limit of an accepted case as it counts now; what was told as 即办 with 容缺, by an older program, stands
    as it was told.
    """
    accepted = case.accepted
    if accepted is None:
        return None
    tolerated = bool(accepted.tolerated) and accepted.binding != Limit.AT_ONCE.value
    return main_limit(guide, rules, accepted.accepted_on, calendar, tolerated=tolerated, pauses=pauses)


def pauses_of(case: Case, rules: RuleSet, running: Sequence[date | None] = ()) -> tuple[Pause, ...]:
    """The special procedures of a case that stop the clock; ``running``: when the one that has not ended is to be taken
    as ended, one for each, None for not at all. Without it those that ended alone.
    """
    ends = (*(each.ended_on for each in case.special_ends), *running)
    return tuple(
        Pause(start.started_on, end, rules.pause_charged)
        for start, end in zip(case.specials, ends, strict=False)
        if start.stops
    )


def only_at_once(guide: ServiceGuide) -> bool:
    """Whether 即办 is the only time the guide knows: then nothing can be brought later, and 容缺 has no room."""
    if guide.concentrated or (guide.legal is None and guide.item.is_licence):
        return False
    limits = [each for each in (guide.legal, guide.promised) if each is not None]
    return bool(limits) and not any(each.days for each in limits)


def notice_served_on(case: Case) -> date | None:
    """When the applicant got the notice that stands now, in hand or by post; None while nobody signed for it."""
    since = case.notices[-1].at.ms
    served = [
        paper.given_at.date
        for paper in case.papers
        if paper.kind is PaperKind.NOTICE and paper.given_at is not None and paper.issued_at.ms >= since
    ]
    return min(served, default=None)


def correction_end(case: Case, calendar: WorkCalendar) -> tuple[date, bool]:
    """The last day to correct, and whether it is certain; a day told as 预计 is counted again by ``calendar``."""
    notice = case.notices[-1]
    day, firm = case.told("correction", notice.ends, notice.ends_firm)
    if day is not None and firm:
        return day, True
    found = due(notice_served_on(case) or notice.at.date, notice.period, calendar)
    return found.date, found.firm


def deemed_after(case: Case, rules: RuleSet, calendar: WorkCalendar) -> tuple[date, bool] | None:
    """The last of the 5 days of 许可法 32(1)(4), and whether it is certain; None where no 视为受理 comes about.

    It was told to nobody, so it is counted by the holidays known now and not by those of the day of 收件.
    """
    received = case.received
    if received is None or received.deemed_after is None or case.notices or case.overtaken:
        return None
    found = due(received.received_on, rules.deemed_period, calendar)
    return found.date, found.firm
