"""Buttons that show the key that presses them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.shared.kept import Kept
from ui.shared.paint import key_cap_size, paint_box, paint_key_cap, paint_ring, paint_text
from ui.theme import look, said

DECIDING = ("primary", "danger")
"""Kinds of button that do what cannot be taken back."""


def sequences(keys: str) -> list[QKeySequence]:
    """Key sequences of a written key; ``Enter`` means both the main and the keypad key."""
    if not keys:
        return []
    if keys == "Enter" or keys.endswith("+Enter"):
        return [QKeySequence(keys[: -len("Enter")] + name) for name in ("Return", "Enter")]
    return [QKeySequence(keys)]


def words_of(action: QAction) -> str:
    """The action's first key as it is printed on a cap, "" without one."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)


class KeyButton(QPushButton):
    """A push button with an optional icon, which paints its own shortcut as a key cap.

    ``kind`` is ``default``, ``primary`` (at most one per screen), ``danger``, ``quiet`` (no border) or
    ``dark`` (on the rail); ``size`` is ``small``, ``normal``, ``primary`` or ``touch``. The key works while
    the button is visible and enabled; with ``scope`` it works only while the focus is inside that widget, as
    bare keys must. Enter presses the focused button as Space does, but for one that decides (``primary``, ``danger``):
    a second Enter by mistake must not.
    """

    def __init__(
        self,
        text: str,
        key: str = "",
        icon: str = "",
        kind: str = "default",
        size: str = "",
        scope: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        text = said(text)
        super().__init__(text, parent)
        self._kept = Kept()
        self.kind = kind
        self.size_name = size or ("primary" if kind == "primary" else "normal")
        self.icon_name = icon
        self.action = QAction(text, self)
        self.action.triggered.connect(self.click)
        (scope or self).addAction(self.action)
        if scope is not None:
            self.action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.set_key(key)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_key(self, key: str) -> None:
        """Give the button another key, or none with ""."""
        self.action.setShortcuts(sequences(key))
        self._key = words_of(self.action)
        self.setAccessibleDescription(key)
        self.updateGeometry()
        self.update()

    def key(self) -> str:
        """The key as it is painted."""
        return self._key

    def set_words(self, text: str, icon: str | None = None, kind: str | None = None) -> None:
        """Change text and, if given, icon and kind; the verdict decides what the primary button says."""
        text = said(text)
        self.setText(text)
        self.setAccessibleName(text)
        self.icon_name = self.icon_name if icon is None else icon
        self.kind = kind or self.kind
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.action.setEnabled(self.isEnabled())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not (enter and plain):
            super().keyPressEvent(event)
        elif self.kind in DECIDING or event.isAutoRepeat():
            # Never to Qt's own button: on some desktops it is pressed by Enter.
            event.ignore()
        else:
            self.click()

    def _role(self) -> str:
        return {"primary": "title", "touch": "title"}.get(self.size_name, "body")

    def _bold(self) -> bool:
        return self.kind in ("primary", "danger") or self.isChecked()

    def _height(self) -> int:
        sizes = look().theme.size
        heights = {
            "small": sizes.button_small,
            "normal": sizes.button,
            "primary": sizes.button_primary,
            "touch": sizes.citizen_button,
        }
        return max(heights[self.size_name], look().line(self._role()) + look().theme.space.s)

    def text_width(self) -> int:
        """Width its text needs, for the check that no label is cut."""
        return look().advance(self.text(), self._role(), self._bold())

    def sizeHint(self) -> QSize:
        space = look().theme.space
        width = look().advance(self.text(), self._role(), True)
        width += 2 * (space.s if self.size_name == "small" else space.m)
        if self.icon_name:
            width += look().theme.size.icon + (space.s if self.text() else 0)
        if self.key():
            width += space.s + key_cap_size(look(), self.key()).width()
        return QSize(width, self._height())

    def minimumSizeHint(self) -> QSize:
        """Without its icon: where room is short the words and the key go first."""
        hint = self.sizeHint()
        return QSize(hint.width() - self._icon_width() if self.text() else hint.width(), hint.height())

    def _icon_width(self) -> int:
        if not self.icon_name:
            return 0
        return look().theme.size.icon + (look().theme.space.s if self.text() else 0)

    def _draws_icon(self) -> bool:
        """Whether the icon has room beside the words and the key."""
        room = self.width() - 2 * look().theme.space.xs
        return bool(self.icon_name) and (not self.text() or self._plain_width() + self._icon_width() <= room)

    def colours(self) -> tuple[str, str, str]:
        """Fill, border and ink for the present state."""
        c = look().theme.c
        if not self.isEnabled():
            return c.disabled_bg, c.control, c.disabled_fg
        if self.kind == "primary" or self.isChecked():
            fill = c.primary_pressed if self.isDown() else c.primary_hover if self.underMouse() else c.primary
            return fill, fill, c.on_primary
        if self.kind == "danger":
            return c.danger_fg, c.danger_fg, c.surface
        if self.kind == "quiet":
            return (c.tint if self.underMouse() or self.isDown() else ""), "", c.text
        return (c.tint if self.isDown() else c.sunken if self.underMouse() else c.surface), c.control, c.text

    def setText(self, text: str) -> None:
        super().setText(text)
        self._kept.forget()

    def paintEvent(self, event: QPaintEvent) -> None:
        face = self.text(), self.icon_name, self._key, self.kind, self.size_name
        state = self.isEnabled(), self.isChecked(), self.isDown(), self.underMouse(), self.hasFocus()
        self._kept.paint(self, (face, state), self._draw)

    def _draw(self, p: QPainter) -> None:
        th = look().theme
        fill, line, ink = self.colours()
        paint_box(p, self.rect(), fill, line, th.radius.field)
        x = self.start(self.content_width())
        if self._draws_icon():
            size = th.size.icon
            p.drawPixmap(QPoint(x, (self.height() - size) // 2), look().pixmap(self.icon_name, ink, size))
            x += size + (th.space.s if self.text() else 0)
        width = self.text_width()
        font = look().font(self._role(), self._bold())
        paint_text(p, QRect(x, 0, width + 1, self.height()), self.text(), font, ink)
        if self.key():
            cap = QRect(QPoint(0, 0), key_cap_size(look(), self.key()))
            cap.moveTo(x + width + th.space.s, (self.height() - cap.height()) // 2)
            plain = self.kind in ("default", "quiet") and self.isEnabled() and not self.isChecked()
            paint_key_cap(p, cap, self.key(), look(), "" if plain else ink)
        if self.hasFocus():
            paint_ring(p, self.rect(), look())

    def start(self, content: int) -> int:
        """Where the content begins, so that it stands in the middle."""
        return max((self.width() - content) // 2, look().theme.space.xs)

    def content_width(self) -> int:
        """Width of icon (where it has room), text and key cap together."""
        return self._plain_width() + (self._icon_width() if self._draws_icon() else 0)

    def _plain_width(self) -> int:
        width = self.text_width()
        if self.key():
            width += look().theme.space.s + key_cap_size(look(), self.key()).width()
        return width
