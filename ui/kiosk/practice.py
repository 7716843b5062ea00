"""In a rehearsal the card is laid on the reader and taken away by a button in the header: no hand can do it there."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.kiosk.ink import paint_icon, words_width
from ui.kiosk.tokens import SIZES
from ui.kiosk.tools import PracticeCard
from ui.shared.paint import CENTRE, paint_box, paint_text
from ui.theme import look, t

_ICON = 36
_PAD = 20


class PracticeButton(QAbstractButton):
    """What a hand would do at the reader, in words. Whoever practises finds it on every page."""

    def __init__(self, parent: QWidget, card: PracticeCard) -> None:
        super().__init__(parent)
        self._card = card
        self.setObjectName("kiosk.practice")
        self.clicked.connect(self._turn)
        self.tell()

    def _turn(self) -> None:
        self._card.turn()
        self.tell()

    def tell(self) -> None:
        """Say what a touch does now."""
        words = t("kiosk.practice.lift" if self._card.lies else "kiosk.practice.lay")
        self.setText(words)
        self.setAccessibleName(words)
        self.update()

    def wanted(self) -> int:
        """Width in which either of its words is whole."""
        font = look().font("secondary", True)
        return max(words_width(font, t(f"kiosk.practice.{each}")) for each in ("lay", "lift")) + _ICON + 3 * _PAD

    def stand(self, right: int, top: int = SIZES.near // 2) -> None:
        """Take its place in the header, ending at ``right``: in its upper half, or in a line of its own at ``top``."""
        width = self.wanted()
        self.setGeometry(right - width, top, width, SIZES.least + SIZES.near // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c, th = look().theme.c, look().theme
        paint_box(p, self.rect(), c.rail_text if self.isDown() else c.rail, c.rail_text, th.radius.tile, 2)
        ink = c.rail if self.isDown() else c.rail_text
        box = QRect(_PAD, (self.height() - _ICON) // 2, _ICON, _ICON)
        paint_icon(p, box, "id-card", ink, self)
        words = self.rect().adjusted(_PAD + _ICON + _PAD // 2, 0, -_PAD // 2, 0)
        paint_text(p, words, self.text(), look().font("secondary", True), ink, CENTRE)
