"""The tables of a span: every number that the page draws, and nothing of anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.domain.conduct import Conduct, Kind, Signal
from app.domain.figures import Figures
from app.domain.figures_table import (
    BY_ITEM,
    BY_TERM,
    BY_TIME,
    CONDUCT,
    LATE,
    MOST_DAYS,
    TOTALS,
    Table,
    periods,
    tables,
    time_classes,
)
from app.domain.ids import uuid7

FIRST = date(2026, 9, 1)
NONE = Conduct(FIRST, FIRST, 0, 0, ())


def busy(days: int) -> Figures:
    """As many cases a day as the day has, a third of them finished."""
    each = [FIRST + timedelta(days=n) for n in range(days)]
    return Figures(
        FIRST, each[-1], {day: day.day for day in each}, {day: day.day // 3 for day in each},
        {"食品经营许可（新办）": 31, "居住证申领": 4}, (240, 480, 500, 700, 1500, 5000),
        {"notice": 1, "main": 2}, 57, 3,
    )  # fmt: skip


def table(found: Figures, key: str, conduct: Conduct = NONE) -> Table:
    (one,) = [each for each in tables(found, conduct) if each.key == key]
    return one


def test_the_totals_are_those_of_the_count_and_their_days_add_up_to_them() -> None:
    found = busy(30)
    received, finished, running, minutes, late = (row[1] for row in table(found, TOTALS).rows)
    days = table(found, BY_TERM).rows
    assert (received, finished) == (sum(range(1, 31)), sum(n // 3 for n in range(1, 31)))
    assert (sum(int(row[1]) for row in days), sum(int(row[2]) for row in days)) == (received, finished)
    assert (running, minutes, late) == (57, "10.0", 3)
    assert sum(int(row[1]) for row in table(found, BY_TIME).rows) == len(found.seconds)
    assert table(found, LATE).rows == (("办理期限", 2), ("一次性告知", 1)), "the most frequent first"
    assert table(found, BY_ITEM).rows == tuple(found.items.items()), "every item, none put together"


def test_without_an_intake_at_the_counter_no_time_is_claimed() -> None:
    assert table(replace(busy(1), seconds=()), TOTALS).rows[3][1] == "—"


def test_a_long_span_is_told_by_months_and_loses_no_day() -> None:
    short, long = busy(MOST_DAYS), busy(MOST_DAYS + 1)
    assert len(periods(short)) == MOST_DAYS and table(short, BY_TERM).head[0] == "日期"
    assert [row[0] for row in table(long, BY_TERM).rows] == ["2026-09", "2026-10", "2026-11"]
    assert sum(each.received for each in periods(long)) == sum(long.received.values())
    assert (periods(long)[-1].first, periods(long)[-1].last) == (date(2026, 11, 1), long.last)


def test_every_intake_stands_in_exactly_one_class_of_time() -> None:
    assert [count for *_, count in time_classes((0, 299, 300, 2399, 2400, 99999))] == [2, 1, 0, 1, 2]
    assert [count for *_, count in time_classes((99999, 300, 0, 2400, 299, 2399))] == [2, 1, 0, 1, 2]


def test_five_years_of_intakes_are_looked_through_once_and_hold_up_no_screen() -> None:
    """Each class looked through all of them again: a tenth of a second in which no key was taken."""
    looks = 0

    class Seconds(int):
        def __lt__(self, other: int) -> bool:
            nonlocal looks
            looks += 1
            return int(self) < int(other)

        def __gt__(self, other: int) -> bool:
            return Seconds.__lt__(Seconds(other), self)

        def __ge__(self, other: int) -> bool:
            return not Seconds.__lt__(self, other)

    spent = tuple(Seconds(n) for n in range(3000))
    assert [count for *_, count in time_classes(spent)] == [300, 300, 600, 1200, 600]
    assert looks < 1.1 * len(spent)


def test_of_the_conduct_the_number_goes_out_and_never_the_case() -> None:
    case = uuid7(1, bytes(10))
    seen = Conduct(FIRST, FIRST, 1, 0, (Signal(Kind.LATE, case, FIRST, "应最迟于2026-09-18办结，还没有办结"),))
    rows = table(busy(1), CONDUCT, seen).rows
    assert len(rows) == 11 and [count for _, count in rows].count(1) == 1
    told = str(tables(busy(1), seen))
    assert str(case) not in told and "2026-09-18" not in told
