"""The station's pages behind the first one: progress, papers, the record of work offline."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any, cast
from uuid import UUID

from PySide6.QtCore import Qt, Signal

from app.domain.paper import PAPER_RULES, PaperKind
from app.domain.people import mask_party
from app.domain.settling import SETTLED_HERE
from app.domain.time import Timestamp
from app.ports import JobState, PrintJob
from app.storage.headroom import Headroom
from app.storage.outbox_view import CasesCount, OutboxItem, OutboxView
from app.storage.views import CaseLine, PaperLine
from app.usecases.print_question import PrintQuestion
from ui.office import Office
from ui.printask import print_box
from ui.runner import Runner
from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.questions import Questions
from ui.shared.table import cell_words
from ui.station import work
from ui.station.column import ColumnPage
from ui.station.line import waiting_words
from ui.station.row import Line
from ui.station.slip import Slip
from ui.tell import Answer, Tell
from ui.theme import t
from ui.window.case.linked import marked
from ui.window.case.words import day, moment, short_number
from ui.window.sync_rows import state_word

Listed = PaperLine | Slip | work.Authority
_PapersRead = tuple[Sequence[PrintQuestion], Sequence[Listed], frozenset[UUID], frozenset[UUID]]
"""Prints that are asked about, the rows, the papers among them that wait for a word of the helper, and those that
another device made.
"""
_ATTORNEY = PAPER_RULES[PaperKind.POWER_OF_ATTORNEY].name
_SETTLED = frozenset(kind.value for kind in SETTLED_HERE)


class OfficePage(ColumnPage):
    """A column that reads from the office on the worker."""

    def __init__(self, office: Office, runner: Runner, tell: Tell, name: str, icon: str) -> None:
        words = (icon, t(f"station.{name}.none"), t(f"station.{name}.none_next"))
        super().__init__(name, t(f"station.{name}.title"), words)
        self.office, self.runner, self.tell = office, runner, tell
        self.more_wanted.connect(self.refresh)
        self.build()

    def build(self) -> None:
        """What stands above and below the rows."""

    def refresh(self) -> None:
        """Read anew."""
        self.ask(self.read, self.show_found)

    def read(self) -> Any:
        """What the page shows; on the ``db`` worker."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def ask(self, what: Callable[[], Any], done: Callable[[Any], object] | None = None) -> None:
        """Ask the office on the worker."""
        self.runner.run("db", what, done, self.tell.error, name=self.objectName())


class ProgressPage(OfficePage):
    """帮人查进度: by name, number or scan; the state in everyday words and from when it is.

    Digits belong to the field while somebody is in it, and the rows show none; once something was found the keyboard
    is at the first row.
    """

    _asked = ""

    def build(self) -> None:
        self.field = Field(t("station.progress.field"))
        self.field.edit.setObjectName("station.progress.field")
        self.field.edit.take_codes(words=True)
        self.field.edit.returnPressed.connect(self._search)
        self.field.edit.came.connect(lambda _: self.show_keys())
        self.field.edit.went.connect(lambda _: self.show_keys())
        self.above.addWidget(self.field)

    def keys_open(self) -> bool:
        return not self.field.edit.hasFocus()

    def _search(self) -> None:
        self._asked = self.field.value()
        self.refresh()

    def read(self) -> tuple[Sequence[CaseLine], int]:
        return work.find(self.office, self.field.value()), self.office.equipment.last_sync()

    def show_found(self, found: tuple[Sequence[CaseLine], int]) -> None:
        lines, seen = found
        when = moment(Timestamp(seen)) if seen else ""
        note = t("station.progress.seen", when=when) if when else t("station.home.never")
        nothing = "none" if self.field.value().strip() else "nobody"
        self.nothing.title.setText(t(f"station.progress.{nothing}"))
        self.nothing.text.setText(t(f"station.progress.{nothing}_next"))
        self.set_lines([self._line(line) for line in lines], note)
        asked, self._asked = self._asked, ""
        # Who went on typing meanwhile stays where she types.
        if asked and asked == self.field.value() and self.rows and self.field.edit.hasFocus():
            self.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, line: CaseLine) -> Line:
        item = cell_words(marked(line.item, line.links))
        sub = f"{item}　{short_number(line.receipt)}".strip("　")
        return Line(line.case_id, mask_party(line.applicant), sub, "user", Word(line.state_name, "info"))

    def take_focus(self) -> None:
        self.field.edit.setFocus(Qt.FocusReason.OtherFocusReason)


