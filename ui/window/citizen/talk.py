"""打字交谈: typed dialogue with who cannot hear; two sides of one list, kept nowhere and wiped with the person."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.shared.field import LineEdit
from ui.shared.frame import Frame
from ui.shared.labels import empty
from ui.shared.pane import flick, scrolled
from ui.theme import look, t
from ui.window.citizen.parts import Large, Touch, large

CLERK, CITIZEN = "clerk", "citizen"


class Talk(QObject):
    """What was said, in order: (side, words). ``changed`` after every line and when it is wiped."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[tuple[str, str]] = []

    def say(self, side: str, words: str) -> None:
        """One more line; white space says nothing."""
        if words.strip():
            self.lines.append((side, words.strip()))
            self.changed.emit()

    def wipe(self) -> None:
        """Nothing of it remains."""
        self.lines.clear()
        self.changed.emit()


class TalkPanel(Frame):
    """The list, a line to type, and for the citizen the words that need no typing. With ``turns`` one keyboard serves
    both: after each line it is the other's turn, unless who has more to say takes it again.
    """

    left = Signal()

    def __init__(self, talk: Talk, side: str, turns: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("pane", parent=parent)
        self.talk, self.side, self._turns = talk, side, turns
        self._first = side
        self.setObjectName("citizen.talk")
        space = look().theme.space
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._lines = QVBoxLayout(inner)
        self._lines.setSpacing(space.m)
        self._area = scrolled(inner)
        flick(self._area)
        bar = self._area.verticalScrollBar()
        bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
        self.turn = Large("", "secondary", "text2")
        self.edit = LineEdit(t("citizen.talk_hint"))
        self.edit.setObjectName("citizen.words")
        self.edit.setAccessibleName(t("citizen.talk"))
        self.edit.setFont(large("body"))
        self.edit.setMinimumHeight(look().theme.size.citizen_button)
        self.edit.returnPressed.connect(self._say)
        self.quick = QHBoxLayout()
        self.quick.setSpacing(space.s)
        for words in t("citizen.quick").split("|"):
            button = Touch(words)
            button.clicked.connect(lambda _=False, w=words: self._quick(w))
            self.quick.addWidget(button)
        back = Touch(t("citizen.talk_end"), "arrow-left", key="Ctrl+Return")
        back.setObjectName("citizen.talk_end")
        back.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.xxl, space.lg, space.xxl, space.xl)
        column.setSpacing(space.m)
        head = QHBoxLayout()
        head.addWidget(Large(t("citizen.talk"), "title", bold=True, wrap=False))
        head.addWidget(Large(t("citizen.talk_note"), "secondary", "text2"), 1)
        column.addLayout(head)
        column.addWidget(self._area, 1)
        column.addLayout(self.quick)
        column.addLayout(self._whose())
        column.addWidget(self.edit)
        column.addWidget(back)
        talk.changed.connect(self._show)
        self._show()

    def _whose(self) -> QHBoxLayout:
        """Whose turn it is, and with one keyboard the way to take it back."""
        self.swap = Touch(t("citizen.turn_swap"), "rotate-ccw", key="Alt+X")
        self.swap.setObjectName("citizen.turn_swap")
        self.swap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.swap.clicked.connect(lambda: self.take_turn(CITIZEN if self.side == CLERK else CLERK))
        if not self._turns:
            self.swap.hide()
        row = QHBoxLayout()
        row.addWidget(self.turn, 1)
        row.addWidget(self.swap)
        return row

    def take_turn(self, side: str) -> None:
        """What is typed next is of ``side``; where each has a keyboard it is known anyway."""
        if self._turns:
            self.side = side
            self.turn.setText(t(f"citizen.turn_{side}"))
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        words = self.edit.text()
        self.edit.clear()
        side = self.side
        if self._turns and words.strip():
            self.side = CITIZEN if side == CLERK else CLERK
        self.talk.say(side, words)

    def _quick(self, words: str) -> None:
        """Hers without typing; with one keyboard it is the clerk's turn then."""
        if self._turns:
            self.side = CLERK
        self.talk.say(CITIZEN, words)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        empty(self._lines)
        for side, words in self.talk.lines:
            self._lines.addWidget(_Said(side, words))
        self._lines.addStretch(1)
        if not self.talk.lines:
            self.edit.clear()
            self.side = self._first
        self.turn.setText(t(f"citizen.turn_{self.side}"))


class _Said(Frame):
    """One line: who said it, and what, large."""

    def __init__(self, side: str, words: str) -> None:
        super().__init__("band")
        space = look().theme.space
        self.set_state("info" if side == CLERK else "neutral")
        row = QHBoxLayout(self)
        row.setContentsMargins(space.lg, space.m, space.lg, space.m)
        row.setSpacing(space.lg)
        row.addWidget(Large(t(f"citizen.{side}"), "secondary", "text2", wrap=False), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Large(words, "title"), 1)
