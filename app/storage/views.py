"""Read models for the screens: lists and looks, never decisions."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
)

from app.domain import events as ev
from app.domain.case import Case
from app.domain.transitions import STATE_NAMES, TERMINAL, CaseState
from app.storage import by_number, fetched, log
from app.storage.bags import SqlBags
from app.storage.corrections import NONE, Links, Moved, links_of
from app.storage.database import Database
from app.storage.gone_cases import has_left
from app.storage.histories import SqlHistories
from app.storage.hits import ways_to_find
from app.storage.news import SqlNews
from app.storage.parcels import by_post, came_back_of, case_of_waybill
from app.storage.schema import (
    case_row,
    commits,
    due,
    events,
    gone_cases,
    jobs,
    papers,
    second_receipts,
)
from app.storage.second_receipts import behind_hall, lacks_province
from app.values import dataclass, replace

BACK = "邮件退回"
"""What a list says of a result whose parcel lies here again: it is neither served nor just to be fetched."""

_MOST_NAMED = 400
"""Cases that one question may name; SQLite takes no more than some hundred values."""
MOST_COUNTED = 999
"""As far as a badge counts; beyond it says 999+."""


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. ``due``/``due_kind`` is its nearest running clock (kinds: notice, correction,
    main, delivery). ``back``: it was looked up that the parcel of its result came back.
    ``links``: what it corrects and what corrects it, where that was looked up.
    """

    case_id: UUID
    state: CaseState
    item: str
    applicant: str
    receipt: str
    lease: str
    operator: str
    opened_ms: int
    changed_ms: int
    due: date | None = None
    due_kind: str = ""
    due_firm: bool = True
    awaits_seal: int = 0
    back: bool = False
    links: Links = NONE

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return BACK if self.back else STATE_NAMES[self.state]


@dataclass(frozen=True)
class PaperLine:
    """A paper in a list (待盖章, 补打, queue)."""

    document_id: UUID
    case_id: UUID
    kind: str
    number: str
    state: str
    seal: str
    blank: str
    printings: int
    out: int
    issued_ms: int
    item: str
    applicant: str


@dataclass(frozen=True)
class EventLine:
    """One event of a case as the log has it; ``acknowledged``: the platform signed for it, or sent it.

    ``parked``: why it did not take effect. ``hall``: a hall's server has it, or told it, and the province's own word is
    not here (yet).
    """

    event: ev.Event
    device: str
    version: int
    acknowledged: bool
    parked: str
    hall: bool = False


@dataclass(frozen=True)
class OutboxLine:
    """A commit that waits or needs a person."""

    seq: int
    case_id: UUID
    at_ms: int
    operator: str
    types: tuple[str, ...]
    item: str
    applicant: str
    acknowledged: bool
    parked: str


_COLUMNS = (
    case_row.c.case_id,
    case_row.c.state,
    case_row.c.item,
    case_row.c.applicant,
    case_row.c.receipt,
    case_row.c.lease,
    case_row.c.operator,
    case_row.c.opened_ms,
    case_row.c.changed_ms,
    case_row.c.awaits_seal,
)


def _line(row: Row[Any], with_due: bool = True) -> CaseLine:
    r = row._mapping
    return CaseLine(
        case_id=UUID(bytes=r["case_id"]),
        state=CaseState(r["state"]),
        item=r["item"],
        applicant=r["applicant"],
        receipt=r["receipt"],
        lease=r["lease"],
        operator=r["operator"],
        opened_ms=r["opened_ms"],
        changed_ms=r["changed_ms"],
        awaits_seal=r["awaits_seal"],
        due=date.fromisoformat(r["due"]) if with_due and r["due"] else None,
        due_kind=(r["due_kind"] or "") if with_due else "",
        due_firm=bool(r["due_firm"]) if with_due else True,
    )


def _with_nearest(chosen: Select[Any]) -> Select[Any]:
    """The rows of ``chosen`` cases with the nearest of their clocks, the newest change first."""
    row = chosen.cte("chosen")
    nearest = (
        select(due.c.case_id, func.min(due.c.date).label("date"), due.c.kind, due.c.firm)
        # Only of those that are listed: the clocks of all cases are many.
        .where(due.c.case_id.in_(select(row.c.case_id)))
        .group_by(due.c.case_id)
        .subquery()
    )
    clocks = nearest.c.date.label("due"), nearest.c.kind.label("due_kind"), nearest.c.firm.label("due_firm")
    listed = select(row, *clocks).outerjoin(nearest, nearest.c.case_id == row.c.case_id)
    return listed.order_by(row.c.changed_ms.desc())


