"""日终对账: compares, cures what cures itself, and leaves the rest as work items that a clerk can finish."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from app.errors import LineError
from app.ports.delivery import DayFigures, Reckoning, ReconcileLine
from app.values import asdict, dataclass
from sync.client.reconcile import Difference, Finding, Reconciler

ITEMS_SETTING = "reconcile.items"
LAST_SETTING = "reconcile.last"
ABOVE_SETTING = "reconcile.above"
DAY_SETTING = "reconcile.day."
_WORDS = {
    Difference.MISSING_THERE: ("省平台缺少本机的操作", "请再同步一次；仍然缺少请联系平台维护人员"),
    Difference.ACT_LOST_THERE: (
        "省平台恢复备份后，少了部门已经作出的决定，本机有存档",
        "发出的文书仍然有效；请把办件号和决定告知部门，由部门在平台重新作出，作出后再对一次账",
    ),
    Difference.MISSING_HERE: ("本机缺少其他设备的操作", "请再同步一次；仍然缺少请联系平台维护人员"),
    Difference.LOST_HERE: ("省平台有本设备写的、本机却没有的操作", "请核对纸面文书，联系平台维护人员取回"),
    Difference.UNLIKE: ("两端对同一操作的记录不一致", "请打开办件，与平台人员逐项核对后登记结果"),
}
_ABOVE = {
    Difference.MISSING_THERE: "省平台缺少大厅已上送的操作，大厅管理人员正在查",
    Difference.ACT_LOST_THERE: (
        "省平台恢复备份后，少了部门已经作出的决定，大厅有存档。"
        "发出的文书仍然有效；请把办件号和决定告知部门，由部门在平台重新作出"
    ),
    Difference.MISSING_HERE: "省平台有、大厅没有的操作，本窗口请再同步一次；仍然没有由大厅管理人员查",
    Difference.LOST_HERE: "省平台有本窗口的操作，大厅没有，请按存储内容再对一次账（--deep），由本机补传",
    Difference.UNLIKE: "大厅和省平台对同一操作的记录不一致，请打开办件核对纸面文书，由大厅管理人员与省平台核对",
}
"""What a hall's own 对账 with the province left about a case of this window."""
_LABELS = {
    "commits": "操作数",
    "parked": "需处理数",
    "papers": "文书数",
    "heads": "末次操作",
    "events": "各类操作数",
}


@dataclass(frozen=True)
class Reconciled:
    """``cured``: differences that were gone after sending and asking again; ``items``: what a person must settle.

    ``figures``: of the day, here and there, where they differ; ``conflicts`` and ``awaited``: numbers used twice and
    scans not there yet, as the platform knows them. ``trips``: questions of the first comparison. ``above``: what
    a hall found against its province about cases of this device.
    """

    trips: int
    cured: int
    items: tuple[Finding, ...]
    day: DayFigures
    figures: tuple[tuple[str, str, str], ...]
    conflicts: tuple[str, ...]
    awaited: tuple[str, ...]
    waiting: int
    above: tuple[Finding, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.items or self.figures or self.conflicts or self.waiting or self.awaited or self.above)

    def words(self) -> tuple[str, ...]:
        """For people."""
        day = self.day
        lines = [
            f"{day.day} 操作 {day.commits}，文书 {day.papers}，需处理 {day.parked}："
            + ("两端一致" if self.settled else "还有未平的账")
        ]
        if self.cured:
            lines.append(f"有 {self.cured} 处不一致，已自动补传、补取。")
        for item in self.items:
            what, following = _WORDS[item.kind]
            lines.append(f"办件 {UUID(item.case)}：{what}（{'、'.join(item.commits)}）。{following}。")
        lines += [f"办件 {UUID(one.case)}（大厅与省平台的账）：{_ABOVE[one.kind]}。" for one in self.above]
        lines += [
            f"{_LABELS.get(name, name)}：本机 {here}，平台 {there}。" for name, here, there in self.figures
        ]
        lines += [f"编号 {number} 在两份文书上用过，请打开办件更正。" for number in self.conflicts]
        if self.awaited:
            lines.append(f"{len(self.awaited)} 份扫描件还没有传到平台。")
        if self.waiting:
            lines.append(f"{self.waiting} 次操作还没有传到平台。")
        return tuple(lines)

    def data(self) -> dict[str, Any]:
        """For programs."""
        return {"settled": self.settled, **asdict(self), "words": self.words()}


class Account:
    """Does the accounts of one device; ``note`` keeps a text under a key."""

    def __init__(
        self, line: ReconcileLine, reckoning: Reckoning, device: str, note: Callable[[str, str], None]
    ) -> None:
        self._line = line
        self._reckoning = reckoning
        self._reconciler = Reconciler(line, reckoning, device)
        self._note = note

    def settle(self, step: Callable[[], Any], day: date, now_ms: int, *, deep: bool = False) -> Reconciled:
        """Compare, cure with one ``step`` of the line, compare again, and keep what is left. Raises LineError."""
        result = step()
        if not result.ok:
            raise LineError(result.detail)
        first = self._reconciler.compare(deep=deep)
        left = first
        if not first.equal:
            self._reconciler.cure(first.findings)
            step()
            left = self._reconciler.compare(deep=deep)
        mine = self._reckoning.day(day)
        theirs, receipt = self._line.day(mine)
        done = Reconciled(
            trips=first.trips,
            cured=len(first.findings) - len(left.findings),
            items=tuple(left.findings),
            day=mine,
            figures=_differ(mine, theirs),
            conflicts=_texts(theirs, "conflicts"),
            awaited=_texts(theirs, "awaited"),
            waiting=mine.waiting,
            above=_above(theirs),
        )
        kept = {"at_ms": now_ms, "figures": theirs, "receipt": receipt, "settled": done.settled}
        self._note(DAY_SETTING + mine.day, json.dumps(kept, ensure_ascii=False))
        self._note(ITEMS_SETTING, json.dumps([asdict(item) for item in done.items]))
        self._note(ABOVE_SETTING, json.dumps([asdict(item) for item in done.above]))
        self._note(LAST_SETTING, str(now_ms))
        return done


def _differ(mine: DayFigures, theirs: Mapping[str, object]) -> tuple[tuple[str, str, str], ...]:
    here = asdict(mine)
    return tuple(
        (name, _short(here[name]), _short(theirs.get(name)))
        for name in _LABELS
        if here[name] != theirs.get(name)
    )


def _above(theirs: Mapping[str, object]) -> tuple[Finding, ...]:
    """What a hall says with its figures; what cannot be read is left to the hall's own people."""
    said = theirs.get("above")
    items = said.get("items") if isinstance(said, dict) else None
    found: list[Finding] = []
    for one in items if isinstance(items, list) else ():
        try:
            case, kind = UUID(str(one["case"])).hex, Difference(one["kind"])
            found.append(Finding(case, kind, tuple(map(str, one["commits"]))))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(found)


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _texts(values: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = values.get(key)
    return tuple(str(one) for one in found) if isinstance(found, list) else ()
