"""日终对账 of a hall with its province, for each of its windows, by the protocol that windows use themselves.

What cures itself is cured: sent again, asked for again. The rest becomes a work item (``account_items``) that whoever
looks after the hall finishes, and that the window concerned hears of with its own figures of the day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select

from sync.platform import day as days
from sync.platform import tables
from sync.platform.database import Database
from sync.platform.hall_items import ASKED, LAST, SHOWN, UNSETTLED, keep_items
from sync.platform.rebirth import get, put
from sync.platform.upstream_line import DOWN, WRONG, UpstreamError, UpstreamLine
from sync.wire.chain import digest_of
from sync.wire.differences import Difference, Finding, compare, parsed
from sync.wire.models import DayRequest, Outcome, RangesRequest, SeqRange
from sync.wire.ranges import Line, Sum, summed
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import SignatureError

_SHANGHAI = timedelta(hours=8)
_DAY_MS = 86_400_000
_AT_HOUR = 20
_EPOCHS = 16
_PASSING = (DOWN, "transient", "server-full")


@dataclass
class Settled:
    """A day that was reconciled: windows compared, differences that were cured, and what is left of each window."""

    day: str
    devices: set[str] = field(default_factory=set)
    cured: int = 0
    left: dict[str, list[Finding]] = field(default_factory=dict)
    figures: dict[str, list[str]] = field(default_factory=dict)
    """Window → names of the figures of the day that differ."""
    wrong: UpstreamError | None = None
    """The first answer that cannot be believed."""


@dataclass(frozen=True)
class Cures:
    """What the relay can do about a difference; each raises UpstreamError.

    ``again`` (device, epoch, seq): commits from seq on go up again; ``ask`` (device): hear all from the start;
    ``up``: what came in meanwhile goes up.
    """

    again: Callable[[str, int, int], None]
    ask: Callable[[str], None]
    hear: Callable[[str], None]
    up: Callable[[], None]


class HallAccount:
    """Reconciles the windows of a hall; to be used in the turn of the relay only. All it keeps lies in the database."""

    def __init__(
        self, database: Database, line: UpstreamLine, receipts: ReceiptChecker, now_ms: Callable[[], int], cures: Cures
    ) -> None:  # fmt: skip
        self._database = database
        self._line = line
        self._receipts = receipts
        self._now_ms = now_ms
        self._cures = cures

    def step(self, devices: Sequence[str]) -> None:
        """Reconcile when it is due: each day after 20:00, later when the line was down then, or when somebody asked.

        Raises UpstreamError; the day is begun anew at the next step then, unless it is one of ``WRONG``: that is told
        once all other windows had their turn.
        """
        due = self._due()
        if due is None:
            return
        day, deep, evening = due
        done = Settled(day)
        for device in devices:
            try:
                # Counting a window of some years takes seconds: what came in since does not wait for all of them.
                self._up(self._cures.up, done)
                self._of(device, done, deep)
            except UpstreamError as error:
                if error.code in _PASSING:
                    raise
                # One window that the province does not let the hall speak for keeps the others from nothing.
                done.figures[device] = [error.code]
                if error.code in WRONG:
                    done.wrong = done.wrong or error
        self._keep(done, deep=deep, evening=evening)
        if done.wrong:
            raise done.wrong

    def _keep(self, done: Settled, *, deep: bool, evening: bool) -> None:
        day = done.day
        with self._database.write() as connection:
            keep_items(connection, done.left, done.devices, self._now_ms(), deep=deep)
            put(connection, SHOWN, day)
            if evening:
                # What somebody asks for at noon is no evening.
                put(connection, LAST, day)
            put(connection, UNSETTLED, json.dumps(done.figures, sort_keys=True))
            if not evening:
                put(connection, ASKED, "")

    @staticmethod
    def _up(send: Callable[[], None], done: Settled) -> None:
        """What goes up is of all windows: trouble with another one's keeps this one from nothing."""
        try:
            send()
        except UpstreamError as error:
            if error.code in _PASSING:
                raise
            if error.code in WRONG:
                done.wrong = done.wrong or error

    def _due(self) -> tuple[str, bool, bool] | None:
        """The day to be reconciled, whether both ends count anew from what is stored, whether its evening has come."""
        local = datetime.fromtimestamp(self._now_ms() / 1000, UTC) + _SHANGHAI
        day = (local - timedelta(hours=_AT_HOUR)).date().isoformat()
        with self._database.read() as connection:
            asked, last = get(connection, ASKED), get(connection, LAST)
        if asked:
            wanted = json.loads(asked)
            return wanted["day"] or local.date().isoformat(), wanted["deep"], False
        if last is None:
            with self._database.write() as connection:
                put(connection, LAST, day)
            return None
        return (day, False, True) if day > last else None

    def _of(self, device: str, done: Settled, deep: bool) -> None:
        first = self._compare(device, deep)
        left = first
        if first:
            self._up(partial(self._cure, device, first), done)
            left = self._compare(device, deep)
            # What came in between the two is no difference: it is looked at again.
            left = self._compare(device, deep) if left and left != first else left
        if done.wrong and self._unsaid(left):
            raise done.wrong
        done.devices.add(device)
        done.cured += sum(one not in left for one in first)
        if left:
            done.left[device] = left
        if differ := self._day(device, done.day):
            done.figures[device] = differ

    def _unsaid(self, left: Sequence[Finding]) -> bool:
        """Whether something is here that went up, and whose receipt was not believed: it is not lost."""
        with self._database.read() as connection:
            lost = [place for one in left if one.kind is Difference.LOST_HERE for place in one.commits]
            return any(_act(connection, place) is not None for place in lost)

    def _compare(self, device: str, deep: bool) -> list[Finding]:
        self._cures.hear(device)

        def ask(nodes: Mapping[str, str], anew: bool) -> Mapping[str, Mapping[str, str]]:
            return self._line.compare(RangesRequest(device=device, nodes=dict(nodes), deep=anew)).differ

        with self._database.read() as connection:
            here = _Here(list(lines_above(connection, device)))
        found = compare(ask, here, device, deep=deep).findings
        with self._database.read() as connection:
            return [one for one in found if not _is_redone(connection, one)]

    def _cure(self, device: str, findings: Sequence[Finding]) -> None:
        first: dict[int, int] = {}
        for place in self._to_send(device, findings):
            _, epoch, seq = parsed(place)
            first[epoch] = min(first.get(epoch, seq), seq)
        for epoch, seq in first.items():
            self._cures.again(device, epoch, seq)
        if any(one.kind is Difference.MISSING_HERE for one in findings):
            self._cures.ask(device)

    def _to_send(self, device: str, findings: Sequence[Finding]) -> Iterator[str]:
        """What the province lacks of the window's own, and what came here once more and has no word of the province."""
        with self._database.read() as connection:
            for one in findings:
                for place in one.commits:
                    lacking = one.kind is Difference.MISSING_THERE and parsed(place)[0] == device
                    if lacking or (one.kind is Difference.LOST_HERE and _act(connection, place) is not None):
                        yield place

    def _day(self, device: str, day: str) -> list[str]:
        """The figures of the day at both ends, each signed; names of those that differ."""
        with self._database.read() as connection:
            asked = DayRequest(device=device, day=day, ranges=_ranges(connection, device, day))
            if not asked.ranges:
                return []
            told = days.figures(connection, asked)
            told["parked"] = _parked_above(connection, asked)
        ours = days.say(self._database, told | {"server": self._database.server_epoch, "at": self._now_ms()})
        said = self._line.day(asked.model_copy(update={"figures": ours.figures, "receipt": ours.receipt}))
        try:
            self._receipts.check_day(said.receipt, said.figures)
            differ = days.differing(told, json.loads(said.figures))
        except (SignatureError, ValueError) as error:
            raise UpstreamError("bad-receipt", f"the figures of a day: {error}") from error
        theirs = days.Word(said.figures, said.receipt)
        with self._database.write() as connection:
            days.keep(connection, days.ABOVE, asked, self._now_ms(), ours, theirs, settled=not differ)
        return differ


