"""A helper with a mouse alone: a click beside the page leaves the keys of the page alive."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.station.conftest import Station
from ui.shared.button import KeyButton


def press(widget: QWidget) -> None:
    """With the mouse, as she does: what takes the keyboard by a click takes it."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_the_digits_of_the_first_page_live_after_the_lesson_was_left_with_the_mouse(
    open_station: Callable[..., Station],
) -> None:
    """The keyboard went with the strip to 打字交谈 at the foot: 3 did nothing, and Enter opened the dialog."""
    station = open_station()
    strip, shell = station.face.guide.strip, station.opening.shell
    station.hand.wait(strip.isVisible, "the strip")
    home = station.face.pages["home"]
    leave = next(each for each in strip.findChildren(KeyButton) if each.key() == "Shift+F1")
    press(leave)
    station.hand.wait(lambda: not strip.isVisible(), "the strip to go")
    assert home.isAncestorOf(QApplication.focusWidget())
    station.hand.keys("3")
    station.idle()
    assert shell.place() == "progress"


def test_the_digits_live_after_a_message_was_closed_with_the_mouse(open_station: Callable[..., Station]) -> None:
    station = open_station()
    shell = station.opening.shell
    station.hand.wait(station.face.guide.strip.isVisible, "the strip")
    station.face.tell.message("info", "已登记", "")
    station.idle()
    press(shell.band._close)
    assert not shell.band.isVisible() and station.face.pages["home"].isAncestorOf(QApplication.focusWidget())
    station.hand.keys("4")
    station.idle()
    assert shell.place() == "papers"
