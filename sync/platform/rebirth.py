"""What a platform must do once it stands on a backup: others know more of its past than it does itself.

Windows hold numbers, cursors and decisions that were given out after the backup was made. So nothing that was given
out once may be given out again: a gap can be explained, a number on two papers cannot.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from sync.platform import tables
from sync.platform.projection import PLATFORM

ACTS_EPOCH = "acts_epoch"
_ACTS_BASE = "acts_base"
_SKIP = 10_000
_VERSIONS = 1_000
_EPOCHS = 2**30


def begin_new_life(connection: Connection) -> dict[str, Any]:
    """New server epoch, new epoch of the platform's own commits, numbers and places passed over.

    Gives ``{server_epoch, passed_over}``: how many numbers each series leaves out.
    """
    epoch = secrets.token_hex(8)
    put(connection, "epoch", epoch)
    put(connection, ACTS_EPOCH, str(secrets.randbelow(_EPOCHS - 2) + 2))
    put(connection, _ACTS_BASE, str(int(get(connection, _ACTS_BASE) or 0) + _VERSIONS))
    writers = tables.writers
    raised = update(writers).where(writers.c.device == PLATFORM)
    connection.execute(raised.values(version=writers.c.version + _VERSIONS))
    return {"server_epoch": epoch, "passed_over": _pass_over(connection)}


def first_count(connection: Connection, case_id: bytes) -> int:
    """The count from which the platform's own commits of a case go on that it has not written to in this life.

    A case that came after the backup is unknown to it; a window may hold answers of the platform to it all the same.
    """
    base = int(get(connection, _ACTS_BASE) or 0)
    if base:
        row = {"case_id": case_id, "device": PLATFORM, "version": base, "joined": False}
        connection.execute(insert(tables.writers).values(**row))
    return base


def put(connection: Connection, name: str, value: str) -> None:
    """Keep a value of the platform about itself."""
    table = tables.server
    moved = connection.execute(update(table).where(table.c.name == name).values(value=value))
    if moved.rowcount == 0:
        connection.execute(insert(table).values(name=name, value=value))


def get(connection: Connection, name: str) -> str | None:
    """A value of the platform about itself."""
    table = tables.server
    found = connection.execute(select(table.c.value).where(table.c.name == name)).scalar()
    return None if found is None else str(found)


def _pass_over(connection: Connection) -> dict[str, int]:
    """Numbers that may have been given out since the backup: as many as in all of its last week, at least 10,000."""
    counters, blocks = tables.counters, tables.blocks
    last = connection.execute(select(func.max(blocks.c.reserved_ms))).scalar() or 0
    week = last - 7 * 86_400_000
    recent = dict(
        connection.execute(
            select(blocks.c.series, func.sum(blocks.c.size))
            .where(blocks.c.reserved_ms >= week)
            .group_by(blocks.c.series)
        ).all()
    )
    passed: dict[str, int] = {}
    for name in connection.execute(select(counters.c.name)).scalars().all():
        kind, _, series = name.partition(":")
        if kind not in ("series", "partner"):
            continue
        passed[name] = max(_SKIP, int(recent.get(series, 0)))
        connection.execute(
            update(counters).where(counters.c.name == name).values(value=counters.c.value + passed[name])
        )
    return passed
