"""Taking commits in: a batch is one transaction; if it fails as a whole, each commit gets its own.

Answers are given only after the transaction is on disk. The same commit sent again gets the same receipt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from sync.platform import tables
from sync.platform.bulk import Writes, connection_of, insert_rows, reading, together, update_rows
from sync.platform.database import Database, hold, lost_its_turn, take
from sync.platform.glance import Glance, Head, glance
from sync.platform.gone import tell_again
from sync.platform.held import ForkError, Held, decided, keep_fork
from sync.platform.judge import Read, Reason, Sender, continues, judge, kept_text, read_command
from sync.platform.projection import LEASE_MOVED, PLATFORM, CaseView, stage_after
from sync.platform.put_back import put_back
from sync.platform.ranges import Left, left_by
from sync.platform.writing import (
    Change,
    Writer,
    count_own,
    load_cases,
    load_writers,
    papers_of,
    store_cases,
    store_events,
    store_feed,
    store_papers,
    store_scans,
    store_writers,
)
from sync.wire.models import Command, CommandResult, CommitBody, Outcome
from sync.wire.problems import SEQUENCE_FORK, SEQUENCE_GAP, ProblemError
from sync.wire.receipts import issue

_log = logging.getLogger(__name__)

_FOUNDED_MS = 1_577_836_800_000
"""The beginning of 2020: no window wrote before."""
_AHEAD_MS = 365 * 24 * 60 * 60 * 1000

_FEW = 16
"""So many commits in a request take a lock for each thing they touch; more go alone, before locks grow too many."""
_TRIES = 4

_OURS_TO_PARK = (
    IntegrityError,
    DataError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
)
"""Failures that a commit brings on itself. A full disk or a lost database is none: nothing is parked for that."""


def _nobody(_connection: Connection) -> frozenset[str]:
    return frozenset()


@dataclass
class _State:
    """What one transaction knows of the cases it touches."""

    cases: dict[bytes, CaseView]
    existing: frozenset[bytes]
    writers: dict[tuple[bytes, str], Writer]
    hearing: dict[bytes, set[str]]
    members: frozenset[str] = frozenset()
    changes: list[Change] = field(default_factory=list)


class Ledger:
    """The one writer of commits. ``now_ms`` gives UTC milliseconds; ``members`` names who hears of every case
    (the windows of a hall), beside those who write about it.
    """

    def __init__(
        self,
        database: Database,
        now_ms: Callable[[], int],
        members: Callable[[Connection], frozenset[str]] = _nobody,
    ) -> None:
        self._database = database
        self._now_ms = now_ms
        self._members = members

    def submit(self, sender: Sender, commands: Sequence[Command]) -> tuple[int, list[CommandResult]]:
        """Take commits with contiguous ``seq``; gives (accepted_through, a result each).

        Raises ProblemError for a gap before the first, or for another commit at a place already taken; nothing is
        applied then.
        """
        try:
            return self._submit_whole(sender, commands)
        except ForkError as fork:
            with self._database.write() as connection:
                keep_fork(connection, sender, fork.command, self._now_ms())
            raise ProblemError(SEQUENCE_FORK, f"seq {fork.command.seq}") from None
        except _OURS_TO_PARK as error:
            _log.warning("batch failed, going one by one: %s", type(error).__name__)
        results: list[CommandResult] = []
        through = 0
        for command in commands:
            through, result = self._apply_alone(sender, command)
            results.append(result)
        return through, results

    def _submit_whole(
        self, sender: Sender, commands: Sequence[Command]
    ) -> tuple[int, list[CommandResult]]:
        """One transaction; a few commits leave room for those of others about other cases, many go alone."""
        names = {f"device:{sender.device}", *(f"case:{command.case.hex}" for command in commands)}
        for left in reversed(range(_TRIES)):
            few = len(commands) <= _FEW
            try:
                with self._database.write_beside(names) if few else self._database.write() as connection:
                    return self._apply(connection, sender, commands)
            except DBAPIError as error:
                if not left or not lost_its_turn(error):
                    raise
                _log.warning("a transaction lost its turn and is done again")
        raise AssertionError("unreachable")

    def append(self, connection: Connection, sender: Sender, command: Command) -> CommandResult:
        """Take one commit inside the caller's transaction (the platform's own acts)."""
        return self._apply(connection, sender, [command])[1][0]

    def _apply_alone(self, sender: Sender, command: Command) -> tuple[int, CommandResult]:
        reason = Reason.FAILED
        try:
            with self._database.write() as connection:
                through, results = self._apply(connection, sender, [command])
                return through, results[0]
        except IntegrityError:
            reason = Reason.REUSED
        except _OURS_TO_PARK as error:
            _log.error("commit %s of %s parked: %s", command.seq, sender.device, type(error).__name__)
        with self._database.write() as connection:
            through, results = self._apply(connection, sender, [command], park=reason)
            return through, results[0]

    def _apply(
        self, connection: Connection, sender: Sender, commands: Sequence[Command], park: Reason | None = None
    ) -> tuple[int, list[CommandResult]]:
        seen = glance(connection, sender, commands)
        head = seen.head
        if commands[0].seq > head.seq + 1:
            raise ProblemError(SEQUENCE_GAP, f"expected {head.seq + 1}", expected=head.seq + 1)
        repeated = [command for command in commands if command.seq <= head.seq]
        results = self._answer_again(connection, sender, repeated) if repeated else []
        fresh = commands[len(repeated) :]
        if not fresh:
            return head.seq, results
        heard = _heard_before(connection, sender, fresh) if seen.heard else {}
        writes = together(connection)
        judged = self._judge_all(writes, sender, fresh, seen, park, heard)
        _move_head(writes, sender, head, fresh[-1])
        hold(connection, lambda: _touched(sender, judged))
        new = [change for change in judged if change.command.seq not in heard]
        cases = {change.command.case.bytes for change in new}
        left = left_by(connection, cases) if seen.gone else frozenset()
        counted = count_own(writes, sender.device, sender.epoch, new, left)
        # From here on nobody else gets a place in the log, until this transaction is on disk.
        changes = _placed(writes, judged, heard)
        receipts = self._write(writes, sender, changes, heard, None if counted else left)
        if left:
            tell_again(connection, {change.command.case.bytes for change in new if _gets_further(change)})
        for change, receipt in zip(changes, receipts, strict=True):
            outcome = Outcome.PARKED if change.reason else Outcome.APPLIED
            results.append(
                CommandResult(
                    seq=change.command.seq,
                    id=change.command.id,
                    outcome=outcome,
                    reason=change.reason or "",
                    receipt=receipt,
                )
            )
        return fresh[-1].seq, results

    def _judge_all(
        self,
        writes: Writes,
        sender: Sender,
        fresh: Sequence[Command],
        seen: Glance,
        park: Reason | None,
        heard: Mapping[int, int],
    ) -> list[Change]:
        ids = list({command.case.bytes for command in fresh})
        connection = reading(writes)
        cases = load_cases(connection, ids) if seen.case else {}
        writers = load_writers(connection, ids) if seen.writers else {}
        state = _State(cases, frozenset(cases), dict(writers), _hearing(writers), self._members(connection))
        prev = seen.head.hash
        for command in fresh:
            if command.seq in heard:
                state.changes.append(_taken_over(command, state, sender, heard[command.seq]))
            else:
                read = Read(command, None, park) if park else read_command(command, sender, prev)
                state.changes.append(_judge_one(read, state, sender, self._now_ms()))
            prev = command.hash
        store_cases(writes, [view for view in state.cases.values() if view.changed], state.existing)
        store_writers(writes, writers, state.writers)
        return state.changes

    def _write(
        self,
        writes: Writes,
        sender: Sender,
        changes: Sequence[Change],
        heard: Mapping[int, int],
        left: Left | None,
    ) -> list[str]:
        """The log and what hangs on it, and ``left`` given, what others are told (None: nobody hears of it)."""
        now = self._now_ms()
        epoch = self._database.server_epoch
        receipts = issue(self._database.signer, [_statement(c, sender, epoch, now) for c in changes])
        rows = [_row(c, sender, now, receipt) for c, receipt in zip(changes, receipts, strict=True)]
        new = [c for c in changes if c.command.seq not in heard]
        insert_rows(writes, tables.commits, [row for row in rows if row["seq"] not in heard])
        store_events(writes, sender.device, new)
        store_papers(writes, new)
        connection = connection_of(writes)
        for row in rows:
            if row["seq"] in heard:
                here = update(tables.commits).where(tables.commits.c.position == row["position"])
                connection.execute(here.values(receipt=row["receipt"], received_ms=now, imported=False))
        store_scans(connection, sender.device, new)
        if left is not None:
            store_feed(connection, sender.device, sender.epoch, new, left)
        return receipts

    def _answer_again(
        self, connection: Connection, sender: Sender, repeated: Sequence[Command]
    ) -> list[CommandResult]:
        first, last = repeated[0].seq, repeated[-1].seq
        rows = {row.seq: row for row in _stored(connection, sender, first, last)}
        held: dict[int, CommandResult] = {}
        if len(rows) < len(repeated):
            lost = [command for command in repeated if command.seq not in rows]
            waiting = put_back(connection, sender, lost, lambda c: self._fresh_row(sender, c), self._now_ms())
            sent = {command.id for command in lost}
            held = {one.seq: one for one in decided(connection, sender, first, last) if one.id in sent}
            held |= {change.command.seq: self._held_result(sender, change) for change in waiting}
            rows = {row.seq: row for row in _stored(connection, sender, first, last)}
        for command in repeated:
            row = rows.get(command.seq)
            if row is not None and (row.id != command.id.bytes or row.digest != command.digest):
                raise ForkError(command)
        return [_result(rows[c.seq]) if c.seq in rows else held[c.seq] for c in repeated]

    def accept_held(self, connection: Connection, one: Held) -> None:
        """Put what is held where it belongs, as a person vouches for it. Raises ForkError and ProblemError."""
        sender, command = one.sender, one.command
        put_back(connection, sender, [command], lambda c: self._fresh_row(sender, c), self._now_ms(), command.hash)

    def word_of_dismissal(self, one: Held, reason: str) -> str:
        """The signed word for the device of what is dismissed: it gets no place, ``reason`` says who decided so."""
        at = _statement(Change(one.command, 0, None, None), one.sender, self._database.server_epoch, self._now_ms())
        said = at | {"outcome": Outcome.PARKED.value, "reason": reason}
        return issue(self._database.signer, [said])[0]

    def _fresh_row(self, sender: Sender, change: Change) -> dict[str, Any]:
        now = self._now_ms()
        statement = _statement(change, sender, self._database.server_epoch, now)
        return _row(change, sender, now, issue(self._database.signer, [statement])[0])

    def _held_result(self, sender: Sender, change: Change) -> CommandResult:
        """Kept, word for word, though not in the log yet."""
        row = self._fresh_row(sender, change)
        return _result(SimpleNamespace(**row))


def head_of(connection: Connection, sender: Sender) -> Head:
    """How far ``sender`` has come."""
    table = tables.heads
    row = connection.execute(
        select(table.c.seq, table.c.hash).where(
            table.c.device == sender.device, table.c.epoch == sender.epoch
        )
    ).first()
    return Head(row.seq, row.hash) if row else Head()


def results_between(connection: Connection, sender: Sender, first: int, last: int) -> list[CommandResult]:
    """What is known of commits ``first``..``last``, with the receipts given at the time; also what was dismissed."""
    found = [_result(row) for row in _stored(connection, sender, first, last)]
    if len(found) <= last - first:
        known = {one.seq for one in found}
        found += [one for one in decided(connection, sender, first, last) if one.seq not in known]
    return sorted(found, key=lambda one: one.seq)


def _stored(connection: Connection, sender: Sender, first: int, last: int) -> Sequence[Any]:
    table = tables.commits
    return connection.execute(
        select(table.c.seq, table.c.id, table.c.digest, table.c.parked, table.c.reason, table.c.receipt)
        .where(
            table.c.device == sender.device,
            table.c.epoch == sender.epoch,
            table.c.seq.between(first, last),
        )
        .order_by(table.c.seq)
    ).all()


def _result(row: Any) -> CommandResult:
    # A repeated commit that is parked says so again: the sender may never have heard it.
    outcome = Outcome.PARKED if row.parked else Outcome.DUPLICATE
    return CommandResult(
        seq=row.seq, id=UUID(bytes=row.id), outcome=outcome, reason=row.reason, receipt=row.receipt
    )


def _heard_before(connection: Connection, sender: Sender, fresh: Sequence[Command]) -> dict[int, int]:
    """Seq → place of what a hall heard of this window from above before the window came. Raises ForkError."""
    table = tables.commits
    rows = connection.execute(
        select(table.c.seq, table.c.id, table.c.digest, table.c.hash, table.c.position).where(
            table.c.device == sender.device,
            table.c.epoch == sender.epoch,
            table.c.seq.between(fresh[0].seq, fresh[-1].seq),
        )
    ).all()
    sent = {command.seq: command for command in fresh}
    for row in rows:
        command = sent[row.seq]
        if (row.id, row.digest, row.hash) != (command.id.bytes, command.digest, command.hash):
            raise ForkError(command)
    return {row.seq: row.position for row in rows}


def _taken_over(command: Command, state: _State, sender: Sender, position: int) -> Change:
    """A commit that applied above and was shown here already: only the writer's own count is not kept yet."""
    try:
        body = CommitBody.model_validate_json(command.body or "")
    except ValidationError:
        return Change(command, position, None, None)
    key = (command.case.bytes, sender.device)
    known = state.writers.get(key, Writer())
    last = body.events[-1].version if body.events else 0
    state.writers[key] = Writer(max(known.version, last), joined=True)
    state.hearing.setdefault(command.case.bytes, set()).add(sender.device)
    return Change(command, position, body, None)


