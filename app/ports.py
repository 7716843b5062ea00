"""Every port of the house: what the core needs from the world, as small protocols.

Implementations live in ``app.storage``, ``sync``, ``printing``, ``devices`` and ``ui``; only
``ui/bootstrap.py`` puts them together. Each
implementation passes the suite of its port under ``tests/conformance``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.domain.case import Case
from app.domain.events import Event
from app.domain.guide import ServiceGuide
from app.domain.people import IdCardReading
from app.domain.records import Ack, NumberBlock, StoredCommit
from app.domain.time import Timestamp


class Clock(Protocol):
    """Time as the law needs it: wall clock with its quality, and a monotonic counter for durations."""

    def now(self) -> Timestamp:
        """The present moment: UTC milliseconds, civil date in Asia/Shanghai, quality of the clock."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...


class Cancel(Protocol):
    """Handle of something scheduled."""

    def cancel(self) -> None:
        """Stop it; harmless when it already ran."""
        ...


class Scheduler(Protocol):
    """All delays go through here, so that a test can move time."""

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call once after ``seconds``."""
        ...

    def every(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call again and again; re-arms whatever the call does, errors included."""
        ...


class Entropy(Protocol):
    """Random bytes for identifiers; a seeded one makes a story repeatable."""

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        ...


@dataclass(frozen=True)
class Effects:
    """What must be written in the same transaction as the events.

    ``numbers``: (series, n, document id) used up; ``jobs``: print jobs to allocate; ``drafts_done``:
    draft cases whose typed
    fields are now in the log; ``blanks``: stock that moves; ``marks``: print jobs whose state is told by the events.
    """

    numbers: tuple[tuple[str, int, UUID], ...] = ()
    jobs: tuple[NewJob, ...] = ()
    drafts_done: tuple[UUID, ...] = ()
    blanks: tuple[BlankMove, ...] = ()
    marks: tuple[JobMark, ...] = ()


@dataclass(frozen=True)
class JobMark:
    """A print job reaches a state together with the events: ``state`` is a JobState code."""

    job_id: UUID
    state: str
    printer: str = ""
    detail: str = ""


@dataclass(frozen=True)
class NewJob:
    """A paper to print once the commit is on disk; ``printing`` counts from 1, more is a 补打 with ``reason``."""

    id: UUID
    document_id: UUID
    case_id: UUID
    kind: str
    number: str
    copies: int
    printing: int = 1
    reason: str = ""


@dataclass(frozen=True)
class BlankMove:
    """A blank certificate changes state: ``used`` (bound to a document) or ``void`` (with ``reason``)."""

    kind: str
    serial: str
    state: str
    case_id: UUID
    reason: str = ""


class Transaction(Protocol):
    """One ``BEGIN IMMEDIATE`` transaction of the profile's database."""

    def case(self, case_id: UUID) -> Case | None:
        """The case as its events make it, or None."""
        ...

    def peek_number(self, series: str) -> int:
        """Next unused number of the reserved block; NumbersExhausted when there is none."""
        ...

    def append(self, case_id: UUID, before: Case | None, events: Sequence[Event], effects: Effects) -> Case:
        """Write one commit: events, projections, numbers, jobs, stock. Returns the case afterwards.

        Raises ConcurrencyError when ``before`` is no longer the present state.
        """
        ...

    def guide(self, code: str, version: str = "") -> ServiceGuide | None:
        """The guide of an item, newest version when none is named."""
        ...

    def next_blank(self, kind: str) -> str | None:
        """Serial of the next unused blank of this kind, or None."""
        ...

    def setting(self, key: str) -> str:
        """A plain setting of the profile, empty when unset."""
        ...


class NumbersExhausted(Exception):
    """The reserved block of this series is used up: go on with the paper pad (numbered by hand) and reserve on line."""

    def __init__(self, series: str) -> None:
        super().__init__(series)
        self.series = series


class UnitOfWork(Protocol):
    """Opens transactions; everything inside commits together or not at all."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """Start a transaction; commits on leaving, rolls back on an exception."""
        ...


class Drafts(Protocol):
    """What is typed, field by field, so that a power cut loses nothing (promise 2)."""

    def put(self, draft: UUID, field: str, value: str) -> None:
        """Keep one field; durable when this returns."""
        ...

    def load(self, draft: UUID) -> Mapping[str, str]:
        """All fields of one draft."""
        ...

    def open_drafts(self) -> Sequence[UUID]:
        """Drafts not finished yet, newest first."""
        ...

    def discard(self, draft: UUID) -> None:
        """Forget a draft on the person's own wish."""
        ...


