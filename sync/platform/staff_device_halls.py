"""In which hall each device stands, for the keeper: at the command line, and a room of the staff page (record 0139)."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sync.platform.database import Database
from sync.platform.device_halls import LONGEST, NAME, bind, history, listed, region_of, rename
from sync.platform.projection import PLATFORM
from sync.platform.staff_facts import StaffError
from sync.platform.staff_html import Child, field, folded, form, hidden, page, table, tag
from sync.platform.staff_login import Person

if TYPE_CHECKING:
    from sync.platform.staff_views import Desk

HALL_ACTS = frozenset({"halls", "hall", "rename"})
_SHOWN = 200
_CHINA = timezone(timedelta(hours=8))
_REGION = "区划代码写 2、4、6、9 或 12 位数字，如 210106。"
_NAME = f"大厅名称要写，最多 {LONGEST} 个字。"
_SEEK = "请用设备名或大厅名找。"
_DIFFERS = "与登记的大厅不同，这台设备收不到、也回应不了任何大厅的呼叫"


def hall_act(database: Database, given: argparse.Namespace) -> tuple[Any, int]:
    """What to say, and 0; 1 where devices name other halls than those on record, 2 where something is missing."""
    if given.act == "halls":
        with database.read() as connection:
            found = listed(connection, given.device, _SHOWN + 1)
            more = [{"words": f"只列出前 {_SHOWN} 台，{_SEEK}"}] if len(found) > _SHOWN else []
            return [_told(row) for row in found[:_SHOWN]] + more, 1 if any(row["said_ms"] for row in found) else 0
    try:
        with database.write() as connection:
            if given.act == "hall":
                return _bound(connection, given.device, given.region, given.hall, given.by, _now()), 0
            devices = _renamed(connection, given.region, given.hall, given.to, given.by, _now())
    except StaffError as error:
        return {"refused": error.code, "words": error.words}, 2
    return {"hall": given.to.strip(), "was": given.hall.strip(), "devices": devices, "by": given.by.strip()}, 0


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
    words = f"设备说在 {row['said_region']} {row['said_hall']}，{_DIFFERS}。" if row["said_ms"] else ""
    return {**row, "words": words}


def devices(desk: Desk, person: Person, asked: Mapping[str, Any]) -> str:
    """Devices and their halls, those first that name another one; ``q`` looks for some of them."""
    wanted = str(asked.get("q", "")).strip()
    with desk.database.read() as connection:
        found = listed(connection, wanted, _SHOWN + 1)
        rows = found[:_SHOWN]
        past = history(connection, rows[0]["device"]) if wanted and len(rows) == 1 else []
    body: list[Child] = [
        tag("p", "设备第一次联系平台时说在哪个大厅，就登记在哪个大厅；之后只能在这里改。"),
        tag("form", field("q", "设备名或大厅名", value=wanted), tag("button", "找"), method="get", action="/devices"),
        table(("设备", "登记的大厅", "设备说的", "登记", "更改"), (_row(row, person) for row in rows)),
    ]
    if len(found) > _SHOWN:
        body.append(tag("p", f"只列出前 {_SHOWN} 台，{_SEEK}", class_="none"))
    if past:
        body += [tag("h2", "更改记录"), table(("时间", "大厅", "原来", "由谁"), map(_past, past))]
    body += [folded("给还没有联系过平台的设备登记大厅", _form(person)), folded("大厅改名", _rename_form(person))]
    return page("设备所在大厅", body, name=person.name, token=person.token, here="/devices")


def _row(row: Mapping[str, Any], person: Person) -> tuple[Child, ...]:
    said: Child = "相同"
    if row["said_ms"]:
        told = f"{row['said_region']} {row['said_hall']}（{_clock(row['said_ms'])} 起），{_DIFFERS}。"
        said = tag("p", told, class_="refused")
    old = f"（改名前 {row['also'].replace(chr(10), '、')}）" if row["also"] else ""
    who = row["by"] or "设备首次自报"
    change = folded("改大厅", _form(person, row))
    return (row["device"], f"{row['region']} {row['hall']}{old}", said, f"{_clock(row['since_ms'])} {who}", change)


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


def _past(row: Mapping[str, Any]) -> tuple[Child, ...]:
    was = f"{row['was_region']} {row['was_hall']}".strip() or "—"
    return (_clock(row["at_ms"]), f"{row['region']} {row['hall']}", was, row["by"] or "设备首次自报")


def change(desk: Desk, person: Person, _asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """Bind a device to a hall, or give a hall another name; gives where to go on. Raises StaffError."""
    by, where = f"{person.name}（{person.number}）", (given.get("region", ""), given.get("hall", ""))
    with desk.database.write() as connection:
        if "to" in given:
            _renamed(connection, *where, given["to"], by, desk.now_ms())
        else:
            _bound(connection, given.get("device", ""), *where, by, desk.now_ms())
    return "/devices"


def hall_words(row: Any) -> str:
    """Where a terminal stands, for the keeper's list of terminals; ``row``: what is on record, None: nothing."""
    if row is None:
        return "—"
    told = f"{row.region} {row.hall}"
    return f"{told}；设备说在 {row.said_region} {row.said_hall}，呼叫没有传给任何大厅的窗口" if row.said_ms else told


def _clock(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, _CHINA).strftime("%m-%d %H:%M")


def _now() -> int:
    return time.time_ns() // 1_000_000
