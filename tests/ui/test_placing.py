"""Parts that come to stand in a page that somebody sees."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shared.labels import Facts
from ui.shared.placing import placed_once

ROWS = 9


class Page(QWidget):
    """A page with facts below a pane whose height they change; counts how often the pane is placed."""

    def __init__(self) -> None:
        super().__init__()
        self.placed: list[int] = []
        column = QVBoxLayout(self)
        self.pane, self.facts = _Pane(self.placed), Facts()
        column.addWidget(self.pane, 1)
        column.addWidget(self.facts)
        self.resize(400, 600)


class _Pane(QWidget):
    def __init__(self, placed: list[int]) -> None:
        super().__init__()
        self._placed = placed

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._placed.append(self.height())


def facts(app: QApplication, page: Page) -> None:
    page.facts.set_rows([(f"名{n}", f"值{n}") for n in range(ROWS)])
    for _ in range(3):
        app.processEvents()


def test_nine_facts_that_come_place_the_page_once_and_are_all_seen(
    dressed_app: QApplication, qtbot: QtBot
) -> None:
    """Each label was shown by itself, and the whole page placed anew for each: 7 ms of a frame."""
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.placed.clear()
    facts(dressed_app, page)
    assert len(page.placed) <= 2
    labels = [each for each in page.facts.findChildren(QWidget) if each.isVisible()]
    assert len(labels) == 2 * ROWS and page.facts.isVisible()


def test_facts_of_a_page_that_is_not_seen_stay_unseen(dressed_app: QApplication, qtbot: QtBot) -> None:
    page = Page()
    qtbot.addWidget(page)
    page.facts.hide()
    page.show()
    qtbot.waitExposed(page)
    facts(dressed_app, page)
    assert not page.facts.isVisible()


def test_who_types_in_the_part_keeps_the_keyboard(app: QApplication, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    part = QWidget(page)
    field, _other = QLineEdit(part), QLineEdit(page)
    page.show()
    page.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field)
    with placed_once(part):
        pass
    assert QApplication.focusWidget() is field
