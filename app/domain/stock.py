"""空白证照: serial-numbered blanks are received, issued, used once, void, returned, destroyed; nothing is ever erased.

What went wrong is answered by another entry. On hand = opening + in − used − void − returned − destroyed (and what was
handed on, is missing, or was entered by mistake); the rules of one table decide which entry may follow which.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from app.values import dataclass, fields, replace

GENESIS = "0" * 64
MOST_SHEETS = 5_000
"""So many sheets in one entry; more is a slip of the keyboard."""
MOST_REASON = 200


class BlankState(StrEnum):
    """Where a blank is. ``in_store`` and ``on_hand`` (at this window) lie here; ``issued`` went to another window."""

    IN_STORE = "in_store"
    ON_HAND = "on_hand"
    ISSUED = "issued"
    USED = "used"
    VOID = "void"
    RETURNED = "returned"
    DESTROYED = "destroyed"
    MISSING = "missing"
    CANCELLED = "cancelled"


class BlankAct(StrEnum):
    """An entry of the ledger. ``cancel``, ``found`` and ``revive`` answer an earlier one that was wrong."""

    RECEIVE = "receive"
    ISSUE = "issue"
    HAND_ON = "hand_on"
    TAKE_BACK = "take_back"
    USE = "use"
    VOID = "void"
    PICTURE = "picture"
    RETURN = "return"
    DESTROY = "destroy"
    MISS = "miss"
    FOUND = "found"
    CANCEL = "cancel"
    REVIVE = "revive"


STATE_WORDS: Mapping[BlankState, str] = {
    BlankState.IN_STORE: "在库房",
    BlankState.ON_HAND: "在本窗口",
    BlankState.ISSUED: "已发出",
    BlankState.USED: "已用",
    BlankState.VOID: "作废",
    BlankState.RETURNED: "已退回",
    BlankState.DESTROYED: "已销毁",
    BlankState.MISSING: "下落不明",
    BlankState.CANCELLED: "登记有误，已冲销",
}
ACT_WORDS: Mapping[BlankAct, str] = {
    BlankAct.RECEIVE: "入库",
    BlankAct.ISSUE: "领用",
    BlankAct.HAND_ON: "发出",
    BlankAct.TAKE_BACK: "交回库房",
    BlankAct.USE: "使用",
    BlankAct.VOID: "作废",
    BlankAct.PICTURE: "补照片",
    BlankAct.RETURN: "退回",
    BlankAct.DESTROY: "销毁",
    BlankAct.MISS: "盘亏",
    BlankAct.FOUND: "找回",
    BlankAct.CANCEL: "冲销入库",
    BlankAct.REVIVE: "冲正作废",
}
HERE = frozenset({BlankState.IN_STORE, BlankState.ON_HAND})
"""States of a sheet that must be found when somebody counts."""
TWO = frozenset({BlankAct.DESTROY, BlankAct.MISS, BlankAct.REVIVE})
"""Entries that a second person answers for."""
REASONED = frozenset(
    {
        BlankAct.VOID,
        BlankAct.RETURN,
        BlankAct.DESTROY,
        BlankAct.MISS,
        BlankAct.FOUND,
        BlankAct.CANCEL,
        BlankAct.REVIVE,
    }
)

_S = BlankState
_RULES: Mapping[BlankAct, Mapping[BlankState | None, BlankState]] = {
    BlankAct.RECEIVE: {None: _S.IN_STORE, _S.CANCELLED: _S.IN_STORE, _S.RETURNED: _S.IN_STORE},
    BlankAct.ISSUE: {_S.IN_STORE: _S.ON_HAND},
    BlankAct.HAND_ON: {_S.IN_STORE: _S.ISSUED, _S.ON_HAND: _S.ISSUED},
    BlankAct.TAKE_BACK: {_S.ON_HAND: _S.IN_STORE, _S.ISSUED: _S.IN_STORE},
    BlankAct.USE: {_S.ON_HAND: _S.USED},
    BlankAct.VOID: {_S.IN_STORE: _S.VOID, _S.ON_HAND: _S.VOID, _S.USED: _S.VOID},
    BlankAct.PICTURE: {_S.VOID: _S.VOID},
    BlankAct.RETURN: {_S.IN_STORE: _S.RETURNED, _S.ON_HAND: _S.RETURNED},
    BlankAct.DESTROY: {_S.VOID: _S.DESTROYED, _S.IN_STORE: _S.DESTROYED},
    BlankAct.MISS: {_S.IN_STORE: _S.MISSING, _S.ON_HAND: _S.MISSING},
    BlankAct.FOUND: {_S.MISSING: _S.IN_STORE},
    BlankAct.CANCEL: {_S.IN_STORE: _S.CANCELLED},
    BlankAct.REVIVE: {_S.VOID: _S.ON_HAND},
}


@dataclass(frozen=True)
class StockMove:
    """One entry about one sheet. ``batch`` ties the entries of one intention; ``was`` and ``now`` the state around it.

    ``operator`` and ``second`` are numbers or ids, never names; ``holder`` the window or person that has it, ``box``
    the carton or delivery note, ``picture`` the digest of a photograph of the spoiled sheet.
    """

    id: UUID
    batch: UUID
    act: BlankAct
    kind: str
    serial: str
    day: date
    at_ms: int
    operator: str
    second: str = ""
    holder: str = ""
    reason: str = ""
    picture: str = ""
    box: str = ""
    case_id: UUID | None = None
    was: BlankState | None = None
    now: BlankState | None = None

    def link(self, prev: str) -> str:
        """Chain value: every field, and the entry before it."""
        words = "\x1f".join(str(getattr(self, each.name)) for each in fields(self))
        return hashlib.sha256(f"{prev}\x1f{words}".encode()).hexdigest()


class StockRuleError(ValueError):
    """An entry that may not follow what the ledger says of the sheet."""

    def __init__(self, move: StockMove, was: BlankState | None, used: bool = False) -> None:
        super().__init__(f"{move.act} {move.kind} {move.serial}: {was}")
        self.move, self.was, self.used = move, was, used


def follow(move: StockMove, was: BlankState | None, *, used: bool = False) -> StockMove:
    """The entry with the states around it; ``used``: the sheet was bound to a document before.

    Raises StockRuleError: a serial is used once for ever, and what was used comes never back on hand.
    """
    now = _RULES[move.act].get(was)
    if now is None or (used and move.act in (BlankAct.USE, BlankAct.REVIVE, BlankAct.RECEIVE)):
        raise StockRuleError(move, was, used)
    return replace(move, was=was, now=now)


@dataclass(frozen=True)
class Tally:
    """One kind over one period: what lay here at its beginning, what came and went, what lies here at its end.

    ``spoiled`` are void sheets that had been used, and ``burnt`` void ones that were destroyed: they had left before.
    """

    opening: int = 0
    received: int = 0
    found: int = 0
    used: int = 0
    void: int = 0
    returned: int = 0
    destroyed: int = 0
    issued: int = 0
    missing: int = 0
    cancelled: int = 0
    spoiled: int = 0
    burnt: int = 0

    @property
    def on_hand(self) -> int:
        """期初 + 入 − 用 − 废 − 退 − 销 (− 发出 − 盘亏 − 冲销) = 结存."""
        out = (
            self.used
            + self.void
            + self.returned
            + self.destroyed
            + self.issued
            + self.missing
            + self.cancelled
        )
        return self.opening + self.received + self.found - out


_LEAVES: Mapping[BlankState, str] = {
    _S.USED: "used",
    _S.VOID: "void",
    _S.RETURNED: "returned",
    _S.DESTROYED: "destroyed",
    _S.ISSUED: "issued",
    _S.MISSING: "missing",
    _S.CANCELLED: "cancelled",
}


def tally(moves: Iterable[StockMove], opening: int = 0) -> Tally:
    """What ``moves`` of one kind bring about, in whatever order."""
    counts = dict.fromkeys((each.name for each in fields(Tally)), 0) | {"opening": opening}
    for move in moves:
        before, after = move.was in HERE, move.now in HERE
        if after and not before:
            counts["received" if move.act is BlankAct.RECEIVE else "found"] += 1
        elif before and not after and move.now is not None:
            counts[_LEAVES[move.now]] += 1
        elif move.act is BlankAct.VOID and move.was is _S.USED:
            counts["spoiled"] += 1
        elif move.act is BlankAct.DESTROY:
            counts["burnt"] += 1
    return Tally(**counts)


def of_day(moves: Sequence[StockMove], day: date) -> Mapping[str, Tally]:
    """kind → tally of ``day``, of every kind that was ever here; ``moves`` are the whole ledger."""
    found: dict[str, Tally] = {}
    for kind in sorted({move.kind for move in moves}):
        mine = [move for move in moves if move.kind == kind]
        opening = tally(move for move in mine if move.day < day).on_hand
        found[kind] = tally((move for move in mine if move.day == day), opening)
    return found


# serial numbers

_TAIL = re.compile(r"^(.*?)(\d+)$")


def serial_range(first: str, last: str) -> tuple[str, ...]:
    """印制号 ``first`` to ``last``: same letters, as many digits; ``last`` may be the last digits alone.

    Raises ValueError with words for a clerk.
    """
    head = _TAIL.match(first.strip())
    if head is None:
        raise ValueError(f"印制号 {first} 不是以数字结尾")
    prefix, digits = head.groups()
    end = last.strip() or first.strip()
    if end.isdecimal() and len(end) <= len(digits):
        end = prefix + digits[: len(digits) - len(end)] + end
    tail = _TAIL.match(end)
    if tail is None or tail.group(1) != prefix or len(tail.group(2)) != len(digits):
        raise ValueError(f"{first} 和 {last} 不是同一种编号")
    low, high = int(digits), int(tail.group(2))
    if not 0 <= high - low < MOST_SHEETS:
        raise ValueError(f"从 {first} 到 {last} 不是 1 至 {MOST_SHEETS} 本")
    return tuple(f"{prefix}{n:0{len(digits)}d}" for n in range(low, high + 1))


def serials_of(words: str) -> tuple[str, ...]:
    """Serials as a person writes or scans them: ``LN-1..LN-9``, ``LN-1～9``, several with commas or blanks between."""
    found: list[str] = []
    for word in re.split(r"[\s,，、;；]+", words.strip()):
        if word:
            first, _, last = word.replace("～", "..").replace("~", "..").replace("至", "..").partition("..")
            found += serial_range(first, last) if last else [first]
    twice = (
        sorted({serial for serial in found if found.count(serial) > 1}) if len(found) <= MOST_SHEETS else []
    )
    if len(found) > MOST_SHEETS or twice:
        raise ValueError(f"{twice[0]} 写了两次" if twice else f"一次最多 {MOST_SHEETS} 本")
    return tuple(found)


def ranges(serials: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Runs of serials that follow each other: (first, last), for a list that a person can check by hand."""
    runs: list[tuple[str, str]] = []
    for serial in sorted(serials):
        if runs and _next(runs[-1][1]) == serial:
            runs[-1] = (runs[-1][0], serial)
        else:
            runs.append((serial, serial))
    return tuple(runs)


def _next(serial: str) -> str:
    found = _TAIL.match(serial)
    if found is None:
        return ""
    prefix, digits = found.groups()
    return f"{prefix}{int(digits) + 1:0{len(digits)}d}"
