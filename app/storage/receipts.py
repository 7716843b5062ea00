"""What stored receipts state; their signatures were checked before they were stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from app.storage.schema import commits

DISMISSED = "dismissed"
"""How the reason of a commit begins that a person at the platform gave no place; ``:who：why`` follows."""


def stated(receipt: str, name: str) -> Any:
    """``name`` of a receipt's statement; None in what is none."""
    try:
        return json.loads(json.loads(receipt)["statement"])[name]
    except (ValueError, KeyError, TypeError):
        return None


def is_dismissed() -> ColumnElement[bool]:
    """Own commits of which a person at the platform said that they get no place in its log."""
    return func.coalesce(commits.c.parked, "").startswith(DISMISSED)


def held_ids(connection: Connection, device: str, epoch: int = 0) -> list[bytes]:
    """Own commits that the platform keeps beside its log: it had lost what lay there, and nothing proves these yet.

    Their receipts have place 0. One in front of a commit that got a place is proved by that one. ``epoch`` 0: of all.
    """
    held: list[bytes] = []
    for one in [epoch] if epoch else epochs_of(connection, device):
        mine = (commits.c.device == device, commits.c.epoch == one)
        rows = select(commits.c.id, commits.c.ack).where(*mine, commits.c.ack.is_not(None))
        if (unsent := _unsent_from(connection, mine)) is not None:
            rows = rows.where(commits.c.seq < unsent)
        for row in connection.execute(rows.order_by(commits.c.seq.desc())):
            if stated(row.ack, "position") != 0:
                break
            held.append(row.id)
    return held


def acked_through(connection: Connection, device: str) -> int:
    """Highest seq of an own commit with a receipt, of whatever epoch; 0: none has one."""
    found = 0
    for epoch in epochs_of(connection, device):
        mine = (commits.c.device == device, commits.c.epoch == epoch)
        acked = select(commits.c.seq).where(*mine, commits.c.ack.is_not(None))
        if (unsent := _unsent_from(connection, mine)) is not None:
            acked = acked.where(commits.c.seq < unsent)
        found = max(found, connection.execute(acked.order_by(commits.c.seq.desc()).limit(1)).scalar() or 0)
    return found


def epochs_of(connection: Connection, device: str) -> list[int]:
    """Epochs of which commits of ``device`` are here, the newest first; one look-up in the index for each."""
    found: list[int] = []
    newest = select(func.max(commits.c.epoch)).where(commits.c.device == device)
    while (epoch := connection.execute(newest).scalar()) is not None:
        found.append(int(epoch))
        newest = newest.where(commits.c.epoch < epoch)
    return found


def _unsent_from(connection: Connection, mine: tuple[ColumnElement[bool], ...]) -> int | None:
    """The seq from which nothing has a receipt; None when there is none. Two indexes answer it: after weeks without a
    line, reading the unsent commits themselves to pass them over took a second of every exchange.
    """
    waits = commits.c.ack.is_(None)
    first = connection.execute(select(func.min(commits.c.seq)).where(*mine, waits)).scalar()
    if first is None:
        return None
    behind = select(func.count()).select_from(commits).where(*mine, commits.c.seq >= first)
    unsent = connection.execute(behind.where(waits)).scalar_one()
    return int(first) if unsent == connection.execute(behind).scalar_one() else None
