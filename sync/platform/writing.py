"""Rows in and out of the platform's tables, in bulk: one statement per table and batch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.platform import confidential, tables
from sync.platform.bulk import FEW, Together, Writes, connection_of, insert_rows, update_rows
from sync.platform.database import take
from sync.platform.judge import Reason
from sync.platform.projection import PLATFORM, CaseView, plain
from sync.platform.ranges import Left, count_in
from sync.wire.models import Command, CommitBody
from sync.wire.ranges import Line

_DIGEST = re.compile("[0-9a-f]{64}")
CASE_COLUMNS = tuple(field.name for field in fields(CaseView) if field.name != "changed")
"""Columns of a projection, without what is only kept in memory."""


@dataclass(frozen=True)
class Change:
    """A judged commit: its ``position`` in the log, why it is parked (None: applied), and which devices hear of it.

    ``joins`` are devices that come to a case that others began: they are first told what they missed.
    """

    command: Command
    position: int
    body: CommitBody | None
    reason: Reason | None
    audience: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()

    def at(self, position: int) -> Change:
        """The same, at its place in the log."""
        return Change(self.command, position, self.body, self.reason, self.audience, self.joins)


@dataclass(frozen=True)
class Writer:
    """A device that writes about a case: its count of events, and whether it hears of what others write."""

    version: int = 0
    joined: bool = False


def load_cases(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, CaseView]:
    """The cases among ``ids`` that are known here."""
    rows = connection.execute(select(tables.cases).where(tables.cases.c.case_id.in_(ids)))
    return {row.case_id: CaseView(**row._mapping) for row in rows}


def load_writers(connection: Connection, ids: Sequence[bytes]) -> dict[tuple[bytes, str], Writer]:
    """(case, device) → how far that device has come with this case."""
    table = tables.writers
    rows = connection.execute(select(table).where(table.c.case_id.in_(ids)))
    return {(row.case_id, row.device): Writer(row.version, row.joined) for row in rows}


def store_cases(writes: Writes, views: Iterable[CaseView], existing: frozenset[bytes]) -> None:
    """Write projections that changed."""
    rows = [{name: value for name, value in vars(view).items() if name != "changed"} for view in views]
    _upsert(writes, tables.cases, ("case_id",), rows, [row["case_id"] in existing for row in rows])


def store_writers(
    writes: Writes,
    before: Mapping[tuple[bytes, str], Writer],
    after: Mapping[tuple[bytes, str], Writer],
) -> None:
    """Write the writers' counts that moved."""
    moved = [(key, writer) for key, writer in after.items() if before.get(key) != writer]
    rows = [{"case_id": case, "device": device, **vars(writer)} for (case, device), writer in moved]
    known = [key in before for key, _ in moved]
    _upsert(writes, tables.writers, ("case_id", "device"), rows, known)


def _upsert(
    writes: Writes, table: Any, keys: tuple[str, ...], rows: list[dict[str, Any]], known: list[bool]
) -> None:
    insert_rows(writes, table, [row for row, is_known in zip(rows, known, strict=True) if not is_known])
    moved = [row for row, is_known in zip(rows, known, strict=True) if is_known]
    update_rows(writes, table, keys, moved)


def store_events(writes: Writes, device: str, changes: Sequence[Change]) -> None:
    """Write the events of commits that could be read, parked ones marked."""
    rows = [
        {
            "id": event.id.bytes,
            "position": change.position,
            "case_id": change.command.case.bytes,
            "device": device,
            "version": event.version,
            "type": event.type,
            "schema": event.schema_version,
            "parked": change.reason is not None,
        }
        for change in changes
        if change.body is not None
        for event in change.body.events
    ]
    insert_rows(writes, tables.events, rows)


def store_papers(writes: Writes, changes: Sequence[Change]) -> None:
    """Write numbers that stand on paper; one that another paper bears already is marked as a conflict.

    With them goes whatever waited.
    """
    rows = papers_of(changes)
    few = rows and len({row["number"] for row in rows}) == len(rows) <= FEW
    if isinstance(writes, Together) and few:
        clashing, connection = _insert_papers(writes, rows), writes.connection
    else:
        connection = connection_of(writes)
        clashing = _compare_papers(connection, rows) if rows else set()
    for view in load_cases(connection, list(clashing)).values() if clashing else ():
        view.flag("number-conflict")
        store_cases(connection, [view], frozenset({view.case_id}))


def _insert_papers(writes: Together, rows: Sequence[Mapping[str, Any]]) -> set[bytes]:
    """Together with what waited; gives the cases with a number that is used already, each row looking for itself."""
    names = tuple(rows[0])
    statement = (
        f"INSERT INTO papers ({', '.join(names)}, conflict) VALUES ({', '.join(['%s'] * len(names))}, "  # noqa: S608 — our own names
        "EXISTS (SELECT 1 FROM papers AS p WHERE p.number = %s)) RETURNING case_id, conflict"
    )
    kept = [writes.keep(statement, [*row.values(), row["number"]]) for row in rows]
    found = writes.send(" UNION ALL ".join(f"SELECT case_id FROM {name} WHERE conflict" for name in kept))  # noqa: S608
    return {bytes(row[0]) for row in found}


