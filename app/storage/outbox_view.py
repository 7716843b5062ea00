"""The outbox as a clerk reads it: what waits, whose it is, since when, why, and what she can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal, or_, select, union

from app.storage.database import Database
from app.storage.receipts import DISMISSED, held_ids
from app.storage.scans import ScanState
from app.storage.schema import UNSENT_SCANS, blobs, case_row, commits, gone_cases, second_receipts
from app.storage.second_receipts import behind_hall, lacks_province
from app.values import dataclass, replace

_DO_NOTHING = "不用处理：网络恢复后自动上传"
_CALL = "请打开办件核对，与省平台维护人员联系处理"
_PARKED = {
    "no-lease": ("省平台认为这个办件已转到部门，本机的操作没有生效", "请打开办件核对，需要的操作请部门办理"),
    "lease-stale": (
        "这个办件已由别的窗口接管，本机在接管前后写的操作没有并入",
        "请主管打开办件，逐项决定补办、重办还是作废",
    ),
    "case-closed": ("这个办件在省平台已经办结，本机的操作没有生效", "发出的纸面仍然有效；请打开办件核对"),
    "unknown-case": ("省平台没有这个办件的开头", "请做一次对账（sync reconcile）"),
    "version-gap": ("省平台缺少这个办件更早的操作", "请做一次对账（sync reconcile）"),
    "unknown-type": ("省平台的版本还不认识这种操作", "数据已在省平台存好，平台升级后处理"),
    "schema-newer": ("省平台的版本比本机旧", "数据已在省平台存好，平台升级后处理"),
    "too-large": ("这次操作的内容超过省平台一次能收的大小", _CALL),
    "identifier-reused": ("省平台已有同一标识的另一份内容", _CALL),
    "rival": (
        "省平台后来又作了一份同一序号的操作，与它先前告诉本机的不同：它的数据曾退回到以前",
        "两份都在本机；请打开办件，与省平台核对以哪一份为准",
    ),
    "contradicts": (
        "有一步与已有的记录相矛盾，没有算进办件：可能是磁盘损坏前办过、恢复后又另办的",
        "请打开办件，对照当时发出的纸面，由主管决定以哪一份为准，需要的重办",
    ),
    "unreadable": ("这一版程序读不懂别的设备写的操作", "请升级程序"),
}
_ABOVE = "大厅服务器收下了，省平台没有让它生效："
_HELD = (
    "省平台先存着，还没有并入：它丢过同一序号的记录，要由本机后面的操作来印证",
    "不用处理：后面的操作上传后自动确定",
)
_DISMISSED = (
    "省平台丢过这一步的记录，重新收到的没有前后记录可以印证，省平台工作人员决定不并入",
    "原文两端都留着，发出的纸面仍然有效；要用的用 sync unsent 导出，由别的窗口补录",
)
_HALL = ("大厅已存，待省平台回执", "不用处理：大厅到省平台的线路恢复后自动转交")
_GONE = {"withdrawn": "撤回", "moved": "移交", "erased": "依法删除"}
_STAGES = {
    "drafted": "还没有收件",
    "prechecking": "预审中",
    "received": "已收件",
    "correcting": "等待补正",
    "corrected": "已补正",
    "accepted": "已受理",
    "reviewing": "审批中",
    "special": "特别程序中",
    "extended": "审批中，已延期",
    "joint": "审批中",
    "granted": "已准予",
    "refused": "已作出不予决定",
    "concluded": "已办结",
    "ready": "结果可以领取",
    "served": "结果已送达",
    "declined": "不予受理",
    "withdrawn": "申请人已撤回",
    "deemed_withdrawn": "视为撤回",
    "returned": "已退件办结",
    "revoked": "受理已撤销",
    "turned_away": "没有收件",
    "forwarded": "已转出",
    "voided": "已作废",
    "deleted": "已删除",
}
"""How far a case is with others, in words: nothing more of it is told here."""
_ASIDE = "本机的都留着；请打开办件核对，与省平台核实后再处理"
_TOLD_MS = 3 * 24 * 60 * 60 * 1000
"""How long a case that left is still told of."""
_UNKNOWN = ("省平台收下了，但没有生效", _CALL)


@dataclass(frozen=True)
class OutboxItem:
    """One case in the outbox. ``state``: waiting, parked, damaged, hall (the hall's server has it, the province's
    receipt is awaited) or gone (the platform took it from this device); ``reason`` a code; ``since_ms`` UTC.

    ``number`` and ``item`` name the case; ``applicant`` is for the clerk's own screen, masked; ``operators`` are ids of
    who wrote; ``act`` is the type of the first event that waits, empty for scans; ``size`` their bytes.
    """

    case_id: UUID
    state: str
    number: str
    item: str
    operators: tuple[str, ...]
    since_ms: int
    commits: int
    scans: int
    reason: str
    words: str
    can: str
    act: str = ""
    applicant: str = ""
    size: int = 0


MOST_LOOKED = 2000
"""Of so many unsent acts the cases are told apart: a station's weeks without a line."""


