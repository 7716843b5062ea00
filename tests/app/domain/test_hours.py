"""Whether somebody is at the hall, by the words of its hours."""

from __future__ import annotations

import pytest

from app.domain.hours import staffed
from app.domain.time import at
from tests.app.domain.kit import calendar

SPLIT = "工作日 8:30—11:30，13:00—17:00"


@pytest.mark.parametrize(
    ("words", "day", "hour", "minute", "there"),
    [
        (SPLIT, 28, 8, 30, True),
        (SPLIT, 28, 12, 10, False),
        (SPLIT, 28, 16, 59, True),
        (SPLIT, 28, 22, 53, False),
        (SPLIT, 27, 10, 0, False),  # Sunday
        ("周一至周日 9：00至16：30", 27, 10, 0, True),
        ("周一至周五 09:00-17:00", 26, 10, 0, False),
        ("", 28, 10, 0, None),
        ("全天", 28, 10, 0, None),
    ],
)
def test_nobody_is_expected_when_the_hall_is_closed(
    words: str, day: int, hour: int, minute: int, there: bool | None
) -> None:
    assert staffed(words, at(2026, 9, day, hour, minute), calendar()) is there


def test_a_public_holiday_is_no_day_of_the_hall_and_a_day_worked_in_exchange_is_one() -> None:
    """Staff that never comes was promised to who stood there on 国庆节."""
    assert staffed(SPLIT, at(2026, 10, 1, 10, 0), calendar()) is False
    worked = next(day for day, each in calendar().days.items() if day.year == 2026 and not each.off)
    assert staffed(SPLIT, at(2026, worked.month, worked.day, 10, 0), calendar()) is True
