"""What a push must know before it reads more, in one statement: most of what it would look for is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from sync.platform.bulk import mark_of
from sync.platform.judge import Sender
from sync.wire.chain import GENESIS
from sync.wire.models import Command

_QUERY = (
    "SELECT h.seq, h.hash, EXISTS (SELECT 1 FROM gone), EXISTS (SELECT 1 FROM commits WHERE device = ? AND epoch = ? "
    "AND seq BETWEEN ? AND ? AND seq > COALESCE(h.seq, 0)), EXISTS (SELECT 1 FROM cases WHERE case_id = ?), "
    "EXISTS (SELECT 1 FROM writers WHERE case_id = ?) "
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

    ``heard``: some of its commits behind that (from above, in a hall). ``gone``: any case left any device. ``case`` and
    ``writers``: rows of the cases that are written about. All stay as they are while the transaction has its locks:
    cases leave devices only when somebody writes alone.
    """

    head: Head
    heard: bool
    gone: bool
    case: bool
    writers: bool


def glance(connection: Connection, sender: Sender, commands: Sequence[Command]) -> Glance:
    """To be called with the locks of sender and cases in hand; whether its case is known is asked of one alone."""
    one, several = commands[0].case.bytes, len({command.case for command in commands}) > 1
    me = (sender.device, sender.epoch)
    values = (*me, commands[0].seq, commands[-1].seq, one, one, *me)
    query = _QUERY.replace("?", mark_of(connection))
    ((seq, last, gone, heard, case, writers),) = connection.exec_driver_sql(query, values).all()
    head = Head() if seq is None else Head(seq, last)
    return Glance(head, bool(heard), bool(gone), several or bool(case), several or bool(writers))
