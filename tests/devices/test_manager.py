"""The manager: one thread per bus, plug and unplug, removal, hints, counters; nothing of it stops the rest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.people import CardKind, IdCardReading
from app.errors import DeviceError
from app.ports import DeviceState
from devices import codes
from devices.kinds import DEVICES, DeviceConfig, DeviceKind
from devices.manager import DeviceManager
from devices.sam.cards import sample_card
from devices.sam.driver import SamReader
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator
from devices.sam.text_block import reading_of
from devices.worker import BusGuard, DeviceStatus, DeviceWorker, Waiter, is_imitation
from tests.devices.helpers import PATIENCE, QUICK, Listener, SteppedWaiter, Time, quick_simulator

READY = f"ready {codes.READY}"
ABSENT = f"absent {codes.ABSENT}"


def quick_reader(url: str, options: Any, on_found: Callable[[], None]) -> SamReader:
    """The real driver with short timeouts."""
    return SamReader(url, timeouts=QUICK, on_found=on_found, keep_photo=options["keep_photo"])


QUICK_KIND = replace(DEVICES[0], factory=quick_reader)


@contextmanager
def running(
    *configs: DeviceConfig,
    kind: DeviceKind = QUICK_KIND,
    rehearsal: bool = True,
    waiter: Callable[[], Waiter] = SteppedWaiter,
) -> Iterator[tuple[DeviceManager, Listener]]:
    """A manager at work, and what it tells."""
    listener = Listener()
    manager = DeviceManager(configs, rehearsal=rehearsal, kinds=[kind], waiter=waiter)
    manager.start(listener)
    try:
        yield manager, listener
    finally:
        manager.stop()


def config(url: str, **options: str) -> DeviceConfig:
    """A configured reader."""
    return DeviceConfig("id-card", url, options)


def only(manager: DeviceManager) -> DeviceStatus:
    """Status of the one device."""
    (status,) = manager.status()
    return status


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SamSimulator]:
    """A reader whose name survives unplugging."""
    with quick_simulator(PtyLine(tmp_path / "reader")) as simulator:
        yield simulator


def test_a_day_at_the_reader(simulator: SamSimulator) -> None:
    """Nobody / a card / read / taken / another card / read; counted for the doctor."""
    with running(config(simulator.url)) as (manager, listener):
        listener.expect(READY)
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
        simulator.lift()
        listener.expect("removed")
        simulator.place(sample_card(CardKind.FOREIGNER_2023))
        listener.expect("read Y")
        status = only(manager)
    assert (status.state, status.code, status.opens, status.reads) == (DeviceState.READY, codes.READY, 1, 2)
    assert status.sam_id and status.errors == {}
    assert [reading.name for reading in listener.readings] == ["张三", "测试"]
    assert only(manager).code == codes.STOPPED


def test_reading_is_told_before_and_readiness_after_it(simulator: SamSimulator) -> None:
    with running(config(simulator.url)) as (_, listener):
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
    told = listener.story[: listener.story.index("read R")]
    assert told[-3:] == [READY, f"busy {codes.READING}", READY]


def test_a_reader_may_come_go_and_come_back(simulator: SamSimulator) -> None:
    simulator.unplug()
    with running(config(simulator.url)) as (manager, listener):
        listener.expect(ABSENT)
        simulator.plug()
        listener.expect(READY)
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
        simulator.unplug()
        listener.expect("removed")
        listener.expect(ABSENT, times=2)
        simulator.plug()
        listener.expect("read R", times=2)
        status = only(manager)
    assert status.opens == 2
    assert status.errors[codes.UNPLUGGED] == 1


def test_a_blink_of_the_line_is_not_shown(simulator: SamSimulator) -> None:
    """One lost answer too many, and the reader is back before anyone could look."""
    with running(config(simulator.url)) as (manager, listener):
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
        simulator.lift()
        listener.expect("removed")
        simulator.knob("silent", "2")
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R", times=2)
        assert only(manager).errors == {codes.NO_ANSWER: 1}
    assert not [
        told for told in listener.story if told.startswith(("absent", "fault")) and codes.STOPPED not in told
    ]


def test_a_card_left_behind_is_said_once(simulator: SamSimulator) -> None:
    with running(config(simulator.url, left_hint_after="5")) as (_, listener):
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect(f"hint {codes.CARD_LEFT}")
        simulator.lift()
        listener.expect("removed")
    assert listener.story.count(f"hint {codes.CARD_LEFT}") == 1


def test_a_card_that_was_read_before_asks_to_be_replaced(simulator: SamSimulator) -> None:
    """The program was started anew while a card lay on the reader: it is not found until it was lifted."""
    with running(config(simulator.url)) as (_, first):
        simulator.place(sample_card(CardKind.RESIDENT))
        first.expect("read R")
    with running(config(simulator.url)) as (_, second):
        second.expect(f"hint {codes.REPLACE_CARD}")
        simulator.lift()
        simulator.place(sample_card(CardKind.RESIDENT))
        second.expect("read R")
    assert second.story.count(f"hint {codes.REPLACE_CARD}") == 1


def test_a_card_lifted_mid_read_gives_a_hint_and_no_reading(simulator: SamSimulator) -> None:
    simulator.knob("lift_after", "500")
    with running(config(simulator.url)) as (manager, listener):
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect(f"hint {codes.LIFTED}")
        assert listener.readings == []
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
        assert only(manager).errors == {codes.LIFTED: 1}


def test_an_unauthorised_reader_is_a_fault_and_is_tried_again(simulator: SamSimulator) -> None:
    simulator.knob("error", "0x66")
    with running(config(simulator.url)) as (_, listener):
        listener.expect(f"fault {codes.NOT_AUTHORISED}")
        simulator.knob("error", "0")
        listener.expect(READY)


def test_a_reader_broken_in_use_is_a_fault_at_once(simulator: SamSimulator) -> None:
    with running(config(simulator.url)) as (_, listener):
        listener.expect(READY)
        simulator.knob("error", "0x60")
        listener.expect(f"fault {codes.SELF_TEST_FAILED}")


def test_a_dead_reader_does_not_stop_the_others(simulator: SamSimulator, tmp_path: Path) -> None:
    dead, bad = config(str(tmp_path / "nowhere")), config(str(tmp_path / "bad"), baudrate="fast")
    strange, twin = DeviceConfig("teapot", "x"), config(simulator.url)
    with running(dead, bad, strange, config(simulator.url), twin) as (manager, listener):
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
        listener.expect(ABSENT)
        found = {(status.kind, status.url): status.code for status in manager.status()}
        assert found[("teapot", "x")] == codes.UNKNOWN_DEVICE
        assert found[("id-card", bad.url)] == codes.BAD_SETTING
        assert len(manager.status()) == 5


@pytest.mark.parametrize("line", ["pty", "id"])
def test_a_real_profile_refuses_the_simulator(
    simulator: SamSimulator, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known by its line, and by the number of its module where the line could be real."""
    if line == "id":
        monkeypatch.setattr("devices.worker.is_imitation", lambda url: False)
    simulator.place(sample_card(CardKind.RESIDENT))
    with running(config(simulator.url), rehearsal=False) as (_, listener):
        listener.expect(f"fault {codes.SIMULATED_READER}")
    assert listener.readings == []


