"""The sheets of the paper pad: printed in advance, entered later, and accounted for one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain import events as ev
from app.domain.case import Case
from app.domain.pad import GIVEN, PadSheet
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import Clock
from app.storage.database import Database
from app.storage.gone_cases import put_away_cases
from app.storage.problem import Problem
from app.storage.schema import case_row, numbers, pad_sheets, settings
from app.storage.stores import audit_within
from app.values import replace

PAD_SERIES = "pad"
_OF_DEVICE = re.compile(r"-([^-]+)-P(\d+)$")
_STATE_WORDS = {"used": "已经补录过", "void": "已经作废"}


class SqlPadBook:
    """Implements ``app.ports.day.PadBook``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def sheets(self, *states: str) -> Sequence[PadSheet]:
        """Sheets in any of ``states`` (all when none is named), in order of their numbers."""
        statement = (
            select(pad_sheets, case_row.c.receipt)
            .outerjoin(case_row, case_row.c.case_id == pad_sheets.c.case_id)
            .order_by(pad_sheets.c.device, pad_sheets.c.n, pad_sheets.c.number)
        )
        if states:
            statement = statement.where(pad_sheets.c.state.in_(states))
        with self._database.read.connect() as connection:
            return [_sheet(row) for row in connection.execute(statement)]

    def settle(self, number: str, state: str, reason: str, operator: str) -> None:
        """A sheet that lay there, or was missing, is void; one that lay there is missing; of one that two windows
        entered (``used``) it is written down what became of that; an own one that another window entered by a number
        read wrong lies there again (``issued``). Audited.
        """
        at_ms = self._clock.now().ms
        before = {"void": ("issued", "missing"), "missing": ("issued",)}.get(state, ())
        with self._database.writing() as connection:
            row = connection.execute(select(pad_sheets).where(pad_sheets.c.number == number)).first()
            if state == "used" and row is not None and _sheet(row).twice:
                before, reason = ("used",), f"{reason}；{row.reason}"
            case_id = row.case_id if row is not None else None
            if state == "issued" and row is not None and _sheet(row).misread:
                before, reason, case_id = ("used",), f"{reason}；{row.reason}", None
            moved = connection.execute(
                update(pad_sheets)
                .where(pad_sheets.c.number == number, pad_sheets.c.state.in_(before))
                .values(state=state, case_id=case_id, reason=reason, operator=operator, changed_ms=at_ms)
            )
            if moved.rowcount != 1:
                raise _not_there(connection, number)
            audit_within(connection, at_ms, operator, f"pad-{state}", number)

    def give(self, number: str, case_id: UUID, operator: str) -> None:
        """A sheet that lay there, or was missing, was given for a case that the machine took in. Audited."""
        at_ms = self._clock.now().ms
        with self._database.writing() as connection:
            row = connection.execute(select(pad_sheets).where(pad_sheets.c.number == number)).first()
            reason = f"{GIVEN}不另立一件" + (f"；{row.reason}" if row is not None and row.reason else "")
            told = {"state": "used", "case_id": case_id.bytes, "reason": reason}
            moved = connection.execute(
                update(pad_sheets)
                .where(pad_sheets.c.number == number, pad_sheets.c.state.in_(("issued", "missing")))
                .values(**told, operator=operator, changed_ms=at_ms)
            )
            if moved.rowcount != 1:
                raise _not_there(connection, number)
            audit_within(connection, at_ms, operator, "pad-given", number)

    def doubt(self, number: str, why: str, operator: str, device: str) -> None:
        """The time of printing is wrong, and why. Audited. A sheet that is not of ``device`` comes into the list with
        that.
        """
        at_ms = self._clock.now().ms
        with self._database.writing() as connection:
            row = connection.execute(select(pad_sheets).where(pad_sheets.c.number == number)).first()
            if row is None:
                origin = _OF_DEVICE.search(number)
                if origin is None or origin[1] == device:
                    raise _not_there(connection, number)
                sheet = _foreign(number, origin[1])
                add_sheet(connection, replace(sheet, reason=sheet.doubt(why), operator=operator))
            else:
                moved = connection.execute(
                    update(pad_sheets)
                    .where(pad_sheets.c.number == number, pad_sheets.c.state.in_(("issued", "missing")))
                    .values(reason=_sheet(row).doubt(why), operator=operator, changed_ms=at_ms)
                )
                if moved.rowcount != 1:
                    raise _not_there(connection, number)
            audit_within(connection, at_ms, operator, "pad-doubt", number)


