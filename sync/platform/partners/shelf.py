"""Where counterparts keep things: a small table beside the log."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from sync.platform.database import take
from sync.platform.partners.base import Record
from sync.platform.tables import records


class SqlShelf:
    """A shelf in the caller's transaction."""

    def __init__(self, connection: Connection, system: str, now_ms: int) -> None:
        self._connection = connection
        self._system = system
        self._now_ms = now_ms

    def get(self, key: str) -> Record | None:
        """The record of ``key``, or None."""
        row = self._connection.execute(
            select(records).where(records.c.system == self._system, records.c.key == key)
        ).first()
        return _record(row) if row is not None else None

    def put(self, key: str, state: str, data: Mapping[str, str]) -> Record:
        """Keep a record, replacing the one of the same key."""
        where = (records.c.system == self._system, records.c.key == key)
        self._connection.execute(delete(records).where(*where))
        row = {"system": self._system, "key": key, "state": state, "at_ms": self._now_ms}
        text = json.dumps(dict(data), ensure_ascii=False)
        self._connection.execute(insert(records).values(**row, data=text))
        return Record(key, state, dict(data), self._now_ms)

    def all(self, state: str = "") -> Sequence[Record]:
        """Every record (in this state), by key."""
        query = select(records).where(records.c.system == self._system).order_by(records.c.key)
        if state:
            query = query.where(records.c.state == state)
        return [_record(row) for row in self._connection.execute(query)]

    def number(self, series: str) -> int:
        """Next number of a series of this shelf, from 1, without gaps."""
        return take(self._connection, f"partner:{self._system}:{series}", 1)


def _record(row: Any) -> Record:
    return Record(row.key, row.state, json.loads(row.data), row.at_ms)
