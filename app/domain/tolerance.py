"""容缺: whether a material may come later, and until which day: one answer for the verdict, the pledge, 受理 and its
paper (records 0125, 0130).
"""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.deadlines import due
from app.domain.guide import ServiceGuide
from app.domain.limits import beside_at_once, counts_as_accepted, legal_limit, main_limit, told_too_late
from app.domain.materials import SubmittedMaterial
from app.domain.rules import RuleSet
from app.domain.time import date_words
from app.values import dataclass

AT_ONCE = "时限只有即办，没有容缺的时间"
UNKNOWN = "办事指南没有写办理时限，不能定容缺期限"


def why_never(guide: ServiceGuide, rules: RuleSet) -> str:
    """Why nothing may come later in this matter, "" where something may: there is no 规定时限 to bring it in."""
    if any(beside_at_once(guide, rules)):
        return ""
    if legal_limit(guide, rules) is not None or guide.promised is not None:
        return AT_ONCE
    return UNKNOWN if rules.tolerance_period is None else ""


def last_day(guide: ServiceGuide | None, rules: RuleSet, start: date, calendar: WorkCalendar) -> date | None:
    """The last day to bring what comes later in a case that counts as accepted on ``start``: the end of the item's own
    limit (规定时限), or of the rule set's period where that ends sooner. None where there is none.
    """
    own = rules.tolerance_period
    fixed = due(start, own, calendar).date if own is not None else None
    if guide is None:
        return fixed
    if why_never(guide, rules):
        return None
    bound = main_limit(guide, rules, start, calendar, tolerated=True)
    ends = [each for each in (fixed, bound.due.date if bound is not None else None) if each is not None]
    return min(ends, default=None)


@dataclass(frozen=True)
class Silence:
    """What was handed in so long ago that no notice may be given any more (许可法 32(1)(4)): ``told_by`` was the last
    day for it, ``room`` says whether the law leaves a day for what may come later.
    """

    told_by: date
    room: bool


def silence_at_intake(
    guide: ServiceGuide, rules: RuleSet, handed: date, today: date, calendar: WorkCalendar
) -> Silence | None:
    """Of what is taken in ``today`` and was ``handed`` in earlier (a sheet of the pad): None while a notice is open."""
    end = due(handed, rules.deemed_period, calendar)
    if not guide.item.is_licence or not end.firm or today <= end.date:
        return None
    left = last_day(guide, rules, handed, calendar)
    return Silence(end.date, left is not None and left >= today)


def tolerance_limit(case: Case, context: cmd.Context) -> date | None:
    """The last day that may be promised or told today; None where there is none, or it is over."""
    start = counts_as_accepted(case, context.rules, context.calendar, context.now.date)
    return _left_by_law(case, context, start)


def day_to_bring(case: Case, context: cmd.Context, start: date) -> date | None:
    """Until when what is owed may come, as 受理 of today with effect from ``start`` tells it.

    The day in the pledge is hers: it is never cut. One that is over already, since we accepted late, told her nothing
    she can still do, so the last day of the law takes its place. None where none is left.
    """
    pledge = case.pledge_standing
    if pledge is not None and pledge.promised_by >= context.now.date:
        return pledge.promised_by
    return _left_by_law(case, context, start)


def _left_by_law(case: Case, context: cmd.Context, start: date) -> date | None:
    """The last day of the law, today or later. Where it ran out with us she has the whole time anew from today, unless
    silence has made it 受理 already (许可法 32(1)(4)). After a notice nobody may demand what was pledged by another: as
    long as for a correction where the guide names no days any more.
    """
    today = context.now.date
    end = last_day(context.guide, context.rules, start, context.calendar)
    if end is not None and end >= today:
        return end
    if told_too_late(case, context.rules, context.calendar, today):
        return None
    end = last_day(context.guide, context.rules, today, context.calendar)
    if end is not None or case.pledge_standing is None or not case.notices:
        return end
    return due(today, context.rules.correction_period, context.calendar).date


def unacceptable(case: Case, context: cmd.Context) -> tuple[SubmittedMaterial, ...]:
    """Rows marked 容缺 with which no acceptance comes about any more: the applicant pledged nothing for them, or the
    guide leaves no day for it by now. What is not tolerated is told (S0 22(2)).
    """
    rows = case.tolerated
    if not rows or no_room(case, context) is not None:
        return rows
    pledge = case.pledge_standing
    pledged = pledge.lines if pledge is not None else ()
    return tuple(row for row in rows if context.rules.tolerance_pledge and row.line_id not in pledged)


def no_room(case: Case, context: cmd.Context) -> cmd.Refusal | None:
    """Why nothing may come later here, None where a day is left; and what is open instead."""
    start = counts_as_accepted(case, context.rules, context.calendar, context.now.date)
    if day_to_bring(case, context, start) is not None:
        return None
    never = why_never(context.guide, context.rules) if context.guide is not None else UNKNOWN
    if never == AT_ONCE:
        why, next_step = "该事项的时限只有即办，没有可以容缺的时间", "请一次性告知；补正期内补齐后当场办理"
    elif never:
        why, next_step = UNKNOWN, "请一次性告知，或者联系目录管理员补齐指南"
    else:
        end = last_day(context.guide, context.rules, start, context.calendar)
        why = f"该决定的日期 {date_words(end)}已过，没有可以容缺的时间" if end is not None else UNKNOWN
        next_step = "请一次性告知：申请人有完整的补正期，补齐后照常受理；已经满5个工作日没有告知的，请确认视为受理"
    return cmd.Refusal("ZC-CASE-36", why, "容缺办法；S0 22(1)", next_step)
