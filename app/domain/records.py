"""Stored facts: a commit is one transaction and one wire command; its events carry the case forward."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from app.values import dataclass


@dataclass(frozen=True)
class StoredEvent:
    """An event as it lies in the log. ``payload`` is the JSON text that was written, never rewritten.

    ``version`` counts the events of this case written by this device from 1: the lease keeps the acts of
    law in one line, so
    the order of a writer is enough, and facts about paper from two sides never collide.
    """

    id: UUID
    case_id: UUID
    device: str
    version: int
    type: str
    schema: int
    payload: str


@dataclass(frozen=True)
class StoredCommit:
    """A commit as it lies in the log and goes over the wire.

    ``body`` is the JSON text stored and sent; ``digest`` = SHA-256 of its UTF-8 bytes; ``hash`` = SHA-256
    of ``prev`` + ``digest``
    (hex, chained per device and epoch, ``prev`` of seq 1 is 64 zeros). ``ack`` is None until the
    platform's signed receipt came.
    """

    device: str
    epoch: int
    seq: int
    id: UUID
    case_id: UUID
    body: str
    digest: str
    prev: str
    hash: str
    ack: str | None = None


class AckOutcome(StrEnum):
    """What the platform did with a commit; all three are durable answers and leave the outbox."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    PARKED = "parked"


@dataclass(frozen=True)
class Ack:
    """The platform's answer to one commit. ``receipt`` is the JSON text of the signed receipt, kept as evidence."""

    seq: int
    commit_id: UUID
    outcome: AckOutcome
    receipt: str
    reason: str = ""


@dataclass(frozen=True)
class NumberBlock:
    """号段: numbers ``first``..``last`` of ``series`` reserved by the platform for one device."""

    id: str
    series: str
    first: int
    last: int


@dataclass(frozen=True)
class SyncStatus:
    """What the line looks like, for screens and ``sync status``.

    ``oldest_ms``, ``last_ack_ms`` and ``next_ms`` (when it is tried again; None: nobody tries) are UTC milliseconds;
    ``state`` is a code: never, online, offline, captive (not the province), wrong (it answers, and what it says is not
    to be believed), refused, error.
    """

    pending: int
    oldest_ms: int | None
    last_ack_ms: int | None
    parked: int
    state: str
    detail: str = ""
    numbers_left: int = 0
    next_ms: int | None = None
