"""What a slow step of the window was made of, for whoever must make it faster."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.meter import StepMeter
from ui.tour.events import EventLog, Rows, add, table


class _Slow(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        end = time.thread_time() + 0.04
        while time.thread_time() < end:
            pass


@pytest.fixture
def meter(app: QApplication) -> Iterator[StepMeter]:
    log = EventLog()
    made = StepMeter(limit_ms=16, events=log)
    made.start()
    yield made
    made.stop()
    app.removeEventFilter(log)


def test_a_slow_step_says_which_part_was_painted_and_how_long(meter: StepMeter, qtbot: QtBot) -> None:
    slow = _Slow()
    slow.setObjectName("row.12")
    qtbot.addWidget(slow)
    slow.show()
    name = "Paint _Slow row.#"
    qtbot.waitUntil(lambda: any(name in step.events for step in meter.slow))
    (times, spent) = next(step.events[name] for step in meter.slow if name in step.events)
    assert times >= 1
    assert spent > 30


def test_what_the_tour_does_itself_is_no_event_of_the_program(meter: StepMeter, qtbot: QtBot) -> None:
    slow = _Slow()
    slow.setObjectName("row.12")
    qtbot.addWidget(slow)
    with meter.aside():
        slow.grab()
    steps = meter.steps
    qtbot.waitUntil(lambda: meter.steps > steps + 2)
    assert not [step for step in meter.slow if step.own_ms > 30]


def test_the_time_in_line_for_a_processor_is_told_beside_the_work(meter: StepMeter, qtbot: QtBot) -> None:
    slow = _Slow()
    qtbot.addWidget(slow)
    slow.show()
    qtbot.waitUntil(lambda: bool(meter.slow))
    for step in meter.slow:
        assert 0 <= step.queued_ms <= step.ms + 1


def test_the_costly_event_stands_first_in_the_table(meter: StepMeter, qtbot: QtBot) -> None:
    slow = _Slow()
    qtbot.addWidget(slow)
    slow.show()
    qtbot.waitUntil(lambda: any("Paint _Slow" in step.events for step in meter.slow))
    rows: Rows = {}
    add(rows, meter.slow)
    assert table(rows)[0]["event"] == "Paint _Slow"
