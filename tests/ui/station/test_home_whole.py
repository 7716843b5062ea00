"""What a helper sees at once: all of her first page, and on the screen of who cannot hear where she is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.station.conftest import Station
from ui.shared.measure import cut_texts

Open = Callable[..., Station]
USUAL = (1366, 768)


@pytest.mark.parametrize("told", [False, True])
def test_on_the_usual_screen_all_five_things_are_in_view_beside_what_was_begun(open_station: Open, told: bool) -> None:
    """要提醒的 was half below the fold with somebody half helped, and all the more so while a message stood there."""
    station = open_station(USUAL)
    station.hand.wait(station.face.guide.strip.isVisible, "the strip")
    station.hand.keys("Shift+F1")
    station.opening.shell.band.hide()
    station.begin()
    station.collect(1)
    station.hand.keys("Alt+Home")
    station.idle()
    home = station.face.pages["home"]
    station.hand.wait(home.now.isVisible, "what was begun")
    if told:
        done = "收好了 Z01-000123：收件凭证 2 份、办理流程单 1 份"
        station.face.tell.message("ok", done, "已排队打印，出纸后凭证交给群众。")
    station.idle()
    parts = (home.now, home.now.button, home.now.steps, *home.rows.values(), home.day, home.look, home.today)
    for part in parts:
        assert part.visibleRegion().boundingRect().height() == part.height(), part.objectName()
    assert home.now.head.isVisible() and home.now.next.isVisible() is not told, "all that there is room for is said"
    assert not cut_texts(station.opening.shell)


def test_who_types_with_a_helper_reads_where_she_is_and_whom_to_call(open_station: Open) -> None:
    """The bar above the typed talk bore a sign and nothing else, for nothing had been asked of her before."""
    station = open_station(USUAL)
    station.hand.click("station.talk")
    station.idle()
    view = station.face.screen.view
    place = station.face.workplace.place()
    assert view.hall.text() == place.hall and view.hall.isVisible()
    assert place.complaint_phone in view.phone.text()
