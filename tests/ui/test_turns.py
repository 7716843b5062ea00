"""What the GUI thread worked in each turn of its loop: no wait of somebody else's, no work cut short."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.meter import StepMeter
from ui.runner import QtScheduler

WORK_MS = 30.0


def work() -> None:
    end = time.thread_time() + WORK_MS / 1000
    while time.thread_time() < end:
        pass


@pytest.fixture
def meter(qtbot: QtBot) -> Iterator[StepMeter]:
    made = StepMeter(limit_ms=WORK_MS - 5)
    # Nobody's pings: the turns are measured without a thread that must be woken in time.
    made.PAUSE_S = 3600.0  # type: ignore[misc]
    made.start()
    yield made
    made.stop()


@pytest.fixture
def scheduler(qtbot: QtBot) -> Iterator[QtScheduler]:
    made = QtScheduler()
    yield made
    made.stop()


def test_a_long_turn_is_told_with_all_its_work(
    meter: StepMeter, scheduler: QtScheduler, qtbot: QtBot
) -> None:
    scheduler.after(0.005, work)
    qtbot.waitUntil(lambda: meter.turns.over == 1)
    assert meter.turns.longest_ms >= WORK_MS
    assert meter.worst_turns()[0].own_ms >= WORK_MS


def test_two_short_turns_after_each_other_are_not_one_long(
    meter: StepMeter, scheduler: QtScheduler, qtbot: QtBot
) -> None:
    meter.turns.limit_ms = 2 * WORK_MS
    scheduler.after(0.005, lambda: (work(), scheduler.after(0, work)))
    qtbot.waitUntil(lambda: len(meter.turns.worst) == 2)
    assert meter.turns.over == 0


def test_a_turn_that_only_waits_for_somebody_else_is_no_work(
    meter: StepMeter, scheduler: QtScheduler, qtbot: QtBot
) -> None:
    waited: list[bool] = []
    scheduler.after(0.005, lambda: waited.append(threading.Event().wait(2 * WORK_MS / 1000)))
    qtbot.waitUntil(lambda: bool(waited))
    turns = meter.turns.count
    qtbot.waitUntil(lambda: meter.turns.count > turns + 2)
    assert meter.turns.over == 0


def test_turns_that_the_tour_itself_lets_pass_are_not_the_programs(
    meter: StepMeter, scheduler: QtScheduler, qtbot: QtBot
) -> None:
    done: list[int] = []
    scheduler.after(0, lambda: (work(), done.append(1)))
    with meter.aside():
        work()
        while not done:
            QApplication.processEvents()
    turns = meter.turns.count
    qtbot.waitUntil(lambda: meter.turns.count > turns + 2)
    assert meter.turns.over == 0


def test_the_longest_turn_has_the_name_of_what_went_on(scheduler: QtScheduler, qtbot: QtBot) -> None:
    made = StepMeter(limit_ms=WORK_MS - 5)
    made.start()
    for n in range(20):  # where the machine is busy, who looks may get no turn during one of them
        scheduler.after(0.01 + 0.1 * n, work)
    qtbot.waitUntil(lambda: any("test_turns.work" in turn.name for turn in made.worst_turns()))
    made.stop()
