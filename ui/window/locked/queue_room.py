"""The print queue: prints that ask a person, papers that wait for their seal, and every job as it stands."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper import PAPER_RULES, PaperKind
from app.domain.people import mask_party
from app.domain.seals import SealAct, SealStanding, elsewhere, sealed_where
from app.ports import STOPPED, JobState, PrintJob
from app.storage.views import PaperLine
from app.usecases.print_question import SPOILED, PrintQuestion
from app.values import dataclass
from ui.devicerow import DeviceRow
from ui.office import Office
from ui.printask import parted, print_box
from ui.runner import Runner
from ui.shared.ahead import at_once
from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.field import Field
from ui.shared.labels import Facts, Text
from ui.shared.paint import Word
from ui.shared.pane import NO_LIMIT, Pane
from ui.shared.questions import Questions
from ui.shared.table import Column, Table
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.words import short_number

_WAITS = (JobState.ALLOCATED, JobState.SENT)
MOST_JOBS = 200
MOST_QUESTIONS = 30
MOST_SEALS = 100
"""Papers whose seal the list names; of a longer queue the rest says it when its turn comes."""
NAMED, APPLICANT, WHICH_SEAL, HOW_KNOWN = 146, 156, 110, 130
"""Widths of the name of a paper, of who applied, and of how it is known that it came out; with less than the third the
list leaves out which seal a paper wants, which the form below it says of the chosen one.
"""
_STATES: Mapping[JobState, tuple[str, str]] = {
    JobState.ALLOCATED: ("info", "clock"),
    JobState.SENT: ("warn", "printer"),
    JobState.OUT: ("ok", "check"),
    JobState.FAILED: ("danger", ""),
    JobState.UNSURE: ("warn", ""),
    JobState.SETTLED: ("neutral", ""),
}


@dataclass(frozen=True)
class _Look:
    asking: int
    stopped: int
    questions: Sequence[PrintQuestion]
    unsealed: Sequence[PaperLine]
    jobs: Sequence[PrintJob]
    seals: Mapping[str, SealStanding]
    waiting: int
    out: int
    printers: Sequence[DeviceRow]
    held: frozenset[UUID]
    names: Mapping[UUID, str]
    stands: Mapping[UUID, str]
    looks_only: bool = False

    @property
    def to_stop(self) -> bool:
        """Whether a print waits for the printer; a receipt that comes with the end of its visit does not."""
        return any(job.state is JobState.ALLOCATED and job.id not in self.held for job in self.jobs)


class QueueRoom(QWidget):
    """Print queue and 待盖章. ``open_case`` asks for the case page."""

    open_case = Signal(UUID)

    def __init__(self, office: Office, runner: Runner, tell: Tell, whole: bool = True) -> None:
        """Not ``whole``, it is made by :meth:`furnish`, a part per turn."""
        super().__init__()
        self.office, self.runner, self.tell = office, runner, tell
        self._hinted_for: UUID | None = None
        self._looks_only = False
        self._seals: Mapping[str, SealStanding] = {}
        self._names: Mapping[UUID, str] = {}
        self._proposed = ""
        self._held: frozenset[UUID] = frozenset()
        self._stands: Mapping[UUID, str] = {}
        if whole:
            at_once(self.furnish())

    def furnish(self) -> Generator[None, None, None]:
        """Make what the room is made of."""
        th = look().theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(th.space.s)
        left = QVBoxLayout()
        left.setSpacing(th.space.s)
        left.addWidget(self._asking_pane(), 3)
        yield
        left.addWidget(self._seal_pane(), 4)
        row.addLayout(left, 3)
        yield
        row.addWidget(self._jobs_pane(), 2)

    def _asking_pane(self) -> Pane:
        th = look().theme
        self.asking = Pane(t("print.asking"), icon="printer", key="Alt+1", scroll=True)
        questions = QVBoxLayout()
        self.questions = Questions(self, questions, self._question, self._all_answered)
        self.nothing_asked = QWidget()
        nothing = QVBoxLayout(self.nothing_asked)
        nothing.setContentsMargins(0, th.space.s, 0, th.space.s)
        nothing.addWidget(Text(t("print.none"), "body", bold=True))
        nothing.addWidget(Text(t("print.none_text"), "body", "text2"))
        questions.addWidget(self.nothing_asked)
        self.printers = Facts()
        self.printers.setObjectName("print.printers")
        self.asking.body.addWidget(self.printers)
        self.asking.body.addLayout(questions)
        self.asking.body.addStretch(1)
        self.asking.inner.installEventFilter(self)
        return self.asking

    def _seal_pane(self) -> Pane:
        self.sealing = Pane(t("print.unsealed"), icon="stamp", key="Alt+2", bare=True)
        self.unsealed = Table(
            [
                Column(t("print.paper"), NAMED, lambda p: PAPER_RULES[PaperKind(p.kind)].name, bold=True, whole=True),
                Column(t("print.number"), 100, lambda p: short_number(p.number)),
                Column(t("print.applicant"), APPLICANT, lambda p: mask_party(p.applicant)),
                Column(t("print.seal"), 0, lambda p: self._names.get(p.document_id, ""), yields=WHICH_SEAL),
                Column(t("print.lies"), 120, self._lies),
            ],
            t("print.unsealed"),
            blank=t("blank.unsealed"),
            key=lambda p: p.document_id,
        )
        self.unsealed.setObjectName("print.unsealed")
        self.unsealed.opened.connect(lambda line: self.open_case.emit(line.case_id))
        self.unsealed.picked.connect(self._seal_hint)
        self.sealing.body.addWidget(self.unsealed, 1)
        self.seal, self.where, self.note = (
            Field(t(f"print.{name}")) for name in ("seal", "where", "seal_note")
        )
        for name, field in (("seal", self.seal), ("where", self.where), ("seal.note", self.note)):
            field.edit.setObjectName(f"print.{name}")
            field.edited.connect(self._against_register)
        self.by = Field(t("print.by"), placeholder=t("print.by_hint"))
        self.by.edit.setObjectName("print.by")
        self.save = KeyButton(t("print.sealed"), "Ctrl+Return", "stamp", kind="primary", size="primary")
        self.save.setObjectName("print.seal.save")
        self.save.clicked.connect(self._sealed)
        self.unsealed.picked.connect(self._may_seal)
        self._form = self._seal_form()
        self.sealing.add_foot(self._form)
        self.may_look = Text(t("print.looks_only"), "body", "text2")
        self.may_look.setContentsMargins(*(look().theme.space.pane,) * 4)
        self.may_look.hide()
        self.sealing.add_foot(self.may_look)
        return self.sealing

    def _seal_form(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(*(look().theme.space.pane,) * 4)
        column.setSpacing(look().theme.space.s)
        self.note.hide()
        column.addWidget(self.note)
        row = QHBoxLayout()
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.seal, 4, top)
        row.addWidget(self.where, 4, top)
        row.addWidget(self.by, 2, top)
        row.addWidget(self.save)
        column.addLayout(row)
        return foot

    def _jobs_pane(self) -> Pane:
        self.line = Pane(t("print.jobs"), icon="list", key="Alt+3", bare=True)
        self.jobs = Table(
            [
                Column(t("print.number"), 0, _number, bold=True),
                Column(t("print.state"), 150, self._state),
                Column(t("print.reason"), HOW_KNOWN, self._detail),
            ],
            t("print.jobs"),
            blank=t("blank.jobs"),
            key=lambda job: job.id,
        )
        self.jobs.setObjectName("print.jobs")
        self.stop = KeyButton(t("print.stop"), "Alt+S", "pause", size="small")
        self.stop.setObjectName("print.stop")
        self.stop.clicked.connect(self._stop)
        self.line.head_add(self.stop)
        self.jobs.opened.connect(lambda job: self.open_case.emit(job.case_id))
        self.line.body.addWidget(self.jobs, 1)
        return self.line

    def _state(self, job: PrintJob) -> Word:
        """As it stands; a receipt that comes with the end of its visit waits for no printer."""
        key = "held" if job.id in self._held else job.state.value
        return Word(t(f"print.job.{key}"), *_STATES[job.state])

    def _detail(self, job: PrintJob) -> str:
        """What its printer waits for, why it is a 补打, or how it is known what became of it."""
        known = f"print.known.{job.detail}"
        detail = t(known) if job.detail and look().texts.has(known) else parted(job.detail)[0]
        return self._stands.get(job.id, "") or job.reason or detail

    def refresh(self) -> None:
        """Read everything anew."""
        self.runner.run("db", self._read, self._show, self.tell.error, name="print page")

    def _read(self) -> _Look:
        office = self.office
        every = office.stores.jobs.jobs()
        live = [job for job in every if job.state is not JobState.OUT]
        done = [job for job in every if job.state is JobState.OUT]
        unsealed = office.papers("unsealed")
        asking, rows = office.to_confirm(), office.equipment.device_rows()
        stands = office.equipment.stands_for
        stopped = [job for job in asking if job.detail == STOPPED]
        # A batch that was stopped asks once, not a thousand times.
        single = [job for job in asking if job.detail != STOPPED] if len(stopped) > 1 else asking
        held = frozenset(job.id for job in live if office.equipment.receipt_waits(job))
        # What is not settled stands first, then what came out last.
        return _Look(
            len(asking),
            len(stopped) if len(stopped) > 1 else 0,
            office.print_questions(single[:MOST_QUESTIONS]),
            unsealed,
            (*live, *reversed(done))[:MOST_JOBS],
            office.stores.seals.standings(),
            sum(job.state in (JobState.ALLOCATED, JobState.SENT) for job in live),
            len(done),
            [row for row in rows if row.printer],
            held,
            {line.document_id: self._seal_of(line) for line in unsealed[:MOST_SEALS]},
            {job.id: stands(job) for job in live[:MOST_JOBS] if job.state in _WAITS and job.id not in held},
            office.desk.session.looks_only,
        )

    def _show(self, found: _Look) -> None:
        self.printers.set_rows(
            [(row.name, t("print.printer", words=row.words, papers=row.detail)) for row in found.printers]
        )
        self._offer(found.looks_only)
        self._ask(found)
        self._seals, self._names = found.seals, found.names
        self.unsealed.set_rows(found.unsealed)
        self.sealing.set_note(t("print.count", n=len(found.unsealed)))
        # A paper that is gone without her leaves no other in its place: the next one is hers to choose.
        self._may_seal(self.unsealed.current())
        self._held, self._stands = found.held, found.stands
        self.jobs.set_rows(found.jobs)
        self.line.set_note(t("print.waiting", n=found.waiting, out=found.out))
        self.stop.setEnabled(found.to_stop and not found.looks_only)
        self._against_register()

    def _offer(self, looks_only: bool) -> None:
        """Who only looks (监察) is asked nothing, and seals and stops nothing; the core refuses her too."""
        self._looks_only = looks_only
        self._form.setVisible(not looks_only)
        self.may_look.setVisible(looks_only)

    def _ask(self, found: _Look) -> None:
        """The questions as they stand; who only looks is asked none."""
        asking = 0 if found.looks_only else found.asking
        questions: dict[Hashable, Hashable] = {STOPPED: found.stopped} if found.stopped else {}
        questions |= {each.job.id: each for each in found.questions}
        self.nothing_asked.setVisible(not asking)
        self.questions.ask(questions if asking else {})
        self._give_room()
        self.asking.set_note(t("print.count", n=asking))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What 出来了吗 says became higher or lower."""
        if kind_of(event) in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._give_room()
        return False

    def _give_room(self) -> None:
        """While nothing is asked, what waits for a seal has the room: two lines need no half of a page."""
        th, inner = look().theme, self.asking.inner
        needs = max(inner.heightForWidth(inner.width()), inner.minimumSizeHint().height())
        most = NO_LIMIT if self.nothing_asked.isHidden() else th.size.pane_head + needs + th.space.xs
        if most != self.asking.maximumHeight():
            self.asking.setMaximumHeight(most)

    def _all_answered(self) -> None:
        """What came out waits for its seal."""
        self.unsealed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _question(self, what: Hashable) -> AskBox:
        return self._came_out(what) if isinstance(what, PrintQuestion) else self._stopped(cast(int, what))

    def _stopped(self, count: int) -> AskBox:
        answers = (("on", t("print.go_on", n=count), "G"),)
        box = AskBox(t("print.stopped", n=count), t("print.stopped_text"), answers, main=True)
        box.answered.connect(lambda _: self._in_the_back(self.office.go_on_printing))
        return box

    def _stop(self) -> None:
        self._in_the_back(self.office.stop_printing)

    def _in_the_back(self, work: Callable[[], object]) -> None:
        self.runner.run("db", work, None, self.tell.error, self.refresh, name="print batch")

    def _came_out(self, question: PrintQuestion) -> AskBox:
        box = print_box(question)
        box.answered.connect(lambda answer: self._answer(question, answer, box.number()))
        return box

    def _answer(self, question: PrintQuestion, answer: str, read: str) -> None:
        """A ruined blank is replaced where its case is: the question stands there too, with the form for the next."""
        job = question.job
        if answer == SPOILED and question.replaces:
            away = "_away" if question.away else ""
            what = t(f"print.replace{away}", blank=question.blank)
            self.tell.message("info", what, t(f"print.replace{away}_next"))
            self.open_case.emit(job.case_id)
            return
        self.runner.run(
            "db",
            lambda: self.office.answer_print(job, answer, read),
            None,
            self.tell.error,
            self.refresh,
            name="answer print",
        )

    # sealing

    def _seal_hint(self, line: PaperLine | None) -> None:
        if line is not None:
            self.runner.run(
                "db",
                partial(self._seal_of, line),
                partial(self._hinted, line.document_id),
                self.tell.error,
            )

    def _lies(self, line: PaperLine) -> Word:
        """Where its seal is by the register: one that somebody has out is fetched, or the paper carried there."""
        standing = self._seals.get(self._names.get(line.document_id, ""))
        if standing is None:
            return Word(t("print.unregistered"), "neutral")
        away = elsewhere(standing, standing.home)
        return Word(away if standing.act is SealAct.RETIRE else standing.place, "warn" if away else "ok", "")

    def _may_seal(self, line: PaperLine | None) -> None:
        self.save.setEnabled(line is not None and not self._looks_only)

    def _seal_of(self, line: PaperLine) -> str:
        """The seal of a paper, as its kind and her delegation say."""
        case = self.office.stores.views.case(line.case_id)
        paper = case.paper(line.document_id) if case is not None else None
        return self.office.seal_name(case, paper) if case is not None and paper is not None else ""

    def _hinted(self, document_id: UUID, name: str) -> None:
        """The seal of the chosen paper; what the clerk typed herself stays until she chooses another paper."""
        chosen: Any = self.unsealed.current()
        if chosen is None or chosen.document_id != document_id:
            return
        if self._hinted_for != document_id:
            self._hinted_for = document_id
            self.seal.set_value(name)
        if self.where.value() in ("", self._proposed):
            # What she typed herself stays for the stack; what was only proposed was so for the seal before.
            self._proposed = sealed_where(self._seals.get(name), self.office.desk.place)
            self.where.set_value(self._proposed)
        self._against_register()

    def _against_register(self, _typed: str = "") -> None:
        """Where the register has the seal: said before the button is pressed, and asked about when it disagrees."""
        standing = self._seals.get(self.seal.value().strip())
        found = elsewhere(standing, self.where.value())
        self.note.setVisible(bool(found))
        if found:
            self.where.set_warning(t("print.elsewhere", words=found))
        elif standing is not None:
            self.where.set_ok(standing.words)
        else:
            self.where.clear_state()

    def _sealed(self) -> None:
        line: Any = self.unsealed.current()
        if line is None:
            return
        seal, where, note = self.seal.value(), self.where.value(), self.note.value()
        by_whom = self.by.value().strip() or self.office.desk.session.operator.name
        self.runner.run(
            "db",
            lambda: self.office.record_seal(line.case_id, line.document_id, seal, by_whom, where, note),
            lambda _done: self._noted(line.number),
            self.tell.error,
            self.refresh,
            name="seal",
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Who brought a stack back is written once for all of it, and not said of the next day's."""
        super().hideEvent(event)
        self.by.set_value("")

    def _noted(self, number: str) -> None:
        self.unsealed.let_go()
        self.note.set_value("")
        self.tell.message("ok", t("print.sealed_done"), number)


def _number(job: PrintJob) -> str:
    words = f"{PAPER_RULES[PaperKind(job.kind)].name} {short_number(job.number)}"
    return t("print.again", number=words, n=job.printing) if job.printing > 1 else words
