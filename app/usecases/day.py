"""The papers of a day: gathered from the profile, judged, signed for, kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from app.domain import day as judge
from app.domain.codec import dumps, from_json
from app.domain.day import Clocked, InHand, Kept, Point, Told
from app.domain.time import Timestamp
from app.errors import RefusedError, UserFacingError
from app.ports.day import DayBook, DayRecord
from app.usecases.desk import Desk, Session, require_hand
from app.values import dataclass, replace

DUE_LIST, OPENING, SHIFT, CLOSING, COUNT = "R01", "R02", "R03", "R04", "R05"
DESTRUCTION = "R07"
WORDS = {OPENING: "开窗检查", SHIFT: "交接班", CLOSING: "闭窗检查"}
AHEAD = timedelta(days=14)
Strokes = tuple[tuple[tuple[float, float], ...], ...]
"""A signature given on the pad: strokes of points; empty when somebody signs on the paper itself."""
MOST_LINES = 400
MOST_CASES = 60
"""So many cases in hand are named at a change of shift: three pages that somebody still reads before she signs."""
AWAY_CASES = 15
"""Up to so many rows what the department has is named too: a station has nothing else."""


@dataclass(frozen=True)
class DueSheet:
    """待办时限清单: every clock up to ``until``, soonest first; ``later`` are known and not listed."""

    until: date
    lines: tuple[Clocked, ...]
    later: int


@dataclass(frozen=True)
class Check:
    """开窗 or 闭窗检查 as it was signed for."""

    kind: str
    points: tuple[Point, ...]
    checker: str
    signature: Strokes = ()


@dataclass(frozen=True)
class Handover:
    """交接班 as both signed it; ``cases`` are those by name, ``more`` those without room on the sheet."""

    kept: tuple[Kept, ...]
    giver: str
    taker: str
    matters: tuple[str, ...]
    giver_signature: Strokes = ()
    taker_signature: Strokes = ()
    cases: tuple[InHand, ...] = ()
    more: int = 0


def due_sheet(desk: Desk, book: DayBook, ahead: timedelta = AHEAD) -> DueSheet:
    """Every running clock that ends within ``ahead``, what is overdue included: it survives a dead machine (B6)."""
    until = desk.clock.now().date + ahead
    near, running = book.clocks(until, MOST_LINES)
    return DueSheet(until, tuple(near), running - len(near))


def opening_points(desk: Desk, book: DayBook, told: Told, reserve: int) -> tuple[Point, ...]:
    """The points of the check before the window opens, as they stand now; nothing is kept."""
    return judge.opening(book.found(), told, desk.clock.now(), reserve, last_counted(book))


def last_counted(book: DayBook) -> dict[str, str]:
    """Name of a blank → what was counted of it when it last changed hands or the window closed, and what was done
    about it; nothing of those that were as the book says.
    """
    record = book.last(SHIFT, CLOSING)
    if record is None:
        return {}
    made = made_of(record)
    by, to = (name.partition("（")[0] for name in (record.by, record.second))
    hands = f"{by}→{to}" if to else by
    local = Timestamp(record.at_ms).local
    when = f"{local.month}月{local.day}日{local:%H:%M}{WORDS[record.kind]}"
    return judge.counted_unlike(made.kept if isinstance(made, Handover) else made.points, when, hands)


def closing_points(desk: Desk, book: DayBook, told: Told) -> tuple[Point, ...]:
    """The points of the check after the last applicant, as they stand now; nothing is kept."""
    return judge.closing(book.found(), told, desk.clock.now().date)


def open_day(
    desk: Desk,
    book: DayBook,
    told: Told,
    actions: Mapping[str, str],
    reserve: int,
    signature: Strokes = (),
) -> Check:
    """开窗检查, kept. Raises RefusedError ZC-DAY-01 while something wrong has nothing done about it."""
    require_hand(desk)
    points = judge.with_actions(opening_points(desk, book, told, reserve), actions)
    return _checked(desk, book, Check(OPENING, points, _name(desk), signature))


def close_day(
    desk: Desk, book: DayBook, told: Told, actions: Mapping[str, str], signature: Strokes = ()
) -> Check:
    """闭窗检查, kept: unsigned, unsealed, unsent, uncollected, unexplained are zero or named (ZC-DAY-01)."""
    require_hand(desk)
    points = judge.with_actions(closing_points(desk, book, told), actions)
    return _checked(desk, book, Check(CLOSING, points, _name(desk), signature))


def change_shift(
    desk: Desk,
    book: DayBook,
    told: Told,
    taker: Session,
    matters: tuple[str, ...] = (),
    signatures: tuple[Strokes, Strokes] = ((), ()),
    actions: Mapping[str, str] | None = None,
) -> Handover:
    """交接班, kept with both names; ``taker`` is the session of who takes over, opened by proving who she is,
    ``signatures`` are those of who gives and who takes over, ``actions`` what is done about blanks and seals that are
    not as the register says.

    Raises UserFacingError ZC-DAY-02 when the giver herself takes over, RefusedError ZC-DAY-05 while a difference, or
    what nobody counted, has nothing done about it, ZC-RIGHT-03 when one of both only looks (监察).
    """
    require_hand(desk)
    hers = replace(desk, session=taker)
    require_hand(hers)
    if taker.operator.id == desk.session.operator.id:
        raise UserFacingError("ZC-DAY-02", "接班人就是交班人", "什么都没有改变", "请接班人输入本人的工号和口令")
    found, count = book.in_hand(MOST_CASES, AWAY_CASES)
    cases = judge.in_hand_here(found, told)
    kept = judge.with_actions(judge.shift(book.found(), told), actions or {})
    missing = judge.unnamed(kept)
    if missing:
        raise RefusedError(
            "ZC-DAY-05",
            f"要清点的有{len(missing)}项对不上或者没有清点，还没有写明处理：{'；'.join(missing)}",
            "",
            "交接班没有存档，还是交班人在班",
            "请当面清点；对不上、点不了的逐项写明处理（--note 项目=处理）再签",
        )
    handover = Handover(kept, _name(desk), _name(hers), matters, *signatures, cases, count - len(cases))
    _keep(desk, book, SHIFT, _name(hers), sum(each.right is not True for each in kept), dumps(handover))
    return handover


def made_of(record: DayRecord) -> Check | Handover:
    """The paper of a record as it was signed, to be printed once more."""
    body = json.loads(record.body)
    return from_json(Handover, body) if record.kind == SHIFT else from_json(Check, body)


def _checked(desk: Desk, book: DayBook, check: Check) -> Check:
    missing = judge.unnamed(check.points)
    if missing:
        raise RefusedError(
            "ZC-DAY-01",
            f"有{len(missing)}项有问题或者没有检查，还没有写明处理：{'；'.join(missing)}",
            "",
            "检查的结果没有保存，办件没有变化",
            "请逐项写明处理（--note 项目=处理），或者清点、检查后再做",
        )
    _keep(desk, book, check.kind, "", sum(point.right is not True for point in check.points), dumps(check))
    return check


def _keep(desk: Desk, book: DayBook, kind: str, second: str, open_points: int, body: str) -> UUID:
    now = desk.clock.now()
    record = DayRecord(
        desk.new_id(), kind, now.date, desk.place.device, now.ms, _name(desk), second, open_points, body
    )
    book.keep(record, desk.session.operator.id)
    return record.id


def _name(desk: Desk) -> str:
    operator = desk.session.operator
    return f"{operator.name}（{operator.number}）"
