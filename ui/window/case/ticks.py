"""A list to tick off, a key each: which materials are meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from ui.shared.labels import Text
from ui.shared.tickbox import TickBox
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
        self.boxes: dict[str, TickBox] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(one)
        for key, (value, words) in zip(KEYS, rows, strict=False):
            box = TickBox(words, key, self)
            self.boxes[value] = box
            self._group.addButton(box)
            column.addWidget(box)
        self._error = Text("", "secondary", "danger")
        self._error.hide()
        column.addWidget(self._error)

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
