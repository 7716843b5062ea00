"""The dark rail at the left: six places and, at its foot, lock and help."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.phrases import one_line
from ui.shared.frame import Frame
from ui.shared.kept import Kept
from ui.shared.paint import CENTRE, paint_box, paint_ring, paint_text
from ui.theme import look, t

PLACES: tuple[tuple[str, str, str], ...] = (
    ("intake", "inbox", "F2"),
    ("due", "clock", "F3"),
    ("handover", "package", "F4"),
    ("search", "search", "F5"),
    ("print", "printer", "F6"),
    ("sync", "refresh-cw", "F7"),
)
"""Key, icon and shortcut of the window's places, top to bottom."""


class RailButton(QToolButton):
    """Icon, words and key, one below the other; ``inline`` puts the key beside the words (the foot)."""

    def __init__(
        self, words: str, icon: str, key: str, inline: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kept = Kept()
        self.icon_name = icon
        self.key = key
        self.inline = inline
        self.badge = 0
        self.setText(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.action = QAction(words, self)
        self.action.setShortcut(QKeySequence(key))
        self.action.triggered.connect(self.click)
        self.addAction(self.action)
        self._name()

    def set_badge(self, count: int) -> None:
        """Show how many things need somebody; 0 shows nothing."""
        self.badge = count
        self._name()
        self.update()

    def _name(self) -> None:
        plain = one_line(self.text())
        self.setAccessibleName(t("shell.badge", place=plain, count=self.badge) if self.badge else plain)
        self.setAccessibleDescription(self.key)

    def sizeHint(self) -> QSize:
        size = look().theme.size
        return QSize(size.rail, size.rail_foot if self.inline else size.rail_item)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def content_width(self) -> int:
        """Width of the widest line, for the check that no label is cut."""
        role = "caption" if self.inline else "secondary"
        return max(look().metrics(role).horizontalAdvance(line) for line in self._lines())

    def _lines(self) -> list[str]:
        if self.inline:
            return [f"{self.text()} {self.key}"]
        return self.text().split("\n")

    def paintEvent(self, event: QPaintEvent) -> None:
        face = self.text(), self.icon_name, self.key, self.badge
        self._kept.paint(self, (face, self.isChecked(), self.hasFocus()), self._draw)

    def _draw(self, p: QPainter) -> None:
        th = look().theme
        c = th.c
        ink, key_ink = (c.on_rail_active, c.on_rail_active) if self.isChecked() else (c.rail_text, c.rail_key)
        if self.isChecked():
            p.fillRect(self.rect(), QColor(c.rail_active))
            p.fillRect(QRect(0, 0, th.size.bar + 1, self.height()), QColor(c.surface))
        lines = self._lines()
        small = look().line("caption")
        line = small if self.inline else look().line("secondary")
        key_line = 0 if self.inline else small
        total = th.size.icon_rail + th.space.xs + line * len(lines) + key_line
        y = (self.height() - total) // 2
        icon = look().pixmap(self.icon_name, ink, th.size.icon_rail)
        p.drawPixmap(QPoint((self.width() - th.size.icon_rail) // 2, y), icon)
        self._paint_badge(p, y)
        y += th.size.icon_rail + th.space.xs
        font = look().font("caption" if self.inline else "secondary")
        for text in lines:
            paint_text(p, QRect(0, y, self.width(), line), text, font, ink, CENTRE)
            y += line
        if not self.inline:
            paint_text(p, QRect(0, y, self.width(), small), self.key, look().font("caption"), key_ink, CENTRE)
        if self.hasFocus():
            paint_ring(p, self.rect(), look(), 0)

    def _paint_badge(self, p: QPainter, top: int) -> None:
        if not self.badge:
            return
        th = look().theme
        words = str(self.badge) if self.badge < 100 else "99+"
        width = max(th.size.badge, look().metrics("caption", True).horizontalAdvance(words) + th.space.s)
        left = self.width() // 2 + th.size.icon_rail // 2
        box = QRect(left, max(top - th.space.s, th.space.xs), width, th.size.badge)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_box(p, box, th.c.paper, "", th.size.badge // 2)
        paint_text(p, box, words, look().font("caption", True), th.c.seal, CENTRE)


class Rail(Frame):
    """The rail; ``gone(key)`` when a place is taken, ``lock`` and ``help`` for the foot."""

    gone = Signal(str)
    lock = Signal()
    help = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", parent=parent)
        self.setFixedWidth(look().theme.size.rail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, RailButton] = {}
        for key, icon, shortcut in PLACES:
            button = RailButton(t(f"place.{key}"), icon, shortcut)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, at=key: self.gone.emit(at))
            self._group.addButton(button)
            self.buttons[key] = button
            column.addWidget(button)
        column.addStretch(1)
        for words, icon, shortcut, signal in (
            (t("shell.lock"), "lock", "Ctrl+L", self.lock),
            (t("shell.help"), "circle-help", "F1", self.help),
        ):
            foot = RailButton(words, icon, shortcut, inline=True)
            foot.clicked.connect(lambda _=False, s=signal: s.emit())
            self.buttons[shortcut] = foot
            column.addWidget(foot)

    def mark(self, key: str) -> None:
        """Show which place is open, without going anywhere."""
        self.buttons[key].setChecked(True)

    def set_badge(self, key: str, count: int) -> None:
        """The number at a place."""
        self.buttons[key].set_badge(count)
