"""The clocks of a case as they were told, to be counted again when a new holiday table arrives (B4 a).

What was told stays told until somebody tells the applicant again: this module only says which dates moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.guide import Period, ServiceGuide
from app.domain.limits import notice_served_on, pauses_of, running_limit
from app.domain.rules import RuleSet
from app.domain.running import Change, Running, Told, changes
from app.values import replace


def moved(
    case: Case, guide: ServiceGuide | None, rules: RuleSet, calendar: WorkCalendar
) -> tuple[Change, ...]:
    """The dates of ``case`` that were told and are others by ``calendar``; a certain date that the law keeps for the
    applicant is none of them.
    """
    found = changes(list(told_clocks(case, guide, rules, calendar)), calendar)
    return tuple(change for change in _in_order(case, found) if change.counts != change.told.date)


def _in_order(case: Case, found: tuple[Change, ...]) -> tuple[Change, ...]:
    """What is owed (容缺) may be brought until the decision at the latest, and nothing is decided before it may be
    brought: where the table would have it otherwise, each stays with what was told of it as certain.
    """
    by_kind = {change.told.clock.kind: change for change in found}
    main, owed = by_kind.get("main"), by_kind.get("tolerance")
    end = main.counts if main is not None else case.main_due[0]
    until = owed.counts if owed is not None else bring_by(case)
    signed = _signed(case)
    if end is None or until is None or signed <= until <= end:
        return found
    if owed is not None:
        until = max(end, owed.told.date) if owed.told.firm else min(until, end)
        until = max(until, signed)
        by_kind["tolerance"] = replace(owed, kept=until)
    if main is not None:
        by_kind["main"] = replace(main, kept=max(end, min(until, main.told.date)))
    return tuple(by_kind.values())


def _signed(case: Case) -> date:
    """The day in the pledge where that was told: however many tables come, none cuts it. Else the first of all days."""
    pledge, accepted = case.pledge, case.accepted
    signed = pledge is not None and accepted is not None and accepted.tolerated_until == pledge.promised_by
    return pledge.promised_by if pledge is not None and signed else date.min


def bring_by(case: Case) -> date | None:
    """The last day to bring what is owed (容缺) as it was told and counts, None when nothing is."""
    return case.tolerance_due if case.owed else None


def told_clocks(
    case: Case, guide: ServiceGuide | None, rules: RuleSet, calendar: WorkCalendar
) -> Iterator[Told]:
    """The running clocks that are counted in days, each with what was told of it."""
    running = clocks(case)
    for kind, clock in _counted(case, guide, rules, calendar):
        if kind in running:
            day, firm = running[kind]
            yield Told(clock, day, firm)


def _counted(
    case: Case, guide: ServiceGuide | None, rules: RuleSet, calendar: WorkCalendar
) -> Iterator[tuple[str, Running]]:
    received, accepted, decision = case.received, case.accepted, case.decision
    if received is not None:
        notice = rules.notice_period_for(licence=case.item.licence)
        yield "notice", _running("notice", received.received_on, notice)
    if case.notices:
        last = case.notices[-1]
        # A reduced notice keeps the period of the first: it is the same demand with less in it.
        yield "correction", _running("correction", notice_served_on(case) or last.at.date, last.period)
    if accepted is not None and guide is not None:
        main = _main(case, accepted.accepted_on, guide, rules, calendar)
        if main is not None:
            yield "main", main
            if accepted.tolerated_until is not None and accepted.tolerated_until == accepted.due:
                # A day that was agreed is a day; this one is the last that the limit leaves, and goes with it.
                yield "tolerance", _running("tolerance", main.start, main.period)
    if decision is not None:
        yield "delivery", _running("delivery", decision.decided_on, rules.delivery_period)


def _running(kind: str, start: date, period: Period) -> Running:
    return Running(kind, start, period.unit, period.days)


def _main(
    case: Case, start: date, guide: ServiceGuide, rules: RuleSet, calendar: WorkCalendar
) -> Running | None:
    bound = running_limit(case, guide, rules, calendar)
    if bound is None:
        return None
    pauses = pauses_of(case, rules, (None,) * len(case.specials))
    extra = case.extension.period if case.extension is not None else None
    return Running("main", start, bound.period.unit, bound.period.days, pauses, extension=extra)
