"""Rows in bulk: a batch costs the same however much the platform holds already."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from sync.platform import tables
from sync.platform.bulk import insert_rows, rows_at
from sync.platform.database import open_database

_KEYS = ("device", "bucket", "case_id")


def _rows(count: int) -> list[dict[str, Any]]:
    return [
        {"device": "W-1", "bucket": f"{n % 256:02x}", "case_id": uuid4().bytes, "commits": n, "digest": bytes(32)}
        for n in range(count)
    ]


def test_the_sums_of_a_batch_are_looked_up_and_not_searched_for_in_all_there_are(tmp_path: Path) -> None:
    rows = _rows(450)
    asked: list[tuple[str, Any]] = []
    with closing(open_database(str(tmp_path / "platform.db"))) as database:

        @event.listens_for(database.engine, "before_cursor_execute")
        def note(_c: Any, _u: Any, statement: str, parameters: Any, _x: Any, _m: bool) -> None:
            asked.append((statement, parameters))

        with database.write() as connection:
            insert_rows(connection, tables.case_digests, rows[:440])
            asked.clear()
            wanted = [tuple(row[key] for key in _KEYS) for row in rows]
            found = rows_at(connection, tables.case_digests, _KEYS, wanted, ("commits", "digest"))
            selects = list(asked)
            plans = [
                str(step[3])
                for statement, parameters in selects
                for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
    assert found == {wanted[n]: (n, bytes(32)) for n in range(440)}
    assert len(selects) == 3 and sum("SEARCH case_digests" in step for step in plans) == 3
    assert not [step for step in plans if "SCAN case_digests" in step]