@dataclass(frozen=True)
class CasesCount:
    """Cases of which something waits for its receipt, and those that need a person; ``more`` wait than were counted."""

    waiting: int
    needs: int
    more: bool = False

    @property
    def waiting_told(self) -> str:
        """The first of them as it is told: 「812+」 where more wait."""
        return f"{self.waiting}+" if self.more else str(self.waiting)


_AMONG = commits.alias("among")
"""Names the rows by an index of its own: in one query SQLite would rather walk the log in the order of its cases."""


def _of_scans(state: ScanState) -> Select[Any]:
    return select(blobs.c.case_id).where(
        UNSENT_SCANS, blobs.c.case_id.is_not(None), blobs.c.state == state.value
    )


def _how_many(rows: Any) -> Any:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


_UNSENT = select(commits.c.case_id).where(commits.c.ack.is_(None))
_WAITING = union(select(_UNSENT.limit(MOST_LOOKED).subquery()), _of_scans(ScanState.WAITING))
_NEEDS = union(
    _of_scans(ScanState.DAMAGED),
    select(commits.c.case_id).where(commits.c.parked.is_not(None)),
    select(commits.c.case_id)
    .join(second_receipts, second_receipts.c.commit_id == commits.c.id)
    .where(second_receipts.c.refused != ""),
    select(gone_cases.c.case_id).where(gone_cases.c.aside == 1),
)
_CASES = select(_how_many(_WAITING), _how_many(_UNSENT.limit(MOST_LOOKED + 1)), _how_many(_NEEDS))
"""Counted where the rows are: fetched one by one they would hold up whatever else the program does meanwhile."""