class _Here:
    """What the hall has of what a window should have at the province."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._cases = summed(lines)

    def total(self) -> Sum:
        total = Sum()
        for one in self._cases.values():
            total = total.plus(one)
        return total

    def cases(self) -> Mapping[str, Sum]:
        return self._cases

    def lines(self, cases: Set[str]) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in self._lines:
            if line.case in cases:
                found.setdefault(line.case, set()).add(line.text)
        return found


def lines_above(connection: Connection, device: str) -> Iterator[Line]:
    """What the province should have of ``device``: what it gave a receipt for, as it judged it, and what it told.

    Digests are worked out anew from the stored text.
    """
    commits, receipts, relayed, heard = (
        tables.commits, tables.relay_receipts, tables.relayed, tables.relay_heard,
    )  # fmt: skip
    columns = [commits.c[name] for name in ("case_id", "device", "epoch", "seq", "digest", "body")]
    stays = commits.c.case_id.not_in(select(tables.gone.c.case_id).where(tables.gone.c.device == device))
    reached = and_(
        relayed.c.device == commits.c.device,
        relayed.c.epoch == commits.c.epoch,
        relayed.c.seq >= commits.c.seq,
    )
    own = (
        select(*columns, receipts.c.outcome)
        .join(receipts, receipts.c.position == commits.c.position)
        .join(relayed, reached)
        .where(commits.c.device == device, stays)
    )
    told_us = and_(
        heard.c.writer == commits.c.device, heard.c.epoch == commits.c.epoch, heard.c.seq == commits.c.seq
    )
    told = select(*columns).join(heard, told_us).where(heard.c.device == device, stays)
    for row in connection.execute(own):
        yield _line(row, parked=row.outcome == Outcome.PARKED)
    for row in connection.execute(told):
        yield _line(row, parked=False)


def _line(row: Any, *, parked: bool) -> Line:
    digest = digest_of(row.body) if row.body is not None else row.digest
    return Line(row.case_id.hex(), row.device, row.epoch, row.seq, digest, parked)


def _is_redone(connection: Connection, finding: Finding) -> bool:
    """Whether the department made again what a restored province lost: later, in the same case, the same acts."""
    if finding.kind is not Difference.ACT_LOST_THERE:
        return False
    commits = tables.commits
    lost = {place: _act(connection, place) for place in finding.commits}
    places = [row.position for row in lost.values() if row is not None]
    for row in lost.values():
        if row is None:
            return False
        later = select(commits.c.position).where(
            commits.c.case_id == row.case_id,
            commits.c.device == row.device,
            commits.c.position > row.position,
            commits.c.position.not_in(places),
        )
        acts = _acts(connection, row.position)
        if all(_acts(connection, other) != acts for other in connection.execute(later).scalars()):
            return False
    return True


def _act(connection: Connection, place: str) -> Any:
    device, epoch, seq = parsed(place)
    commits = tables.commits
    here = (commits.c.device == device, commits.c.epoch == epoch, commits.c.seq == seq)
    return connection.execute(select(commits).where(*here)).first()


def _acts(connection: Connection, position: int) -> tuple[str, ...]:
    events = tables.events
    query = select(events.c.type).where(events.c.position == position).order_by(events.c.version)
    return tuple(connection.execute(query).scalars())


def _ranges(connection: Connection, device: str, day: str) -> list[SeqRange]:
    """Commits that came in on ``day`` (Asia/Shanghai) and that the province has, the newest epochs."""
    commits, relayed = tables.commits, tables.relayed
    midnight = datetime.fromisoformat(day).replace(tzinfo=UTC) - _SHANGHAI
    start = int(midnight.timestamp() * 1000)
    rows = connection.execute(
        select(commits.c.epoch, func.min(commits.c.seq).label("first"), func.max(commits.c.seq).label("last"))
        .join(relayed, and_(relayed.c.device == commits.c.device, relayed.c.epoch == commits.c.epoch))
        .where(commits.c.device == device, commits.c.imported.is_(False), commits.c.seq <= relayed.c.seq)
        .where(commits.c.received_ms >= start, commits.c.received_ms < start + _DAY_MS)
        .group_by(commits.c.epoch)
        .order_by(commits.c.epoch.desc())
        .limit(_EPOCHS)
    ).all()
    return [SeqRange(epoch=row.epoch, first=row.first, last=row.last) for row in reversed(rows)]


def _parked_above(connection: Connection, asked: DayRequest) -> int:
    """How many the province parked: its word counts, not what the hall would have said."""
    commits, receipts = tables.commits, tables.relay_receipts
    count = 0
    for one in asked.ranges:
        count += connection.execute(
            select(func.count())
            .select_from(commits.join(receipts, receipts.c.position == commits.c.position))
            .where(commits.c.device == asked.device, commits.c.epoch == one.epoch)
            .where(commits.c.seq.between(one.first, one.last), receipts.c.outcome == Outcome.PARKED)
        ).scalar_one()
    return count


def forget_cursor(connection: Connection, device: str) -> None:
    """All that the province tells for ``device`` is asked for anew; what is here already changes nothing."""
    connection.execute(delete(tables.relay_cursors).where(tables.relay_cursors.c.device == device))
