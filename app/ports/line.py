"""Ports: the line to the province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from uuid import UUID

from app.domain.records import Ack, NumberBlock, StoredCommit


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