class OutboxView:
    """Reads the outbox of ``device``."""

    def __init__(self, database: Database, device: str) -> None:
        self._database = database
        self._device = device

    def items(self, limit: int = 200) -> Sequence[OutboxItem]:
        """What needs a person first, then what waits longest."""
        found = [*self._commits(limit), *self._scans(limit), *self._above(limit), *self._gone(limit)]
        order = {"damaged": 0, "parked": 1, "waiting": 2, "hall": 3, "gone": 4}
        return sorted(found, key=lambda one: (order[one.state], one.since_ms))[:limit]

    def scans_waiting(self) -> int:
        """Scans of cases that the platform has not got."""
        waits = UNSENT_SCANS & blobs.c.case_id.is_not(None)
        with self._database.read.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(blobs).where(waits)).scalar_one())

    def cases(self) -> CasesCount:
        """How many cases the list is about, for who counts her cases: every one once, in the words of its rows.

        Asked every few seconds: of a long outbox no more than :data:`MOST_LOOKED` acts are looked at.
        """
        with self._database.read.connect() as connection:
            waiting, acts, needs = connection.execute(_CASES).one()
        return CasesCount(waiting, needs, more=acts > MOST_LOOKED)

    def only_in_the_hall(self) -> int:
        """Own commits with a hall's receipt and, as far as this device can prove, none of the province."""
        with self._database.read.connect() as connection:
            if not behind_hall(connection):
                return 0
            query = select(func.count()).select_from(commits).where(lacks_province(connection))
            return int(connection.execute(query).scalar_one())

    def _commits(self, limit: int) -> list[OutboxItem]:
        aside = select(_AMONG.c.arrival).where(_AMONG.c.parked.is_not(None))
        mine = (commits.c.device == self._device, commits.c.ack.is_(None))
        with self._database.read.connect() as connection:
            parked = connection.execute(
                _per_case(commits.c.parked, limit).where(commits.c.arrival.in_(aside))
            ).all()
            theirs = select(_AMONG.c.arrival).where(_AMONG.c.case_id.in_(_first(connection, mine, limit)))
            waits = _per_case(literal(""), limit).where(*mine, commits.c.arrival.in_(theirs))
            waiting = connection.execute(waits).all()
            held: Sequence[Any] = ()
            if ids := held_ids(connection, self._device):
                only = (commits.c.id.in_(ids), commits.c.parked.is_(None))
                held = connection.execute(_per_case(literal("held"), limit).where(*only)).all()
        return [
            *(_item(row, "waiting", *_HELD) for row in held),
            *(_parked(row) for row in parked),
            *(_item(row, "waiting", "等待上传", _DO_NOTHING) for row in waiting),
        ]

    def _above(self, limit: int) -> list[OutboxItem]:
        """Behind a hall: what the province refused, and what it has not answered yet."""
        refused = _per_case(second_receipts.c.refused, limit).where(second_receipts.c.refused != "")
        refused = refused.join(second_receipts, second_receipts.c.commit_id == commits.c.id)
        with self._database.read.connect() as connection:
            rows = connection.execute(refused).all()
            found = [_refused_above(row) for row in rows]
            if behind_hall(connection):
                only = and_(lacks_province(connection), commits.c.parked.is_(None))
                rows = connection.execute(_per_case(literal(""), limit).where(only)).all()
                found += [_item(row, "hall", *_HALL) for row in rows]
        return found

    def _gone(self, limit: int) -> list[OutboxItem]:
        newest = select(func.max(gone_cases.c.told_ms)).scalar_subquery()
        shown = or_(gone_cases.c.aside == 1, gone_cases.c.told_ms > newest - _TOLD_MS)
        query = select(gone_cases, case_row.c.applicant, case_row.c.receipt, case_row.c.item)
        query = query.outerjoin(case_row, case_row.c.case_id == gone_cases.c.case_id).where(shown)
        with self._database.read.connect() as connection:
            rows = connection.execute(query.order_by(gone_cases.c.told_ms.desc()).limit(limit)).all()
        return [_left(row) for row in rows]

    def _scans(self, limit: int) -> list[OutboxItem]:
        statement = (
            select(
                blobs.c.case_id,
                blobs.c.state,
                func.count().label("number_of"),
                func.sum(blobs.c.size).label("size"),
                case_row.c.receipt,
                case_row.c.item,
                case_row.c.applicant,
                case_row.c.opened_ms,
            )
            .outerjoin(case_row, case_row.c.case_id == blobs.c.case_id)
            .where(UNSENT_SCANS, blobs.c.case_id.is_not(None))
            .group_by(blobs.c.case_id, blobs.c.state)
            .limit(limit)
        )
        with self._database.read.connect() as connection:
            rows = connection.execute(statement).all()
        return [_scan_item(row) for row in rows]


