"""Ports of the working day: its records, its clocks, the paper pad, the visits (see ``app.ports``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain.case import Case
from app.domain.day import Clocked, Found, InHand, Standing
from app.domain.guide import ServiceGuide
from app.domain.pad import PadSheet
from app.values import dataclass


class PadBook(Protocol):
    """The sheets of the paper pad, as the profile knows them."""

    def sheets(self, *states: str) -> Sequence[PadSheet]:
        """Sheets in any of ``states`` (all when none is named), in order of their numbers."""
        ...

    def settle(self, number: str, state: str, reason: str, operator: str) -> None:
        """A sheet that lay there is void or missing; of one that two windows entered it is told what was done
        (``used``); an own one whose number another window read wrong lies there again (``issued``). Raises
        UserFacingError ZC-PAD-01 when it is not there.
        """
        ...

    def give(self, number: str, case_id: UUID, operator: str) -> None:
        """A sheet that lies there, or is missing, was given for a case that the machine took in: it is no second case.
        Raises as settle.
        """
        ...

    def doubt(self, number: str, why: str, operator: str, device: str) -> None:
        """The time of printing of a sheet that lies there, or is missing, is wrong, and ``why``; ``device``: this one.
        Raises as settle.
        """
        ...


@dataclass(frozen=True)
class DayRecord:
    """A paper of a day as it was signed for: ``by``, at a change of shift the ``second`` name; ``body`` is JSON."""

    id: UUID
    kind: str
    day: date
    device: str
    at_ms: int
    by: str
    second: str
    open_points: int
    body: str


class DayBook(Protocol):
    """What a working day leaves in the profile."""

    def found(self) -> Found:
        """What the profile tells now of what waits and what must be explained; of the clocks those that ended or end by
        tomorrow.
        """
        ...

    def clocks(self, until: date, most: int) -> tuple[Sequence[Clocked], int]:
        """At most ``most`` running clocks that end by this day, the earliest first, and how many run in all."""
        ...

    def in_hand(self, most: int, away: int) -> tuple[Sequence[InHand], int]:
        """At most ``most`` cases that this device has in hand, the most urgent first, filled up to ``away`` rows
        with what the department has of those it took in; and how many there are of both.
        """
        ...

    def keep(self, record: DayRecord, operator: str) -> None:
        """Keep a paper of the day, with a line in the audit by ``operator`` in the same transaction."""
        ...

    def records(self, day: date | None = None) -> Sequence[DayRecord]:
        """What was kept, the oldest first; of one day when named."""
        ...

    def last(self, *kinds: str) -> DayRecord | None:
        """The last paper of any of these kinds, of whatever day; None when there is none."""
        ...

    def standing(self) -> Standing:
        """Whether the window was opened or closed today, and what was taken in since."""
        ...


@dataclass(frozen=True)
class Running:
    """A case with a running clock of this ``kind`` (empty: of any), as it stands after ``count`` events."""

    kind: str
    case_id: UUID
    count: int


class PeriodLooks(Protocol):
    """What the clock of the running program looks at."""

    def ended(self, before: date) -> Iterator[Running]:
        """Clocks that ended before this day, the longest ended first; read while it is walked."""
        ...

    def running(self) -> Iterator[Running]:
        """Cases with a running clock; read while it is walked."""
        ...

    def case(self, case_id: UUID) -> Case | None:
        """A case, replayed."""
        ...

    def guide(self, code: str, version: str = "") -> ServiceGuide | None:
        """The guide of an item as ``version`` says; the one in use when none is named."""
        ...


@dataclass(frozen=True)
class Visit:
    """来访: who came (``name``, the agent or the applicant) and how the identity was proved, once for all its cases.

    ``state`` is open, parked or closed; ``operator`` who has it in hand; ``reason`` why it was parked.
    """

    id: UUID
    state: str
    device: str
    operator: str
    name: str
    proof: str = ""
    reason: str = ""
    opened_ms: int = 0
    changed_ms: int = 0


class VisitBook(Protocol):
    """The visits of this device; which cases belong to one the log says."""

    def put(self, visit: Visit, actor: str) -> None:
        """Keep a visit as it is now, with a line in the audit by ``actor``; durable when this returns."""
        ...

    def visit(self, visit_id: UUID) -> Visit | None:
        """One visit."""
        ...

    def visits(self, *states: str) -> Sequence[Visit]:
        """Visits in any of ``states`` (all when none is named), the oldest first."""
        ...

    def cases(self, visit_id: UUID) -> Sequence[Case]:
        """Cases of the visit, in the order of their 收件."""
        ...

    def visit_of(self, case_id: UUID) -> UUID | None:
        """The visit a case belongs to; asked by the print queue at every turn, so it replays nothing."""
        ...

    def drafts(self, visit_id: UUID) -> Sequence[UUID]:
        """Unfinished intakes of the visit."""
        ...

    def of_person(self, number: str) -> Sequence[Case]:
        """Cases of an applicant by the number of the card or the company."""
        ...
