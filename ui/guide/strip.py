"""The strip of a lesson: one sentence and one key, in the flow of the page; it covers nothing and takes no focus."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Icon, KeyCap, Text, empty
from ui.theme import look, t

SKIP_KEY, LEAVE_KEY = "Ctrl+F1", "Shift+F1"


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
        row = QHBoxLayout(self)
        row.setContentsMargins(th.space.m, th.space.xs, th.space.m, th.space.xs)
        row.setSpacing(th.space.m)
        row.addWidget(Icon("graduation-cap", "info"))
        row.addWidget(self.name)
        row.addWidget(self.say, 1)
        row.addLayout(self._caps)
        for words, key, signal in (
            (t("lesson.skip"), SKIP_KEY, self.skipped),
            (t("lesson.leave"), LEAVE_KEY, self.left),
        ):
            button = KeyButton(words, key, kind="quiet", size="small")
            button.clicked.connect(signal)
            row.addWidget(button)
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
            self._caps.addWidget(KeyCap(key))
