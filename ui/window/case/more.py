"""更多: the rare acts of a case, opened by one key, each with its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.shared.button import KeyButton
from ui.shared.labels import Text, empty
from ui.shared.overlay import Overlay
from ui.theme import look, t
from ui.window.case.action import Action


class MoreMenu(Overlay):
    """``chosen(action)`` when one was taken. The buttons are ``case.more.<name>``."""

    OWN_KEYS = True

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        space = look().theme.space
        self._buttons: list[KeyButton] = []
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(space.xl, space.lg, space.xl, space.lg)
        column.setSpacing(space.m)
        column.addWidget(Text(t("case.more.title"), "title", bold=True))
        column.addWidget(Text(t("case.more.note"), "secondary", "text2"))
        self._grid = QGridLayout()
        self._grid.setSpacing(space.s)
        column.addLayout(self._grid)
        self.back = KeyButton(t("case.form.cancel"), "Esc", scope=self)
        self.back.clicked.connect(self.close_overlay)
        column.addWidget(self.back)

    def offer(self, actions: Sequence[Action]) -> None:
        """Open with these acts, two columns, read down."""
        for button in self._buttons:
            self.removeAction(button.action)
        empty(self._grid)
        self._buttons = []
        half = (len(actions) + 1) // 2
        for n, action in enumerate(actions):
            button = KeyButton(t(action.words), action.key, scope=self)
            button.setObjectName(f"case.more.{action.name}")
            button.clicked.connect(lambda _=False, a=action: self._take(a))
            self._grid.addWidget(button, n % half, n // half)
            self._buttons.append(button)
        for one, other in pairwise((*self._buttons, self.back)):
            self.setTabOrder(one, other)
        self.open()

    def _take(self, action: Action) -> None:
        self.close_overlay()
        self.chosen.emit(action)
