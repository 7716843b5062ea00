"""Real fingers on glass, as the touch screen reports them: one act for one touch, none for what was not meant."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_newcomers import middle
from ui.kiosk.touch import Touch
from ui.kiosk.window import KioskWindow


class Hand:
    """Fingers, each by its number, at places in the window."""

    def __init__(self, window: KioskWindow, screen: QPointingDevice) -> None:
        self._window, self._screen = window, screen
        self._down: dict[int, QPoint] = {}

    def down(self, at: QPoint, finger: int = 0) -> None:
        self._send(finger, "press", at)
        self._down[finger] = at

    def slide(self, to: QPoint, finger: int = 0) -> None:
        self._send(finger, "move", to)
        self._down[finger] = to

    def up(self, finger: int = 0) -> None:
        self._send(finger, "release", self._down.pop(finger))

    def tap(self, at: QPoint) -> None:
        self.down(at)
        self.up()

    def _send(self, finger: int, what: str, at: QPoint) -> None:
        """What this finger does; the others lie still."""
        event = QTest.touchEvent(self._window, self._screen, False)
        for other in self._down:
            if other != finger:
                event.stationary(other)
        getattr(event, what)(finger, at, self._window)
        event.commit()
        QApplication.processEvents()


@pytest.fixture(scope="module")
def glass() -> QPointingDevice:
    """A touch screen; Qt keeps it until the program ends."""
    return QTest.createTouchDevice()


@pytest.fixture
def hand(window: KioskWindow, glass: QPointingDevice) -> Hand:
    return Hand(window, glass)


def key(window: KioskWindow, letter: str) -> QPoint:
    """A key of the keyboard on the screen."""
    QApplication.processEvents()
    assert window.page is not None
    found = next(each for each in window.page.touches if each.text() == letter and each.isVisible())
    return found.mapTo(window, found.rect().center())


def pressed(window: KioskWindow) -> list[str]:
    """What looks held down."""
    return [each.objectName() for each in window.findChildren(Touch) if each.isDown()]


def test_one_finger_does_one_thing_and_nothing_looks_touched_afterwards(
    booth: Booth, window: KioskWindow, hand: Hand
) -> None:
    hand.tap(middle(window, "large"))
    assert booth.terminal.session.large, "once, not twice"
    assert not pressed(window)
    hand.tap(middle(window, "tile.guide"))
    assert booth.key == "guide.start" and not pressed(window)


def test_a_key_that_was_touched_looks_as_before(booth: Booth, window: KioskWindow, hand: Hand) -> None:
    booth.touch("tile", "guide")
    booth.touch("words")
    hand.tap(key(window, "N"))
    assert booth.terminal.board.letters == "n" and not pressed(window)
    assert not [each.objectName() for each in window.findChildren(Touch) if each.hasFocus()], "a key looks chosen"


def test_no_control_looks_chosen_before_anybody_came(window: KioskWindow) -> None:
    window.activateWindow()
    QApplication.processEvents()
    assert not [each.objectName() for each in window.findChildren(Touch) if each.hasFocus()]


def test_a_finger_that_slides_off_does_nothing(booth: Booth, window: KioskWindow, hand: Hand) -> None:
    place = middle(window, "tile.apply")
    hand.down(place)
    assert pressed(window) == ["kiosk.tile.apply"]
    hand.slide(place + QPoint(0, 700))
    assert not pressed(window)
    hand.up()
    assert booth.key == "home" and not booth.terminal.session.open
    hand.down(place)
    hand.slide(middle(window, "tile.guide"))
    hand.up()
    assert booth.key == "home", "nor does the tile it comes to lie on"


def test_a_second_finger_does_nothing_of_its_own(booth: Booth, window: KioskWindow, hand: Hand) -> None:
    hand.down(middle(window, "tile.guide"))
    hand.down(middle(window, "large"), 1)
    hand.up(1)
    assert not booth.terminal.session.large and booth.key == "home"
    hand.up()
    assert booth.key == "guide.start" and not pressed(window)


def test_of_two_fingers_the_one_that_came_first_is_meant(booth: Booth, window: KioskWindow, hand: Hand) -> None:
    booth.touch("tile", "guide")
    hand.down(middle(window, "topic.房子"))
    hand.down(middle(window, "home"), 1)
    hand.up()
    hand.up(1)
    assert booth.key == "guide.results" and booth.terminal.session.open


def test_a_finger_that_stays_does_one_thing_and_brings_up_no_menu(
    booth: Booth, window: KioskWindow, hand: Hand
) -> None:
    hand.down(middle(window, "tile.guide"))
    booth.wait(3)
    assert QApplication.activePopupWidget() is None and not window.findChildren(QMenu) and booth.key == "home"
    hand.up()
    assert booth.key == "guide.start"


def test_a_page_that_comes_under_a_finger_is_not_answered_by_it(
    booth: Booth, window: KioskWindow, hand: Hand
) -> None:
    booth.touch("tile", "guide")
    booth.touch("words")
    booth.wait(59)
    hand.down(key(window, "N"))
    booth.wait(2)
    assert booth.key == "countdown"
    hand.slide(middle(window, "finish"))
    hand.up()
    assert booth.key == "countdown" and not pressed(window), "she did not choose to leave"
    hand.tap(middle(window, "resume"))
    assert booth.key == "guide.words"


def test_the_other_hand_on_the_pad_draws_no_line_through_a_signature(
    booth: Booth, window: KioskWindow, hand: Hand
) -> None:
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill(pictures=False)
    QApplication.processEvents()
    assert booth.key == "apply.sign" and window.page is not None and window.page.pad is not None
    corner = window.page.pad.mapTo(window, QPoint(0, 0))
    hand.down(corner + QPoint(100, 100))
    hand.slide(corner + QPoint(200, 150))
    hand.down(corner + QPoint(800, 400), 1)
    hand.slide(corner + QPoint(250, 160))
    hand.up(1)
    hand.slide(corner + QPoint(300, 170))
    hand.up()
    strokes = window.page.pad.strokes()
    assert max(point.x for stroke in strokes for point in stroke) < 500
