"""A helper who has never seen the station takes somebody in and hands the papers on, by what the strip says alone."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.guide.follow import Newcomer
from tests.ui.station.conftest import Station
from ui.shared.measure import cut_texts


def test_a_newcomer_helps_one_person_from_the_card_to_the_bag_with_the_strip_alone(
    open_station: Callable[..., Station],
) -> None:
    station = open_station()
    guide = station.face.guide
    station.hand.wait(lambda: guide.strip.isVisible(), "the strip")
    assert not cut_texts(station.opening.shell)

    def rest() -> None:
        station.printed()

    she = Newcomer(station.face, rest)
    she.follow("station")
    (case,) = station.cases()
    assert case.lease == "platform" and case.bundles and case.bundles[-1].hand == "送件员周八", she.heard
    assert not guide.strip.isVisible()