@pytest.mark.parametrize(
    ("url", "imitation"),
    [
        ("/dev/pts/4", True),
        ("loop://", True),
        ("socket://127.0.0.1:5000", True),
        ("socket://localhost:5000", True),
        ("socket://[::1]:5000", True),
        ("socket://192.0.2.7:5000", False),
        ("/dev/ttyUSB0", False),
        ("COM3", False),
    ],
)
def test_lines_that_can_only_be_software_are_known(url: str, imitation: bool) -> None:
    assert is_imitation(url) is imitation


class Scripted:
    """A reader that does what it is told in ``polls``: a result to return or an exception to raise."""

    def __init__(self, *polls: object, presence: tuple[bool | DeviceError, ...] = ()) -> None:
        self._polls = list(polls)
        self._presence = list(presence)
        self.closed = 0
        self.hang = threading.Event()
        self.hanging = threading.Event()

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Counted."""
        self.closed += 1

    def sam_id(self) -> str:
        """A made-up number."""
        return "test"

    @property
    def left(self) -> int:
        """Probes not yet asked for."""
        return len(self._presence)

    def poll(self) -> IdCardReading | None:
        """The next step."""
        step = self._polls.pop(0) if self._polls else None
        if step == "hang":
            self.hanging.set()
            self.hang.wait(PATIENCE)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, IdCardReading) else None

    def present(self) -> bool:
        """The next probe; in the end never."""
        probe = self._presence.pop(0) if self._presence else False
        if isinstance(probe, DeviceError):
            raise probe
        return probe


def scripted(reader: Scripted) -> DeviceKind:
    """A kind whose driver is ``reader``."""
    return replace(DEVICES[0], factory=lambda *_: reader)


def test_a_fault_of_a_driver_is_told_logged_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    reader = Scripted(ZeroDivisionError())
    with running(config("x"), kind=scripted(reader)) as (manager, listener):
        listener.expect(f"fault {codes.DRIVER_FAULT}")
        listener.expect(READY, times=2)
        assert only(manager).errors == {codes.DRIVER_FAULT: 1}
    assert codes.DRIVER_FAULT in caplog.text
    assert reader.closed == 2


def test_a_call_that_hangs_is_told_and_the_device_comes_back() -> None:
    time, reader = Time(), Scripted("hang")
    with running(config("x"), kind=scripted(reader), waiter=lambda: SteppedWaiter(time)) as (
        manager,
        listener,
    ):
        assert reader.hanging.wait(PATIENCE)
        listener.expect(f"fault {codes.STUCK}")
        assert only(manager).code == codes.STUCK
        reader.hang.set()
        listener.expect(READY, times=2)


def test_a_listener_that_fails_does_not_stop_the_bus(
    simulator: SamSimulator, caplog: pytest.LogCaptureFixture
) -> None:
    class Clumsy(Listener):
        def on_reading(self, reading: IdCardReading) -> None:
            super().on_reading(reading)
            raise RuntimeError("clumsy")

    listener = Clumsy()
    manager = DeviceManager([config(simulator.url)], rehearsal=True, kinds=[QUICK_KIND], waiter=SteppedWaiter)
    manager.start(listener)
    simulator.place(sample_card(CardKind.RESIDENT))
    listener.expect("read R")
    simulator.lift()
    listener.expect("removed")
    manager.stop()
    assert "listener fault" in caplog.text


def test_the_same_hint_is_not_repeated_while_nothing_changes() -> None:
    reader = Scripted(*[DeviceError(codes.NOT_SELECTED, "replace") for _ in range(5)])
    with running(config("x"), kind=scripted(reader)) as (manager, listener):
        listener.expect(f"hint {codes.NOT_SELECTED}")
        while only(manager).errors[codes.NOT_SELECTED] < 5:
            pass
    assert listener.story.count(f"hint {codes.NOT_SELECTED}") == 1


def test_one_probe_that_fails_by_chance_does_not_count_as_removal() -> None:
    """A kiosk wipes its screen when the card is gone, so a single bad answer must not do it."""
    card = reading_of(sample_card(CardKind.RESIDENT).content)
    probes = (True, False, True, False, True, False, True)
    reader = Scripted(card, presence=probes)
    with running(config("x"), kind=scripted(reader)) as (manager, listener):
        listener.expect("removed")
        assert reader.left == 0
        assert only(manager).removals == 1


def test_a_card_that_lies_there_through_a_blink_of_the_line_is_neither_taken_away_nor_read_again() -> None:
    """Read again, it would open a terminal in the name of somebody who has gone."""
    card = reading_of(sample_card(CardKind.RESIDENT).content)
    other = reading_of(sample_card(CardKind.FOREIGNER_2023).content)
    blink = DeviceError(codes.NO_ANSWER, "reopen")
    reader = Scripted(card, card, other, presence=(True, blink, True, blink, True, False, False))
    with running(config("x"), kind=scripted(reader)) as (manager, listener):
        listener.expect("read Y")
        listener.expect("removed", times=2)
        assert only(manager).opens == 3
    told = [word for word in listener.story if word.startswith(("read ", "removed"))]
    assert told == ["read R", "removed", "read Y", "removed"]


def test_a_card_that_went_between_two_blinks_is_told_as_taken_away() -> None:
    card = reading_of(sample_card(CardKind.RESIDENT).content)
    blink, unread = DeviceError(codes.NO_ANSWER, "reopen"), DeviceError(codes.NOT_SELECTED, "replace")
    reader = Scripted(card, unread, blink, presence=(blink, False))
    with running(config("x"), kind=scripted(reader)) as (manager, listener):
        listener.expect("removed")
        assert only(manager).removals == 1


def test_a_driver_touched_from_another_thread_says_so_at_once() -> None:
    guard = BusGuard(Scripted(), lambda: 0.0)
    guard.open()
    caught: list[BaseException] = []

    def intrude() -> None:
        for call in (guard.open, guard.close, guard.sam_id, guard.poll, guard.present):
            try:
                call()
            except RuntimeError as error:
                caught.append(error)

    thread = threading.Thread(target=intrude)
    thread.start()
    thread.join()
    assert len(caught) == 5


def test_every_driver_call_happens_on_the_bus_thread(simulator: SamSimulator) -> None:
    threads: set[str] = set()

    class Watched(SamReader):
        def poll(self) -> IdCardReading | None:
            threads.add(threading.current_thread().name)
            return super().poll()

    kind = replace(DEVICES[0], factory=lambda url, options, on_found: Watched(url, timeouts=QUICK))
    with running(config(simulator.url), kind=kind) as (_, listener):
        simulator.place(sample_card(CardKind.RESIDENT))
        listener.expect("read R")
    assert threads == {f"bus {simulator.url}"}


def test_stopping_is_harmless_at_any_time() -> None:
    manager = DeviceManager([], rehearsal=True)
    manager.stop()
    manager.start(Listener())
    manager.stop()
    manager.stop()
    assert manager.status() == []


def test_wrong_options_are_refused_by_the_worker_too() -> None:
    for options in (
        {"poll_interval": "0"},
        {"keep_photo": "yes"},
        {"colour": "red"},
        {"call_timeout": "nan"},
    ):
        with pytest.raises(ValueError, match=r"."):
            DeviceWorker(DEVICES[0], DeviceConfig("id-card", "x", options), Listener(), rehearsal=True)
