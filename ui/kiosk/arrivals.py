"""What reaches a terminal from its devices and its line: a scanned code, a 亮码, news of a print. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.codes import told_by_number
from app.domain.people import Person
from app.ports import JobState, PrintJob
from app.ports.equipment import CodeScan
from ui.kiosk import happenings as h
from ui.kiosk import session as s

if TYPE_CHECKING:
    from ui.kiosk.at import At

STAFF_LOOKS = frozenset({JobState.FAILED, JobState.UNSURE})


def scanned(terminal: At, scan: CodeScan) -> None:
    """To the page that stands there; a receipt held up at home asks how far its case is; a cover reads nothing."""
    if terminal.session.phase not in (s.Phase.IDLE, s.Phase.ACTIVE):
        return
    terminal.happen(h.Touched())
    if terminal.going is None and scan.kind == "paper":
        terminal.begin("progress")
    if terminal.going is not None:
        terminal.going.scanned(scan)
    terminal.show()


def known_by_phone(terminal: At, person: Person) -> bool:
    """She is who her 亮码 says; False when the card that was read here is another person's."""
    key = s.person_key(person.id_number)
    if terminal.session.holder not in ("", key):
        return False
    terminal.happen(h.KnownByPhone(key))
    if terminal.session.holder != key:
        return False
    if terminal.guest.person is None:
        terminal.guest.person = told_by_number(person)
    return True


def print_moved(terminal: At, job_id: UUID, state: JobState) -> None:
    """Only the person's own print is told to her; what nobody knows of calls the staff."""
    number = terminal.session.number

    def found(job: PrintJob | None) -> None:
        if job is None:
            return
        mine = number == terminal.session.number and job.case_id in terminal.guest.cases
        if mine:
            terminal.guest.prints[job_id] = (job.case_id, state)
        if state is JobState.OUT:
            terminal.happen(h.PaperOut() if mine else h.LatePaper())
        elif state in STAFF_LOOKS:
            terminal.call_staff("print", hers=mine)
            if mine and state is JobState.FAILED:
                who = terminal.visitor().number()
                terminal.tools.work("db", lambda: terminal.counter.not_printed(who), _nothing, _nothing)
        terminal.show()

    terminal.tools.work(
        "db", lambda: terminal.counter.job(job_id), lambda job: terminal.guarded(lambda: found(job)), _nothing
    )


def _nothing(_: object) -> None:
    """Nobody waits for this."""
