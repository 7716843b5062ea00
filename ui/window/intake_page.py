"""收件: three steps side by side and the paper to come; the verdict at the bottom decides what happens next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.domain.paper import Place
from app.ports import Scheduler
from ui.office import Office
from ui.runner import Runner
from ui.shared.glance import Glance
from ui.tell import Tell
from ui.theme import t
from ui.window.intake import acts, model
from ui.window.intake import plan as pl
from ui.window.intake.context import ORDINARY, Origin, begun
from ui.window.intake.filling import IntakeFilling
from ui.window.intake.frame import Panes, guarded
from ui.window.intake.handling import led_to_gap, when_free
from ui.window.intake.model import IntakeState
from ui.window.intake.parked import Parking
from ui.window.intake.plan import Moment, Plan
from ui.window.intake.seat import whose
from ui.window.intake.today import Today, same_answer


class IntakePage(IntakeFilling):
    """The intake.

    Signals: ``case_opened(UUID)`` its page should open; ``left_person(bool)`` the page turns, was anybody on it.
    It reads nothing before the first :meth:`start_new` or :meth:`resume`.
    """

    case_opened = Signal(object)
    left_person = Signal(bool)

    def __init__(
        self, office: Office, runner: Runner, scheduler: Scheduler, tell: Tell, place: Place,
        parent: QWidget | None = None, panes: Panes | None = None,
    ) -> None:  # fmt: skip
        super().__init__(office, runner, scheduler, tell, place, parent, panes)
        self.parking = Parking(office, runner, tell, self.journal, self)
        self._begun_behind = False
        self._pressed = self.plan
        self.unseen = Glance()
        self.today = Today(office, runner, tell, self)
        self._connect_acts()
        self._connect_buttons()

    def _connect_acts(self) -> None:
        self.what.print_wanted.connect(self.print_form)
        self.handling.performed.connect(self._on_performed)
        self.handling.form_printed.connect(self._on_form)
        self.handling.form_reprinted.connect(lambda: self.status.emit(t("intake.form.again_made")))
        self.handling.fill_wanted.connect(self._fill_form)
        self.handling.day_turned.connect(self._day_turned)
        self.handling.judged = lambda: self._moment.today if self._moment is not None else None
        self.today.read.connect(self._judge_again)
        self.parking.chosen.connect(self.resume)
        self.parking.counted.connect(self._on_counted)
        self.context.begun.connect(self.start_new)

    def _connect_buttons(self) -> None:
        for button, call in (
            (self.park_button, self.park),
            (self.next_button, self.next_person),
            (self.parked_button, self.parking.show),
            (self.away_button, self._away),
            (self.law_button, self._show_law),
            (self.open_button, self._open_case),
            (self.other_button, lambda: self._perform(self.plan.other)),
            (self.receipt_button, self._receipt),
            (self.primary, self._primary),
        ):
            button.clicked.connect(partial(guarded, call))

    # the whole page

    @when_free
    def start_new(self, origin: Origin = ORDINARY, before: IntakeState | None = None) -> None:
        """An empty page for the next person. ``origin``: a visit or a sheet of the pad; ``before``: its case before."""
        self.journal.flush()
        state = begun(origin, before)
        self.journal.begin(first=state.fields() if origin.fields else {})
        self._set_state(state)
        self.what.reset()
        self._entered()
        self._begun_behind = not self.isVisibleTo(self.window())
        self.if_here(self.who.party.focus)

    def showEvent(self, event: QShowEvent) -> None:
        """A page that was emptied behind another has nothing any more where her hand was: it begins at its beginning.
        """
        super().showEvent(event)
        if self._begun_behind:
            self._begun_behind = False
            self._runner.post(partial(self.if_here, self.who.party.focus))

    def _set_state(self, state: IntakeState) -> None:
        self._tell.passed.emit()
        self.left_person.emit(not self.state.empty())
        self.state = state
        self.context.forget()
        self.choosing.begin()
        self.today.begin()
        self.drawing.begin()
        self.scanning.begin()
        self.comparing.begin()
        self._law_shown = False
        self.identity.mask()
        self.saved.hide()
        if self._moment is not None:
            self._moment = Moment(self._moment.today, staff=self._moment.staff)

    def _entered(self) -> None:
        """Ask for the day, the printer and the unfinished ones; the page is usable meanwhile."""
        self.refresh()
        self.run(partial(acts.today, self.office), self._on_today, "intake.today")
        self._look_at_paper()
        self.parking.count()

    def _on_today(self, moment: Moment) -> None:
        if self.state.guide is None or self._moment is None:
            self._moment = moment
        self.refresh()

    def day_is(self, day: date) -> None:
        """The day by the clock, told again and again: a page that stands open over midnight is judged by the new one.
        """
        if self._moment is not None and not self.handling.busy:
            self.today.turned(self._moment.today, day, self.state)

    def _day_turned(self, act: str) -> None:
        self.today.ask(self.state, partial(self._act_again, act, self._pressed))

    def _act_again(self, act: str, before: Plan) -> None:
        """What the new day says the same of is done as it was pressed; else she looks at it first."""
        if act == pl.RECEIPT or same_answer(self.plan, before):
            self.handling.perform(act, self.state)

    def _judge_again(self, found: acts.Look | Moment, then: Callable[[], object] | None) -> None:
        before = self.plan
        self._moment = found.moment if isinstance(found, acts.Look) else found
        if isinstance(found, acts.Look):
            shown, self.state.guide = self.state.guide, found.guide
            if found.guide != shown:
                self.what.show_guide(found.guide, found.moment.rights)
            if self.state.case is None:
                self.state.known, self.state.licensed = dict(found.earlier), dict(found.licensed)
                self.state.known_of = found.earlier_of
        self.drawing.another_day()
        self.refresh()
        if not same_answer(self.plan, before):
            self.unseen.begin()
            self._tell.message("warn", t("intake.day_turned"), t("intake.day_turned_next"))
        if then is not None:
            then()

    def resume(self, draft: UUID) -> None:
        """Go on with an unfinished intake, exactly as it was left."""
        self.journal.flush()
        self.run(partial(acts.load, self.office, draft), partial(self._on_loaded, draft), "intake.resume")

    @when_free
    def _on_loaded(self, draft: UUID, loaded: tuple[IntakeState, Moment, bool]) -> None:
        state, moment, newer = loaded
        self.journal.begin(draft)
        self.what.reset()
        self._set_state(state)
        self._moment = moment
        self.what.show_guide(state.guide, moment.rights)
        self.refresh()
        self.parking.count()
        if newer:
            self._tell.message("info", t("intake.newer"), t("intake.newer_next"))
        self.if_here(partial(self.go_to, self.plan.target) if self.plan.target else self.materials.take_focus)

    @when_free
    def park(self) -> None:
        """暂存: everything typed is on disk; the page is free for the next person."""
        if self.state.empty() or self.state.case is not None:
            self.say(t("intake.nothing_to_park"))
        elif self.journal.bare:
            self.start_new()
            self.say(t("intake.card_dropped"))
        else:
            who, what = whose(self.state)
            self.journal.ready(lambda _: None if self.handling.busy else self._parked_now(who, what))

    def _parked_now(self, who: str, what: str) -> None:
        self.start_new()
        self._tell.message("ok", t("intake.parked_title", who=who, what=what), t("intake.parked_next"))

    def begun(self) -> tuple[str, str] | None:
        """For whom (masked) and what of an intake stands here that somebody goes on with; a card alone is none."""
        return None if self.state.empty() or self.state.case is not None or self.journal.bare else whose(self.state)

    @when_free
    def next_person(self) -> None:
        """下一位."""
        (self.start_new if self.state.empty() or self.state.case is not None else self.park)()

    def _on_counted(self, count: int, listed: int) -> None:
        self.parked_button.set_words(t("intake.parked_count", count=count) if count else t("intake.parked_none"))
        self.parked_button.setEnabled(bool(listed))

    def apply_action(self, name: str) -> None:
        """Do what the palette or the tour names: an action below, or ``item:<code>``; another name is KeyError."""
        kind, _, code = name.partition(":")
        if kind == "item":
            self.choose_item(code)
            return
        actions: dict[str, Callable[[], object]] = {
            "park": self.park,
            "next": self.next_person,
            "parked": self.parking.show,
            "law": self._show_law,
            "receipt": self._receipt,
            "away": self._away,
            "primary": self._primary,
            "print_form": self.print_form,
            "form": self.what.open_form,
            "reveal": self.identity.reveal,
            "zoom": self.paper.enlarge,
            "search": self.what.search.setFocus,
        }
        actions[name]()

    # doing

    def _primary(self) -> None:
        act = self.plan.act
        if act == pl.TURN_AWAY:
            self._away()
        elif act in (pl.FILL, pl.LOOK):
            self.go_to(self.plan.target)
        elif act == pl.OPEN:
            self._open_case()
        elif self.plan.enabled:
            self._perform(act)

    def _open_case(self) -> None:
        if self.state.case is not None:
            case_id = self.state.case.id
            self.start_new()
            self.if_here(partial(self.case_opened.emit, case_id))

    def _receipt(self) -> None:
        if self._moment is None or not led_to_gap(self, self._moment.today):
            self.handling.receipt(self.state, self.plan)

    def _away(self) -> None:
        self.handling.away(self.state, self._moment, self.window())

    def _perform(self, act: str) -> None:
        """By the plan that was on the screen; a key struck twice does nothing by one that came between the two."""
        if not self.handling.busy and not self.unseen.lasts():
            self._pressed = self.plan
            self.handling.perform(act, self.state)

    def _on_performed(self, act: str, outcome: acts.Outcome) -> None:
        self.state.case = outcome.case
        if act == pl.RECEIPT or outcome.error is not None:
            self.refresh()
            self._look_at_paper()
        else:
            self._open_case()

    def print_form(self) -> None:
        """打印申请表. Who applies must be known: the form is signed by a person."""
        if self._moment is None or self.state.guide is None:
            return
        if not led_to_gap(self, self._moment.today, model.WHO_FIELDS):
            self.handling.print_form(self.state, self._moment.today)

    def _fill_form(self) -> None:
        self.what.open_form()
        if self._moment is not None:
            self.what.form.complain(self.state.form_issues(self._moment.today))

    def _on_form(self, printed: model.Printed) -> None:
        self.state.printed = printed
        self.journal.edit("printed", model.printed_text(printed), at_once=True)
        self.refresh()
        self._look_at_paper()
        if self.what.stack.currentWidget() is self.what.form:
            self.what.close_form()
        self.materials.take_focus()
