"""What the line needs of the profile: own commits that wait, commits of others, number blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from app.domain.chain import digest_of, read_commit
from app.domain.codec import CodecError
from app.domain.events import Recorded
from app.domain.records import Ack, AckOutcome, NumberBlock, StoredCommit
from app.ports import Clock, GoneCase
from app.storage import gone_cases, log
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.gone_cases import CONTRADICTS, COUNTED, RIVAL, UNREADABLE
from app.storage.pad_book import note_sheets
from app.storage.project import drop, project
from app.storage.receipts import DISMISSED, held_ids, is_dismissed, stated
from app.storage.schema import commits, number_blocks, settings
from app.storage.sound_filler import sound_again
from app.storage.stores import put_setting
from app.storage.unprinted import settle_dead
from app.values import replace

CURSOR = "sync.cursor"
LAST_ACK = "sync.last_ack_ms"
FROM_PLATFORM = ""
"""In place of a receipt: the commit came down from the platform, so it waits for none."""


class SqlOutbox:
    """The outbox is the log itself: own commits without a receipt. Implements ``app.ports.Outbox``."""

    def __init__(self, database: Database, device: str, epoch: int) -> None:
        self._database = database
        self._device = device
        self._epoch = epoch

    def identity(self) -> tuple[str, int]:
        """(device id, epoch)."""
        return self._device, self._epoch

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Unacknowledged commits in order of seq, at least one even when it is larger than ``max_bytes``."""
        statement = (
            select(commits)
            .where(commits.c.device == self._device, commits.c.epoch == self._epoch, commits.c.ack.is_(None))
            .order_by(commits.c.seq)
            .limit(limit)
        )
        found: list[StoredCommit] = []
        size = 0
        with self._database.read.connect() as connection:
            for row in connection.execute(statement):
                size += len(row.body.encode("utf-8"))
                if found and size > max_bytes:
                    break
                found.append(log.as_commit(row))
        return found

    def acknowledge(self, acks: Sequence[Ack], at_ms: int) -> None:
        """Store the signed receipts; a parked commit keeps its reason as a work item. What is known changes nothing."""
        with self._database.writing() as connection:
            acks = [ack for ack in acks if _stored(connection, ack, at_ms)]
            if acks:
                put_setting(connection, LAST_ACK, str(at_ms))
                gone_cases.settle(connection, at_ms)
            hit("ack:before-commit")

    def placeless(self) -> Mapping[int, UUID]:
        """Own commits of this epoch whose receipts have no place in the log; what was dismissed may get one yet."""
        with self._database.read.connect() as connection:
            every = select(commits.c.device, commits.c.epoch, commits.c.seq, commits.c.id)
            every = every.where(commits.c.ack.is_not(None))
            # Asked in every exchange. That these are own ones is seen below: said here, SQLite would take the index of
            # all own ones for that of the few that are parked.
            rows = list(connection.execute(every.where(commits.c.parked.is_not(None), is_dismissed())))
            if held := held_ids(connection, self._device, self._epoch):
                rows += connection.execute(every.where(commits.c.id.in_(held), commits.c.parked.is_(None)))
        mine = [row for row in rows if (row.device, row.epoch) == (self._device, self._epoch)]
        return {row.seq: UUID(bytes=row.id) for row in sorted(mine, key=lambda row: row.seq)}

    def rewind(self, seq: int, server: str = "") -> int:
        """Forget receipts after ``seq``: the platform no longer has those commits. How many ``server`` had signed."""
        mine = (commits.c.device == self._device, commits.c.epoch == self._epoch, commits.c.seq > seq)
        with self._database.writing() as connection:
            acks = connection.execute(select(commits.c.ack).where(*mine, commits.c.ack != FROM_PLATFORM)).scalars()
            signed = sum(1 for ack in acks if stated(ack, "server") == server)
            forgotten = connection.execute(
                update(commits)
                .where(*mine, commits.c.ack.is_not(None))
                .values(ack=None, ack_ms=None, parked=None)
            )
            if forgotten.rowcount:
                connection.execute(delete(settings).where(settings.c.key == COUNTED))
        return signed


