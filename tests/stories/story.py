"""A counter without a face: the real workplace, the real print queue, the real line, and time that a story moves."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.domain.case import Case
from app.domain.events import Intake, Recipient
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.paper import Paper, PaperKind
from app.domain.people import Agent, Applicant, Person
from app.domain.rights import Grant, Right
from app.domain.time import Timestamp
from app.ports import JobState
from app.storage.clock import ShiftedClock, SystemClock
from app.storage.schema import commits
from app.usecases.intake import build_intake, prefill, rows_for
from printing.printers.folder import safe_name
from printing.withdrawing import job_title
from tests.sync.support import MovedTime
from ui.bootstrap import REHEARSAL_PASSWORD, Settings, Workplace, all_rights, open_workplace
from ui.children import Address

CLERK, RECEIVER = ("0701", REHEARSAL_PASSWORD), ("0713", REHEARSAL_PASSWORD)
ONLY_RECEIVE = (Grant(Right.RECEIVE), Grant(Right.HAND_OVER))
PRINT_SECONDS = 20.0
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Application:
    """What lies on the desk before anybody judged it."""

    guide: ServiceGuide
    intake: Intake
    rows: tuple[SubmittedMaterial, ...]


def clock_at(start: Timestamp) -> ShiftedClock:
    """A clock that stands at ``start`` now and runs on."""
    base = SystemClock()
    return ShiftedClock(base, start.ms - base.now().ms, start.quality)


class Counter:
    """One window. ``close`` and ``open`` again as often as the story wants; time goes on."""

    def __init__(self, profile: Path, device: str, start: Timestamp) -> None:
        self.clock = clock_at(start)
        self.settings = Settings(
            profile=profile, rehearsal=True, clock=self.clock, ready_operator=False, device=device
        )
        self.time = MovedTime()
        self.moved = threading.Event()
        self.at: Workplace = open_workplace(self.settings)
        if not self.at.operators():
            self.at.add_operator("周一", *CLERK, all_rights())
            self.at.add_operator("钱七", *RECEIVER, ONLY_RECEIVE)

    def again(self) -> None:
        """The program is closed and opened anew."""
        self.close()
        self.time = MovedTime()
        self.at = open_workplace(self.settings)

    def close(self) -> None:
        self.at.close()

    def start_printing(self) -> None:
        self.at.start_printing(lambda *_: self.moved.set())

    # looks

    def case(self, case_id: UUID) -> Case:
        found = self.at.stores.views.case(case_id)
        assert found is not None
        return found

    def paper(self, case_id: UUID, kind: PaperKind) -> Paper:
        return self.case(case_id).papers_of(kind)[-1]

    def receipts(self) -> list[dict[str, Any]]:
        """The signed statements for our own commits, in order of seq; None where there is none yet."""
        statement = select(commits).where(commits.c.device == self.at.device).order_by(commits.c.seq)
        with self.at.database.read.connect() as connection:
            rows = list(connection.execute(statement))
        assert all(row.ack for row in rows), [row.seq for row in rows if not row.ack]
        told = [json.loads(json.loads(row.ack)["statement"]) for row in rows]
        assert [t["digest"] for t in told] == [row.digest for row in rows]
        assert not [row.seq for row in rows if row.parked]
        return told

    # the desk

    def apply(
        self, words: str, answers: dict[str, str], applicant: Applicant, agent: Person | None = None
    ) -> Application:
        office = self.at.office
        guide = office.guide(office.search_items(words)[0].code)
        assert guide is not None
        by = Agent(agent) if agent is not None else None
        form = prefill(guide, answers, applicant, by)
        intake = build_intake(guide, applicant, by, answers, form, phone="13800000001")
        return Application(guide, intake, rows_for(guide, answers))

    # paper

    def printed(self) -> None:
        """Wait until everything asked for lies in the tray."""
        jobs = self.at.stores.jobs
        self._until(lambda: not jobs.jobs(JobState.ALLOCATED, JobState.SENT))
        asked = [(job.kind, job.detail) for job in jobs.jobs(JobState.FAILED, JobState.UNSURE)]
        assert not asked, f"the printer had a question: {asked}"
        tray = {path.name for path in (self.at.profile.path / "papers").glob("*.pdf")}
        assert {f"{safe_name(job_title(job))}.pdf" for job in jobs.jobs(JobState.OUT)} == tray

    def _until(self, done: Callable[[], bool]) -> None:
        for _ in range(int(PRINT_SECONDS * 10)):
            self.moved.clear()
            if done():
                return
            self.moved.wait(0.1)
        raise AssertionError("the print queue is stuck")

    def seal_and_give(self, case_id: UUID, kind: PaperKind, to: Recipient) -> None:
        paper = self.paper(case_id, kind)
        assert paper.awaits_seal
        self.at.office.record_seal(case_id, paper.document_id, "行政审批专用章", "赵六", "盖章室")
        self.at.office.give_paper(case_id, paper.document_id, to)

    # the line

    def plug_in(self, address: Address) -> None:
        self.at.line.connect(address)
        if self.at.loop is None:
            self.at.start_sync(self.time)

    def unplug(self) -> None:
        self.at.line.connect(None)

    def until_in_step(self, wanted: Callable[[], bool] = lambda: True, minutes: int = 30) -> None:
        """Let the timer run until nothing waits and ``wanted`` came about."""
        for _ in range(minutes * 2):
            self.time.pass_(30)
            if self.at.sync_status().pending == 0 and wanted():
                return
        raise AssertionError(f"after {minutes} minutes: {self.at.sync_status()}")


def signed_by(person: Person, relation: str = "本人") -> Recipient:
    """Whoever takes a paper signs for it."""
    masked = re.sub(r"(?<=^.{4}).*(?=.{4}$)", "****", person.id_number)
    return Recipient(person.name, relation, masked, "signature-digest")


def fault_row(row: SubmittedMaterial, **changes: Any) -> SubmittedMaterial:
    """The row with what the clerk found wrong."""
    return replace(row, **changes)
