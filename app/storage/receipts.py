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
    mine = (commits.c.device == device, commits.c.ack.is_not(None))
    held: list[bytes] = []
    every = select(commits.c.epoch).where(*mine).distinct()
    for one in [epoch] if epoch else connection.execute(every).scalars().all():
        rows = select(commits.c.id, commits.c.ack).where(*mine, commits.c.epoch == one)
        for row in connection.execute(rows.order_by(commits.c.seq.desc())):
            if stated(row.ack, "position") != 0:
                break
            held.append(row.id)
    return held
