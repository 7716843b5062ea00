"""Deadlines: the last day, how it was counted, which limit binds, what is left."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import WorkCalendar, parse_holidays
from app.domain.deadlines import Light, Limit, Pause, binding, due, extend, latest_notice, light, remaining
from app.domain.guide import Period, Unit

ROOT = Path(__file__).parents[3]
VECTORS = json.loads((ROOT / "tests" / "data" / "deadline-vectors.json").read_text(encoding="utf-8"))[
    "vectors"
]
CALENDAR: WorkCalendar = parse_holidays(
    (ROOT / "resources" / "data" / "holidays-cn.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['start']}+{v['working_days']}")
def test_every_deadline_vector(vector: dict[str, str]) -> None:
    found = due(date.fromisoformat(vector["start"]), Period(int(vector["working_days"])), CALENDAR)
    assert found.date.isoformat() == vector["due"]
    assert found.words().endswith(f"（星期{vector['due_weekday']}）")
    assert found.firm


def test_the_counting_can_be_defended_day_by_day() -> None:
    found = due(date(2026, 9, 28), Period(5), CALENDAR)
    assert found.note == "10月1日至7日放假不计入，10月10日（星期六）调休上班计入。"
    counted = [(day.date.day, day.n) for day in found.counted if day.counted]
    assert counted == [(29, 1), (30, 2), (8, 3), (9, 4), (10, 5)]
    assert (found.counted[0].date, found.counted[0].why) == (date(2026, 9, 28), "起算日不计入")
    assert found.counted[3].why == "国庆节放假" and not found.counted[3].counted


def test_a_year_of_holidays_is_named_when_it_is_another_year() -> None:
    assert due(date(2025, 12, 30), Period(5), CALENDAR).note == (
        "2026年1月1日至3日放假不计入，2026年1月4日（星期日）调休上班计入。"
    )


def test_no_firm_date_past_the_published_year() -> None:
    found = due(date(2026, 12, 28), Period(5), CALENDAR)
    assert not found.firm
    assert found.words().startswith("预计2027年")
    assert found.note.endswith("2027年放假安排尚未公布，截止日期为预计。")
    old = due(date(2018, 6, 1), Period(5), CALENDAR)
    assert not old.firm and old.note.endswith("本机没有2018年的放假安排，截止日期为预计。")


def test_no_firm_date_where_the_next_new_year_may_still_reach() -> None:
    last = due(date(2026, 12, 21), Period(5), CALENDAR)
    assert (last.date, last.firm) == (date(2026, 12, 28), True)
    open_ = due(date(2026, 12, 22), Period(5), CALENDAR)
    assert (open_.date, open_.firm) == (date(2026, 12, 29), False)
    assert open_.words().startswith("预计2026年12月29日")
    assert open_.note.endswith("2027年放假安排尚未公布，可能涉及本年年末，截止日期为预计。")


def test_natural_days_run_through_and_end_on_a_working_day() -> None:
    plain = due(date(2026, 3, 2), Period(7, Unit.DAY), CALENDAR)
    assert (plain.date, plain.note) == (date(2026, 3, 9), "")
    moved = due(date(2026, 9, 24), Period(10, Unit.DAY), CALENDAR)
    assert (moved.date, moved.note) == (date(2026, 10, 8), "最后一日为休息日，顺延至10月8日。")
    assert sum(day.counted for day in moved.counted) == 10
    assert [day.why for day in moved.counted[-2:]] == ["末日顺延：国庆节放假", "末日顺延至本日"]


def test_at_once_is_today() -> None:
    found = due(date(2026, 10, 3), Period(0), CALENDAR)
    assert (found.date, found.note) == (date(2026, 10, 3), "")
    with pytest.raises(ValueError, match="negative"):
        due(date(2026, 10, 3), Period(-1), CALENDAR)


@pytest.mark.parametrize(
    ("legal", "promised", "limit", "end"),
    [
        (Period(20), Period(7), Limit.PROMISED, date(2026, 1, 14)),
        (Period(20), None, Limit.LEGAL, date(2026, 2, 2)),
        (Period(7), Period(7), Limit.PROMISED, date(2026, 1, 14)),
        (Period(20), Period(0), Limit.AT_ONCE, date(2026, 1, 5)),
        # Each in its own unit: ten natural days end before ten working days.
        (Period(10, Unit.DAY), Period(9), Limit.LEGAL, date(2026, 1, 15)),
        (Period(5), Period(20), Limit.LEGAL, date(2026, 1, 12)),
    ],
)
def test_the_earlier_limit_binds(legal: Period, promised: Period | None, limit: Limit, end: date) -> None:
    found = binding(date(2026, 1, 5), legal, promised, CALENDAR)
    assert found is not None
    assert (found.limit, found.due.date) == (limit, end)


def test_a_guide_without_limits_has_no_deadline() -> None:
    assert binding(date(2026, 1, 5), None, None, CALENDAR) is None


def test_special_procedure_stops_the_clock_and_its_first_day_is_charged() -> None:
    plain = due(date(2026, 3, 2), Period(20), CALENDAR)
    pause = Pause(date(2026, 3, 9), date(2026, 3, 13))
    found = due(date(2026, 3, 2), Period(20), CALENDAR, [pause])
    # Tuesday to Friday are taken out, Monday the 9th is not: four working days later.
    assert (plain.date, found.date) == (date(2026, 3, 30), date(2026, 4, 3))
    assert "3月10日至13日特别程序不计入" in found.note
    same_day = Pause(date(2026, 3, 9), date(2026, 3, 9))
    assert due(date(2026, 3, 2), Period(20), CALENDAR, [same_day]).date == plain.date
    with pytest.raises(ValueError, match="clock stands"):
        due(date(2026, 3, 2), Period(20), CALENDAR, [Pause(date(2026, 3, 9))])


def test_a_rule_set_may_charge_the_other_edge_of_a_special_procedure() -> None:
    """Monday is taken out and Friday counts: as many days, and the same end."""
    pause = Pause(date(2026, 3, 9), date(2026, 3, 13), "end")
    assert [day for day in range(8, 15) if pause.covers(date(2026, 3, day))] == [9, 10, 11, 12]
    assert due(date(2026, 3, 2), Period(20), CALENDAR, [pause]).date == date(2026, 4, 3)


def test_a_joint_case_has_forty_five_days_and_fifteen_more() -> None:
    first = due(date(2026, 8, 3), Period(45), CALENDAR)
    assert extend(first, Period(15), CALENDAR).date == date(2026, 10, 30)


def test_notice_of_a_hearing_is_given_seven_working_days_before_it() -> None:
    # Back over the exchanged Saturday, the National Day holidays and the Mid-Autumn ones: 10, 9, 8, 30, 29, 28, 24.
    assert latest_notice(date(2026, 10, 12), Period(7), CALENDAR) == date(2026, 9, 24)
    assert latest_notice(date(2026, 3, 20), Period(7), CALENDAR) == date(2026, 3, 11)
    # In natural days, and from a day off back to one on which offices work.
    assert latest_notice(date(2026, 3, 22), Period(7, Unit.DAY), CALENDAR) == date(2026, 3, 13)


def test_extension_runs_from_the_end_of_the_first_period() -> None:
    first = due(date(2026, 2, 9), Period(20), CALENDAR)
    assert extend(first, Period(10), CALENDAR).date == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("today", "end", "left", "shown"),
    [
        (date(2026, 9, 28), date(2026, 10, 10), 5, Light.OK),
        (date(2026, 9, 30), date(2026, 10, 10), 3, Light.WARN),
        (date(2026, 10, 10), date(2026, 10, 10), 0, Light.RED),
        (date(2026, 10, 12), date(2026, 10, 10), -1, Light.RED),
        (date(2026, 10, 11), date(2026, 10, 10), -1, Light.RED),
    ],
)
def test_what_is_left_and_its_light(today: date, end: date, left: int, shown: Light) -> None:
    assert remaining(today, end, Unit.WORKDAY, CALENDAR) == left
    assert light(left) is shown
    assert light(left, paused=True) is Light.PAUSED


def test_natural_days_left() -> None:
    assert remaining(date(2026, 9, 30), date(2026, 10, 8), Unit.DAY, CALENDAR) == 8


STARTS = st.dates(date(2019, 1, 1), date(2026, 6, 30))


@given(STARTS, st.integers(1, 60))
def test_an_end_is_a_working_day_and_counts_what_it_says(start: date, days: int) -> None:
    found = due(start, Period(days), CALENDAR)
    assert CALENDAR.is_workday(found.date)
    assert remaining(start, found.date, Unit.WORKDAY, CALENDAR) == days
    assert found.counted[-1].n == days
    assert [day.date - start for day in found.counted] == [
        timedelta(days=n) for n in range(len(found.counted))
    ]


@given(STARTS, st.integers(0, 30), st.integers(0, 30))
def test_a_longer_period_never_ends_earlier(start: date, one: int, two: int) -> None:
    short, long = sorted((one, two))
    assert due(start, Period(short), CALENDAR).date <= due(start, Period(long), CALENDAR).date


@given(STARTS, st.integers(0, 60), st.sampled_from(Unit))
def test_a_period_never_ends_before_it_begins_nor_on_a_day_off(start: date, days: int, unit: Unit) -> None:
    found = due(start, Period(days, unit), CALENDAR)
    assert found.date >= start
    assert days == 0 or CALENDAR.is_workday(found.date)


@given(STARTS, st.integers(0, 40), st.integers(0, 20))
def test_an_extension_is_the_rest_of_one_longer_period(start: date, first: int, extra: int) -> None:
    once = due(start, Period(first), CALENDAR)
    longer = extend(once, Period(extra), CALENDAR)
    assert longer.date == due(once.date, Period(extra), CALENDAR).date
    assert longer.date == due(start, Period(first + extra), CALENDAR).date


@given(STARTS, st.integers(1, 30), st.integers(0, 20), st.integers(0, 30), st.sampled_from(["start", "end"]))
def test_a_pause_of_k_working_days_moves_the_end_by_exactly_k(
    start: date, days: int, offset: int, length: int, charged: str
) -> None:
    plain = due(start, Period(days), CALENDAR)
    pause = Pause(start + timedelta(days=offset), start + timedelta(days=offset + length), charged)
    begins = pause.start if charged == "end" else pause.start + timedelta(days=1)
    taken = [start + timedelta(days=n) for n in range(1, 60) if pause.covers(start + timedelta(days=n))]
    k = sum(CALENDAR.is_workday(day) for day in taken)
    found = due(start, Period(days), CALENDAR, [pause])
    if begins > plain.date:
        assert found.date == plain.date, "a pause after the end changes nothing"
    else:
        assert found.date == due(plain.date, Period(k), CALENDAR).date
    assert found.counted[-1].n == days


@given(st.dates(date(2019, 2, 1), date(2026, 6, 30)), st.integers(0, 20), st.sampled_from(Unit))
def test_the_latest_notice_leaves_the_days_it_must(event: date, days: int, unit: Unit) -> None:
    told = latest_notice(event, Period(days, unit), CALENDAR)
    assert CALENDAR.is_workday(told) and told <= event
    if CALENDAR.is_workday(event):
        assert remaining(told, event, unit, CALENDAR) >= days
        following = CALENDAR.next_workday(told + timedelta(days=1))
        assert days == 0 or remaining(following, event, unit, CALENDAR) < days


@given(
    st.dates(date(2016, 1, 1), date(2030, 12, 31)),
    st.integers(min_value=-30, max_value=900),
)
def test_working_days_of_a_long_span_are_those_that_one_counts_day_by_day(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    counted = sum(CALENDAR.is_workday(start + timedelta(days=n)) for n in range(1, days + 1))
    assert CALENDAR.workdays(start, end) == counted
