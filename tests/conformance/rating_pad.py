"""What every ``RatingPad`` port must do. A test class derives from the suite and gives it a ``desk``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.errors import DeviceError
from app.ports.equipment import RatingPad, RatingPress


@dataclass
class RatingDesk:
    """A pad (not yet open), a finger on its keys, bytes that are none, and its cable."""

    pad: RatingPad
    press: Callable[[int], None]
    noise: Callable[[bytes], None]
    unplug: Callable[[], None]
    plug: Callable[[], None]

    def next(self) -> RatingPress:
        """The next press, asked for as a worker asks."""
        for _ in range(20):
            found = self.pad.poll()
            if found is not None:
                return found
        raise AssertionError("no press came")


class RatingPadSuite:
    """The suite; needs a fixture ``desk``."""

    def test_each_press_arrives_once_and_in_order(self, desk: RatingDesk) -> None:
        desk.pad.open()
        assert desk.pad.poll() is None and not desk.pad.present()
        for key in (5, 1, 1, 3):
            desk.press(key)
        assert [desk.next().level for _ in range(4)] == [5, 1, 1, 3]
        assert desk.pad.poll() is None

    def test_noise_is_no_rating_and_costs_nothing(self, desk: RatingDesk) -> None:
        desk.pad.open()
        for noise in (b"6\r\n", b"\xff\r\n", b"$\r\n"):
            desk.noise(noise)
            with pytest.raises(DeviceError) as caught:
                for _ in range(20):
                    assert desk.pad.poll() is None
            assert caught.value.retry == "again"
        desk.press(2)
        assert desk.next() == RatingPress(2)

    def test_a_pulled_pad_asks_to_be_reopened_and_works_again(self, desk: RatingDesk) -> None:
        desk.pad.open()
        desk.unplug()
        with pytest.raises(DeviceError) as caught:
            desk.pad.poll()
        assert caught.value.retry == "reopen"
        with pytest.raises(DeviceError):
            desk.pad.open()
        desk.plug()
        desk.pad.open()
        desk.press(4)
        assert desk.next() == RatingPress(4)

    def test_closing_never_fails(self, desk: RatingDesk) -> None:
        desk.pad.close()
        desk.pad.open()
        desk.pad.close()
        desk.pad.close()
        with pytest.raises(DeviceError):
            desk.pad.poll()
