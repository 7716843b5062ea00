"""Which days are working days.

Saturdays and Sundays, public holidays, and the days worked in exchange (调休).

The table for a year appears in November of the year before; past the last year known there is no certainty,
and what is computed there must be shown as 预计.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any

from app.domain.datafile import DataFileError, parse_json_object
from app.values import dataclass

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEK = 7
# 29, 30 and 31 December.
_NEW_YEAR_REACH = timedelta(days=3)
# 全国年节及纪念日放假办法: the holidays that every year has; a year without one of them has a hole.
_YEARLY = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
# The same decree, days of the solar calendar that are off in every year: (month, day).
_FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
DECEMBER = 12


@dataclass(frozen=True)
class SpecialDay:
    """A day that differs from the rule of the week: ``off`` a holiday, otherwise worked in exchange."""

    name: str
    off: bool


@dataclass(frozen=True)
class WorkCalendar:
    """Working days of a span of years, as a value.

    ``first_known`` and ``last_known`` bound the days for which the table was published; ``version`` names
    its content.
    """

    days: Mapping[date, SpecialDay]
    first_known: date
    last_known: date
    version: str

    def knows(self, day: date) -> bool:
        """Whether the holidays of this day's year were published."""
        return self.first_known <= day <= self.last_known

    def settled(self, day: date) -> bool:
        """Whether no announcement still to come can change the days up to ``day``.

        The New Year holiday of the following year's table reaches back into December (2018: 29 worked, 31 off), so
        the last days of the last known year stay open until that table is there.
        """
        return self.first_known <= day <= self.last_known - _NEW_YEAR_REACH

    def is_workday(self, day: date) -> bool:
        """Whether offices work on ``day``; outside the known years only the rule of the week speaks."""
        special = self.days.get(day)
        return day.weekday() < SATURDAY if special is None else not special.off

    def workdays(self, after: date, until: date) -> int:
        """Working days after ``after``, up to and including ``until``; 0 when that is no later day.

        By weeks and the special days among them: a list of two hundred overdue cases asks for as many spans of months.
        """
        weeks, rest = divmod(max((until - after).days, 0), WEEK)
        first = after.weekday() + 1
        plain = weeks * SATURDAY + sum((first + n) % WEEK < SATURDAY for n in range(rest))
        days, turned = self._turns
        return plain + turned[bisect_right(days, max(after, until))] - turned[bisect_right(days, after)]

    @cached_property
    def _turns(self) -> tuple[tuple[date, ...], tuple[int, ...]]:
        """The special days in their order, and how many working days the first n of them add or take away."""
        days = tuple(sorted(self.days))
        turns = (int(self.is_workday(day)) - int(day.weekday() < SATURDAY) for day in days)
        return days, tuple(accumulate(turns, initial=0))

    def reason(self, day: date) -> str:
        """Why ``day`` counts or not, in words: 工作日, 周末, 国庆节放假, 国庆节调休上班."""
        special = self.days.get(day)
        if special is not None:
            return f"{special.name}放假" if special.off else f"{special.name}调休上班"
        if day.weekday() >= SATURDAY:
            return "周末"
        if day < self.first_known:
            return "工作日（没有这一年的放假安排）"
        return "工作日" if self.knows(day) else "工作日（放假安排未公布）"

    def next_workday(self, day: date) -> date:
        """``day`` itself or the first working day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day


def parse_holidays(text: str) -> WorkCalendar:
    """Build the calendar from the holidays file.

    The file is a JSON object: ``papers`` {year: [addresses of the announcements]} and ``days`` {YYYY-MM-DD:
    {name, off}}. A year without papers is not published yet and may only stand at the end. Raises
    DataFileError (ZC-DATA-10 … 16) when a year is missing in between, when a published year lacks one of
    the seven holidays, when a day is missing inside a holiday, or when a day makes no sense.
    """
    data = parse_json_object(text, "节假日表")
    papers, raw_days = data.get("papers"), data.get("days")
    if not isinstance(papers, dict) or not isinstance(raw_days, dict):
        raise DataFileError("ZC-DATA-10", "papers / days", "节假日表缺少papers或days。")
    years = _published_years(papers)
    specials = {_day(key): _special(key, value) for key, value in raw_days.items()}
    # In 2020 the table also named ordinary working days at the end of a prolonged holiday.
    days = {day: each for day, each in specials.items() if each.off or day.weekday() >= SATURDAY}
    for year in years:
        _need_all_holidays(year, days)
    digest = hashlib.sha256(repr(sorted(days.items(), key=lambda item: item[0])).encode()).hexdigest()
    return WorkCalendar(
        days, date(years[0], 1, 1), date(years[-1], 12, 31), f"{years[0]}-{years[-1]}-{digest[:8]}"
    )


def _published_years(papers: dict[str, Any]) -> list[int]:
    try:
        years = sorted(int(year) for year, addresses in papers.items() if addresses)
    except ValueError:
        raise DataFileError("ZC-DATA-11", "papers", "年份不是数字。") from None
    if not years:
        raise DataFileError("ZC-DATA-11", "papers", "节假日表没有任何已公布的年份。")
    missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    if missing:
        raise DataFileError("ZC-DATA-12", str(missing[0]), f"节假日表缺{missing[0]}年。")
    return years


def _day(key: str) -> date:
    try:
        return date.fromisoformat(key)
    except ValueError:
        raise DataFileError("ZC-DATA-13", key, f"日期“{key}”不存在。") from None


def _special(key: str, value: Any) -> SpecialDay:
    if not isinstance(value, dict) or not isinstance(value.get("off"), bool) or not value.get("name"):
        raise DataFileError("ZC-DATA-14", key, f"{key}缺少节日名称或是否放假。")
    return SpecialDay(str(value["name"]), value["off"])


def _need_all_holidays(year: int, days: Mapping[date, SpecialDay]) -> None:
    off = {
        day: special.name for day, special in days.items() if special.off and _year_of(day, special) == year
    }
    names = "、".join(off.values())
    for holiday in _YEARLY:
        if holiday not in names:
            raise DataFileError("ZC-DATA-15", str(year), f"节假日表{year}年没有{holiday}，数据不完整。")
    inside = {
        day + ONE_DAY
        for day, name in off.items()
        if day + ONE_DAY not in off and any(later > day and name == other for later, other in off.items())
    }
    missing = sorted(inside | {date(year, month, day) for month, day in _FIXED} - off.keys())
    if missing:
        text = f"节假日表缺{missing[0].isoformat()}：这一天在假期之内，数据不完整。"
        raise DataFileError("ZC-DATA-16", missing[0].isoformat(), text)


def _year_of(day: date, special: SpecialDay) -> int:
    """The year whose table names ``day``: New Year's holiday may begin in the December before."""
    return day.year + (day.month == DECEMBER and "元旦" in special.name)