def _compare_papers(connection: Connection, rows: list[dict[str, Any]]) -> set[bytes]:
    table = tables.papers
    numbers = [row["number"] for row in rows]
    used = {
        row.number: row.document_id
        for row in connection.execute(
            select(table.c.number, table.c.document_id).where(table.c.number.in_(numbers))
        )
    }
    for row in rows:
        row["conflict"] = used.setdefault(row["number"], row["document_id"]) != row["document_id"]
    insert_rows(connection, table, rows)
    return {row["case_id"] for row in rows if row["conflict"]}


def papers_of(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The papers that were given numbers, parked commits included: the paper is out."""
    return [row for change in changes if change.body is not None for row in _papers(change)]


def _papers(change: Change) -> Iterable[dict[str, Any]]:
    assert change.body is not None
    for event in change.body.events:
        payload = event.payload
        document, number = payload.get("document_id"), payload.get("number")
        if event.type != "paper_issued" or not isinstance(document, str) or not isinstance(number, str):
            continue
        yield {
            "document_id": UUID(document).bytes,
            "number": plain(number),
            "case_id": change.command.case.bytes,
            "kind": plain(str(payload.get("kind", ""))),
            "position": change.position,
        }


def store_scans(connection: Connection, device: str, changes: Sequence[Change]) -> None:
    """Write which scans the events speak of (``blobs``: a list of digests), so that a missing one is awaited."""
    named = {
        (change.command.case.bytes, digest)
        for change in changes
        if change.body is not None and change.reason is None
        for event in change.body.events
        for digest in _digests(event.payload.get("blobs"))
    }
    if not named:
        return
    table = tables.case_blobs
    cases = list({case for case, _ in named})
    rows = connection.execute(select(table.c.case_id, table.c.digest).where(table.c.case_id.in_(cases)))
    fresh = named - {(row.case_id, row.digest) for row in rows}
    if fresh:
        values = [{"case_id": case, "digest": digest, "device": device} for case, digest in sorted(fresh)]
        insert_rows(connection, table, values)


def _digests(value: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    return [text for text in value if isinstance(text, str) and _DIGEST.fullmatch(text)]


def count_own(writes: Writes, writer: str, epoch: int, changes: Sequence[Change], left: Left) -> bool:
    """Count commits that nobody else hears of; whether that was all (else ``store_feed`` counts them).

    ``left``: the devices that let go of one of their cases.
    """
    if any(change.joins or change.audience for change in changes):
        return False
    count_in(writes, [(writer, line_of(writer, epoch, change)) for change in changes], left)
    return True


def store_feed(connection: Connection, writer: str, epoch: int, changes: Sequence[Change], left: Left) -> None:
    """Tell the devices concerned; a device that joins a case is first told what others wrote before.

    What each device should have is counted along, for the reconciliation: of a case that it ``left`` nothing.
    """
    entries: list[tuple[str, int]] = []
    told = [(writer, line_of(writer, epoch, change)) for change in changes]
    for change in changes:
        for device in change.joins:
            if device != PLATFORM:
                earlier = _earlier(connection, device, change)
                entries += [(device, row.position) for row in earlier]
                told += [(device, stored_line(row)) for row in earlier]
        if change.reason is None and change.audience:
            case_id, events = change.command.case.bytes, change.body.events if change.body else ()
            heard = confidential.audience(connection, case_id, events, change.audience)
            entries += [(device, change.position) for device in heard]
            line = line_of(writer, epoch, change)
            told += [(device, line) for device in heard]
    count_in(connection, told, left)
    if not entries:
        return
    first = take(connection, "feed", len(entries))
    rows = [
        {"position": position, "device": device, "commit_position": commit}
        for position, (device, commit) in enumerate(entries, start=first)
    ]
    insert_rows(connection, tables.feed, rows)


def tell_anew(connection: Connection, case_id: bytes, device: str) -> None:
    """Put every commit of others about the case into the feed of ``device`` again, from its beginning.

    Counts nothing: whoever asks for it counts the case as a whole.
    """
    table = tables.commits
    quiet = confidential.quiet_positions(connection, case_id)
    found = connection.execute(
        select(table.c.position)
        .where(table.c.case_id == case_id, table.c.device != device, table.c.parked.is_(False))
        .order_by(table.c.position)
    ).scalars()
    told = [position for position in found if position not in quiet]
    if told:
        first = take(connection, "feed", len(told))
        rows = [{"position": n, "device": device, "commit_position": one} for n, one in enumerate(told, first)]
        insert_rows(connection, tables.feed, rows)


def _earlier(connection: Connection, writer: str, change: Change) -> Sequence[Any]:
    table = tables.commits
    quiet = confidential.quiet_positions(connection, change.command.case.bytes)
    found = connection.execute(
        select(table.c.position, table.c.device, table.c.epoch, table.c.seq, table.c.case_id, table.c.digest)
        .add_columns(table.c.parked)
        .where(
            table.c.case_id == change.command.case.bytes,
            table.c.device != writer,
            table.c.parked.is_(False),
            table.c.position < change.position,
        )
        .order_by(table.c.position)
    ).all()
    return [row for row in found if row.position not in quiet]


def line_of(device: str, epoch: int, change: Change) -> Line:
    """A commit as the reconciliation counts it."""
    command = change.command
    parked = change.reason is not None
    return Line(command.case.hex, device, epoch, command.seq, command.digest, parked)


def stored_line(row: Any) -> Line:
    """A stored commit as the reconciliation counts it."""
    return Line(row.case_id.hex(), row.device, row.epoch, row.seq, row.digest, row.parked)
