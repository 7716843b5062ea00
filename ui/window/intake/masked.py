"""A field whose value is masked as soon as nobody types in it: telephone and identity numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.shared.field import Field


class MaskedField(Field):
    """Shows ``mask(value)`` while the focus is elsewhere. Coming back, the mask stays as placeholder: typing
    starts anew, leaving without typing keeps the value. ``reveal`` shows it whole (after the look was audited).
    Whom another window calls away has not left: what she had typed stands there again when she is back.

    ``typed(value)`` comes with every keystroke of the person, ``left(value)`` when the focus leaves; the
    signals of the plain field speak of the shown text and are not for pages.
    """

    typed = Signal(str)
    left = Signal(str)

    def __init__(
        self,
        label: str,
        mask: Callable[[str], str],
        required: bool = False,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, "", required, placeholder, parent=parent)
        self._mask = mask
        self._real = ""
        self._hint = placeholder
        self._revealed = False
        self._half = False
        self.edit.came.connect(self._on_came)
        self.edit.went.connect(self._on_went)
        self.edited.connect(self._on_typed)

    def real(self) -> str:
        """The value itself."""
        return self._real

    def set_real(self, value: str) -> None:
        """Put a value in without telling anyone."""
        if value == self._real and (self.edit.hasFocus() or self.edit.text()):
            return
        self._real, self._half = value, False
        self._show_rest()

    def reveal(self, whole: bool) -> None:
        """Show the value whole, or masked again."""
        self._revealed = whole
        if not self.edit.hasFocus():
            self._show_rest()

    def go_on(self) -> None:
        """Take the keyboard and go on behind what stands here: it was begun elsewhere and not finished."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.set_value(self._real)
        self.edit.end(False)

    def _show_rest(self) -> None:
        self.edit.setPlaceholderText(self._hint)
        self.set_value(self._real if self._revealed else self._mask(self._real))

    def _on_typed(self, text: str) -> None:
        self._real = text
        self.typed.emit(text)

    def _on_came(self, back: bool) -> None:
        if back and self._half:
            self.set_value(self._real)
        elif self._real and not self._revealed:
            self.edit.setPlaceholderText(self._mask(self._real))
            self.set_value("")

    def _on_went(self, called: bool) -> None:
        """Masked it is in any case; only what was not finished is not judged yet."""
        self._half = called and bool(self.edit.text())
        self._show_rest()
        if not self._half:
            self.left.emit(self._real)


def let_grow(part: Field) -> None:
    """A complaint in a narrow pane takes three lines: the field must become as high as that."""
    part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
