"""What a push must know before it reads more, in one statement: most of what it would look for is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from sync.platform.bulk import mark_of
from sync.platform.judge import Sender
from sync.wire.chain import GENESIS
from sync.wire.models import Command

_QUERY = (
    "SELECT h.seq, h.hash, EXISTS (SELECT 1 FROM commits WHERE device = ? AND epoch = ? "
    "AND seq BETWEEN ? AND ? AND seq > COALESCE(h.seq, 0)), EXISTS (SELECT 1 FROM gone WHERE case_id {among}), "
    "EXISTS (SELECT 1 FROM cases WHERE case_id {among}), EXISTS (SELECT 1 FROM writers WHERE case_id {among}) "
    "FROM (SELECT 1 AS one) AS o LEFT JOIN heads AS h ON h.device = ? AND h.epoch = ?"
)


@dataclass(frozen=True)
class Head:
    """How far a device has come: last ``seq`` and its hash."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Glance:
    """How far the sender has come, and what may be found at all.

    ``heard``: some of its commits behind that (from above, in a hall). ``gone``, ``case`` and ``writers``: rows of the
    cases that are written about (``gone``: one of them left some device). All stay as they are while the transaction
    has its locks: cases leave devices, and come back, only when somebody writes alone.
    """

    head: Head
    heard: bool
    gone: bool
    case: bool
    writers: bool


def glance(connection: Connection, sender: Sender, commands: Sequence[Command]) -> Glance:
    """To be called with the locks of sender and cases in hand."""
    cases = list({command.case.bytes for command in commands})
    among, given = _among(connection, cases)
    me = (sender.device, sender.epoch)
    query = _QUERY.format(among=among).replace("?", mark_of(connection))
    values = (*me, commands[0].seq, commands[-1].seq, *given * 3, *me)
    ((seq, last, heard, gone, case, writers),) = connection.exec_driver_sql(query, values).all()
    head = Head() if seq is None else Head(seq, last)
    return Glance(head, bool(heard), bool(gone), bool(case), bool(writers))


def _among(connection: Connection, cases: list[bytes]) -> tuple[str, tuple[Any, ...]]:
    """The end of a condition, and its values; on PostgreSQL one text for any number of cases, planned once."""
    if connection.dialect.name == "postgresql":
        return "= ANY(CAST(? AS bytea[]))", (cases,)
    return f"IN ({', '.join('?' * len(cases))})", tuple(cases)
