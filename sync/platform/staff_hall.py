"""How a hall's server stands, in words for who looks after it: ``zongchuang platform hall``."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, func, select

from sync.platform import tables
from sync.platform.database import open_database, text
from sync.platform.hall_catalogue import REFUSED
from sync.platform.rebirth import get
from sync.platform.relay import wrong_above

_CATALOGUE = {
    "signature": "省平台目录的签名不对，没有采用；大厅仍用原来的目录，请联系省平台",
    "downgrade": "省平台发来的目录比大厅现有的旧，没有采用；请联系省平台",
    "digest": "省平台目录的内容与清单不符，没有采用；大厅仍用原来的目录，请省平台重新发布",
    "unreadable": "省平台目录读不全，没有采用；下次再取",
}


_WRONG = {
    "bad-signature": "应答的签名不对",
    "bad-receipt": "回执的签名不对",
    "cursor-stuck": "说还有变动，却总停在同一处",
    "garbage": "应答的内容读不懂",
}


def run_hall(db: str) -> int:
    """Says ``{stuck, leases, carries, catalogue, wrong, words}``; returns 1 when somebody should look."""
    with closing(open_database(db)) as database, database.read() as connection:
        found = standing(connection)
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return 1 if found["words"] else 0


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
    words = [f"窗口的操作转不上去，都在大厅（{one}）；请联系省平台" for one in stuck]
    words += [f"办件 {one} 大厅先行转办，省平台没有同意，已按省平台的登记更正；请主管核对" for one in leases["refused"]]
    wrong = wrong_above(connection)
    if wrong:
        words.append(f"省平台{_WRONG.get(wrong, '的应答不对')}，没有采信；大厅不会自行转办，请联系省平台")
    if files["refused"]:
        words.append(f"{files['refused']} 个摆渡文件省平台没有收，请原机重新导出")
    if catalogue:
        words.append(_CATALOGUE.get(catalogue.partition(" ")[0], "省平台的目录没有采用"))
    found = {"stuck": stuck, "leases": leases, "carries": files, "catalogue": catalogue}
    return found | {"wrong": wrong, "words": words}
