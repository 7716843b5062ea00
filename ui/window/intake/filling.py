"""What is typed, read off a card and judged on an intake: it goes into the state and the draft, and is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.domain.materials import SubmittedMaterial
from app.domain.paper import Place
from app.domain.people import IdCardReading
from app.domain.time import Timestamp
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
from ui.window.intake.context import Context
from ui.window.intake.drawing import Drawing
from ui.window.intake.frame import IntakeFrame, Panes
from ui.window.intake.handling import Handling, when_free
from ui.window.intake.identity import Identity, who_is_known
from ui.window.intake.journal import Journal
from ui.window.intake.model import IntakeState
from ui.window.intake.offline import show_offline
from ui.window.intake.plan import Moment, Plan
from ui.window.intake.what import searcher_of
from ui.window.scanning import Scanning


class IntakeFilling(IntakeFrame):
    """The intake as it is filled in; which page it is, and the acts, belong to the page that inherits this.

    Signals: ``status(str)`` a quiet word. On the GUI thread come :meth:`card_read`, :meth:`card_removed` and the hint.
    """

    status = Signal(str)

    def __init__(
        self, office: Office, runner: Runner, scheduler: Scheduler, tell: Tell, place: Place,
        parent: QWidget | None = None, panes: Panes | None = None,
    ) -> None:  # fmt: skip
        super().__init__(searcher_of(office.search_items, runner), parent, panes)
        self.office, self._runner, self._scheduler, self._tell, self._place = office, runner, scheduler, tell, place
        self.state, self.plan = IntakeState(), Plan("neutral", "", pl.FILL, "")
        self.journal = Journal(office, runner, scheduler, self)
        self._moment: Moment | None = None
        self._law_shown = False
        self.identity = Identity(office, runner, scheduler, tell, self.journal, self)
        self.handling = Handling(office, runner, tell, self.journal, self)
        self.choosing = Choosing(office, runner, tell, self.handling, self.what, self.materials, self)
        self.comparing = Comparing(office, runner, tell, self.journal, self.identity, self.who.compare, self)
        self.scanning = Scanning(office.equipment.scan_desk, runner, tell, self.materials, self)
        self.drawing = Drawing(office, runner, scheduler, tell, self.paper, self)
        self.context = Context(office, runner, tell)
        self.add_strip(self.context)
        self._connect()

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
        self.what.opening = lambda: self.handling.opening
        self.what.answered.connect(self._answer)
        self.what.done.connect(self._after_questions)
        self.what.form_typed.connect(self._type_form)
        self.what.offline_wanted.connect(partial(show_offline, self))
        self.materials.changed.connect(self._judge)
        self.materials.finished.connect(lambda: self.status.emit(t("intake.materials.all_seen")))
        self.materials.refused.connect(self.say)
        self.materials.chosen.connect(self.scanning.refresh)
        self.scanning.attached.connect(partial(self._judge, at_once=True))
        self.handling.moved.connect(self._show_bar)
        self.context.reused.connect(partial(self._judge, at_once=True))
        self.identity.taken.connect(self._take_card)
        self.identity.shown.connect(self._show_whole)
        self.comparing.known.connect(lambda words: self._edit("known_by", words, True))

    def say(self, words: str) -> None:
        """A word that must be read: what was pressed or read did nothing, or more than one sees."""
        self.status.emit(words)
        self._tell.message("info", words)

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
        law = self._tell.cite(self.plan.law)
        self.show_plan(self.plan, self.state, law, self.handling.busy, law_shown=self._law_shown)

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

    def _look_at_paper(self) -> None:
        self.run(partial(acts.paper_facts, self.office), self.drawing.set_facts, "intake.paper_facts")

    def _on_kept(self, moment: Timestamp) -> None:
        self.saved.set(t("intake.saved", time=f"{moment.local:%H:%M:%S}"), "ok", "check")
        self.saved.show()

    def run(self, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        self._runner.run("db", work, done, self._tell.error, name=name)
