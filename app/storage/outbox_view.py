"""The outbox as a clerk reads it: what waits, whose it is, since when, why, and what she can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from app.storage.database import Database
from app.storage.scans import ScanState
from app.storage.schema import blobs, case_row, commits

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
    "unreadable": ("这一版程序读不懂别的设备写的操作", "请升级程序"),
}
_UNKNOWN = ("省平台收下了，但没有生效", _CALL)


@dataclass(frozen=True)
class OutboxItem:
    """One case in the outbox. ``state``: waiting, parked or damaged; ``reason`` a code; ``since_ms`` UTC.

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


class OutboxView:
    """Reads the outbox of ``device``."""

    def __init__(self, database: Database, device: str) -> None:
        self._database = database
        self._device = device

    def items(self, limit: int = 200) -> Sequence[OutboxItem]:
        """What needs a person first, then what waits longest."""
        found = [*self._commits(limit), *self._scans(limit)]
        order = {"damaged": 0, "parked": 1, "waiting": 2}
        return sorted(found, key=lambda one: (order[one.state], one.since_ms))[:limit]

    def scans_waiting(self) -> int:
        """Scans of cases that the platform has not got."""
        waits = blobs.c.state.in_((ScanState.WAITING, ScanState.DAMAGED)) & blobs.c.case_id.is_not(None)
        with self._database.read.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(blobs).where(waits)).scalar_one())

    def _commits(self, limit: int) -> list[OutboxItem]:
        waiting = commits.c.ack.is_(None)
        statement = (
            select(
                commits.c.case_id,
                func.coalesce(commits.c.parked, "").label("reason"),
                func.min(commits.c.at_ms).label("since"),
                func.count().label("number_of"),
                func.group_concat(func.json_extract(commits.c.body, "$.operator").distinct()).label("who"),
                # Of the oldest commit: SQLite takes bare columns from the row of the one min().
                func.json_extract(commits.c.body, "$.events[0].type").label("act"),
                case_row.c.applicant,
                case_row.c.receipt,
                case_row.c.item,
            )
            .outerjoin(case_row, case_row.c.case_id == commits.c.case_id)
            .where(or_(commits.c.parked.is_not(None), waiting & (commits.c.device == self._device)))
            .group_by(commits.c.case_id, commits.c.parked)
            .order_by(func.min(commits.c.at_ms))
            .limit(limit)
        )
        with self._database.read.connect() as connection:
            rows = connection.execute(statement).all()
        return [
            OutboxItem(
                case_id=UUID(bytes=row.case_id),
                state="parked" if row.reason else "waiting",
                number=row.receipt or "",
                item=row.item or "",
                operators=tuple(sorted((row.who or "").split(","))),
                since_ms=row.since,
                commits=row.number_of,
                scans=0,
                reason=row.reason,
                words=_PARKED.get(row.reason, _UNKNOWN)[0] if row.reason else "等待上传",
                can=_PARKED.get(row.reason, _UNKNOWN)[1] if row.reason else _DO_NOTHING,
                act=row.act or "",
                applicant=row.applicant or "",
            )
            for row in rows
        ]

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
            .where(blobs.c.state.in_((ScanState.WAITING, ScanState.DAMAGED)), blobs.c.case_id.is_not(None))
            .group_by(blobs.c.case_id, blobs.c.state)
            .limit(limit)
        )
        with self._database.read.connect() as connection:
            rows = connection.execute(statement).all()
        return [_scan_item(row) for row in rows]


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
