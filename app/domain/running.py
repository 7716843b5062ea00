"""Clocks that run: kept as what began them, so that they can be counted again when new holidays are published.

A date that was told stays told: it is in the event, and a replay does not ask. What this module answers is whether the
paper in somebody's hand still says what the law says, so that the clerk can tell the applicant again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from app.domain.calendar import WorkCalendar
from app.domain.deadlines import Due, Pause, due, extend
from app.domain.guide import Period, Unit
from app.domain.time import date_words
from app.values import dataclass, replace


class ClockKind(StrEnum):
    """The clocks of a case (timers of the law); the first four are those of the due list."""

    NOTICE = "notice"
    CORRECTION = "correction"
    MAIN = "main"
    DELIVERY = "delivery"
    DEEMED = "deemed"
    TOLERANCE = "tolerance"
    SPECIAL = "special"
    HEARING_HOLD = "hearing-hold"
    COMMITMENT_CHECK = "commitment-check"
    RECTIFY = "rectify"


OF_THE_APPLICANT = frozenset({ClockKind.CORRECTION, ClockKind.TOLERANCE})
"""Clocks of which the applicant has the use; all others bind the authority."""


def counts_now(kind: str, told: date, firm: bool, found: date, owed: date | None = None) -> date:
    """The day that counts when a new holiday table gives ``found`` for a date that was ``told``: the one rule for the
    due list, the work list and the act that tells it again.

    Of a date said as certain (``firm``) and the new one, the better for the applicant: an applicant's own period does
    not shrink in his hands, and what an authority has promised it keeps. A date that was said to be 预计 gives way.
    ``owed`` is the last day to bring a 容缺 material: the decision does not move before it, since nothing is decided
    while that is owed.
    """
    if kind in OF_THE_APPLICANT:
        return max(told, found) if firm else found
    best = min(told, found) if firm else found
    # A day that was told to come before hers is not put off by that.
    return best if owed is None or kind != ClockKind.MAIN else max(best, min(owed, told))


@dataclass(frozen=True)
class Running:
    """A clock: ``n`` days in ``unit`` from the event of ``start``, less the ``pauses``; with one ``extension`` at most.

    ``calendar_version`` names the table by which its date was told.
    """

    kind: str
    start: date
    unit: Unit
    n: int
    pauses: tuple[Pause, ...] = ()
    calendar_version: str = ""
    extension: Period | None = None

    @property
    def period(self) -> Period:
        """The first period, before any extension."""
        return Period(self.n, self.unit)

    @property
    def stands(self) -> bool:
        """Whether a special procedure without an end stops the clock now: then it has no date."""
        return any(pause.end is None for pause in self.pauses)

    def due(self, calendar: WorkCalendar) -> Due:
        """When it ends; an extension runs on from the end of the first period (行政许可法 42).

        Raises ValueError when the clock stands before its end.
        """
        first = due(self.start, self.period, calendar, self.pauses)
        return first if self.extension is None else extend(first, self.extension, calendar, self.pauses)

    def extended(self, extra: Period) -> Running:
        """The clock with its one extension; ValueError for a second (行政许可法 42: once)."""
        if self.extension is not None:
            raise ValueError("a period is extended once")
        return replace(self, extension=extra)

    def paused(self, pause: Pause) -> Running:
        """The clock with one more special procedure taken out."""
        return replace(self, pauses=(*self.pauses, pause))

    def told(self, calendar: WorkCalendar) -> Told:
        """What is told of it by ``calendar``; ValueError as :meth:`due`."""
        found = self.due(calendar)
        return Told(replace(self, calendar_version=calendar.version), found.date, found.firm)


@dataclass(frozen=True)
class Told:
    """What stands on the paper about a clock: the ``date``, and whether it was said as certain (``firm``)."""

    clock: Running
    date: date
    firm: bool


@dataclass(frozen=True)
class Change:
    """The holidays moved a date that was told; the applicant is to be told again. ``kept`` is the day that counts where
    another date of the case forbids the one that was found.
    """

    told: Told
    due: Due
    kept: date | None = None

    @property
    def counts(self) -> date:
        """The day that counts now (:func:`counts_now`)."""
        return self.kept or counts_now(self.told.clock.kind, self.told.date, self.told.firm, self.due.date)

    def words(self) -> str:
        """For the clerk and the paper: 原告知预计2027年1月8日，按新公布的放假安排为2027年1月11日（星期一）。"""
        said = f"{'' if self.told.firm else '预计'}{date_words(self.told.date)}"
        keeps = f"，仍按{date_words(self.counts)}" if self.counts != self.due.date else ""
        return f"原告知{said}，按新公布的放假安排为{self.due.words()}{keeps}。{self.due.note}"


def recompute(told: Told, calendar: WorkCalendar) -> Change | None:
    """Whether the date told of a running clock changes by a new holiday table; None when the paper still holds.

    A clock that stands has no date to change.
    """
    if told.clock.calendar_version == calendar.version or told.clock.stands:
        return None
    found = told.clock.due(calendar)
    return Change(told, found) if found.date != told.date else None


def changes(told: Iterable[Told], calendar: WorkCalendar) -> tuple[Change, ...]:
    """Every running clock whose printed date a new holiday table changes, the earliest new date first."""
    found = [change for each in told if (change := recompute(each, calendar)) is not None]
    return tuple(sorted(found, key=lambda change: change.due.date))
