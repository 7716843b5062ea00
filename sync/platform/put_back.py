"""A commit that this platform acknowledged and then lost from its disk is put back when its writer sends it again.

What it did to its case still stands: it gets its row and its place again, and was parked if the sums say so; only where
they do not tell is it judged again, at its place. Without that the writer would send it for ever, and nothing behind it
would go on.

Only what is proved takes a place: what lies behind it (or the head) holds its hash, or the sums hold its digest. What
nothing proves yet is held aside, with a receipt, until what comes behind it decides (:mod:`sync.platform.held`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from sync.platform import confidential, held, tables
from sync.platform.bulk import insert_rows
from sync.platform.database import take
from sync.platform.judge import Read, Reason, Sender, judge, read_command
from sync.platform.ranges import count_in, count_less, left_by, lines_of
from sync.platform.report import state_at
from sync.platform.writing import Change, load_cases, load_writers, store_events, store_papers, store_scans
from sync.wire.chain import GENESIS, chain_hash, digest_of
from sync.wire.models import Command
from sync.wire.problems import INTERNAL, ProblemError
from sync.wire.ranges import Line, Sum, bucket_of

_log = logging.getLogger(__name__)

_MOST_GUESSED = 8
Row = Callable[[Change], dict[str, Any]]
"""The row of a commit, with a fresh receipt."""


def put_back(
    connection: Connection, sender: Sender, lost: Sequence[Command], row_of: Row, now_ms: int, sworn: str = ""
) -> list[Change]:
    """Put ``lost`` commits of ``sender``, in their order, back into their gaps; gives those that are only held.

    ``sworn``: the hash of one that a person vouches for, where nothing proves it and nothing speaks against it.

    Raises ForkError for one that is not what lay there: its neighbours hold its hash, and the head that of the last;
    ProblemError (internal) for one of a case that nothing here knows of: a row alone would be no record of it.
    """
    cases = load_cases(connection, [command.case.bytes for command in lost])
    known = _were_parked(connection, sender, lost)
    proved = _proved(connection, sender, lost, known, sworn)
    if set(proved) - {command.seq for command in lost}:
        cases |= load_cases(connection, [command.case.bytes for command in proved.values()])
        known |= _were_parked(connection, sender, list(proved.values()))
    for _, command in sorted(proved.items()):
        lacking = held.settle(connection, sender, command, now_ms)
        change = _enter(connection, sender, command, known.get(command.seq), row_of)
        if lacking:
            _count_in_again(connection, sender, change)
    for command in proved.values():
        if command.seq not in known and command.case.bytes not in cases:
            raise ProblemError(INTERNAL, f"seq {command.seq} left no trace here")
    waiting = [command for command in lost if command.seq not in proved]
    waiting = [command for command in waiting if held.hold(connection, sender, command, now_ms)]
    return [_held(connection, sender, command, known.get(command.seq)) for command in waiting]


def _proved(
    connection: Connection, sender: Sender, lost: Sequence[Command], known: Mapping[int, bool], sworn: str
) -> dict[int, Command]:
    """Seq → what is proved of ``lost`` and of what was held before, from the last down. Raises ForkError."""
    head, sent = _head(connection, sender), {command.seq: command for command in lost}
    proved: dict[int, Command] = {}
    todo = sorted(sent)
    while todo:
        seq = todo.pop()
        before, after = _neighbours(connection, sender, seq)
        behind = GENESIS if seq == 1 else before.hash if before is not None and before.seq == seq - 1 else None
        ahead = after.prev if after is not None and after.seq == seq + 1 else None
        ahead = proved[seq + 1].prev if seq + 1 in proved else head.hash if seq == head.seq else ahead
        command = sent.get(seq) or held.fitting(connection, sender, seq, ahead)
        if command is None:
            continue
        if behind not in (None, command.prev) or ahead not in (None, command.hash):
            raise held.ForkError(command)
        linked = ahead is not None
        if command.hash == sworn or _is_proof(command, linked, behind is not None, known.get(seq)):
            proved[seq] = command
            if behind is None and seq - 1 not in sent:
                todo.append(seq - 1)
    return proved


def _is_proof(command: Command, linked: bool, behind: bool, was: bool | None) -> bool:
    """Whether what is known of its place speaks of all of it. ``linked``: its hash is here; ``was``: in the sums."""
    chained = chain_hash(command.prev, command.digest) == command.hash
    if not chained or (command.body is not None and digest_of(command.body) != command.digest):
        # It was refused like this when it came, or never lay here: then its hash alone says nothing of its text.
        return linked and was is True
    if command.body is None and was is False:
        return False  # it applied, so it had its text
    return linked or (behind and was is not None)


def _enter(connection: Connection, sender: Sender, command: Command, was: bool | None, row_of: Row) -> Change:
    before, after = _neighbours(connection, sender, command.seq)
    read = read_command(command, sender, command.prev)
    place = _place(connection, command.seq, before, after)
    change = Change(command, place, read.body, _reason(connection, sender, read, place, was))
    connection.execute(insert(tables.commits).values(**row_of(change)))
    store_events(connection, sender.device, [change])
    store_papers(connection, [change])
    store_scans(connection, sender.device, [change])
    _tell(connection, sender, change)
    _log.error("commit %s/%s/%s was lost here and is put back", sender.device, sender.epoch, command.seq)
    return change


def _held(connection: Connection, sender: Sender, command: Command, was: bool | None) -> Change:
    """As it would be judged at its place, which it has not got yet (0)."""
    before, _ = _neighbours(connection, sender, command.seq)
    read = read_command(command, sender, command.prev)
    place = before.position + 1 if before is not None else 1
    return Change(command, 0, read.body, _reason(connection, sender, read, place, was))


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


def count_out_lost(connection: Connection, sender: Sender, command: Command) -> bool | None:
    """A lost commit was dismissed: where the sums say that it was it that lay there, they hold it no longer.

    Gives whether it lay there as parked; None where they do not say so, and stay as they are.
    """
    was = _were_parked(connection, sender, [command]).get(command.seq)
    if was is not None:
        count_less(connection, sender.device, _line(sender, command, parked=was))
    return was


def _count_in_again(connection: Connection, sender: Sender, change: Change) -> None:
    """A dismissal took out of the sums what lay at this place, and something has the place after all."""
    line = _line(sender, change.command, parked=change.reason is not None)
    count_in(connection, [(sender.device, line)], left_by(connection, [change.command.case.bytes]))


def _were_parked(connection: Connection, sender: Sender, lost: Sequence[Command]) -> dict[int, bool]:
    """Which of them had been parked, as far as the sums tell that were kept when they came: seq → whether."""
    known: dict[int, bool] = {}
    out = held.counted_out(connection, sender)
    for case in {command.case for command in lost}:
        mine = [command for command in lost if command.case == case]
        known |= {one.seq: out[one.seq, one.hash] for one in mine if (one.seq, one.hash) in out}
        mine = [command for command in mine if command.seq not in known]
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
