"""The moment in which something that came under the keys is first seen."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication


class Glance:
    """Lasts for the time of a double click. A key struck in it was meant, a second time, for what stood there before:
    it would answer what nobody has looked at.
    """

    def __init__(self) -> None:
        self._until = QDeadlineTimer(0)

    def begin(self) -> None:
        """Something else is under the keys from now on."""
        self._until = QDeadlineTimer(QApplication.doubleClickInterval())

    def lasts(self) -> bool:
        """Whether a key still counts for what stood there before."""
        return not self._until.hasExpired()
