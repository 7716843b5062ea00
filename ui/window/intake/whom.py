"""替谁办: for whom the agent of a visit came already, so that one key fills in what was typed for the case before."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.people import mask_name
from app.ports.day import VisitBook
from app.usecases.visit import SpokenFor, spoken_for
from ui.shared.button import KeyButton
from ui.shared.labels import Text, empty
from ui.theme import look, t
from ui.window.intake.model import AGENT, COMPANY, IntakeState

MOST = 4
"""So many have a key; who comes for more of them types the others."""


def read_spoken(book: VisitBook, visit: str) -> tuple[SpokenFor, ...]:
    """Whom the visit was for so far; runs on the ``db`` worker."""
    return spoken_for(book, UUID(visit)) if visit else ()


class Before(QWidget):
    """A line for each of them with its key, while nobody is named yet; ``edited(field, value, at_once)`` as if it had
    been typed, ``done()`` after it.
    """

    edited = Signal(str, str, bool)
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: tuple[SpokenFor, ...] = ()
        self._shown: tuple[SpokenFor, ...] = ()
        self._state = IntakeState()
        self.buttons: list[KeyButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look().theme.space.xs)
        self.hide()

    def offer(self, offered: Iterable[SpokenFor]) -> None:
        """Whom the visit was for so far."""
        self._offered = tuple(offered)
        self._show()

    def show_state(self, state: IntakeState) -> None:
        """Of the chosen party, while its name is not typed yet."""
        self._state = state
        self._show()

    def _wanted(self) -> tuple[SpokenFor, ...]:
        state = self._state
        named = {COMPANY: state.company, AGENT: state.principal}.get(state.party, "x")
        if not state.visit or state.case is not None or named.strip():
            return ()
        return tuple(each for each in self._offered if each.company is (state.party == COMPANY))[:MOST]

    def _show(self) -> None:
        wanted = self._wanted()
        if wanted == self._shown:
            return
        self._shown = wanted
        empty(self._column)
        self.buttons = []
        if wanted:
            self._column.addWidget(Text(t("intake.who.before"), "secondary", "text2"))
        for n, each in enumerate(wanted, 1):
            self._column.addWidget(self._line(n, each))
        self.setVisible(bool(wanted))

    def _line(self, n: int, each: SpokenFor) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        name = each.name if each.company else mask_name(each.name)
        row.addWidget(Text(name, "body"), 1)
        button = KeyButton(t("intake.who.before_this"), f"Ctrl+{n}", size="small")
        button.setObjectName(f"intake.before.{n}")
        button.setAccessibleName(f"{t('intake.who.before_this')} {name}")
        button.clicked.connect(partial(self._take, each))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.buttons.append(button)
        return line

    def _take(self, each: SpokenFor) -> None:
        told = (
            {"company": each.name, "uscc": each.number}
            if each.company
            else {"principal": each.name, "principal_kind": each.kind, "principal_number": each.number}
        )
        # One power per principal: what was read off it for her first case holds for the others of the visit.
        told["authority_until"] = each.until.isoformat() if each.until is not None else ""
        for name, value in told.items():
            self.edited.emit(name, value, True)
        self.done.emit()
