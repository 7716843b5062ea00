"""The rating pad against the suite of its port, over both of its dialects, and in the manager."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import DeviceError, UserFacingError
from app.ports.equipment import RatingPress
from devices import codes
from devices.kinds import DEVICES, DeviceConfig
from devices.manager import DeviceManager
from devices.rating.driver import SerialRatingPad
from devices.rating.simulator import RatingSimulator, main, obey
from devices.sam.lines import PtyLine, TcpLine
from devices.simulated import SIMULATED_RATING
from tests.conformance.rating_pad import RatingDesk, RatingPadSuite
from tests.devices.helpers import Listener


def desk_with(simulator: RatingSimulator, dialect: str = "frame") -> Iterator[RatingDesk]:
    """A desk with a simulated pad."""
    with simulator:
        pad = SerialRatingPad(simulator.url, dialect=dialect)
        yield RatingDesk(pad, simulator.press, simulator.send, simulator.unplug, simulator.plug)
        pad.close()


class TestFramesOverPty(RatingPadSuite):
    """Lines with a check, on a pseudo-terminal."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[RatingDesk]:
        yield from desk_with(RatingSimulator(PtyLine(tmp_path / "pad")))


class TestFramesOverTcp(RatingPadSuite):
    """The same behind a serial server."""

    @pytest.fixture
    def desk(self) -> Iterator[RatingDesk]:
        yield from desk_with(RatingSimulator(TcpLine()))


class TestDigitsOverPty(RatingPadSuite):
    """A plain keypad, which only sends."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[RatingDesk]:
        yield from desk_with(RatingSimulator(PtyLine(tmp_path / "pad"), "digits"), "digits")


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RatingSimulator]:
    with RatingSimulator(PtyLine(tmp_path / "pad")) as made:
        yield made


def test_a_press_that_the_pad_repeats_is_one_rating(simulator: RatingSimulator) -> None:
    """Its acknowledgement was lost twice: nobody is rated three times for it, and the same key again counts again."""
    pad = SerialRatingPad(simulator.url)
    pad.open()
    simulator.deaf = 2
    simulator.press(1)
    found = [pad.poll() for _ in range(8)]
    assert simulator.heard() and [each for each in found if each] == [RatingPress(1)]
    simulator.press(1)
    assert RatingPress(1) in [pad.poll() for _ in range(4)]
    pad.close()


def test_a_pad_that_answers_nothing_is_absent_when_opened_and_missed_when_it_falls_silent(
    simulator: RatingSimulator,
) -> None:
    """A plain serial cable can be pulled at the pad's end: the port stays, the pad does not answer."""
    now = [0.0]
    pad = SerialRatingPad(simulator.url, quiet=5, answer=1, now=lambda: now[0])
    pad.open()
    assert pad.sam_id() == SIMULATED_RATING
    now[0] = 6.0
    assert [pad.poll(), pad.poll()] == [None, None], "asked, and it answered"
    simulator.mute = True
    now[0] = 12.0
    assert pad.poll() is None
    now[0] = 14.0
    with pytest.raises(DeviceError) as caught:
        for _ in range(3):
            pad.poll()
    assert (caught.value.code, caught.value.retry) == (codes.NO_ANSWER, "reopen")
    quick = SerialRatingPad(simulator.url, answer=0.1)
    pad.close()
    with pytest.raises(DeviceError) as caught:
        quick.open()
    assert (caught.value.code, caught.value.retry) == (codes.NO_ANSWER, "reopen")


def test_the_best_key_may_stand_at_the_left(tmp_path: Path) -> None:
    with RatingSimulator(PtyLine(tmp_path / "pad"), "digits") as keypad:
        pad = SerialRatingPad(keypad.url, dialect="digits", best=1)
        pad.open()
        keypad.press(1)
        keypad.press(4)
        found = [pad.poll() for _ in range(4)]
        pad.close()
    assert [each.level for each in found if each] == [5, 2]


def test_the_manager_hands_presses_to_their_own_listener_while_the_plug_is_pulled_and_pushed(
    simulator: RatingSimulator,
) -> None:
    cards, found = Listener(), Listener()
    config = DeviceConfig("rating-pad", simulator.url, {"reopen_interval": "0.05"})
    manager = DeviceManager([config], rehearsal=True)
    manager.start(cards, {"rating": found})
    try:
        found.expect(f"ready {codes.RATING_READY}")
        simulator.press(3)
        found.expect("read ")
        simulator.send(b"?\r\n")
        found.expect(f"hint {codes.RATING_NOISE}")
        simulator.unplug()
        found.expect(f"absent {codes.RATING_ABSENT}")
        simulator.plug()
        found.expect(f"ready {codes.RATING_READY}", times=2)
    finally:
        manager.stop()
    assert found.readings == [RatingPress(3)] and cards.story == []


def test_a_real_profile_refuses_the_simulated_pad(simulator: RatingSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its address, and where that looks real, by its name."""
    monkeypatch.setattr("devices.worker.is_imitation", lambda url: False)
    found = Listener()
    manager = DeviceManager([DeviceConfig("rating-pad", simulator.url)], rehearsal=False)
    manager.start(Listener(), {"rating": found})
    try:
        found.expect(f"fault {codes.SIMULATED_READER}")
    finally:
        manager.stop()


@pytest.mark.parametrize("bad", [{"dialect": "x"}, {"best": "3"}, {"baudrate": "fast"}])
def test_a_wrong_setting_is_none(bad: dict[str, str]) -> None:
    kind = next(kind for kind in DEVICES if kind.name == "rating-pad")
    with pytest.raises(ValueError):
        kind.values(bad)


def test_the_simulator_speaks_over_its_standard_streams_and_refuses_a_real_profile() -> None:
    said = io.StringIO()
    talk = io.StringIO("press 6\npress 5\nhex 00\nknob deaf=x\nknob mute=1\njump\nunplug\nplug\nquit\n")
    assert main([], rehearsal=True, stdin=talk, stdout=said) == 0
    answers = [line.split()[0] for line in said.getvalue().splitlines()[1:]]
    assert answers == ["error", "ok", "ok", "error", "ok", "error", "ok", "ok"]
    with pytest.raises(UserFacingError):
        main([], rehearsal=False)


def test_a_line_that_cannot_be_obeyed_changes_nothing(simulator: RatingSimulator) -> None:
    with pytest.raises(UserFacingError) as caught:
        obey(simulator, "knob dialect=morse")
    assert caught.value.code == codes.BAD_CONTROL_LINE and simulator.dialect == "frame"
