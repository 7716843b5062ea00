"""The characters of the program's own words, drawn once before anybody opens a page."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QPoint, QTimerEvent
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.theme import Look

STYLES = (
    ("body", False),
    ("secondary", False),
    ("body", True),
    ("caption", False),
    ("title", True),
    ("secondary", True),
)
"""Role and weight of what pages are written in; figures and verdicts are few characters."""

Styles = Sequence[tuple[str, bool]]

SLICE_S = 0.002
PERIOD_MS = 8
BUSY_S = 0.003
"""The thread that worked so long since the turn before has other things to do."""
PATIENCE = 6
"""So many turns in a row are left to others."""
AT_ONCE = 4
"""Characters drawn in one go."""


class Glyphs(QObject):
    """Draws every character of the texts in each of the ``styles`` of a page, a few milliseconds at a time.

    Making the picture of a Chinese character takes 70 µs, laying it down again 4: a page of 300 new ones would take
    longer than a frame for that alone. A program that stands anew in another language draws what is new in it; other
    colours cost nothing.
    """

    def __init__(self, look: Look, parent: QObject | None = None, styles: Styles = STYLES) -> None:
        super().__init__(parent)
        self._look, self._styles = look, styles
        self._left: Iterator[None] = iter(())
        self._timer = 0
        self._worked = time.thread_time()
        self._waited = 0

    def begin(self, characters: str) -> None:
        """Draw these from now on, until all are drawn."""
        self._left = self._drawn(characters)
        if not self._timer:
            self._timer = self.startTimer(PERIOD_MS)

    def stop(self) -> None:
        """Draw no more."""
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        worked, self._worked = self._worked, time.thread_time()
        if self._worked - worked > BUSY_S and self._waited < PATIENCE:
            # A page is being made or painted: this here would make the step that a key waits for longer.
            self._waited += 1
            return
        self._waited = 0
        until = time.perf_counter() + SLICE_S
        while time.perf_counter() < until:
            if next(self._left, self) is self:
                self.stop()
                return
        self._worked = time.thread_time()

    def _drawn(self, characters: str) -> Iterator[None]:
        for role, bold in self._styles:
            font = self._look.font(role, bold)
            high = self._look.line(role)
            known = self._look.drawn.setdefault((role, bold, font.pixelSize()), set())
            new = "".join(character for character in characters if character not in known)
            ground = QPixmap(high * AT_ONCE * 2, high * 2)
            ground.fill(QColor(self._look.theme.c.surface))
            for at in range(0, len(new), AT_ONCE):
                painter = QPainter(ground)
                painter.setFont(font)
                painter.drawText(QPoint(0, high), new[at : at + AT_ONCE])
                painter.end()
                known.update(new[at : at + AT_ONCE])
                yield
