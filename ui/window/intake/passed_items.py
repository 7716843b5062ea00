"""What was judged and filled for the items that were chosen in this intake before: it is there again with its item."""

from __future__ import annotations

from app.domain.materials import SubmittedMaterial
from app.usecases.intake import rows_for
from ui.window.intake.acts import Look
from ui.window.intake.model import IntakeState

_Answers = dict[str, str]
_Form = dict[str, str]
_Rows = dict[str, SubmittedMaterial]


class PassedItems:
    """Answers, form and rows by the code of the item."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[_Answers, _Form, _Rows]] = {}

    def forget(self) -> None:
        """Another person stands here."""
        self._of.clear()

    def rows(self, found: Look) -> tuple[SubmittedMaterial, ...]:
        """The rows that stand when this item is taken."""
        answers, _, rows = self._of.get(found.guide.item.code, ({}, {}, {}))
        return rows_for(found.guide, answers, rows)

    def take(self, state: IntakeState, found: Look) -> None:
        """From now on the intake is of this item."""
        if state.guide is not None:
            self._of[state.guide.item.code] = (state.answers, state.form, state.rows)
        state.guide = found.guide
        state.answers, state.form, state.rows = self._of.get(found.guide.item.code, ({}, {}, {}))
        state.known, state.known_of, state.licensed = dict(found.earlier), found.earlier_of, dict(found.licensed)
