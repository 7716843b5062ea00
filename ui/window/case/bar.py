"""The bar at the bottom of the case page: where the case stands and what may be done, one thing first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.shared.button import KeyButton
from ui.shared.pane import VerdictBar
from ui.theme import t
from ui.window.case import actions as act

_ICONS = {
    act.NOTICE: "printer",
    act.ACCEPT: "printer",
    act.COUNTER: "printer",
    act.ACCEPTANCE: "printer",
    act.DECISION: "printer",
    act.CERTIFICATE: "printer",
    act.PICKUP: "printer",
    act.SEAL: "stamp",
    act.GIVE: "hand",
    act.HAND_OVER: "package",
    act.TRANSFER: "send",
    act.ASK_OVER: "inbox",
    act.GRANT: "check",
    act.LOOK: "check",
    act.CORRECTION: "check",
    act.RESUME: "inbox",
    act.PLEDGE: "signature",
    act.COMMIT: "signature",
    act.SUPPLY: "check",
    act.MEND: "square-pen",
}


class ActionBar(VerdictBar):
    """``taken(action)`` when one is pressed, ``more_wanted()`` for the rare ones.

    The primary button is ``case.primary`` and carries the property
    ``action``; the others are ``case.action.<name>``.
    """

    taken = Signal(object)
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, act.Action] = {}
        self._others: dict[str, KeyButton] = {}
        self._first: act.Action | None = None
        self._busy = False
        self.rare: list[act.Action] = []
        for name in act.NAMES:
            button = KeyButton(t(f"case.act.{name}"))
            button.setObjectName(f"case.action.{name}")
            button.clicked.connect(lambda _=False, n=name: self._take(n))
            button.hide()
            self._others[name] = button
            self.add_button(button)
        self.more = KeyButton(t("case.more.open"), "Alt+M", "list")
        self.more.setObjectName("case.more")
        self.more.clicked.connect(lambda: self.more_wanted.emit())
        self.add_button(self.more)
        self.primary = KeyButton("", "Ctrl+Enter", kind="primary")
        self.primary.setObjectName("case.primary")
        self.primary.clicked.connect(self._take_first)
        self.add_button(self.primary)

    def show_state(self, state: str, sentence: str, sub: str, actions: list[act.Action]) -> None:
        """Say where it stands and offer ``actions``."""
        self.set_verdict(state, sentence, sub)
        self._actions = {action.name: action for action in actions}
        self._first = next((action for action in actions if action.primary), None)
        for name, button in self._others.items():
            action = self._actions.get(name)
            beside = action is not None and not action.primary and not action.rare
            button.setVisible(beside)
            button.set_key(action.key if action is not None and beside else "")
            if action is not None:
                button.set_words(t(action.words))
        self.rare = [action for action in actions if action.rare]
        self.more.setVisible(bool(self.rare))
        self.more.set_key("Alt+M" if self.rare else "")
        self.primary.setVisible(self._first is not None)
        if self._first is not None:
            self.primary.set_words(t(self._first.words), _ICONS.get(self._first.name, "check"))
            self.primary.setProperty("action", self._first.name)
        self.set_busy(self._busy)

    def set_busy(self, busy: bool) -> None:
        """While something is being done nothing else can be begun."""
        self._busy = busy
        for button in self.buttons():
            button.setEnabled(not busy)

    def begin(self, name: str) -> bool:
        """Take an act as its button would; whether it is offered and nothing else is being done."""
        offered = name in self._actions and not self._busy and self.isVisible()
        if offered:
            self._take(name)
        return offered

    def _take(self, name: str) -> None:
        if name in self._actions:
            self.taken.emit(self._actions[name])

    def _take_first(self) -> None:
        if self._first is not None:
            self.taken.emit(self._first)
