"""收件: three steps side by side and the paper to come; the verdict at the bottom decides what happens next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.materials import SubmittedMaterial
from app.domain.paper import Place
from app.domain.people import IdCardReading
from app.domain.time import Timestamp
from app.domain.verdict import VerdictKind
from app.ports import Scheduler
from app.ports.equipment import CodeScan, SocialCardReading
from ui.office import Office, masked_reading
from ui.runner import Runner
from ui.tell import Tell
from ui.theme import look, t
from ui.window.intake import acts, model
from ui.window.intake import plan as pl
from ui.window.intake.arriving import take_in
from ui.window.intake.choosing import Choosing
from ui.window.intake.codes import use_code, use_social
from ui.window.intake.compare import Comparing
from ui.window.intake.context import ORDINARY, Context, Origin, begun
from ui.window.intake.drawing import Drawing
from ui.window.intake.frame import IntakeFrame, Panes, guarded
from ui.window.intake.handling import Handling, led_to_gap, when_free
from ui.window.intake.identity import Identity, who_is_known
from ui.window.intake.journal import Journal
from ui.window.intake.model import IntakeState
from ui.window.intake.offline import show_offline
from ui.window.intake.parked import Parking
from ui.window.intake.plan import Moment, Plan
from ui.window.intake.seat import whose
from ui.window.intake.what import searcher_of
from ui.window.scanning import Scanning

LONG_EXTRA = 24
"""Characters that fit beside the sentence of the bar; more go below it."""


class IntakePage(IntakeFrame):
    """The intake.

    Signals: ``case_opened(UUID)`` its page should open; ``status(str)`` a quiet word; ``left_person(bool)`` the page
    turns, whether anybody was on it. On the GUI thread come :meth:`card_read`, :meth:`card_removed` and the hint.
    It reads nothing before the first :meth:`start_new` or :meth:`resume`.
    """

    case_opened = Signal(object)
    status = Signal(str)
    left_person = Signal(bool)

    def __init__(
        self, office: Office, runner: Runner, scheduler: Scheduler, tell: Tell, place: Place,
        parent: QWidget | None = None, panes: Panes | None = None,
    ) -> None:  # fmt: skip
        super().__init__(searcher_of(office.search_items, runner, scheduler), parent, panes)
        self.office, self._runner, self._scheduler, self._tell, self._place = office, runner, scheduler, tell, place
        self.state, self.plan = IntakeState(), Plan("neutral", "", pl.FILL, "")
        self.journal = Journal(office, runner, scheduler, self)
        self._moment: Moment | None = None
        self._law_shown = False
        self.parking = Parking(office, runner, tell, self.journal, self)
        self.identity = Identity(office, runner, scheduler, tell, self.journal, self)
        self.handling = Handling(office, runner, tell, self.journal, self)
        self.choosing = Choosing(office, runner, tell, self.handling, self.what, self.materials, self)
        self.comparing = Comparing(office, runner, tell, self.journal, self.identity, self.who.compare, self)
        self.scanning = Scanning(office.equipment.scan_desk, runner, tell, self.materials, self)
        self.drawing = Drawing(office, runner, scheduler, tell, self.paper, self)
        self.context = Context(office, runner, tell)
        self.add_strip(self.context)
        self._connect()
        self._connect_buttons()

    def _connect(self) -> None:
        self.journal.kept.connect(self._on_kept)
        self.journal.kept.connect(lambda _: self.scanning.kept())
        for failing in (self.journal, self.what.searcher):
            failing.failed.connect(self._tell.error)
        self.journal.failed.connect(self.say_unsaved)
        self.who.edited.connect(self._edit)
        self.who.reread.connect(self._reread)
        self.who.reveal_wanted.connect(self.identity.reveal)
        self.who.done.connect(lambda: self.what.search.setFocus())
        self.what.picked.connect(lambda item: self.choose_item(item.code, item.full_name))
        self.choosing.ready.connect(self._show_guide)
        self.what.answered.connect(self._answer)
        self.what.done.connect(self._after_questions)
        self.what.form_typed.connect(self._type_form)
        self.what.print_wanted.connect(self.print_form)
        self.what.offline_wanted.connect(partial(show_offline, self))
        self.materials.changed.connect(self._judge)
        self.materials.finished.connect(lambda: self.status.emit(t("intake.materials.all_seen")))
        self.materials.refused.connect(self.say)
        self.materials.chosen.connect(self.scanning.refresh)
        self.scanning.attached.connect(partial(self._judge, at_once=True))
        self.context.reused.connect(partial(self._judge, at_once=True))
        self.identity.taken.connect(self._take_card)
        self.identity.shown.connect(self._show_whole)
        self.comparing.known.connect(lambda words: self._edit("known_by", words, True))
        self.handling.moved.connect(self._show_bar)
        self.handling.performed.connect(self._on_performed)
        self.handling.form_printed.connect(self._on_form)
        self.handling.form_reprinted.connect(lambda: self.status.emit(t("intake.form.again_made")))
        self.handling.fill_wanted.connect(self._fill_form)
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

    def say(self, words: str) -> None:
        """A word that must be read: what was pressed or read did nothing, or more than one sees."""
        self.status.emit(words)
        self._tell.message("info", words)

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
        self.if_here(self.who.party.focus)

    def _set_state(self, state: IntakeState) -> None:
        self._tell.passed.emit()
        self.left_person.emit(not self.state.empty())
        self.state = state
        self.context.forget()
        self.choosing.begin()
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

    def _look_at_paper(self) -> None:
        self.run(partial(acts.paper_facts, self.office), self.drawing.set_facts, "intake.paper_facts")

    def _on_today(self, moment: Moment) -> None:
        if self.state.guide is None or self._moment is None:
            self._moment = moment
        self.refresh()

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

    # the card

    @when_free
    def card_read(self, reading: IdCardReading) -> None:
        """A card was read; call on the GUI thread. What may not stay in memory is dropped at once."""
        if self.state.case is not None:
            self.say(t("intake.who.after_receipt"))
        else:
            self.comparing.offer(reading)
            self.identity.read(masked_reading(reading), who_is_known(self.state))

    def _take_card(self, card: IdCardReading) -> None:
        take_in(self, card, self._tell, self.status.emit)

    def card_removed(self) -> None:
        """The card was taken away; what it said stays."""
        if self.state.card is not None:
            self.status.emit(t("intake.who.card_gone"))

    def card_hint(self, code: str) -> None:
        """Something the person can do now, as a code of the devices."""
        self.say(look().texts.error(code).next if look().texts.has(f"error.{code}.next") else code)

    def _reread(self) -> None:
        self.comparing.drop()
        self.state.card, self.state.former = None, self.state.card
        self.journal.edit("card", "", at_once=True)
        self.refresh()
        self.say(t("intake.who.put_card"))

    def _show_whole(self, whole: bool) -> None:
        self.who.whole = whole
        self.refresh()

    # editing

    def _edit(self, name: str, value: str, at_once: bool) -> None:
        same = getattr(self.state, name) == value
        if self.state.case is not None or (same and not (at_once and value and not self.state.empty())):
            return
        setattr(self.state, name, value)
        self.journal.edit(name, value, at_once=at_once)
        self.refresh()

    def choose_item(self, code: str, name: str = "") -> None:
        """Take an item by its code, as if it was chosen in the list."""
        if self.handling.busy:
            self.say(t("intake.what.act_first"))
        if self.handling.busy or self.state.case is not None:
            return
        self.what.searcher.drop()
        self.choosing.choose(code, name or code, self.state)

    def _show_guide(self, found: acts.Look) -> None:
        self._tell.passed.emit()
        self._moment = found.moment
        aside = acts.put_aside(self.state, found)
        self._change_item(found)
        self.what.show_guide(found.guide, found.moment.rights)
        self._look_at_paper()
        self.refresh()
        acts.tell_chosen(self._tell, aside, found)
        self._scheduler.after(0, partial(self.what.keep_only, found.guide.item.code))
        self.what.questions.go_on()
        self.paint_in_turns(self._runner.post)

    def _change_item(self, found: acts.Look) -> None:
        self.choosing.passed.take(self.state, found)
        self.drawing.begin()
        self.scanning.begin()
        self.journal.edit("item", found.guide.item.code)
        self.journal.edit("version", found.guide.version, at_once=True)

    def _answer(self, question: str, key: str) -> None:
        if self.state.case is not None:
            return
        self.state.answers[question] = key
        self.journal.edit(self.state.scoped("answer", question), key, at_once=True)
        self.refresh()

    def _after_questions(self) -> None:
        if self._moment is not None and self.state.form_issues(self._moment.today):
            self.what.form_button.setFocus()
        else:
            self.materials.take_focus()

    def _type_form(self, key: str, value: str, at_once: bool) -> None:
        if self.state.case is not None:
            return
        if value != self.state.form_values().get(key, ""):
            self.state.form[key] = value
            self.refresh()
        elif not at_once or key not in self.state.form:
            return
        self.journal.edit(self.state.scoped("form", key), value, at_once=at_once)

    def _judge(self, row: SubmittedMaterial, at_once: bool) -> None:
        self.state.rows[row.line_id] = row
        self.journal.edit(self.state.scoped("row", row.line_id), model.row_text(row), at_once=at_once)
        self.refresh()

    def code_scanned(self, scan: CodeScan) -> bool:
        """A code was scanned while this page is open; whether it was used."""
        return use_code(scan, self.state, self.materials.current(), self._edit, self._judge, self.say)

    def social_read(self, reading: SocialCardReading) -> None:
        """A social security card was read."""
        use_social(reading, self.state, self._edit, self.say)

    def refresh(self) -> None:
        """Show everything as it follows from the state."""
        if self._moment is None:
            # Who came is known all the same: a field that would vanish with the answer must not get her keys.
            self.who.show_state(self.state)
            self.show_loading()
            return
        today = self._moment.today
        self.plan = pl.plan_for(self.state, self._moment)
        self.who.show_state(self.state, today)
        self.signing.show_state(self.state, self._moment.staff)
        for pane in (self.who, self.what):
            pane.setEnabled(self.state.case is None)
        self.fit_columns()
        self.what.show_state(self.state, today, self.who.whole)
        self.materials.show_state(self.state)
        self.scanning.show(self.state.material_rows(), self.state.case is not None)
        self.comparing.show(self.state)
        self.context.show_state(self.state)
        self.head.set_note(t("intake.received") if self.state.case is not None else t("intake.new"))
        self._show_bar()
        self.drawing.show(self.state, self.plan)

    def _show_bar(self) -> None:
        plan = self.plan
        extra, sub = plan.extra, plan.sub
        if len(extra) > LONG_EXTRA:
            extra, sub = "", f"{extra}　{sub}"
        if (law := self._tell.cite(plan.law)) and self._law_shown:
            sub = t("intake.law_is", law=law)
        self.bar.set_verdict(plan.state, plan.sentence, sub, extra)
        received = self.state.case is not None
        self.primary.set_words(t("intake.working") if self.handling.busy else plan.words, plan.icon)
        self.primary.setEnabled(plan.enabled and not self.handling.busy)
        self.law_button.setVisible(bool(law))
        self.open_button.setVisible(received and plan.act != pl.OPEN)
        self.other_button.setVisible(bool(plan.other))
        self.away_button.setEnabled(not received and self.state.guide is not None and not self.handling.busy)
        self.receipt_button.setVisible(
            not received and self.state.guide is not None and plan.verdict is not VerdictKind.NOT_HERE
        )
        self.receipt_button.setEnabled(not self.handling.busy and plan.act != pl.FILL)

    def _show_law(self) -> None:
        self._law_shown = not self._law_shown
        self._show_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fit_columns() and self._moment is not None:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.journal.flush()
        self.identity.mask()
        self.comparing.begin()

    def _on_kept(self, moment: Timestamp) -> None:
        self.saved.set(t("intake.saved", time=f"{moment.local:%H:%M:%S}"), "ok", "check")
        self.saved.show()

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

    def run(self, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        self._runner.run("db", work, done, self._tell.error, name=name)
