"""Periods of the law: when they end, which one binds, how much is left, and how that was counted.

The first day is not counted (民法典 201), working days leave out weekends and public holidays and count the
days worked in exchange (行政许可法 82), a period in natural days that ends on a day off ends on the next
working day (民法典 203).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from app.domain.calendar import ONE_DAY, WorkCalendar
from app.domain.guide import Period, Unit
from app.domain.time import weekday_words
from app.values import dataclass

FIRST_DAY = "起算日不计入"
PAUSED = "特别程序不计入"


@dataclass(frozen=True)
class CountedDay:
    """One day of a period: whether it counts, why, and the number of days counted up to and including it."""

    date: date
    counted: bool
    why: str
    n: int


@dataclass(frozen=True)
class Due:
    """Last day of a period.

    When not ``firm`` the day lies beyond the published holidays and is shown as 预计.

    ``counted`` lists every day from the start on, ``note`` says for paper how holidays were counted.
    """

    date: date
    firm: bool
    counted: tuple[CountedDay, ...]
    note: str

    def words(self) -> str:
        """2026年10月10日（星期六）, with 预计 before a day that is not firm."""
        day = f"{self.date.year}年{self.date.month}月{self.date.day}日（{weekday_words(self.date)}）"
        return day if self.firm else f"预计{day}"


@dataclass(frozen=True)
class Pause:
    """A special procedure that stops the clock (行政许可法 45); ``end`` is None while it runs.

    One of its edge days is charged to the period and the other is not: ``charged`` is ``start`` (the day it
    starts counts, the day it ends does not) or ``end``, as the rule set chooses.
    """

    start: date
    end: date | None = None
    charged: str = "start"

    def covers(self, day: date) -> bool:
        """Whether ``day`` is taken out of the period."""
        if self.charged == "end":
            return day >= self.start and (self.end is None or day < self.end)
        return day > self.start and (self.end is None or day <= self.end)


class Limit(StrEnum):
    """Which limit a date comes from."""

    LEGAL = "法定"
    PROMISED = "承诺"
    AT_ONCE = "即办"


@dataclass(frozen=True)
class Binding:
    """The limit that binds (the earlier of 法定 and 承诺) with its period and end."""

    limit: Limit
    period: Period
    due: Due


class Light(StrEnum):
    """时限灯: red on the last day and after it, warn in the days before, paused while the clock stands."""

    OK = "ok"
    WARN = "warn"
    RED = "red"
    PAUSED = "paused"


def due(start: date, period: Period, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """Last day of ``period`` that begins with the event of ``start``.

    即办 (0 days) is due on the day itself.

    Raises ValueError for a negative period, and for a pause that still runs before the end is reached: then
    there is no date.
    """
    if period.days < 0:
        raise ValueError("a period has no negative days")
    counted = tuple(_count(start, period, calendar, pauses))
    last = counted[-1].date
    firm = calendar.knows(start) and calendar.settled(last)
    return Due(last, firm, counted, _note(counted, calendar, firm, period.unit))


def extend(first: Due, extra: Period, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """End of an extension (行政许可法 42): it is counted from the end of the first period."""
    return due(first.date, extra, calendar, pauses)


def latest_notice(event: date, ahead: Period, calendar: WorkCalendar) -> date:
    """Last day on which notice of ``event`` is still given ``ahead`` of it (行政许可法 48: 七日前通知).

    The day of the event is not counted.
    """
    day, n = event, 0
    while n < ahead.days:
        day -= ONE_DAY
        n += ahead.unit is Unit.DAY or calendar.is_workday(day)
    while not calendar.is_workday(day):
        day -= ONE_DAY
    return day


def binding(
    start: date, legal: Period | None, promised: Period | None, calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> Binding | None:  # fmt: skip
    """Earlier of the legal and the promised end, each in its own unit.

    Of two equal ones the promise is named.

    None when the guide states neither.
    """
    limits = [
        (limit, period) for limit, period in ((Limit.PROMISED, promised), (Limit.LEGAL, legal)) if period
    ]
    found = [
        Binding(Limit.AT_ONCE if period.days == 0 else limit, period, due(start, period, calendar, pauses))
        for limit, period in limits
    ]
    return min(found, key=lambda each: each.due.date, default=None)


def remaining(today: date, end: date, unit: Unit, calendar: WorkCalendar) -> int:
    """Days left after ``today`` up to and including ``end``; 0 on the last day, negative when overdue.

    Counted in ``unit``. A day off after the end of a period in working days already counts as overdue by at
    least 1.
    """
    if unit is Unit.DAY or today == end:
        return (end - today).days
    workdays = calendar.workdays(min(today, end), max(today, end))
    return workdays if today < end else -max(workdays, 1)


def light(days_left: int, *, paused: bool = False, warn_days: int = 3) -> Light:
    """Light of a deadline with ``days_left`` days (see :func:`remaining`) to go."""
    if paused:
        return Light.PAUSED
    if days_left <= 0:
        return Light.RED
    return Light.WARN if days_left <= warn_days else Light.OK


def _count(
    start: date, period: Period, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> Iterator[CountedDay]:
    yield CountedDay(start, False, FIRST_DAY, 0)
    day, n = start, 0
    # Enough for any period of the law; a pause without an end would go on for ever.
    horizon = start + timedelta(days=3660)
    while n < period.days:
        day += ONE_DAY
        if day > horizon:
            raise ValueError("the clock stands: no end can be computed")
        if any(pause.covers(day) for pause in pauses):
            yield CountedDay(day, False, PAUSED, n)
            continue
        counts = period.unit is Unit.DAY or calendar.is_workday(day)
        n += counts
        yield CountedDay(day, counts, calendar.reason(day), n)
    while period.unit is Unit.DAY and period.days and not calendar.is_workday(day):
        day += ONE_DAY
        reached = calendar.is_workday(day)
        yield CountedDay(day, False, "末日顺延至本日" if reached else f"末日顺延：{calendar.reason(day)}", n)


def _note(counted: tuple[CountedDay, ...], calendar: WorkCalendar, firm: bool, unit: Unit) -> str:
    exchanged = _exchanged(counted, calendar) if unit is Unit.WORKDAY else ()
    sentence = "，".join([*_skipped(counted, calendar), *exchanged, *_moved(counted)])
    parts = [f"{sentence}。"] if sentence else []
    if not firm:
        parts.append(_not_firm(counted, calendar))
    return "".join(parts)


def _not_firm(counted: tuple[CountedDay, ...], calendar: WorkCalendar) -> str:
    start, last = counted[0].date, counted[-1].date
    if start < calendar.first_known:
        return f"本机没有{start.year}年的放假安排，截止日期为预计。"
    unknown = next((day.date.year for day in counted if not calendar.knows(day.date)), None)
    if unknown is None:
        return f"{last.year + 1}年放假安排尚未公布，可能涉及本年年末，截止日期为预计。"
    return f"{unknown}年放假安排尚未公布，截止日期为预计。"


def _skipped(counted: tuple[CountedDay, ...], calendar: WorkCalendar) -> Iterator[str]:
    skipped = [day for day in counted[1:] if not day.counted and not day.why.startswith("末日顺延")]
    if any(day.why == "周末" for day in skipped):
        yield "周末不计入"
    for why, words in ((PAUSED, PAUSED), (None, "放假不计入")):
        chosen = [day.date for day in skipped if (day.why == why if why else day.date in calendar.days)]
        for first, last in _runs(chosen):
            yield f"{_span(first, last, counted[0].date.year)}{words}"


def _exchanged(counted: tuple[CountedDay, ...], calendar: WorkCalendar) -> Iterator[str]:
    for day in counted[1:]:
        special = calendar.days.get(day.date)
        if day.counted and special is not None and not special.off:
            words = _span(day.date, day.date, counted[0].date.year)
            yield f"{words}（{weekday_words(day.date)}）调休上班计入"


def _moved(counted: tuple[CountedDay, ...]) -> Iterator[str]:
    if counted[-1].why.startswith("末日顺延"):
        last = counted[-1].date
        yield f"最后一日为休息日，顺延至{_span(last, last, counted[0].date.year)}"


def _runs(days: list[date]) -> Iterator[tuple[date, date]]:
    """Unbroken runs of days as (first, last)."""
    first = None
    for index, day in enumerate(days):
        first = first or day
        if index + 1 == len(days) or days[index + 1] - day != ONE_DAY:
            yield first, day
            first = None


def _span(first: date, last: date, year: int) -> str:
    head = f"{first.year}年" if first.year != year else ""
    words = f"{head}{first.month}月{first.day}日"
    if first == last:
        return words
    return f"{words}至{last.day}日" if first.month == last.month else f"{words}至{last.month}月{last.day}日"
