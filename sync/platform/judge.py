"""Whether a commit takes effect or is parked, and why. A parked commit is stored and acknowledged all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from sync.platform.projection import (
    ENDED,
    FIRST,
    LEASE_MOVED,
    PLATFORM,
    CaseView,
    advance,
    is_known,
    is_legal_act,
    reopens,
)
from sync.wire.chain import chain_hash, digest_of
from sync.wire.models import OLDEST, SCHEMA, Command, CommitBody, EventBody
from sync.wire.problems import SCHEMA_TOO_OLD, ProblemError


class Reason(StrEnum):
    """Why a commit was parked."""

    NO_LEASE = "no-lease"
    LEASE_STALE = "lease-stale"
    CASE_CLOSED = "case-closed"
    UNKNOWN_CASE = "unknown-case"
    VERSION_GAP = "version-gap"
    UNKNOWN_TYPE = "unknown-type"
    SCHEMA_NEWER = "schema-newer"
    TOO_LARGE = "too-large"
    DIGEST_MISMATCH = "digest-mismatch"
    CHAIN_BROKEN = "chain-broken"
    MALFORMED = "malformed-body"
    BODY_MISMATCH = "body-mismatch"
    REUSED = "identifier-reused"
    FAILED = "internal"


@dataclass(frozen=True)
class Sender:
    """Who sends: device and epoch of the sequence."""

    device: str
    epoch: int


@dataclass(frozen=True)
class Read:
    """A command as read: the parsed body, or the reason why there is none."""

    command: Command
    body: CommitBody | None
    reason: Reason | None


def read_command(command: Command, sender: Sender, prev: str) -> Read:
    """Parse and check what can be checked without the database; ``prev`` is the hash of the commit before.

    Raises ProblemError ``schema-too-old`` for a body of a version that is no longer read: nothing of the request is
    taken, so that it stays where it is until that window's program is renewed.
    """
    if command.prev != prev or chain_hash(command.prev, command.digest) != command.hash:
        return Read(command, None, Reason.CHAIN_BROKEN)
    if command.body is None:
        return Read(command, None, Reason.TOO_LARGE)
    try:
        if digest_of(command.body) != command.digest:
            return Read(command, None, Reason.DIGEST_MISMATCH)
        body = CommitBody.model_validate_json(command.body)
    except (ValidationError, UnicodeError):
        return Read(command, None, Reason.MALFORMED)
    if body.v < OLDEST:
        raise ProblemError(SCHEMA_TOO_OLD, f"version {body.v}, at least {OLDEST}")
    here = (body.device, body.epoch, body.seq, body.id, body.case)
    if here != (sender.device, sender.epoch, command.seq, command.id, command.case):
        return Read(command, None, Reason.BODY_MISMATCH)
    return Read(command, body, None)


def kept_text(body: str | None) -> str | None:
    """The text of a commit as it is stored. One with a NUL, which no JSON has, is in no PostgreSQL: its place in the
    sequence is taken without it, as of one too large, on every store.
    """
    return None if body is not None and "\0" in body else body


def continues(events: Sequence[EventBody], version: int) -> bool:
    """Whether the events count on from ``version``."""
    return all(event.version == version + n for n, event in enumerate(events, start=1))


def judge(
    body: CommitBody, view: CaseView | None, version: int, device: str
) -> tuple[Reason | None, CaseView | None]:
    """Why the commit is parked (None: it applies) and the case after it.

    ``view`` is the case before, left untouched; ``version`` how many of the writer's events are here already.
    """
    if body.v > SCHEMA or any(event.schema_version > SCHEMA for event in body.events):
        return Reason.SCHEMA_NEWER, None
    if not all(is_known(event.type) for event in body.events):
        return Reason.UNKNOWN_TYPE, None
    if not continues(body.events, version):
        return Reason.VERSION_GAP, None
    if view is None and body.events[0].type not in FIRST:
        return Reason.UNKNOWN_CASE, None
    after = CaseView(body.case.bytes, device, device) if view is None else CaseView(**vars(view))
    fence = after.lease_epoch
    for event in body.events:
        if is_legal_act(event.type):
            if after.stage in ENDED and not reopens(after.stage, event.type):
                return Reason.CASE_CLOSED, None
            if 0 < body.fence < fence:
                # Written before somebody else took the case over: fenced off, even when it came back since.
                return Reason.LEASE_STALE, None
            if after.holder != device:
                return Reason.NO_LEASE, None
        elif event.type == LEASE_MOVED and device != PLATFORM:
            return Reason.NO_LEASE, None
        advance(after, event.type, event.payload)
    return None, after
