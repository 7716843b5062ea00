"""What goes over ``/v1``, as models; ``docs/openapi.json`` is generated from them.

Times are UTC milliseconds, identifiers are UUIDs as text, digests 64 hex digits of SHA-256. Unknown keys are
ignored, so that a newer writer does not stop an older reader.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MAX_ITEMS = 400
"""Commits in one request; a transaction each way for all of them, so that the disk is waited for once."""
MAX_BYTES = 1024 * 1024
"""Bytes of one request body."""
MAX_CHUNK = 8 * 1024 * 1024
"""Bytes of one piece of a scan."""
MAX_BLOB = 1024 * 1024 * 1024
"""Bytes of one scan."""
SCHEMA = 1
"""Newest version of a commit's body that this code reads."""
OLDEST = max(1, SCHEMA - 2)
"""Oldest one: what a window wrote two versions ago, and could not send until now, is still taken."""

Device = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Epoch = Annotated[int, Field(ge=1, le=2**31)]
Seq = Annotated[int, Field(ge=1, le=2**53)]
Hex = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
BlobDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a scan's plain content, 64 hex digits."""


class Model(BaseModel):
    """Base of all wire models: immutable, tolerant of unknown keys."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Outcome(StrEnum):
    """What became of a commit. All three are durable answers: the commit leaves the sender's outbox."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    PARKED = "parked"


class Command(Model):
    """One commit of a device. ``body`` is the stored JSON text, byte for byte.

    ``body`` is null when the text itself is larger than a request may be: the place in the sequence is then taken and
    parked, so that one oversized commit does not hold up those behind it.
    """

    seq: Seq
    id: UUID
    case: UUID
    body: str | None
    digest: Hex
    prev: Hex
    hash: Hex


class CommandBatch(Model):
    """Commits of one device and epoch with contiguous ``seq``, at most 400 and 1 MiB."""

    device: Device
    epoch: Epoch
    commits: Annotated[list[Command], Field(min_length=1, max_length=MAX_ITEMS)]


class CommandResult(Model):
    """Answer to one commit: ``receipt`` is signed (``sync.wire.receipts``), ``reason`` a code when parked."""

    seq: int
    id: UUID
    outcome: Outcome
    reason: str = ""
    receipt: str


class CommandAnswer(Model):
    """Answers in the order asked. ``accepted_through`` is the highest ``seq`` of device and epoch that is on disk."""

    accepted_through: int
    results: list[CommandResult]


class Limits(Model):
    """How much one request may carry."""

    max_items: int = MAX_ITEMS
    max_bytes: int = MAX_BYTES
    max_chunk: int = MAX_CHUNK


class UploadRequest(Model):
    """A scan is to come: its content by digest and size, and the case it belongs to."""

    device: Device
    epoch: Epoch
    case: UUID
    digest: BlobDigest
    size: Annotated[int, Field(ge=0, le=MAX_BLOB)]
    fresh: bool = False
    """Begin at the start, whatever has arrived before."""


class UploadState(Model):
    """How far a scan has come. ``offset`` counts bytes that are on the platform's disk; go on from there.

    ``id`` names the one upload that may go on: opening the same scan again gives a new one, and the older is gone.
    ``held`` says that the scan is whole there and fits its digest; ``id`` is then empty.
    """

    id: str
    digest: str
    offset: int
    size: int
    held: bool
    backed_up: bool = False
    """Whole here and in a verified backup of the platform: a window may clear its own away."""


class CarryAnswer(Model):
    """What became of a carried file: an answer per commit, and how many scans are whole here."""

    device: str
    scans: int
    results: list[CommandResult]
    waiting: bool = False
    """A hall holds the file, which only the province can open, and sends it on: ask again for the receipts."""


class HelloAnswer(Model):
    """Who answers. ``server_epoch`` changes when the platform's history is no longer the one a client knows."""

    server_epoch: str
    accepted_through: int
    time_ms: int
    public_key: str
    min_schema: int = OLDEST
    max_schema: int = SCHEMA
    limits: Limits = Limits()
    durable_through: int = 0
    """Highest own ``seq`` that a verified backup of the platform covers."""
    carry_key: str = ""
    """Public key (``x25519:base64``) for files that are carried here on a stick."""
    relayed_through: int | None = None
    """On a hall's own server: how far the province has the device's commits. Null: this is the province."""
    upstream_key: str = ""
    """On a hall's own server: the province's public key, which its receipts and its catalogue are signed with."""
    upstream_trouble: str = ""
    """On a hall's own server: what is wrong with the province's answers (a code), which are not believed; or empty."""


class RelayAnswer(Model):
    """On a hall's own server: what the province said to commits of a device, with its own receipts.

    ``relayed_through``: the highest ``seq`` the province has; ``trouble``: why it goes no further, a code, or empty.
    """

    relayed_through: int
    trouble: str
    results: list[CommandResult]


class Change(Model):
    """A commit written by another device about a case of the asking device."""

    device: str
    epoch: int
    seq: int
    id: UUID
    case: UUID
    body: str
    digest: str
    prev: str
    hash: str


class GoneKind(StrEnum):
    """Why a case leaves a device: withdrawn online, moved to other hands, or erased by order."""

    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    ERASED = "erased"


