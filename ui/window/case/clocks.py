"""Running clocks in words: which one, how it was counted, and what follows when it ends. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.deadlines import CountedDay, Due, binding, due
from app.domain.guide import Period, ServiceGuide, Unit
from app.domain.rules import RuleSet
from ui.window.case.words import Say, weekday

NOTICE, CORRECTION, MAIN, DELIVERY = "notice", "correction", "main", "delivery"


@dataclass(frozen=True)
class Consequence:
    """What the clerk must know of a clock: the demand in bold, what follows otherwise, and the law."""

    demand: str
    follows: str
    law: str


def consequence(kind: str, case: Case, ends: date, overdue: bool, say: Say) -> Consequence:
    """What follows when clock ``kind`` ends (行政许可法 32(1)(4), 42, 44, 74; S0 22)."""
    licence = case.item.licence
    start = weekday(case.received.received_on) if case.received is not None else ""
    name = f"{kind}.{'licence' if licence else 'other'}" if kind == NOTICE else kind
    tense = "late" if overdue else "by"
    return Consequence(
        say(f"case.clock.demand.{kind}.{tense}", day=weekday(ends)),
        say(f"case.clock.follows.{name}", start=start, day=weekday(ends)),
        say(f"case.clock.law.{name}"),
    )


def counted(
    kind: str, case: Case, guide: ServiceGuide | None, rules: RuleSet, calendar: WorkCalendar
) -> tuple[Due, Period] | None:
    """How the running clock was counted; None when its beginning or period is not known here."""
    begin = _begin(kind, case, guide, rules, calendar)
    return None if begin is None else (due(begin[0], begin[1], calendar), begin[1])


def _begin(
    kind: str, case: Case, guide: ServiceGuide | None, rules: RuleSet, calendar: WorkCalendar
) -> tuple[date, Period] | None:
    if kind == NOTICE and case.received is not None:
        return case.received.received_on, rules.notice_period
    if kind == CORRECTION and case.notices:
        return case.notices[-1].at.date, case.notices[-1].period
    if kind == DELIVERY and case.decision is not None:
        return case.decision.decided_on, rules.delivery_period
    if kind == MAIN and case.accepted is not None and guide is not None:
        bound = binding(case.accepted.accepted_on, guide.legal, guide.promised, calendar)
        return None if bound is None else (case.accepted.accepted_on, bound.period)
    return None


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
