"""The rows of a station by arrows and Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from tests.ui.station.conftest import Station

Open = Callable[..., Station]


def test_enter_takes_the_row_that_the_arrows_came_to(open_station: Open) -> None:
    """「回车补打」 said the page, and Enter did nothing on any row."""
    station = open_station()
    station.hand.keys("Down")
    station.hand.keys("Down")
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "progress"
    station.face.go_home()
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "intake"


def test_enter_goes_on_with_what_was_left_until_the_arrows_go_to_a_row(open_station: Open) -> None:
    """「继续 Enter」 stood there while the ring lay on another row; and Enter on any row went on with what was left."""
    station = open_station()
    station.begin()
    station.hand.keys("Alt+Home")
    station.idle()
    assert station.hand.find("station.go_on").hasFocus()
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "intake" and station.intake.state.guide is not None
    station.hand.keys("Alt+Home")
    station.idle()
    progress = station.hand.find("station.home.progress")
    for _ in range(6):
        if not progress.hasFocus():
            station.hand.keys("Down")
    assert progress.hasFocus()
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "progress"


def test_the_arrows_stay_on_the_page(open_station: Open) -> None:
    """Down from the last row went to 跳过这步 in the lesson above, and Enter skipped a step of it."""
    station = open_station()
    for key, place in (("", "home"), ("3", "progress")):
        if key:
            station.hand.keys(key)
            station.idle()
        page = station.face.pages[place]
        for arrow in ("Down", "Up"):
            for _ in range(12):
                station.hand.keys(arrow)
                assert page.isAncestorOf(QApplication.focusWidget()), (place, arrow)
