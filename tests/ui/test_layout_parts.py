"""What a layout once held is let go: an event of later is never taken for it."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QSpacerItem, QVBoxLayout, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot

from ui.shared.events import kind_of
from ui.shared.halo import Halo
from ui.shared.labels import parts_in

UI = Path(__file__).parents[2] / "ui"


def _stale() -> int:
    return sum(isinstance(each, QWidgetItem) for each in shiboken6.getAllValidWrappers())


def _column(qtbot: QtBot) -> tuple[QWidget, QVBoxLayout, list[QLabel]]:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    inner = QVBoxLayout()
    column.addLayout(inner)
    labels = [QLabel(words) for words in ("one", "two", "three")]
    for label in reversed(labels):
        inner.insertWidget(0, label)
    column.addWidget(QLabel("beside"))
    labels[1].hide()
    return page, inner, labels


def test_the_parts_of_a_layout_are_told_in_its_order_with_the_hidden_and_without_the_neighbours(qtbot: QtBot) -> None:
    _page, inner, labels = _column(qtbot)
    assert parts_in(inner) == labels


def test_no_part_that_went_away_is_kept_in_mind_where_the_next_event_may_be_made(qtbot: QtBot) -> None:
    _page, inner, labels = _column(qtbot)
    gc.collect()  # what other tests left may go in between, and would be counted as ours
    before = _stale()
    parts_in(inner)
    labels.pop(1).deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert parts_in(inner) == labels
    assert _stale() <= before


def test_no_page_asks_a_layout_for_its_items() -> None:
    asked = [
        path.relative_to(UI).as_posix()
        for path in sorted(UI.rglob("*.py"))
        if re.search(r"\.itemAt(?:Position)?\(", path.read_text(encoding="utf-8"))
    ]
    assert asked == []


def test_an_event_that_is_taken_for_something_that_is_gone_ends_no_key(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    halo = Halo(window)
    assert halo.eventFilter(window, QSpacerItem(1, 1)) is False  # type: ignore[arg-type]


def test_no_filter_asks_what_it_is_handed_for_its_kind_by_itself() -> None:
    assert kind_of(QSpacerItem(1, 1)) is QEvent.Type.None_ and kind_of(QEvent(QEvent.Type.Show)) is QEvent.Type.Show
    filters = re.compile(r"def eventFilter\(.*?(?=\n    def |\n\n\n|\Z)", re.DOTALL)
    found = {
        path.relative_to(UI).as_posix(): any(".type()" in each for each in filters.findall(text))
        for path in sorted(UI.rglob("*.py"))
        if "def eventFilter(" in (text := path.read_text(encoding="utf-8"))
    }
    assert found and not any(found.values()), found
