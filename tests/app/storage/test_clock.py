"""Clocks: deadlines stand on a time whose worth is known, and a clock that is turned back is noticed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy.event import listen

from app.domain.time import ClockQuality, at, quality_words
from app.storage.clock import (
    HOUR_MS,
    ClockMemory,
    ShiftedClock,
    SystemClock,
    last_written_ms,
    remembered,
)
from tests.app.storage.house import House

START = at(2026, 9, 28, 9).ms
MINUTE = 60_000


class Machine:
    """A PC whose clock can be set and whose hours pass at once."""

    def __init__(self) -> None:
        self.wall_ms = START
        self.steady_s = 1000.0

    def wall(self) -> int:
        return self.wall_ms

    def steady(self) -> float:
        return self.steady_s

    def passes(self, ms: int) -> None:
        self.wall_ms += ms
        self.steady_s += ms / 1000

    def clock(self, memory: ClockMemory | None = None) -> SystemClock:
        return SystemClock(memory, wall=self.wall, steady=self.steady)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_without_the_platform_the_clock_says_that_nobody_checked_it(machine: Machine) -> None:
    clock = machine.clock()
    assert (clock.now().ms, clock.now().quality) == (START, ClockQuality.UNKNOWN)
    machine.wall_ms += HOUR_MS
    assert clock.now().ms == START + HOUR_MS, "a clerk who sets a wrong clock right is followed"


def test_the_platform_makes_it_trusted_for_hours_then_holdover(machine: Machine) -> None:
    clock = machine.clock()
    clock.set_reference(START + 7 * MINUTE)
    assert clock.offset_ms() == 7 * MINUTE
    assert (clock.now().ms, clock.now().quality) == (START + 7 * MINUTE, ClockQuality.TRUSTED)
    machine.passes(13 * HOUR_MS)
    assert clock.now().quality is ClockQuality.HOLDOVER
    assert clock.now().ms == START + 13 * HOUR_MS + 7 * MINUTE


def test_time_that_was_checked_too_long_ago_is_flagged_on_paper(machine: Machine) -> None:
    """By the hours of the rule set, whether the program ran on or was started again meanwhile."""
    clock = SystemClock(wall=machine.wall, steady=machine.steady, holdover_hours=48)
    clock.set_reference(START)
    assert clock.checked_ms() == START
    machine.passes(48 * HOUR_MS)
    assert (clock.now().quality, quality_words(clock.now())) == (ClockQuality.HOLDOVER, "")
    machine.passes(MINUTE)
    assert (clock.now().quality, quality_words(clock.now())) == (ClockQuality.UNKNOWN, "时间未校准")
    assert clock.now().ms == START + 48 * HOUR_MS + MINUTE, "the time itself goes on"
    again = SystemClock(clock.memory(), wall=machine.wall, steady=machine.steady, holdover_hours=49)
    assert again.now().quality is ClockQuality.HOLDOVER


def test_a_clock_that_jumps_ahead_and_is_set_right_again_says_so(machine: Machine) -> None:
    """Entries made while it stood in the future lie ahead of every later one: only the platform can settle that."""
    clock = machine.clock()
    machine.wall_ms += 24 * HOUR_MS
    assert clock.now().quality is ClockQuality.UNKNOWN
    machine.wall_ms -= 24 * HOUR_MS
    assert quality_words(clock.now()) == "时钟被调回"
    clock.set_reference(START + MINUTE)
    assert quality_words(clock.now()) == ""


def test_setting_the_machine_changes_nothing_once_the_platform_was_seen(machine: Machine) -> None:
    clock = machine.clock()
    clock.set_reference(START)
    machine.wall_ms -= 40 * 24 * HOUR_MS
    machine.steady_s += 1
    assert (clock.now().ms, clock.now().quality) == (START + 1000, ClockQuality.TRUSTED)


def test_the_offset_outlives_a_restart_as_holdover(machine: Machine) -> None:
    first = machine.clock()
    first.set_reference(START - 20 * MINUTE)
    machine.passes(HOUR_MS)
    first.now()
    memory = first.memory()
    machine.steady_s = 3.0
    machine.wall_ms += HOUR_MS
    second = machine.clock(memory)
    assert (second.now().ms, second.now().quality) == (START + 100 * MINUTE, ClockQuality.HOLDOVER)
    machine.passes(72 * HOUR_MS)
    assert second.now().quality is ClockQuality.UNKNOWN


def test_a_jump_of_the_machine_does_not_apply_the_offset_twice(machine: Machine) -> None:
    clock = machine.clock(ClockMemory(10 * MINUTE, START - HOUR_MS, START))
    assert clock.now().ms == START + 10 * MINUTE
    machine.wall_ms += 10 * MINUTE
    assert (clock.now().ms, clock.now().quality) == (START + 10 * MINUTE, ClockQuality.UNKNOWN)


@pytest.mark.parametrize("memory", [ClockMemory(0, None, START), ClockMemory(0, START, START)])
def test_a_clock_turned_back_is_noticed_also_across_a_restart(machine: Machine, memory: ClockMemory) -> None:
    machine.wall_ms -= 3 * HOUR_MS
    clock = machine.clock(memory)
    assert clock.now().quality is ClockQuality.SET_BACK
    assert clock.memory().high_water_ms == START, "the mark stays where it was"
    clock.set_reference(START - 3 * HOUR_MS)
    assert clock.now().quality is ClockQuality.TRUSTED


def test_a_crash_does_not_hide_that_the_clock_was_turned_back(machine: Machine, house: House) -> None:
    """What the dead program knew of time is gone, yet its last entry stands in the log."""
    assert last_written_ms(house.database, "D07") == 0
    house.take_in()
    written = last_written_ms(house.database, "D07")
    asked: list[str] = []
    listen(house.database.read, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert last_written_ms(house.database, "D07") == written
    (wanted,) = (each for each in asked if each.startswith("SELECT"))
    with house.database.read.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted}", ("D07", 1, 0)).all()
    assert all("SORT" not in str(step) and "TEMP" not in str(step) for step in plan), "one row, however long the log"
    assert 0 <= house.clock.now().ms - written < 1000
    assert last_written_ms(house.database, "D99") == 0
    machine.wall_ms = written - 24 * HOUR_MS
    clock = machine.clock(remembered(ClockMemory(), written))
    assert clock.now().quality is ClockQuality.SET_BACK
    machine.wall_ms = written + MINUTE
    assert clock.now().quality is ClockQuality.UNKNOWN
    later = ClockMemory(0, None, written + HOUR_MS)
    assert remembered(later, written) == later


@pytest.mark.parametrize(
    ("quality", "words"),
    [
        (ClockQuality.TRUSTED, ""),
        (ClockQuality.HOLDOVER, ""),
        (ClockQuality.UNKNOWN, "时间未校准"),
        (ClockQuality.SET_BACK, "时钟被调回"),
    ],
)
def test_the_log_keeps_what_the_time_of_each_entry_was_worth(
    house: House, quality: ClockQuality, words: str
) -> None:
    """A paper made from the log years later still says that its clock was in doubt."""
    house.desk = replace(house.desk, clock=ShiftedClock(house.clock, quality=quality))
    received = house.case(house.take_in()).received
    assert received is not None
    assert (received.at.quality, quality_words(received.at)) == (quality, words)


def test_ordinary_corrections_raise_no_alarm(machine: Machine) -> None:
    clock = machine.clock()
    clock.now()
    machine.wall_ms -= 2000
    assert clock.now().quality is ClockQuality.UNKNOWN


def test_a_year_in_the_future_is_forgotten_once_the_platform_speaks(machine: Machine) -> None:
    clock = machine.clock(ClockMemory(0, None, at(2036, 1, 1).ms))
    assert clock.now().quality is ClockQuality.SET_BACK
    clock.set_reference(START)
    machine.passes(1000)
    again = machine.clock(clock.memory())
    assert again.now().quality is ClockQuality.HOLDOVER


def test_the_real_clock_is_the_real_time_and_its_seconds_run_forward() -> None:
    clock = SystemClock()
    assert abs(clock.now().ms - time.time() * 1000) < 5000
    first = clock.monotonic()
    assert clock.monotonic() >= first


def test_a_story_moves_its_clock_forward_only(machine: Machine) -> None:
    story = ShiftedClock(machine.clock(), offset_ms=24 * HOUR_MS, quality=ClockQuality.TRUSTED)
    assert (story.now().ms, story.now().quality) == (START + 24 * HOUR_MS, ClockQuality.TRUSTED)
    before = story.monotonic()
    story.advance(90_000)
    assert story.now().ms == START + 24 * HOUR_MS + 90_000
    assert story.monotonic() == before + 90
    with pytest.raises(ValueError, match="forward"):
        story.advance(-1)
