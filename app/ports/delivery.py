"""Ports of the line beyond its commits: scans, epochs after a restore, reconciliation. See ``app.ports``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import BinaryIO, Protocol
from uuid import UUID

from app.domain.records import StoredCommit
from app.values import dataclass, field


@dataclass(frozen=True)
class WaitingScan:
    """A scan that the platform does not have yet: SHA-256 of its plain content in hex, bytes, its case."""

    digest: str
    size: int
    case_id: UUID


class Scans(Protocol):
    """Scans of this device, as the line needs them."""

    def waiting(self, limit: int) -> Sequence[WaitingScan]:
        """What is to be sent, the smallest case first."""
        ...

    def open(self, digest: str) -> BinaryIO:
        """A seekable reader of the plain content. Raises UserFacingError when it is missing or damaged."""
        ...

    def delivered(self, digest: str) -> None:
        """The platform has it whole, on its disk."""
        ...

    def damaged(self, digest: str) -> None:
        """It cannot be read here: a work item, and no reason to hold up the others."""
        ...

    def meet(self, server_epoch: str, lost: bool) -> None:
        """The platform answers; with another epoch than last time, or ``lost``, everything here is offered again."""
        ...


@dataclass(frozen=True)
class ScanProgress:
    """Where a scan stands at the platform: bytes on its disk, the upload that may go on, whether it is whole."""

    upload: str
    offset: int
    held: bool


class ScanLine(Protocol):
    """The line for scans. Errors: app.errors.LineError, with kinds upload-offset-mismatch, upload-gone and
    digest-mismatch besides.
    """

    def open_scan(self, scan: WaitingScan) -> ScanProgress:
        """Begin or go on; this end is the only writer from here on."""
        ...

    def append_scan(self, upload: str, offset: int, data: bytes) -> ScanProgress:
        """Send the next piece, at the offset told last."""
        ...


class Epochs(Protocol):
    """Older epochs of this device: there are some after a restore."""

    def older(self) -> Sequence[tuple[int, int]]:
        """(epoch, last seq here) of every epoch before the current one."""
        ...

    def announced(self) -> bool:
        """Whether the platform knows of the current epoch and gave back what it had of the older ones."""
        ...

    def mark_announced(self) -> None:
        """It does, and did."""
        ...

    def take_back(self, given: Sequence[StoredCommit], at_ms: int) -> int:
        """Own commits that only the platform had; how many were new here."""
        ...


class EpochLine(Protocol):
    """The line for a device that was restored. Errors: app.errors.LineError."""

    def announce_epoch(self) -> Sequence[tuple[int, int]]:
        """Say that this device now writes under its current epoch; (epoch, last seq there) of its older ones."""
        ...

    def recall(self, epoch: int, first: int) -> Sequence[StoredCommit]:
        """Own commits of an older epoch from seq ``first`` on, as the platform has them; a page at a time."""
        ...


@dataclass(frozen=True)
class CountedCommit:
    """A commit that both ends should have, as the reconciliation counts it; ``own`` and acknowledged, or of others."""

    case_id: UUID
    device: str
    epoch: int
    seq: int
    digest: str
    parked: bool
    own: bool
    arrival: int


@dataclass
class DayFigures:
    """What this device did on a day (Asia/Shanghai); ``ranges``: (epoch, first, last), ``heads``: epoch → seq:hash."""

    day: str
    ranges: list[tuple[int, int, int]] = field(default_factory=list)
    commits: int = 0
    parked: int = 0
    waiting: int = 0
    papers: int = 0
    heads: dict[str, str] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)


class Reckoning(Protocol):
    """This end of the reconciliation."""

    def counted(
        self, own_after: Mapping[int, int], arrival_after: int, deep: bool = False
    ) -> Iterable[CountedCommit]:
        """Own acknowledged commits behind ``own_after`` (epoch → seq), and those of others behind ``arrival_after``.

        ``deep``: digests are worked out anew from the stored text.
        """
        ...

    def remembered(self) -> str:
        """What ``remember`` kept; empty when commits were rewound since."""
        ...

    def remember(self, text: str) -> None:
        """Keep sums, so that only what is new is counted next time."""
        ...

    def day(self, day: date) -> DayFigures:
        """The figures of a day, of what the platform has acknowledged."""
        ...

    def redone(self, places: Sequence[str]) -> frozenset[str]:
        """Which of these commits of the department (``device/epoch/seq``) it made again later: same case, same acts."""
        ...

    def send_again(self, epoch: int, seq: int) -> None:
        """The platform lacks own commits from ``seq`` on: they leave again."""
        ...

    def ask_again(self) -> None:
        """Commits of others are missing here: all pages are asked for anew."""
        ...


class ReconcileLine(Protocol):
    """The line for the reconciliation. Errors: app.errors.LineError."""

    def compare(self, nodes: Mapping[str, str], deep: bool) -> Mapping[str, Mapping[str, str]]:
        """Ranges that differ at the platform, each with its parts there."""
        ...

    def day(self, mine: DayFigures) -> tuple[Mapping[str, object], str]:
        """The platform's figures for the commits of a day, and its signature over them; it keeps ours, signed by us."""
        ...
