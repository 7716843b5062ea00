"""``incident``: a security incident of this machine: start the plan, keep what is done, end it, report it."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.domain.codec import to_json
from app.errors import UserFacingError
from app.storage.files import replace_file
from app.storage.incidents import SqlIncidents
from ui.bootstrap import Workplace
from ui.commands.common import say, verbs, workplace


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``incident``."""
    made = verbs(parser, {"open": _open, "note": _note, "close": _close, "report": _report})
    made["open"].add_argument("words", help="发生了什么")
    made["open"].add_argument("--plan", required=True, help="启动的预案")
    made["open"].add_argument("--no-lock", action="store_true", help="不锁定本机")
    for verb in ("note", "close"):
        made[verb].add_argument("words", help="做了什么，结果怎样")
    made["report"].add_argument("--out", type=Path, default=None, help="报告文件")


def _store(at: Workplace) -> tuple[SqlIncidents, str]:
    return SqlIncidents(at.database, at.clock), at.office.desk.session.operator.number


def _open(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        store, by = _store(at)
        found = store.open(by, given.plan, given.words, not given.no_lock)
    locked = "本机已锁定，只有您能登录；收件请用手写登记本" if found.locks else "本机没有锁定"
    say(given, to_json(found), f"已启动「{found.plan}」，编号 {found.id}。{locked}")
    return 0


def _note(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        store, by = _store(at)
        found = store.note(by, given.words)
    say(given, to_json(found), f"已记入 {found.id}，共{len(found.notes)}条")
    return 0


def _close(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        store, by = _store(at)
        found = store.close(by, given.words)
    say(given, to_json(found), f"{found.id} 已结束，本机解除锁定。请用 incident report 出报告")
    return 0


def _report(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        found = SqlIncidents(at.database, at.clock).last()
        figures = _figures(at)
    if found is None:
        raise UserFacingError("ZC-SAFE-03", "没有安全事件", "", "")
    text = found.report(figures)
    if given.out is not None:
        replace_file(given.out, text.encode())
    say(given, {"incident": to_json(found), "figures": figures, "text": text}, text)
    return 0


def _figures(at: Workplace) -> dict[str, str]:
    status = at.sync_status()
    return {"设备": at.device, "尚未上报的提交": str(status.pending), "第二介质": at.second_copy_words() or "没有设置"}
