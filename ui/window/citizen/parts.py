"""Parts in the size of the citizen's screen, while the window beside it keeps its own: words, touch buttons, faces."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.shared.frame import Frame
from ui.shared.labels import Text
from ui.shared.paint import CENTRE, LEFT, paint_box, paint_ring, paint_text
from ui.theme import look, said, t
from ui.tokens import SCALES

FACE = QSize(128, 124)
"""From the picture of the screen."""


def large(role: str = "body", bold: bool = False) -> QFont:
    """A font of the citizen's scale, in the families of the running program."""
    font = QFont(list(look().families))
    font.setPixelSize(getattr(SCALES["citizen"], role).size)
    font.setBold(bold)
    return font


def metrics(role: str = "body", bold: bool = False) -> QFontMetrics:
    """Metrics of :func:`large`."""
    return QFontMetrics(large(role, bold))


class Large(Text):
    """Words in the citizen's scale."""

    def dress(self) -> None:
        font = large(self.role, self.bold)
        if self.font() != font:
            self.setFont(font)
        self._ink()


class Touch(QPushButton):
    """A button for a finger, 64 high; ``kind`` is default, primary or ok (done). A taken one bears a check."""

    def __init__(
        self, words: str, icon: str = "", kind: str = "default", key: str = "", parent: QWidget | None = None
    ) -> None:
        words = said(words)
        super().__init__(words, parent)
        self.icon_name, self.kind = icon, kind
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if key:
            action = QAction(words, self)
            action.setShortcut(key)
            action.triggered.connect(self.click)
            self.addAction(action)
            self.setAccessibleDescription(key)

    def set_words(self, words: str, icon: str = "", kind: str = "") -> None:
        """Other words, icon and kind."""
        words = said(words)
        self.setText(words)
        self.setAccessibleName(words)
        self.icon_name, self.kind = icon, kind or self.kind
        self.updateGeometry()
        self.update()

    def content_width(self) -> int:
        """Width of icon and words."""
        width = metrics("body", self.kind != "default").horizontalAdvance(self.text())
        return width + (look().theme.size.icon_large if self.icon_name else 0)

    def set_kind(self, kind: str) -> None:
        """Another kind; the words stay."""
        if self.kind != kind:
            self.set_words(self.text(), self.icon_name, kind)

    def sizeHint(self) -> QSize:
        th = look().theme
        return QSize(self.content_width() + 2 * th.space.lg, th.size.citizen_button)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[str, str, str]:
        c = look().theme.c
        if not self.isEnabled() and self.kind != "ok":
            return c.disabled_bg, c.control, c.disabled_fg
        if self.kind == "primary":
            return (c.primary_pressed if self.isDown() else c.primary), c.primary, c.on_primary
        if self.kind == "ok":
            return c.ok_bg, c.ok_bd, c.ok_fg
        if self.isChecked():
            return c.select, c.primary, c.on_tint
        return (c.tint if self.isDown() else c.surface), c.control, c.text

    def paintEvent(self, event: QPaintEvent) -> None:
        p, th = QPainter(self), look().theme
        fill, line, ink = self._colours()
        paint_box(p, self.rect(), fill, line, th.radius.card, 2)
        side = th.size.icon_rail + th.space.xs
        x = (self.width() - self.content_width()) // 2
        name = "check" if self.isChecked() and not self.icon_name else self.icon_name
        if name:
            p.drawPixmap(QPoint(x, (self.height() - side) // 2), look().pixmap(name, ink, side))
            x += th.size.icon_large
        words = QRect(x, 0, self.width() - x, self.height())
        paint_text(p, words, self.text(), large("body", self.kind != "default" or self.isChecked()), ink, LEFT)
        if self.hasFocus():
            paint_ring(p, self.rect(), look(), th.radius.card)


class FaceButton(Touch):
    """A face with its word below; none is taken before somebody touches it."""

    def __init__(self, words: str, icon: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(words, icon, "default", key, parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def content_width(self) -> int:
        """The words stand alone on their line, with a check when taken."""
        return metrics("body", True).horizontalAdvance(self.text()) + look().theme.size.icon_rail

    def sizeHint(self) -> QSize:
        return QSize(max(FACE.width() - 2 * look().theme.space.s, self.content_width()), FACE.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.content_width(), FACE.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        p, th = QPainter(self), look().theme
        fill, line, ink = self._colours()
        paint_box(p, self.rect(), fill, line, th.radius.card, 4 if self.isChecked() else 2)
        side = th.size.citizen_button * 3 // 4
        p.drawPixmap(QPoint((self.width() - side) // 2, th.space.lg), look().pixmap(self.icon_name, ink, side))
        below = QRect(0, th.space.lg + side, self.width(), self.height() - side - th.space.lg - th.space.xs)
        if self.isChecked():
            check = th.size.icon_rail
            width = metrics("body", True).horizontalAdvance(self.text())
            left = (self.width() - width - check) // 2
            p.drawPixmap(QPoint(left, below.center().y() - check // 2), look().pixmap("check", ink, check))
            paint_text(p, below.adjusted(left + check, 0, 0, 0), self.text(), large("body", True), ink, LEFT)
        else:
            paint_text(p, below, self.text(), large("body"), ink, CENTRE)
        if self.hasFocus():
            paint_ring(p, self.rect(), look(), th.radius.card)


class Step(Frame):
    """A white card with a numbered head; done, the number becomes a check. ``turned(by)``: where one step is seen at a
    time, to the one before (-1) or after (1) it.
    """

    turned = Signal(int)

    def __init__(self, number: str, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__("pane", parent=parent)
        th = look().theme
        self.setAccessibleName(said(title))
        self.badge = _Badge(number)
        self.title = Large(title, "title", bold=True, wrap=False)
        self.note = Large(note, "secondary", "text2", wrap=False)
        self.head = QHBoxLayout()
        self.head.setSpacing(th.space.m)
        for part in (self.badge, self.title, self.note):
            self.head.addWidget(part)
        self.head.addStretch(1)
        self._ways = (self._way("before", "arrow-left", -1), self._way("after", "arrow-right", 1))
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(th.space.xxl, th.space.lg, th.space.xxl, th.space.xl)
        self.body.setSpacing(th.space.m)
        self.body.addLayout(self.head)

    def _way(self, name: str, icon: str, by: int) -> Touch:
        way = Touch(t(f"citizen.step_{name}"), icon, key="Alt+Left" if by < 0 else "Alt+Right")
        way.setObjectName(f"citizen.step_{name}.{self.badge.number}")
        way.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        way.clicked.connect(partial(self.turned.emit, by))
        way.hide()
        self.head.addWidget(way)
        return way

    def guide(self, before: bool, after: bool) -> None:
        """Whether a way leads to the step before and to the one after it."""
        for way, shown in zip(self._ways, (before, after), strict=True):
            way.setVisible(shown)

    def take_focus(self, by: int) -> None:
        """Who came here by a key goes on the same way; the ends lead back."""
        before, after = self._ways
        way = after if (by > 0 and not after.isHidden()) or before.isHidden() else before
        way.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_done(self) -> bool:
        """Whether the person did it."""
        return self.badge.done

    def set_done(self, done: bool) -> None:
        """Whether the person did it."""
        self.badge.done = done
        self.badge.setAccessibleName("✓" if done else self.badge.number)
        self.badge.update()


class _Badge(QWidget):
    """The round number of a step, or its check."""

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number, self.done = number, False
        side = look().theme.size.button
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        p, th = QPainter(self), look().theme
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill = th.c.ok_fg if self.done else th.c.primary
        paint_box(p, self.rect(), fill, "", self.width() // 2)
        if self.done:
            side = th.size.icon_rail
            at = QPoint((self.width() - side) // 2, (self.height() - side) // 2)
            p.drawPixmap(at, look().pixmap("check", th.c.surface, side))
        else:
            paint_text(p, self.rect(), self.number, large("body", True), th.c.on_primary, CENTRE)
