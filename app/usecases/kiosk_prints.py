"""What comes out of the printer of a self-service terminal: for whom, how many a day, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from uuid import UUID

from app.domain.commands import CopyLicence
from app.domain.kiosk import SHEETS_A_DAY, Deed, licences, printable
from app.domain.paper import PaperKind
from app.errors import JobMovedError, RefusedError
from app.ports import JobState, JobStore, PrintJob
from app.ports.kiosk import KioskBook, PrintTally
from app.usecases.desk import Desk, Done, act
from app.usecases.kiosk import Visitor, own_case, require
from app.usecases.print_question import answered_already
from app.usecases.record_out import record_out
from app.usecases.reprint import reprint

_OFFICE = frozenset({PaperKind.ROUTING.value})
_HOLDABLE = (JobState.ALLOCATED, JobState.SENT, JobState.FAILED)
_LEFT = "申请人已离开自助终端，没有打印；请到窗口或者本人再来补打"
_NOT_OUT = "工作人员在自助终端看过，没有出纸；请到窗口或者本人再来补打"


def print_own(
    desk: Desk, book: KioskBook, tally: PrintTally, who: Visitor, case_id: UUID, document_id: UUID
) -> Done:
    """补打 of a paper of hers, counted and marked like any other. Raises RefusedError ZC-KIOSK-01, -04, -06."""
    require(Deed.PRINT, who.proofs)
    case = own_case(book, who, case_id)
    paper = case.paper(document_id)
    if paper is not None and paper.void:
        raise RefusedError(
            "ZC-PAPER-02",
            f"{paper.number} 已经收回或者作废",
            "",
            "文书没有变化",
            "有新的一份的，列表里能打；没有的请到窗口问",
        )
    if all(paper.document_id != document_id for paper in printable(case, who.number())):
        raise RefusedError(
            "ZC-KIOSK-04", "这份文书不能在自助终端打印", "S0 26", "文书没有变化", "请到窗口办理"
        )
    _within_quota(desk, tally, who)
    return reprint(desk, case_id, document_id, "本人在自助终端补打", _one_more(desk, tally, who))


def print_licence(
    desk: Desk, book: KioskBook, tally: PrintTally, who: Visitor, case_id: UUID, purpose: str
) -> Done:
    """电子证照打印件 of a licence of hers, for one purpose.

    Raises RefusedError ZC-KIOSK-01, -04, -06, ZC-PAPER-60, -61.
    """
    require(Deed.LICENCE, who.proofs)
    case = own_case(book, who, case_id)
    if not licences(case, who.number()):
        raise RefusedError(
            "ZC-KIOSK-04",
            "这份证照不能在自助终端打印",
            "S0 24",
            "证照没有变化",
            "本人的电子证照由本人打印；单位的、别人的请到窗口",
        )
    _within_quota(desk, tally, who)
    return act(desk, case_id, CopyLicence(purpose), settings=_one_more(desk, tally, who))


def _one_more(desk: Desk, tally: PrintTally, who: Visitor) -> tuple[tuple[str, str], ...]:
    """The count goes with the print: neither a power cut nor a full disk leaves one without the other."""
    return (tally.with_one_more(who.number(), desk.clock.now().date),)


def _within_quota(desk: Desk, tally: PrintTally, who: Visitor) -> None:
    if tally.count(who.number(), desk.clock.now().date) >= SHEETS_A_DAY:
        raise RefusedError(
            "ZC-KIOSK-06",
            f"今天在本机打印满{SHEETS_A_DAY}份了",
            "自助终端管理：每人每天的份数",
            "已打的都记着",
            "还要打的，请到窗口，窗口不限份数；或者明天再来",
        )


def hold_prints(jobs: JobStore, cases: Set[UUID]) -> tuple[int, int]:
    """Nothing of who left comes out later: her jobs that are not on paper are settled; what nobody knows of stays for
    the staff, who looks into the slot.

    Returns how many were held, and how many of them the printer had already: those may still come out.
    """
    held = sent = 0
    # What went to the printer in this moment is looked at again as what it is now.
    while hers := [job for job in jobs.jobs(*_HOLDABLE) if job.case_id in cases]:
        for job in hers:
            if jobs.mark(job.id, JobState.SETTLED, job.printer, _LEFT, was=job.state):
                held, sent = held + 1, sent + (job.state is JobState.SENT)
    return held, sent


def prints_coming(jobs: JobStore, cases: Set[UUID]) -> bool:
    """Whether a sheet of one of ``cases`` may come out yet, or be out without a word of the printer."""
    return any(job.case_id in cases for job in jobs.jobs(*_HOLDABLE, JobState.UNSURE))


class CitizenPapers:
    """The queue of a terminal: slips of the office (D12) never come out in front of a citizen.

    Implements ``app.ports.JobStore``.
    """

    def __init__(self, store: JobStore) -> None:
        self._store = store

    def jobs(self, *states: JobState) -> Sequence[PrintJob]:
        """Jobs in any of ``states`` that a citizen may hold in her hand, oldest first."""
        return [job for job in self._store.jobs(*states) if job.kind not in _OFFICE]

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, as it stands now."""
        return self._store.job(job_id)

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        """Record a state."""
        return self._store.mark(job_id, state, printer, detail, was=was)


def unknown_prints(jobs: JobStore) -> tuple[PrintJob, ...]:
    """Prints of which the printer does not say whether they came out: a person of the staff must look."""
    return tuple(job for job in jobs.jobs(JobState.UNSURE) if job.kind not in _OFFICE)


def answer_print(desk: Desk, jobs: JobStore, job: PrintJob, out: bool) -> None:
    """The staff looked: it came out, or it did not and is printed anew at a window or by its owner. Raises
    UserFacingError ZC-PRN-33 when the print moved on meanwhile: what its printer said of it stays.
    """
    try:
        if out:
            record_out(desk, jobs, job, "clerk", job.printer)
        elif not jobs.mark(job.id, JobState.SETTLED, job.printer, _NOT_OUT, was=job.state):
            raise answered_already()
    except JobMovedError as moved:
        raise answered_already() from moved


def settle_slips(jobs: JobStore, case_id: UUID) -> None:
    """The slip of a case that went on over the line is the office's to print: no paper travels from here."""
    for job in jobs.jobs(JobState.ALLOCATED):
        if job.case_id == case_id and job.kind in _OFFICE:
            jobs.mark(job.id, JobState.SETTLED, job.printer, "自助终端没有纸质材料随件，流程单由窗口打印")
