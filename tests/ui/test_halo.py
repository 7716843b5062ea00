"""What has the focus is in view: words that ask for a field help nobody whose field lies below the edge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shared.field import LineEdit
from ui.shared.frame import Frame
from ui.shared.halo import Halo
from ui.shared.pane import scrolled
from ui.theme import apply_theme, look


class Page:
    """A low window with a tall form: the first field has the focus, the one that is asked for lies far below."""

    def __init__(self) -> None:
        self.window, inner = QWidget(), QWidget()
        column = QVBoxLayout(inner)
        self.above = QLabel("above")
        self.above.setFixedHeight(600)
        self.first, self.field = QLineEdit(), QLineEdit()
        column.addWidget(self.first)
        column.addWidget(self.above)
        column.addWidget(self.field)
        self.area = scrolled(inner)
        outer = QVBoxLayout(self.window)
        outer.addWidget(self.area)
        self.window.resize(400, 300)
        Halo(self.window)

    def seen(self) -> bool:
        """Whether the field is wholly inside what the area shows."""
        view = self.area.viewport()
        top = self.field.mapTo(view, QPoint(0, 0)).y()
        return top >= 0 and top + self.field.height() <= view.height()


@pytest.fixture
def page(qtbot: QtBot, app: object) -> Iterator[Page]:
    made = Page()
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.activateWindow()
    qtbot.waitUntil(made.window.isActiveWindow, timeout=60_000)
    yield made


def test_a_field_that_gets_the_focus_comes_into_view(page: Page, qtbot: QtBot) -> None:
    assert not page.seen()

    page.field.setFocus()

    qtbot.waitUntil(page.seen, timeout=60_000)


def test_it_stays_in_view_when_what_stands_above_grows(page: Page, qtbot: QtBot) -> None:
    page.field.setFocus()
    qtbot.waitUntil(page.seen, timeout=60_000)

    page.above.setFixedHeight(1200)

    qtbot.waitUntil(lambda: page.field.y() > 1200 and page.seen(), timeout=60_000)


def test_scrolling_by_hand_is_left_alone(page: Page, qtbot: QtBot) -> None:
    page.field.setFocus()
    qtbot.waitUntil(page.seen, timeout=60_000)

    QApplication.processEvents()
    assert isinstance(page.area, QScrollArea)
    bar = page.area.verticalScrollBar()
    bar.setValue(0)

    assert bar.value() == 0
    assert not page.seen()


class Placed(QObject):
    """Counts how often a widget was placed anew."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        return False


def test_a_page_that_is_placed_again_and_again_in_one_turn_carries_the_halo_along_once(
    page: Page, qtbot: QtBot
) -> None:
    """Filling in a long form moves its fields dozens of times before anything is painted."""
    page.first.setFocus()
    (halo,) = page.window.findChildren(Halo)
    qtbot.waitUntil(halo.isVisible, timeout=60_000)
    QApplication.processEvents()
    placed = Placed()
    halo.installEventFilter(placed)
    before = halo.pos()
    for step in range(1, 21):
        page.first.move(page.first.x(), page.first.y() + 1)
        page.first.resize(page.first.width() - step, page.first.height())
    assert placed.count == 0 and halo.pos() == before
    QApplication.processEvents()
    assert halo.pos().y() == before.y() + 20 and 1 <= placed.count <= 2, "one move and one change of size"


def test_in_high_contrast_the_line_beside_what_has_the_focus_stays(app: QApplication, qtbot: QtBot) -> None:
    apply_theme(app, "contrast")
    pane, field = Frame("pane"), LineEdit()
    qtbot.addWidget(pane)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(field)
    pane.resize(300, 60)
    halo = Halo(pane)
    pane.show()
    pane.activateWindow()
    field.setFocus()
    qtbot.waitUntil(halo.isVisible, timeout=60_000)

    assert pane.grab().toImage().pixelColor(0, 30).name() == look().theme.c.border.lower()


def test_what_was_scrolled_by_hand_stays_when_something_grows_until_the_focus_moves(page: Page, qtbot: QtBot) -> None:
    """She reads above what she typed; a line of advice that appears meanwhile does not pull the pane away."""
    page.field.setFocus()
    qtbot.waitUntil(page.seen, timeout=60_000)
    QApplication.processEvents()
    bar = page.area.verticalScrollBar()
    bar.setValue(10)

    page.above.setFixedHeight(1200)
    qtbot.waitUntil(lambda: page.field.y() > 1200, timeout=60_000)
    QApplication.processEvents()
    assert bar.value() == 10 and not page.seen()

    page.first.setFocus()
    page.field.setFocus()
    qtbot.waitUntil(page.seen, timeout=60_000)
