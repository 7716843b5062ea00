"""The papers of a day: gathered from the profile, judged, signed for, kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.domain import day as judge
from app.domain.codec import dumps
from app.domain.day import Clocked, Kept, Point, Told
from app.errors import RefusedError, UserFacingError
from app.ports.day import DayBook, DayRecord
from app.usecases.desk import Desk

DUE_LIST, OPENING, SHIFT, CLOSING, COUNT = "R01", "R02", "R03", "R04", "R05"
DESTRUCTION = "R07"
AHEAD = timedelta(days=14)
MOST_LINES = 400


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


@dataclass(frozen=True)
class Handover:
    """交接班 as both signed it."""

    kept: tuple[Kept, ...]
    giver: str
    taker: str
    matters: tuple[str, ...]


def due_sheet(desk: Desk, book: DayBook, ahead: timedelta = AHEAD) -> DueSheet:
    """Every running clock that ends within ``ahead``, what is overdue included: it survives a dead machine (B6)."""
    until = desk.clock.now().date + ahead
    every = sorted(book.found().clocks, key=lambda each: (each.day, each.number))
    near = [each for each in every if each.day <= until][:MOST_LINES]
    return DueSheet(until, tuple(near), len(every) - len(near))


def open_day(desk: Desk, book: DayBook, told: Told, actions: Mapping[str, str], reserve: int) -> Check:
    """开窗检查, kept. Raises RefusedError ZC-DAY-01 while something wrong has nothing done about it."""
    points = judge.opening(book.found(), told, desk.clock.now(), reserve)
    return _checked(desk, book, OPENING, judge.with_actions(points, actions))


def close_day(desk: Desk, book: DayBook, told: Told, actions: Mapping[str, str]) -> Check:
    """闭窗检查, kept: unsigned, unsealed, unsent, uncollected, unexplained are zero or named (ZC-DAY-01)."""
    points = judge.closing(book.found(), told, desk.clock.now().date)
    return _checked(desk, book, CLOSING, judge.with_actions(points, actions))


def change_shift(
    desk: Desk, book: DayBook, told: Told, taker: str, matters: tuple[str, ...] = ()
) -> Handover:
    """交接班, kept with both names. Raises UserFacingError ZC-DAY-02 when nobody, or the giver, takes over."""
    if not taker.strip() or taker == desk.session.operator.number:
        raise UserFacingError(
            "ZC-DAY-02", "没有写明接班人，或者接班人就是交班人", "什么都没有改变", "请写接班人的姓名和工号"
        )
    handover = Handover(judge.shift(book.found(), told), _name(desk), taker, matters)
    _keep(desk, book, SHIFT, taker, 0, dumps(handover))
    return handover


def _checked(desk: Desk, book: DayBook, kind: str, points: tuple[Point, ...]) -> Check:
    missing = judge.unnamed(points)
    if missing:
        raise RefusedError(
            "ZC-DAY-01",
            f"有{len(missing)}项有问题或者没有检查，还没有写明处理：{'、'.join(missing)}",
            "",
            "检查的结果没有保存，办件没有变化",
            "请逐项写明处理（--note 项目=处理），或者清点、检查后再做",
        )
    check = Check(kind, points, _name(desk))
    _keep(desk, book, kind, "", sum(point.right is not True for point in points), dumps(check))
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
