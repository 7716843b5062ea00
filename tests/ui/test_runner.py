"""Work off the GUI thread comes back on it, in order, and nothing is left running."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.errors import Cancelled
from ui.collector import SELDOM, Collector
from ui.meter import StepMeter
from ui.runner import QtScheduler, Runner
from ui.tour.hand import pause


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop() == ()


def test_results_come_back_on_the_gui_thread(runner: Runner, qtbot: QtBot) -> None:
    seen: list[tuple[str, str]] = []
    runner.run(
        "db",
        lambda: threading.current_thread().name,
        lambda r: seen.append((r, threading.current_thread().name)),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("zc-db", "MainThread")]


def test_one_worker_keeps_the_order_and_another_does_not_wait(runner: Runner, qtbot: QtBot) -> None:
    seen: list[str] = []
    gate = threading.Event()
    runner.run("db", gate.wait, lambda _: seen.append("db1"))
    runner.run("db", lambda: None, lambda _: seen.append("db2"))
    runner.run("print", lambda: None, lambda _: seen.append("print"))
    qtbot.waitUntil(lambda: seen == ["print"])
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == ["print", "db1", "db2"]


def test_what_she_looks_for_is_heard_before_what_came_earlier(runner: Runner, qtbot: QtBot) -> None:
    seen: list[str] = []
    done = threading.Event()
    runner.run("db", lambda: None, lambda _: seen.append("facts"))
    runner.post(lambda: seen.append("painted"))
    runner.run("db", lambda: None, lambda _: seen.append("found"), awaited=True)
    runner.run("db", done.set, lambda _: seen.append("parked"))
    # All of it has been done while the GUI thread was busy, and waits for its turn there.
    assert done.wait(10)
    qtbot.waitUntil(lambda: len(seen) == 4)
    assert seen[0] == "found" and sorted(seen[1:3]) == ["facts", "painted"] and seen[3] == "parked"
    assert not runner.busy()


def test_an_error_reaches_failed_and_else_the_door(runner: Runner, qtbot: QtBot) -> None:
    caught: list[BaseException] = []
    runner.on_error = caught.append
    runner.run("db", lambda: 1 / 0, failed=caught.append)
    runner.run("db", lambda: int("x"))
    qtbot.waitUntil(lambda: len(caught) == 2)
    assert [type(e) for e in caught] == [ZeroDivisionError, ValueError]


def test_an_error_in_a_callback_stops_nothing_else(runner: Runner, qtbot: QtBot) -> None:
    caught: list[BaseException] = []
    seen: list[int] = []
    runner.on_error = caught.append
    runner.run("db", lambda: 0, lambda r: 1 / r)
    runner.run("db", lambda: 7, seen.append)
    qtbot.waitUntil(lambda: seen == [7])
    assert isinstance(caught[0], ZeroDivisionError)


def test_a_cancelled_act_is_silent_but_ends(runner: Runner, qtbot: QtBot) -> None:
    ended: list[str] = []
    wrong: list[object] = []

    def act() -> None:
        raise Cancelled

    runner.on_error = wrong.append
    runner.run("db", act, done=wrong.append, failed=wrong.append, always=lambda: ended.append("act"))
    gate = threading.Event()
    runner.run("db", gate.wait)
    job = runner.run("db", lambda: wrong.append("ran"), done=wrong.append, always=lambda: ended.append("job"))
    job.cancel()
    gate.set()
    qtbot.waitUntil(lambda: ended == ["act", "job"])
    assert not wrong


def test_a_delay_of_a_widget_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    """A page was made anew a blink after she typed into it, and a fault without a name covered the new one."""
    caught: list[BaseException] = []
    label, scheduler = QLabel("gone"), QtScheduler(caught.append)
    seen: list[str] = []
    scheduler.after(0.01, label.clear)
    scheduler.after(0.01, partial(label.setText, "typed"))
    scheduler.after(0.03, lambda: seen.append("others go on"))
    label.deleteLater()
    QCoreApplication.sendPostedEvents(label, QEvent.Type.DeferredDelete.value)
    qtbot.waitUntil(lambda: bool(seen))
    assert caught == []
    scheduler.stop()


def test_a_callback_of_a_widget_that_is_gone_is_dropped(runner: Runner, qtbot: QtBot) -> None:
    wrong: list[BaseException] = []
    ended: list[int] = []
    runner.on_error = wrong.append
    label = QLabel()
    gate = threading.Event()
    runner.run("db", lambda: gate.wait() and "late", label.setText, always=lambda: ended.append(1))
    label.deleteLater()
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    del label
    gate.set()
    qtbot.waitUntil(lambda: ended == [1])
    assert not wrong


def test_stop_joins_every_worker_and_refuses_new_work(qtbot: QtBot) -> None:
    made = Runner()
    for name in ("db", "sync", "print"):
        made.run(name, lambda: None)
    assert made.stop() == ()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("zc-")]
    with pytest.raises(RuntimeError):
        made.run("db", lambda: None)


def test_idle_is_told_once_all_work_is_answered(runner: Runner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.became_idle):
        runner.run("db", lambda: None)
    assert not runner.busy()


@pytest.fixture
def scheduler(qtbot: QtBot) -> Iterator[QtScheduler]:
    made = QtScheduler()
    yield made
    made.stop()


@pytest.fixture
def meter(qtbot: QtBot) -> Iterator[StepMeter]:
    made = StepMeter(limit_ms=16)
    made.start()
    yield made
    made.stop()


def test_every_goes_on_after_an_error(scheduler: QtScheduler, qtbot: QtBot) -> None:
    caught: list[BaseException] = []
    scheduler.on_error = caught.append
    calls: list[int] = []

    def fail() -> None:
        calls.append(1)
        raise ValueError

    handle = scheduler.every(0.005, fail)
    qtbot.waitUntil(lambda: len(calls) >= 3)
    handle.cancel()
    assert len(caught) >= 3


def test_a_key_comes_between_two_answers_that_wait(qtbot: QtBot) -> None:
    """Qt delivers everything that is posted in one go: many answers at once held up the keyboard like one long one."""
    runner = Runner()
    order: list[str] = []

    class Ear(QObject):
        def event(self, event: QEvent) -> bool:
            order.append("key")
            return True

    ear = Ear()

    def first() -> None:
        order.append("first")
        QCoreApplication.postEvent(ear, QEvent(QEvent.Type.User))
        runner.post(lambda: order.append("third"))

    runner.post(first)
    runner.post(lambda: order.append("second"))
    qtbot.waitUntil(lambda: len(order) == 4)
    runner.stop()
    assert order == ["first", "key", "second", "third"]


def test_after_calls_once_and_a_cancelled_delay_never(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[str] = []
    scheduler.after(0.005, lambda: calls.append("once"))
    scheduler.after(0.005, lambda: calls.append("never")).cancel()
    scheduler.after(0.03, lambda: calls.append("end"))
    qtbot.waitUntil(lambda: "end" in calls)
    assert calls == ["once", "end"]


def test_a_delay_may_be_asked_for_from_any_thread(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[str] = []

    def ask() -> None:
        scheduler.after(0.001, lambda: calls.append(threading.current_thread().name))

    asker = threading.Thread(target=ask)
    asker.start()
    qtbot.waitUntil(lambda: bool(calls))
    asker.join()
    assert calls == ["MainThread"]


def test_a_stopped_scheduler_calls_nobody(scheduler: QtScheduler, qtbot: QtBot) -> None:
    calls: list[str] = []
    other = QtScheduler()
    scheduler.after(0.005, lambda: calls.append("stopped"))
    scheduler.every(0.005, lambda: calls.append("stopped"))
    scheduler.stop()
    other.after(0.03, lambda: calls.append("end"))
    qtbot.waitUntil(lambda: bool(calls))
    assert calls == ["end"]


def test_a_slow_step_is_found_and_named(scheduler: QtScheduler, meter: StepMeter, qtbot: QtBot) -> None:
    for n in range(20):  # where the machine is busy, who looks may get no turn during one of them
        scheduler.after(0.01 + 0.2 * n, dawdle)
    qtbot.waitUntil(lambda: any("dawdle" in step.name for step in meter.slow))
    assert max(step.ms for step in meter.slow) > 40


def test_a_meter_that_is_stopped_while_it_asks_does_not_ask_for_ever(qtbot: QtBot) -> None:
    made = StepMeter(limit_ms=1)
    made._answered.set = lambda: None  # type: ignore[method-assign]  # the answer that stop() gives comes too early
    made.start()
    pause(30)
    made.stop()
    assert not made._watcher.is_alive()


def test_garbage_is_collected_on_the_gui_thread_only(qtbot: QtBot) -> None:
    """Also after one of two windows is closed, and while a closed one waits for the next: its widgets lie in cycles,
    and whichever thread collected them would crash Qt.
    """
    gc.enable()
    first, second = Runner(), Runner()
    assert not gc.isenabled()
    assert first.stop() == ()
    assert not gc.isenabled(), "the other window is open"
    assert second.stop() == ()
    assert not gc.isenabled(), "what was closed is not collected yet"


def dawdle() -> None:
    end = time.perf_counter() + 0.08
    while time.perf_counter() < end:
        pass


def test_the_loaded_program_is_not_looked_through_for_garbage_again(app: QApplication) -> None:
    """A whole look held the window for frames; what is made later is still collected, and all of it at the end."""
    runner = Runner()
    runner.spare_what_is_loaded()
    spared = gc.get_freeze_count()
    runner.stop()
    assert spared > 10_000
    assert gc.get_freeze_count() == 0


def test_what_was_loaded_is_looked_through_part_by_part_and_the_old_only_after_minutes(app: QApplication) -> None:
    """A look through all that one load had brought held the window for two frames, and one a minute after that."""
    collector = Collector()
    collector.start()
    collector.wait(True)
    young = [[] for _ in range(5_000)]
    collector.wait(True)
    assert gc.get_count()[0] < 500, "the next part is looked through with this one"
    due = gc.get_threshold()[2] + 1
    gc.collect()
    for _ in range(due):
        gc.collect(1)
    old = gc.get_stats()[2]["collections"]
    collector.collect()
    assert gc.get_stats()[2]["collections"] == old
    for _ in range(due * SELDOM):
        gc.collect(1)
    collector.collect()
    assert gc.get_stats()[2]["collections"] == old + 1, "garbage would grow for ever"
    collector.stop()
    del young
