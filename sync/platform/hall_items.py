"""What the 对账 of a hall with its province left to a person: each item is finished by name, or closes itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from sync.platform import tables
from sync.platform.rebirth import get, put
from sync.wire.differences import Difference, Finding

ASKED, LAST = "account_asked", "account_day"
"""Rows in which the hall keeps: what somebody asked for, the last evening that was reconciled."""
SHOWN, AT, UNSETTLED = "account_shown", "account_seen", "account_unsettled"
"""Of the last comparison: which day, when (UTC milliseconds), whose figures differed."""
_BELOW = "account_below"
"""Numbers of items that only a deep comparison found."""
_WORDS = {
    Difference.MISSING_THERE: (
        "省平台缺少窗口的操作，已再次上送，仍然缺少",
        "联系省平台查明；查明后登记结果",
    ),
    Difference.ACT_LOST_THERE: (
        "省平台恢复备份后，少了部门已经作出的决定，大厅和窗口有存档",
        "发出的文书仍然有效；把办件号和决定告知部门，由部门在省平台重新作出，作出后再对一次账会自动销项",
    ),
    Difference.MISSING_HERE: (
        "大厅缺少省平台已有的操作，已再次索取，仍然缺少",
        "写下这次操作的窗口在本大厅的，请它同步并对一次账；不在的联系省平台，查明后登记结果",
    ),
    Difference.LOST_HERE: (
        "省平台有本窗口的操作，大厅没有",
        "请该窗口联网对一次账（按存储内容重新计算），由它补传；仍然缺少的核对纸面文书，查明后登记结果",
    ),
    Difference.UNLIKE: (
        "大厅和省平台对同一操作的记录不一致",
        "打开办件与省平台逐项核对，以纸面文书和省平台回执为准，核对后登记结果",
    ),
}


class ItemError(Exception):
    """An item cannot be finished so: ``words`` are for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def keep_items(
    connection: Connection,
    left: Mapping[str, Sequence[Finding]],
    compared: Collection[str],
    now_ms: int,
    *,
    deep: bool,
) -> None:
    """Write down what is left after windows were ``compared``; what is not found any more closes itself.

    That is known only when each of its windows was compared, and ``deep`` if nothing less ever found it. An item that
    a person finished stays finished as long as the same is found again and again; once it was gone and comes back, it
    is a new one.
    """
    table = tables.account_items
    found: dict[tuple[bytes, str, str], set[str]] = {}
    for device, findings in left.items():
        for one in findings:
            key = (bytes.fromhex(one.case), one.kind.value, "、".join(one.commits))
            found.setdefault(key, set()).add(device)
    # The last comparison is what counts: older items with the same words are history.
    last = int(get(connection, AT) or 0)
    known = {}
    still = select(table).where((table.c.closed_ms == 0) | (table.c.seen_ms >= last))
    for row in connection.execute(still.order_by(table.c.n)):
        known[row.case_id, row.kind, row.places] = row
    below = _below(connection) & {row.n for row in known.values()}
    for key, row in known.items():
        here = update(table).where(table.c.n == row.n)
        unasked = set(row.devices.split("、")) - set(compared)
        if key in found:
            below -= set() if deep else {row.n}
            devices = "、".join(sorted(found[key] | unasked))
            connection.execute(here.values(seen_ms=now_ms, devices=devices))
        elif unasked or (row.n in below and not deep):
            connection.execute(here.values(seen_ms=now_ms))
        elif not row.closed_ms:
            connection.execute(here.values(closed_ms=now_ms))
    for key, devices_now in sorted(found.items()):
        if key in known and (not known[key].closed_ms or known[key].closed_by):
            continue
        case, kind, places = key
        what = {"case_id": case, "kind": kind, "places": places, "devices": "、".join(sorted(devices_now))}
        when = {"found_ms": now_ms, "seen_ms": now_ms, "closed_ms": 0}
        new = connection.execute(insert(table).values(**what, **when, closed_by="", note=""))
        below |= set(new.inserted_primary_key or ()) if deep else set()
    put(connection, _BELOW, json.dumps(sorted(below)))
    put(connection, AT, str(now_ms))


def _below(connection: Connection) -> set[int]:
    """Items that only a comparison of what is stored has found, never one of the sums that are kept."""
    return set(json.loads(get(connection, _BELOW) or "[]"))


def finish(connection: Connection, number: int, by: str, note: str, now_ms: int) -> dict[str, Any]:
    """Somebody found out and settled it. Raises ItemError."""
    table = tables.account_items
    row = connection.execute(select(table).where(table.c.n == number)).first()
    if row is None:
        raise ItemError("unknown-item", f"没有第 {number} 项；用 platform hall 看清单。")
    if row.closed_ms:
        who = f"{row.closed_by}已登记：{row.note}" if row.closed_by else "后来的对账已经一致，自动销项"
        raise ItemError("closed", f"第 {number} 项已经办结（{who}），没有改动。")
    if not by.strip() or not note.strip():
        raise ItemError(
            "incomplete", "须写明是谁（--by）、查到了什么和怎么处理的（--note）；这一项还在清单里。"
        )
    values = {"closed_ms": now_ms, "closed_by": by.strip(), "note": note.strip()}
    connection.execute(update(table).where(table.c.n == number).values(**values))
    return {"item": number, "by": by.strip(), "note": note.strip()}


def open_items(connection: Connection, device: str = "") -> list[dict[str, Any]]:
    """What still wants somebody; with ``device`` only what concerns that window."""
    table = tables.account_items
    rows = connection.execute(select(table).where(table.c.closed_ms == 0).order_by(table.c.n)).all()
    below = _below(connection)
    mine = [row for row in rows if not device or device in row.devices.split("、")]
    return [_shown(row) | {"deep": row.n in below} for row in mine]


def told_below(connection: Connection, device: str) -> dict[str, Any]:
    """For the figures of a day of ``device``: the hall's last 对账 with its province, as far as it concerns it."""
    at = get(connection, AT)
    if at is None:
        return {}
    items = [
        {name: one[name] for name in ("case", "kind", "commits")} for one in open_items(connection, device)
    ]
    return {"above": {"at": int(at), "items": items}}


def words_of(item: Mapping[str, Any]) -> str:
    """One item for people."""
    what, following = _WORDS[Difference(item["kind"])]
    deep = "。这一项要按存储内容再对一次账（--deep）才会自动销项" if item.get("deep") else ""
    places, windows = "、".join(item["commits"]), "、".join(item["devices"])
    return f"第 {item['item']} 项：办件 {item['case']}（窗口 {windows}）{what}（{places}）。{following}{deep}"


def _shown(row: Any) -> dict[str, Any]:
    return {
        "item": row.n,
        "case": str(UUID(bytes=row.case_id)),
        "kind": row.kind,
        "commits": row.places.split("、"),
        "devices": row.devices.split("、"),
        "found_ms": row.found_ms,
    }


def history(connection: Connection, limit: int = 50) -> list[dict[str, Any]]:
    """The last items that are finished, by whom and how."""
    table = tables.account_items
    query = select(table).where(table.c.closed_ms > 0).order_by(table.c.closed_ms.desc()).limit(limit)
    more = ("closed_ms", "closed_by", "note")
    return [_shown(row) | {name: row._mapping[name] for name in more} for row in connection.execute(query)]


def ask_for(connection: Connection, day: str, *, deep: bool) -> None:
    """Have the running server reconcile at its next step; ``day`` empty: today."""
    put(connection, ASKED, json.dumps({"day": day, "deep": deep}))
