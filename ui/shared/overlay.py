"""What covers the window for a moment: the dim ground, the dialog for errors and questions, the palette's base.

A child widget, never a window of its own: focus and screen readers stay where they are.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.frame import Frame
from ui.shared.labels import Icon, Text, empty, rule
from ui.theme import look, t
from ui.tokens import STATE_ICONS

LOCK_KEY = "Ctrl+L"
"""Locks the screen whatever lies above the page."""
SHIELD = "shielded"
"""Property of a window whose screen is locked: nothing opens above the lock."""


class Overlay(QWidget):
    """Dims its parent and holds one frame; Esc closes it, Tab stays inside, the focus returns where it was.

    With ``OWN_KEYS`` the keys of the page below sleep: the same key on both would be nobody's (Qt calls it ambiguous).
    While the window is shielded (:data:`SHIELD`, a locked screen) it lies on the shelf: not seen, all that was typed
    kept, until :meth:`unshelve` or :meth:`drop`.
    """

    OWN_KEYS = False

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before: QWidget | None = None
        self._inside: QWidget | None = None
        self.shelved = False
        self.frame = Frame("dialog", parent=self)
        shadow = QGraphicsDropShadowEffect(self.frame)
        shadow.setBlurRadius(look().theme.size.shadow_blur)
        shadow.setOffset(0, look().theme.size.shadow_drop)
        shadow.setColor(QColor(look().theme.size.shadow))
        self.frame.setGraphicsEffect(shadow)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Cover the parent and take the focus; above a locked screen nothing opens before it is unlocked."""
        if self.window().property(SHIELD):
            self.shelved = True
            return
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.first_focus()

    def first_focus(self) -> None:
        """Focus the first thing inside."""
        for child in self.frame.findChildren(QWidget):
            if (
                child.isVisibleTo(self)
                and child.isEnabled()
                and child.focusPolicy() & Qt.FocusPolicy.TabFocus
            ):
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.setFocus()

    def shelve(self) -> None:
        """Out of sight with everything that was typed; nobody is told."""
        if self.isVisible():
            self._inside = self.window().focusWidget()
            self.shelved = True
            self.hide()

    def unshelve(self) -> None:
        """Back as it was left, the focus where it was."""
        if not self.shelved:
            return
        self.shelved = False
        inside, self._inside = self._inside, None
        self.open()
        if inside is not None and isValid(inside) and self.isAncestorOf(inside):
            inside.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> None:
        """Another person sits here now: it is closed as by Esc."""
        if self.shelved:
            self.close_overlay()

    def close_overlay(self) -> None:
        """Uncover the parent and give the focus back."""
        if self.shelved:
            self.shelved = False
            self.closed.emit()
            return
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def place_frame(self) -> None:
        """Put the frame in the middle, a little above it; subclasses differ."""
        width = self._width()
        self.frame.setFixedWidth(width)
        layout = self.frame.layout()
        height = (
            layout.totalHeightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        )
        height = height if height > 0 else self.frame.sizeHint().height()
        self.frame.setGeometry(
            (self.width() - width) // 2, max((self.height() - height) * 2 // 5, 0), width, height
        )

    def _width(self) -> int:
        """How wide the frame stands in its parent."""
        parent = self.parentWidget() or self
        return min(look().theme.size.dialog_width, parent.width() - 2 * look().theme.space.lg)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if kind_of(event) == QEvent.Type.Resize and watched is self.parent():
            self._cover()
        return False

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
            self.place_frame()

    def event(self, event: QEvent) -> bool:
        if self.OWN_KEYS and event.type() == QEvent.Type.ShortcutOverride and not _locks(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        elif not (self.OWN_KEYS and self._press(_keys(event))):
            super().keyPressEvent(event)

    def _press(self, keys: QKeySequence) -> bool:
        """Press what bears these keys inside; the first that can be pressed."""
        for action in self.actions():
            if keys in action.shortcuts() and action.isEnabled():
                action.trigger()
                return True
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        inside = [
            w
            for w in self.frame.findChildren(QWidget)
            if w.isVisibleTo(self) and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        focused = self.window().focusWidget()
        if not inside:
            return True
        at = inside.index(focused) if focused in inside else -1
        inside[(at + (1 if forward else -1)) % len(inside)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(look().theme.size.dim))


def _keys(event: QKeyEvent) -> QKeySequence:
    """What was pressed, on the number pad or beside it."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(plain, Qt.Key(event.key())))


def _locks(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) == QKeySequence(LOCK_KEY)


class Dialog(Overlay):
    """A dialog over the window with a title, words and answers; ``answered(value)`` is emitted once, then it closes.

    Errors use :meth:`show_error`, questions :meth:`show_question`. A second Ctrl+Enter while it is read does nothing.
    """

    OWN_KEYS = True

    answered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        space = look().theme.space
        self._cancel = ""
        self._answers: list[KeyButton] = []
        self._column = QVBoxLayout(self.frame)
        self._column.setContentsMargins(space.xxl, space.xl, space.xxl, space.xl)
        self._column.setSpacing(space.m)

    def first_focus(self) -> None:
        """The answer that changes nothing stands last and is the main one; without one no answer has the focus, so
        that the Enter of what was typed a moment ago answers nothing.
        """
        safe = next((each for each in self._answers if each.kind == "primary"), None)
        (safe or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(
        self, what: str, kept: str, step: str, code: str, law: str = "", state: str = "danger"
    ) -> None:
        """发生了什么 / 保住了什么 / 怎么办 + code."""
        self._clear()
        self._head(what, state)
        for name, text in ((t("kit.kept"), kept), (t("kit.next"), step), (t("kit.law"), law)):
            if text:
                self._part(name, text)
        self._column.addWidget(rule())
        foot = QHBoxLayout()
        foot.addWidget(Text(t("kit.code", code=code) if code else "", "secondary", "text3", wrap=False))
        foot.addStretch(1)
        foot.addWidget(self._answer("ok", t("kit.ok"), "Enter", "primary"))
        self._column.addLayout(foot)
        self._cancel = "ok"
        self.open()

    def show_question(
        self,
        title: str,
        text: str,
        answers: list[tuple[str, str, str, str]],
        cancel: str,
        state: str = "warn",
    ) -> None:
        """Ask; ``answers`` are (value, words, key, kind of button), the main one last."""
        self._clear()
        self._head(title, state)
        if text:
            self._column.addWidget(Text(text, "body", "text2"))
        self._foot([self._answer(*answer) for answer in answers])
        self._cancel = cancel
        self.open()

    def _foot(self, buttons: list[KeyButton]) -> None:
        """The answers beside each other, or below each other where one of them would be cut."""
        space = look().theme.space
        beside = sum(button.sizeHint().width() for button in buttons) + (len(buttons) - 1) * space.s
        fits = beside <= self._width() - 2 * space.xxl
        foot = QHBoxLayout() if fits else QVBoxLayout()
        foot.setSpacing(space.s)
        if fits:
            foot.addStretch(1)
        for button in buttons:
            foot.addWidget(button)
        self._column.addLayout(foot)

    def close_overlay(self) -> None:
        """Esc answers ``cancel``."""
        if self.isVisible() or self.shelved:
            value, self._cancel = self._cancel, ""
            super().close_overlay()
            if value:
                self.answered.emit(value)

    def _take(self, value: str) -> None:
        self._cancel = value
        self.close_overlay()

    def _answer(self, value: str, words: str, key: str, kind: str) -> KeyButton:
        button = KeyButton(words, key, kind=kind, size="normal", scope=self)
        self._answers.append(button)
        button.clicked.connect(lambda: self._take(value))
        return button

    def _head(self, title: str, state: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().theme.space.m)
        row.addWidget(
            Icon(STATE_ICONS[state], state, look().theme.size.icon_large), 0, Qt.AlignmentFlag.AlignTop
        )
        row.addWidget(Text(title, "title", bold=True), 1)
        self._column.addLayout(row)
        self.setAccessibleName(title)

    def _part(self, name: str, text: str) -> None:
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(Text(name, "secondary", "text3"))
        box.addWidget(Text(text, "body"))
        self._column.addLayout(box)

    def _clear(self) -> None:
        self._answers = []
        for action in self.actions():
            self.removeAction(action)
        empty(self._column)
