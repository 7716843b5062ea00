"""The steps of an intake on one line: done, the one you are in, those to come."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.shared.labels import Icon
from ui.shared.paint import CENTRE, paint_box, paint_text
from ui.theme import look, t

NAMES = ("who", "what", "materials", "result", "sign")


class Pill(QLabel):
    """One step: ``state`` is done, now or later; said in words to a screen reader."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.state = "later"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: str) -> None:
        """Show where the step stands."""
        self.state = state
        self.setAccessibleName(t(f"station.step.{state}", step=self.text()))
        self.updateGeometry()
        self.update()

    def content_width(self) -> int:
        """Width of the words with their tick."""
        th = look().theme
        tick = th.size.icon + th.space.s if self.state == "done" else 0
        return look().metrics("body", True).horizontalAdvance(self.text()) + tick

    def sizeHint(self) -> QSize:
        return QSize(self.content_width() + 2 * look().theme.space.m, look().theme.size.station_step)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        c = th.c
        fill, edge, ink = {
            "done": (c.ok_bg, c.ok_bd, c.ok_fg),
            "now": (c.primary, c.primary, c.on_primary),
            "later": (c.surface, c.neutral_bd, c.text2),
        }[self.state]
        paint_box(p, self.rect(), fill, edge, self.height() // 2)
        words = self.rect()
        if self.state == "done":
            at = QPoint(th.space.m, (self.height() - th.size.icon) // 2)
            p.drawPixmap(at, look().pixmap("check", ink, th.size.icon))
            words = QRect(self.rect()).adjusted(th.size.icon + th.space.s, 0, 0, 0)
        paint_text(p, words, self.text(), look().font("body", self.state == "now"), ink, CENTRE)


class StepBar(QWidget):
    """The five steps with arrows between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().theme.space.xs)
        self.pills = [Pill(t(f"station.step.{name}")) for name in NAMES]
        for number, pill in enumerate(self.pills):
            if number:
                row.addWidget(Icon("chevron-right", "text2"))
            row.addWidget(pill)
        row.addStretch(1)
        self.show_step(0)

    def show_step(self, step: int, reached: int | None = None) -> None:
        """``step`` is where we are; everything before ``reached`` (default: before ``step``) is done."""
        done = step if reached is None else reached
        for number, pill in enumerate(self.pills):
            pill.set_state("now" if number == step else "done" if number < done else "later")
