"""Running clocks when a new holiday table arrives: whose paper no longer says what the law says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar, parse_holidays
from app.domain.deadlines import Pause, due
from app.domain.guide import Period, Unit
from app.domain.running import ClockKind, Running, Told, changes, recompute
from tests.app.domain.kit import RESOURCES, calendar

TABLE: dict[str, Any] = json.loads((RESOURCES / "data/holidays-cn.json").read_text("utf-8"))
OLD = calendar()


def published(**extra: bool) -> WorkCalendar:
    """The table with 2027 announced, New Year on 1 to 4 January; ``extra`` days off (or worked) as m12_31=True."""
    data = json.loads(json.dumps(TABLE))
    data["papers"]["2027"] = ["announced"]
    names = {
        "元旦": ("01-01", "01-02", "01-03", "01-04"), "春节": ("02-08",), "清明节": ("04-05",), "劳动节": ("05-01",),
        "端午节": ("06-09",), "中秋节": ("09-15",), "国庆节": ("10-01", "10-02", "10-03"),
    }  # fmt: skip
    for name, days in names.items():
        for day in days:
            data["days"][f"2027-{day}"] = {"name": name, "off": True}
    for day, off in extra.items():
        name = "元旦" if day == "m12_31" else "临时"
        data["days"][f"2026-{day[1:].replace('_', '-')}"] = {"name": name, "off": off}
    return parse_holidays(json.dumps(data))


NEW = published()


def clock(kind: str = "main", start: date = date(2026, 12, 21), n: int = 10) -> Running:
    return Running(kind, start, Unit.WORKDAY, n)


def test_the_table_of_the_new_year_changes_the_date_on_a_paper() -> None:
    told = clock().told(OLD)
    assert (told.date, told.firm) == (date(2027, 1, 4), False)
    change = recompute(told, NEW)
    assert change is not None
    assert (change.due.date, change.due.firm, change.counts) == (date(2027, 1, 6), True, date(2027, 1, 6))
    assert change.words() == (
        "原告知预计2027年1月4日，按新公布的放假安排为2027年1月6日（星期三）。"
        "周末不计入，2027年1月1日至4日放假不计入。"
    )


def test_a_paper_that_still_holds_is_left_alone() -> None:
    early = clock(start=date(2026, 9, 28), n=5).told(OLD)
    assert early.firm and recompute(early, NEW) is None
    assert recompute(clock().told(OLD), OLD) is None, "the table it was told by"


def test_a_new_year_that_reaches_into_december_is_noticed() -> None:
    """31 December becomes a holiday by the table of the following year: what was told for that day moves."""
    told = clock(start=date(2026, 12, 24), n=5).told(OLD)
    assert (told.date, told.firm) == (date(2026, 12, 31), False)
    change = recompute(told, published(m12_31=True))
    assert change is not None and change.due.date == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("kind", "off", "counts"),
    [
        # The authority promised the 13th; a day off more does not give it longer.
        (ClockKind.MAIN, True, date(2026, 3, 13)),
        # The applicant has the day more.
        (ClockKind.CORRECTION, True, date(2026, 3, 16)),
        # One working day more: the authority is bound earlier, the applicant keeps what he was told.
        (ClockKind.MAIN, False, date(2026, 3, 12)),
        (ClockKind.CORRECTION, False, date(2026, 3, 13)),
    ],
)
def test_of_a_date_that_was_certain_the_better_for_the_applicant_counts(
    kind: str, off: bool, counts: date
) -> None:
    told = clock(kind, date(2026, 3, 2), 9).told(OLD)
    assert (told.date, told.firm) == (date(2026, 3, 13), True)
    change = recompute(told, published(m03_10=True) if off else published(m03_07=False))
    assert change is not None and change.counts == counts
    kept = f"，仍按2026年{counts.month}月{counts.day}日" in change.words()
    assert kept == (counts != change.due.date)


def test_a_clock_that_stands_has_no_date_to_change() -> None:
    told = clock().told(OLD)
    standing = replace(told, clock=told.clock.paused(Pause(date(2026, 12, 22))))
    assert standing.clock.stands and recompute(standing, NEW) is None
    with pytest.raises(ValueError, match="clock stands"):
        standing.clock.due(NEW)


def test_an_extended_clock_runs_on_from_its_first_end_and_is_extended_once() -> None:
    first = Running("main", date(2026, 8, 3), Unit.WORKDAY, 45)
    longer = first.extended(Period(15))
    assert longer.due(OLD).date == date(2026, 10, 30)
    with pytest.raises(ValueError, match="once"):
        longer.extended(Period(15))
    late = Running("main", date(2026, 12, 1), Unit.WORKDAY, 20).extended(Period(10)).told(OLD)
    change = recompute(late, NEW)
    # 1 January and the Monday that was still a working day: the extension begins and ends later.
    assert change is not None and change.due.date == due(date(2026, 12, 1), Period(30), NEW).date > late.date


def test_the_clerk_gets_every_paper_to_be_told_again_the_most_urgent_first() -> None:
    told = [
        clock(n=15).told(OLD), clock("delivery", date(2026, 9, 28), 5).told(OLD), clock("correction", n=9).told(OLD),
    ]  # fmt: skip
    found = changes(told, NEW)
    assert [(change.told.clock.kind, change.due.date) for change in found] == [
        ("correction", date(2027, 1, 5)),
        ("main", date(2027, 1, 13)),
    ]


@given(
    st.dates(date(2026, 6, 1), date(2026, 12, 31)), st.integers(0, 40), st.sampled_from(Unit), st.booleans()
)
def test_a_change_is_told_exactly_when_the_counted_day_differs(
    start: date, n: int, unit: Unit, paused: bool
) -> None:
    pauses = (Pause(start + timedelta(days=3), start + timedelta(days=9)),) if paused else ()
    running = Running("main", start, unit, n, pauses)
    told = running.told(OLD)
    fresh = due(start, Period(n, unit), NEW, pauses)
    change = recompute(told, NEW)
    assert (change is not None) == (fresh.date != told.date)
    if told.firm:
        assert change is None, "what was told as certain holds when the next year is announced"
    again = running.told(NEW)
    assert again == Told(replace(running, calendar_version=NEW.version), fresh.date, fresh.firm)
    assert recompute(again, NEW) is None