def _foreign(number: str, device: str = "") -> PadSheet:
    """A sheet that another device printed: nothing is known of it but what its number says."""
    return PadSheet(number, 0, device, uuid5(NAMESPACE_OID, f"pad/{number}"))


def add_sheet(connection: Connection, sheet: PadSheet) -> None:
    """A new sheet inside a transaction of the caller."""
    row = {
        "number": sheet.number,
        "n": sheet.n,
        "device": sheet.device,
        "document_id": sheet.document_id.bytes,
        "state": sheet.state,
        "case_id": sheet.case_id.bytes if sheet.case_id is not None else None,
        "reason": sheet.reason,
        "operator": sheet.operator,
        "issued_ms": sheet.issued_ms,
        "changed_ms": sheet.issued_ms,
    }
    connection.execute(insert(pad_sheets), row)


def use_sheet(
    connection: Connection, number: str, case_id: UUID, device: str, at_ms: int, handed: Timestamp | None = None
) -> None:
    """A sheet was entered as ``case_id``, filled at ``handed``; one that was missing has turned up.

    A sheet of another device may be entered here: that machine may be dead. Raises UserFacingError ZC-PAD-01, ZC-PAD-05
    for one that was not printed yet when it is said to have been filled.
    """
    _require_printed(connection, number, at_ms, handed)
    moved = connection.execute(
        update(pad_sheets)
        .where(pad_sheets.c.number == number, pad_sheets.c.state.in_(("issued", "missing")))
        .values(state="used", case_id=case_id.bytes, changed_ms=at_ms)
    )
    if moved.rowcount == 1:
        return
    known = connection.execute(select(pad_sheets.c.state).where(pad_sheets.c.number == number)).first()
    origin = _OF_DEVICE.search(number)
    if known is not None or origin is None or origin[1] == device:
        raise _not_there(connection, number)
    foreign = uuid5(NAMESPACE_OID, f"pad/{number}")
    add_sheet(connection, PadSheet(number, 0, origin[1], foreign, "used", case_id, "", "", at_ms))


def _require_printed(connection: Connection, number: str, at_ms: int, handed: Timestamp | None) -> None:
    row = connection.execute(select(pad_sheets).where(pad_sheets.c.number == number)).first()
    sheet = _sheet(row) if row is not None else _foreign(number)
    if handed is None or sheet.lay_there(handed, at_ms):
        return
    moment = handed.words()
    printed = f"是{Timestamp(sheet.issued_ms).words()}印的" if sheet.issued_ms else "的编号是以后年度的"
    raise UserFacingError(
        "ZC-PAD-05",
        f"登记本的第 {number} 页{printed}，收到时间不能写成{moment}",
        "已填的内容都在草稿里，登记本的账没有变化",
        "请照存档联核对页号、日期和时间，改正后再补录；是印页时时钟快了的，在登记本里补录时写明原因",
    )


def note_sheets(connection: Connection, recorded: Iterable[ev.Recorded], at_ms: int, device: str = "") -> None:
    """Sheets that others entered come into the list with that: nobody enters one again here, and none of our own lies
    there as if nobody had answered for it. ``device`` is this one's, read from the database where it is not given.
    """
    for item in recorded:
        if isinstance(item.event, ev.Received) and (number := item.event.pad_number):
            own = device or connection.execute(select(settings.c.value).where(settings.c.key == "device")).scalar()
            if item.device == own:
                _entered_before(connection, number, item.case_id, item.device, at_ms)
            else:
                _learn(connection, number, item, at_ms)


def _learn(connection: Connection, number: str, item: ev.Recorded, at_ms: int) -> None:
    row = connection.execute(select(pad_sheets).where(pad_sheets.c.number == number)).first()
    if row is None:
        origin = _OF_DEVICE.search(number)
        sheet = _foreign(number, origin[1] if origin is not None else "")
        return add_sheet(connection, replace(sheet.entered_by(item.device, item.case_id), issued_ms=0))
    before = _sheet(row)
    after = before.entered_by(item.device, item.case_id)
    if after != before:
        case_id = after.case_id.bytes if after.case_id is not None else None
        told = {"state": after.state, "case_id": case_id, "reason": after.reason, "changed_ms": at_ms}
        connection.execute(update(pad_sheets).where(pad_sheets.c.number == number).values(**told))
    return None


def bring_up_pad(connection: Connection, recorded: Iterable[ev.Recorded], device: str, at_ms: int) -> None:
    """After a restore: the numbers of the own sheets are used, and what the log says of a sheet counts before what the
    list said half a minute earlier.
    """
    note_sheets(connection, recorded, at_ms, device)
    own = select(pad_sheets).where(pad_sheets.c.device == device)
    for row in connection.execute(own).all():
        number = {"series": PAD_SERIES, "n": row.n, "document_id": row.document_id, "state": "used"}
        connection.execute(upsert(numbers).values(**number).on_conflict_do_nothing())


