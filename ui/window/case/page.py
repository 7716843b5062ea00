"""The page of one case: head, outward steps, materials, papers, events, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain.delivery import delivery_of, parcel_of
from app.domain.materials import SubmittedMaterial
from app.errors import CASE_GONE, ConcurrencyError
from app.ports import PrintJob, Scheduler
from app.ports.equipment import CodeScan
from app.usecases.desk import Done
from app.usecases.print_question import SPOILED
from app.values import dataclass
from ui.office import Office
from ui.runner import Runner
from ui.shared.timeline import Step
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case import actions as act
from ui.window.case.checking import unchecked
from ui.window.case.frame import MATERIALS, PAPERS, CaseFrame, CaseParts
from ui.window.case.linked import link_number
from ui.window.case.look import CaseLook, desk_of, read_case
from ui.window.case.materials import NONE
from ui.window.case.more import MoreMenu
from ui.window.case.perform import HalfDoneError, perform
from ui.window.case.rare import LATE, SHOW
from ui.window.case.signing import Signing
from ui.window.case.specs import form_for, replace_form
from ui.window.case.status import status_words
from ui.window.case.steps import Background, outward_steps
from ui.window.case.taken_back import taken_words
from ui.window.case.words import case_number, weekday
from ui.window.scanning import Scanning


@dataclass(frozen=True)
class Change:
    """What becomes other while a case is shown anew: whether its state ``moved``, whether a paper ``asked`` before."""

    moved: bool
    asked: bool

    def after(self, before: Change) -> Change:
        """Both in one."""
        return Change(self.moved or before.moved, self.asked and before.asked)


class CasePage(CaseFrame):
    """Shows one case and does what its state allows. ``hand_over(id)`` asks for the page 发件, ``resume(id)``
    for the intake of a case that was never taken in, ``changed()`` tells that something was done, ``left()``
    that the person wants back.
    """

    hand_over = Signal(object)
    resume = Signal(object)
    changed = Signal()
    left = Signal()
    file_wanted = Signal(object)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: Scheduler,
        tell: Tell,
        parent: QWidget | None = None,
        parts: CaseParts | None = None,
    ) -> None:
        super().__init__(parent, parts)
        self._office, self._runner, self._scheduler, self._tell = office, runner, scheduler, tell
        self.case_id: UUID | None = None
        self._busy = False
        self._change: Change | None = None
        self._wakes = False
        self._subject: tuple[str, UUID | None] = ("", None)
        self.signing = Signing(office, runner, tell, self)
        self.scanning = Scanning(office.equipment.scan_desk, runner, tell, self.materials, self)
        self._wire()

    def _wire(self) -> None:
        self.head.back.clicked.connect(self.left)
        self.head.file.clicked.connect(lambda: self.file_wanted.emit(self.case_id))
        self.materials.marks_changed.connect(self._show_actions)
        self.materials.save_wanted.connect(self._hand_in)
        self.materials.chosen.connect(self.scanning.refresh)
        self.scanning.attached.connect(self._attach)
        self.scanning.running.connect(lambda on: self.head.back.set_key("" if on else "Esc"))
        self.scanning.running.connect(lambda on: self.hold_ways(on or self._busy))
        self.papers.wanted.connect(self._about_paper)
        self.papers.answered.connect(self._answer)
        self.bar.taken.connect(self._take)
        self.bar.more_wanted.connect(self._more)
        self.side.ways.wanted.connect(self._go_to_other)
        self.signing.busy.connect(self._set_busy)
        self.signing.done.connect(self._done)
        self.signing.failed.connect(self._failed)
        self.form.saved.connect(self._saved)
        self.form.left.connect(self._close_form)

    # reading

    def show_case(self, case_id: UUID) -> None:
        """Open a case; the look is written down."""
        if case_id != self.case_id:
            self.let_go()
            self.case_id = case_id
            self._scheduler.after(look().theme.motion.skeleton / 1000, self.waiting.reveal)
        self._read(True)

    def _go_to_other(self, case_id: UUID) -> None:
        """The case that this one corrects, or the 更正件 of it: what was told of this one has had its time."""
        self._tell.passed.emit()
        self.show_case(case_id)

    def let_go(self) -> None:
        """No case is open; what was typed or marked for it is given up."""
        self.case_id = self.seen = self._change = None
        if self._wakes:
            self._acted()
        self.materials.forget()
        self.scanning.begin()
        self._close_form()
        self.cover()

    def refresh(self) -> None:
        """Read the case again; what is being typed or marked stays."""
        if self.case_id is not None:
            self._read(False)

    def _read(self, audited: bool, always: Callable[[], object] | None = None) -> None:
        case_id = self.case_id
        assert case_id is not None
        self._runner.run(
            "db",
            lambda: read_case(self._office, case_id, t, audited),
            done=self._show,
            failed=self._failed,
            always=always,
            name="case.read",
        )

    def _show(self, seen: CaseLook) -> None:
        """The same case again: what changed is changed in place. Another case is made ready under its cover, so that
        two cases never stand mixed. Either way a part per turn of the event loop, so that no step is felt.
        """
        if seen.case.id != self.case_id or seen == self.seen:
            return
        before, self.seen = self.seen, seen
        if self.covered():
            self._make_ready(seen, self._parts(seen))
            return
        moved = before is None or before.case.state is not seen.case.state
        change = Change(moved, self.papers.asking_card() is not None)
        # One that was not at its end yet is part of this one.
        self._change = change if self._change is None else change.after(self._change)
        self._change_in_place(seen, self._parts(seen))

    def _change_in_place(self, seen: CaseLook, parts: tuple[Callable[[], None], ...]) -> None:
        change = self._change
        if self.seen is not seen or change is None:
            return
        if parts:
            try:
                parts[0]()
            except BaseException:  # it goes its way; what she pressed must not wait for a look that never ends
                self._change = None
                if self._wakes:
                    self._acted()
                raise
            self._runner.post(partial(self._change_in_place, seen, parts[1:]))
            return
        self._change = None
        if self._wakes:
            self._acted()
        elif change.moved or (not change.asked and self.papers.asking_card() is not None):
            self.lead()

    def _parts(self, seen: CaseLook) -> tuple[Callable[[], None], ...]:
        device = seen.place.device
        return (
            lambda: self.head.show_case(seen, device),
            lambda: self._show_steps(seen),
            lambda: self._show_materials(seen),
            lambda: self.papers.show_case(seen),
            lambda: self.side.show_case(seen),
            lambda: self.events.show_case(seen, device),
            self._show_actions,
        )

    def _make_ready(self, seen: CaseLook, parts: tuple[Callable[[], None], ...]) -> None:
        if self.seen is not seen:
            return
        if parts:
            parts[0]()
            self._runner.post(partial(self._make_ready, seen, parts[1:]))
            return
        self.show_tab(MATERIALS if self._corrects() else PAPERS)
        self.uncover()
        self.lead()
        self.paint_in_turns(self._runner.post)

    def _show_steps(self, seen: CaseLook) -> None:
        left = seen.clock.light.words if seen.clock is not None else ""
        around = Background(seen.guide.fee if seen.guide is not None else None, left)
        steps = outward_steps(seen.case, around, t)
        self.timeline.set_steps([Step(step.title, step.state, step.word, step.lines) for step in steps])

    def _show_materials(self, seen: CaseLook) -> None:
        self.materials.show_case(seen)
        self.scanning.begin({row.line_id for row in self.materials.brought()})
        self._show_scans()

    def _show_scans(self) -> None:
        self.scanning.show(self.materials.brought())

    def _attach(self, row: SubmittedMaterial) -> None:
        """Sheets were scanned for a row: they go with what is registered; what they replace goes at once."""
        self.materials.attach(row)
        self._show_scans()
        self.scanning.kept()

    def _corrects(self) -> bool:
        return self.bar.primary.property("action") in (act.LOOK, act.CORRECTION, act.SUPPLY)

    def lead(self) -> None:
        """Put the focus where the person must act."""
        card = self.place_focus(self._corrects())
        if card is not None:
            self._scheduler.after(0, self._reveal_ask)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, ConcurrencyError):
            self._tell.message("info", t("case.moved_on"), t("case.moved_on_next"))
            self.refresh()
        else:
            self._tell.error(error)
            if isinstance(error, HalfDoneError):
                self._close_form()
            if isinstance(error, HalfDoneError) or getattr(error, "code", "") == CASE_GONE:
                self.refresh()  # what is still offered here is otherwise
        if self.seen is None:
            self.left.emit()

    def _reveal_ask(self) -> None:
        card = self.papers.asking_card()
        if card is not None:
            self.papers.reveal(card)

    # what may be done

    def _show_actions(self) -> None:
        seen = self.seen
        if seen is None:
            return
        marked = sum(1 for how in self.materials.marks.values() if how != NONE)
        state, words = status_words(seen.case, marked, t, seen.standing.no_room)
        said = self.sentence_words(words), self.below_sentence(seen)
        self.bar.show_state(state, *said, self.offered(seen, marked))

    def offered(self, seen: CaseLook, marked: int) -> list[act.Action]:
        """What may be done here now; ``marked`` owed materials are marked as handed in."""
        if seen.looks_only:
            return []
        found = act.actions(seen.case, desk_of(seen, marked))
        return found if not seen.away else [each for each in found if each.name in act.OF_PAPER]

    def _more(self) -> None:
        """The rare acts, each one key away."""
        menu = MoreMenu(self.window())
        menu.chosen.connect(self._take)
        menu.closed.connect(menu.deleteLater)
        menu.offer(self.bar.rare)

    def _hand_in(self) -> None:
        """What was marked: rows looked at now, a correction, or what was owed by 容缺."""
        seen = self.seen
        if not self._sheets_at_rest():
            return
        if seen is not None and unchecked(seen):
            self._do(act.LOOK)
            return
        self._do(act.SUPPLY if seen is not None and seen.case.owed else act.CORRECTION)

    def _sheets_at_rest(self) -> bool:
        """Whether nothing is being scanned, and of everything scanned somebody said how it came."""
        loose = self.materials.unmarked()
        if self.scanning.busy():
            self._tell.message("warn", t("case.materials.scan_runs"), t("case.materials.scan_runs_next"))
            return False
        if loose is not None:
            row = self.materials.row(loose.line_id)
            if row is not None:
                row.take_focus()
            said = t("case.materials.scan_loose", number=loose.number)
            self._tell.message("warn", said, t("case.materials.scan_loose_next"))
        return loose is None

    def _take(self, action: act.Action) -> None:
        """A button of the bar was pressed."""
        seen = self.seen
        if seen is None or self._busy:
            return
        if action.name == act.HAND_OVER:
            self.hand_over.emit(seen.case.id)
        elif action.name == act.RESUME:
            self.resume.emit(seen.case.id)
        elif action.name in _FROM_ROWS and not self._sheets_at_rest():
            return
        elif action.name in (act.PLEDGE, act.COMMIT):
            self.signing.open(action.name, seen, self.window())
        elif action.name in _FROM_ROWS and not self.materials.taken():
            self.enter(MATERIALS, self.materials)
        elif action.needs:
            self._open_form(action.needs, action.name, action.paper)
        else:
            self._do(action.name)

    def code_scanned(self, scan: CodeScan) -> bool:
        """亮证 opens its form, and a code goes into the line that asks for its kind; whether it was used."""
        if self.seen is None or self._busy or self.covered():
            return False
        if scan.kind == "licence" and self.form.spec is None:
            shown = next((each for each in self.bar.rare if each.name == SHOW), None)
            if shown is not None:
                self._take(shown)
        if scan.kind == "licence" and scan.doubt and self.form.spec is not None:
            self._tell.message("warn", t("intake.licence.doubt"))
            return True
        return self.form.take_scan(scan.kind, scan.value)

    def _about_paper(self, name: str, document: UUID) -> None:
        self._open_form(name, name, document)

    def _open_form(self, needs: str, name: str, document: UUID | None, reason: str = "") -> None:
        seen = self.seen
        if seen is None:
            return
        paper = seen.case.paper(document) if document is not None else None
        if needs == "replace" and paper is not None:
            spec = replace_form(seen, paper, reason)
        else:
            found = form_for(needs, seen, paper)
            if found is None:
                return
            spec = found
        self._subject = (name, document)
        self.bar.hide()
        self.head.back.set_key("")
        self.form.open(spec)
        self.hold_ways(True)
        self.paint_in_turns(self._runner.post)

    def _close_form(self) -> None:
        self.form.close_form()
        self.hold_ways(self._busy or self.scanning.busy())
        self.head.back.set_key("Esc")
        self.bar.show()
        self.bar.primary.setFocus(Qt.FocusReason.OtherFocusReason)
        self.paint_in_turns(self._runner.post)

    def _saved(self, values: dict[str, str]) -> None:
        name, document = self._subject
        self._do(name, values, document)

    def _do(self, name: str, values: dict[str, str] | None = None, document: UUID | None = None) -> None:
        seen = self.seen
        if seen is None or self._busy:
            return
        rows = self.materials.taken() if name in _FROM_ROWS else ()
        case_id, given = seen.case.id, values or {}
        self._run(lambda: perform(self._office, name, case_id, given, document, rows), f"case.{name}", True)

    def _answer(self, job: PrintJob, value: str, read: str) -> None:
        """The clerk looked at the printer. A spoiled blank is never printed on again: the next one is asked for, and
        until its number is there the question stays; a sheet that never went through is printed on once more.
        """
        seen = self.seen
        if seen is None or self._busy:
            return
        question = seen.questions.get(job.id)
        if value == SPOILED and question is not None and question.replaces:
            self._open_form("replace", "replace", job.document_id, t("ask.spoiled"))
            return
        answer = partial(self._office.answer_print, job, value, read)
        self._run(answer, "case.answer", False, self._not_answered)

    def _not_answered(self, error: BaseException) -> None:
        """The print stands otherwise than the page showed it: the question is asked as it is to be answered now."""
        self._failed(error)
        self.refresh()

    def _run(
        self,
        fn: Callable[[], Done | None],
        name: str,
        closes: bool,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._set_busy(True)
        done = self._done_with_form if closes else self._done
        self._runner.run("db", fn, done=done, failed=failed or self._failed, name=name)

    def _done_with_form(self, done: Done) -> None:
        if self.form.spec is not None:
            self._close_form()
        self._tell.passed.emit()  # what was done before has had its time
        parcel, seen = parcel_of(done.case), self.seen
        if seen is not None and done.case.intake is not None and done.case.intake.corrects == seen.case.id:
            self._mending_opened(done)
            return
        if parcel is not None and seen is not None and parcel != parcel_of(seen.case):
            to = delivery_of(done.case).address
            self._tell.message("ok", t("case.posted", number=parcel.subject), t("case.posted_next", to=to))
        self._tell_recalled(done)
        self._done(done)

    def _mending_opened(self, done: Done) -> None:
        """A 更正件 was opened: it is what goes on, and the wrong paper is still in somebody's hands."""
        self._set_busy(False)
        number = case_number(done.case)
        self._tell.message("ok", t("case.mending", number=number), t("case.mending_next"), stays=True)
        self.show_case(done.case.id)
        self.changed.emit()

    def _tell_recalled(self, done: Done) -> None:
        """A paper that was recalled may be in somebody's hands, and asks for more than it may; one that was voided must
        not get there.
        """
        before = self.seen.case if self.seen is not None else done.case
        if len(done.case.unsaid) > len(before.unsaid):
            self._tell_unsaid(done)
            return
        if len(done.case.taken_back) > len(before.taken_back):
            later = self.seen.links.later if self.seen is not None and self.seen.links.marked else None
            number = link_number(later) if later is not None else ""
            self._tell.message("ok", *taken_words(done.case, number), stays=True)
            return
        for paper in done.case.papers:
            was = before.paper(paper.document_id)
            if was is not None and paper.ruined and not was.ruined:
                self._tell.message("ok", t("case.blank_alone", serial=was.blank), t("case.blank_alone_next"))
            if not paper.void or was is None or was.void:
                continue
            new = next((each for each in done.papers if each.document_id == paper.replaced_by), None)
            if not paper.recalled:
                key = "voided" if new is not None else "voided_alone"
                said = t(f"case.{key}", old=paper.number, new=new.number if new is not None else "")
                self._tell.message("ok", said, t(f"case.{key}_next") if was.out else "")
            elif was.out:
                said = t("case.recalled", old=paper.number)
                after = t("case.recalled_next", new=new.number) if new is not None else t("case.recalled_last")
                self._tell.message("warn", said, after)

    def _tell_unsaid(self, done: Done) -> None:
        """The notice that nobody had is withdrawn: what becomes of its sheets, and what the calendar says."""
        gone, seen = done.case.unsaid[-1], self.seen
        paper = done.case.paper(gone.document_id)
        sheets = t("case.voided_alone_next") if paper is not None and paper.out else ""
        if seen is not None and seen.silent is not None:
            silent = t("case.unsaid_silent", day=weekday(seen.silent))
            self._tell.message("warn", t("case.unsaid", number=gone.number), f"{sheets}{silent}")
            return
        self._tell.message("ok", t("case.unsaid", number=gone.number), f"{sheets}{t('case.unsaid_next')}")

    def _done(self, done: Done | None) -> None:
        # The buttons wake when they speak of the new state: one press is one act.
        self._read(False, always=self._acted)
        self.changed.emit()

    def _acted(self) -> None:
        """The case was read anew after an act: once that is shown, the focus goes on to what comes next."""
        self._wakes = self._change is not None
        if self._wakes:
            return
        self._set_busy(False)
        if not self.covered():
            self.lead()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.bar.set_busy(busy)
        self.hold_ways(busy or self.scanning.busy())


_FROM_ROWS = (act.LOOK, act.CORRECTION, act.SUPPLY, LATE)
"""Acts that take what is marked in the materials."""
