"""In which hall each device stands, for the keeper: at the command line, and a room of the staff page (record 0139)."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sync.platform.database import Database
from sync.platform.device_halls import (
    LONGEST,
    NAME,
    bind,
    confirm,
    history,
    let_newcomers,
    listed,
    newcomers_history,
    newcomers_wait,
    region_of,
    rename,
    unconfirmed,
)
from sync.platform.projection import PLATFORM
from sync.platform.staff_facts import StaffError
from sync.platform.staff_html import Child, field, folded, form, hidden, page, table, tag
from sync.platform.staff_login import Person

if TYPE_CHECKING:
    from sync.platform.staff_views import Desk

HALL_ACTS = frozenset({"halls", "hall", "rename", "confirm", "newcomers"})
_SHOWN = 200
_CHINA = timezone(timedelta(hours=8))
_REGION = "区划代码写 2、4、6、9 或 12 位数字，如 210106。"
_NAME = f"大厅名称要写，最多 {LONGEST} 个字。"
_SEEK = "请用设备名或大厅名找。"
_DIFFERS = "与登记的大厅不同，这台设备收不到、也回应不了任何大厅的呼叫"
_WAITS = "还没有登记，等负责人确认；在那以前，这台设备收不到、也回应不了任何大厅的呼叫"
_SWITCH = {
    True: "新设备要等负责人登记，才在某个大厅里。",
    False: "新设备自己说在哪个大厅，就登记在哪个大厅。设备装齐以后，请改为等负责人登记："
    "平台令牌外泄了，也不能冒充大厅的窗口。",
}


def hall_act(database: Database, given: argparse.Namespace) -> tuple[Any, int]:
    """What to say, and 0; 1 where devices name other halls than those on record, 2 where something is missing."""
    if given.act == "halls":
        with database.read() as connection:
            found = listed(connection, given.device, _SHOWN + 1, new=given.new)
            more = [{"words": f"只列出前 {_SHOWN} 台，{_SEEK}"}] if len(found) > _SHOWN else []
            return [_told(row) for row in found[:_SHOWN]] + more, 1 if any(row["said_ms"] for row in found) else 0
    if given.act == "newcomers" and not given.device:
        with database.read() as connection:
            return _state(connection), 0
    try:
        with database.write() as connection:
            return _ACTS[given.act](connection, given), 0
    except StaffError as error:
        return {"refused": error.code, "words": error.words}, 2


def _hall_act(connection: Connection, given: argparse.Namespace) -> dict[str, Any]:
    return _bound(connection, given.device, given.region, given.hall, given.by, _now())


def _rename_act(connection: Connection, given: argparse.Namespace) -> dict[str, Any]:
    devices = _renamed(connection, given.region, given.hall, given.to, given.by, _now())
    return {"hall": given.to.strip(), "was": given.hall.strip(), "devices": devices, "by": given.by.strip()}


def _confirm_act(connection: Connection, given: argparse.Namespace) -> dict[str, Any]:
    devices = _confirmed(connection, given.region, given.hall, given.by, _now())
    return {"hall": given.hall.strip(), "devices": devices, "by": given.by.strip()}


def _newcomers_act(connection: Connection, given: argparse.Namespace) -> dict[str, Any]:
    return {"changed": _let(connection, given.device, given.by, _now()), **_state(connection)}


_ACTS = {"hall": _hall_act, "rename": _rename_act, "confirm": _confirm_act, "newcomers": _newcomers_act}


def _state(connection: Connection) -> dict[str, Any]:
    """Whether newcomers wait, who said so when, and how many devices nobody confirmed."""
    wait = newcomers_wait(connection)
    known = {"wait": wait, "words": _SWITCH[wait], "unconfirmed": unconfirmed(connection)}
    return known | {"history": newcomers_history(connection)}


def _let(connection: Connection, word: str, by: str, now_ms: int) -> bool:
    if word not in ("wait", "free"):
        raise StaffError("incomplete", word, "写 wait（等负责人登记）或 free（以设备自报为准），没有改动。")
    return let_newcomers(connection, word == "wait", _by(by), now_ms)


def _confirmed(connection: Connection, region: str, hall: str, by: str, now_ms: int) -> list[str]:
    return confirm(connection, *_hall(region, hall), _by(by), now_ms)


def _bound(connection: Connection, device: str, region: str, hall: str, by: str, now_ms: int) -> dict[str, Any]:
    if not NAME.fullmatch(device) or device == PLATFORM:
        raise StaffError("incomplete", device, "须写明哪台设备，没有改动。")
    where, name = _hall(region, hall), _by(by)
    changed = bind(connection, device, *where, name, now_ms)
    return {"device": device, "region": where[0], "hall": where[1], "by": name, "changed": changed}


def _renamed(connection: Connection, region: str, hall: str, to: str, by: str, now_ms: int) -> list[str]:
    where, name = _hall(region, hall), _by(by)
    found = rename(connection, *where, _hall(region, to)[1], name, now_ms)
    if not found:
        raise StaffError("unknown-hall", where[1], f"没有设备登记在 {where[0]} {where[1]}，没有改动。")
    return found


def _hall(region: str, hall: str) -> tuple[str, str]:
    code, name = region_of(region.strip()), hall.strip()
    if not code:
        raise StaffError("incomplete", region, f"{_REGION}没有改动。")
    if not 0 < len(name) <= LONGEST:
        raise StaffError("incomplete", "hall", f"{_NAME}没有改动。")
    return code, name


def _by(by: str) -> str:
    if not by.strip():
        raise StaffError("incomplete", "by", "须写明由谁改（--by），没有改动。")
    return by.strip()


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    why = _DIFFERS if row["hall"] else _WAITS
    words = f"设备说在 {row['said_region']} {row['said_hall']}，{why}。" if row["said_ms"] else ""
    return {**row, "words": words, "confirmed": bool(row["by"])}


def devices(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """Devices and their halls, those first that name another one; ``q`` looks for some of them, ``new`` has those alone
    that nobody confirmed.
    """
    wanted, new = str(asked.get("q", "")).strip(), bool(asked.get("new"))
    with desk.database.read() as connection:
        found = listed(connection, wanted, _SHOWN + 1, new=new)
        rows = found[:_SHOWN]
        past = history(connection, rows[0]["device"]) if wanted and len(rows) == 1 else []
        state = _state(connection)
    body: list[Child] = [
        tag("p", "设备登记了大厅以后，只能在这里改。"),
        _newcomers(state, person),
        tag("form", field("q", "设备名或大厅名", value=wanted), tag("button", "找"), method="get", action="/devices"),
        table(("设备", "登记的大厅", "设备说的", "登记", "更改"), (_row(row, person) for row in rows)),
    ]
    if len(found) > _SHOWN:
        body.append(tag("p", f"只列出前 {_SHOWN} 台，{_SEEK}", class_="none"))
    if past:
        body += [tag("h2", "更改记录"), table(("时间", "大厅", "原来", "由谁"), map(_past, past))]
    body += [folded("给还没有联系过平台的设备登记大厅", _form(person)), folded("大厅改名", _rename_form(person))]
    body.append(folded("确认一个大厅里自报的全部设备", _confirm_form(person)))
    return page("设备所在大厅", body, name=person.name, token=person.token, here="/devices")


def _newcomers(state: Mapping[str, Any], person: Person) -> Child:
    """What happens with a device that nobody put on record, and how many stand there by their own word."""
    count, wait = state["unconfirmed"], state["wait"]
    last = next((f"（{_clock(each['at_ms'])} {each['by']}）" for each in state["history"]), "")
    new = tag("a", f"{count} 台是设备自报、没有人确认的", href="/devices?new=1") if count else "没有未确认的设备"
    word = hidden("newcomers", "free" if wait else "wait")
    turn = form("/devices", person.token, "改为以设备自报为准" if wait else "改为等负责人登记", word)
    return tag("div", tag("p", _SWITCH[wait], last, " ", new, "。"), folded("更改", turn))


def _row(row: Mapping[str, Any], person: Person) -> tuple[Child, ...]:
    said: Child = "相同"
    if row["said_ms"]:
        since, why = _clock(row["said_ms"]), _DIFFERS if row["hall"] else _WAITS
        said = tag("p", f"{row['said_region']} {row['said_hall']}（{since} 起），{why}。", class_="refused")
    old = f"（改名前 {row['also'].replace(chr(10), '、')}）" if row["also"] else ""
    who = row["by"] or ("设备首次自报，没有人确认" if row["hall"] else "设备首次联系")
    change: list[Child] = [folded("改大厅", _form(person, row))]
    if not row["by"]:
        where = (row["region"], row["hall"]) if row["hall"] else (row["said_region"], row["said_hall"])
        fields = [hidden(n, v) for n, v in zip(("device", "region", "hall"), (row["device"], *where), strict=True)]
        which = "确认它在登记的大厅" if row["hall"] else "确认它在设备说的大厅"
        change.insert(0, form("/devices", person.token, which, *fields))
    hall = f"{row['region']} {row['hall']}{old}" if row["hall"] else "—"
    return (row["device"], hall, said, f"{_clock(row['since_ms'])} {who}", tag("div", *change))


def _form(person: Person, row: Mapping[str, Any] | None = None) -> Child:
    known = row or {"region": "", "hall": ""}
    first = field("device", "设备名", needed=True) if row is None else hidden("device", row["device"])
    fields = [first, field("region", "区划代码", needed=True, value=known["region"])]
    fields.append(field("hall", "大厅名称", needed=True, value=known["hall"]))
    return form("/devices", person.token, "登记", *fields)


def _rename_form(person: Person) -> Child:
    note = tag("p", "这个大厅的设备都改登记到新名称；设备上写的还是旧名称的，照常能用，请逐台改。")
    names = (("region", "区划代码"), ("hall", "现在登记的名称"), ("to", "新名称"))
    return form("/devices", person.token, "改名", note, [field(name, words, needed=True) for name, words in names])


def _confirm_form(person: Person) -> Child:
    note = tag("p", "这个大厅里设备自报的，都算您确认过；请先看名单。说在别的大厅的不算在内。")
    fields = [field(name, words, needed=True) for name, words in (("region", "区划代码"), ("hall", "登记的大厅名称"))]
    return form("/devices", person.token, "全部确认", note, hidden("confirm", "1"), *fields)


def _past(row: Mapping[str, Any]) -> tuple[Child, ...]:
    was = f"{row['was_region']} {row['was_hall']}".strip() or "—"
    return (_clock(row["at_ms"]), f"{row['region']} {row['hall']}", was, row["by"] or "设备首次自报")


def change(desk: Desk, person: Person, _asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Bind a device to a hall, confirm those of one, say whether new ones wait, or give a hall another name; gives
    where to go on. Raises StaffError.
    """
    by, where = f"{person.name}（{person.number}）", (given.get("region", ""), given.get("hall", ""))
    with desk.database.write() as connection:
        if "newcomers" in given:
            _let(connection, given["newcomers"], by, desk.now_ms())
        elif "confirm" in given:
            _confirmed(connection, *where, by, desk.now_ms())
        elif "to" in given:
            _renamed(connection, *where, given["to"], by, desk.now_ms())
        else:
            _bound(connection, given.get("device", ""), *where, by, desk.now_ms())
    return "/devices"


def hall_words(row: Any) -> str:
    """Where a terminal stands, for the keeper's list of terminals; ``row``: what is on record, None: nothing."""
    if row is None:
        return "—"
    if not row.hall:
        waits = "等负责人在“设备大厅”确认，呼叫没有传给任何大厅的窗口"
        return f"还没有登记；设备说在 {row.said_region} {row.said_hall}，{waits}"
    told = f"{row.region} {row.hall}"
    return f"{told}；设备说在 {row.said_region} {row.said_hall}，呼叫没有传给任何大厅的窗口" if row.said_ms else told


def _clock(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, _CHINA).strftime("%m-%d %H:%M")


def _now() -> int:
    return time.time_ns() // 1_000_000
