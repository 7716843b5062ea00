"""空白证照 in the profile: a chained ledger of entries, and the list of sheets that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, exists, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain import events as ev
from app.domain.stock import (
    ACT_WORDS,
    GENESIS,
    HERE,
    STATE_WORDS,
    BlankAct,
    BlankState,
    StockMove,
    StockRuleError,
    follow,
    tally,
)
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import Clock
from app.ports.day import DayRecord
from app.ports.stock import Blank
from app.storage.database import Database
from app.storage.day_book import keep_within
from app.storage.faultpoints import hit
from app.storage.problem import Problem
from app.storage.schema import stock, stock_moves
from app.storage.stores import audit_within
from app.values import replace

DEVICE = "device"
_KEPT = "办件和空白证照的账都没有变化"


class SqlStock:
    """空白证照: received in series, used once, voided with a reason; implements ``app.ports.stock.StockBook``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, moves: Sequence[StockMove], record: DayRecord | None = None) -> None:
        """Enter ``moves``, all or none, with one line of the audit and the ``record`` of what both signed."""
        if not moves:
            return
        with self._database.writing() as connection:
            enter(connection, moves)
            first = moves[0]
            audit_within(connection, first.at_ms, first.operator, f"stock-{first.act}", str(first.batch))
            if record is not None:
                keep_within(connection, record, first.operator)
            hit("stock:before-commit")

    def receive(self, kind: str, serials: Sequence[str]) -> int:
        """入库 and 领用 to this window in one go; serials already known are left alone. Returns how many are new."""
        now = self._clock.now()
        with self._database.writing() as connection:
            known = set(connection.scalars(select(stock.c.serial).where(stock.c.kind == kind)))
            fresh = [serial for serial in dict.fromkeys(serials) if serial not in known]
            batch = uuid4()
            for act in (BlankAct.RECEIVE, BlankAct.ISSUE):
                enter(
                    connection,
                    [
                        StockMove(uuid4(), batch, act, kind, serial, now.date, now.ms, DEVICE)
                        for serial in fresh
                    ],
                )
        return len(fresh)

    def moves(self, kind: str = "", serial: str = "") -> Sequence[StockMove]:
        """Entries, the oldest first."""
        statement = select(stock_moves).order_by(stock_moves.c.n)
        if kind:
            statement = statement.where(stock_moves.c.kind == kind)
        if serial:
            statement = statement.where(stock_moves.c.serial == serial)
        with self._database.read.connect() as connection:
            return [_move(row) for row in connection.execute(statement)]

    def blanks(self, kind: str = "") -> Sequence[Blank]:
        """Every sheet, in order of serial."""
        statement = select(stock).order_by(stock.c.kind, stock.c.serial)
        if kind:
            statement = statement.where(stock.c.kind == kind)
        with self._database.read.connect() as connection:
            return [
                Blank(
                    r.kind,
                    r.serial,
                    r.state,
                    r.reason,
                    UUID(bytes=r.case_id) if r.case_id else None,
                    r.holder,
                )
                for r in connection.execute(statement)
            ]

    def counts(self) -> dict[str, dict[str, int]]:
        """kind → state → number of sheets."""
        statement = select(stock.c.kind, stock.c.state, func.count()).group_by(stock.c.kind, stock.c.state)
        result: dict[str, dict[str, int]] = {}
        with self._database.read.connect() as connection:
            for kind, state, count in connection.execute(statement):
                result.setdefault(kind, {})[state] = count
        return result


def enter(connection: Connection, moves: Iterable[StockMove]) -> None:
    """Add entries inside a transaction of the caller. Raises UserFacingError ZC-STOCK-01 to -03."""
    prev = connection.scalar(select(stock_moves.c.hash).order_by(stock_moves.c.n.desc()).limit(1)) or GENESIS
    rows, sheets = [], []
    for move in moves:
        was, used = _state(connection, move.kind, move.serial, move.act)
        try:
            done = follow(move, was, used=used)
        except StockRuleError as error:
            raise refused(error) from error
        prev = done.link(prev)
        rows.append(_row(done, prev))
        sheets.append(_sheet(done))
    if not rows:
        return
    connection.execute(insert(stock_moves), rows)
    statement = upsert(stock)
    new = statement.excluded
    # A sheet keeps its case when the entry names none: a spoiled one still tells whose it was.
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "serial"],
            set_={
                "state": new.state,
                "reason": new.reason,
                "holder": new.holder,
                "changed_ms": new.changed_ms,
                "case_id": func.coalesce(new.case_id, stock.c.case_id),
            },
        ),
        sheets,
    )


def _state(connection: Connection, kind: str, serial: str, act: BlankAct) -> tuple[BlankState | None, bool]:
    """The state of a sheet, and whether it was ever bound to a document."""
    mine = (stock_moves.c.kind == kind, stock_moves.c.serial == serial)
    state = connection.scalar(select(stock.c.state).where(stock.c.kind == kind, stock.c.serial == serial))
    used = act in (BlankAct.USE, BlankAct.REVIVE, BlankAct.RECEIVE) and bool(
        connection.scalar(select(exists().where(*mine, stock_moves.c.act == BlankAct.USE.value)))
    )
    return BlankState(state) if state is not None else None, used


