"""The log: the only writer of commits and events, and the only reader that turns them into cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import Connection, func, insert, select

from app.domain import events as ev
from app.domain.case import Case
from app.domain.chain import GENESIS, CommitHead, read_event, seal_commit
from app.domain.codec import dumps
from app.domain.evolve import evolve
from app.domain.records import StoredCommit
from app.storage.faultpoints import hit
from app.storage.schema import commits, events


def load_case(connection: Connection, case_id: UUID) -> Case | None:
    """Replay the events of one case in order of arrival."""
    case: Case | None = None
    for recorded in recorded_events(connection, case_id):
        case = evolve(case, recorded)
    return case


def recorded_events(connection: Connection, case_id: UUID) -> Iterator[ev.Recorded]:
    """The events of a case in order of arrival."""
    rows = connection.execute(
        select(
            events.c.id, events.c.device, events.c.version, events.c.type, events.c.schema, events.c.payload
        )
        .where(events.c.case_id == case_id.bytes)
        .order_by(events.c.arrival)
    )
    for row in rows:
        event = read_event(row.type, row.schema, json.loads(row.payload))
        yield ev.Recorded(UUID(bytes=row.id), case_id, row.device, row.version, event)


def event_count(connection: Connection, case_id: UUID) -> int:
    """How many events the case has now."""
    statement = select(func.count()).select_from(events).where(events.c.case_id == case_id.bytes)
    return int(connection.execute(statement).scalar_one())


def last_link(connection: Connection, device: str, epoch: int) -> tuple[int, str]:
    """(seq, chain value) of the last commit of a device and epoch; (0, zeros) before the first."""
    row = connection.execute(
        select(commits.c.seq, commits.c.hash)
        .where(commits.c.device == device, commits.c.epoch == epoch)
        .order_by(commits.c.seq.desc())
        .limit(1)
    ).first()
    return (row.seq, row.hash) if row is not None else (0, GENESIS)


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
    commit = seal_commit(head, recorded)
    insert_commit(connection, commit, at_ms)
    hit("append:commit-written")
    insert_events(connection, commit.id, recorded)
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
    connection.execute(insert(commits), row)


def insert_events(connection: Connection, commit_id: UUID, recorded: Sequence[ev.Recorded]) -> None:
    """Store the events of a commit."""
    connection.execute(
        insert(events),
        [
            {
                "id": item.id.bytes,
                "case_id": item.case_id.bytes,
                "device": item.device,
                "version": item.version,
                "commit_id": commit_id.bytes,
                "type": item.event.TYPE,
                "schema": item.event.SCHEMA,
                "payload": dumps(item.event),
            }
            for item in recorded
        ],
    )


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
