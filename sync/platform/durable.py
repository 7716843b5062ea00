"""What a verified backup of the platform covers: only that may a window clear away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from sync.platform import tables
from sync.platform.bulk import mark_of
from sync.platform.judge import Sender

_POSITION, _MOMENT = "durable_position", "durable_ms"
_REACH = (
    "SELECT (SELECT seq FROM heads WHERE device = ? AND epoch = ?), (SELECT value FROM server WHERE name = ?)"
)


def cover(connection: Connection, position: int, at_ms: int) -> None:
    """A backup that was read back holds the log up to ``position`` and the scans that came before ``at_ms``."""
    table = tables.server
    for name, value in ((_POSITION, position), (_MOMENT, at_ms)):
        if value > _value(connection, name):
            connection.execute(delete(table).where(table.c.name == name))
            connection.execute(insert(table).values(name=name, value=str(value)))


def reach(connection: Connection, sender: Sender) -> tuple[int, int]:
    """How far ``sender`` has come here, and up to which seq a backup covers it; every window asks twice a minute."""
    query = _REACH.replace("?", mark_of(connection))
    ((seq, covered),) = connection.exec_driver_sql(query, (sender.device, sender.epoch, _POSITION)).all()
    return seq or 0, durable_through(connection, sender) if int(covered or 0) else 0


def durable_through(connection: Connection, sender: Sender) -> int:
    """Highest seq of ``sender`` that a backup covers, 0 for none."""
    position = _value(connection, _POSITION)
    if not position:
        return 0
    table = tables.commits
    found = connection.execute(
        select(func.max(table.c.seq)).where(
            table.c.device == sender.device, table.c.epoch == sender.epoch, table.c.position <= position
        )
    ).scalar()
    return int(found or 0)


def scan_covered(connection: Connection, received_ms: Any) -> bool:
    """Whether a scan that was whole here at ``received_ms`` is in a backup."""
    return received_ms is not None and int(received_ms) < _value(connection, _MOMENT)


def _value(connection: Connection, name: str) -> int:
    table = tables.server
    return int(connection.execute(select(table.c.value).where(table.c.name == name)).scalar() or 0)
