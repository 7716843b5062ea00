"""A helper who has never seen the station takes somebody in and hands the papers on, by what the strip says alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.guide.follow import Newcomer
from tests.ui.station.conftest import Station
from ui.shared.measure import cut_texts
from ui.station.work import SIGN


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


@pytest.mark.parametrize("state", ["ok", "warn"])
def test_on_a_low_screen_a_message_beside_the_lesson_leaves_the_buttons_whole(
    open_station: Callable[..., Station], state: str
) -> None:
    station = open_station((1024, 600))
    strip, band = station.face.guide.strip, station.opening.shell.band
    station.hand.wait(strip.isVisible, "the strip")
    station.begin()
    station.collect()
    page = station.face.pages["intake"]
    page.show_step(SIGN)
    while (step := station.face.guide.lessons.step()) is not None and not step.primary:
        station.face.guide._skip()
    station.idle()
    station.face.tell.message(state, "申请表已送打印机", "打印机没有回报；请看纸出来没有，没有出来就再打印一次。")
    station.idle()
    button = page.form_button
    assert button.visibleRegion().boundingRect().height() == button.height()
    assert strip.isVisible() is (state == "ok"), "what was done leaves the lesson, a warning is read first"
    band._close.click()
    assert strip.isVisible()