class Gone(Model):
    """墓碑: a case that a device is no longer to have. ``after``: how many commits of the page come before it.

    ``at`` in UTC milliseconds. What the device has not sent yet is never dropped for it. A case that moved is told of
    again, under the same ``id``, when it gets further: ``home`` is the window that has it, ``stage`` where it stands,
    and nothing else of it is told.
    """

    id: UUID
    case: UUID
    kind: GoneKind
    reason: Annotated[str, Field(max_length=200)] = ""
    at: int
    after: Annotated[int, Field(ge=0)] = 0
    home: Annotated[str, Field(max_length=64)] = ""
    stage: Annotated[str, Field(max_length=40)] = ""


class ChangesPage(Model):
    """A page of changes; ``cursor`` is opaque and is kept together with the page, in one transaction."""

    commits: list[Change]
    cursor: str
    more: bool
    gone: list[Gone] = Field(default_factory=list)


class EpochRequest(Model):
    """The device was restored (``reason``: a code) and writes under ``epoch`` from now on."""

    epoch: Epoch
    reason: Annotated[str, Field(max_length=64)] = ""


class EpochReach(Model):
    """How far the platform has one epoch of a device."""

    epoch: int
    accepted_through: int


class EpochAnswer(Model):
    """What the platform has of the device's other epochs."""

    epoch: int
    older: list[EpochReach]


class CommitsPage(Model):
    """Own commits of a device, as they were sent; those that came without their text are left out."""

    commits: list[Change]


class RangesRequest(Model):
    """对账: ``nodes`` maps a range (``sync.wire.ranges``) to what the device has there.

    ``deep``: the platform counts anew from what lies on its disk instead of what it kept count of.
    """

    device: Device
    nodes: Annotated[dict[Annotated[str, Field(max_length=32)], Hex], Field(max_length=512)]
    deep: bool = False


class RangesAnswer(Model):
    """Ranges that differ, each with its parts as the platform has them; none means equal."""

    differ: dict[str, dict[str, str]]


class SeqRange(Model):
    """Commits ``first``..``last`` of one epoch."""

    epoch: Epoch
    first: Seq
    last: Seq


class DayRequest(Model):
    """日终对账: the commits of one day, as the device counts days.

    ``figures``: what the asker has of them (canonical JSON), with its signed word ``receipt``; both empty: not said.
    """

    device: Device
    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    ranges: Annotated[list[SeqRange], Field(max_length=16)]
    figures: Annotated[str, Field(max_length=65_536)] = ""
    receipt: Annotated[str, Field(max_length=131_072)] = ""


class DayAnswer(Model):
    """The platform's figures for the same commits; ``receipt`` is its signed word for ``figures`` (canonical JSON)."""

    figures: str
    receipt: str


class BlockRequest(Model):
    """号段: ``size`` numbers of ``series`` are wanted."""

    device: Device
    epoch: Epoch
    series: Annotated[str, Field(min_length=1, max_length=128)]
    size: Annotated[int, Field(ge=1, le=100_000)]


class BlockAnswer(Model):
    """The reserved numbers, both ends included; no other device ever gets them."""

    id: str
    series: str
    first: int
    last: int


class LeaseAction(StrEnum):
    """``give``: its holder gives the case to another window. ``take``: a window takes it over from one that is dead."""

    GIVE = "give"
    TAKE = "take"


class LeaseRequest(Model):
    """The lease of a case is to move. ``fence`` is the count of holders the asker knows of.

    ``to`` is the window it is given to; ``permit`` the word of a supervisor at the platform, once, for a ``take``.
    ``operator``, ``name`` and ``number`` say who asks, ``reason`` why; all stay in the log of the case.
    """

    device: Device
    action: LeaseAction
    to: Annotated[str, Field(max_length=64)] = ""
    fence: Annotated[int, Field(ge=0, le=2**31)] = 0
    permit: Annotated[str, Field(max_length=64)] = ""
    operator: Annotated[str, Field(max_length=64)] = ""
    name: Annotated[str, Field(max_length=64)] = ""
    number: Annotated[str, Field(max_length=64)] = ""
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class LeaseAnswer(Model):
    """Who may act on a case: ``holder`` (``platform``: the department), ``home`` the window it belongs to."""

    case: UUID
    holder: str
    home: str
    fence: int
    provisional: bool = False
    """A hall granted it without its province; it is asked as soon as the line is up again, and may say no."""


class EventBody(Model):
    """One event in the body of a commit; ``version`` counts the events of the case by this device from 1."""

    id: UUID
    type: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
    schema_version: Annotated[int, Field(alias="schema", ge=1, lt=2**31)]
    version: Annotated[int, Field(ge=1, le=2**53)]
    payload: dict[str, Any]


class CommitBody(Model):
    """The body of a commit, as parsed for reading; what is stored and hashed is always the text."""

    v: int
    id: UUID
    case: UUID
    device: str
    epoch: int
    seq: int
    at: int
    operator: str
    fence: Annotated[int, Field(ge=0, le=2**31)] = 0
    """The count of holders of the case that the writer knew of; 0 from versions that do not say."""
    events: Annotated[list[EventBody], Field(min_length=1)]
