"""A question in place, where the thing it asks about stands: 「出来了吗？」 with Y, N and Z."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.usecases.print_question import OUT
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.frame import Frame
from ui.shared.glance import Glance
from ui.shared.labels import Icon, Text
from ui.shared.paint import paint_ring
from ui.theme import look, said

_HABITS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class AskBox(Frame):
    """Asks in the page's flow; ``answered(value)`` comes with what was answered.

    ``answers`` are (value, words, key), never assumed. Where there is a ``main`` one it is the first, and has the
    keyboard; else the box itself has it, and Enter or the space bar say nothing. Keys work while the focus is inside
    ``scope`` (default: the box itself), so that two open questions never take one key. While its ``glance`` lasts it
    takes no answer. ``read`` names a number: the answer ``out`` asks for it first, and :meth:`number` is what was read.
    """

    answered = Signal(str)

    def __init__(
        self,
        question: str,
        note: str,
        answers: Sequence[tuple[str, str, str]],
        scope: QWidget | None = None,
        parent: QWidget | None = None,
        main: bool = False,
        read: str = "",
    ) -> None:
        super().__init__("band", "warn", parent=parent)
        space = look().theme.space
        self.setAccessibleName(said(question))
        self.setAccessibleDescription(said(note))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.pane, space.s, space.pane, space.s)
        column.setSpacing(space.s)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(space.s)
        column.addLayout(self._box)
        row = QHBoxLayout()
        row.setSpacing(space.s)
        row.addWidget(Icon("triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(question, "body", "warn", bold=True))
        if note:
            words.addWidget(Text(note, "secondary", "warn"))
        row.addLayout(words, 1)
        self._box.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.setSpacing(space.s)
        foot.addStretch(1)
        self._box.addLayout(foot)
        self.glance = Glance()
        self.buttons: list[KeyButton] = []
        self.values = [value for value, _, _ in answers]
        for i, (value, text, key) in enumerate(answers):
            button = KeyButton(
                text, key, kind="primary" if main and not i else "default", size="normal", scope=scope or self
            )
            button.clicked.connect(lambda _=False, v=value: self._answer(v))
            button.action.setAutoRepeat(False)
            foot.addWidget(button)
            self.buttons.append(button)
        self._main = main
        if main:
            self.setFocusProxy(self.buttons[0])
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field: Field | None = None
        self._sought = False
        if read:
            self.field = self._make_field(read)
            column.addWidget(self.field)

    def _make_field(self, read: str) -> Field:
        field = Field(read)
        field.edit.setObjectName("ask.number")
        field.edit.take_codes()
        field.edit.returnPressed.connect(self._read)
        field.hide()
        return field

    @property
    def reading(self) -> bool:
        """Whether a number is being read off the sheet: the box must not go from under the hand that types it."""
        return self.field is not None and (not self.field.isHidden() or bool(self.number()))

    def number(self) -> str:
        """What was read off the sheet."""
        return self.field.value().strip() if self.field is not None else ""

    def _answer(self, value: str) -> None:
        if self.glance.lasts():
            return
        if value == OUT and self.field is not None and not self.number():
            self.field.show()
            self._sought = True
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.answered.emit(value)

    def _read(self) -> None:
        """Enter, hers or a scanner's, behind a number."""
        if self.number() and not self.glance.lasts():
            self.answered.emit(OUT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Without a main answer a habit answers nothing; Esc leaves the number that was not read."""
        if event.key() == Qt.Key.Key_Escape and self.field is not None and self.field.isVisible():
            self.field.set_value("")
            self.field.hide()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() not in _HABITS or self._main:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: object) -> None:
        """Narrow, the answers stand below the words, so that these do not become a thin column."""
        answers = sum(button.sizeHint().width() for button in self.buttons)
        narrow = self.width() < answers + look().theme.size.dialog_width * 3 // 4
        side = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != side:
            self._box.setDirection(side)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._sought and self.field is not None:
            # Drawn, it lies where it stays.
            self._sought = False
            self._reveal(self.field)
        if self.hasFocus() and not self._main:
            p = QPainter(self)
            paint_ring(p, self.rect(), look())
            p.end()

    def _reveal(self, part: QWidget) -> None:
        """Scroll to the number that is asked for: it came below what was in view."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
