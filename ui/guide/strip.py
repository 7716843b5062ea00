"""The strip of a lesson: one sentence and one key, in the flow of the page; it covers nothing and takes no focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Icon, KeyCap, Text, empty
from ui.theme import look, t

SKIP_KEY, LEAVE_KEY = "Ctrl+F1", "Shift+F1"
LINES = 2
"""So many lines a sentence may have beside its buttons."""
SAY_AT, BEHIND = 2, 4
"""Where the sentence stands in its row; how many parts of the row come from the stretch on."""


class LessonStrip(Frame):
    """``skipped()`` this step, ``left()`` not now."""

    skipped = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("strip", "info", parent=parent)
        th = look().theme
        self.setObjectName("lesson.strip")
        self.name = Text("", "secondary", "info", bold=True, wrap=False)
        self.say = Text("", "body", "info")
        self.keys: tuple[str, ...] = ()
        self._caps = QHBoxLayout()
        self._caps.setSpacing(th.space.xs)
        self._row = QHBoxLayout()
        self._row.setSpacing(th.space.m)
        self._row.addWidget(Icon("graduation-cap", "info"))
        self._row.addWidget(self.name)
        self._row.addWidget(self.say, 1)
        self._row.addStretch(0)
        self._row.addLayout(self._caps)
        for words, key, signal in (
            (t("lesson.skip"), SKIP_KEY, self.skipped),
            (t("lesson.leave"), LEAVE_KEY, self.left),
        ):
            button = KeyButton(words, key, kind="quiet", size="small")
            button.clicked.connect(signal)
            # A click leaves the keyboard in the page: the strip goes, and Qt would hand it to whatever comes next.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._row.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(th.space.m, th.space.xs, th.space.m, th.space.xs)
        self._column.setSpacing(th.space.xs)
        self._column.addLayout(self._row)
        self._below = False
        self.hide()

    def show_step(self, name: str, say: str, keys: Sequence[str]) -> None:
        """Say what is next; ``keys`` as they are on their caps."""
        if (name, say, tuple(keys)) == (self.name.text(), self.say.text(), self.keys):
            return
        self.keys = tuple(keys)
        self.name.set_words(name)
        self.say.set_words(say)
        self.setAccessibleName(f"{name} {say}")
        empty(self._caps)
        for key in keys:
            cap = KeyCap(key)
            self._caps.addWidget(cap)
            cap.show()  # a cap that is not shown yet has no width, and the row would be measured without it
        self._row.invalidate()
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """A sentence of three lines beside its buttons goes below them, where the strip has its whole width."""
        beside = -self._row.spacing() if self._below else self.say.minimumSizeHint().width()
        margins = self._column.contentsMargins()
        whole = self.width() - margins.left() - margins.right()  # the layout forgets its own when a text changes
        room = whole - self._row.minimumSize().width() + beside
        line = self.say.fontMetrics().lineSpacing()
        below = room <= 0 or self.say.heightForWidth(room) > LINES * line + line // 2
        if below != self._below:
            self._below = below
            self._row.removeWidget(self.say)
            self._column.removeWidget(self.say)
            if below:
                self._column.addWidget(self.say)
            else:
                self._row.insertWidget(SAY_AT, self.say, 1)
            self._row.setStretch(self._row.count() - BEHIND, 1 if below else 0)
