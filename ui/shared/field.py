"""A labelled line of input with its check or its complaint below."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.shared.labels import Text
from ui.shared.paint import key_cap_size, paint_box, paint_key_cap
from ui.theme import look, said, t


class LineEdit(QLineEdit):
    """A line edit that draws, inside its right edge, a small note, a check and a key cap.

    ``came(back)`` the keyboard comes, ``back`` when another window only had it for a while; ``went(called)`` it goes,
    ``called`` when another window takes it. The menu of the right button is neither.
    """

    came = Signal(bool)
    went = Signal(bool)
    _takes_words = True  # Qt asks while the field is being made

    def __init__(
        self, placeholder: str = "", key: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(said(placeholder))
        self.icon_name = icon
        self._key = key
        self._note = ""
        self._checked = False
        self._danger = False
        self._takes_codes = False
        self._stood = -1
        self.setFrame(False)
        self.dress()

    def takes_codes(self) -> bool:
        """Whether it asks for a code: what a scanner reads is typed here, with its Enter, while it has the keyboard."""
        return self._takes_codes

    def take_codes(self, words: bool = False) -> None:
        """Ask for codes, or for ``words`` too; a field that does not is never typed into by a scanner, nor entered by
        one.
        """
        self._takes_codes = True
        if not words:
            self.take_no_words()

    def take_no_words(self) -> None:
        """What belongs here is never Chinese: keys go past the input method, which would make words of them. A scanner
        that types ZB000123 into one that is on writes 准备23.
        """
        self._takes_words = False

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        """As Qt's own, which asks only whether the field can be typed into."""
        if query == Qt.InputMethodQuery.ImEnabled and not self._takes_words:
            return False
        return super().inputMethodQuery(query)

    def set_hint(self, key: str = "", note: str = "") -> None:
        """Draw a key cap and a note (「3 项」) at the right."""
        self._key, self._note = key, said(note)
        self.dress()

    def set_checked(self, checked: bool) -> None:
        """Draw the check mark of an accepted value."""
        self._checked = checked
        self.dress()

    def set_state(self, state: str) -> None:
        """``danger`` or "" for the frame's colour."""
        if self._danger != (state == "danger"):
            self._danger = state == "danger"
            self.update()

    def dress(self) -> None:
        """Leave room for what is drawn at both ends; called anew when the theme changes."""
        th = look().theme
        self._see_through()
        self.setMinimumHeight(self._least())
        right = 1 + th.space.s
        if self._key:
            right += key_cap_size(look(), self._key).width() + th.space.s
        if self._note:
            right += look().advance(self._note, "secondary") + th.space.s
        if self._checked:
            right += th.size.icon + th.space.xs
        left = 1 + th.space.s + (th.size.icon + th.space.s if self.icon_name else 0)
        self.setTextMargins(left, 0, right, 0)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed next goes behind what stands there; a hand that points or tabs chooses for itself. Whom another
        window called away goes on where she was.
        """
        back = event.reason() == Qt.FocusReason.ActiveWindowFocusReason
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.came.emit(back)
        super().focusInEvent(event)
        if back and self._stood >= 0:
            self.setCursorPosition(self._stood)
        by_program = event.reason() in (Qt.FocusReason.OtherFocusReason, Qt.FocusReason.ShortcutFocusReason)
        if by_program and not self.hasSelectedText():
            self.end(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Where the cursor stood is kept for whoever is called away: by a message of the system, for one."""
        called = event.reason() == Qt.FocusReason.ActiveWindowFocusReason
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._stood = self.cursorPosition() if called and not self.hasSelectedText() else -1
            self.went.emit(called)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter with Alt is the key of what lies around the field: a sheet whose keys are its own gets it last."""
        held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if held == Qt.KeyboardModifier.AltModifier and event.text() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _see_through(self) -> None:
        """Qt draws text and cursor only; the box below is ours."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)

    def _in_palette(self) -> bool:
        return self.property("part") == "palette"

    def _least(self) -> int:
        th = look().theme
        return th.size.palette_field + 2 * th.ring if self._in_palette() else th.size.field

    def sizeHint(self) -> QSize:
        return self._roomy(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._roomy(super().minimumSizeHint())

    def _roomy(self, hint: QSize) -> QSize:
        """Room above and below the text for the ring."""
        text = self.fontMetrics().height() + 2 * look().theme.ring + 2
        return QSize(hint.width(), max(text, self._least()))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_box()
        super().paintEvent(event)
        p = QPainter(self)
        th = look().theme
        x = self.width() - th.space.s
        if self._key:
            size = key_cap_size(look(), self._key)
            x -= size.width()
            top = (self.height() - size.height()) // 2
            paint_key_cap(
                p, self.rect().adjusted(x, top, x + size.width() - self.width(), -top), self._key, look()
            )
            x -= th.space.s
        if self._checked:
            x -= th.size.icon
            p.drawPixmap(
                QPoint(x, (self.height() - th.size.icon) // 2),
                look().pixmap("check", th.c.ok_fg, th.size.icon),
            )
            x -= th.space.xs
        if self._note:
            p.setFont(look().font("secondary"))
            p.setPen(th.c.text2)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            p.drawText(self.rect().adjusted(0, 0, x - self.width(), 0), right, self._note)
        if self.icon_name:
            at = QPoint(th.space.s, (self.height() - th.size.icon) // 2)
            p.drawPixmap(at, look().pixmap(self.icon_name, th.c.text2, th.size.icon))

    def _paint_box(self) -> None:
        th = look().theme
        c, focused = th.c, self.hasFocus() or self._in_palette()
        fill, line = (c.danger_bg, c.danger_bd) if self._danger else (c.surface, c.control)
        if not self.isEnabled():
            fill = c.disabled_bg
        line, width = (c.focus, th.ring) if focused else (line, 1)
        p = QPainter(self)
        paint_box(p, self.rect(), fill, line, th.radius.field, width)
        p.end()


class Field(QWidget):
    """Label above, line edit, and one line below for the complaint or the help; the line below wraps.

    ``edited(text)`` comes with every keystroke of the person, ``committed(text)`` with Enter or when the focus
    leaves after a change. ``required`` adds 「（必填）」 to the label.
    """

    edited = Signal(str)
    committed = Signal(str)

    def __init__(
        self,
        label: str,
        value: str = "",
        required: bool = False,
        placeholder: str = "",
        secret: bool = False,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.edit = LineEdit(placeholder, key)
        self.edit.setText(value)
        self.edit.setCursorPosition(0)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.label = Text(t("kit.required", label=label) if required else label, "secondary", "text2")
        self.label.setBuddy(self.edit)
        self.edit.setAccessibleName(said(label))
        self.message = Text("", "secondary", "danger")
        self.message.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.xs)
        for part in (self.label, self.edit, self.message):
            column.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.edit)
        self._told = value
        self.edit.textEdited.connect(self._on_edited)
        self.edit.editingFinished.connect(self._on_finished)

    def value(self) -> str:
        """The text as typed."""
        return self.edit.text()

    def set_value(self, value: str) -> None:
        """Put a text in without telling anyone."""
        self.edit.setText(value)
        if not self.edit.hasFocus():
            self.edit.setCursorPosition(0)  # of what is longer than its place the beginning tells more than the end
        self._told = value

    def set_error(self, text: str) -> None:
        """Say what is wrong, in words; "" takes the complaint away."""
        self._show(text, "danger")
        self.edit.set_state("danger" if text else "")
        self.edit.set_checked(False)

    def set_warning(self, text: str) -> None:
        """Say what should be looked at; it does not forbid."""
        self._show(text, "warn")
        self.edit.set_state("")

    def set_ok(self, text: str = "") -> None:
        """Mark the value as checked, with an optional word."""
        self._show(text, "ok")
        self.edit.set_state("")
        self.edit.set_checked(True)

    def clear_state(self) -> None:
        """Neither checked nor complained about."""
        self._show("", "text2")
        self.edit.set_state("")
        self.edit.set_checked(False)

    def _show(self, text: str, tone: str) -> None:
        self.message.set_words(text, tone)
        self.message.setVisible(bool(text))
        self.edit.setAccessibleDescription(self.message.text())

    def _on_edited(self, text: str) -> None:
        self.clear_state()
        self.edited.emit(text)

    def _on_finished(self) -> None:
        if self.value() != self._told:
            self._told = self.value()
            self.committed.emit(self._told)
