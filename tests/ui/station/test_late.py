"""What comes late on a slow machine: no key of hers is lost to it, and no page is turned back under her hands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.ui.station.conftest import Station
from ui.shots.room import ZHANG
from ui.station.face import StationFace
from ui.station.work import WHAT

Open = Callable[..., Station]


@contextmanager
def held(station: Station, worker: str = "db") -> Iterator[None]:
    """Every question to ``worker`` waits while she goes on."""
    free = threading.Event()
    station.opening.runner.run(worker, lambda: free.wait(60))
    try:
        yield
    finally:
        free.set()
    station.idle()


def test_enter_below_the_telephone_goes_on_before_the_day_is_known(open_station: Open) -> None:
    """The card had filled the fields above, which stood there empty until the day was read: Enter went to a name that
    vanished, and nothing followed.
    """
    station = open_station()
    with held(station):
        station.face.card_read(ZHANG)
        assert station.intake.who.card.isVisible() and not station.intake.who.typed_box.isVisible()
        assert station.hand.find("intake.phone").hasFocus(), "the first that is still wanted"
        station.hand.type("intake.phone", "13800000001")
        station.hand.keys("Return")
        assert station.intake.step == WHAT and station.hand.find("intake.search").hasFocus()
    assert station.intake.step == WHAT and station.hand.find("intake.search").hasFocus()
    station.choose()
    assert station.intake.state.card is not None and station.intake.state.phone == "13800000001"


def test_no_page_can_be_opened_that_the_start_would_turn_back(
    open_station: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first page stood while the last part was still being made: who pressed 1 in that moment was sent home."""
    seen: list[tuple[bool, bool]] = []
    real = StationFace._in_slices

    def watched(face: StationFace, then: Callable[[], object], parts: Any) -> None:
        real(face, then, parts)
        seen.append((face._building is not None, bool(face.shell.place())))

    monkeypatch.setattr(StationFace, "_in_slices", watched)
    station = open_station()
    assert len(seen) > 2 and all(stands is not building for building, stands in seen), seen
    assert station.opening.shell.place() == "home"