def _hearing(writers: Mapping[tuple[bytes, str], Writer]) -> dict[bytes, set[str]]:
    """Case → devices that hear of what others write about it."""
    found: dict[bytes, set[str]] = {}
    for (case_id, device), writer in writers.items():
        if writer.joined:
            found.setdefault(case_id, set()).add(device)
    return found


def _touched(sender: Sender, changes: Sequence[Change]) -> set[str]:
    """What others may touch at the same time without the case: sums of devices, numbers on paper."""
    devices = {sender.device, *(name for c in changes for name in (*c.audience, *c.joins))}
    numbers = papers_of(changes)
    return {f"sums:{name}" for name in devices} | {f"number:{row['number']}" for row in numbers}


def _placed(writes: Writes, judged: Sequence[Change], heard: Mapping[int, int]) -> list[Change]:
    """The changes with their places in the log; what was heard before has its own.

    The counter stays locked until the transaction ends, so places have the order in which transactions end: no
    reader's cursor passes one that is still being written.
    """
    new = len(judged) - len(heard)
    first = take(writes, "commits", new) if new else 0
    places = iter(range(first, first + new))
    return [c if c.command.seq in heard else c.at(next(places)) for c in judged]


def _judge_one(read: Read, state: _State, sender: Sender, now_ms: int) -> Change:
    case_id = read.command.case.bytes
    if read.body is None:
        return Change(read.command, 0, None, read.reason)
    key = (case_id, sender.device)
    before = state.writers.get(key, Writer())
    newcomer = ""
    reason, after = judge(read.body, state.cases.get(case_id), before.version, sender.device)
    if after is not None and after.home != sender.device:
        # A case that came down for a window, or was given to it, is its own before it ever wrote a word about it.
        hearing = state.hearing.setdefault(case_id, set())
        if after.home not in hearing:
            known = state.writers.get((case_id, after.home), Writer())
            state.writers[case_id, after.home] = Writer(known.version, joined=True)
            hearing.add(after.home)
            newcomer = after.home
    # In a hall everybody hears of everything, and nobody else: who writes from elsewhere does not listen here.
    others = set(state.members or state.hearing.get(case_id, set())) - {sender.device}
    joined = before.joined or reason is None
    if continues(read.body.events, before.version):
        # Parked events count too: the writer's own count goes on behind them.
        state.writers[key] = Writer(before.version + len(read.body.events), joined)
        if joined:
            state.hearing.setdefault(case_id, set()).add(sender.device)
    if after is not None:
        after.changed = True
        if sender.device != PLATFORM and not _FOUNDED_MS <= read.body.at <= now_ms + _AHEAD_MS:
            # The clock is to be put right, the case is as good as any other.
            after.flag("clock-absurd")
        state.cases[case_id] = after
    audience = tuple(sorted(others - {PLATFORM}))
    late = (sender.device,) if others - state.members and joined > before.joined else ()
    joins = (*late, *((newcomer,) if newcomer and newcomer not in state.members else ()))
    return Change(read.command, 0, read.body, reason, audience, joins)


