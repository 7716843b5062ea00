"""A page of the station: one column of rows, what is empty says how the first one comes, Esc goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.labels import Text, empty
from ui.shared.pane import EmptyState, scrolled
from ui.station.row import BigRow, Line
from ui.theme import look, t


class ColumnPage(QWidget):
    """``chosen(value)`` a row was taken; ``left()`` back to the first page. Rows bear the keys 1–9."""

    chosen = Signal(object)
    left = Signal()

    def __init__(
        self, name: str, title: str, empty_words: tuple[str, str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"station.{name}")
        self.setProperty("part", "page")
        th = look().theme
        self.rows: list[BigRow] = []
        self.lines: list[Line] | None = None
        self.title = Text(title, "verdict", bold=True, wrap=False)
        self.note = Text("", "body", "text2")
        self.back = KeyButton(t("station.back"), "Esc", icon="arrow-left", scope=self)
        self.back.setObjectName(f"station.{name}.back")
        self.back.clicked.connect(self.left)
        self.nothing = EmptyState(*empty_words)
        self.above = QVBoxLayout()
        self.below = QHBoxLayout()
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(th.space.s)
        self._area = scrolled(inner)
        column = QWidget()
        column.setMaximumWidth(th.size.station_column)
        self._build(column)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(th.space.m, th.space.m, th.space.m, th.space.m)
        outer.addStretch(1)
        outer.addWidget(column, 100)
        outer.addStretch(1)

    def _build(self, column: QWidget) -> None:
        th = look().theme
        inside = QVBoxLayout(column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(th.space.m)
        head = QHBoxLayout()
        head.setSpacing(th.space.lg)
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        head.addWidget(self.back)
        inside.addLayout(head)
        inside.addLayout(self.above)
        inside.addWidget(self._area, 1)
        inside.addWidget(self.nothing, 1)
        inside.addLayout(self.below)
        self.nothing.hide()

    def set_lines(self, lines: Sequence[Line], note: str = "") -> None:
        """Show these rows; the focus stays where it was, or goes to the first row."""
        focused = next((number for number, row in enumerate(self.rows) if row.hasFocus()), None)
        inside = focused is not None or self.back.hasFocus()
        self.note.setText(note)
        if list(lines) == self.lines:
            return
        self.lines = list(lines)
        empty(self._list)
        self.rows = [self._row(number, line) for number, line in enumerate(lines)]
        self._list.addStretch(1)
        self._area.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        if self.rows and inside:
            self.rows[min(focused or 0, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, number: int, line: Line) -> BigRow:
        row = BigRow(line, str(number + 1) if number < 9 else "", scope=self)
        row.setObjectName(f"{self.objectName()}.row{number + 1}")
        row.clicked.connect(lambda _=False, value=line.value: self.chosen.emit(value))
        self._list.addWidget(row)
        # A layout shows what is new a turn later, and what is not seen yet cannot have the keyboard.
        row.show()
        return row

    def take_focus(self) -> None:
        """The first row, or the way back."""
        (self.rows[0] if self.rows else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
            return
        super().keyPressEvent(event)

    def values(self) -> list[Any]:
        """What the rows stand for."""
        return [line.value for line in self.lines or ()]
