"""A question in place, where the thing it asks about stands: 「出来了吗？」 with Y, N and Z."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.glance import Glance
from ui.shared.labels import Icon, Text
from ui.theme import look, said, t

PRINTED = ("out", "Y"), ("not_out", "N"), ("spoiled", "Z")


class AskBox(Frame):
    """Asks in the page's flow. ``answered(value)`` comes with ``out``, ``not_out`` or ``spoiled`` (or the
    given answers).

    ``answers`` are (value, words, key); the first is the main one. Keys work while the focus is inside
    ``scope`` (default: the box itself), so that two open questions never take one key. While its ``glance`` lasts it
    takes no answer.
    """

    answered = Signal(str)

    def __init__(
        self,
        question: str,
        note: str = "",
        answers: Sequence[tuple[str, str, str]] = (),
        scope: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("band", "warn", parent=parent)
        space = look().theme.space
        self.setAccessibleName(said(question))
        self.setAccessibleDescription(said(note))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(space.pane, space.s, space.pane, space.s)
        self._box.setSpacing(space.s)
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
        for i, (value, text, key) in enumerate(answers or [(v, t(f"ask.{v}"), k) for v, k in PRINTED]):
            button = KeyButton(
                text, key, kind="default" if i else "primary", size="normal", scope=scope or self
            )
            button.clicked.connect(lambda _=False, v=value: self._answer(v))
            button.action.setAutoRepeat(False)
            foot.addWidget(button)
            self.buttons.append(button)
        self.setFocusProxy(self.buttons[0])

    def _answer(self, value: str) -> None:
        if not self.glance.lasts():
            self.answered.emit(value)

    def resizeEvent(self, event: object) -> None:
        """Narrow, the answers stand below the words, so that these do not become a thin column."""
        answers = sum(button.sizeHint().width() for button in self.buttons)
        narrow = self.width() < answers + look().theme.size.dialog_width * 3 // 4
        side = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() != side:
            self._box.setDirection(side)
