"""Ports: the print queue and the ways to get paper."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from app.errors import UserFacingError
from app.values import dataclass


class JobState(StrEnum):
    """State of a print job: nothing is out before the printer or a person said so (promise 3).

    FAILED and UNSURE ask a person; SETTLED means she answered that nothing usable came out.
    """

    ALLOCATED = "allocated"
    SENT = "sent"
    OUT = "out"
    FAILED = "failed"
    UNSURE = "unsure"
    SETTLED = "settled"


ASKS = frozenset({JobState.FAILED, JobState.UNSURE})
"""States in which a person is asked: 出来了 / 没出来 / 再试."""
STOPPED = "经办人停止，没有打印"
"""Detail of a job that a person ended before anything came out."""
UNTOLD = "ZC-PRN-36 打印机一直不说前一次打印取消了没有，这一次还没有送打印机。前一次的可能已经出来，请先看出纸口"
"""Detail of a print that was not sent, because nobody knows whether the one before it comes out."""
PAUSED = "打印已被暂停"
"""What a printer remarks that prints nothing because somebody paused it."""
VOIDED = "已作废，出来了也不能用"
"""Within the detail of a job that had gone to the printer when its paper was voided: it is to be taken back."""


class Withdrawal(StrEnum):
    """Whether what a printer was sent of a job may still come out though nobody wants it any more. WANTED: the printer
    is to be told; KEPT: it said that it takes nothing back, or nobody can ask it.
    """

    NONE = ""
    WANTED = "wanted"
    KEPT = "kept"


@dataclass(frozen=True)
class PrintJob:
    """A job of the print queue; ``printing`` counts from 1, more is a 补打 with ``reason``."""

    id: UUID
    document_id: UUID
    case_id: UUID
    kind: str
    number: str
    copies: int
    printing: int
    reason: str
    state: JobState
    printer: str
    detail: str = ""
    withdrawal: Withdrawal = Withdrawal.NONE


class JobStore(Protocol):
    """Where the print queue lives: the profile's database."""

    def jobs(self, *states: JobState) -> Sequence[PrintJob]:
        """Jobs in any of ``states``, oldest first."""
        ...

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, as it stands now."""
        ...

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        """Record a new state, durable when this returns; going to OUT also records the event on the case.

        With ``was`` only while the job still stands so. False when somebody was quicker and nothing was written.
        A job that had a printer and is settled, or is to go again, is WANTED back from then on (:class:`Withdrawals`);
        one that is sent, or out, is not.
        """
        ...


class Withdrawals(Protocol):
    """What printers are to take back, where the print queue lives: it outlives the program that noted it."""

    def unwanted(self) -> Sequence[PrintJob]:
        """Jobs that are WANTED back, oldest first."""
        ...

    def kept(self, document_id: UUID) -> bool:
        """Whether a printer KEPT an earlier print of this document."""
        ...

    def wanted_long(self, job_id: UUID) -> bool:
        """Whether a job has been WANTED back for a day, by the clock of the wall."""
        ...

    def withdrawn(self, job_id: UUID, withdrawal: Withdrawal) -> None:
        """A printer answered for what is WANTED back: NONE, nothing of it comes any more, or KEPT. Durable."""
        ...


class PrinterState(StrEnum):
    """What a printer says of itself."""

    READY = "ready"
    BUSY = "busy"
    PAPER_LOW = "paper-low"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    JAM = "jam"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


STANDS = frozenset({PrinterState.PAPER_OUT, PrinterState.COVER_OPEN, PrinterState.JAM, PrinterState.OFFLINE})
"""It waits for a hand: sending more would only pile up paper, giving up would be wrong."""


class Outcome(StrEnum):
    """What is known of a page after it was sent. WORKING: the printer says that it has it and is at it."""

    OUT = "out"
    FAILED = "failed"
    WORKING = "working"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ticket:
    """What a printer gave back for a job; ``reference`` is its own job number."""

    printer: str
    reference: str


class NotSentError(UserFacingError):
    """Nothing was handed to the printer: the job may be tried again without a second sheet coming out."""


class TakenError(NotSentError):
    """Nothing was handed over because the printer has another's job: whoever can wait comes again by itself."""


class KeptError(Exception):
    """The printer answered, and does not take back what it was sent, or cannot say that nothing of it comes."""


class Printer(Protocol):
    """A way to get paper."""

    name: str

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Hand over the page; ``title`` is the number of the paper, never a name. Raises NotSentError."""
        ...

    def state(self) -> PrinterState:
        """What the device itself says, asked now."""
        ...

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """What became of a job, with the device's own words."""
        ...


@runtime_checkable
class Tidies(Protocol):
    """A printer whose server keeps what it printed until it is told to forget it."""

    def tidy(self, ticket: Ticket) -> None:
        """Have the server forget a settled job and the page it spooled; never raises for a server that will not."""
        ...


@runtime_checkable
class Withdraws(Protocol):
    """A printer that keeps what it was sent until it can print it, and may be told not to."""

    def withdraw(self, title: str) -> int | None:
        """Take back what bears this title and is not printed yet; how many jobs, None when nobody answered. Raises
        KeptError when the printer answers that it does no such thing or was printing it already, and nothing else.
        """
        ...


@runtime_checkable
class Remarks(Protocol):
    """A printer that says more of itself than its state."""

    def remarks(self) -> Sequence[str]:
        """Supplies and the like, in words, asked now."""
        ...


@runtime_checkable
class TakesOne(Protocol):
    """A printer that holds one job at a time, as a line without a print server does."""

    def busy(self) -> bool:
        """Whether it still has a job; sending another now would be refused."""
        ...

    def let_go(self, ticket: Ticket) -> None:
        """The queue knows what became of the job, or left it to a person; harmless for any other."""
        ...
