"""What a working day leaves in the profile; implements ``app.ports.day.DayBook``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
)

from app.domain.custody import RETURNED
from app.domain.day import Clocked, Found, InHand, Sheet, Standing
from app.domain.paper import Seal
from app.domain.settling import OF_THE_HOUSE, settled_at
from app.domain.states import TERMINAL
from app.domain.stock import HERE
from app.domain.time import at
from app.ports import Clock, JobState
from app.ports.day import DayRecord
from app.ports.desk import UNTYPED
from app.storage.custody import bundles_within, lying_of
from app.storage.database import Database
from app.storage.problem import Problem
from app.storage.schema import (
    audit,
    bundles,
    case_row,
    commits,
    day_records,
    drafts,
    due,
    guides,
    jobs,
    number_blocks,
    pad_sheets,
    papers,
    stock,
    visits,
)
from app.storage.stores import audit_within

LOOK_BACK = timedelta(days=1)
_DISTANT = ("网上", "邮寄", "上门", "驿站", "自助")


class SqlDayBook:
    """Looks over every table for what waits, and keeps the papers of a day."""

    def __init__(self, database: Database, clock: Clock, device: str) -> None:
        self._database = database
        self._clock = clock
        self._device = device

    def found(self) -> Found:
        """What the profile tells now, of the clocks those that end by tomorrow: a hall has ten thousands."""
        with self._database.read.connect() as connection:
            today = self._clock.now().date
            begun, cards = _drafts(connection)
            soon = _CLOCKS.where(due.c.date <= (today + timedelta(days=1)).isoformat())
            return Found(
                clocks=tuple(_clocks(connection, soon.order_by(due.c.date, due.c.case_id))),
                running=connection.execute(select(func.count(due.c.case_id.distinct()))).scalar_one(),
                post=_post(connection, self._since(connection)),
                blanks=_blanks(connection),
                unprinted=tuple(_unprinted(connection)),
                ungiven=_papers(connection, self._device, "sealed", "out"),
                unsealed=_papers(connection, self._device, "unsealed"),
                unsent=_cases(connection, commits.c.ack.is_(None)),
                parked=_count(connection, commits.c.parked.is_not(None)),
                uncollected=tuple(_uncollected(connection, today)),
                unexplained=tuple(_unexplained(connection)),
                drafts=begun,
                cards=cards,
                visits=_count(connection, _here(today)),
                custody=tuple(map(lying_of, bundles_within(connection, bundles.c.place != RETURNED))),
                numbers=_left(connection),
                pad=_count(
                    connection, (pad_sheets.c.state == "issued") & (pad_sheets.c.device == self._device)
                ),
                catalogue=_catalogue(connection),
            )

    def clocks(self, until: date, most: int) -> tuple[Sequence[Clocked], int]:
        """At most ``most`` running clocks that end by this day, the earliest first, and how many run in all."""
        near = (
            _CLOCKS.where(due.c.date <= until.isoformat())
            .order_by(due.c.date, case_row.c.receipt)
            .limit(most)
        )
        with self._database.read.connect() as connection:
            found = tuple(_clocks(connection, near))
            return found, connection.execute(select(func.count()).select_from(due)).scalar_one()

    def in_hand(self, most: int, away: int) -> tuple[Sequence[InHand], int]:
        """At most ``most`` cases whose acts are this device's, the most urgent first, filled up to ``away`` rows with
        those it took in that the department has; and how many there are of both.
        """
        runs = case_row.c.state.not_in([state.value for state in TERMINAL])
        mine = (case_row.c.lease == self._device) & runs
        theirs = (case_row.c.lease == "platform") & (case_row.c.home == self._device) & runs
        with self._database.read.connect() as connection:
            found = [*_timed(connection, mine, most, self._device)]
            found += _idle(connection, mine, most - len(found), self._device)
            found += _timed(connection, theirs, away - len(found), self._device)
            return tuple(found), _count(connection, mine | theirs)

    def catalogue(self) -> str:
        """Version of the guide that came last, empty when there is none."""
        with self._database.read.connect() as connection:
            return _catalogue(connection)

    def _since(self, connection: Connection) -> int:
        """When the window was last closed; a day ago when nobody ever closed it."""
        last = connection.execute(
            select(func.max(day_records.c.at_ms)).where(day_records.c.kind == "R04")
        ).scalar()
        return int(last) if last is not None else self._clock.now().ms - int(LOOK_BACK.total_seconds() * 1000)

    def keep(self, record: DayRecord, operator: str) -> None:
        """Keep a paper of the day; the line of the audit bears the digest of what was signed for."""
        with self._database.writing() as connection:
            keep_within(connection, record, operator)

    def records(self, day: date | None = None) -> Sequence[DayRecord]:
        """What was kept, the oldest first."""
        statement = select(day_records).order_by(day_records.c.at_ms, day_records.c.id)
        if day is not None:
            statement = statement.where(day_records.c.day == day.isoformat())
        with self._database.read.connect() as connection:
            return records_within(connection, statement)

    def last(self, *kinds: str) -> DayRecord | None:
        """The last paper of any of these kinds, of whatever day; None when there is none."""
        newest = day_records.c.day.desc(), day_records.c.at_ms.desc(), day_records.c.id.desc()
        statement = select(day_records).where(day_records.c.kind.in_(kinds)).order_by(*newest).limit(1)
        with self._database.read.connect() as connection:
            return next(iter(records_within(connection, statement)), None)

    def standing(self) -> Standing:
        """Whether the window was opened or closed today, and what was taken in since."""
        today = self._clock.now().date.isoformat()
        checks = (
            select(day_records.c.kind, func.max(day_records.c.at_ms))
            .where(day_records.c.day == today, day_records.c.kind.in_(("R02", "R04")))
            .group_by(day_records.c.kind)
        )
        with self._database.read.connect() as connection:
            signed = {row.kind: int(row[1]) for row in connection.execute(checks)}
            closed = signed.get("R04")
            return Standing(signed.get("R02"), closed, _taken_after(connection, closed, self._device))


def _taken_after(connection: Connection, closed: int | None, device: str) -> int:
    """Cases this device took in after it was closed; asked every few seconds, so by the index of what changed."""
    if closed is None:
        return 0
    since = (case_row.c.changed_ms > closed) & (case_row.c.opened_ms > closed)
    return _count(connection, since & (case_row.c.home == device))


def _catalogue(connection: Connection) -> str:
    """How versions are spelt says nothing of their order: 10 would stand before 9, and a rehearsal behind all."""
    last = select(guides.c.version).order_by(literal_column("rowid").desc()).limit(1)
    return connection.execute(last).scalar() or ""


def keep_within(connection: Connection, record: DayRecord, operator: str) -> None:
    """Keep a paper of the day inside a transaction of the caller, with a line of the audit by ``operator``."""
    row = {
        "id": record.id.bytes,
        "kind": record.kind,
        "day": record.day.isoformat(),
        "device": record.device,
        "at_ms": record.at_ms,
        "by": record.by,
        "second": record.second,
        "open_points": record.open_points,
        "body": record.body,
    }
    connection.execute(insert(day_records), row)
    audit_within(connection, record.at_ms, operator, f"day-{record.kind}", record_subject(record))


def records_within(connection: Connection, statement: Select[tuple[object, ...]]) -> Sequence[DayRecord]:
    """Rows of ``day_records`` as values."""
    return [
        DayRecord(
            UUID(bytes=r.id),
            r.kind,
            date.fromisoformat(r.day),
            r.device,
            r.at_ms,
            r.by,
            r.second,
            r.open_points,
            r.body,
        )
        for r in connection.execute(statement)
    ]


def record_subject(record: DayRecord) -> str:
    """How the audit names a record: its id and the digest of names and content."""
    text = "\x1f".join((record.kind, record.day.isoformat(), record.by, record.second, record.body))
    return f"{record.id}:{hashlib.sha256(text.encode()).hexdigest()}"


def record_problems(connection: Connection) -> Iterator[Problem]:
    """A paper of a day that is not what the audit saw signed."""
    signed = set(connection.execute(select(audit.c.subject).where(audit.c.action.like("day-%"))).scalars())
    for record in records_within(connection, select(day_records)):
        if record_subject(record) not in signed:
            yield Problem(f"day_records {record.kind} {record.day}", "与签名时的审计记录不符")
        signed.discard(record_subject(record))
    for subject in sorted(signed):
        yield Problem(f"day_records {subject[:36]}", "审计记录里有，表里没有")


_CLOCKS = select(
    due,
    case_row.c.receipt,
    case_row.c.item,
    case_row.c.applicant,
    case_row.c.operator,
    case_row.c.lease,
).join(case_row, case_row.c.case_id == due.c.case_id)

_RECEIPTS = (
    select(func.count())
    .select_from(papers)
    .where(papers.c.case_id == case_row.c.case_id, papers.c.state == "unsealed", papers.c.seal == Seal.RECEIPT.value)
    .correlate(case_row)
    .scalar_subquery()
    .label("receipts")
)
_CASE = (
    *(case_row.c[name] for name in ("case_id", "receipt", "item", "state", "awaits_seal", "lease")),
    _RECEIPTS,
)


def _others(device: str) -> ColumnElement[int]:
    """How many papers of a case that wait for a seal, receipts apart, others than ``device`` made."""
    waits = (papers.c.state == "unsealed") & (papers.c.seal != Seal.RECEIPT.value)
    made = papers.c.number.like(f"%〕{device}-%")
    counted = select(func.count()).select_from(papers).where(papers.c.case_id == case_row.c.case_id, waits, ~made)
    return counted.correlate(case_row).scalar_subquery().label("others")


_NO_CLOCK = (literal("").label("kind"), null().label("date"), literal(1).label("firm"))


def _timed(connection: Connection, which: ColumnElement[bool], most: int, device: str) -> Iterator[InHand]:
    """At most ``most`` cases with the clock of each that ends first; read no further than that."""
    clock = (due.c.kind, due.c.date, due.c.firm)
    statement = select(*_CASE, _others(device), *clock).join(due, due.c.case_id == case_row.c.case_id)
    seen: set[bytes] = set()
    for row in connection.execute(statement.where(which).order_by(due.c.date, due.c.case_id)):
        if len(seen) >= most:
            return
        if row.case_id not in seen:
            seen.add(row.case_id)
            yield _hand(row)


def _idle(connection: Connection, which: ColumnElement[bool], most: int, device: str) -> Iterator[InHand]:
    """At most ``most`` cases without a clock, those that were touched longest ago first."""
    idle = ~exists().where(due.c.case_id == case_row.c.case_id)
    statement = select(*_CASE, _others(device), *_NO_CLOCK).where(which, idle).order_by(case_row.c.changed_ms)
    for row in connection.execute(statement.limit(max(most, 0))):
        yield _hand(row)


def _hand(row: Any) -> InHand:
    day = date.fromisoformat(row.date) if row.date else None
    case, away = UUID(bytes=row.case_id), row.lease == "platform"
    named = (case, row.receipt, row.item, row.state, row.kind, day, bool(row.firm))
    return InHand(*named, row.awaits_seal, away, row.receipts, row.others if away else 0)


def _clocks(connection: Connection, statement: Select[Any]) -> Iterator[Clocked]:
    for r in connection.execute(statement):
        yield Clocked(
            UUID(bytes=r.case_id),
            r.receipt,
            r.kind,
            date.fromisoformat(r.date),
            bool(r.firm),
            r.item,
            r.applicant,
            "业务部门" if r.lease == "platform" else r.operator,
        )


def _post(connection: Connection, since_ms: int) -> dict[str, int]:
    rows = connection.execute(
        select(case_row.c.channel, func.count())
        .where(case_row.c.opened_ms >= since_ms, case_row.c.channel.in_(_DISTANT))
        .group_by(case_row.c.channel)
    )
    return {row.channel: int(row[1]) for row in rows}


def _blanks(connection: Connection) -> dict[str, int]:
    """What must be found when somebody counts: at the window and in its store."""
    here = stock.c.state.in_([state.value for state in HERE])
    rows = connection.execute(select(stock.c.kind, func.sum(func.iif(here, 1, 0))).group_by(stock.c.kind))
    return {kind: int(count) for kind, count in rows}


def _papers(connection: Connection, device: str, *states: str) -> tuple[Sheet, ...]:
    rows = connection.execute(
        select(papers.c.number, papers.c.kind, papers.c.seal, case_row.c.lease)
        .join(case_row, case_row.c.case_id == papers.c.case_id)
        .where(papers.c.state.in_(states), papers.c.kind.not_in([kind.value for kind in OF_THE_HOUSE]))
        .order_by(papers.c.issued_ms)
    )
    return tuple(
        Sheet(row.number, row.kind, row.seal, settled_at(device, row.kind, row.number, row.lease)) for row in rows
    )


def _unprinted(connection: Connection) -> Iterator[Sheet]:
    """What waits for a printer of this machine: papers of others are printed where they were made."""
    waiting = jobs.c.state.in_((JobState.ALLOCATED.value, JobState.SENT.value))
    for row in connection.execute(select(jobs.c.number, jobs.c.kind).where(waiting).order_by(jobs.c.created_ms)):
        yield Sheet(row.number, row.kind)


def _uncollected(connection: Connection, today: date) -> Iterator[str]:
    yield from connection.execute(
        select(case_row.c.receipt)
        .join(due, (due.c.case_id == case_row.c.case_id) & (due.c.kind == "delivery"))
        .where(case_row.c.state == "S65", due.c.date < today.isoformat())
        .order_by(due.c.date)
    ).scalars()


def _unexplained(connection: Connection) -> Iterator[str]:
    """Void without a word, prints nobody answered for, sheets of the pad that are gone."""
    yield from connection.execute(
        select(stock.c.serial).where(stock.c.state == "void", stock.c.reason == "").order_by(stock.c.serial)
    ).scalars()
    yield from connection.execute(
        select(jobs.c.number).where(jobs.c.state.in_(("unsure", "failed"))).order_by(jobs.c.created_ms)
    ).scalars()
    yield from connection.execute(
        select(pad_sheets.c.number).where(pad_sheets.c.state == "missing", pad_sheets.c.reason == "")
    ).scalars()


def _drafts(connection: Connection) -> tuple[int, int]:
    """Intakes that somebody began, and those of which only a card was read; what was wiped again is neither."""
    said = drafts.c.value != ""
    typed = func.max(func.iif(drafts.c.field.not_in(UNTYPED) & said, 1, 0))
    card = func.max(func.iif((drafts.c.field == "card") & said, 1, 0))
    kinds = select(typed.label("typed"), card.label("card")).group_by(drafts.c.draft).subquery()
    row = connection.execute(
        select(func.sum(kinds.c.typed), func.sum(func.iif(kinds.c.typed == 0, kinds.c.card, 0)))
    ).one()
    return int(row[0] or 0), int(row[1] or 0)


def _left(connection: Connection) -> int:
    statement = select(func.sum(number_blocks.c.last - number_blocks.c.next + 1)).where(
        number_blocks.c.series == "paper"
    )
    return int(connection.execute(statement).scalar() or 0)


def _here(today: date) -> ColumnElement[bool]:
    """Who is here: visits that did not end, and numbers of today that nobody has received or called in vain."""
    morning = at(today.year, today.month, today.day).ms
    waits = visits.c.state.in_(("waiting", "called")) & (visits.c.opened_ms >= morning)
    return visits.c.state.in_(("open", "parked")) | waits


def _cases(connection: Connection, condition: ColumnElement[bool]) -> int:
    """How many cases commits are of: each case has several, and people count cases."""
    return int(connection.execute(select(func.count(commits.c.case_id.distinct())).where(condition)).scalar_one())


def _count(connection: Connection, condition: object) -> int:
    return int(connection.execute(select(func.count()).where(condition)).scalar_one())  # type: ignore[arg-type]
