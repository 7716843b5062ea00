"""Commits that are kept and have no place in the log: held until something proves them, and the losers of a fork.

A copied profile may send another commit where the platform lost the true one. While nothing that is left tells which
is which, either is kept word for word and has its receipt; the next one of the sequence holds the hash of the true one,
and what does not fit is a fork, kept for a person.
"""

from __future__ import annotations

import json
import logging
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from sync.platform import tables
from sync.platform.judge import Sender
from sync.platform.rebirth import put
from sync.wire.models import Command
from sync.wire.problems import BUSY, ProblemError

_log = logging.getLogger(__name__)

_HELD = "held:"
_MOST = 8
"""So many are held at one place: more profiles than anybody copies."""


class ForkError(Exception):
    """Another commit has the place of ``command``."""

    def __init__(self, command: Command) -> None:
        super().__init__(command.seq)
        self.command = command


def hold(connection: Connection, sender: Sender, command: Command) -> None:
    """Keep a commit whose place nothing proves yet; again changes nothing. ProblemError: too many wait there."""
    name, there = f"{_place(sender, command.seq)}{command.digest}:{command.hash}", _at(connection, sender, command.seq)
    if name not in there and len(there) >= _MOST:
        raise ProblemError(BUSY, f"too many are held at seq {command.seq}")
    put(connection, name, command.model_dump_json())
    _log.error("commit %s/%s/%s was lost here and is held", sender.device, sender.epoch, command.seq)


def fitting(connection: Connection, sender: Sender, seq: int, hash_: str | None) -> Command | None:
    """The one held at ``seq`` that has ``hash_``."""
    found = (command for command in _at(connection, sender, seq).values() if command.hash == hash_)
    return next(found, None)


def settle(connection: Connection, sender: Sender, true: Command, now_ms: int) -> None:
    """``true`` has its place now: it is held no longer, and what else was held there is a fork."""
    for name, command in _at(connection, sender, true.seq).items():
        connection.execute(delete(tables.server).where(tables.server.c.name == name))
        if (command.id, command.digest, command.hash) != (true.id, true.digest, true.hash):
            keep_fork(connection, sender, command, now_ms)


def keep_fork(connection: Connection, sender: Sender, command: Command, now_ms: int) -> None:
    """Keep what came for a place that another commit has; the same one again changes nothing."""
    table = tables.forks
    key = {"device": sender.device, "epoch": sender.epoch, "seq": command.seq, "digest": command.digest}
    if connection.execute(select(table.c.n).filter_by(**key)).first() is None:
        values = key | {"id": command.id.bytes, "body": command.body, "received_ms": now_ms}
        connection.execute(insert(table).values(**values))
    _log.error("fork at seq %s of %s/%s", command.seq, sender.device, sender.epoch)


def forks(connection: Connection, device: str = "") -> list[dict[str, Any]]:
    """Every fork of ``device`` (empty: of all), the newest last; ``text``: whether its text is kept."""
    table = tables.forks
    query = select(table).order_by(table.c.n)
    rows = connection.execute(query.where(table.c.device == device) if device else query)
    return [
        {
            "device": row.device,
            "epoch": row.epoch,
            "seq": row.seq,
            "id": str(UUID(bytes=row.id)),
            "digest": row.digest,
            "received_ms": row.received_ms,
            "case": _case_of(row.body),
            "text": row.body is not None,
        }
        for row in rows
    ]


def counts(connection: Connection) -> tuple[int, int]:
    """How many forks there are, and how many commits are held."""
    forked = select(func.count()).select_from(tables.forks)
    return connection.execute(forked).scalar_one(), len(waiting(connection))


def waiting(connection: Connection) -> list[dict[str, Any]]:
    """What is held: device, epoch and seq of each; not what came to its place in the log since, by being sent again."""
    table, found = tables.server, list[dict[str, Any]]()
    held = select(table.c.name, table.c.value).where(table.c.name.startswith(_HELD)).order_by(table.c.name)
    for name, value in connection.execute(held).all():
        _, device, epoch, seq, *_ = name.split(":")
        place = {"device": device, "epoch": int(epoch), "seq": int(seq)}
        digest = Command.model_validate_json(value).digest
        log = select(tables.commits.c.seq).filter_by(**place, digest=digest)
        if connection.execute(log).first() is None:
            found.append(place)
    return found


def _at(connection: Connection, sender: Sender, seq: int) -> dict[str, Command]:
    table, place = tables.server, _place(sender, seq)
    mine = table.c.name.startswith(place, autoescape=True)
    rows = connection.execute(select(table.c.name, table.c.value).where(mine).order_by(table.c.name))
    # SQLite's LIKE takes W-01 and w-01 for one.
    return {row.name: Command.model_validate_json(row.value) for row in rows if row.name.startswith(place)}


def _place(sender: Sender, seq: int) -> str:
    return f"{_HELD}{sender.device}:{sender.epoch}:{seq}:"


def _case_of(body: str | None) -> str:
    try:
        case = json.loads(body or "{}").get("case", "")
    except (ValueError, AttributeError):
        return ""
    return case if isinstance(case, str) else ""
