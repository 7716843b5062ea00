"""Ports: the line to the province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from app.domain.records import Ack, NumberBlock, StoredCommit
from app.values import dataclass


@dataclass(frozen=True)
class GoneCase:
    """墓碑: the platform says that a case left this device. ``kind``: withdrawn, moved or erased; ``at_ms`` UTC.

    Of one that moved, ``home`` is the window that has it and ``stage`` how far it is there; both may be empty.
    """

    id: UUID
    case_id: UUID
    kind: str
    reason: str
    at_ms: int
    home: str = ""
    stage: str = ""


@dataclass(frozen=True)
class SecondReceipt:
    """The province's own word for a commit that a hall's server took first; ``refused``: a code, empty when it applied.

    ``hash`` is the link of the chain that the receipt speaks of.
    """

    seq: int
    commit_id: UUID
    hash: str
    receipt: str
    refused: str


@dataclass(frozen=True)
class Above:
    """What the province has of this device behind a hall: up to ``through``; ``trouble``: why it goes no further."""

    through: int
    trouble: str
    receipts: Sequence[SecondReceipt]


class Outbox(Protocol):
    """Own commits that wait for the platform's receipt."""

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Unacknowledged commits in order of seq; commits of a case behind a parked one are still sent."""
        ...

    def acknowledge(self, acks: Sequence[Ack], at_ms: int) -> None:
        """Store the signed receipts; parked ones become work items."""
        ...

    def rewind(self, seq: int, server: str = "") -> int:
        """The platform lost what came after ``seq`` (restored backup): send it again.

        Gives how many receipts that its life ``server`` signed are forgotten by that; those of others are no loss of
        its own (behind a hall, the province's may come by a carried file).
        """
        ...

    def placeless(self) -> Mapping[int, UUID]:
        """Own commits that the platform keeps beside its log until proved, dismissed or not: seq → commit id."""
        ...

    def identity(self) -> tuple[str, int]:
        """(device id, epoch)."""
        ...


class Inbox(Protocol):
    """Commits of others, pulled by cursor."""

    def cursor(self) -> str:
        """Opaque cursor of the last page applied, empty at first."""
        ...

    def apply(self, commits: Sequence[StoredCommit | GoneCase], cursor: str) -> None:
        """Apply a page and move the cursor in one transaction; repeating it changes nothing.

        A case that left this device is put away, but never one with own work that is not sent or not in force.
        """
        ...


class SecondReceipts(Protocol):
    """The province's receipts for own commits that a hall's server took first."""

    def meet(self, relayed_through: int | None) -> None:
        """A server answered: a hall whose province has our commits up to there, or (None) the province itself.

        Receipts for what the province no longer has are forgotten.
        """
        ...

    def lacking(self) -> tuple[int, int] | None:
        """(first, last) seq of own acknowledged commits without the province's word; None when there are none."""
        ...

    def keep(self, receipts: Sequence[SecondReceipt], at_ms: int) -> int:
        """Store checked receipts; what the province refused becomes a work item.

        Gives how many of them speak of what is here.
        """
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
    upstream_key: str = ""
    """Behind a hall: the province's public key, as the hall tells it."""
    upstream_trouble: str = ""
    """Behind a hall: what is wrong with the province's answers, which the hall does not believe; a code, or empty."""


class AboveLine(Protocol):
    """The line to a hall's server, for what its province said. Errors: app.errors.LineError."""

    def above(self, first: int, last: int) -> Above:
        """The province's receipts for own commits ``first``..``last``, each checked with the province's key."""
        ...


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

    def changes(self, cursor: str, limit: int) -> tuple[Sequence[StoredCommit | GoneCase], str, bool]:
        """(commits of others and cases that left, in their order; new cursor; whether more wait)."""
        ...

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        """Reserve a block; the same ``key`` gives the same block."""
        ...