@cache
def _named_cases() -> Select[Any]:
    """``most`` of the ``cases``: their clocks are looked up once it is known which are shown. Made once, at its first
    use: to make it takes longer than to ask it.
    """
    named = select(case_row).where(case_row.c.case_id.in_(bindparam("cases", expanding=True)))
    return _with_nearest(named.order_by(case_row.c.changed_ms.desc()).limit(bindparam("most")))


class Views:
    """Everything the faces read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._moved = Moved()
        self.bags = SqlBags(database)
        self.news = SqlNews(database)

    def duplicates(self, case: Case, window_days: int) -> tuple[UUID, ...]:
        """Other cases of the same person and item within ``window_days``: linked, never merged (B6)."""
        return SqlHistories(self._database).duplicates(case, window_days)

    def links(self, cases: Sequence[UUID]) -> dict[UUID, Links]:
        """Which of ``cases`` correct another one or are corrected, and by which 更正件; the others are left out."""
        found: dict[UUID, Links] = {}
        with self._database.read.connect() as connection:
            for n in range(0, len(cases), _MOST_NAMED):
                found |= links_of(connection, cases[n : n + _MOST_NAMED], self._moved)
        return found

    def case(self, case_id: UUID) -> Case | None:
        """A case, replayed."""
        with self._database.read.connect() as connection:
            return log.load_case(connection, case_id)

    def has_left(self, case_id: UUID) -> bool:
        """Whether the platform took the case from this device: only what becomes of its paper is still written here."""
        with self._database.read.connect() as connection:
            return has_left(connection, case_id)

    def due_list(self, limit: int = 200, before: date | None = None) -> Sequence[CaseLine]:
        """Running clocks, the most urgent first."""
        statement = (
            select(*_COLUMNS, due.c.date.label("due"), due.c.kind.label("due_kind"), due.c.firm.label("due_firm"))
            .join(case_row, case_row.c.case_id == due.c.case_id)
            .order_by(due.c.date, due.c.case_id)
            .limit(limit)
        )
        if before is not None:
            statement = statement.where(due.c.date <= before.isoformat())
        return self._lines(statement)

    def cases(
        self, states: Sequence[CaseState] = (), limit: int = 200, *, lease: str = ""
    ) -> Sequence[CaseLine]:
        """Cases, the newest change first; only those that the device ``lease`` holds when one is named."""
        chosen = select(case_row).order_by(case_row.c.changed_ms.desc()).limit(limit)
        if states:
            chosen = chosen.where(case_row.c.state.in_([state.value for state in states]))
        if lease:
            chosen = chosen.where(case_row.c.lease == lease)
        return self._lines(_with_nearest(chosen))

    def in_state(self, state: CaseState) -> Sequence[UUID]:
        """Every case in a state, the newest change first, however many there are."""
        query = select(case_row.c.case_id).where(case_row.c.state == state.value).order_by(case_row.c.changed_ms.desc())
        with self._database.read.connect() as connection:
            return [UUID(bytes=value) for value in connection.execute(query).scalars()]

    def held_by(self, device: str, states: Collection[CaseState]) -> Sequence[UUID]:
        """Cases in one of ``states`` on which ``device`` alone may act."""
        c = case_row.c
        query = select(c.case_id).where(c.state.in_([state.value for state in states]), c.lease == device)
        with self._database.read.connect() as connection:
            return [UUID(bytes=value) for value in connection.execute(query).scalars()]

    def of_device(
        self, device: str, limit: int | None = 200, *, ended: bool = True, states: Collection[CaseState] = ()
    ) -> Sequence[CaseLine]:
        """Cases that ``device`` opened, the newest first; without those that have ended unless ``ended``; only those in
        one of ``states`` when there are any.
        """
        statement = (
            select(
                *_COLUMNS, due.c.date.label("due"), due.c.kind.label("due_kind"), due.c.firm.label("due_firm")
            )
            .outerjoin(due, due.c.case_id == case_row.c.case_id)
            .where(case_row.c.home == device)
            .group_by(case_row.c.case_id)
            .order_by(case_row.c.opened_ms.desc())
            .limit(limit)
        )
        if not ended:
            statement = statement.where(case_row.c.state.not_in([state.value for state in TERMINAL]))
        if states:
            statement = statement.where(case_row.c.state.in_([state.value for state in states]))
        return self._lines(statement)

    def find(self, text: str, limit: int = 50) -> Sequence[CaseLine]:
        """Cases whose names, numbers or serials begin with ``text`` (letters in any case), the newest change first;
        after them those of people whose names sound so, as far as the sounds are written down. By a 办件编号 its case.
        """
        if numbered := self.of_case_number(text):
            return self.of_cases(numbered)
        found: dict[UUID, CaseLine] = {}
        for way in ways_to_find(text):
            with self._database.read.connect() as connection:
                hits = [each for each in way(connection, limit * 4) if UUID(bytes=each) not in found]
            found |= {line.case_id: line for line in (self._of(hits, limit - len(found)) if hits else ())}
            if len(found) >= limit:
                break
        return list(found.values())

    def of_case_number(self, text: str, kinds: Collection[str] = ()) -> Sequence[UUID]:
        """The cases of a whole 办件编号; see :func:`app.storage.by_number.of_case_number`."""
        with self._database.read.connect() as connection:
            return by_number.of_case_number(connection, text, kinds)

    def of_cases(self, cases: Sequence[UUID]) -> Sequence[CaseLine]:
        """The lines of these cases, the newest change first, however many there are."""
        parts = [cases[n : n + _MOST_NAMED] for n in range(0, len(cases), _MOST_NAMED)]
        lines = [line for part in parts for line in self._of([each.bytes for each in part], len(part))]
        return lines if len(parts) < 2 else sorted(lines, key=lambda line: line.changed_ms, reverse=True)

    def waiting_of(self, number: str, name: str) -> tuple[Sequence[UUID], Sequence[UUID]]:
        """Cases whose result waits for the holder of a card, every one of them: by her number as applicant or agent,
        and those that had somebody of her name as they came in.
        """
        with self._database.read.connect() as connection:
            return fetched.of_number(connection, number), fetched.that_name(connection, name)

    def _of(self, cases: Sequence[bytes], limit: int) -> Sequence[CaseLine]:
        with self._database.read.connect() as connection:
            return [_line(row) for row in connection.execute(_named_cases(), {"cases": cases, "most": limit})]

    def with_parcels(self, lines: Sequence[CaseLine]) -> Sequence[CaseLine]:
        """The lines of a page, those marked whose parcel came back: asked of results alone, which few pages hold."""
        results = [line.case_id for line in lines if line.state in (CaseState.AWAITING_PICKUP, CaseState.SERVED)]
        if not results:
            return lines
        with self._database.read.connect() as connection:
            back = came_back_of(connection, results)
        return [replace(line, back=True) if line.case_id in back else line for line in lines] if back else lines

    def with_links(self, lines: Sequence[CaseLine]) -> Sequence[CaseLine]:
        """The lines of a page, each with what it corrects and what corrects it."""
        found = self.links([line.case_id for line in lines])
        return [replace(line, links=found.get(line.case_id, NONE)) for line in lines] if found else lines

    def results_by_post(self) -> Sequence[CaseLine]:
        """Results that wait and may have to do with the post, the newest change first."""
        with self._database.read.connect() as connection:
            cases = by_post(connection)
        return self.of_cases(cases)

    def case_of_waybill(self, waybill: str) -> UUID | None:
        """The case a parcel was booked for under this number of a window, however long ago."""
        with self._database.read.connect() as connection:
            return case_of_waybill(connection, waybill)

    def _lines(self, statement: Any) -> Sequence[CaseLine]:
        with self._database.read.connect() as connection:
            return [_line(row) for row in connection.execute(statement)]

    def papers(
        self, *states: str, limit: int = 200, newest: bool = False, kinds: Collection[str] = ()
    ) -> Sequence[PaperLine]:
        """Papers in the given states (allocated, unsealed, sealed, out, given, void), oldest first; the ``newest`` ones
        from the other end; only of ``kinds`` when there are any.
        """
        turns = (papers.c.issued_ms, papers.c.document_id)
        statement = (
            select(papers, case_row.c.item, case_row.c.applicant)
            .join(case_row, case_row.c.case_id == papers.c.case_id)
            .order_by(*(each.desc() for each in turns) if newest else turns)
            .limit(limit)
        )
        if states:
            statement = statement.where(papers.c.state.in_(states))
        if kinds:
            statement = statement.where(papers.c.kind.in_(kinds))
        with self._database.read.connect() as connection:
            return [_paper(row) for row in connection.execute(statement)]

    def case_of_number(self, text: str, kinds: Sequence[str] = ()) -> UUID | None:
        """The case of a paper number or its short code, as scanned, or of a 办件编号 that is of one case alone; only
        papers of ``kinds`` when there are any.
        """
        with self._database.read.connect() as connection:
            return by_number.of_number(connection, text, kinds)

    def event_lines(self, case_id: UUID) -> Sequence[EventLine]:
        """Events of a case, oldest first, each with its receipt."""
        with self._database.read.connect() as connection:
            hall = _from_hall(connection)
            rows = connection.execute(
                select(events.c.device, events.c.version, commits.c.ack, hall.label("hall"))
                .add_columns(func.coalesce(commits.c.parked, second_receipts.c.refused, "").label("parked"))
                .join(commits, commits.c.id == events.c.commit_id)
                .outerjoin(second_receipts, second_receipts.c.commit_id == commits.c.id)
                .where(events.c.case_id == case_id.bytes)
            )
            acks = {
                (row.device, row.version): (row.ack is not None, row.parked, bool(row.hall)) for row in rows
            }
            return [
                EventLine(r.event, r.device, r.version, *acks.get((r.device, r.version), (False, "", False)))
                for r in log.recorded_events(connection, case_id)
            ]

    def outbox(self, device: str, limit: int = 200) -> Sequence[OutboxLine]:
        """Own commits that wait, and those that need a person, oldest first."""
        rows = select(commits, case_row.c.item, case_row.c.applicant).outerjoin(
            case_row, case_row.c.case_id == commits.c.case_id
        )
        # Each by its own index: sorted together, all that waits would be read for the first few. The joined text keeps
        # SQLite from walking the whole log by its key of devices, for a handful that is parked.
        own = commits.c.device.concat("") == device
        parked = rows.where(commits.c.parked.is_not(None), own).order_by(commits.c.seq)
        waits = rows.where(
            commits.c.device == device, commits.c.ack.is_(None), commits.c.parked.is_(None)
        ).order_by(commits.c.epoch, commits.c.seq)
        with self._database.read.connect() as connection:
            found = [_waiting(row) for row in connection.execute(parked.limit(limit))]
            if len(found) < limit:
                found += [_waiting(row) for row in connection.execute(waits.limit(limit - len(found)))]
            return found

    def counts(self, most: int | None = MOST_COUNTED) -> dict[str, int]:
        """Figures for badges: running clocks, unsealed, to confirm, unsent, parked. Asked every few seconds, so nothing
        in it looks through all cases, and none is counted further than one beyond ``most`` (None: to its end).
        """
        limit = None if most is None else most + 1
        with self._database.read.connect() as connection:

            def count(*rows: Select[Any]) -> int:
                some = (select(func.count()).select_from(each.limit(limit).subquery()) for each in rows)
                return sum(connection.execute(query).scalar_one() for query in some)

            return {
                "pickup": count(_rows(case_row).where(case_row.c.state == "S65")),
                "due": count(_rows(due)),
                "unsealed": count(_rows(papers).where(papers.c.state == "unsealed")),
                "ask": count(_rows(jobs).where(jobs.c.state.in_(("unsure", "failed")))),
                "unsent": count(_rows(commits).where(commits.c.ack.is_(None))),
                "parked": count(*_TO_SETTLE),
            }

    def open_cases(self) -> int:
        """How many cases are not ended; looks through all of them."""
        ended = [state.value for state in TERMINAL]
        with self._database.read.connect() as connection:
            query = select(func.count()).select_from(case_row).where(case_row.c.state.not_in(ended))
            return int(connection.execute(query).scalar_one())


def _rows(table: Table) -> Select[Any]:
    return select(literal(1)).select_from(table)


_TO_SETTLE = (
    _rows(commits).where(commits.c.parked.is_not(None)),
    _rows(second_receipts).where(second_receipts.c.refused != ""),
    _rows(gone_cases).where(gone_cases.c.aside == 1),
)
"""What a person must look at: acts not in force here, or above, and cases kept against the platform's word."""


