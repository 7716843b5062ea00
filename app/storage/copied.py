"""What was read from the second medium, laid down in the new database until it is in order: a year of commits does not
fit into the memory of a counter's machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    or_,
    select,
    tuple_,
)

from app.domain.codec import dumps, from_json
from app.storage.second_copy import CopiedCommit

AT_ONCE = 500
"""So many commits are in memory at the same time."""

_metadata = MetaData()
_copied = Table(
    "copied",
    _metadata,
    Column("device", Text, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("arrival", Integer, nullable=False),
    Column("id", LargeBinary, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("foreign", Boolean, nullable=False),
    Column("commit", Text, nullable=False),
)
_PLACE = (_copied.c.arrival, _copied.c.device, _copied.c.epoch, _copied.c.seq)
_order = Index("copied_order", *_PLACE)


def in_order(connection: Connection, copied: Iterable[CopiedCommit]) -> Iterator[CopiedCommit]:
    """One history out of what was copied: of two commits at one place the one read later, in order of arrival.

    An own commit whose predecessor is not the one it was chained to is the tail of a log that was rolled back, and is
    left out. What was laid down is gone when the last commit was taken.
    """
    _metadata.create_all(connection)
    for commit in copied:
        connection.execute(insert(_copied).prefix_with("OR REPLACE"), _row(commit))
    seen: set[bytes] = set()
    for row in _rows(connection):
        if row.id not in seen:
            seen.add(row.id)
            yield from_json(CopiedCommit, json.loads(row.commit))
    _metadata.drop_all(connection)


def _row(commit: CopiedCommit) -> dict[str, object]:
    return {
        "device": commit.device,
        "epoch": commit.epoch,
        "seq": commit.seq,
        "arrival": commit.arrival,
        "id": commit.id.bytes,
        "prev": commit.prev,
        "hash": commit.hash,
        "foreign": commit.foreign,
        "commit": dumps(commit),
    }


def _rows(connection: Connection) -> Iterator[Any]:
    """What is chained, slice by slice: whoever takes a commit writes to the same database."""
    before = _copied.alias()
    chained = or_(_copied.c.foreign, before.c.hash.is_(None), before.c.hash == _copied.c.prev)
    one_before = (
        (before.c.device == _copied.c.device)
        & (before.c.epoch == _copied.c.epoch)
        & (before.c.seq == _copied.c.seq - 1)
    )
    statement = (
        select(*_PLACE, _copied.c.id, _copied.c.commit)
        .select_from(_copied.outerjoin(before, one_before))
        .where(chained)
        .order_by(*_PLACE)
        .limit(AT_ONCE)
    )
    rows = connection.execute(statement).all()
    while rows:
        yield from rows
        last = rows[-1]
        after = tuple_(*_PLACE) > tuple_(last.arrival, last.device, last.epoch, last.seq)
        rows = connection.execute(statement.where(after)).all()