def _gets_further(change: Change) -> bool:
    """Whether those that the case moved away from are to hear where it stands now."""
    if change.reason is not None or change.body is None:
        return False
    return any(stage_after(event.type) or event.type == LEASE_MOVED for event in change.body.events)


def _move_head(writes: Writes, sender: Sender, head: Head, last: Command) -> None:
    row = {"device": sender.device, "epoch": sender.epoch, "seq": last.seq, "hash": last.hash}
    if head.seq == 0:
        insert_rows(writes, tables.heads, [row])
        return
    update_rows(writes, tables.heads, ("device", "epoch"), [row])


def _statement(change: Change, sender: Sender, epoch: str, now_ms: int) -> dict[str, Any]:
    command = change.command
    return {
        "v": 1,
        "server": epoch,
        "device": sender.device,
        "epoch": sender.epoch,
        "seq": command.seq,
        "id": str(command.id),
        "digest": command.digest,
        "hash": command.hash,
        "outcome": "parked" if change.reason else "applied",
        "reason": change.reason or "",
        "position": change.position,
        "at": now_ms,
    }


def _row(change: Change, sender: Sender, now_ms: int, receipt: str) -> dict[str, Any]:
    command = change.command
    return {
        "position": change.position,
        "device": sender.device,
        "epoch": sender.epoch,
        "seq": command.seq,
        "id": command.id.bytes,
        "case_id": command.case.bytes,
        "body": kept_text(command.body),
        "digest": command.digest,
        "prev": command.prev,
        "hash": command.hash,
        "parked": change.reason is not None,
        "reason": change.reason or "",
        "received_ms": now_ms,
        "receipt": receipt,
    }
