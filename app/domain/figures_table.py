"""统计 as tables: what the page draws, the sheet prints and the file holds is worked out here, once: they agree.

Counts alone: no case, no applicant and no clerk stands in any of them. Of the eleven kinds of conduct (S0 26) the
number of clues goes out, never the cases they point to.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

from app.domain.clocks import CLOCK_NAMES
from app.domain.conduct import KIND_WORDS, Conduct
from app.domain.figures import Figures
from app.values import dataclass

STEPS = (5, 10, 20, 40)
"""Minutes at which the classes of the time per intake end."""
MOST_DAYS = 62
"""A span of more days is told by months: two months are what a chart and a sheet still show day by day."""
LONGEST = 1827
"""Days of the longest span, five years: sixty months."""
TOTALS, BY_TIME, BY_TERM, BY_ITEM, LATE, CONDUCT = "totals", "time", "term", "item", "late", "conduct"
Cell = str | int


@dataclass(frozen=True)
class Period:
    """A day, or with ``by_month`` a month as far as it lies in the span, with what was taken in and finished."""

    first: date
    last: date
    received: int
    finished: int
    by_month: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its ``key``, its name, what stands over its columns, and its rows."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def periods(found: Figures) -> tuple[Period, ...]:
    """Every day of the span, or every month of it where it has more than ``MOST_DAYS`` days."""
    if len(found.days) <= MOST_DAYS:
        return tuple(
            Period(day, day, found.received.get(day, 0), found.finished.get(day, 0)) for day in found.days
        )
    months: dict[tuple[int, int], list[date]] = {}
    for day in found.days:
        months.setdefault((day.year, day.month), []).append(day)
    return tuple(
        Period(
            days[0],
            days[-1],
            sum(found.received.get(day, 0) for day in days),
            sum(found.finished.get(day, 0) for day in days),
            by_month=True,
        )
        for days in months.values()
    )


def time_classes(seconds: tuple[int, ...]) -> tuple[tuple[int, int | None, int], ...]:
    """(from, below, how many) in minutes: every intake stands in exactly one; the last has no end."""
    # The page draws from it: five years of intakes are not looked through once for each class.
    known = sorted(seconds)
    cuts = (0, *(bisect_left(known, step * 60) for step in STEPS), len(known))
    edges = zip((0, *STEPS), (*STEPS, None), strict=True)
    return tuple((low, high, cuts[n + 1] - cuts[n]) for n, (low, high) in enumerate(edges))


def minutes_words(minutes: float | None) -> str:
    """Minutes to a tenth; a dash where nothing was taken in at the counter."""
    return f"{minutes:.1f}" if minutes is not None else "—"


def tables(found: Figures, conduct: Conduct) -> tuple[Table, ...]:
    """All that is told of a span, in the order in which it is read."""
    totals = (
        ("收件", sum(found.received.values()), "件", "按收件日"),
        ("办结", sum(found.finished.values()), "件", "按办结日"),
        ("在办", found.running, "件", "到数据时间还没有办结"),
        ("每件收件用时", minutes_words(found.minutes), "分钟", "从录入第一个字到收件，取中位数"),
        ("超期", found.late, "个时限", "到数据时间已经过期"),
    )
    terms = periods(found)
    by_month = terms[0].by_month
    return (
        Table(TOTALS, "合计", ("项目", "数量", "单位", "说明"), totals),
        Table(
            BY_TERM,
            "每月" if by_month else "每天",
            ("月份" if by_month else "日期", "收件", "办结"),
            tuple((_term_words(each, by_month), each.received, each.finished) for each in terms),
        ),
        Table(BY_ITEM, "按事项", ("事项", "收件"), tuple(found.items.items())),
        Table(
            BY_TIME,
            "每件用时",
            ("分钟", "件数"),
            tuple((_class_words(low, high), count) for low, high, count in time_classes(found.seconds)),
        ),
        Table(
            LATE,
            "超期的时限",
            ("时限", "个数"),
            tuple((CLOCK_NAMES[kind], count) for kind, count in _most_first(found)),
        ),
        Table(
            CONDUCT,
            "不得有的十一种行为",
            ("行为", "线索"),
            tuple((f"（{int(kind)}）{words}", conduct.count(kind)) for kind, words in KIND_WORDS.items()),
        ),
    )


def _most_first(found: Figures) -> list[tuple[str, int]]:
    return sorted(found.overdue.items(), key=lambda pair: -pair[1])


def _term_words(term: Period, by_month: bool) -> str:
    return f"{term.first:%Y-%m}" if by_month else term.first.isoformat()


def _class_words(low: int, high: int | None) -> str:
    # A long dash, as on the screen: 5-10 would become the fifth of October in a spreadsheet.
    return f"{low} 以上" if high is None else f"{low}–{high}"
