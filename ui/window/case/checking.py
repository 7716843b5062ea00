"""Rows that nobody looked at when the case was taken in, or that are looked at again: each is judged with the keys of
the intake.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.acts_guards import looked_at_again
from app.domain.guide import MaterialLine
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.rights import Right
from app.domain.transitions import CaseState
from app.values import replace
from ui.window.case.look import CaseLook
from ui.window.intake.materials import blamed, held_against, judged, noted
from ui.window.intake.rows import RowEditor


def unchecked(seen: CaseLook) -> tuple[SubmittedMaterial, ...]:
    """The rows that wait to be looked at, for who may do so here; after a notice was withdrawn all that may be judged
    again.
    """
    case, again = seen.case, looked_at_again(seen.case)
    here = (case.state is CaseState.RECEIVED or bool(again)) and case.lease == seen.place.device
    if not here or seen.looks_only or Right.RECEIVE not in seen.rights:
        return ()
    return tuple(row for row in case.materials if row.status is MaterialStatus.OPEN or row.line_id in again)


def judged_whole(row: SubmittedMaterial) -> bool:
    """Whether it is said how the row was handed in, of what is wrong also why."""
    return row.settled or (row.status is MaterialStatus.FAULTY and row.fault is not None)


class CheckEditor(RowEditor):
    """``found(row)`` each time the clerk said something of the row."""

    found = Signal(object)

    def __init__(
        self, row: SubmittedMaterial, line: MaterialLine | None, scope: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(scope, parent)
        self.row, self.line = row, line
        parts = {"take": self.action, "reason": self.reason, "note": self.note, "keep": self.keep}
        parts["compare"] = self.compare
        for name, part in parts.items():
            part.setObjectName(f"case.material.{row.number}.{name}")
        self.acted.connect(lambda action: self._tell(judged(self.row, action, self.line)))
        self.blamed.connect(lambda fault: self._tell(blamed(self.row, fault)))
        self.noted.connect(lambda text, _: self._tell(noted(self.row, text)))
        self.kept_changed.connect(lambda: self._tell(replace(self.row, kept=not self.row.kept)))
        self.compared_changed.connect(lambda: self._tell(held_against(self.row, self.line)))
        self.show_row(row, line, False)

    def _tell(self, row: SubmittedMaterial) -> None:
        if row != self.row:
            self.row = row
            self.show_row(row, self.line, False)
            self.found.emit(row)
