"""Bytes of a commit: its body, digest and place in the chain of its device."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.domain import events as ev
from app.domain.codec import CodecError, dumps, from_json, to_json
from app.domain.records import StoredCommit
from app.values import dataclass

GENESIS = "0" * 64
BODY_VERSION = 1


class UnknownEvent(CodecError):
    """An event type or schema this version does not know; stored as it is and shown as irregular."""


@dataclass(frozen=True)
class CommitHead:
    """What identifies a commit besides its events; ``at_ms`` is UTC milliseconds.

    ``fence`` is the count of holders of the case that its writer knew of; 0 leaves it out, as older versions did.
    """

    id: UUID
    case_id: UUID
    device: str
    epoch: int
    seq: int
    at_ms: int
    operator: str
    prev: str
    fence: int = 0


def digest_of(body: str) -> str:
    """SHA-256 of the stored bytes, hex."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def link(prev: str, digest: str) -> str:
    """Chain value: SHA-256 over the previous value and the digest, so that purged bodies leave the chain verifiable."""
    return hashlib.sha256((prev + digest).encode("ascii")).hexdigest()


def payloads_of(recorded: Sequence[ev.Recorded]) -> tuple[str, ...]:
    """The JSON text of each event, as it stands in the body of its commit and in the table of events."""
    return tuple(dumps(item.event) for item in recorded)


def seal_commit(
    head: CommitHead, recorded: Sequence[ev.Recorded], payloads: Sequence[str] = ()
) -> StoredCommit:
    """The commit as it will be stored and sent, byte for byte; ``payloads`` where :func:`payloads_of` was asked."""
    first = dumps(
        {
            "v": BODY_VERSION,
            "id": str(head.id),
            "case": str(head.case_id),
            "device": head.device,
            "epoch": head.epoch,
            "seq": head.seq,
            "at": head.at_ms,
            "operator": head.operator,
            **({"fence": head.fence} if head.fence else {}),
        }
    )
    texts = [_event_text(*each) for each in zip(recorded, payloads or payloads_of(recorded), strict=True)]
    body = f'{first[:-1]},"events":[{",".join(texts)}]}}'
    digest = digest_of(body)
    return StoredCommit(
        device=head.device,
        epoch=head.epoch,
        seq=head.seq,
        id=head.id,
        case_id=head.case_id,
        body=body,
        digest=digest,
        prev=head.prev,
        hash=link(head.prev, digest),
    )


def _event_text(item: ev.Recorded, payload: str) -> str:
    """:func:`event_body` as text, byte for byte, around a payload that is text already: it is the most of a commit."""
    kind, schema = item.event.TYPE, item.event.SCHEMA
    return (
        f'{{"id":"{item.id}","type":"{kind}","schema":{schema},"version":{item.version},"payload":{payload}}}'
    )


def event_body(item: ev.Recorded) -> dict[str, Any]:
    """One event as it stands in a body."""
    return {
        "id": str(item.id),
        "type": item.event.TYPE,
        "schema": item.event.SCHEMA,
        "version": item.version,
        "payload": to_json(item.event),
    }


def read_event(kind: str, schema: int, payload: Any) -> ev.Event:
    """The event in ``payload``. Raises UnknownEvent for a type or schema of a newer program, CodecError
    for a damaged one.
    """
    cls = ev.EVENT_TYPES.get(kind)
    if cls is None or schema != cls.SCHEMA:
        raise UnknownEvent(f"{kind}/{schema}")
    event: ev.Event = from_json(cls, payload)
    return event


def read_commit(commit: StoredCommit) -> tuple[ev.Recorded, ...]:
    """The events of a commit in order. Raises CodecError when the body is not ours or was altered."""
    if digest_of(commit.body) != commit.digest:
        raise CodecError(
            f"commit {commit.device}/{commit.epoch}/{commit.seq}: digest does not match its body"
        )
    data = json.loads(commit.body)
    return tuple(
        ev.Recorded(
            id=UUID(item["id"]),
            case_id=commit.case_id,
            device=commit.device,
            version=item["version"],
            event=read_event(item["type"], item["schema"], item["payload"]),
        )
        for item in data["events"]
    )
