"""Which days were reconciled, and which differ: ``zongchuang platform accounts``, and the page of the same."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.platform.database import open_database
from sync.platform.day import ABOVE, differing

NAMES = {
    "commits": "操作数",
    "parked": "需处理数",
    "papers": "文书数",
    "heads": "末次操作",
    "events": "各类操作数",
}
"""What is compared, for people."""
_SHOWN = 500


def add_accounts(command: argparse.ArgumentParser) -> None:
    """Describe ``accounts`` to the command line of the platform."""
    command.add_argument("--day", default="", help="只看这一天（YYYY-MM-DD），默认最近的")
    command.add_argument("--words", action="store_true", help="连同两端签了名的数字")


def run_accounts(given: argparse.Namespace) -> int:
    """Says each day that was reconciled, newest first; returns 1 when one of them differs."""
    with closing(open_database(given.db)) as database, database.read() as connection:
        found = accounts(connection, given.day)
    shown = found if given.words else [{n: v for n, v in one.items() if n not in _WORDS} for one in found]
    sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
    return 0 if all(one["settled"] for one in found) else 1


_WORDS = ("ours", "our_receipt", "theirs", "their_receipt")


def accounts(connection: Connection, day: str = "") -> list[dict[str, Any]]:
    """Days with both ends' words, the newest first; ``differ`` names the figures that are not the same.

    ``via``: the hall that brought it, empty for a device that came itself.
    """
    table, keys = tables.day_accounts, tables.device_keys
    query = (
        select(table, keys.c.via)
        .outerjoin(keys, keys.c.device == table.c.device)
        .order_by(table.c.day.desc(), table.c.settled, table.c.side, table.c.device)
        .limit(_SHOWN)
    )
    if day:
        query = query.where(table.c.day == day)
    return [_shown(row) for row in connection.execute(query)]


def _shown(row: Any) -> dict[str, Any]:
    differ = differing(json.loads(row.ours), json.loads(row.theirs))
    words = {name: row._mapping[name] for name in _WORDS}
    with_whom = "province" if row.side == ABOVE else "device"
    where = {"device": row.device, "via": row.via or "", "with": with_whom, "day": row.day, "at_ms": row.at_ms}
    return {**where, "settled": row.settled, "differ": differ, **words}
