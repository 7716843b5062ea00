"""``sync``: one step of the line, and how it stands."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from app.errors import LineError, UserFacingError
from app.storage.clock import SystemClock
from app.storage.files import sync_folder
from app.storage.outbox_view import OutboxItem
from sync.client.carry import deliver, is_receipts
from sync.wire.models import Outcome
from ui.bootstrap import Workplace
from ui.commands import lease, purge, unsent
from ui.commands.common import say, verbs, workplace
from ui.commands.connect import connect
from ui.line import HALL_ONLY_SETTING, trouble_now
from ui.still import StillScheduler


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``sync``."""
    made = verbs(
        parser,
        {"once": _once, "status": _status, "reconcile": _reconcile, "export": _export, "import": _import}
        | lease.VERBS
        | purge.VERBS
        | unsent.VERBS,
    )
    for name in ("export", "import"):
        made[name].add_argument("file", type=Path)
    lease.arguments(made["lease"])
    purge.arguments(made["purge"])
    unsent.arguments(made["unsent"])
    for name in ("once", "reconcile", "import", "lease", "purge"):
        made[name].add_argument("--url", default="")
        made[name].add_argument("--token", default="")
        made[name].add_argument("--key", default="")
        made[name].add_argument("--province-key", default="", help="大厅服务器后面省平台的公钥")
    made["reconcile"].add_argument("--day", default="", help="日终对账的日期，默认今天")
    made["reconcile"].add_argument("--deep", action="store_true", help="两端都按存储的内容重新计算")


def _status_of(at: Workplace) -> dict[str, Any]:
    status = at.sync_status()
    catalogue = at.catalogue_line.words(at.clock.now().ms)
    return {
        "pending": status.pending,
        "parked": status.parked,
        "oldest": status.oldest_ms,
        "last_ack": status.last_ack_ms,
        "hall_only": int(only) if (only := at.stores.settings.get(HALL_ONLY_SETTING)) else None,
        "headroom": _headroom(at) | {"catalogue": asdict(catalogue)},
        "line": trouble_now(at.stores.settings),
        "items": [_item(one) for one in at.outbox_view.items()],
    }


def _headroom(at: Workplace) -> dict[str, Any]:
    found = at.line_reader.headroom()
    return asdict(found) | {"until": found.until.ms, "words": found.words}


def _item(one: OutboxItem) -> dict[str, Any]:
    """An item for programs, without the applicant."""
    return {key: value for key, value in asdict(one).items() if key != "applicant"} | {"case_id": str(one.case_id)}


def _status(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        data = _status_of(at)
    words = (
        f"待传 {data['pending']} 件，需处理 {data['parked']} 件，文书号余 {data['headroom']['numbers']} 个"
    )
    if data["hall_only"]:
        words += f"；大厅服务器已收、还没有到省平台 {data['hall_only']} 件"
    lines = [
        f"  {one['number'] or one['case_id']} {one['item']}：{one['words']}；{one['can']}"
        for one in data["items"]
    ]
    line = f"线路：{data['line']['words']}；{data['line']['can']}"
    say(given, data, "\n".join((words, data["headroom"]["catalogue"]["words"], line, *lines)))
    return 1 if data["parked"] else 0


def _once(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        connect(at, given)
        result = at.sync_once(StillScheduler())
        data = asdict(result) | _status_of(at)
    words = f"{result.state}：上传 {result.pushed}，下载 {result.pulled}，号段 {result.blocks}，扫描件 {result.scans}"
    say(given, data, words)
    return 0 if result.ok else 1


def _reconcile(given: argparse.Namespace) -> int:
    day = _day(given.day) or SystemClock().now().date
    with workplace(given, exclusive=True) as at:
        connect(at, given)
        try:
            result = at.reconcile(StillScheduler(), day, deep=given.deep)
        except LineError as error:
            raise UserFacingError(
                "ZC-SYNC-03",
                f"对账没有做成：与省平台的连接中断（{error.kind}）",
                "两端的办件都没有变化",
                "网络恢复后再对一次账",
            ) from error
    say(given, result.data(), "\n".join(result.words()))
    return 0 if result.settled else 1


def _export(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        commits, scans = at.carry_out(given.file)
    data = {"file": str(given.file), "commits": commits, "scans": scans}
    words = (
        f"已导出 {commits} 次操作、{scans} 份扫描件到 {given.file}，只有省平台能打开。\n"
        "请在联网的综窗上运行 sync import，再把回执文件带回本机导入；带回之前这里仍算待传。"
    )
    say(given, data, words)
    return 0


def _import(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        if is_receipts(given.file):
            count = at.carry_back(given.file, given.key)
            say(given, {"acknowledged": count}, f"回执有效，{count} 次操作已确认传到省平台")
            return 0
        connect(at, given)
        receipts = given.file.with_name(given.file.name + ".receipts")
        try:
            answer = deliver(given.file, at.line, receipts)
            if not answer.waiting:
                # Somebody pulls the stick out as soon as the receipts are said to be there.
                sync_folder(receipts.parent)
        except LineError as error:
            raise _not_delivered(error) from error
        except OSError as error:
            raise _medium_refused(error) from error
    if answer.waiting:
        words = "大厅已存，只有省平台能打开；省平台的线路恢复后会自动送到。请那时再导入一次同一个文件，取回回执。"
        say(given, {"waiting": True, "commits": 0, "parked": 0, "scans": 0, "receipts": ""}, words)
        return 1
    parked = sum(1 for result in answer.results if result.outcome is Outcome.PARKED)
    data = {
        "waiting": False,
        "commits": len(answer.results),
        "parked": parked,
        "scans": answer.scans,
        "receipts": str(receipts),
    }
    words = f"省平台收下 {len(answer.results)} 次操作（需处理 {parked}）、{answer.scans} 份扫描件；回执在 {receipts}"
    say(given, data, words)
    return 0


def _medium_refused(error: OSError) -> UserFacingError:
    return UserFacingError(
        "ZC-CARRY-05",
        f"放摆渡文件的介质读不出来，或者回执写不上去（{error.strerror or error}）",
        "省平台收下的不会丢；没有回执，原机上仍算待传",
        "请把摆渡文件拷到有空位、能写的介质上再导入一次，重复导入不会重复",
    )


_REFUSALS = {
    "no-carry": "这不是综窗的摆渡文件",
    "torn": "摆渡文件不完整",
    "bad-signature": "摆渡文件被改动过，或者签名不对",
    "not-for-us": "摆渡文件是给另一个省平台的",
    "foreign-commits": "摆渡文件里夹带了别的设备的操作",
    "unreadable": "摆渡文件的内容读不懂",
}


def _not_delivered(error: LineError) -> UserFacingError:
    reason = next((words for code, words in _REFUSALS.items() if error.detail.endswith(code)), "")
    if reason:
        return UserFacingError(
            "ZC-CARRY-02",
            reason,
            "省平台没有收下任何内容，原机的数据不受影响",
            "请在原机上重新导出，再拷贝一次",
        )
    return UserFacingError(
        "ZC-CARRY-04",
        f"摆渡文件没有送到：与省平台的连接中断（{error.kind}）",
        "已送到的部分不会重传，文件没有改动",
        "网络恢复后再导入一次同一个文件",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserFacingError(
            "ZC-SYNC-04", f"日期 {text} 写得不对", "什么都没有变化", "请写成 2026-09-28 这样的日期"
        ) from error