class SqlInbox:
    """Commits of others enter by the same log. Implements ``app.ports.Inbox``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def cursor(self) -> str:
        """Cursor of the last page applied, empty at first."""
        with self._database.read.connect() as connection:
            return connection.execute(select(settings.c.value).where(settings.c.key == CURSOR)).scalar() or ""

    def apply(self, commits_in: Sequence[StoredCommit | GoneCase], cursor: str) -> None:
        """Apply a page and move the cursor in one transaction; a commit already here changes nothing.

        A commit damaged on the way raises CodecError and nothing is written: the cursor does not move past it. A case
        that left is put away, unless own work stands against it.
        """
        at_ms = self._clock.now().ms
        with self._database.writing() as connection:
            for one in commits_in:
                if isinstance(one, GoneCase):
                    gone_cases.put_away(connection, one, at_ms)
                    continue
                back = gone_cases.come_back(connection, one.case_id)
                if _lies_there(connection, one):
                    _keep_rival(connection, one, at_ms)
                elif not _known(connection, one.id):
                    enter(connection, one, at_ms)
                if back and (case := log.load_case(connection, one.case_id)) is not None:
                    # A commit that was new entered its own part of the lists a moment ago.
                    drop(connection, one.case_id)
                    project(connection, None, case, at_ms)
                    sound_again(connection, one.case_id)
            put_setting(connection, CURSOR, cursor)
            hit("inbox:before-commit")


def _stored(connection: Connection, ack: Ack, at_ms: int) -> bool:
    """Store one receipt; whether it says anything new."""
    this = (commits.c.id == ack.commit_id.bytes, commits.c.seq == ack.seq)
    before = connection.execute(select(commits.c.ack, commits.c.parked).where(*this)).first()
    parked = ack.reason if ack.outcome is AckOutcome.PARKED else None
    if before is not None and (before.ack, before.parked) == (ack.receipt, parked):
        return False
    connection.execute(update(commits).where(*this).values(ack=ack.receipt, ack_ms=at_ms, parked=parked))
    if any((said or "").startswith(DISMISSED) for said in (parked, before.parked if before else None)):
        # Counted at neither end from now on, or at both again.
        connection.execute(delete(settings).where(settings.c.key == COUNTED))
    return True


def _known(connection: Connection, commit_id: UUID) -> bool:
    found = connection.execute(select(commits.c.arrival).where(commits.c.id == commit_id.bytes)).first()
    return found is not None


def _lies_there(connection: Connection, commit: StoredCommit) -> bool:
    """Whether another commit has its place: the platform forgot that one, and gave the place away again."""
    mine = (commits.c.device == commit.device, commits.c.epoch == commit.epoch, commits.c.seq == commit.seq)
    other = select(commits.c.arrival).where(*mine, commits.c.id != commit.id.bytes)
    return connection.execute(other).first() is not None


def _keep_rival(connection: Connection, commit: StoredCommit, at_ms: int) -> None:
    """Keep it word for word under an epoch that nobody writes, without its events: a person decides which counts."""
    if digest_of(commit.body) != commit.digest:
        raise CodecError(f"commit {commit.id}: digest does not match its body")
    if _known(connection, commit.id):
        return
    lowest = select(func.min(commits.c.epoch)).where(commits.c.device == commit.device)
    epoch = min(0, connection.execute(lowest).scalar_one()) - 1
    log.insert_commit(connection, replace(commit, epoch=epoch, ack=FROM_PLATFORM), at_ms)
    connection.execute(update(commits).where(commits.c.id == commit.id.bytes).values(parked=RIVAL))


def enter(connection: Connection, commit: StoredCommit, at_ms: int) -> None:
    """Take in a commit that the platform has already, written elsewhere or before this database was restored.

    A commit whose events this version cannot read is kept whole and parked: it never stops the ones after it."""
    if digest_of(commit.body) != commit.digest:
        raise CodecError(f"commit {commit.id}: digest does not match its body")
    recorded = readable(commit)
    if not recorded:
        log.insert_commit(connection, replace(commit, ack=FROM_PLATFORM), at_ms)
        _park(connection, commit, UNREADABLE)
        return
    before = log.load_case(connection, commit.case_id)
    log.insert_commit(connection, replace(commit, ack=FROM_PLATFORM), at_ms)
    try:
        with connection.begin_nested():
            log.insert_events(connection, commit.id, recorded)
    except IntegrityError:
        # An event that contradicts one we hold: kept whole for a person to decide, and stops nothing else.
        _park(connection, commit, CONTRADICTS)
        return
    note_sheets(connection, recorded, at_ms)
    after = log.load_case(connection, commit.case_id)
    if after is not None:
        settle_dead(connection, before, after, at_ms)
        project(connection, before, after, at_ms)


def readable(commit: StoredCommit) -> tuple[Recorded, ...]:
    """The events of a commit; none when this version cannot read them."""
    try:
        return tuple(read_commit(commit))
    except (CodecError, ValueError, KeyError, TypeError):
        return ()


def _park(connection: Connection, commit: StoredCommit, why: str) -> None:
    connection.execute(update(commits).where(commits.c.id == commit.id.bytes).values(parked=why))


class SqlBlocks:
    """Number blocks in hand; implements ``app.ports.Blocks``. A series is refilled when under ``low``
    numbers are left.
    """

    def __init__(self, database: Database, series: Sequence[str], size: int = 500, low: int = 200) -> None:
        self._database = database
        self._series = tuple(series)
        self._size = size
        self._low = low

    def left(self, series: str) -> int:
        """Numbers still unused."""
        statement = select(func.sum(number_blocks.c.last - number_blocks.c.next + 1)).where(
            number_blocks.c.series == series
        )
        with self._database.read.connect() as connection:
            return int(connection.execute(statement).scalar() or 0)

    def low(self) -> Sequence[tuple[str, int]]:
        """Series below their refill mark, with the wanted size."""
        return [(series, self._size) for series in self._series if self.left(series) < self._low]

    def add(self, block: NumberBlock) -> None:
        """Take a block in; adding it twice changes nothing."""
        statement = upsert(number_blocks).values(
            id=block.id, series=block.series, first=block.first, last=block.last, next=block.first
        )
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_nothing())
