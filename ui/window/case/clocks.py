"""Running clocks in words: which one, how it was counted, and what follows when it ends. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.deadlines import CountedDay, Due, Limit, binding, due
from app.domain.guide import Period, ServiceGuide, Unit
from app.domain.limits import pauses_of, running_limit
from app.domain.rules import RuleSet
from app.values import dataclass
from ui.window.case.words import Say, weekday

NOTICE, CORRECTION, MAIN, DELIVERY = "notice", "correction", "main", "delivery"
TOLERANCE, SPECIAL, BRANCH, CHECK = "tolerance", "special", "branch", "check"


@dataclass(frozen=True)
class Consequence:
    """What the clerk must know of a clock: the demand in bold, what follows otherwise, and the law."""

    demand: str
    follows: str
    law: str


@dataclass(frozen=True)
class Law:
    """What a counting stands on: the guide of the case, the rule set of its day, and the holidays."""

    guide: ServiceGuide | None
    rules: RuleSet
    calendar: WorkCalendar


def consequence(kind: str, case: Case, ends: date, overdue: bool, say: Say) -> Consequence:
    """What follows when clock ``kind`` ends (行政许可法 32(1)(4), 42, 44, 74; S0 22)."""
    names = {NOTICE: _notice_name(case, ends), MAIN: _main_name(case)}
    name = names.get(kind, kind)
    tense = "late" if overdue else "by"
    received, accepted = case.received, case.accepted
    deemed = received.deemed_after if received is not None else None
    return Consequence(
        say(f"case.clock.demand.{kind}.{tense}", day=weekday(ends)),
        say(
            f"case.clock.follows.{name}",
            start=weekday(received.received_on) if received is not None else "",
            day=weekday(ends),
            deemed=weekday(deemed) if deemed is not None else "",
            outcome=accepted.tolerated_outcome if accepted is not None else "",
        ),
        say(f"case.clock.law.{name}"),
    )


def _notice_name(case: Case, ends: date) -> str:
    """A province may want the notice sooner than the law: then 视为受理 comes only after the law's own period."""
    if not case.item.licence:
        return "notice.other"
    deemed = case.received.deemed_after if case.received is not None else None
    return "notice.sooner" if deemed is not None and deemed > ends else "notice.licence"


def _main_name(case: Case) -> str:
    """Whose limit it is: the law's own (许可法 42 of a licence), or a promise of the guide, which no article holds."""
    accepted = case.accepted
    if accepted is None or accepted.binding == Limit.LEGAL.value or case.extension is not None:
        return "main" if case.item.licence else "main.other"
    return "main.promised"


def counted(kind: str, case: Case, law: Law) -> tuple[Due, Period] | None:
    """How the running clock was counted; None when its beginning or period is not known here."""
    if kind == MAIN:
        return _main(case, law)
    begin = _BEGINNINGS.get(kind, _unknown)(case, law)
    return None if begin is None else (due(begin[0], begin[1], law.calendar), begin[1])


def _main(case: Case, law: Law) -> tuple[Due, Period] | None:
    """The main period without the days of special procedures; after 延期 only what was added is counted on."""
    accepted, guide = case.accepted, law.guide
    if accepted is None or guide is None or case.special is not None:
        return None
    pauses = pauses_of(case, law.rules)
    bound = running_limit(case, guide, law.rules, law.calendar, pauses)
    if bound is None:
        return None
    if case.extension is None:
        return bound.due, bound.period
    return due(bound.due.date, case.extension.period, law.calendar, pauses), case.extension.period


_Begin = tuple[date, Period] | None


def _unknown(case: Case, law: Law) -> _Begin:
    return None


def _of_notice(case: Case, law: Law) -> _Begin:
    period = law.rules.notice_period_for(licence=case.item.licence)
    return (case.received.received_on, period) if case.received is not None else None


def _of_correction(case: Case, law: Law) -> _Begin:
    return (case.notices[-1].at.date, case.notices[-1].period) if case.notices else None


def _of_delivery(case: Case, law: Law) -> _Begin:
    return (case.decision.decided_on, law.rules.delivery_period) if case.decision is not None else None


def _of_tolerance(case: Case, law: Law) -> _Begin:
    """Counted only where the rule set gives a period; else the day was agreed with the applicant."""
    period = law.rules.tolerance_period
    return (case.pledge.at.date, period) if case.pledge is not None and period is not None else None


def _of_special(case: Case, law: Law) -> _Begin:
    return (case.special.started_on, case.special.period) if case.special is not None else None


def _of_branch(case: Case, law: Law) -> _Begin:
    """The branch that ends first."""
    running = [b for b in case.branches if b.started_on is not None and b.completed_on is None and b.due]
    first = min(running, key=lambda b: b.due or date.max, default=None)
    parts = case.intake.branches if case.intake is not None else ()
    part = next((p for p in parts if first is not None and p.item.code == first.code), None)
    if first is None or first.started_on is None or part is None:
        return None
    bound = binding(first.started_on, part.legal, part.promised, law.calendar)
    return None if bound is None else (first.started_on, bound.period)


def _of_check(case: Case, law: Law) -> _Begin:
    period = law.rules.commitment_check_period
    return (case.decision.decided_on, period) if case.decision is not None else None


_BEGINNINGS: dict[str, Callable[[Case, Law], _Begin]] = {
    NOTICE: _of_notice,
    CORRECTION: _of_correction,
    DELIVERY: _of_delivery,
    TOLERANCE: _of_tolerance,
    SPECIAL: _of_special,
    BRANCH: _of_branch,
    CHECK: _of_check,
}


def counting_words(found: tuple[Due, Period], say: Say) -> str:
    """The counting day by day, so that the clerk can defend it: 次日起 2 个工作日：9月21、22日。"""
    end, period = found
    if period.days == 0:
        return say("case.clock.at_once")
    days = "，".join(_months([day for day in end.counted if day.counted]))
    unit = say("case.clock.workdays" if period.unit is Unit.WORKDAY else "case.clock.days", n=period.days)
    return say("case.clock.counted", unit=unit, days=days, note=end.note)


def _months(days: list[CountedDay]) -> Iterator[str]:
    for month, group in groupby(days, key=lambda each: each.date.month):
        numbers = "、".join(str(each.date.day) for each in group)
        yield f"{month}月{numbers}日"