def _entered_before(connection: Connection, number: str, case_id: UUID, device: str, at_ms: int) -> None:
    row = connection.execute(select(pad_sheets).where(pad_sheets.c.number == number)).first()
    if row is not None:
        used = {"state": "used", "case_id": case_id.bytes, "changed_ms": at_ms}
        used |= {"reason": _sheet(row).entered_here(case_id).reason}
        connection.execute(update(pad_sheets).where(pad_sheets.c.number == number).values(**used))
        return
    origin = _OF_DEVICE.search(number)
    whose, n = (origin[1], int(origin[2])) if origin is not None else ("", 0)
    sheet = uuid5(NAMESPACE_OID, f"pad/{number}")
    mine = n if whose == device else 0
    add_sheet(connection, PadSheet(number, mine, whose, sheet, "used", case_id, "", "", at_ms))


def _not_there(connection: Connection, number: str) -> UserFacingError:
    known = connection.execute(select(pad_sheets.c.state).where(pad_sheets.c.number == number)).scalar()
    what = _STATE_WORDS.get(known or "", "没有发出过") if known != "missing" else "已登记为缺页"
    return UserFacingError(
        "ZC-PAD-01",
        f"登记本的第 {number} 页{what}",
        "已填的内容都在草稿里，登记本的账没有变化",
        "请核对页上印的编号；确实要补录的，请值班长核对存档联",
    )


def pad_problems(connection: Connection, cases: Mapping[UUID, Case | None], own: str) -> Iterator[Problem]:
    """Printed = used + void + missing + still there; each used sheet has its case, each gap its reason."""
    sheets = [_sheet(row) for row in connection.execute(select(pad_sheets))]
    given = {
        UUID(bytes=row.document_id): row.n
        for row in connection.execute(select(numbers).where(numbers.c.series == PAD_SERIES))
    }
    ours = {sheet.document_id: sheet for sheet in sheets if sheet.device == own}
    for document_id in given.keys() - ours.keys():
        yield Problem(f"pad_sheets {given[document_id]}", "编号已用，登记本里没有这一页")
    for document_id, sheet in ours.items():
        if given.get(document_id) != sheet.n:
            yield Problem(f"pad_sheets {sheet.number}", "这一页的编号没有登记")
    away = put_away_cases(connection)
    yield from _entered([sheet for sheet in sheets if not sheet.given], cases, own, away)
    known = {UUID(bytes=each) for each in connection.execute(select(case_row.c.case_id)).scalars()} | away
    for sheet in sheets:
        if sheet.given and sheet.case_id not in known:
            yield Problem(f"pad_sheets {sheet.number}", "随收件给出的一页，本机没有那个办件")


def _entered(
    sheets: Sequence[PadSheet], cases: Mapping[UUID, Case | None], own: str, away: frozenset[UUID]
) -> Iterator[Problem]:
    told: dict[str, set[UUID]] = {}
    ours: set[str] = set()
    for case in cases.values():
        if case is not None and case.received is not None and (number := case.received.pad_number):
            told.setdefault(number, set()).add(case.id)
            if case.home == own:
                ours.add(number)
    for sheet in sheets:
        entered = told.get(sheet.number, set())
        if sheet.state == "used" and sheet.case_id not in entered | away:
            yield Problem(f"pad_sheets {sheet.number}", "记为已补录，日志里没有这个办件")
        elif sheet.state != "used" and sheet.number in ours:
            yield Problem(f"pad_sheets {sheet.number}", f"日志里已补录，登记本记为 {sheet.state}")
        elif sheet.state in ("void", "missing") and not sheet.reason.strip():
            yield Problem(f"pad_sheets {sheet.number}", "作废、缺页没有写原因")
    for number in sorted(ours - {sheet.number for sheet in sheets}):
        yield Problem(f"pad_sheets {number}", "日志里已补录，登记本里没有这一页")


def _sheet(row: Row[tuple[object, ...]]) -> PadSheet:
    r = row._mapping
    return PadSheet(
        number=r["number"],
        n=r["n"],
        device=r["device"],
        document_id=UUID(bytes=r["document_id"]),
        state=r["state"],
        case_id=UUID(bytes=r["case_id"]) if r["case_id"] else None,
        reason=r["reason"],
        operator=r["operator"],
        issued_ms=r["issued_ms"],
        receipt=r.get("receipt") or "",
    )
