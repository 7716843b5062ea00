"""The scroll bar of every view and page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from ui.qss import bar_sheet
from ui.theme import look


class ScrollBar(QScrollBar):
    """An upright (or, with ``lying``, a level) bar with a rounded handle and no arrows."""

    def __init__(self, lying: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal if lying else Qt.Orientation.Vertical, parent)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme; called anew when it changes."""
        self.setStyleSheet(bar_sheet(look().theme))