class DeviceState(StrEnum):
    """State of a device, as a code."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    BUSY = "busy"
    FAULT = "fault"


class CardReader(Protocol):
    """Reader of identity cards; every call from the one thread of its bus. Errors are app.errors.DeviceError."""

    def open(self) -> None:
        """Open the port and wait until the reader answers."""
        ...

    def close(self) -> None:
        """Let go of the port; never raises."""
        ...

    def sam_id(self) -> str:
        """Number of the certified security module, for the audit."""
        ...

    def poll(self) -> IdCardReading | None:
        """Find, select and read once; None when no new card lies there."""
        ...

    def present(self) -> bool:
        """Whether the card read last is still on the reader."""
        ...


class CardListener(Protocol):
    """Who wants to know what happens on a reader; called on the bus thread."""

    def on_reading(self, reading: IdCardReading) -> None:
        """A card was read whole."""
        ...

    def on_removed(self) -> None:
        """The card was taken away."""
        ...

    def on_hint(self, code: str) -> None:
        """Something the person can do now, as a code (re-place the card)."""
        ...

    def on_state(self, state: DeviceState, code: str) -> None:
        """The reader's state changed; ``code`` says why."""
        ...


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


class JobStore(Protocol):
    """Where the print queue lives: the profile's database."""

    def jobs(self, *states: JobState) -> Sequence[PrintJob]:
        """Jobs in any of ``states``, oldest first."""
        ...

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, as it stands now."""
        ...

    def mark(self, job_id: UUID, state: JobState, printer: str = "", detail: str = "") -> None:
        """Record a new state, durable when this returns; going to OUT also records the event on the case."""
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


class Outcome(StrEnum):
    """What is known of a page after it was sent."""

    OUT = "out"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Ticket:
    """What a printer gave back for a job; ``reference`` is its own job number."""

    printer: str
    reference: str


class Printer(Protocol):
    """A way to get paper."""

    name: str

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Hand over the page; ``title`` is the number of the paper, never a name."""
        ...

    def state(self) -> PrinterState:
        """What the device itself says, asked now."""
        ...

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """What became of a job, with the device's own words."""
        ...


class Outbox(Protocol):
    """Own commits that wait for the platform's receipt."""

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Unacknowledged commits in order of seq; commits of a case behind a parked one are still sent."""
        ...

    def acknowledge(self, acks: Sequence[Ack], at_ms: int) -> None:
        """Store the signed receipts; parked ones become work items."""
        ...

    def rewind(self, seq: int) -> None:
        """The platform lost what came after ``seq`` (restored backup): send it again."""
        ...

    def identity(self) -> tuple[str, int]:
        """(device id, epoch)."""
        ...


class Inbox(Protocol):
    """Commits of others, pulled by cursor."""

    def cursor(self) -> str:
        """Opaque cursor of the last page applied, empty at first."""
        ...

    def apply(self, commits: Sequence[StoredCommit], cursor: str) -> None:
        """Apply a page and move the cursor in one transaction; repeating it changes nothing."""
        ...


class Blocks(Protocol):
    """Number blocks in hand."""

    def low(self) -> Sequence[tuple[str, int]]:
        """(series, wanted size) of the series below their refill mark."""
        ...

    def add(self, block: NumberBlock) -> None:
        """Take a reserved block in; adding it twice changes nothing."""
        ...


@dataclass(frozen=True)
class Hello:
    """What the platform says of itself."""

    server_epoch: str
    accepted_through: int
    time_ms: int
    public_key: str
    min_schema: int = 1
    max_schema: int = 1
    carry_key: str = ""


class Platform(Protocol):
    """The line to the province; a deployment adds one implementation. Errors: app.errors.LineError."""

    def hello(self) -> Hello:
        """Who is there, how far it has us, what time it has."""
        ...

    def push(self, commits: Sequence[StoredCommit]) -> Sequence[Ack]:
        """Send commits; an answer per commit, in order, signature checked."""
        ...

    def look_back(self, first: int, last: int) -> Sequence[Ack]:
        """What the platform knows of own commits ``first``..``last``, after a lost answer."""
        ...

    def changes(self, cursor: str, limit: int) -> tuple[Sequence[StoredCommit], str, bool]:
        """(commits of others, new cursor, whether more wait)."""
        ...

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        """Reserve a block; the same ``key`` gives the same block."""
        ...
