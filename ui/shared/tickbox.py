"""A box to tick whose words wrap, with its key before it; a check box for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.shared.paint import (
    WRAPPED,
    key_cap_size,
    paint_box,
    paint_key_cap,
    paint_ring,
    paint_text,
)
from ui.theme import look, said


class TickBox(QCheckBox):
    """``key`` ticks and unticks it while the focus is inside ``scope``; "" for a box without a key of its own."""

    def __init__(self, words: str, key: str, scope: QWidget, parent: QWidget | None = None) -> None:
        words = said(words)
        super().__init__(words, parent)
        self.key = key
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if not key:
            return
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self._press)
        scope.addAction(action)

    def _press(self) -> None:
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.click()

    def _cap(self) -> int:
        """Pixels that the key takes before the box."""
        return key_cap_size(look(), self.key).width() + look().theme.space.s if self.key else 0

    def _indent(self) -> int:
        th = look().theme
        return self._cap() + th.size.icon + 2 * th.space.s

    def _height(self, width: int) -> int:
        th = look().theme
        words = look().wrapped(self.text(), width - self._indent() - th.space.s, "body")
        return max(words, th.size.icon) + 2 * th.space.xs

    def sizeHint(self) -> QSize:
        words = look().metrics("body").horizontalAdvance(self.text())
        return QSize(self._indent() + words + look().theme.space.m, self._height(self.width() or 1 << 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.columns.intake_what[0], self._height(self.width() or 1 << 12))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._height(self.width()))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        middle = self.height() // 2
        if self.key:
            cap = QRect(QPoint(th.space.hair, 0), key_cap_size(look(), self.key))
            cap.moveTop(middle - cap.height() // 2)
            paint_key_cap(p, cap, self.key, look())
        size = th.size.icon
        box = QRect(self._cap() + th.space.hair, middle - size // 2, size, size)
        on = self.isChecked()
        edge, off = (th.c.control, th.c.surface) if self.isEnabled() else (th.c.border, th.c.disabled_bg)
        paint_box(p, box, th.c.primary if on else off, th.c.primary if on else edge, th.radius.cap)
        if on:
            p.drawPixmap(box.topLeft(), look().pixmap("check", th.c.on_primary, size))
        words = self.rect().adjusted(self._indent(), th.space.xs, -th.space.s, -th.space.xs)
        ink = th.c.text if self.isEnabled() else th.c.disabled_fg
        paint_text(p, words, self.text(), look().font("body"), QColor(ink).name(), WRAPPED)
        if self.hasFocus():
            paint_ring(p, self.rect(), look())
