"""Ports: what a use case works with: transactions, drafts, the papers of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

from app.domain.case import Case
from app.domain.events import Event
from app.domain.guide import ServiceGuide
from app.domain.pad import PadSheet
from app.domain.time import Timestamp
from app.values import dataclass


@dataclass(frozen=True)
class Effects:
    """What must be written in the same transaction as the events.

    ``numbers``: (series, n, document id) used up; ``jobs``: print jobs to allocate; ``drafts_done``:
    draft cases whose typed
    fields are now in the log; ``blanks``: stock that moves; ``marks``: print jobs whose state is told by the events;
    ``pad``: (sheet number, case id, hand-over) of sheets of the paper pad that were entered; ``scans``: digests
    that are the case's from now on though no event names them; ``settings``: (key, value) of plain settings that hold
    with these events or not at all.
    """

    numbers: tuple[tuple[str, int, UUID], ...] = ()
    jobs: tuple[NewJob, ...] = ()
    drafts_done: tuple[UUID, ...] = ()
    blanks: tuple[BlankMove, ...] = ()
    marks: tuple[JobMark, ...] = ()
    pad: tuple[tuple[str, UUID, Timestamp | None], ...] = ()
    scans: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class JobMark:
    """A print job reaches a state together with the events, while it still stands as it ``was``: both are JobState
    codes. Without a ``printer`` that of the job stays.
    """

    job_id: UUID
    was: str
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
    """A blank certificate changes state: ``used`` (bound to a document) or ``void`` (with ``reason``).

    ``if_known``: nothing is entered of a sheet that this ledger never had. It was used at another window, whose case
    was taken over.
    """

    kind: str
    serial: str
    state: str
    case_id: UUID
    reason: str = ""
    if_known: bool = False


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

        Raises ConcurrencyError when ``before`` is no longer the present state, JobMovedError when a print of the
        effects moved on.
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

    def at_printer(self, case_id: UUID) -> bool:
        """Whether a print of this case was sent and nobody knows yet what became of it."""
        ...

    def issue_pad(self, sheets: Sequence[PadSheet]) -> None:
        """Make sheets of the paper pad: their numbers are used from now on."""
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


UNTYPED = frozenset(("card", "known_by", "visit", "ticket", "channel"))
"""Fields of a draft that come without a word: a card on the reader with whose face it is, the visit, the place. An
intake of which only these are kept was not begun: a card was read.
"""


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

    def kept_at(self) -> Mapping[UUID, Timestamp]:
        """When something of each was kept last."""
        ...

    def discard(self, draft: UUID) -> None:
        """Forget a draft on the person's own wish."""
        ...
