"""怎么签名: by hand, or by a thumb before a witness (捺印) from who cannot write."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.happened import BY_HAND, THUMB
from app.domain.thumb import roster_note, witness_words
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.theme import look, t
from ui.window.intake.masked import let_grow
from ui.window.intake.model import IntakeState

Staff = Sequence[tuple[str, str]]
"""Name and number of those who may log in here."""


class SigningBox(QWidget):
    """One button turns a signature into 捺印 and back; name and number of the witness are asked for below it.

    ``edited(field, value, at_once)`` for every change, ``onward()`` with Enter in the last field.
    """

    edited = Signal(str, str, bool)
    onward = Signal()

    def __init__(self, size: str = "small", parent: QWidget | None = None) -> None:
        """``size`` of the button; a large one is put where others are, and the fields stand side by side."""
        super().__init__(parent)
        large = size == "touch"
        self._thumb = False
        self.choose = KeyButton(t("intake.sign.thumb"), "Alt+T", "hand", size=size)
        self.choose.setObjectName("intake.thumb")
        self.choose.clicked.connect(self._turn)
        self.how = Text(t("intake.sign.how"), "secondary", "text2")
        self.name = self._field("witness", t("intake.sign.witness"), required=True)
        self.number = self._field("witness_number", t("intake.sign.number"), required=False)
        self.name.edit.returnPressed.connect(lambda: self.number.edit.setFocus(Qt.FocusReason.TabFocusReason))
        self.number.edit.returnPressed.connect(self.onward)
        self.note = Text("", "secondary", "warn")
        self.note.setObjectName("intake.witness_note")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.space.s)
        if not large:
            column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        fields = QBoxLayout(QBoxLayout.Direction.LeftToRight if large else QBoxLayout.Direction.TopToBottom)
        fields.setSpacing(look().theme.space.s)
        for field in (self.name, self.number):
            fields.addWidget(field, 1)
        column.addWidget(self.how)
        column.addLayout(fields)
        column.addWidget(self.note)
        self._show(False)

    def _field(self, name: str, words: str, required: bool) -> Field:
        part = Field(words, required=required)
        part.edit.setObjectName(f"intake.{name}")
        part.setObjectName(f"intake.{name}.field")
        let_grow(part)
        part.edited.connect(lambda value: self.edited.emit(name, value, False))
        part.committed.connect(lambda value: self.edited.emit(name, value, True))
        return part

    def _turn(self) -> None:
        thumb = not self._thumb
        self.edited.emit("signed_by", THUMB if thumb else BY_HAND, True)
        if thumb:
            self.name.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, thumb: bool) -> None:
        self._thumb = thumb
        key, icon = ("by_hand", "signature") if thumb else ("thumb", "hand")
        self.choose.set_words(t(f"intake.sign.{key}"), icon)
        for part in (self.how, self.name, self.number):
            part.setVisible(thumb)
        self.note.setVisible(thumb and bool(self.note.text()))

    def show_state(self, state: IntakeState, staff: Staff) -> None:
        """Show how she signs; what ``staff`` says of the witness stands below, and stops nothing."""
        for part, value in ((self.name, state.witness), (self.number, state.witness_number)):
            if part.value() != value:
                part.set_value(value)
        told = witness_words(state.witness, state.witness_number)
        busy = self.name.edit.hasFocus() or self.number.edit.hasFocus()
        note = roster_note(told, staff, state.applicant(), state.agent()) if told and not busy else ""
        self.note.set_words(note, "warn")
        self._show(state.signed_by == THUMB)
