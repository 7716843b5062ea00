"""A list to tick off, a key each: which materials are meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.shared.labels import KeyCap, Text
from ui.theme import look

KEYS = "123456789ABCDEFGHJKLMNOPQRSTUVWXYZ"


class Ticks(QWidget):
    """``rows`` are (value, words); ``one`` lets only one be ticked. Its keys work while the focus is inside it."""

    def __init__(
        self, label: str, rows: Sequence[tuple[str, str]], one: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        space = look().theme.space
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.xs)
        column.addWidget(Text(label, "secondary", "text2", wrap=False))
        self.boxes: dict[str, QCheckBox] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(one)
        for key, (value, words) in zip(KEYS, rows, strict=False):
            column.addLayout(self._row(key, value, words))
        self._error = Text("", "secondary", "danger")
        self._error.hide()
        column.addWidget(self._error)

    def _row(self, key: str, value: str, words: str) -> QHBoxLayout:
        box = QCheckBox(words)
        box.setAccessibleName(words)
        self.boxes[value] = box
        self._group.addButton(box)
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._press(box))
        self.addAction(action)
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.s)
        row.addWidget(KeyCap(key))
        row.addWidget(box, 1)
        return row

    def _press(self, box: QCheckBox) -> None:
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        box.click()

    def value(self) -> str:
        """The ticked values, joined by commas."""
        return ",".join(value for value, box in self.boxes.items() if box.isChecked())

    def take_focus(self) -> None:
        """The keys act on the list."""
        if self.boxes:
            next(iter(self.boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_error(self, words: str) -> None:
        """Say what is missing."""
        self._error.set_words(words)
        self._error.setVisible(bool(words))
