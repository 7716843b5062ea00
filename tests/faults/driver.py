"""The write path without a face: three cases from the form to the hand-over, resumed wherever the last run was killed.

Every step asks the log what is already done and does only what is missing, as a clerk would after a
crash; where a print was under
way when the program died, the driver looks into the tray and answers truthfully.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid5

from app.domain.case import Case
from app.domain.events import Intake, Recipient
from app.domain.guide import ServiceGuide
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, as_taken
from app.domain.paper import PaperKind, Seal
from app.domain.people import Agent, Applicant, IdType, Organisation, Person
from app.domain.records import NumberBlock
from app.domain.transitions import CaseState
from app.ports import JobState, PrintJob
from app.usecases.intake import build_intake, prefill, rows_for
from printing.printers.folder import safe_name
from printing.withdrawing import job_title
from ui.bootstrap import Settings, Workplace, open_workplace

SPACE = UUID("019a0000-0000-7000-8000-000000000000")
FOOD, NURSE, ONLY_RECEIVE = (uuid5(SPACE, name) for name in ("food", "nurse", "receive"))
PERSON = Person("张三", IdType.RESIDENT_CARD, "440524188001010014", "男", "汉", "1880-01-01", source="card")
NURSE_PERSON = Person(
    "㛃䶮", IdType.RESIDENT_CARD, "210102190001010014", "男", "汉", "1900-01-01", source="card"
)
COMPANY = Organisation("沈阳样例食品有限公司", "91210100MA00000XX5", "李四", "示例路2号", "13800000002")


class Stuck(AssertionError):
    """Papers wait and nothing moves."""


def prepare(profile: Path) -> None:
    """A rehearsal profile with numbers in hand, to be copied for every run."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    at.blocks.add(NumberBlock("block-1", "paper", 1, 500))
    at.close()


