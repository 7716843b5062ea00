"""A commit that this platform acknowledged and then lost from its disk is put back when its writer sends it again.

What it did to its case still stands: it gets its row and its place again, and was parked if the sums say so; only where
they do not tell is it judged again, at its place. Without that the writer would send it for ever, and nothing behind it
would go on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from sync.platform import confidential, tables
from sync.platform.bulk import insert_rows
from sync.platform.database import take
from sync.platform.judge import Read, Reason, Sender, judge, read_command
from sync.platform.ranges import lines_of
from sync.platform.report import state_at
from sync.platform.writing import Change, load_cases, load_writers, store_events, store_papers, store_scans
from sync.wire.chain import GENESIS
from sync.wire.models import Command
from sync.wire.problems import INTERNAL, SEQUENCE_FORK, ProblemError
from sync.wire.ranges import Line, Sum, bucket_of

_log = logging.getLogger(__name__)

_MOST_GUESSED = 8
Row = Callable[[Change], dict[str, Any]]
"""The row of a commit, with a fresh receipt."""


def put_back(connection: Connection, sender: Sender, lost: Sequence[Command], row_of: Row) -> None:
    """Put ``lost`` commits of ``sender``, in their order, back into their gaps.

    Raises ProblemError (sequence-fork) for one that is not what lay there: its neighbours hold its hash, and the head
    that of the last; (internal) for one of a case that nothing here knows of: a row alone would be no record of it.
    """
    cases = load_cases(connection, [command.case.bytes for command in lost])
    parked = _were_parked(connection, sender, lost)
    head = _head(connection, sender)
    for command in lost:
        before, after = _neighbours(connection, sender, command.seq)
        first = command.seq != 1 or command.prev == GENESIS
        behind = before is None or before.seq + 1 != command.seq or before.hash == command.prev
        ahead = after is None or after.seq - 1 != command.seq or after.prev == command.hash
        last = command.seq != head.seq or command.hash == head.hash
        if not (first and behind and ahead and last):
            raise ProblemError(SEQUENCE_FORK, f"seq {command.seq}")
        read = read_command(command, sender, command.prev)
        place = _place(connection, command.seq, before, after)
        reason = _reason(connection, sender, read, place, parked.get(command.seq))
        change = Change(command, place, read.body, reason)
        connection.execute(insert(tables.commits).values(**row_of(change)))
        store_events(connection, sender.device, [change])
        store_papers(connection, [change])
        store_scans(connection, sender.device, [change])
        _tell(connection, sender, change)
        _log.error("commit %s/%s/%s was lost here and is put back", sender.device, sender.epoch, command.seq)
    for command in lost:
        if command.seq not in parked and command.case.bytes not in cases:
            raise ProblemError(INTERNAL, f"seq {command.seq} left no trace here")


def _neighbours(connection: Connection, sender: Sender, seq: int) -> tuple[Any, Any]:
    """The nearest that are left; those beside it hold its hash."""
    table = tables.commits
    mine = select(table).where(table.c.device == sender.device, table.c.epoch == sender.epoch).limit(1)
    before = mine.where(table.c.seq < seq).order_by(table.c.seq.desc())
    after = mine.where(table.c.seq > seq).order_by(table.c.seq)
    return connection.execute(before).first(), connection.execute(after).first()


def _head(connection: Connection, sender: Sender) -> Any:
    """What was acknowledged last; there is one, as all that is lost lies before it or is it."""
    table = tables.heads
    mine = (table.c.device == sender.device, table.c.epoch == sender.epoch)
    return connection.execute(select(table.c.seq, table.c.hash).where(*mine)).one()


def _reason(
    connection: Connection, sender: Sender, read: Read, place: int, was: bool | None
) -> Reason | None:
    """Why it is parked (None: it applies). ``was``: what the sums know; None when they do not decide.

    Then its case is gone through again up to its place, as ``verify`` does: what cannot be made out stays parked.
    """
    if read.body is None:
        return read.reason
    if was is False:
        return None
    case = read.command.case.bytes
    view, version = state_at(connection, case, sender.device, place)
    reason, _ = judge(read.body, view, version, sender.device)
    return reason or (Reason.FAILED if was else None)


def _place(connection: Connection, seq: int, before: Any, after: Any) -> int:
    """The place in the log that it left empty, if it is sure which that is; else a new one.

    It is, when between its neighbours as many are free as commits of this writer are lost there: none of another's.
    """
    table = tables.commits
    if after is not None:
        first, known = (before.position + 1, before.seq) if before else (1, 0)
        here = select(table.c.position).where(table.c.position.between(first, after.position))
        used = set(connection.execute(here).scalars())
        free = [place for place in range(first, after.position) if place not in used]
        if len(free) == after.seq - known - 1:
            place = free[seq - known - 1]
            # Another place's word from above is none for what lies here from now on; it is asked for again.
            connection.execute(delete(tables.relay_receipts).where(tables.relay_receipts.c.position == place))
            return place
    return take(connection, "commits", 1)


def _tell(connection: Connection, sender: Sender, change: Change) -> None:
    """Who hears of the case hears it again; the sums hold it already, and whoever has it changes nothing."""
    if change.reason is not None or change.body is None:
        return
    case = change.command.case.bytes
    hearing = {device for (_, device), one in load_writers(connection, [case]).items() if one.joined}
    members = set(connection.execute(select(tables.members.c.device)).scalars())
    named = tuple(sorted((members or hearing) - {sender.device}))
    told = confidential.audience(connection, case, change.body.events, named)
    if told:
        first = take(connection, "feed", len(told))
        rows = [
            {"position": n, "device": device, "commit_position": change.position}
            for n, device in enumerate(told, first)
        ]
        insert_rows(connection, tables.feed, rows)


def _were_parked(connection: Connection, sender: Sender, lost: Sequence[Command]) -> dict[int, bool]:
    """Which of them had been parked, as far as the sums tell that were kept when they came: seq → whether."""
    known: dict[int, bool] = {}
    for case in {command.case for command in lost}:
        mine = [command for command in lost if command.case == case]
        kept = _kept(connection, sender.device, case.bytes)
        if kept is None or len(mine) > _MOST_GUESSED:
            continue
        there = Sum()
        for line in lines_of(connection, sender.device, case.hex):
            there = there.plus(Sum(1, line.leaf))
        for outcomes in product((False, True), repeat=len(mine)):
            total = there
            for command, was in zip(mine, outcomes, strict=True):
                total = total.plus(Sum(1, _line(sender, command, parked=was).leaf))
            if total == kept:
                known |= {command.seq: was for command, was in zip(mine, outcomes, strict=True)}
                break
    return known


def _kept(connection: Connection, device: str, case: bytes) -> Sum | None:
    table = tables.case_digests
    mine = (table.c.device == device, table.c.bucket == bucket_of(case.hex()), table.c.case_id == case)
    row = connection.execute(select(table.c.commits, table.c.digest).where(*mine)).first()
    return Sum(row.commits, bytes(row.digest)) if row is not None else None


def _line(sender: Sender, command: Command, *, parked: bool) -> Line:
    return Line(command.case.hex, sender.device, sender.epoch, command.seq, command.digest, parked)