def refused(error: StockRuleError) -> UserFacingError:
    """Why an entry may not be, in a clerk's words."""
    move, was = error.move, error.was
    if (move.act is BlankAct.USE and was is not BlankState.IN_STORE) or was is None:
        return UserFacingError(
            "ZC-STOCK-01",
            f"空白证 {move.serial} 不在本窗口的库存里，或者已经用过、作废",
            "办件和其他空白证都没有变化",
            "请核对手里空白证的印刷号，或者先办理领用登记",
        )
    if error.used:
        return UserFacingError(
            "ZC-STOCK-03", f"空白证 {move.serial} 已经用过，不能再用", _KEPT, "作废的另取一本，原件剪角归档"
        )
    return UserFacingError(
        "ZC-STOCK-02",
        f"空白证 {move.serial} 现在是“{STATE_WORDS[was]}”，不能登记“{ACT_WORDS[move.act]}”",
        _KEPT,
        "请用 print stock show 查看这一本的经过；写错的用另一笔冲正，不能删改",
    )


def use_within(connection: Connection, kind: str, serial: str, case_id: UUID, at_ms: int) -> None:
    """The log binds a sheet to a document."""
    enter(connection, [_of_log(BlankAct.USE, kind, serial, case_id, at_ms)])


def void_within(
    connection: Connection, kind: str, serial: str, case_id: UUID, at_ms: int, reason: str, *, if_known: bool = False
) -> None:
    """The log voids a sheet; one that this ledger never had is let be where only what is known counts."""
    if if_known and _state(connection, kind, serial, BlankAct.VOID)[0] is None:
        return
    enter(connection, [replace(_of_log(BlankAct.VOID, kind, serial, case_id, at_ms), reason=reason)])


def _of_log(act: BlankAct, kind: str, serial: str, case_id: UUID, at_ms: int) -> StockMove:
    day = Timestamp(at_ms).date
    return StockMove(uuid4(), uuid4(), act, kind, serial, day, at_ms, DEVICE, case_id=case_id)


def bring_up(connection: Connection, event: ev.BlankUsed | ev.BlankVoided, case_id: UUID, at_ms: int) -> None:
    """The log of a device that was made anew knows of a sheet what the list of sheets does not: the log counts."""
    move = _of_log(
        BlankAct.USE if isinstance(event, ev.BlankUsed) else BlankAct.VOID,
        event.kind,
        event.serial,
        case_id,
        at_ms,
    )
    wanted = BlankState.USED if move.act is BlankAct.USE else BlankState.VOID
    was, _ = _state(connection, event.kind, event.serial, BlankAct.VOID)
    if was is None and wanted is BlankState.VOID:
        return  # used at another window, and taken back here
    if was is wanted or was not in (None, BlankState.IN_STORE, BlankState.ON_HAND, BlankState.USED):
        return
    before = {
        None: (BlankAct.RECEIVE, BlankAct.ISSUE),
        BlankState.IN_STORE: (BlankAct.ISSUE,),
        BlankState.ON_HAND: (),
        BlankState.USED: (),
    }[was]
    steps = [replace(move, id=uuid4(), act=act, case_id=None, reason="按办件日志补记") for act in before]
    for step in (*steps, replace(move, reason=getattr(event, "reason", ""))):
        enter(connection, [step])


def _row(move: StockMove, chained: str) -> dict[str, Any]:
    return {
        "id": move.id.bytes,
        "batch": move.batch.bytes,
        "act": move.act.value,
        "kind": move.kind,
        "serial": move.serial,
        "day": move.day.isoformat(),
        "at_ms": move.at_ms,
        "operator": move.operator,
        "second": move.second,
        "holder": move.holder,
        "reason": move.reason,
        "picture": move.picture,
        "box": move.box,
        "case_id": move.case_id.bytes if move.case_id is not None else None,
        "was": move.was.value if move.was is not None else None,
        "now": move.now.value if move.now is not None else "",
        "hash": chained,
    }


def _sheet(move: StockMove) -> dict[str, Any]:
    assert move.now is not None
    return {
        "kind": move.kind,
        "serial": move.serial,
        "state": move.now.value,
        "case_id": move.case_id.bytes if move.case_id is not None else None,
        "reason": move.reason,
        "changed_ms": move.at_ms,
        "holder": move.holder,
    }


def _move(row: Row[Any]) -> StockMove:
    return StockMove(
        UUID(bytes=row.id),
        UUID(bytes=row.batch),
        BlankAct(row.act),
        row.kind,
        row.serial,
        date.fromisoformat(row.day),
        row.at_ms,
        row.operator,
        row.second,
        row.holder,
        row.reason,
        row.picture,
        row.box,
        UUID(bytes=row.case_id) if row.case_id else None,
        BlankState(row.was) if row.was else None,
        BlankState(row.now),
    )


