"""The log: the only writer of commits and events, and the only reader that turns them into cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select

from app.domain import events as ev
from app.domain.case import Case
from app.domain.chain import GENESIS, CommitHead, payloads_of, read_event, seal_commit
from app.domain.evolve import evolve
from app.domain.records import StoredCommit
from app.storage.faultpoints import hit
from app.storage.prepared import Prepared
from app.storage.schema import commits, events

_EVENTS_OF = Prepared(
    select(events.c.id, events.c.device, events.c.version, events.c.type, events.c.schema, events.c.payload)
    .where(events.c.case_id == bindparam("case"))
    .order_by(events.c.arrival)
)
_COUNT = Prepared(select(func.count()).select_from(events).where(events.c.case_id == bindparam("case")))
_LAST_LINK = Prepared(
    select(commits.c.seq, commits.c.hash)
    .where(commits.c.device == bindparam("device"), commits.c.epoch == bindparam("epoch"))
    .order_by(commits.c.seq.desc())
    .limit(1)
)
_INSERT_COMMIT = Prepared(
    insert(commits),
    ("device", "epoch", "seq", "id", "case_id", "body", "digest", "prev", "hash", "at_ms", "ack"),
)
_INSERT_EVENT = Prepared(
    insert(events), ("id", "case_id", "device", "version", "commit_id", "type", "schema", "payload")
)


def load_case(connection: Connection, case_id: UUID) -> Case | None:
    """Replay the events of one case in order of arrival."""
    case: Case | None = None
    for recorded in recorded_events(connection, case_id):
        case = evolve(case, recorded)
    return case


def recorded_events(connection: Connection, case_id: UUID) -> Iterator[ev.Recorded]:
    """The events of a case in order of arrival."""
    for event_id, device, version, kind, schema, payload in _EVENTS_OF.rows(connection, case=case_id.bytes):
        event = read_event(kind, schema, json.loads(payload))
        yield ev.Recorded(UUID(bytes=event_id), case_id, device, version, event)


def event_count(connection: Connection, case_id: UUID) -> int:
    """How many events the case has now."""
    ((count,),) = _COUNT.rows(connection, case=case_id.bytes)
    return int(count)


def last_link(connection: Connection, device: str, epoch: int) -> tuple[int, str]:
    """(seq, chain value) of the last commit of a device and epoch; (0, zeros) before the first."""
    seq, value = _LAST_LINK.first(connection, device=device, epoch=epoch) or (0, GENESIS)
    return seq, value


def write_own(
    connection: Connection,
    head_ids: tuple[UUID, str, int, int, str],
    case_id: UUID,
    recorded: Sequence[ev.Recorded],
    fence: int,
) -> StoredCommit:
    """Write one commit of this device. ``head_ids`` = (commit id, device, epoch, at_ms, operator id)."""
    commit_id, device, epoch, at_ms, operator = head_ids
    seq, prev = last_link(connection, device, epoch)
    head = CommitHead(commit_id, case_id, device, epoch, seq + 1, at_ms, operator, prev, fence)
    payloads = payloads_of(recorded)
    commit = seal_commit(head, recorded, payloads)
    insert_commit(connection, commit, at_ms)
    hit("append:commit-written")
    insert_events(connection, commit.id, recorded, payloads)
    hit("append:events-written")
    return commit


def insert_commit(connection: Connection, commit: StoredCommit, at_ms: int) -> None:
    """Store a commit as it is."""
    row = {
        "device": commit.device,
        "epoch": commit.epoch,
        "seq": commit.seq,
        "id": commit.id.bytes,
        "case_id": commit.case_id.bytes,
        "body": commit.body,
        "digest": commit.digest,
        "prev": commit.prev,
        "hash": commit.hash,
        "at_ms": at_ms,
        "ack": commit.ack,
    }
    _INSERT_COMMIT.run(connection, (row,))


def insert_events(
    connection: Connection, commit_id: UUID, recorded: Sequence[ev.Recorded], payloads: Sequence[str] = ()
) -> None:
    """Store the events of a commit; ``payloads`` where their text is known already."""
    rows = (
        {
            "id": item.id.bytes,
            "case_id": item.case_id.bytes,
            "device": item.device,
            "version": item.version,
            "commit_id": commit_id.bytes,
            "type": item.event.TYPE,
            "schema": item.event.SCHEMA,
            "payload": payload,
        }
        for item, payload in zip(recorded, payloads or payloads_of(recorded), strict=True)
    )
    _INSERT_EVENT.run(connection, rows)


def stored_commits(
    connection: Connection, after: int = 0, limit: int = 1000
) -> list[tuple[int, StoredCommit]]:
    """(arrival, commit) of everything that arrived after ``after``."""
    rows = connection.execute(
        select(commits).where(commits.c.arrival > after).order_by(commits.c.arrival).limit(limit)
    )
    return [(row.arrival, as_commit(row)) for row in rows]


def as_commit(row: object) -> StoredCommit:
    """A row of ``commits`` as a value."""
    r = row._mapping  # type: ignore[attr-defined]
    return StoredCommit(
        device=r["device"],
        epoch=r["epoch"],
        seq=r["seq"],
        id=UUID(bytes=r["id"]),
        case_id=UUID(bytes=r["case_id"]),
        body=r["body"],
        digest=r["digest"],
        prev=r["prev"],
        hash=r["hash"],
        ack=r["ack"],
    )
