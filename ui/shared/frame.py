"""Frames of the pages, drawn by hand after :mod:`ui.grounds`."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.grounds import Ground, ground
from ui.shared.paint import paint_box
from ui.theme import look


class Frame(QFrame):
    """A part of a page with its ground and lines (``pane card row strip …``, see :func:`ui.grounds.ground`).

    Its property ``part`` says what it is and ``state`` (ok, info, warn, danger, neutral) how it is coloured, for those
    that follow one. What lies inside keeps clear of the lines.
    """

    def __init__(self, part: str = "", state: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn = (part, state, False)
        self.setProperty("part", part)
        if state:
            self.setProperty("state", state)
        self._keep_clear()

    def set_state(self, state: str) -> None:
        """Another state colour."""
        self.setProperty("state", state)
        self._draw(self._drawn[0], state, self._drawn[2])

    def set_current(self, current: bool) -> None:
        """Whether it is the row that is being worked on."""
        self._draw(self._drawn[0], self._drawn[1], current)

    def _draw(self, part: str, state: str, current: bool) -> None:
        if (part, state, current) != self._drawn:
            self._drawn = (part, state, current)
            self._keep_clear()
            self.update()

    def _ground(self) -> Ground:
        part, state, current = self._drawn
        return ground(look().theme, part, state, current)

    def _keep_clear(self) -> None:
        self.setContentsMargins(*self._ground().edges)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        paint_ground(p, self.rect(), self._ground())
        p.end()


def paint_ground(p: QPainter, rect: QRect, under: Ground) -> None:
    """Draw a ground into ``rect``."""
    if under.boxed:
        paint_box(p, rect, under.fill, under.line, under.radius, under.edges[0])
        return
    if under.fill:
        p.fillRect(rect, QColor(under.fill))
    left, top, right, bottom = under.edges
    for edge in (
        QRect(rect.left(), rect.top(), left, rect.height()),
        QRect(rect.left(), rect.top(), rect.width(), top),
        QRect(rect.right() - right + 1, rect.top(), right, rect.height()),
        QRect(rect.left(), rect.bottom() - bottom + 1, rect.width(), bottom),
    ):
        if not edge.isEmpty():
            p.fillRect(edge, QColor(under.line))
