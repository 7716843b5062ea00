"""The limits of a case as they count now: which period binds, until when to correct, from when silence speaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    keeps: date | None = None, pauses: Sequence[Pause] = (),
) -> Binding | None:  # fmt: skip
    """The limit by which a case accepted on ``start`` is to be decided, None when the guide names none.

    With 容缺 (``tolerated``) 即办 binds nobody: what is not there cannot be decided on the spot, so the limit is told
    that is left beside it (S0 22(1), 22(3)). The clock does not wait for what is owed (许可法 45). ``keeps`` is the day
    that a pledge in her hand names: where a later guide is shorter than that, the first limit that leaves her the day.
    Where none does, a licence has the longest that the law leaves it (许可法 42), and for anything else none is told:
    it is decided by her day.
    """
    if not tolerated:
        return binding(start, legal_limit(guide, rules), guide.promised, calendar, pauses)
    bound = binding(start, *beside_at_once(guide, rules), calendar, pauses)
    if bound is None or keeps is None or keeps <= bound.due.date:
        return bound
    licence = guide.item.is_licence
    others = _each_limit(guide, rules, start, calendar, pauses, lawful=licence)
    longest = max(others, key=lambda each: each.due.date, default=bound) if licence else None
    leaving = [each for each in others if keeps <= each.due.date]
    return min(leaving, key=lambda each: each.due.date, default=longest)


def beside_at_once(guide: ServiceGuide, rules: RuleSet) -> tuple[Period | None, Period | None]:
    """The legal and the promised period in days, which are left where 即办 does not bind; what a later 即办 took the
    place of is one of them.
    """
    before, promised_before = (None, guide.gave_way[1]) if guide.concentrated else guide.gave_way
    return _in_days(legal_limit(guide, rules), before), _in_days(guide.promised, promised_before)


def _in_days(*periods: Period | None) -> Period | None:
    return next((period for period in periods if period is not None and period.days), None)


def _each_limit(
    guide: ServiceGuide, rules: RuleSet, start: date, calendar: WorkCalendar, pauses: Sequence[Pause],
    *, lawful: bool = False,
) -> list[Binding]:  # fmt: skip
    """Every limit in days by itself, those too that gave way to a shorter one; ``lawful``: nothing that goes beyond the
    present limit of the law.
    """
    before, promised_before = (None, guide.gave_way[1]) if guide.concentrated else guide.gave_way
    before = None if lawful else before
    pairs = [(period, None) for period in (legal_limit(guide, rules), before)]
    pairs += [(None, period) for period in (guide.promised, promised_before)]  # type: ignore[misc]
    found = (binding(start, *pair, calendar, pauses) for pair in pairs if _in_days(*pair) is not None)
    each_limit = [each for each in found if each is not None]
    latest = [each.due.date for each in each_limit if lawful and each.limit is Limit.LEGAL]
    return [each for each in each_limit if not latest or each.due.date <= min(latest)]


def running_limit(
    case: Case, guide: ServiceGuide, rules: RuleSet, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Binding | None:
    """The main limit of an accepted case as it counts now; what was told as 即办 with 容缺, by an older program, stands
    as it was told, and so does which of the limits a case with 容缺 was told.
    """
    accepted = case.accepted
    if accepted is None:
        return None
    tolerated = bool(accepted.tolerated) and accepted.binding != Limit.AT_ONCE.value
    if tolerated:
        told = accepted.binding, accepted.limit_words
        if not accepted.limit_words and accepted.due is not None:
            return None  # told without a limit: it is decided by the day in the pledge, and that is a date
        for each in _each_limit(guide, rules, accepted.accepted_on, calendar, pauses):
            if told == (each.limit.value, each.period.words()):
                return each
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


def told_too_late(case: Case, rules: RuleSet, calendar: WorkCalendar, today: date) -> bool:
    """Whether the 5 days of the law are certainly over without a notice (许可法 32(1)(4))."""
    found = deemed_after(case, rules, calendar)
    return found is not None and found[1] and today > found[0]


def counts_as_accepted(case: Case, rules: RuleSet, calendar: WorkCalendar, today: date) -> date:
    """The day that counts as that of 受理: that of 收件 when the 5 days passed without a notice (许可法 32(1)(4)); else
    the day on which all was there that it takes, corrections (32(1)(5)) and the pledge of what comes later (S0 22(3)),
    with what was promised (S0 9) or taken in after them: that it is written down late takes no day from anybody.
    Otherwise today.
    """
    if case.received is not None and told_too_late(case, rules, calendar, today):
        return case.received.received_on
    days = [case.completed.completed_on] if case.completed is not None else []
    days += [case.pledged_on] if case.pledged_on is not None and case.tolerated else []
    return max([*days, *_came_last(case)]) if days else today


def _came_last(case: Case) -> Iterator[date]:
    """When each 告知承诺 that stands was signed, and when material came in that was checked afterwards."""
    lines = {row.line_id for row in case.committed}
    yield from (day for line, day in case.committed_since if line in lines)
    yield from (each.at.date for each in case.late_checks if each.document_id is not None)


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
