"""Ports: the line to the province."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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
    """What the platform says of itself.

    ``relayed_through``: a hall's own server answered, and the province has our commits up to this ``seq``; None: this
    is the province.
    """

    server_epoch: str
    accepted_through: int
    time_ms: int
    public_key: str
    min_schema: int = 1
    max_schema: int = 1
    carry_key: str = ""
    durable_through: int = 0
    relayed_through: int | None = None


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
