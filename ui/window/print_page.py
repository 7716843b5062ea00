"""打印与空白证照: prints that ask a person, papers that wait for their seal, and the blank stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.paper import PAPER_RULES, PaperKind
from app.ports import PrintJob
from app.ports.equipment import CodeScan
from app.storage.stores import Blank
from app.storage.views import PaperLine
from ui.devicerow import DeviceRow
from ui.office import Office
from ui.runner import QtScheduler, Runner
from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Facts, Text, empty
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, PageHead, Pane
from ui.shared.table import Column, Table
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.words import masked_party

_BLANK_STATES = {"on_hand": ("在库", "ok"), "used": ("已用", "neutral"), "void": ("作废", "danger")}


@dataclass(frozen=True)
class _Look:
    asking: Sequence[PrintJob]
    unsealed: Sequence[PaperLine]
    blanks: Sequence[Blank]
    counts: dict[str, dict[str, int]]
    printers: Sequence[DeviceRow]


class PrintPage(QWidget):
    """Print queue, 待盖章 and blank stock. ``open_case`` asks for the case page."""

    open_case = Signal(UUID)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: QtScheduler,
        tell: Tell,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.office = office
        self.runner = runner
        self.tell = tell
        self._hinted_for: UUID | None = None
        self._blanks: Sequence[Blank] = ()
        self._build()

    def _build(self) -> None:
        th = look().theme
        page = QVBoxLayout(self)
        page.setContentsMargins(th.space.s, 0, th.space.s, th.space.s)
        page.setSpacing(0)
        self.head = PageHead(t("print.title"))
        page.addWidget(self.head)
        row = QHBoxLayout()
        row.setSpacing(th.space.s)
        left = QVBoxLayout()
        left.setSpacing(th.space.s)
        left.addWidget(self._asking_pane(), 2)
        left.addWidget(self._seal_pane(), 3)
        row.addLayout(left, 3)
        row.addWidget(self._stock_pane(), 2)
        page.addLayout(row, 1)

    def _asking_pane(self) -> Pane:
        self.asking = Pane(t("print.asking"), icon="printer", key="Alt+1", scroll=True)
        self.questions = QVBoxLayout()
        self.printers = Facts()
        self.printers.setObjectName("print.printers")
        self.asking.body.addWidget(self.printers)
        self.asking.body.addLayout(self.questions)
        self.asking.body.addStretch(1)
        return self.asking

    def _seal_pane(self) -> Pane:
        self.sealing = Pane(t("print.unsealed"), icon="stamp", key="Alt+2", bare=True)
        self.unsealed = Table(
            [
                Column(t("print.paper"), 130, lambda p: PAPER_RULES[PaperKind(p.kind)].name, bold=True),
                Column(t("print.number"), 0, lambda p: p.number),
                Column(t("print.applicant"), 180, lambda p: masked_party(p.applicant)),
            ],
            t("print.unsealed"),
        )
        self.unsealed.setObjectName("print.unsealed")
        self.unsealed.opened.connect(lambda line: self.open_case.emit(line.case_id))
        self.unsealed.picked.connect(self._seal_hint)
        self.sealing.body.addWidget(self.unsealed, 1)
        self.seal = Field(t("print.seal"))
        self.where = Field(t("print.where"))
        self.seal.edit.setObjectName("print.seal")
        self.where.edit.setObjectName("print.where")
        self.save = KeyButton(t("print.sealed"), "Ctrl+Return", "stamp", kind="primary", size="primary")
        self.save.setObjectName("print.seal.save")
        self.save.clicked.connect(self._sealed)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(*(look().theme.space.pane,) * 4)
        row.addWidget(self.seal, 2)
        row.addWidget(self.where, 2)
        row.addWidget(self.save)
        self.sealing.add_foot(foot)
        return self.sealing

    def _stock_pane(self) -> Pane:
        pane = Pane(t("print.stock"), icon="book-open", key="Alt+3", bare=True)
        self.stock_note = Text("", "secondary", "text2")
        self.stock = Table(
            [
                Column(t("print.serial"), 150, lambda b: b.serial, bold=True),
                Column(t("print.state"), 90, lambda b: Word(*_BLANK_STATES[b.state], "")),
                Column(t("print.reason"), 0, lambda b: b.reason or b.kind),
            ],
            t("print.stock"),
        )
        self.stock.setObjectName("print.stock")
        holder = QVBoxLayout()
        holder.setContentsMargins(*(look().theme.space.pane,) * 4)
        holder.addWidget(self.stock_note)
        pane.body.addLayout(holder)
        pane.body.addWidget(self.stock, 1)
        return pane

    def code_scanned(self, scan: CodeScan) -> bool:
        """The sheet with this serial becomes the chosen one; whether it lies here."""
        if scan.kind not in ("blank", "unknown"):
            return False
        serials = [blank.serial for blank in self._blanks]
        if scan.value not in serials:
            if scan.kind == "blank":
                self.tell.message("warn", t("codes.no_blank", serial=scan.value), t("codes.no_blank_next"))
            return scan.kind == "blank"
        self.stock.pick(serials.index(scan.value))
        self.stock.setFocus()
        return True

    def refresh(self) -> None:
        """Read everything anew."""
        self.runner.run("db", self._read, self._show, self.tell.error, name="print page")

    def _read(self) -> _Look:
        stores = self.office.stores
        return _Look(
            self.office.to_confirm(),
            self.office.papers("unsealed"),
            stores.stock.blanks(),
            stores.stock.counts(),
            [row for row in self.office.equipment.device_rows() if row.printer],
        )

    def _show(self, found: _Look) -> None:
        self.printers.set_rows(
            [(row.name, t("print.printer", words=row.words, papers=row.detail)) for row in found.printers]
        )
        empty(self.questions)
        for job in found.asking:
            self.questions.addWidget(self._question(job))
        if not found.asking:
            self.questions.addWidget(EmptyState("circle-check", t("print.none"), t("print.none_text")))
        self.asking.set_note(t("print.count", n=len(found.asking)))
        self.unsealed.set_rows(found.unsealed)
        self.sealing.set_note(t("print.count", n=len(found.unsealed)))
        self.save.setEnabled(bool(found.unsealed))
        if found.unsealed:
            self.unsealed.pick(0)
        self._blanks = found.blanks
        self.stock.set_rows(found.blanks)
        words = [
            t(
                "print.stock_line",
                kind=kind,
                left=c.get("on_hand", 0),
                used=c.get("used", 0),
                void=c.get("void", 0),
            )
            for kind, c in found.counts.items()
        ]
        self.stock_note.set_words("\n".join(words) or t("print.no_stock"))

    def _question(self, job: PrintJob) -> AskBox:
        name = PAPER_RULES[PaperKind(job.kind)].name
        box = AskBox(t("print.ask", name=name, number=job.number), job.detail)
        box.answered.connect(lambda answer, job=job: self._answer(job, answer))
        return box

    def _answer(self, job: PrintJob, answer: str) -> None:
        self.runner.run(
            "db",
            lambda: self.office.answer_print(job, answer),
            None,
            self.tell.error,
            self.refresh,
            name="answer print",
        )

    def _seal_hint(self, line: PaperLine | None) -> None:
        if line is not None:
            self.runner.run(
                "db",
                partial(self._seal_of, line),
                partial(self._hinted, line.document_id),
                self.tell.error,
            )

    def _seal_of(self, line: PaperLine) -> str:
        """The seal of a paper, as its kind and her delegation say."""
        case = self.office.case(line.case_id)
        paper = case.paper(line.document_id)
        return self.office.seal_name(case, paper) if paper is not None else ""

    def _hinted(self, document_id: UUID, name: str) -> None:
        """The seal of the chosen paper; what the clerk typed herself stays until she chooses another paper."""
        chosen: Any = self.unsealed.current()
        if chosen is None or chosen.document_id != document_id:
            return
        if self._hinted_for != document_id:
            self._hinted_for = document_id
            self.seal.set_value(name)
        if not self.where.value():
            self.where.set_value(t("print.where_default"))

    def _sealed(self) -> None:
        line: Any = self.unsealed.current()
        if line is None:
            return
        seal, where = self.seal.value(), self.where.value()
        by_whom = self.office.desk.session.operator.name
        self.runner.run(
            "db",
            lambda: self.office.record_seal(line.case_id, line.document_id, seal, by_whom, where),
            lambda _done: self.tell.message("ok", t("print.sealed_done"), line.number),
            self.tell.error,
            self.refresh,
            name="seal",
        )
