"""Pages one behind another, of which one is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class Stack(QStackedWidget):
    """A stack that fills the room it is given, whatever width makes its pages how high.

    Qt's own hands the question on, and each layout around it tries several widths: in layouts within layouts every
    label of a page was measured some hundred times whenever a page was opened or one of its words changed.
    """

    def hasHeightForWidth(self) -> bool:
        return False

    def heightForWidth(self, width: int) -> int:
        return -1
