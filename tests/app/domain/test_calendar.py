"""Working days: what the office works on, why, and how far that is known."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from app.domain.calendar import WorkCalendar, parse_holidays
from app.domain.datafile import DataFileError

HOLIDAYS = (Path(__file__).parents[3] / "resources" / "data" / "holidays-cn.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return parse_holidays(HOLIDAYS)


def test_every_day_of_eight_years_against_another_table(calendar: WorkCalendar) -> None:
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(8 * 366)]
    known = [day for day in days if day.year <= 2026]
    assert len(known) == 2922
    assert [day for day in known if calendar.is_workday(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize(
    ("day", "workday", "reason"),
    [
        (date(2026, 10, 1), False, "国庆节放假"),
        (date(2026, 10, 10), True, "国庆节调休上班"),
        (date(2026, 9, 20), True, "国庆节调休上班"),
        (date(2026, 9, 19), False, "周末"),
        (date(2026, 9, 21), True, "工作日"),
        (date(2020, 2, 3), True, "工作日"),
        (date(2027, 1, 4), True, "工作日（放假安排未公布）"),
        (date(2018, 9, 25), True, "工作日（没有这一年的放假安排）"),
    ],
)
def test_each_day_has_a_reason(calendar: WorkCalendar, day: date, workday: bool, reason: str) -> None:
    assert (calendar.is_workday(day), calendar.reason(day)) == (workday, reason)


def test_the_year_not_published_is_not_known(calendar: WorkCalendar) -> None:
    assert calendar.last_known == date(2026, 12, 31)
    assert calendar.knows(date(2026, 12, 31)) and not calendar.knows(date(2027, 1, 1))
    assert not calendar.knows(date(2018, 12, 31))


def test_the_end_of_the_last_year_stays_open_until_the_next_table_is_there(calendar: WorkCalendar) -> None:
    """The table of 2019 made 29 December 2018 a working day and 31 December a holiday."""
    assert calendar.reason(date(2018, 12, 29)) == "元旦调休上班"
    assert calendar.reason(date(2018, 12, 31)) == "元旦放假"
    assert calendar.settled(date(2026, 12, 28)) and not calendar.settled(date(2026, 12, 29))
    assert calendar.settled(date(2025, 12, 31)), "the table of 2026 is there"
    assert not calendar.settled(date(2018, 12, 31))


def test_version_follows_the_content(calendar: WorkCalendar) -> None:
    changed = json.loads(HOLIDAYS)
    assert parse_holidays(json.dumps(changed)).version == calendar.version
    changed["days"]["2026-10-08"] = {"name": "国庆节", "off": True}
    assert parse_holidays(json.dumps(changed)).version != calendar.version


def _broken(change: str) -> str:
    data: dict[str, Any] = json.loads(HOLIDAYS)
    if change == "year":
        del data["papers"]["2022"]
    elif change == "holiday":
        data["days"] = {
            k: v for k, v in data["days"].items() if not (k[:4] == "2024" and "端午" in v["name"])
        }
    elif change == "date":
        data["days"]["2026-02-30"] = {"name": "春节", "off": True}
    elif change == "value":
        data["days"]["2026-03-01"] = {"name": "春节"}
    elif change == "papers":
        data["papers"] = {}
    elif change == "number":
        data["papers"] = {"next year": ["x"]}
    elif change in data["days"]:
        del data["days"][change]
    elif change == "new year":
        # 31 December 2022 belongs to the New Year of 2023 and does not stand in for that of 2022.
        data["days"] = {k: v for k, v in data["days"].items() if not k.startswith("2022-01")}
    else:
        del data["days"]
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("year", "ZC-DATA-12"), ("holiday", "ZC-DATA-15"), ("date", "ZC-DATA-13"), ("value", "ZC-DATA-14"),
        ("papers", "ZC-DATA-11"), ("number", "ZC-DATA-11"), ("days", "ZC-DATA-10"),
        ("2026-10-01", "ZC-DATA-16"), ("2026-10-05", "ZC-DATA-16"), ("2026-02-17", "ZC-DATA-16"),
        ("2023-01-01", "ZC-DATA-16"), ("new year", "ZC-DATA-15"),
    ],
)  # fmt: skip
def test_a_table_with_a_hole_is_refused(change: str, code: str) -> None:
    with pytest.raises(DataFileError) as caught:
        parse_holidays(_broken(change))
    assert caught.value.code == code
    assert caught.value.text


@pytest.mark.parametrize(
    ("text", "code"), [("", "ZC-DATA-01"), ("[1]", "ZC-DATA-02"), ("[" * 99999, "ZC-DATA-01")]
)
def test_something_else_is_refused(text: str, code: str) -> None:
    with pytest.raises(DataFileError) as caught:
        parse_holidays(text)
    assert caught.value.code == code
