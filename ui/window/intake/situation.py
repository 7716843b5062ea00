"""The 情形 questions of an item: answered once, and again while the case is not taken in."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.guide import SituationQuestion
from ui.shared.labels import Text, empty
from ui.shared.placing import placed_once
from ui.shared.segment import Choice, Segment
from ui.theme import look, t
from ui.window.intake.cells import name_cells

_YES_NO = {"是": "Y", "否": "N"}


class Questions(QWidget):
    """The 情形 questions of a guide. ``answered(question, key)`` is emitted when a person answers, ``made()`` when
    others stand here.
    """

    answered = Signal(str, str)
    finished = Signal()
    made = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.segments: dict[str, Segment] = {}
        self._shown: tuple[SituationQuestion, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look().theme.space.xs)

    def show_questions(self, questions: tuple[SituationQuestion, ...], answers: Mapping[str, str]) -> None:
        """Show them with the answers given so far."""
        if questions != self._shown:
            with placed_once(self):
                self._build(questions)
        for key, segment in self.segments.items():
            segment.set_value(answers.get(key))
        self.setVisible(bool(questions))

    def _build(self, questions: tuple[SituationQuestion, ...]) -> None:
        empty(self._column)
        self._shown = questions
        self.segments = {}
        head = QHBoxLayout()
        head.addWidget(Text(t("intake.what.situation"), "body", bold=True, wrap=False))
        head.addWidget(Text(t("intake.what.situation_note"), "secondary", "text2"), 1)
        self._column.addLayout(head)
        for question in questions:
            self._column.addWidget(Text(question.text, "secondary"))
            segment = Segment(_choices(question), None, name=question.text)
            segment.setObjectName(f"intake.question.{question.id}")
            name_cells(segment)
            segment.changed.connect(lambda value, q=question.id: self._taken(q, value))
            self.segments[question.id] = segment
            self._column.addWidget(segment)
        self.made.emit()

    def cells(self) -> list[QWidget]:
        """What takes the keyboard here, from above to below."""
        return [cell for segment in self.segments.values() for cell in segment.cells()]

    def waiting(self) -> Segment | None:
        """The first question that is not answered yet."""
        return next((each for each in self.segments.values() if each.value() is None), None)

    def enter(self) -> bool:
        """To the first open question, else to the first one, where another answer can be given; False without any."""
        first = self.waiting() or next(iter(self.segments.values()), None)
        if first is None or not self.isVisible():
            return False
        first.focus()
        return True

    def _taken(self, question: str, value: str) -> None:
        self.answered.emit(question, value)
        self.go_on()

    def go_on(self) -> None:
        """Focus the first open question; ``finished`` when there is none."""
        segment = self.waiting()
        if segment is not None:
            segment.focus()
        else:
            self.finished.emit()


def _choices(question: SituationQuestion) -> list[Choice]:
    return [
        Choice(choice.key, choice.label, _YES_NO.get(choice.label, str(number)))
        for number, choice in enumerate(question.choices, start=1)
    ]
