"""日终对账: the platform's figures for the commits of one day of a device, with its signature under them.

Who asks may say his own figures, signed: then both ends keep both words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from sync.platform import tables
from sync.platform.database import Database
from sync.wire.asking import Asker
from sync.wire.models import DayAnswer, DayRequest
from sync.wire.problems import MALFORMED, ProblemError
from sync.wire.receipts import ReceiptChecker, canonical, day_statement, issue
from sync.wire.signing import SignatureError, verifier_for

ABOVE, BELOW = "above", "below"
_COMPARED = ("commits", "parked", "papers", "heads", "events")


@dataclass(frozen=True)
class Word:
    """Figures of a day as canonical JSON, and whose signed word they are."""

    figures: str
    receipt: str


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


def answer(
    database: Database, request: DayRequest, at_ms: int, asker: Asker | None, more: Mapping[str, Any]
) -> DayAnswer:
    """The figures as signed text, with ``more``; what a signing asker said of his own is kept beside them.

    Raises ProblemError when his figures are not signed with the key that asks.
    """
    with database.read() as connection:
        told = figures(connection, request)
    ours = say(database, told | {"server": database.server_epoch, "at": at_ms, **more})
    if request.figures and asker is not None:
        theirs = Word(request.figures, request.receipt)
        try:
            ReceiptChecker(verifier_for(asker.key)).check_day(theirs.receipt, theirs.figures)
            same = not differing(told, json.loads(theirs.figures))
        except (SignatureError, ValueError) as error:
            raise ProblemError(MALFORMED, f"figures: {error}") from error
        with database.write() as connection:
            keep(connection, BELOW, request, at_ms, ours, theirs, settled=same)
    return DayAnswer(figures=ours.figures, receipt=ours.receipt)


def say(database: Database, told: Mapping[str, Any]) -> Word:
    """Figures with this platform's signature."""
    text = canonical(dict(told))
    return Word(text, issue(database.signer, [day_statement(text)])[0])


def differing(ours: Mapping[str, Any], theirs: Any) -> list[str]:
    """Names of the figures that differ. Raises ValueError when ``theirs`` are none."""
    if not isinstance(theirs, dict):
        raise ValueError("not figures")
    return [name for name in _COMPARED if ours.get(name) != theirs.get(name)]


def keep(
    connection: Connection,
    side: str,
    asked: DayRequest,
    at_ms: int,
    ours: Word,
    theirs: Word,
    *,
    settled: bool,
) -> None:
    """Both words of a day; a later comparison of the same day takes the place of an earlier one."""
    table = tables.day_accounts
    key = {"side": side, "device": asked.device, "day": asked.day}
    connection.execute(delete(table).where(*(table.c[name] == value for name, value in key.items())))
    words = {"ours": ours.figures, "our_receipt": ours.receipt}
    words |= {"theirs": theirs.figures, "their_receipt": theirs.receipt}
    connection.execute(insert(table).values(**key, **words, at_ms=at_ms, settled=settled))


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
