"""The print queue in two phases: a job is on disk as SENT before the printer gets it, and nothing is OUT until
a device or a person said so. Nothing is ever sent a second time by itself: what failed or is unsure waits for a
person.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from uuid import UUID

from app.errors import UserFacingError
from app.ports import (
    ASKS,
    PAUSED,
    STANDS,
    STOPPED,
    UNTOLD,
    VOIDED,
    JobState,
    JobStore,
    NotSentError,
    Outcome,
    Printer,
    PrinterState,
    PrintJob,
    Remarks,
    TakenError,
    TakesOne,
    Ticket,
    Tidies,
    Withdrawals,
)
from app.values import dataclass, replace
from printing.withdrawing import TakingBack, job_title

LOG = logging.getLogger(__name__)
# A printer that says it is at a job is believed this many times longer than one that says nothing: the last sheet of
# a batch waits for all before it, and a device that hangs at "printing" must still come before a person.
_AT_WORK = 10
_KEPT = "打印机不能取消任务，前一次打印的可能还会出来"
_SILENT = "打印机没有说前一次打印取消了没有，那一份可能还会出来"
_GONE = "打印机一直没有连接，请查看是否出纸"
_HELD = "打印机一直被暂停，请查看是否出纸"

STATE_WORDS: dict[PrinterState, str] = {
    PrinterState.READY: "就绪",
    PrinterState.BUSY: "正在打印",
    PrinterState.PAPER_LOW: "纸快用完",
    PrinterState.PAPER_OUT: "缺纸，请加纸",
    PrinterState.COVER_OPEN: "盖板打开，请合上",
    PrinterState.JAM: "卡纸，请取出",
    PrinterState.OFFLINE: "打印机没有连接",
    PrinterState.UNKNOWN: "状态不明",
}


class Happening(StrEnum):
    """What can befall a job."""

    HANDING_OVER = "handing-over"
    NOT_SENT = "not-sent"
    TAKEN = "taken"
    DEVICE_OUT = "device-out"
    DEVICE_FAILED = "device-failed"
    SILENCE = "silence"
    RESTART = "restart"
    PERSON_OUT = "person-out"
    PERSON_NOT_OUT = "person-not-out"
    PERSON_AGAIN = "person-again"
    PERSON_STOP = "person-stop"


PERSON = frozenset(
    {Happening.PERSON_OUT, Happening.PERSON_NOT_OUT, Happening.PERSON_AGAIN, Happening.PERSON_STOP}
)
_DETAIL = {Happening.PERSON_OUT: "经办人确认", Happening.PERSON_STOP: STOPPED}
_RULES: dict[tuple[JobState, Happening], JobState] = {
    (JobState.ALLOCATED, Happening.HANDING_OVER): JobState.SENT,
    (JobState.ALLOCATED, Happening.NOT_SENT): JobState.FAILED,
    (JobState.ALLOCATED, Happening.RESTART): JobState.ALLOCATED,
    (JobState.ALLOCATED, Happening.PERSON_STOP): JobState.FAILED,
    (JobState.SENT, Happening.NOT_SENT): JobState.FAILED,
    (JobState.SENT, Happening.TAKEN): JobState.ALLOCATED,
    (JobState.SENT, Happening.DEVICE_OUT): JobState.OUT,
    (JobState.SENT, Happening.DEVICE_FAILED): JobState.FAILED,
    (JobState.SENT, Happening.SILENCE): JobState.UNSURE,
    (JobState.SENT, Happening.RESTART): JobState.UNSURE,
    (JobState.SENT, Happening.PERSON_OUT): JobState.OUT,
    (JobState.SENT, Happening.PERSON_NOT_OUT): JobState.SETTLED,
    (JobState.UNSURE, Happening.DEVICE_OUT): JobState.OUT,
    (JobState.UNSURE, Happening.RESTART): JobState.UNSURE,
    (JobState.UNSURE, Happening.PERSON_OUT): JobState.OUT,
    (JobState.UNSURE, Happening.PERSON_NOT_OUT): JobState.SETTLED,
    (JobState.FAILED, Happening.RESTART): JobState.FAILED,
    (JobState.FAILED, Happening.PERSON_AGAIN): JobState.ALLOCATED,
    (JobState.FAILED, Happening.PERSON_OUT): JobState.OUT,
    (JobState.FAILED, Happening.PERSON_NOT_OUT): JobState.SETTLED,
    (JobState.OUT, Happening.RESTART): JobState.OUT,
    (JobState.SETTLED, Happening.RESTART): JobState.SETTLED,
}


def next_state(state: JobState, happening: Happening) -> JobState:
    """The state afterwards. Only a person leads on from FAILED or UNSURE.

    What may be on paper is never sent again as the same job: SETTLED ends it, and another print is a numbered
    补打. Raises ValueError for what cannot befall a job in this state.
    """
    try:
        return _RULES[state, happening]
    except KeyError:
        raise ValueError(f"{happening} cannot befall a job that is {state}") from None


@dataclass
class _Underway:
    """A job the printer has; ``since`` counts only the time in which the device neither waits for a hand nor says that
    it works, ``begun`` all of it; ``gone`` since when it is out of reach, None while it is not. UNSURE ones are still
    asked about: the device's word may come late.
    """

    job: PrintJob
    printer: Printer
    ticket: Ticket
    since: float
    begun: float
    gone: float | None = None


class PrintWorker:
    """Takes jobs from the store, one thread, no Qt.

    ``compose`` makes the bytes of a job (raises UserFacingError when the paper may not go out), ``route`` says
    which printer takes it, ``monotonic`` gives seconds, ``on_change`` hears every new state on the worker's
    thread. ``patience`` seconds without news from the device make a job UNSURE, ten times as many if it says
    all the while that it works, or cannot be reached. ``withdrawals`` keeps what printers are to take back, ``holder``
    gives the printer that has a job that was sent, None when it is there no more; without it that is the one by
    ``route``.
    """

    def __init__(
        self,
        store: JobStore,
        compose: Callable[[PrintJob], bytes],
        route: Callable[[PrintJob], Printer],
        monotonic: Callable[[], float],
        *,
        withdrawals: Withdrawals,
        on_change: Callable[[UUID, JobState, str], None] = lambda job, state, detail: None,
        holder: Callable[[PrintJob], Printer | None] | None = None,
        patience: float = 60.0,
        interval: float = 0.5,
    ) -> None:
        self._store, self._compose, self._route, self._monotonic = store, compose, route, monotonic
        self._on_change, self._patience, self._interval = on_change, patience, interval
        self._underway: dict[UUID, _Underway] = {}
        self._told: dict[UUID, str] = {}
        # Of a print in a profile made anew nobody knows the printer: most likely the one of today.
        self._back = TakingBack(
            withdrawals,
            lambda job: (holder if holder and job.printer else route)(job),
            monotonic,
            lambda: store.jobs(JobState.SENT, JobState.UNSURE),
        )
        self._waits: dict[UUID, float] = {}
        self._asked_about: set[UUID] = set()
        self._marking = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Sort out what an earlier run left, then work in the background."""
        self._thread = threading.Thread(target=self._run, name="print", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 15.0) -> bool:
        """Finish the step in hand and end; True when the thread is gone."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)
        return self._thread is None or not self._thread.is_alive()

    def nudge(self) -> None:
        """There is a new job, or a person put paper in."""
        self._wake.set()

    def _run(self) -> None:
        recovered = False
        while not self._stopping.is_set():
            try:
                if not recovered:
                    self.recover()
                    recovered = True
                self.step()
            except Exception:
                # A full or locked disk must not end printing for the day; the next round tries again, and asks
                # a person about what was sent without a note of what became of it.
                recovered = False
                LOG.exception("ZC-PRN-30 print round failed")
            self._wake.wait(self._interval)
            self._wake.clear()

    def recover(self) -> None:
        """After a start: what was SENT when the program ended may or may not be on paper. A person knows."""
        for job in self._store.jobs(JobState.SENT):
            if job.id not in self._underway:
                words = job.detail if VOIDED in job.detail else "程序中断前已送打印机，请查看是否出纸"
                self._mark(job, Happening.RESTART, job.printer, words)

    def step(self) -> None:
        """One round: watch what is under way, then hand over what waits. A printer that waits for a hand holds
        only its own jobs.
        """
        for underway in list(self._underway.values()):
            self._watch(underway)
        stuck: set[str] = set()
        # Before printers are asked for what they have: what is given up while they are comes with the next round.
        waiting = self._store.jobs(JobState.ALLOCATED)
        # A 补打 goes out only when it is known what became of the print before it.
        unknown = (
            {job.document_id for job in self._store.jobs(JobState.SENT, JobState.UNSURE)}
            if waiting
            else set()
        )
        self._back.step()
        for job in waiting:
            if self._stopping.is_set():
                return
            if job.document_id in unknown:
                self._tell(job, JobState.ALLOCATED, "前一次打印还没有结果，请先查看是否出纸")
            elif self._still(job):
                self._hand_over(job, stuck)

    def answer(self, job_id: UUID, happening: Happening) -> JobState:
        """A person's word: PERSON_OUT, PERSON_NOT_OUT, PERSON_AGAIN, or PERSON_STOP for what was not sent yet. From
        then on the device's word no longer counts.

        Raises ValueError when the word does not fit the state of the job, LookupError when there is no such
        job.
        """
        if happening not in PERSON:
            raise ValueError(f"{happening} is no word of a person")
        with self._marking:
            job = self._store.job(job_id)
            if job is None:
                raise LookupError(f"no print job {job_id}")
            state = next_state(job.state, happening)
            if not self._store.mark(job_id, state, job.printer, _DETAIL.get(happening, ""), was=job.state):
                raise ValueError(f"{job.state} is no longer the state of {job_id}")
        self._on_change(job_id, state, "")
        self.nudge()
        return state

    def _hand_over(self, job: PrintJob, stuck: set[str]) -> None:
        try:
            printer = self._free(job, stuck)
        except Exception:  # one printer that cannot be asked must not stop the others
            LOG.exception("ZC-PRN-34 no printer for job %s", job.id)
            self._mark(job, Happening.NOT_SENT, job.printer, "ZC-PRN-34 这台打印机用不了，没有打印")
            return
        if printer is None:
            return
        try:
            pdf = self._compose(job)
        except UserFacingError as error:
            self._mark(job, Happening.NOT_SENT, job.printer, _why(error))
            return
        except Exception:  # one paper that cannot be set must not stop the others
            LOG.exception("ZC-PRN-31 compose failed for job %s", job.id)
            self._mark(job, Happening.NOT_SENT, job.printer, "ZC-PRN-31 文书排版出错，没有打印")
            return
        job = self._store.job(job.id) or job  # what its printer said of it in this very round counts too
        handed = self._mark(job, Happening.HANDING_OVER, printer.name, self._beside(job))
        if handed and not self._send(job, printer, pdf):
            stuck.add(printer.name)

    def _free(self, job: PrintJob, stuck: set[str]) -> Printer | None:
        """The printer of a job if it takes one now."""
        printer = self._route(job)
        begun = self._waits.pop(job.id, None)
        if printer.name in stuck:
            return None
        if isinstance(printer, TakesOne) and printer.busy():
            stuck.add(printer.name)
            return None
        state = printer.state()
        if state in STANDS:
            stuck.add(printer.name)
            self._tell(job, JobState.ALLOCATED, STATE_WORDS[state])
            return None
        if begun is not None:
            # Only a printer that could answer all the while is silent.
            self._waits[job.id] = begun
        return printer if self._cleared(job) else None

    def _cleared(self, job: PrintJob) -> bool:
        """Whether no earlier print of this paper can come beside it, as far as a printer told, or a person was asked
        who could not wait for that any longer: it is she who looks, and nothing was claimed either way.
        """
        if job.document_id not in self._back.open or job.id in self._asked_about:
            return True
        self._back.hurry(job.document_id)
        now = self._monotonic()
        if now - self._waits.setdefault(job.id, now) < self._patience:
            self._tell(job, JobState.ALLOCATED, "打印机没有回答，前一次打印还没有取消，暂不补打")
        elif self._mark(job, Happening.NOT_SENT, job.printer, UNTOLD):
            self._asked_about.add(job.id)
        return False

    def _beside(self, job: PrintJob) -> str:
        """What may come out beside this print, in words."""
        silent = job.document_id in self._back.open
        return _SILENT if silent else _KEPT if self._back.kept(job.document_id) else ""

    def _send(self, job: PrintJob, printer: Printer, pdf: bytes) -> bool:
        """False when a slip beside the queue took the printer first: the job waits again, for the next round."""
        sent = _with_state(job, JobState.SENT, printer.name)
        self._waits.pop(job.id, None)
        self._asked_about.discard(job.id)
        try:
            ticket = printer.send(job_title(job), pdf, job.copies)
        except TakenError:
            self._mark(sent, Happening.TAKEN, job.printer, "")
            self._back.handed_nothing(job)
            return False
        except NotSentError as error:
            self._mark(sent, Happening.NOT_SENT, printer.name, _why(error))
            # It has no print that could be asked back, or of which could be said that it may still come.
            self._back.handed_nothing(job)
            return True
        except Exception:  # whatever a driver raises, the page may be out: only a person can tell
            LOG.exception("ZC-PRN-32 printer gave no answer for job %s", job.id)
            self._mark(sent, Happening.SILENCE, printer.name, "ZC-PRN-32 打印机没有回答，请查看是否出纸")
            return True
        now = self._monotonic()
        underway = _Underway(sent, printer, ticket, now, now)
        self._underway[job.id] = underway
        self._watch(underway)
        return True

    def _watch(self, underway: _Underway) -> None:
        job = underway.job
        if not self._still(job):
            self._forget(underway)
            return
        outcome, words, state = self._asked(underway)
        now = self._monotonic()
        much = _AT_WORK * self._patience
        long = now - underway.begun >= much
        if state is not PrinterState.OFFLINE:
            underway.gone = None
        elif underway.gone is None:
            underway.gone = now
        if outcome is Outcome.OUT:
            self._done(underway, Happening.DEVICE_OUT, words)
        elif job.state is JobState.UNSURE:
            if long:
                self._forget(underway)
        elif outcome is Outcome.FAILED:
            self._done(underway, Happening.DEVICE_FAILED, words)
        elif underway.gone is not None and now - underway.gone >= much:
            self._unsure(underway, _HELD if _is_held(underway.printer) else _GONE)
        elif state in STANDS:
            underway.since = now
            self._tell(job, JobState.SENT, STATE_WORDS[state])
        elif outcome is Outcome.WORKING and state is not PrinterState.READY and not long:
            # A printer that has nothing to do while the job waits in its list will not come to it by itself.
            underway.since = now
        elif now - underway.since >= self._patience:
            self._unsure(underway, words or "打印机没有回报，请查看是否出纸")

    def _asked(self, underway: _Underway) -> tuple[Outcome, str, PrinterState]:
        """What the printer says of the job and, where that leaves it open, of itself."""
        try:
            outcome, words = underway.printer.outcome(underway.ticket)
            if outcome is Outcome.OUT:
                return outcome, words, PrinterState.UNKNOWN
            state = underway.printer.state()
            if outcome is Outcome.FAILED and state in STANDS:
                # Why it gave up is what the person needs who is asked.
                words = f"{words}；{STATE_WORDS[state]}"
            return outcome, words, state
        except Exception:  # a driver that breaks must not keep the queue from the other printers
            LOG.exception("ZC-PRN-32 printer gave no answer for job %s", underway.job.id)
            return Outcome.UNKNOWN, "ZC-PRN-32 打印机没有回答，请查看是否出纸", PrinterState.UNKNOWN

    def _unsure(self, underway: _Underway, words: str) -> None:
        """A person is asked from now on; a printer that goes on knowing of the job may still say that it is out."""
        if isinstance(underway.printer, TakesOne):
            self._done(underway, Happening.SILENCE, words)
        elif self._mark(underway.job, Happening.SILENCE, underway.printer.name, words):
            underway.job = _with_state(underway.job, JobState.UNSURE, underway.printer.name)
            underway.begun = self._monotonic()

    def _done(self, underway: _Underway, happening: Happening, words: str) -> None:
        # Forgotten only once it is written: on a full disk the next round asks the device again.
        self._mark(underway.job, happening, underway.printer.name, words)
        self._forget(underway)
        if happening is Happening.DEVICE_OUT and isinstance(underway.printer, Tidies):
            underway.printer.tidy(underway.ticket)

    def _forget(self, underway: _Underway) -> None:
        self._underway.pop(underway.job.id, None)
        if isinstance(underway.printer, TakesOne):
            underway.printer.let_go(underway.ticket)

    def _mark(self, job: PrintJob, happening: Happening, printer: str, detail: str) -> bool:
        """Write the next state; False when a person moved the job on meanwhile: her word stands."""
        state = next_state(job.state, happening)
        now = self._store.job(job.id) if state in ASKS else None
        if now is not None and VOIDED in now.detail and VOIDED not in detail:
            detail = "；".join(filter(None, (now.detail, detail)))  # that it is void is what the person needs first
        elif now is not None:
            beside = (said for said in (_KEPT, _SILENT) if said in now.detail and said not in detail)
            detail = "；".join(filter(None, (detail, *beside)))
        with self._marking:
            if not self._store.mark(job.id, state, printer, detail, was=job.state):
                return False
        self._told.pop(job.id, None)
        self._on_change(job.id, state, detail)
        return True

    def _still(self, job: PrintJob) -> bool:
        now = self._store.job(job.id)
        return now is not None and now.state is job.state

    def _tell(self, job: PrintJob, state: JobState, words: str) -> None:
        """Say once why a job waits; its state does not change, so nothing is written."""
        if self._told.get(job.id) != words:
            self._told[job.id] = words
            self._on_change(job.id, state, words)


def _why(error: UserFacingError) -> str:
    """Why nothing was sent, and what helps."""
    return f"{error.code} {error.what.rstrip('。')}。{error.what_next}"


def _is_held(printer: Printer) -> bool:
    """Whether it prints nothing because somebody paused it, which is no matter of its cable."""
    try:
        return isinstance(printer, Remarks) and PAUSED in printer.remarks()
    except Exception:  # it was asked for a word more, and nothing hangs on that
        LOG.exception("ZC-PRN-32 printer %s says nothing of itself", printer.name)
        return False


def _with_state(job: PrintJob, state: JobState, printer: str) -> PrintJob:
    return replace(job, state=state, printer=printer)

