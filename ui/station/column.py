"""A page of the station: one column of rows, what is empty says how the first one comes, Esc goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.labels import Text, parts_in
from ui.shared.pane import EmptyState, scrolled
from ui.station.row import BigRow, Line, walk_by_arrows
from ui.theme import look, t

MOST = 40
"""So many rows a page shows of itself, and so many more each time they are asked for."""
MORE_KEY = "0"
"""The key that asks for them."""


class _More:
    """What the row stands for that asks for more of them."""


MORE = _More()


class ColumnPage(QWidget):
    """``chosen(value)`` a row was taken, ``asked(value)`` what else it offers; ``left()`` back to the first page. Rows
    bear the keys 1–9. What is beyond ``most`` rows is asked for by the last of them, with the key 0: ``more_wanted()``.
    """

    chosen = Signal(object)
    asked = Signal(object)
    left = Signal()
    more_wanted = Signal()

    def __init__(
        self, name: str, title: str, empty_words: tuple[str, str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"station.{name}")
        self.setProperty("part", "page")
        walk_by_arrows(self)
        th = look().theme
        self.rows: list[BigRow] = []
        self.lines: list[Line] | None = None
        self.most = MOST
        self._hidden = 0
        self._first_new = 0
        self._begins: QWidget | None = None
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
        self._list.addStretch(1)
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

    def set_lines(self, lines: Sequence[Line], note: str = "", *, whole: int = 0, beyond: int = 0) -> None:
        """Show these rows, as far as there is to be seen at once: ``most`` of them, but the first ``whole`` however
        many they are; ``beyond`` them are more that were not even read.

        One that was there already stays, with the focus and a key that is held down on it. Where the focused one goes,
        the one in its place has the focus. When the page was opened just now the first has it, whatever was shown the
        last time; who asked for more goes on at the first of what came.
        """
        self.note.setText(note)
        begins, self._begins = self._begins, None
        shown = list(lines[: max(self.most, whole)])
        hidden = len(lines) - len(shown) + beyond
        if list(lines) == self.lines and hidden == self._hidden:
            return
        self.lines, self._hidden = list(lines), hidden
        came, self._first_new = self._first_new, 0
        if hidden:
            words = t("station.more", count=hidden), self.more_words()
            shown.append(Line(MORE, *words, "chevron-down", key=MORE))
        begins = begins or (None if self.rows else self.back)  # Qt gave it the keyboard when the page came
        begins = begins if begins is not None and begins.hasFocus() else None
        focused = next((number for number, row in enumerate(self.rows) if row.hasFocus()), None)
        self._area.setVisible(bool(lines))
        self.nothing.setVisible(not lines)
        known = list(self.rows)
        rows = [self._row(_taken(known, line), line) for line in shown]
        if rows and begins is not None:
            rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif came and focused is not None and came < len(rows):
            rows[came].setFocus(Qt.FocusReason.OtherFocusReason)
        elif rows and focused is not None and not any(row.hasFocus() for row in rows):
            rows[min(focused, len(rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        for row in known:
            self._drop(row)
        if rows != self.rows:
            self.rows = rows
            self._arrange()

    def _row(self, row: BigRow | None, line: Line) -> BigRow:
        if row is not None:
            row.set_line(line)
            return row
        made = BigRow(line, scope=self)
        made.clicked.connect(lambda: self._take(made))
        made.asked.connect(lambda: self.asked.emit(made.line.value))
        self._list.insertWidget(self._list.count() - 1, made)
        # A layout shows what is new a turn later, and what is not seen yet cannot have the keyboard.
        made.show()
        return made

    def _take(self, row: BigRow) -> None:
        """The keyboard goes to a row that is taken by its digit too: what comes of it is seen there."""
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        if row.line.value is MORE:
            self.most += MOST
            self._first_new = len(self.rows) - 1
            self.more_wanted.emit()
        else:
            self.chosen.emit(row.line.value)

    def _drop(self, row: BigRow) -> None:
        """Its key is another row's from now on, before the row itself is gone."""
        self.removeAction(row.action)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _arrange(self) -> None:
        """Place, name, key and turn of every row are those of its number."""
        before: QWidget = self._last_above()
        for number, row in enumerate(self.rows):
            if self._list.indexOf(row) != number:
                self._list.removeWidget(row)
                self._list.insertWidget(number, row)
            row.setObjectName(f"{self.objectName()}.row{number + 1}")
            self.setTabOrder(before, row)
            before = row
        self.show_keys()

    def show_keys(self) -> None:
        """Each row bears the key that opens it, where a key does."""
        for number, row in enumerate(self.rows):
            key = MORE_KEY if row.line.value is MORE else str(number + 1) if number < 9 else ""
            row.set_key(key if self.keys_open() else "")

    def more_words(self) -> str:
        """What stands beside the number of rows that are not shown."""
        return t("station.more_note")

    def keys_open(self) -> bool:
        """Whether a digit opens a row now; false while it would go into a field."""
        return True

    def _last_above(self) -> QWidget:
        """After whom the first row has its turn."""
        turns = [each for part in parts_in(self.above) for each in part.findChildren(QWidget) if tabbed(each)]
        return turns[-1] if turns else self.back

    def take_focus(self) -> None:
        """The first row, or the way back; who opens a page begins at its beginning."""
        self.most, self._first_new = MOST, 0
        self._begins = self.rows[0] if self.rows else self.back
        self._begins.setFocus(Qt.FocusReason.OtherFocusReason)

    def values(self) -> list[Any]:
        """What the rows stand for."""
        return [line.value for line in self.lines or ()]


def _taken(known: list[BigRow], line: Line) -> BigRow | None:
    """The row that showed the same until now, taken out of ``known``; a case may have several, in their order."""
    found = next((row for row in known if row.line.identity() == line.identity()), None)
    if found is not None:
        known.remove(found)
    return found


def tabbed(widget: QWidget) -> bool:
    """Whether the tabulator stops at it."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
