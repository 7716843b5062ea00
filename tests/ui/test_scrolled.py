"""A list that was scrolled shows on the screen what it would paint anew: nothing blank, no ring, is moved along."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_widgets import put
from ui.shared.palette import Group, Hit, Palette
from ui.shared.table import Column, Table
from ui.window.case.events import EventRow, EventsList
from ui.window.intake.results import Results

HIGH = 250
"""Rows of 36 end below it: the edge cuts one."""


def _table(desk: QWidget) -> QAbstractItemView:
    made = Table([Column("号", 80, lambda n: str(n)), Column("事项", 0, lambda n: f"第 {n} 件")], "清单")
    put(desk, made)
    made.set_rows(range(40))
    return made


def _events(desk: QWidget) -> QAbstractItemView:
    made = EventsList()
    put(desk, made)
    made.rows.set_rows([EventRow(f"第 {n} 句", "09:00", "已回执", "ok", "check") for n in range(40)])
    return made


def _results(desk: QWidget) -> QAbstractItemView:
    made = Results()
    put(desk, made)
    items = [
        SimpleNamespace(full_name=f"事项{n}", department="局", kind="行政许可", status="有效", guided=True)
        for n in range(40)
    ]
    made.show_items(items)
    return made


def _palette(desk: QWidget) -> QAbstractItemView:
    made = Palette(desk)
    made.open()
    made.show_groups([Group("办件", tuple(Hit(f"第 {n} 件", value=n) for n in range(40)))])
    return made.list


def _seen(view: QAbstractItemView) -> QImage:
    """What stands on the screen, not what would be painted now."""
    port = view.viewport()
    window = port.window()
    at = port.mapTo(window, QPoint(0, 0))
    shown = window.screen().grabWindow(window.winId(), at.x(), at.y(), port.width(), port.height())
    return shown.toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize("made", [_table, _events, _results, _palette], ids=["table", "events", "results", "palette"])
def test_no_row_stays_empty_in_the_middle_of_a_list_that_was_scrolled(
    made: Callable[[QWidget], QAbstractItemView], desk: QWidget, qtbot: QtBot
) -> None:
    view = made(desk)
    if made in (_table, _events):
        view.setFixedHeight(HIGH)
        view.setFocus()
        qtbot.waitUntil(view.hasFocus, timeout=60_000)
    QApplication.processEvents()
    before = _seen(view)
    for _ in range(3):
        _wheel(view)
        QApplication.processEvents()
        shown = _seen(view)
        wanted = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert shown == wanted
    assert shown != before, "it was scrolled"


def _wheel(view: QAbstractItemView) -> None:
    at = QPointF(view.viewport().rect().center())
    down = QWheelEvent(
        at,
        QPointF(view.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), down)