def _first(connection: Connection, mine: tuple[ColumnElement[bool], ...], limit: int) -> list[bytes]:
    """So many cases, those whose first unsent act is the oldest in the log: no further act is read."""
    found: dict[bytes, None] = {}
    acts = select(commits.c.case_id).where(*mine).order_by(commits.c.epoch, commits.c.seq)
    for case_id in connection.execute(acts).scalars():
        if len(found) >= limit:
            break
        found[case_id] = None
    return list(found)


def _per_case(reason: ColumnElement[Any], limit: int) -> Select[Any]:
    """Commits by case and ``reason``, the oldest first."""
    return (
        select(
            commits.c.case_id,
            func.coalesce(reason, "").label("reason"),
            func.min(commits.c.at_ms).label("since"),
            func.count().label("number_of"),
            func.group_concat(func.json_extract(commits.c.body, "$.operator").distinct()).label("who"),
            # Of the oldest commit: SQLite takes bare columns from the row of the one min().
            func.json_extract(commits.c.body, "$.events[0].type").label("act"),
            case_row.c.applicant,
            case_row.c.receipt,
            case_row.c.item,
        )
        .select_from(commits)
        .outerjoin(case_row, case_row.c.case_id == commits.c.case_id)
        .group_by(commits.c.case_id, reason)
        .order_by(func.min(commits.c.at_ms))
        .limit(limit)
    )


def _item(row: Any, state: str, words: str, can: str) -> OutboxItem:
    return OutboxItem(
        case_id=UUID(bytes=row.case_id),
        state=state,
        number=row.receipt or "",
        item=row.item or "",
        operators=tuple(sorted((row.who or "").split(","))),
        since_ms=row.since,
        commits=row.number_of,
        scans=0,
        reason=row.reason,
        words=words,
        can=can,
        act=row.act or "",
        applicant=row.applicant or "",
    )


def _parked(row: Any) -> OutboxItem:
    code, _, said = row.reason.partition(":")
    if code != DISMISSED:
        return _item(row, "parked", *_PARKED.get(row.reason, _UNKNOWN))
    happened, can = _DISMISSED
    return replace(_item(row, "parked", f"{happened}（{said}）", can), reason=code)


def _refused_above(row: Any) -> OutboxItem:
    why, can = _PARKED.get(row.reason, _UNKNOWN)
    return _item(row, "parked", _ABOVE + why, can)


def _left(row: Any) -> OutboxItem:
    how = f"省平台已把这个办件从本机{_GONE.get(row.kind, '撤下')}：{row.reason}"
    if row.home:
        how += f"；现在由 {row.home} 办理，{_STAGES.get(row.stage, '办理中')}"
    aside = "；但本机有没送到或没有生效的操作，没有照撤" if row.aside else ""
    return OutboxItem(
        case_id=UUID(bytes=row.case_id),
        state="parked" if row.aside else "gone",
        number=row.receipt or "",
        item=row.item or "",
        operators=(),
        since_ms=row.told_ms,
        commits=0,
        scans=0,
        reason="gone-aside" if row.aside else f"gone-{row.kind}",
        words=how + aside,
        can=_ASIDE if row.aside else "不用处理：列表和检索里不再显示，操作记录都在本机",
        applicant=row.applicant or "",
    )


def _scan_item(row: object) -> OutboxItem:
    r = row._mapping  # type: ignore[attr-defined]
    damaged = r["state"] == ScanState.DAMAGED
    return OutboxItem(
        case_id=UUID(bytes=r["case_id"]),
        state="damaged" if damaged else "waiting",
        number=r["receipt"] or "",
        item=r["item"] or "",
        operators=(),
        since_ms=r["opened_ms"] or 0,
        commits=0,
        scans=r["number_of"],
        reason="scan-damaged" if damaged else "",
        words="扫描件在本机读不出来" if damaged else "扫描件等待上传",
        can="请从第二介质或备份取回，取不回时请申请人出示原件重新扫描" if damaged else _DO_NOTHING,
        applicant=r["applicant"] or "",
        size=int(r["size"] or 0),
    )
