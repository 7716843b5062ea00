"""The day by which an intake is judged: that of the act, also where the page stands open since the day before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.office import Office
from ui.runner import Runner
from ui.tell import Tell
from ui.window.intake import acts
from ui.window.intake.model import IntakeState
from ui.window.intake.plan import Plan


class Today(QObject):
    """Reads an intake anew for the day that it is. ``read(Look, then)``: what the day makes of it (:class:`Moment`
    where no item was chosen), and what is to be done then. A page that was turned meanwhile hears nothing.
    """

    read = Signal(object, object)

    def __init__(self, office: Office, runner: Runner, tell: Tell, page: QObject) -> None:
        super().__init__(page)
        self._office, self._runner, self._tell = office, runner, tell
        self._page = 0
        self._asked: date | None = None

    def begin(self) -> None:
        """Another page, which is read by its own day."""
        self._page += 1
        self._asked = None

    def turned(self, judged: date, day: date, state: IntakeState) -> None:
        """The clock says ``day``; what stands on the page was ``judged`` by another. Behind a lock nobody is judged."""
        if day not in (judged, self._asked) and self._office.seated:
            self._asked = day
            self.ask(state, None)

    def ask(self, state: IntakeState, then: Callable[[], object] | None) -> None:
        """Read it now, for an act that found the day gone over."""
        guide, case = state.guide, state.case
        work = partial(acts.look_again, self._office, guide, state.applicant(), state.handed_at, case)
        page = self._page

        def found(told: object) -> None:
            self._asked = None
            if page == self._page and state.guide is guide and state.case is case:
                self.read.emit(told, then)

        self._runner.run("db", work, found, self._failed, name="intake.day")

    def _failed(self, error: BaseException) -> None:
        """Asked again with the next look at the clock."""
        self._asked = None
        self._tell.error(error)


def same_answer(one: Plan, other: Plan) -> bool:
    """Whether two days say the same of an intake, so that what was pressed on the first is meant on the second."""
    return _said(one) == _said(other)


def _said(plan: Plan) -> tuple[object, ...]:
    return plan.verdict, plan.act, plan.other, plan.sentence, plan.extra
