"""The unit of work over the encrypted database: one transaction is one commit of the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, literal_column, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain import events as ev
from app.domain.case import Case
from app.domain.codec import from_json
from app.domain.elsewhere import pictures
from app.domain.evolve import evolve
from app.domain.guide import ServiceGuide
from app.domain.ids import uuid7
from app.domain.pad import PadSheet
from app.domain.records import StoredCommit
from app.errors import ConcurrencyError, JobMovedError
from app.ports import BlankMove, Clock, Effects, Entropy, JobMark, JobState, NewJob, NumbersExhausted
from app.storage import gone_cases, log
from app.storage.catalogue_tables import Standing, standing, standing_of
from app.storage.database import Database, explain_db_error
from app.storage.faultpoints import hit
from app.storage.pad_book import PAD_SERIES, add_sheet, use_sheet
from app.storage.prepared import Prepared
from app.storage.project import project
from app.storage.scans import claim
from app.storage.schema import drafts, guides, items, jobs, number_blocks, numbers, settings, stock
from app.storage.stock_book import use_within, void_within
from app.storage.stores import put_setting
from app.storage.unprinted import settle_dead, withdrawal_of
from app.values import dataclass, field

_ON_THE_WAY = (JobState.SENT.value, JobState.UNSURE.value)

_FREE_NUMBERS = Prepared(
    select(number_blocks.c.next, number_blocks.c.last)
    .where(number_blocks.c.series == bindparam("series"), number_blocks.c.next <= number_blocks.c.last)
    .order_by(number_blocks.c.first)
)
_INSERT_NUMBER = Prepared(insert(numbers), ("series", "n", "state", "document_id"))
_NUMBER_USED = Prepared(
    update(number_blocks)
    .where(
        number_blocks.c.series == bindparam("of"),
        number_blocks.c.first <= bindparam("used"),
        number_blocks.c.last >= bindparam("used"),
    )
    .values(next=bindparam("then"))
)
_INSERT_JOB = Prepared(insert(jobs), [each.name for each in jobs.c])
_DRAFT_DONE = Prepared(delete(drafts).where(drafts.c.draft == bindparam("done")))
_IN_USE = select(items.c.version).where(items.c.code == bindparam("code")).scalar_subquery()
_VERSIONS = Prepared(
    select(guides.c.version, guides.c.digest)
    .where(guides.c.code == bindparam("code"))
    .order_by((guides.c.version == _IN_USE).desc(), literal_column("guides.rowid").desc())
)
_GUIDE_BODY = Prepared(
    select(guides.c.body).where(guides.c.code == bindparam("code"), guides.c.version == bindparam("version"))
)
_SETTING = Prepared(select(settings.c.value).where(settings.c.key == bindparam("asked")))


@dataclass(frozen=True)
class Writer:
    """Who writes: this device, its epoch, and the sources of time and randomness."""

    device: str
    epoch: int
    clock: Clock
    entropy: Entropy
    operator: Callable[[], str]

    def new_id(self) -> UUID:
        """A time-ordered identifier."""
        return uuid7(self.clock.now().ms, self.entropy.bytes(10))


@dataclass(frozen=True)
class _Known:
    """What is known of an item: the digest of each version of its guide, the one in use first, how it stands, and the
    versions that were read.
    """

    digests: dict[str, str]
    standing: Standing | None
    read: dict[str, ServiceGuide] = field(default_factory=dict)


class SqlTransaction:
    """One ``BEGIN IMMEDIATE`` transaction; implements ``app.ports.Transaction``."""

    def __init__(
        self,
        connection: Connection,
        writer: Writer,
        guides_read: dict[tuple[str, str, str], ServiceGuide] | None = None,
    ) -> None:
        self.connection = connection
        self._writer = writer
        self._guides = guides_read if guides_read is not None else {}
        self._items: dict[str, _Known] = {}
        self._counts: dict[UUID, int] = {}
        self._taken: dict[str, int] = {}
        self.written: list[StoredCommit] = []

    def case(self, case_id: UUID) -> Case | None:
        """The case as its events make it."""
        case = log.load_case(self.connection, case_id)
        self._counts[case_id] = case.count if case is not None else 0
        return case

    def peek_number(self, series: str) -> int:
        """Next unused number of ``series``; each call of one transaction gives another."""
        skip = self._taken.get(series, 0)
        for following, last in _FREE_NUMBERS.rows(self.connection, series=series):
            free = last - following + 1
            if skip < free:
                self._taken[series] = self._taken.get(series, 0) + 1
                return int(following + skip)
            skip -= free
        raise NumbersExhausted(series)

    def append(
        self, case_id: UUID, before: Case | None, events: Sequence[ev.Event], effects: Effects
    ) -> Case:
        """Write one commit. Raises ConcurrencyError when somebody wrote to the case since ``before`` was read.

        Raises UserFacingError when the case left this device, unless the events say what became of paper.
        """
        count = before.count if before is not None else 0
        # Nobody else writes while this transaction does: what it has read itself, it need not count again.
        if case_id not in self._counts:
            self._counts[case_id] = log.event_count(self.connection, case_id)
        if self._counts[case_id] != count:
            raise ConcurrencyError(str(case_id))
        away = before is not None and gone_cases.is_away(self.connection, case_id, events)
        hit("append:begin")
        writer = self._writer
        version = before.version_of(writer.device) if before is not None else 0
        recorded = tuple(
            ev.Recorded(writer.new_id(), case_id, writer.device, version + n, event)
            for n, event in enumerate(events, start=1)
        )
        after = before
        for item in recorded:
            after = evolve(after, item)
        assert after is not None
        self._counts[case_id] = after.count
        at_ms = writer.clock.now().ms
        ids = (writer.new_id(), writer.device, writer.epoch, at_ms, writer.operator())
        self.written.append(
            log.write_own(self.connection, ids, case_id, recorded, before.fence if before is not None else 1)
        )
        self._effects(effects, at_ms)
        settle_dead(self.connection, before, after, at_ms)
        if not away:
            project(self.connection, before, after, at_ms)
        claim(self.connection, (scan for row in after.materials for scan in row.scans), case_id)
        # What was signed for is the case's from now on, with the picture of the signature.
        claim(self.connection, filter(None, map(_signature, events)), case_id)
        claim(self.connection, chain.from_iterable(map(pictures, events)), case_id)
        claim(self.connection, effects.scans, case_id)
        hit("append:projected")
        return after

    def _effects(self, effects: Effects, at_ms: int) -> None:
        for series, n, document_id in effects.numbers:
            self._use_number(series, n, document_id)
        for job in effects.jobs:
            self._allocate(job, at_ms)
        for draft in effects.drafts_done:
            _DRAFT_DONE.run(self.connection, [{"done": draft.bytes}])
        for move in effects.blanks:
            self._move_blank(move, at_ms)
        for number, case_id, handed in effects.pad:
            use_sheet(self.connection, number, case_id, self._writer.device, at_ms, handed)
        for mark in effects.marks:
            self._mark(mark, at_ms)
        for key, value in effects.settings:
            put_setting(self.connection, key, value)
        hit("append:effects-written")

    def _mark(self, mark: JobMark, at_ms: int) -> None:
        values = {"state": mark.state, "detail": mark.detail, "changed_ms": at_ms}
        if mark.printer:
            values["printer"] = mark.printer
        as_it_was = (jobs.c.id == mark.job_id.bytes, jobs.c.state == mark.was)
        change = update(jobs).where(*as_it_was).values(**values, withdrawal=withdrawal_of(mark.state))
        if self.connection.execute(change).rowcount != 1:
            # The printer, its queue or another person was quicker: what was decided of it is not true any more.
            raise JobMovedError(str(mark.job_id))

    def at_printer(self, case_id: UUID) -> bool:
        """Whether a print of this case was sent and nobody knows yet what became of it."""
        sent = select(jobs.c.id).where(jobs.c.case_id == case_id.bytes, jobs.c.state.in_(_ON_THE_WAY))
        return self.connection.execute(sent.limit(1)).first() is not None

    def issue_pad(self, sheets: Sequence[PadSheet]) -> None:
        """Sheets of the pad with their numbers; they are to be printed once this is on disk."""
        for sheet in sheets:
            self._use_number(PAD_SERIES, sheet.n, sheet.document_id)
            add_sheet(self.connection, sheet)
        hit("pad:before-commit")

    def _use_number(self, series: str, n: int, document_id: UUID) -> None:
        used = {"series": series, "n": n, "state": "used", "document_id": document_id.bytes}
        _INSERT_NUMBER.run(self.connection, (used,))
        _NUMBER_USED.run(self.connection, [{"of": series, "used": n, "then": n + 1}])

    def _allocate(self, job: NewJob, at_ms: int) -> None:
        row = {
            "id": job.id.bytes,
            "document_id": job.document_id.bytes,
            "case_id": job.case_id.bytes,
            "kind": job.kind,
            "number": job.number,
            "copies": job.copies,
            "printing": job.printing,
            "reason": job.reason,
            "state": "allocated",
            "printer": "",
            "detail": "",
            "created_ms": at_ms,
            "changed_ms": at_ms,
            "withdrawal": "",
        }
        _INSERT_JOB.run(self.connection, (row,))

    def _move_blank(self, move: BlankMove, at_ms: int) -> None:
        if move.state == "used":
            use_within(self.connection, move.kind, move.serial, move.case_id, at_ms)
        else:
            void_within(
                self.connection, move.kind, move.serial, move.case_id, at_ms, move.reason, if_known=move.if_known
            )

    def guide(self, code: str, version: str = "") -> ServiceGuide | None:
        """The guide of an item, with the status the item has today; the one in use when no version is named: that of
        the catalogue, else the last that came. How versions are spelt says nothing of their order.
        """
        known = self._known(code)
        version = version or next(iter(known.digests), "")
        if version not in known.digests:
            return None
        if version not in known.read:
            known.read[version] = self._read_guide(code, version, known)
        return known.read[version]

    def _read_guide(self, code: str, version: str, known: _Known) -> ServiceGuide:
        # A version never changes, so its reading is kept: half of a save went into it.
        key = (code, version, known.digests[version])
        if key not in self._guides:
            ((body,),) = _GUIDE_BODY.rows(self.connection, code=code, version=version)
            self._guides[key] = from_json(ServiceGuide, json.loads(body))
        return standing(self._guides[key], known.standing, self._writer.clock.now().date)

    def _known(self, code: str) -> _Known:
        """Asked once in a transaction: a save asks for the guide of its item three times."""
        if code not in self._items:
            digests = dict(_VERSIONS.rows(self.connection, code=code))
            self._items[code] = _Known(digests, standing_of(self.connection, code))
        return self._items[code]

    def next_blank(self, kind: str) -> str | None:
        """Serial of the next blank on hand, in order."""
        return self.connection.execute(
            select(stock.c.serial)
            .where(stock.c.kind == kind, stock.c.state == "on_hand")
            .order_by(stock.c.serial)
            .limit(1)
        ).scalar()

    def setting(self, key: str) -> str:
        """A plain setting, empty when unset."""
        (value,) = _SETTING.first(self.connection, asked=key) or ("",)
        return value or ""


class SqlUnitOfWork:
    """Opens transactions on the profile's database; implements ``app.ports.UnitOfWork``.

    ``committed`` is called with the commits of a transaction once they are durable (second copy, sync, print queue).
    """

    def __init__(
        self,
        database: Database,
        writer: Writer,
        committed: Callable[[Sequence[StoredCommit]], None] | None = None,
    ) -> None:
        self._database = database
        self._writer = writer
        self._committed = committed
        self._guides: dict[tuple[str, str, str], ServiceGuide] = {}

    @property
    def writer(self) -> Writer:
        """Who writes here."""
        return self._writer

    @contextmanager
    def begin(self) -> Iterator[SqlTransaction]:
        """One transaction; a full disk or a broken one becomes a sentence for the clerk and changes nothing."""
        try:
            with self._database.write.begin() as connection:
                transaction = SqlTransaction(connection, self._writer, self._guides)
                yield transaction
                hit("commit:before")
            hit("commit:after")
        except (DBAPIError, PoolTimeout) as error:
            raise explain_db_error(error) from error
        if self._committed is not None and transaction.written:
            self._committed(tuple(transaction.written))


def _signature(event: ev.Event) -> str:
    """The picture of a signature that an event names; empty when it names none."""
    match event:
        case ev.PaperGiven() | ev.HandedOver():
            return event.recipient.signature
        case ev.TolerancePledged() | ev.CommitmentMade():
            return event.signature
    return ""
