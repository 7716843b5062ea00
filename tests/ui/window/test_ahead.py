"""Pages that are made before somebody opens them: none is waited for in vain, none comes up by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.runner import Runner
from ui.shared.ahead import at_once, drawn_ahead, place_ahead
from ui.shared.button import KeyButton
from ui.shared.pad import SignaturePad
from ui.tell import Tell
from ui.theme import look
from ui.window.ahead import Ahead
from ui.window.behind import Behind
from ui.window.onpad import OnPad


class Desk:
    """Pages of three turns each; ``made`` says which are whole, ``seen`` where somebody went. ``between`` happens while
    the first is half made.
    """

    def __init__(self, broken: str = "") -> None:
        self.errors: list[BaseException] = []
        self.runner = Runner(self.errors.append)
        self.made: list[str] = []
        self.seen: list[str] = []
        self.broken = broken
        self.between: Callable[[], object] = lambda: None
        tell = Tell(look().texts)
        self.ahead = Ahead(self.runner, Behind(self.runner, (), self.errors.append), tell)

    def parts(self, key: str) -> Iterator[None]:
        yield
        if key == self.broken:
            raise OSError(key)
        if not self.made:
            self.between()
        yield
        self.made.append(key)

    def begin(self, *keys: str) -> None:
        self.ahead.begin((), keys, self.parts)

    def go(self, key: str) -> None:
        """What a shell does: ask whether the place must wait, and be there otherwise."""
        if not self.ahead.put_off(key, lambda: self.go(key)):
            self.seen.append(key)


@pytest.fixture
def desk(app: QApplication) -> Iterator[Desk]:
    desk = Desk()
    yield desk
    assert desk.runner.stop() == ()


def test_a_place_asked_for_before_it_is_whole_is_made_next_and_opens_by_itself(desk: Desk, qtbot: QtBot) -> None:
    """Her key must not be lost, nor wait for pages that nobody asked for."""
    desk.between = lambda: desk.go("sync")
    desk.begin("due", "print", "sync")
    qtbot.waitUntil(lambda: sorted(desk.made) == ["due", "print", "sync"])
    assert (desk.made, desk.seen) == (["due", "sync", "print"], ["sync"]), "what was begun is ended, then hers"
    desk.go("print")
    assert desk.seen == ["sync", "print"], "what is whole opens at once"


def test_the_last_place_that_was_asked_for_is_the_one_that_opens(desk: Desk, qtbot: QtBot) -> None:
    desk.begin("due", "print", "sync")
    desk.go("print")
    desk.go("sync")
    qtbot.waitUntil(lambda: len(desk.made) == 3 and not desk.runner.busy())
    assert desk.seen == ["sync"]


def test_a_page_that_cannot_be_made_is_told_and_holds_no_other_up(app: QApplication, qtbot: QtBot) -> None:
    """She would press F7 for ever."""
    desk = Desk(broken="due")
    desk.begin("due", "print")
    desk.go("print")
    qtbot.waitUntil(lambda: desk.seen == ["print"])
    assert [type(error) for error in desk.errors] == [OSError]
    desk.go("due")
    assert desk.seen == ["print", "due"], "the place is asked again, and says itself what is wrong"
    assert desk.runner.stop() == ()


def test_a_page_drawn_ahead_is_laid_out_and_keeps_its_pictures_and_nobody_sees_it(app: QApplication) -> None:
    window, page = QWidget(), QWidget()
    button = KeyButton("打印", "F8")
    column = QVBoxLayout(page)
    column.addWidget(button)
    window.resize(600, 400)
    window.show()
    place_ahead(page, window, QSize(600, 400))
    at_once(drawn_ahead(page))
    assert button._kept._picture is not None, "the first painting would draw it"
    assert button.width() > 500 and not page.isVisible()
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("has", [True, False])
def test_the_button_of_a_pad_comes_up_as_no_window_of_its_own(has: bool, app: QApplication) -> None:
    """Where a pad was set up, a page of the issue desk that was made ahead took the keyboard from her."""

    class Pads:
        def has(self) -> bool:
            return has

    button, canvas, runner = KeyButton("在签名板上签", "Alt+P"), SignaturePad(lambda: 0.0), Runner()
    pads: Any = Pads()
    owner = QWidget()
    pad = OnPad(pads, runner, Tell(look().texts), canvas, button, lambda: None, owner)
    assert pad.signature() is None
    assert not button.isVisible(), "a window of its own"
    column = QVBoxLayout(owner)
    column.addWidget(button)
    assert button.isHidden() is not has, "in its page"
    assert runner.stop() == ()
    owner.deleteLater()
    canvas.deleteLater()
