"""空白证照: what a person enters into the ledger of blanks, one intention at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.codec import dumps
from app.domain.events import OperatorRef
from app.domain.stock import (
    ACT_WORDS,
    HERE,
    MOST_REASON,
    MOST_SHEETS,
    REASONED,
    TWO,
    BlankAct,
    BlankState,
    StockMove,
    Tally,
    of_day,
    serials_of,
)
from app.errors import RefusedError, UserFacingError
from app.ports.day import DayBook, DayRecord
from app.ports.stock import StockBook
from app.usecases.day import COUNT, DESTRUCTION
from app.usecases.desk import Desk, require_hand
from app.values import dataclass

_KEPT = "空白证照的账没有变化"


@dataclass(frozen=True)
class Entry:
    """What is entered: ``serials`` as typed or scanned (ranges allowed), and what belongs to the act.

    ``box`` carton or delivery note, ``holder`` who takes it, ``picture`` the digest of a photograph of a spoiled sheet.
    """

    act: BlankAct
    kind: str
    serials: str
    reason: str = ""
    holder: str = ""
    box: str = ""
    picture: str = ""


@dataclass(frozen=True)
class CountLine:
    """One kind as it was counted: the sums of the day, the sheets that must be here, how many were found."""

    kind: str
    sums: Tally
    serials: tuple[str, ...]
    counted: int
    note: str = ""

    @property
    def difference(self) -> int:
        """Counted less book."""
        return self.counted - len(self.serials)


@dataclass(frozen=True)
class Count:
    """盘点 as both signed it."""

    lines: tuple[CountLine, ...]
    counter: str
    witness: str


@dataclass(frozen=True)
class Destruction:
    """销毁 as both signed it: the sheets of one batch."""

    kind: str
    serials: tuple[str, ...]
    reason: str
    by: str
    witness: str


def enter_blanks(
    desk: Desk, book: StockBook, entry: Entry, second: OperatorRef | None = None
) -> tuple[StockMove, ...]:
    """Enter ``entry`` for every serial, all or none; ``second`` proved who she is just now.

    Raises UserFacingError ZC-STOCK-01 to -05, RefusedError ZC-STOCK-06 without a reason, ZC-STOCK-07 without another
    person, ZC-RIGHT-03 for who only looks.
    """
    require_hand(desk)
    moves = _moves(desk, entry, second)
    book.add(moves)
    return moves


def _moves(desk: Desk, entry: Entry, second: OperatorRef | None) -> tuple[StockMove, ...]:
    serials = _serials(entry)
    if not entry.kind.strip():
        raise UserFacingError("ZC-STOCK-05", "没有写明是哪一种空白证照", _KEPT, "请选择证照种类")
    if entry.act in REASONED and not entry.reason.strip():
        raise RefusedError(
            "ZC-STOCK-06",
            f"“{ACT_WORDS[entry.act]}”要写明原因",
            "空白证照管理要求",
            _KEPT,
            "例如：打印错误、卡纸、污损、信息错误、当事人放弃、证样停用",
        )
    other = _second(desk, second) if entry.act in TWO else None
    now, batch = desk.clock.now(), desk.new_id()
    return tuple(
        StockMove(
            desk.new_id(),
            batch,
            entry.act,
            entry.kind.strip(),
            serial,
            now.date,
            now.ms,
            desk.session.operator.id,
            second=other.id if other is not None else "",
            holder=entry.holder.strip(),
            reason=entry.reason.strip()[:MOST_REASON],
            picture=entry.picture,
            box=entry.box.strip(),
        )
        for serial in serials
    )


def _serials(entry: Entry) -> tuple[str, ...]:
    try:
        found = serials_of(entry.serials)
    except ValueError as error:
        raise UserFacingError(
            "ZC-STOCK-04", f"印制号看不懂：{error}", _KEPT, "请写成 LN-HS-0004711..0004730，或者逐本扫码"
        ) from error
    if not 0 < len(found) <= MOST_SHEETS:
        raise UserFacingError(
            "ZC-STOCK-04", "没有写印制号", _KEPT, "请写成 LN-HS-0004711..0004730，或者逐本扫码"
        )
    return found


def _second(desk: Desk, second: OperatorRef | None) -> OperatorRef:
    if second is None or second.id == desk.session.operator.id:
        raise RefusedError(
            "ZC-STOCK-07",
            "要有另一个人在场并输入自己的工号和口令",
            "空白证照管理要求（两人销毁、两人盘点）",
            _KEPT,
            "请另一名工作人员到窗口确认",
        )
    return second


def move_to_window(
    desk: Desk, book: StockBook, kind: str, serials: str, holder: str
) -> tuple[StockMove, ...]:
    """领用 to this window, or 发出 when ``holder`` is another one."""
    here = holder.strip() in ("", desk.place.window)
    act = BlankAct.ISSUE if here else BlankAct.HAND_ON
    return enter_blanks(desk, book, Entry(act, kind, serials, holder=holder.strip() or desk.place.window))


def count_blanks(
    desk: Desk,
    book: StockBook,
    days: DayBook,
    counted: Mapping[str, int],
    notes: Mapping[str, str],
    second: OperatorRef | None,
) -> Count:
    """盘点: every kind that lies here is counted by two; a difference has its explanation. Kept as R05.

    Raises RefusedError ZC-STOCK-07 without another person, ZC-STOCK-08 for a kind nobody counted or a difference
    nobody explained.
    """
    require_hand(desk)
    other = _second(desk, second)
    lines = tuple(
        CountLine(kind, sums, serials, counted.get(kind, -1), notes.get(kind, "").strip())
        for kind, (sums, serials) in standing_of(book, desk.clock.now().date).items()
    )
    missing = [each.kind for each in lines if each.counted < 0]
    silent = [each.kind for each in lines if each.counted >= 0 and each.difference and not each.note]
    if missing or silent:
        what = f"没有清点：{'、'.join(missing)}" if missing else f"账实不符，没有说明：{'、'.join(silent)}"
        raise RefusedError(
            "ZC-STOCK-08", what, "空白证照管理要求", "盘点没有保存", "请逐种清点，差异写明原因后再保存"
        )
    done = Count(lines, named(desk.session.operator), named(other))
    record = _record(desk, COUNT, named(other), sum(bool(each.difference) for each in lines), dumps(done))
    days.keep(record, desk.session.operator.id)
    return done


def destroy_blanks(desk: Desk, book: StockBook, entry: Entry, second: OperatorRef | None) -> Destruction:
    """销毁 by two, kept with its list (R07) or not at all. Errors as :func:`enter_blanks`."""
    require_hand(desk)
    moves = _moves(desk, entry, second)
    other = _second(desk, second)
    serials = tuple(move.serial for move in moves)
    done = Destruction(entry.kind, serials, entry.reason.strip(), named(desk.session.operator), named(other))
    book.add(moves, _record(desk, DESTRUCTION, named(other), 0, dumps(done)))
    return done


def standing_of(book: StockBook, day: date) -> Mapping[str, tuple[Tally, tuple[str, ...]]]:
    """kind → the sums of ``day`` and the serials that must be found here now."""
    here: dict[str, list[str]] = {}
    for blank in book.blanks():
        if BlankState(blank.state) in HERE:
            here.setdefault(blank.kind, []).append(blank.serial)
    return {kind: (sums, tuple(here.get(kind, ()))) for kind, sums in of_day(book.moves(), day).items()}


def named(operator: OperatorRef) -> str:
    """A person as papers name her."""
    return f"{operator.name}（{operator.number}）"


def _record(desk: Desk, kind: str, second: str, open_points: int, body: str) -> DayRecord:
    now = desk.clock.now()
    return DayRecord(
        desk.new_id(),
        kind,
        now.date,
        desk.place.device,
        now.ms,
        named(desk.session.operator),
        second,
        open_points,
        body,
    )


def without_picture(moves: Sequence[StockMove]) -> tuple[tuple[str, str], ...]:
    """(kind, serial) of void sheets of which there is no photograph yet."""
    void = dict.fromkeys((m.kind, m.serial) for m in moves if m.act is BlankAct.VOID)
    for move in moves:
        if move.picture or move.act in (BlankAct.REVIVE, BlankAct.DESTROY):
            void.pop((move.kind, move.serial), None)
    return tuple(void)