_REASONS = (("lost", "Y"), ("spoiled", "Z"))
_NEVER_OUT = (("not_out", "Y"), ("spoiled", "Z"))
_SETTLES = (("settle", "J"), ("spoiled", "Z"))
_SLIP_REASONS = (("not_out", "Y"), ("spoiled", "Z"), ("slip_lost", "D"))
"""Why a paper is printed once more, and the key of each reason."""


class PapersPage(OfficePage):
    """打印和补打: what asks whether it came out, each 授权委托书 never printed yet, what waits to be signed or given,
    then the papers of this machine and the lists of its rounds, the newest first. ``slip_wanted(slip, reason)`` a list
    is to be printed once more.

    Who opens the page has the first question under her keys; the answer brings the next.
    """

    slip_wanted = Signal(object, str)
    _waits: frozenset[UUID] = frozenset()
    _theirs: frozenset[UUID] = frozenset()

    def __init__(self, office: Office, runner: Runner, tell: Tell, slips: Callable[[], Sequence[Slip]]) -> None:
        self._slips = slips
        super().__init__(office, runner, tell, "papers", "printer")

    def build(self) -> None:
        self.questions = Questions(self, self.above, self._question, self.take_focus)

    def read(self) -> _PapersRead:
        waits = work.unsettled(self.office)
        settles = frozenset(paper.document_id for paper in waits)
        every: list[PaperLine | Slip] = [*work.papers(self.office), *self._slips()]
        every.sort(key=lambda each: -_made_ms(each))
        rest = [each for each in every if isinstance(each, Slip) or each.document_id not in settles]
        lines = [each for each in rest if isinstance(each, PaperLine)]
        theirs = frozenset(each.document_id for each in lines if not work.made_here(self.office, each.number))
        asking = self.office.print_questions(self.office.to_confirm())
        return asking, [*work.authorities(self.office), *waits, *rest], settles, theirs

    def show_found(self, found: _PapersRead) -> None:
        asking, papers, self._waits, self._theirs = found
        self._ask_about(asking)
        self.set_lines([self._line(paper) for paper in papers], t("station.papers.note") if papers else "")

    def take_focus(self) -> None:
        super().take_focus()
        self.questions.take_focus()

    def _ask_about(self, asking: Sequence[PrintQuestion]) -> None:
        opened = self._begins is not None and self._begins.hasFocus()
        self.questions.ask({each.job.id: each for each in asking})
        if opened:
            self.questions.take_focus()

    def _question(self, what: Hashable) -> AskBox:
        question = cast(PrintQuestion, what)
        box = print_box(question)
        box.answered.connect(lambda answer: self._answer(question.job, answer, box.number()))
        return box

    def _line(self, paper: Listed) -> Line:
        if isinstance(paper, work.Authority):
            who = t("station.papers.agent", agent=mask_party(paper.agent), who=mask_party(paper.applicant))
            never = Word(t("station.papers.never"), "info", "printer")
            return Line(paper, _ATTORNEY, f"{who}　{paper.item}", "file-text", never)
        if isinstance(paper, Slip):
            words = t("station.papers.slip_words", number=paper.number, bags=len(paper.bags), hand=paper.taker)
            return Line(paper, t("station.papers.slip"), words, "package", key=paper.number)
        name = PAPER_RULES[PaperKind(paper.kind)].name
        words = f"{mask_party(paper.applicant)}　{short_number(paper.number)}"
        out = paper.out > 0
        mark = Word(t("station.papers.out", count=paper.printings), "ok") if out else None
        if paper.document_id in self._waits:
            mark = Word(t(f"station.papers.{_settling(paper)}_wanted"), "warn", "signature")
        elif paper.state == "given" and paper.kind in _SETTLED:
            mark = Word(t(f"station.papers.{_settling(paper)}"), "ok")
        if paper.state == "void":
            mark = Word(t("station.papers.void"), "neutral", "ban")
        elif paper.document_id in self._theirs:
            mark = Word(t("station.papers.theirs"), "neutral", "landmark")
        elif not out:
            mark = Word(t("station.papers.waits"), "warn", "printer")
        return Line(paper, name, words, "file-text", mark, key=paper.document_id)

    def _answer(self, job: PrintJob, answer: str, read: str) -> None:
        """Answered or refused, the question is asked anew as it stands then."""
        carry = partial(self.office.answer_print, job, answer, read)
        self.runner.run("db", carry, None, self.tell.error, self.refresh, name=self.objectName())

    def again(self, paper: Listed) -> None:
        """补打, numbered and with its reason; a void paper is not printed again. The list of a round is no paper of a
        case: it comes as it was recorded. A 授权委托书 is printed for the first time.
        """
        if isinstance(paper, work.Authority):
            self._ask_authority(paper)
            return
        if isinstance(paper, Slip):
            self._ask_again(t("station.papers.slip"), paper, _SLIP_REASONS, partial(self._slip_again, paper))
            return
        if paper.state == "void":
            self.tell.message("warn", t("station.papers.void_ask"), t("station.papers.void_next"))
            return
        if paper.document_id in self._theirs:
            self.tell.message("info", *theirs_words(paper.kind))
            return
        if not paper.out:
            self.ask(partial(work.waits_for, self.office, paper.document_id), partial(self._never_out, paper))
            return
        if paper.document_id in self._waits:
            self._ask_settled(paper)
            return
        name = PAPER_RULES[PaperKind(paper.kind)].name
        self._ask_again(name, paper, _REASONS, partial(self._again, paper))

    def _ask_settled(self, paper: PaperLine) -> None:
        """签好了吗, 交了吗: her word settles it; a spoiled sheet is printed once more instead."""
        kind = _settling(paper)
        words = {"settle": f"station.papers.{kind}_yes", "spoiled": "station.papers.spoiled_again"}
        answers = (
            *(Answer(why, t(words[why]), key) for why, key in _SETTLES),
            Answer("", t("station.papers.not_yet"), "N", primary=True),
        )
        name = PAPER_RULES[PaperKind(paper.kind)].name
        title = t(f"station.papers.{kind}_ask", name=name, number=short_number(paper.number))
        self.tell.ask(title, t(f"station.papers.{kind}_note"), answers, partial(self._settle, paper))

    def _settle(self, paper: PaperLine, answer: str) -> None:
        def settled(_: object) -> None:
            self.tell.message("ok", t(f"station.papers.{_settling(paper)}_done", number=short_number(paper.number)))
            self.refresh()

        if answer == "settle":
            self.ask(partial(work.settle, self.office, paper), settled)
        elif answer:
            self._again(paper, t("station.papers.spoiled"))

    def _never_out(self, paper: PaperLine, job: JobState | None) -> None:
        """What waits for the printer comes by itself, once; what is asked about above is answered there first."""
        name = PAPER_RULES[PaperKind(paper.kind)].name
        if job is None:
            self._ask_again(name, paper, _NEVER_OUT, partial(self._again, paper))
        elif job in (JobState.ALLOCATED, JobState.SENT):
            said = t("station.papers.queued", name=name, number=short_number(paper.number))
            self.tell.message("info", said, t("station.papers.queued_next"))
        else:
            self.questions.take_focus()

    def _ask_again(
        self, name: str, paper: PaperLine | Slip, reasons: Sequence[tuple[str, str]], then: Callable[[str], None]
    ) -> None:
        answers = (
            *(Answer(t(f"station.papers.{why}"), t(f"station.papers.{why}"), key) for why, key in reasons),
            Answer("", t("kit.cancel"), "N", primary=True),
        )
        said = t("station.papers.again", name=name, number=paper.number)
        self.tell.ask(said, t("station.papers.again_note"), answers, then)

    def _slip_again(self, slip: Slip, reason: str) -> None:
        if reason:
            self.slip_wanted.emit(slip, reason)

    def _ask_authority(self, wanted: work.Authority) -> None:
        answers = (
            Answer("y", t("station.papers.print"), "Y"),
            Answer("", t("kit.cancel"), "N", primary=True),
        )
        who = mask_party(wanted.applicant)
        title, said = t("station.papers.authority", who=who), t("station.papers.authority_note")
        self.tell.ask(title, said, answers, partial(self._authority, wanted))

    def _authority(self, wanted: work.Authority, answer: str) -> None:
        def printed(_: object) -> None:
            self.tell.message("info", t("station.papers.authority_sent"), t("station.papers.authority_next"))
            self.refresh()

        if answer:
            self.ask(lambda: self.office.issue_paper(wanted.case_id, PaperKind.POWER_OF_ATTORNEY), printed)

    def _again(self, paper: PaperLine, reason: str) -> None:
        if reason:
            again = partial(self.office.reprint, paper.case_id, paper.document_id, reason)
            self.ask(again, lambda _: self.refresh())


