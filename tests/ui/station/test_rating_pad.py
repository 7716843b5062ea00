"""A rating pad at a station: its keys go where the citizen looks."""

from __future__ import annotations

from collections.abc import Callable

from app.ports.equipment import RatingPress
from tests.ui.station.conftest import Station
from tests.ui.station.test_journeys import screen_words


def test_a_key_of_the_pad_out_of_turn_is_told_and_not_dropped(open_station: Callable[..., Station]) -> None:
    station = open_station()
    station.face.rating_pressed(RatingPress(1))
    station.idle()
    assert "没有轮到评价" in screen_words(station)
