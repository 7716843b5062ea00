"""What stored receipts state; their signatures were checked before they were stored."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from app.storage.schema import commits


def stated(receipt: str, name: str) -> Any:
    """``name`` of a receipt's statement; None in what is none."""
    try:
        return json.loads(json.loads(receipt)["statement"])[name]
    except (ValueError, KeyError, TypeError):
        return None


def held_ids(connection: Connection, device: str) -> list[bytes]:
    """Own commits that the platform keeps beside its log: it had lost what lay there, and nothing proves these yet.

    Their receipts have place 0. One in front of a commit that got a place is proved by that one.
    """
    mine = (commits.c.device == device, commits.c.ack.is_not(None))
    held: list[bytes] = []
    for epoch in connection.execute(select(commits.c.epoch).where(*mine).distinct()).scalars().all():
        rows = select(commits.c.id, commits.c.ack).where(*mine, commits.c.epoch == epoch)
        for row in connection.execute(rows.order_by(commits.c.seq.desc())):
            if stated(row.ack, "position") != 0:
                break
            held.append(row.id)
    return held