def theirs_words(kind: str) -> tuple[str, str]:
    """Why a paper is not printed here, and who prints it."""
    return t("station.papers.theirs_ask", name=PAPER_RULES[PaperKind(kind)].name), t("station.papers.theirs_next")


def _settling(paper: PaperLine) -> str:
    """What settles a paper: that both ``signed`` it, or that it was ``given``."""
    return "signed" if paper.kind == PaperKind.POWER_OF_ATTORNEY else "given"


def _made_ms(paper: PaperLine | Slip) -> int:
    return paper.at_ms if isinstance(paper, Slip) else paper.issued_ms


class RecordPage(OfficePage):
    """离线记录: what was done here and has no receipt yet, whose, since when, and what to do."""

    def __init__(self, office: Office, runner: Runner, tell: Tell, outbox: OutboxView) -> None:
        self._outbox = outbox
        super().__init__(office, runner, tell, "record", "cloud-check")

    def build(self) -> None:
        self.now = KeyButton(t("sync.now"), "Ctrl+R", icon="refresh-cw")
        self.now.setObjectName("station.record.now")
        self.now.clicked.connect(self._now)
        self.limit = Text("", "body", "text2")
        self.below.addWidget(self.limit, 1)
        self.below.addWidget(self.now)

    def read(self) -> tuple[Sequence[OutboxItem], CasesCount, Headroom]:
        return self._outbox.items(), self._outbox.cases(), self.office.equipment.line().headroom

    def show_found(self, found: tuple[Sequence[OutboxItem], CasesCount, Headroom]) -> None:
        items, cases, room = found
        words = waiting_words(cases)
        more = "kept" if not cases.needs else "needs_and_kept" if cases.waiting else "needs_next"
        note = f"{words}{t(f'station.record.{more}')}" if words else ""
        limit = t("station.record.over" if room.offline_days < 0 else "station.record.until", when=day(room.until.date))
        self.limit.setText(limit)
        self.set_lines([self._line(each) for each in items], note)

    def _line(self, each: OutboxItem) -> Line:
        since = moment(Timestamp(each.since_ms)) if each.since_ms else ""
        said = each.words if each.state == "waiting" else f"{each.words}：{each.can}"
        words = f"{short_number(each.number)}　{since}　{said}"
        title = each.item or t("intake.no_item")
        return Line(each.case_id, title, words.strip("　"), "file-text", state_word(each))

    def _now(self) -> None:
        self.office.equipment.wake_sync()
        self.tell.message("info", t("sync.trying"))
