"""The room of the keeper (值守) on the staff page: terminals, who calls at them since when, and 我去: she signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sync.platform.device_halls import of_terminals
from sync.platform.routes_kiosk import answer_calls, watch
from sync.platform.staff_device_halls import hall_words
from sync.platform.staff_facts import StaffError
from sync.platform.staff_html import Child, form, hidden, page, table, tag
from sync.platform.staff_login import Person

if TYPE_CHECKING:
    from sync.platform.staff_views import Desk

AGAIN_S = 15
"""So often the room is loaded anew by itself: nobody who waits is seen only when somebody thinks of it."""
_AGAIN = "没有签上：您打开页面以后，那里又有人呼叫。请回到“自助终端”，看过再按“我去”。"
_GONE = "没有签上：这些呼叫已经有人回应，或者已经过去。"
_CHINA = timezone(timedelta(hours=8))
_REASONS: Mapping[str, str] = {
    "help": "群众呼叫", "compare": "请工作人员核对本人", "pad": "收不了件，要手写收下", "thumb": "按手印，要见证",
    "print": "不知道出纸没有", "card-left": "身份证落在感应区", "paper-left": "纸落在出纸口", "program": "程序出错",
}  # fmt: skip
_FAULTS: Mapping[str, str] = {
    "reader": "读卡器坏", "keeper": "到平台的线断过", "printer-paper-out": "缺纸", "printer-jam": "卡纸",
    "printer-cover-open": "打印机盖子开着", "printer-offline": "打印机没连上", "pad-low": "号段快用完",
    "pad-out": "号段用完或者磁盘满", "hand-on": "有件交不到部门",
}  # fmt: skip
_PHASES: Mapping[str, str] = {
    "idle": "空闲", "active": "有人在办", "countdown": "问人还在不在", "locked": "暂停服务", "staff": "管理人员在用",
}  # fmt: skip


def terminals(desk: Desk, person: Person, _asked: Mapping[str, Any]) -> str:
    """Every terminal, those where somebody calls first."""
    found = sorted(watch(desk.db, desk.now_ms()), key=lambda row: (not row["calls"], row["device"]))
    with desk.database.read() as connection:
        halls = of_terminals(connection)
    rows = (
        (
            row["device"],
            hall_words(halls.get(row["device"])),
            "没有信号" if row["silent"] else _PHASES.get(row["phase"], row["phase"]),
            _clock(row["seen_ms"]),
            "、".join(_FAULTS.get(code, code) for code in row["faults"]) or "—",
            _calls(row, person),
        )
        for row in found
    )
    told = tag("p", f"每 {AGAIN_S} 秒自动更新。按“我去”，等着的人会在屏幕上看到几点有人回应。")
    body = [told, table(("终端", "大厅", "状态", "最近信号", "故障", "呼叫"), rows)]
    return page("自助终端", body, name=person.name, token=person.token, here="/terminals", again_s=AGAIN_S)


def _calls(row: Mapping[str, Any], person: Person) -> Child:
    said = [tag("p", _words(call)) for call in row["called"]]
    if row["calls"]:
        read = (f"{call['reason']}={call['called_ms']}" for call in row["called"] if not call["signed_ms"])
        seen = hidden("seen", " ".join(read))
        said.append(form("/terminals", person.token, "我去", hidden("device", row["device"]), seen))
    return tag("div", said) if said else "—"


def _words(call: Mapping[str, Any]) -> str:
    reason = _REASONS.get(call["reason"], call["reason"])
    who = f"{call['by']} " if call["by"] else ""
    signed = f"，{_clock(call['signed_ms'])} {who}已回应" if call["signed_ms"] else "，没有人回应"
    return f"{_clock(call['since_ms'])} {reason}{signed}"


def go(desk: Desk, person: Person, _asked: Mapping[str, Any], given: Mapping[str, str]) -> str:
    """She signs that she goes there, for the calls that she read and no other; gives where to go on.

    Raises StaffError where none of them waits any more: somebody else went, or who stands there called anew.
    """
    read = (each.rpartition("=") for each in given.get("seen", "").split())
    seen = {reason: int(at) for reason, _, at in read}
    done = answer_calls(desk.db, given.get("device", ""), desk.now_ms(), seen, person.number)
    if not done["signed"]:
        raise StaffError("calls", _AGAIN if done["calls"] else _GONE)
    return "/terminals"


def _clock(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, _CHINA).strftime("%m-%d %H:%M")