# verify

_UNREADABLE = (ValueError, TypeError)
"""What a page with a flipped bit, or with bytes where text stood, raises."""
Told = Mapping[tuple[str, str], str]
"""(kind, serial) → used or void, as the own log tells."""


def stock_problems(
    connection: Connection, recorded: Mapping[UUID, Sequence[ev.Recorded]], own: str
) -> Iterator[Problem]:
    """The ledger is whole and follows its rules, the list is what it makes, the sums come out, the log agrees."""
    told: dict[tuple[str, str], str] = {}
    strange: set[tuple[str, str]] = set()
    for event in (item.event for items in recorded.values() for item in items if item.device == own):
        if isinstance(event, ev.BlankUsed):
            if (event.kind, event.serial) in told:
                yield Problem(f"stock {event.kind} {event.serial}", "同一本空白证用了两次")
            told[event.kind, event.serial] = BlankState.USED.value
        elif isinstance(event, ev.BlankVoided):
            if (event.kind, event.serial) not in told:
                strange.add((event.kind, event.serial))  # taken back here, used at another window
            told[event.kind, event.serial] = BlankState.VOID.value
    found: dict[tuple[str, str], BlankState] = {}
    yield from _replayed(connection, found)
    yield from _listed(connection, found, told, strange)
    yield from _sums(connection)


def _replayed(connection: Connection, found: dict[tuple[str, str], BlankState]) -> Iterator[Problem]:
    prev, used = GENESIS, set()
    for row in connection.execute(select(stock_moves).order_by(stock_moves.c.n)):
        where = f"stock_moves {row.n} {row.serial}"
        try:
            move = _move(row)
            linked = move.link(prev)
        except _UNREADABLE as error:
            yield Problem(where, f"读不出来：{error}")
            continue
        if linked != row.hash:
            yield Problem(where, "账页被改动或者缺行")
        prev = row.hash
        key = (move.kind, move.serial)
        try:
            right = follow(move, found.get(key), used=key in used)
        except StockRuleError:
            yield Problem(where, f"“{ACT_WORDS[move.act]}”不能接在“{_word(found.get(key))}”后面")
        else:
            if right != move:
                yield Problem(where, "账页写的前后状态与经过不符")
        assert move.now is not None
        found[key] = move.now
        if move.act is BlankAct.USE:
            used.add(key)


def _word(state: BlankState | None) -> str:
    return STATE_WORDS[state] if state is not None else "没有入库"


def _listed(
    connection: Connection,
    found: dict[tuple[str, str], BlankState],
    told: dict[tuple[str, str], str],
    strange: Set[tuple[str, str]],
) -> Iterator[Problem]:
    for row in connection.execute(select(stock)):
        key = (row.kind, row.serial)
        where = f"stock {row.kind} {row.serial}"
        ledger, log = found.pop(key, None), told.pop(key, "")
        if ledger is None or row.state != ledger.value:
            yield Problem(where, f"库存记为 {row.state}，账页是 {_word(ledger)}")
        if not _agree(row.state, log):
            yield Problem(where, f"库存记为 {row.state}，日志是 {log or '没有用过'}")
    for kind, serial in told.keys() - strange:
        yield Problem(f"stock {kind} {serial}", "日志用过，库存里没有")
    for (kind, serial), state in found.items():
        if (kind, serial) not in told:
            yield Problem(f"stock {kind} {serial}", f"账页是 {_word(state)}，库存里没有")


def _agree(state: str, log: str) -> bool:
    """Whether the list may say ``state`` of a sheet of which the log says ``log`` (used, void, or nothing)."""
    if log == BlankState.VOID.value:
        return state in (BlankState.VOID.value, BlankState.DESTROYED.value)
    return (state == BlankState.USED.value) == (log == BlankState.USED.value)


def _sums(connection: Connection) -> Iterator[Problem]:
    """期初 + 入 − 用 − 废 − 退 − 销 = 结存, of every kind, against the sheets that are listed as being here."""
    moves: dict[str, list[StockMove]] = {}
    for row in connection.execute(select(stock_moves).order_by(stock_moves.c.n)):
        # A page that cannot be read was named by the replay; the sums go on without it.
        with suppress(*_UNREADABLE):
            moves.setdefault(row.kind, []).append(_move(row))
    here = [state.value for state in HERE]
    statement = select(stock.c.kind, func.count()).where(stock.c.state.in_(here)).group_by(stock.c.kind)
    counted = {kind: int(count) for kind, count in connection.execute(statement)}
    for kind in sorted(moves.keys() | counted.keys(), key=str):
        sums, listed = tally(moves.get(kind, ())), counted.get(kind, 0)
        if sums.on_hand != listed:
            yield Problem(f"stock {kind}", f"账上结存 {sums.on_hand} 本，库存里 {listed} 本")
