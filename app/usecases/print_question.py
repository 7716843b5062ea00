"""What is asked of a print of which no printer said that it came out: what is known of it, and what an answer does."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from app.domain.case import Case
from app.domain.paper import PaperKind
from app.errors import CASE_GONE, JobMovedError, UserFacingError
from app.ports import UNTOLD, JobState, JobStore, PrintJob
from app.usecases.desk import Desk, Done
from app.usecases.record_out import record_out
from app.usecases.reprint import print_anew
from app.values import dataclass

OUT, NOT_OUT, SPOILED = "out", "not_out", "spoiled"
_SHORT = re.compile(r"(?:[A-Z]{2}\d{2})?([A-Z]\d{2}\d{6})")
"""The end of a number of ours as screens show it, or with place and year before it as its bar code holds it."""


class Next(StrEnum):
    """What follows when nothing came out: the same print goes ``again``, one is made ``anew`` with a number of its own
    (补打), or that is the ``end`` of it.
    """

    AGAIN = "again"
    ANEW = "anew"
    END = "end"


@dataclass(frozen=True)
class PrintQuestion:
    """A print that a person is asked about. ``stands``: what its printer waits for now, in words, "" when it waits for
    nothing. ``nothing`` is what follows when nothing came out, ``spoiled`` when the sheet is ruined. ``blank`` is the
    serial of the sheet it was to stand on, ``number`` that of a certificate. ``away``: the case left this window, and a
    ruined sheet is voided alone.
    """

    job: PrintJob
    stands: str = ""
    nothing: Next = Next.ANEW
    spoiled: Next = Next.ANEW
    blank: str = ""
    number: str = ""
    away: bool = False

    @property
    def denied(self) -> bool:
        """Whether the machine speaks against it: it gave the print up or never got it, or it waits for a hand. Then a
        key pressed by habit must not make a printed paper of it. Where the print before it may have come, nobody knows.
        """
        return (self.job.state is JobState.FAILED and not self._untold) or bool(self.stands)

    @property
    def _untold(self) -> bool:
        return UNTOLD in self.job.detail

    def same_print(self, other: object) -> bool:
        """Whether ``other`` asks about this very print, which did not move on: only what is known around it changed."""
        mine = self.job.id, self.job.state
        return isinstance(other, PrintQuestion) and mine == (other.job.id, other.job.state)

    @property
    def replaces(self) -> bool:
        """Whether a ruined sheet is a blank that counts: it is void only with a reason, and together with the number of
        the next one where the case is here.
        """
        return bool(self.blank) and self.nothing is not Next.END

    @property
    def read(self) -> str:
        """What must be read off the sheet before a print that the machine denies, or that was never sent because
        nobody knows of the one before, counts as out: the serial of a blank, else the number of a certificate; "" where
        her word is enough.
        """
        return (self.blank or self.number) if self.denied or self._untold else ""


def print_question(job: PrintJob, case: Case | None, stands: str = "", away: bool = False) -> PrintQuestion:
    """What is known of ``job``, whose printer ``stands`` for this reason now; ``case`` is None when it is not known
    here, ``away`` when it left this window.
    """
    paper = case.paper(job.document_id) if case is not None else None
    last = paper is not None and job.printing == paper.printings
    blank = paper.blank if paper is not None else ""
    number = job.number if job.kind == PaperKind.CERTIFICATE else ""
    void = case is None or bool(case.why_dead(job.document_id))
    spoiled = Next.END if paper is None or blank or void else Next.ANEW
    # It never reached the printer, the device gave it up, or the blank sheet is still as it was.
    again = (job.state is JobState.FAILED or (bool(blank) and last)) and not void
    nothing = Next.AGAIN if again else spoiled
    return PrintQuestion(job, stands, nothing, spoiled, blank if last else "", number, away)


def reads_as(read: str, wanted: str) -> bool:
    """Whether what was read off a sheet, or scanned, is the number ``wanted``; a number of ours may be said short."""
    mine, its = _plain(read), _plain(wanted)
    short = _SHORT.fullmatch(mine)
    return bool(mine) and (mine == its or (short is not None and its.endswith(short.group(1))))


def _plain(number: str) -> str:
    kept = (sign for sign in unicodedata.normalize("NFKC", number).upper() if sign.isalnum())
    return "".join(kept).removesuffix("号")


def require_read(question: PrintQuestion, answer: str, read: str) -> None:
    """Raises UserFacingError ZC-PRN-35 when a print that the machine denies is called out, and the number that was read
    off the sheet is not the one it must bear.
    """
    wanted = question.read
    if answer != OUT or not wanted or reads_as(read, wanted):
        return
    kept = "没有记为已出纸，也没有再打印"
    if not read.strip():
        what = "打印机没有说打出来，纸上的编号也还没有读"
        raise UserFacingError("ZC-PRN-35", what, kept, "看着纸输入上面的编号再回车；没有纸的按“没出来”")
    what = f"读到的是 {read.strip()}，这一份应是 {wanted}"
    raise UserFacingError("ZC-PRN-35", what, kept, "再核对纸上的编号；打在另一本空白证上的，按“坏了，作废重打”换本")


def answer_print(desk: Desk, jobs: JobStore, question: PrintQuestion, answer: str) -> Done | None:
    """Carry out her answer: ``out`` it came out, ``not_out`` nothing came, ``spoiled`` it is ruined. None when no event
    of the case came of it. Raises UserFacingError ZC-PRN-33 when the job moved on meanwhile, ZC-PRN-37 when the ruined
    sheet is a blank: it goes on being asked about until the blank is replaced.
    """
    if answer == SPOILED and question.replaces:
        raise _ruined(question)
    try:
        return _carry_out(desk, jobs, question, answer)
    except JobMovedError as moved:
        raise answered_already() from moved


def _carry_out(desk: Desk, jobs: JobStore, question: PrintQuestion, answer: str) -> Done | None:
    job = question.job
    if answer == OUT:
        return record_out(desk, jobs, job, "clerk")
    follows, reason = (question.nothing, "没有出纸") if answer == NOT_OUT else (question.spoiled, "纸张损坏")
    if follows is Next.AGAIN:
        _turn(jobs, job, JobState.ALLOCATED, "")
        return None
    if follows is Next.END:
        _turn(jobs, job, JobState.SETTLED, reason)
        return None
    try:
        return print_anew(desk, job, reason)
    except UserFacingError as refused:
        if refused.code != CASE_GONE:
            raise
        # The case has another hand now, which prints again; nobody here is to be asked for ever.
        _turn(jobs, job, JobState.SETTLED, f"{reason}；办件已离开本窗口，由现在办理的窗口补打")
        return None


def _ruined(question: PrintQuestion) -> UserFacingError:
    kept = "空白证的账没有变化，这一次打印还在等回答"
    if question.away:
        what = f"空白证 {question.blank} 印坏了，要写明原因登记作废"
        return UserFacingError(
            "ZC-PRN-37", what, kept, "请在办件页按 Z，写明原因；办件已离开本窗口，只作废这一本，不换下一本"
        )
    what = f"空白证 {question.blank} 印坏了，要连同下一本的号一起登记作废"
    return UserFacingError("ZC-PRN-37", what, kept, "请在办件页按 Z，写原因和下一本的号")


def _turn(jobs: JobStore, job: PrintJob, state: JobState, detail: str) -> None:
    if not jobs.mark(job.id, state, job.printer, detail, was=job.state):
        raise answered_already()


def answered_already() -> UserFacingError:
    """Another answer, or the printer, was quicker."""
    return UserFacingError(
        "ZC-PRN-33",
        "这次打印已经回答过，或者打印机刚刚有了回报",
        "没有再打印，也没有改变记录",
        "请看打印队列里现在的状态",
    )
