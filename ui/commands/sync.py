"""``sync``: one step of the line, and how it stands."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from typing import Any

from app.errors import LineError, UserFacingError
from app.storage.clock import SystemClock
from app.usecases.desk import SERIES
from ui.bootstrap import Workplace
from ui.children import Address
from ui.commands.common import say, verbs, workplace
from ui.still import StillScheduler
from ui.workplace import KEY_SETTING, TOKEN_SETTING


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``sync``."""
    made = verbs(parser, {"once": _once, "status": _status, "reconcile": _reconcile})
    for name in ("once", "reconcile"):
        made[name].add_argument("--url", default="")
        made[name].add_argument("--token", default="")
        made[name].add_argument("--key", default="")
    made["reconcile"].add_argument("--day", default="", help="日终对账的日期，默认今天")
    made["reconcile"].add_argument("--deep", action="store_true", help="两端都按存储的内容重新计算")


def _status_of(at: Workplace) -> dict[str, Any]:
    status = at.sync_status()
    return {
        "pending": status.pending,
        "parked": status.parked,
        "oldest": status.oldest_ms,
        "last_ack": status.last_ack_ms,
        "headroom": {"numbers": at.blocks.left(SERIES)},
    }


def _status(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        data = _status_of(at)
    words = (
        f"待传 {data['pending']} 件，需处理 {data['parked']} 件，文书号余 {data['headroom']['numbers']} 个"
    )
    say(given, data, words)
    return 1 if data["parked"] else 0


def _once(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        _connect(at, given)
        result = at.sync_once(StillScheduler())
        data = asdict(result) | _status_of(at)
    words = f"{result.state}：上传 {result.pushed}，下载 {result.pulled}，号段 {result.blocks}，扫描件 {result.scans}"
    say(given, data, words)
    return 0 if result.ok else 1


def _reconcile(given: argparse.Namespace) -> int:
    day = _day(given.day) or SystemClock().now().date
    with workplace(given, exclusive=True) as at:
        _connect(at, given)
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


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UserFacingError(
            "ZC-SYNC-04", f"日期 {text} 写得不对", "什么都没有变化", "请写成 2026-09-28 这样的日期"
        ) from error


def _connect(at: Workplace, given: argparse.Namespace) -> None:
    """Plug in the platform named in the call or in the settings. Raises UserFacingError ZC-SYNC-01, ZC-SYNC-02."""
    settings = at.stores.settings
    address = Address(
        given.url or at.profile.config.platform_url,
        given.token or settings.get(TOKEN_SETTING),
        given.key or settings.get(KEY_SETTING),
    )
    if not (address.url and address.token and address.key):
        raise UserFacingError(
            "ZC-SYNC-01",
            "还没有登记省平台",
            "待传的办件都在本机",
            "请给出 --url --token --key，或在设置里登记",
        )
    try:
        at.line.connect(address)
    except ValueError as error:
        raise UserFacingError(
            "ZC-SYNC-02",
            "省平台的地址或公钥写得不对",
            "待传的办件都在本机，没有发出任何内容",
            "请按平台给出的原样填写 --url 和 --key",
        ) from error
