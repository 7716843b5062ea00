"""Ports of what is kept under lock: the ledger of blanks, the seals, the bundles of originals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from app.domain.seals import SealMove, SealStanding
from app.domain.stock import StockMove
from app.ports.day import DayRecord
from app.values import dataclass


@dataclass(frozen=True)
class Blank:
    """One sheet of blank stock as the ledger has it now; ``state`` is a BlankState code, ``holder`` who has it."""

    kind: str
    serial: str
    state: str
    reason: str
    case_id: UUID | None
    holder: str = ""


class StockBook(Protocol):
    """The ledger of blanks (空白证照): entries are added and never changed."""

    def add(self, moves: Sequence[StockMove], record: DayRecord | None = None) -> None:
        """All of them or none, in order, with a line of the audit and the ``record`` both signed; durable when this
        returns.

        Raises UserFacingError ZC-STOCK-01 to -03 for an entry that may not follow what is known of its sheet.
        """
        ...

    def moves(self, kind: str = "", serial: str = "") -> Sequence[StockMove]:
        """Entries, the oldest first."""
        ...

    def blanks(self, kind: str = "") -> Sequence[Blank]:
        """Every sheet, in order of serial."""
        ...

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """kind → state → number of sheets."""
        ...


class SealBook(Protocol):
    """印章登记: who has which seal, where, since when."""

    def add(self, move: SealMove) -> None:
        """Enter one move. Raises UserFacingError ZC-SEAL-02 when it may not follow."""
        ...

    def moves(self, seal: str = "") -> Sequence[SealMove]:
        """Entries, the oldest first."""
        ...

    def standings(self) -> Mapping[str, SealStanding]:
        """Every seal as it stands now, by name."""
        ...


@dataclass(frozen=True)
class BundleStep:
    """One hand-over of a bundle: who gave it (``giver``), who took it (``hand``), from where to where, when."""

    from_place: str
    to_place: str
    giver: str
    hand: str
    at_ms: int
    waybill: str = ""


@dataclass(frozen=True)
class BundleLine:
    """A bundle of originals where the log saw it last; ``ended`` whether its case is over."""

    code: str
    case_id: UUID
    number: str
    item: str
    applicant: str
    originals: int
    copies: int
    ended: bool
    steps: tuple[BundleStep, ...]

    @property
    def last(self) -> BundleStep:
        """Where it is."""
        return self.steps[-1]