def _from_hall(connection: Connection) -> ColumnElement[bool]:
    """Own commits without the province's receipt, and those of others whose way to the province is not known here."""
    if not behind_hall(connection):
        return false()
    others = and_(commits.c.ack == "", commits.c.device != "platform")
    return or_(lacks_province(connection), others)


def _paper(row: Row[Any]) -> PaperLine:
    r = row._mapping
    return PaperLine(
        document_id=UUID(bytes=r["document_id"]),
        case_id=UUID(bytes=r["case_id"]),
        kind=r["kind"],
        number=r["number"],
        state=r["state"],
        seal=r["seal"],
        blank=r["blank"],
        printings=r["printings"],
        out=r["out"],
        issued_ms=r["issued_ms"],
        item=r["item"],
        applicant=r["applicant"],
    )


def _waiting(row: Row[Any]) -> OutboxLine:
    r = row._mapping
    body = json.loads(r["body"])
    return OutboxLine(
        seq=r["seq"],
        case_id=UUID(bytes=r["case_id"]),
        at_ms=r["at_ms"],
        operator=body.get("operator", ""),
        types=tuple(item["type"] for item in body["events"]),
        item=r["item"] or "",
        applicant=r["applicant"] or "",
        acknowledged=r["ack"] is not None,
        parked=r["parked"] or "",
    )
