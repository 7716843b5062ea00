"""How the steps and the bar of the citizen's screen fit on it: small screens are common where people sign and rate."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shared.frame import Frame
from ui.theme import look
from ui.window.citizen.confirm import WIDTH, ConfirmStep
from ui.window.citizen.parts import Step
from ui.window.citizen.steps import RateStep, SignStep

CONFIRM, SIGN, RATE = range(3)


class Steps(QWidget):
    """The three steps side by side; where they have no room (a rating pad of ten inches has 1024×600) one at a time,
    the one the person is at, with a way to the others. Words and buttons keep their size.
    """

    def __init__(self, confirm: ConfirmStep, sign: SignStep, rate: RateStep) -> None:
        super().__init__()
        space = look().theme.space
        self._confirm = confirm
        self._steps: tuple[Step, ...] = (confirm, sign, rate)
        self._at, self.single = CONFIRM, False
        for n, step in enumerate(self._steps):
            step.turned.connect(partial(self._turn, n))
        right = QVBoxLayout()
        right.setSpacing(space.lg)
        right.addWidget(sign, 4)
        right.addWidget(rate, 3)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.lg)
        row.addWidget(confirm)
        row.addLayout(right, 1)

    def minimumSizeHint(self) -> QSize:
        """Room for the largest step alone: what is larger is arranged when the room is known."""
        need = QSize(0, 0)
        for step in self._steps:
            need = need.expandedTo(step.minimumSizeHint())
        return need

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def lead(self, step: int) -> None:
        """The person is at ``step`` now."""
        self._at = step
        self.arrange()

    def arrange(self) -> None:
        """Side by side, or one at a time: anew when the room or the words changed."""
        self._confirm.spread(False)
        for step in self._steps:
            step.guide(False, False)
        self.single = not self._have_room()
        self._confirm.spread(self.single)
        # A column in which nothing is seen would keep its share.
        self._row.setStretch(1, int(not self.single or self._at != CONFIRM))
        for n, step in enumerate(self._steps):
            onwards = n == SIGN or (n == CONFIRM and self._confirm.has_answered)
            step.guide(self.single and n > CONFIRM, self.single and onwards)
            step.setVisible(n == self._at or not self.single)

    def _have_room(self) -> bool:
        gap = look().theme.space.lg
        confirm, sign, rate = (step.minimumSizeHint() for step in self._steps)
        width = WIDTH + gap + max(sign.width(), rate.width())
        height = max(confirm.height(), sign.height() + gap + rate.height())
        return self.width() >= width and self.height() >= height

    def _turn(self, step: int, by: int) -> None:
        self.lead(step + by)
        self._steps[step + by].take_focus(by)


class Bar(Frame):
    """The bar at the top; who serves, then the phone, give way where it is narrow. ``givers`` in the order they go."""

    def __init__(self, givers: tuple[QWidget, ...]) -> None:
        super().__init__("citizenbar")
        self._givers = givers

    def minimumSizeHint(self) -> QSize:
        """Without what can give way."""
        hint = super().minimumSizeHint()
        gap = look().theme.space.lg
        spare = sum(each.minimumSizeHint().width() + gap for each in self._givers if not each.isHidden())
        return QSize(hint.width() - spare, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Show what there is room for: anew when the room or the words changed."""
        for each in self._givers:
            each.show()
        for each in self._givers:
            if super().minimumSizeHint().width() <= self.width():
                break
            each.hide()
