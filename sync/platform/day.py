"""日终对账: the platform's figures for the commits of one day of a device, with its signature under them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from sync.platform import tables
from sync.platform.database import Database
from sync.wire.models import DayAnswer, DayRequest
from sync.wire.receipts import canonical, issue


def figures(connection: Connection, request: DayRequest) -> dict[str, Any]:
    """``{device, day, commits, parked, heads, events, papers, conflicts, scans}`` of the commits asked for."""
    commits, events, papers = tables.commits, tables.events, tables.papers
    found: dict[str, Any] = {"commits": 0, "parked": 0, "papers": 0}
    heads: dict[str, str] = {}
    kinds: dict[str, int] = {}
    conflicts: list[str] = []
    cases: set[bytes] = set()
    for one in request.ranges:
        inside = (
            commits.c.device == request.device,
            commits.c.epoch == one.epoch,
            commits.c.seq.between(one.first, one.last),
        )
        rows = connection.execute(
            select(commits.c.seq, commits.c.hash, commits.c.parked, commits.c.case_id)
            .where(*inside)
            .order_by(commits.c.seq)
        ).all()
        found["commits"] += len(rows)
        found["parked"] += sum(1 for row in rows if row.parked)
        cases |= {row.case_id for row in rows}
        if rows:
            heads[str(one.epoch)] = f"{rows[-1].seq}:{rows[-1].hash}"
        joined = select(events.c.type, func.count()).join(commits, commits.c.position == events.c.position)
        for kind, count in connection.execute(joined.where(*inside).group_by(events.c.type)):
            kinds[kind] = kinds.get(kind, 0) + count
        numbered = connection.execute(
            select(papers.c.number, papers.c.conflict)
            .join(commits, commits.c.position == papers.c.position)
            .where(*inside)
        ).all()
        found["papers"] += len(numbered)
        conflicts += [row.number for row in numbered if row.conflict]
    scans = _scans(connection, cases)
    return {
        "device": request.device,
        "day": request.day,
        **found,
        "heads": heads,
        "events": dict(sorted(kinds.items())),
        "conflicts": sorted(conflicts),
        **scans,
    }


def answer(database: Database, request: DayRequest, at_ms: int) -> DayAnswer:
    """The figures as signed text."""
    with database.read() as connection:
        told = figures(connection, request)
    text = canonical(told | {"server": database.server_epoch, "at": at_ms})
    return DayAnswer(figures=text, receipt=issue(database.signer, [{"v": 1, "day": text}])[0])


def _scans(connection: Connection, cases: set[bytes]) -> dict[str, Any]:
    table, held = tables.case_blobs, tables.blobs
    count, size, awaited = 0, 0, []
    wanted = sorted(cases)
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            select(table.c.digest, held.c.size)
            .outerjoin(held, held.c.digest == table.c.digest)
            .where(table.c.case_id.in_(wanted[start : start + 500]))
        )
        for row in rows:
            if row.size is None:
                awaited.append(row.digest)
            else:
                count, size = count + 1, size + row.size
    return {"scans": count, "scan_bytes": size, "awaited": sorted(awaited)}
