"""How a hall's server stands, in words for who looks after it: ``zongchuang platform hall``, and its 对账."""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from contextlib import closing
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from sync.platform import tables
from sync.platform.database import Database, open_database, text
from sync.platform.hall import UPSTREAM
from sync.platform.hall_catalogue import REFUSED
from sync.platform.hall_items import (
    ASKED,
    AT,
    SHOWN,
    UNSETTLED,
    ItemError,
    ask_for,
    finish,
    history,
    open_items,
    words_of,
)
from sync.platform.rebirth import get
from sync.platform.relay import wrong_above
from sync.platform.staff_accounts import NAMES

_CATALOGUE = {
    "signature": "省平台目录的签名不对，没有采用；大厅仍用原来的目录，请联系省平台",
    "downgrade": "省平台发来的目录比大厅现有的旧，没有采用；请联系省平台",
    "digest": "省平台目录的内容与清单不符，没有采用；大厅仍用原来的目录，请省平台重新发布",
    "unreadable": "省平台目录读不全，没有采用；下次再取",
}
_LOOK_S = 0.2


_WRONG = {
    "bad-signature": "应答的签名不对",
    "bad-receipt": "回执的签名不对",
    "cursor-stuck": "说还有变动，却总停在同一处",
    "garbage": "应答的内容读不懂",
}
_FIGURES = (
    NAMES
    | {"device-key": "账（省平台不准本大厅代这个窗口说话）"}
    | {code: f"账（省平台{words}，没有采信）" for code, words in _WRONG.items()}
)


def add_hall_command(command: argparse.ArgumentParser) -> None:
    """Describe ``hall`` to the command line of the platform."""
    command.add_argument(
        "act", nargs="?", choices=["show", "reconcile", "settle", "history"], default="show",
        help="show: 现状；reconcile: 现在与省平台对账；settle: 登记一项对账差异的处理结果；history: 已办结的差异",
    )  # fmt: skip
    command.add_argument("item", nargs="?", type=int, default=0, help="settle: 第几项")
    command.add_argument("--day", default="", help="reconcile: 对哪一天（YYYY-MM-DD），默认今天")
    command.add_argument("--deep", action="store_true", help="reconcile: 省平台也按存储的内容重新计算")
    command.add_argument("--wait", type=float, default=60.0, help="reconcile: 最多等运行中的大厅服务器多少秒")
    command.add_argument("--by", default="", help="settle: 谁查明的")
    command.add_argument("--note", default="", help="settle: 查到了什么，怎么处理的")


def run_hall(given: argparse.Namespace) -> int:
    """Says how the hall stands, or what became of an act; returns 1 when somebody should look or it was refused."""
    with closing(open_database(given.db)) as database:
        try:
            found = _done(database, given)
        except ItemError as error:
            found = {"refused": error.code, "words": [error.words]}
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return 1 if found.get("words") else 0


def _done(database: Database, given: argparse.Namespace) -> dict[str, Any]:
    if given.act == "settle":
        with database.write() as connection:
            return finish(connection, given.item, given.by, given.note, time.time_ns() // 1_000_000)
    if given.act == "reconcile":
        _reconcile(database, given)
    with database.read() as connection:
        return {"closed": history(connection)} if given.act == "history" else standing(connection)


def _reconcile(database: Database, given: argparse.Namespace) -> None:
    """Has the running server do it: the line and its turn are the server's. Raises ItemError."""
    if given.day:
        try:
            date.fromisoformat(given.day)
        except ValueError:
            raise ItemError("usage", f"日期 {given.day} 写得不对，应为 2026-11-26 这样；没有对账。") from None
    with database.write() as connection:
        if not get(connection, UPSTREAM):
            raise ItemError("not-a-hall", "这不是大厅服务器的数据库，没有上级可对账。")
        ask_for(connection, given.day, deep=given.deep)
    until, pause = time.monotonic() + given.wait, threading.Event()
    while time.monotonic() < until:
        with database.read() as connection:
            if not get(connection, ASKED):
                return
        pause.wait(_LOOK_S)
    raise ItemError(
        "waiting", "大厅服务器还没有对完账：没有运行、或到省平台的线路不通。已记下，线路通了就对。"
    )


def standing(connection: Connection) -> dict[str, Any]:
    """What waits and what was refused."""
    relayed, moves, carries = tables.relayed, tables.hall_leases, tables.hall_carries
    stuck = [
        f"{row.device}/{row.epoch}: {row.trouble}"
        for row in connection.execute(select(relayed).where(relayed.c.trouble != ""))
    ]
    leases: dict[str, list[str]] = {"waiting": [], "refused": []}
    for row in connection.execute(select(moves.c.case_id, moves.c.state).where(moves.c.state.in_(leases))):
        leases[row.state].append(text(row.case_id))
    waiting = select(func.count()).select_from(carries).where(carries.c.answer == "", carries.c.trouble == "")
    refused = select(func.count()).select_from(carries).where(carries.c.trouble != "")
    asked = {"waiting": waiting, "refused": refused}
    files = {name: connection.execute(query).scalar_one() for name, query in asked.items()}
    catalogue = get(connection, REFUSED) or ""
    account = _account(connection)
    words = [f"窗口的操作转不上去，都在大厅（{one}）；请联系省平台" for one in stuck]
    words += [
        f"办件 {one} 大厅先行转办，省平台没有同意，已按省平台的登记更正；请主管核对"
        for one in leases["refused"]
    ]
    wrong = wrong_above(connection)
    if wrong:
        words.append(f"省平台{_WRONG.get(wrong, '的应答不对')}，没有采信；大厅不会自行转办，请联系省平台")
    if files["refused"]:
        words.append(f"{files['refused']} 个摆渡文件省平台没有收，请原机重新导出")
    if catalogue:
        words.append(_CATALOGUE.get(catalogue.partition(" ")[0], "省平台的目录没有采用"))
    words += [words_of(item) for item in account["items"]]
    words += [
        f"窗口 {device} {account['day']} 的{'、'.join(_FIGURES.get(name, name) for name in names)}与省平台不同，"
        "请按存储内容再对一次账（--deep）；仍然不同请联系省平台"
        for device, names in account["figures"].items()
    ]
    found = {"stuck": stuck, "leases": leases, "carries": files, "catalogue": catalogue}
    return {**found, "wrong": wrong, "account": account, "words": words}


def _account(connection: Connection) -> dict[str, Any]:
    """The last 对账: of which day, when, what it left open."""
    items, at = open_items(connection), int(get(connection, AT) or 0)
    figures = json.loads(get(connection, UNSETTLED) or "{}")
    settled = bool(at) and not items and not figures
    return {
        "day": get(connection, SHOWN) or "",
        "at_ms": at,
        "settled": settled,
        "items": items,
        "figures": figures,
    }
