"""A page of a terminal comes in turns: nothing of who left stays under it, and a finger hits what is seen."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.kiosk.booth import ZHANG, Booth
from tests.ui.kiosk.test_newcomers import middle
from tests.ui.kiosk.test_wipe import WAYS, go
from ui.kiosk.parts import Paragraph
from ui.kiosk.window import Header, KioskWindow
from ui.shared import ahead
from ui.theme import apply_theme, look


class Turns(deque[Callable[[], object]]):
    """The turns that a page still waits for: they come when a test says so."""

    def one(self) -> None:
        self.popleft()()

    def all(self) -> None:
        while self:
            self.one()


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """A machine so slow that each part of a page takes a turn."""
    monkeypatch.setattr(ahead, "SLICE_S", 0.0)
    return Turns()


@pytest.fixture
def window(app: QApplication, booth: Booth, turns: Turns) -> Iterator[KioskWindow]:
    """The whole terminal, upright; its first page stands."""
    made = KioskWindow(booth.terminal, post=turns.append)
    made.resize(1080, 1920)
    made.show()
    QApplication.processEvents()
    turns.all()
    yield made
    booth.terminal.changed = booth.terminal.wiped = lambda: None
    made.may_close = True
    made.close()
    made.deleteLater()
    apply_theme(app, "light")


def glass(window: KioskWindow) -> QImage:
    """What shines on the glass now."""
    return window.screen().grabWindow(window.winId()).toImage()


def seen(window: KioskWindow) -> QImage:
    """The same, below the header."""
    return glass(window).copy(0, window._pages.y(), window.width(), window._pages.height())


def said_above(window: KioskWindow) -> QImage:
    """What one is doing, in the header."""
    return glass(window).copy(130, window._pages.y() // 2, 500, window._pages.y() // 2)


def colours(picture: QImage) -> set[str]:
    """The colours of a picture, looked at every third point."""
    return {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)
    }


def at_her_own_cases(b: Booth) -> None:
    """Her name and her cases stand on the page."""
    b.apply("shbzkbl", ZHANG)
    b.print_all()
    b.touch("taken")
    b.touch("more")
    b.touch("tile", "progress")
    b.touch("by-person")
    b.touch("face")
    assert ZHANG.name in b.screen.title


@pytest.mark.law("A6-29")
@pytest.mark.parametrize("way", WAYS)
def test_what_she_saw_is_off_the_glass_as_she_goes_and_not_when_the_next_page_is_painted(
    booth: Booth, window: KioskWindow, turns: Turns, way: str
) -> None:
    """A page that keeps what stood there until its turn showed the next person her name, were it only for a frame."""
    at_her_own_cases(booth)
    QApplication.processEvents()
    turns.all()
    assert len(colours(seen(window))) > 3, "her page stands"
    assert len(colours(said_above(window))) > 3, "and what she is doing"
    go(booth, way)
    assert colours(seen(window)) == {QColor(look().theme.c.bg).name()}, "in the very turn, whatever comes next"
    assert colours(said_above(window)) == {QColor(look().theme.c.rail).name()}
    QApplication.processEvents()
    assert colours(seen(window)) == {QColor(look().theme.c.bg).name()}, "and nothing of it comes back"
    turns.all()
    assert len(colours(seen(window))) > 3, "the next page stands whole"


def test_nothing_of_hers_comes_back_with_a_window_that_was_not_shown_as_she_went(
    booth: Booth, window: KioskWindow, turns: Turns
) -> None:
    at_her_own_cases(booth)
    QApplication.processEvents()
    turns.all()
    window.hide()
    go(booth, WAYS[0])
    window.show()
    QApplication.processEvents()
    assert colours(seen(window)) == {QColor(look().theme.c.bg).name()}


def test_who_comes_while_it_asks_whether_she_is_there_sees_nothing_of_her_page(
    booth: Booth, window: KioskWindow, turns: Turns
) -> None:
    at_her_own_cases(booth)
    QApplication.processEvents()
    turns.all()
    booth.lift()
    booth.wait(61)
    assert booth.screen.countdown >= 0
    QApplication.processEvents()
    assert colours(seen(window)) == {QColor(look().theme.c.desk).name()}


def test_nothing_flashes_between_two_pages_of_hers(booth: Booth, window: KioskWindow, turns: Turns) -> None:
    """Every touch made the whole page go white for a frame before the next one came."""
    before, tile = seen(window), middle(window, "tile.guide") - window._pages.pos()
    booth.touch("tile", "guide")
    QApplication.processEvents()
    page = window.page
    assert page is not None
    there = next(each.geometry() for each in page.touches if each.geometry().contains(tile))
    assert seen(window).copy(there) == before.copy(there), "where a choice of the new page will stand"
    turns.all()
    assert seen(window).copy(there) != before.copy(there)


def test_a_finger_that_comes_before_a_control_is_seen_touches_nothing(
    booth: Booth, window: KioskWindow, turns: Turns
) -> None:
    """It meant what it saw there, which is gone: a stranger to the new page chose something on it."""
    booth.touch("tile", "guide")
    QApplication.processEvents()
    page, first = window.page, booth.screen
    assert page is not None
    on = next(each for each in page.touches if each.choice.name == "topic").mapTo(window, QPoint(40, 40))
    tap(window, on)
    assert booth.screen == first
    turns.all()
    tap(window, on)
    assert booth.key == "guide.results"


def test_a_control_that_is_seen_answers_while_others_still_wait(
    booth: Booth, window: KioskWindow, turns: Turns
) -> None:
    booth.touch("tile", "guide")
    QApplication.processEvents()
    page = window.page
    assert page is not None
    first = min((each for each in page.touches if each.choice.name == "topic"), key=lambda each: each.y())
    while not first.updatesEnabled():
        turns.one()
    assert turns, "others wait"
    tap(window, first.mapTo(window, QPoint(40, 40)))
    assert booth.key == "guide.results"


def test_a_screen_that_takes_another_size_has_no_holes(booth: Booth, window: KioskWindow, turns: Turns) -> None:
    """What it showed is gone with its size: where a part waits for its turn stands the ground of the page."""
    window.resize(1000, 1800)
    QApplication.processEvents()
    assert colours(seen(window)) == {QColor(look().theme.c.bg).name()}
    turns.all()
    assert seen(window) == window.grab(window._pages.geometry()).toImage().convertToFormat(seen(window).format())


def test_a_page_that_does_not_stand_on_the_screen_yet_waits_for_it(
    booth: Booth, window: KioskWindow, turns: Turns
) -> None:
    """Its turns came before the screen took the window: then all of the first page was painted in one."""
    window.hide()
    booth.touch("tile", "guide")
    QApplication.processEvents()
    turns.all()
    window.show()
    QApplication.processEvents()
    assert turns and window.page is not None and not any(each.updatesEnabled() for each in window.page.touches)
    turns.all()
    assert all(each.updatesEnabled() for each in window.page.touches)


def test_a_keyboard_comes_in_turns_and_each_of_its_keys_is_there_at_the_end(
    booth: Booth, window: KioskWindow, turns: Turns
) -> None:
    """Thirty keys in one go were the longest painting of all, and the first letter waited for it."""
    booth.touch("tile", "guide")
    booth.touch("words")
    QApplication.processEvents()
    assert window.page is not None and window.page.board is not None
    taken = 0
    while turns:
        turns.one()
        taken += 1
    keys = window.page.board.touches
    assert taken >= len([each for each in keys if each.isVisible()])
    assert all(each.updatesEnabled() for each in keys)
    assert not any(each.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents) for each in keys)
    booth.terminal.touch("key", "s")
    turns.all()
    QApplication.processEvents()
    whole = window.grab(window._pages.geometry()).toImage()
    assert seen(window) == whole.convertToFormat(seen(window).format())


class BrokenPartError(Exception):
    """A part whose painting fails, as for a character that no font can draw."""


def breaks(*_: object) -> None:
    raise BrokenPartError


def test_a_part_that_cannot_be_painted_leaves_the_others_seen_and_heard(
    booth: Booth, window: KioskWindow, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The title of a page failed: every choice below it stayed unpainted, and no finger reached it any more."""
    monkeypatch.setattr(Paragraph, "paintEvent", breaks)
    booth.touch("tile", "guide")
    with suppress(BrokenPartError):  # an older PySide only prints what a painting raised
        QApplication.processEvents()
    page = window.page
    assert page is not None and any(isinstance(each, Paragraph) for each in page.parts)
    while turns:
        with suppress(BrokenPartError):
            turns.one()
    assert all(each.updatesEnabled() for each in page.touches)
    tap(window, next(each for each in page.touches if each.choice.name == "topic").mapTo(window, QPoint(40, 40)))
    assert booth.key == "guide.results"


def test_what_is_hers_goes_also_where_the_empty_glass_cannot_be_painted_whole(
    booth: Booth, window: KioskWindow, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header that failed as she left kept her words on the clipboard, and no page came any more."""
    at_her_own_cases(booth)
    QApplication.processEvents()
    turns.all()
    QGuiApplication.clipboard().setText(ZHANG.number)
    with monkeypatch.context() as broken:
        broken.setattr(Header, "paintEvent", breaks)
        go(booth, WAYS[0])
    assert QGuiApplication.clipboard().text() == "" and booth.terminal.crashes == 0
    assert colours(seen(window)) == {QColor(look().theme.c.bg).name()}
    QApplication.processEvents()
    turns.all()
    assert window.page is not None and window.page.made.tiles, "the home page stands"


def tap(window: KioskWindow, at: QPoint) -> None:
    """A finger on the glass: it hits what lies on top there."""
    handle = window.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