class Driver:
    """Plays the three cases to their end on an open workplace."""

    def __init__(self, at: Workplace, patience: int = 4000) -> None:
        self.at = at
        self.office = at.office
        self.patience = patience
        at.rehearsal_session()

    def play(self) -> None:
        """From wherever the log stands to the end."""
        self.at.start_printing()
        self._until_printed()
        self._food()
        self._nurse()
        self._receive_only()
        self._until_printed()

    # the cases

    def _food(self) -> None:
        guide, rows, intake = self._intake(
            "spscxk", {"salt": "no", "commit": "no"}, Applicant(organisation=COMPANY), PERSON
        )
        if self._case(FOOD) is None:
            self.office.keep(FOOD, "search", "spscxk")
            self.office.print_form(FOOD, intake)
        if self._state(FOOD) is CaseState.DRAFT:
            faulty = replace(rows[2], status=MaterialStatus.FAULTY, fault=FaultCode.MISSING)
            unsealed = replace(rows[3], status=MaterialStatus.FAULTY, fault=FaultCode.SEAL, note="没有盖章")
            self.office.receive(
                FOOD, intake, (as_taken(rows[0], 1, 0), as_taken(rows[1], 1, 0), faulty, unsealed)
            )
        if self._state(FOOD) is CaseState.RECEIVED:
            self.office.issue_notice(FOOD)
        for row in (rows[2], rows[3]):
            if self._state(FOOD) is CaseState.AWAITING_CORRECTION and self._owed(FOOD, row):
                self.office.take_correction(FOOD, (as_taken(row, 1, 0),))
        if self._state(FOOD) is CaseState.CORRECTED:
            self.office.accept(FOOD)
        self._seal_all(FOOD, Seal.SPECIAL)
        assert guide is not None

    def _nurse(self) -> None:
        _, rows, intake = self._intake("hszyzc", {"gap": "no"}, Applicant(person=NURSE_PERSON), None)
        if self._case(NURSE) is None:
            self.office.keep(NURSE, "search", "hszyzc")
            self.office.receive(NURSE, intake, tuple(as_taken(row, 1, 0) for row in rows))
        if self._state(NURSE) is CaseState.RECEIVED:
            self.office.accept(NURSE, "counter")
        if self._state(NURSE) is CaseState.ACCEPTED:
            self.office.decide_on_spot(NURSE, True, "五年", "202621000123")
        self._certificate()
        self._seal_all(NURSE, Seal.AUTHORITY)
        if self._state(NURSE) is CaseState.AWAITING_PICKUP:
            results = [
                p for p in self._need(NURSE).papers if p.kind in (PaperKind.CERTIFICATE, PaperKind.GRANT)
            ]
            recipient = Recipient(NURSE_PERSON.name, "本人", "", "signed")
            self.office.hand_over(NURSE, recipient, tuple(p.document_id for p in results))

    def _certificate(self) -> None:
        """One blank is spoiled and voided, the next one is used."""
        case = self._need(NURSE)
        kind = case.item.blank_kind
        if not case.papers_of(PaperKind.CERTIFICATE):
            self.office.issue_certificate(NURSE, self.office.next_blank(kind))
        self._until_printed()
        case = self._need(NURSE)
        if not any(state == "void" for _, _, state in case.blanks):
            paper = case.papers_of(PaperKind.CERTIFICATE)[0]
            self.office.replace_blank(NURSE, paper.document_id, "卡纸", self.office.next_blank(kind))

    def _receive_only(self) -> None:
        _, rows, intake = self._intake(
            "spscxk", {"salt": "no", "commit": "no"}, Applicant(organisation=COMPANY), PERSON
        )
        if self._case(ONLY_RECEIVE) is None:
            self.office.receive(ONLY_RECEIVE, intake, tuple(as_taken(row, 1, 0) for row in rows))
        if (
            self._state(ONLY_RECEIVE) is CaseState.RECEIVED
            and self._need(ONLY_RECEIVE).lease == self.at.device
        ):
            self.office.transfer(ONLY_RECEIVE)

    # steps they share

    def _intake(
        self, words: str, answers: dict[str, str], applicant: Applicant, agent: Person | None
    ) -> tuple[ServiceGuide, tuple[SubmittedMaterial, ...], Intake]:
        guide = self.office.guide(self.office.search_items(words)[0].code)
        assert guide is not None
        by = Agent(agent) if agent is not None else None
        form = prefill(guide, answers, applicant, by)
        return (
            guide,
            rows_for(guide, answers),
            build_intake(guide, applicant, by, answers, form, phone="13800000001"),
        )

    def _case(self, case_id: UUID) -> Case | None:
        return self.at.stores.views.case(case_id)

    def _need(self, case_id: UUID) -> Case:
        case = self._case(case_id)
        assert case is not None
        return case

    def _state(self, case_id: UUID) -> CaseState | None:
        case = self._case(case_id)
        return case.state if case is not None else None

    def _owed(self, case_id: UUID, row: SubmittedMaterial) -> bool:
        return any(material.line_id == row.line_id for material in self._need(case_id).open_faults)

    def _seal_all(self, case_id: UUID, seal: Seal) -> None:
        self._until_printed()
        for paper in self._need(case_id).papers:
            if paper.seal is seal and paper.awaits_seal:
                self.office.record_seal(case_id, paper.document_id, "审批专用章", "赵六", "盖章室")

    # paper

    def _until_printed(self) -> None:
        """Wait until nothing is under way; questions of the queue are answered by a look into the tray."""
        pause = threading.Event()
        for _ in range(self.patience):
            for job in self.at.stores.jobs.jobs(JobState.UNSURE, JobState.FAILED):
                self.office.answer_print(job, "out" if self._in_tray(job) else "not_out")
            if not self.at.stores.jobs.jobs(
                JobState.ALLOCATED, JobState.SENT, JobState.UNSURE, JobState.FAILED
            ):
                return
            pause.wait(0.005)
        raise Stuck("the print queue is stuck")

    def _in_tray(self, job: PrintJob) -> bool:
        return tray_file(self.at, job).exists()


def tray_file(at: Workplace, job: PrintJob) -> Path:
    """Where the folder printer lays this print."""
    return at.profile.path / "papers" / f"{safe_name(job_title(job))}.pdf"


def run(profile: Path, wrap: Callable[[Workplace], None] | None = None) -> None:
    """Open, play to the end, close."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        if wrap is not None:
            wrap(at)
        Driver(at).play()
    finally:
        at.close()
