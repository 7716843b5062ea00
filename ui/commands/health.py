"""``doctor``, ``verify``, ``backup``, ``restore``: is everything there, is everything true, is everything kept."""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from app.ports import DeviceState
from app.storage.backup import backup, restore
from app.storage.blobs import BlobStore
from app.storage.clock import SystemClock
from app.storage.files import replace_file
from app.storage.keys import KeyRing, Purpose
from app.storage.profile import Profile
from app.storage.restore_copy import restore_from_copy
from app.storage.verify import rebuild, verify
from devices.worker import DeviceStatus
from ui.bootstrap import (
    LEAST_PASSWORD,
    calendar,
    paper_fonts,
    profile_exists,
    read_config,
    screen_fonts,
    texts_folder,
)
from ui.commands.common import NO_CENTRE, NO_REGION, REAL_NO_REGION, ask_in_turn, say, workplace
from ui.input_method import ANSWERS, asked_for
from ui.plugged import KIND_NAMES
from ui.settings import centre_of
from ui.texts import Texts


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of the command ``name``."""
    handlers = {"doctor": _doctor, "verify": _verify, "backup": _backup, "restore": _restore}
    parser.set_defaults(handler=handlers[name])
    if name == "doctor":
        parser.add_argument("--report", type=Path, help="把结果写成报告文件，里面没有个人信息")
        parser.add_argument("--devices", action="store_true", help="正式数据目录：登录后连同设备一起查")
    if name == "verify":
        parser.add_argument("--rebuild", action="store_true", help="先从日志重建投影")
        parser.add_argument("--platform", default="", metavar="DB", help="同时与参考平台的数据库核对")
    if name == "backup":
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--second-copy", type=Path, metavar="DIR", help="换一个第二介质，从头存一份到这个文件夹")
    if name == "restore":
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--from-copy", type=Path, metavar="DIR", help="从第二介质恢复（磁盘已损坏）")
        parser.add_argument("--device", default="", help="介质上有几台设备的副本时，指明设备编号")


def _doctor(given: argparse.Namespace) -> int:
    findings = [
        finding
        for check in (_python, _libraries, _fonts, _input_method, _holidays, _tools, _disk, _region, _centre, _devices)
        for finding in check(given)
    ]
    problems = [f for f in findings if f["state"] == "missing"]
    lines = [f"{_MARKS[f['state']]}  {f['text']}" for f in findings]
    if given.report is not None:
        _write_report(given, lines)
    say(given, {"ok": not problems, "findings": findings}, "\n".join(lines))
    return 1 if problems else 0


_MARKS = {"ok": "好", "optional": "可选", "warn": "注意", "missing": "缺"}
"""How a finding is marked; what is 注意 works, and may do harm unless somebody looks."""


def _write_report(given: argparse.Namespace, lines: Sequence[str]) -> None:
    """What a face saves from F1, when no face opens any more."""
    from ui.guide.report import Report, own_version

    now = SystemClock().now()
    device = read_config(given.profile).device if profile_exists(given.profile) else "none"
    state = {f"doctor {n}": line for n, line in enumerate(lines, start=1)}
    moment = now.local.isoformat(timespec="seconds")
    report = Report("none", own_version(), device, now.ms, moment, state)
    replace_file(given.report, report.text().encode())


def _finding(state: str, text: str) -> dict[str, str]:
    return {"state": state, "text": text}


def _python(_given: argparse.Namespace) -> list[dict[str, str]]:
    good = sys.version_info >= (3, 11)
    version = ".".join(str(part) for part in sys.version_info[:3])
    return [_finding("ok" if good else "missing", f"Python {version}" + ("" if good else "，需要 3.11 以上"))]


def _libraries(_given: argparse.Namespace) -> list[dict[str, str]]:
    needed = (
        "PySide6",
        "sqlalchemy",
        "sqlcipher3",
        "reportlab",
        "requests",
        "serial",
        "cryptography",
        "argon2",
    )
    found = []
    for name in needed:
        there = importlib.util.find_spec(name) is not None
        found.append(
            _finding("ok" if there else "missing", name if there else f"缺少程序库 {name}，请重新安装")
        )
    if sys.platform.startswith("linux") and ctypes.util.find_library("EGL") is None:
        found.append(_finding("missing", "缺少系统库 libEGL，界面打不开：请安装 libegl1"))
    if importlib.util.find_spec("smartcard") is None:
        text = "没有 pyscard，读不了社会保障卡：需要 libpcsclite-dev、swig、gcc、python3-dev 后再安装"
        found.append(_finding("optional", text))
    if importlib.util.find_spec("usb") is None or ctypes.util.find_library("usb-1.0") is None:
        text = "没有 pyusb 或 libusb，接不了只有 USB 管道的身份证读卡器：需要 libusb-1.0-0 和 pyusb"
        found.append(_finding("optional", text))
    if importlib.util.find_spec("PySide6") is not None and not _qt_part("QtMultimedia"):
        found.append(_finding("optional", "没有 PySide6-Addons：高拍仪（UVC）和语音不能用，其他不受影响"))
    if sys.platform.startswith("linux") and shutil.which("scanimage") is None:
        found.append(_finding("optional", "没有 scanimage，接不了扫描仪：请安装 sane-utils"))
    return found


def _input_method(_given: argparse.Namespace) -> list[dict[str, str]]:
    """Whether Chinese can be typed: on a Linux desktop an input method must answer to Qt."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY") or not _qt_part("QtDBus"):
        return []
    from PySide6.QtDBus import QDBusConnection

    # Without an address a bus would be started by the question.
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        bus = QDBusConnection.sessionBus().interface()
        if any(bus.isServiceRegistered(name).value() for name in ANSWERS):
            return [_finding("ok", "输入法接得上")]
    asked = asked_for(os.environ) or "无"
    text = (
        f"桌面的输入法（{asked}）没有应答，窗口里打不了中文：请安装 fcitx5 和 fcitx5-chinese-addons，"
        "或者 ibus 和 ibus-libpinyin，再重新登录桌面"
    )
    return [_finding("optional", text)]


def _qt_part(name: str) -> bool:
    return importlib.util.find_spec(f"PySide6.{name}") is not None


def _fonts(_given: argparse.Namespace) -> list[dict[str, str]]:
    fonts = paper_fonts()
    paths = {*screen_fonts(), fonts.serif, fonts.serif_bold, fonts.fallback}
    gone = sorted(path.name for path in paths if not path.exists())
    return [_finding("missing" if gone else "ok", f"缺少字体 {'、'.join(gone)}" if gone else "字体齐全")]


def _holidays(_given: argparse.Namespace) -> list[dict[str, str]]:
    last = calendar().last_known
    left = (last - SystemClock().now().date).days
    text = f"节假日表到 {last.isoformat()}" + ("，请尽快更新：跨年的期限只能显示为预计" if left < 60 else "")
    return [_finding("ok" if left >= 60 else "optional", text)]


def _tools(_given: argparse.Namespace) -> list[dict[str, str]]:
    there = shutil.which("lp") is not None
    return [
        _finding(
            "ok" if there else "optional", "CUPS 打印" if there else "没有 CUPS（lp），纸只能输出到文件夹"
        )
    ]


def _disk(given: argparse.Namespace) -> list[dict[str, str]]:
    folder = given.profile if given.profile.exists() else Path.home()
    free = shutil.disk_usage(folder).free // (1 << 20)
    return [
        _finding("ok" if free > 500 else "missing", f"磁盘余 {free} MB" + ("" if free > 500 else "，请清理"))
    ]


def _region(given: argparse.Namespace) -> list[dict[str, str]]:
    """Where the device stands; without it no province's own rules bind it. A real device that was not told judges real
    cases by another law than its province's, and nobody at its desk would notice: that wants an eye. It is no fault of
    every hall, since a place of a province without rules here cannot be written at all; of a rehearsal it is a hint.
    """
    if not profile_exists(given.profile):
        return []
    config = read_config(given.profile)
    if config.region:
        return [_finding("ok", f"区划代码 {config.region}")]
    return [_finding("optional", NO_REGION) if config.rehearsal else _finding("warn", REAL_NO_REGION)]


def _centre(given: argparse.Namespace) -> list[dict[str, str]]:
    """Of a station: whose 收件专用章 its receipts wait for."""
    centre = centre_of(read_config(given.profile)) if profile_exists(given.profile) else None
    if centre is None:
        return []
    return [_finding("ok", f"所属中心 {centre}") if centre else _finding("warn", NO_CENTRE)]


def _devices(given: argparse.Namespace) -> list[dict[str, str]]:
    """Every device of the profile with its counters, as the window that drives it sees it; printers are asked now.

    A real profile is asked only on request, since it wants to know who asks.
    """
    path: Path = given.profile
    if not profile_exists(path) or not (given.devices or read_config(path).rehearsal):
        return []
    texts = Texts.load(texts_folder())
    with workplace(given, live=True) as at:
        driven = at.plugged.manager is not None
        at.plugged.look_around(anew=True)
        found = [_device(status, texts) for status in at.plugged.statuses()]
        found += [_row(row.state, f"{row.name}：{row.words}（{row.detail}）") for row in at.plugged.printer_rows()]
        if at.plugged.misread:
            found.append(_finding("missing", f"有 {at.plugged.misread} 个设备的设置看不懂，请改正 config.toml"))
        configs = at.plugged.configs
    if not driven and any(one.kind != "page-scanner" for one in configs):
        found.append(_finding("optional", "读卡器、扫码枪没有查看：打开窗口后由窗口驱动，计数在那里"))
    return found


def _device(status: DeviceStatus, texts: Texts) -> dict[str, str]:
    name = KIND_NAMES.get(status.kind, status.kind)
    words = texts.error(status.code).what if status.code else "可以使用。"
    counts = [f"打开 {status.opens} 次", f"读 {status.reads} 次", f"取走 {status.removals} 次"]
    counts += [f"{code} {count} 次" for code, count in sorted(status.errors.items())]
    good = status.state in (DeviceState.READY, DeviceState.BUSY)
    told = f"（{'，'.join(counts)}）" if status.opens or status.errors else ""
    return _row("ok" if good else "warn", f"{name} {status.url}：{words}{told}")


def _row(state: str, text: str) -> dict[str, str]:
    return _finding({"ok": "ok", "warn": "optional"}.get(state, "missing"), text)


def _verify(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=given.rebuild) as at:
        if given.rebuild:
            rebuild(at.database)
        scans = BlobStore(at.profile.blobs_path, at.ring.sub_key(Purpose.BLOBS))
        report = verify(at.database, scans, at.names())
        problems = [asdict(problem) for problem in report.problems]
        checked: dict[str, Any] = dict(report.checked)
        if given.platform:
            problems += _against_platform(at, given.platform, checked)
    data = {"ok": not problems, "checked": checked, "problems": problems}
    words = [
        f"{'没有发现问题' if not problems else '发现问题'}：{checked}",
        *(f"  {p['where']}：{p['text']}" for p in problems),
    ]
    say(given, data, "\n".join(words))
    return 0 if not problems else 1


def _against_platform(at: Any, db: str, checked: dict[str, Any]) -> list[dict[str, str]]:
    from ui.compare import compare

    result = compare(at, db)
    checked["platform"] = result.platform
    return [{"where": f"platform {where}", "text": text} for where, text in result.differences]


def _backup(given: argparse.Namespace) -> int:
    if (given.file is None) == (given.second_copy is None):
        raise UserFacingError(
            "ZC-BACKUP-05",
            "要存到哪里没有写清楚",
            "没有改动任何文件",
            "请给出备份文件，或用 --second-copy 指定第二介质上的文件夹，两者取一",
        )
    if given.second_copy is not None:
        return _begin_second_copy(given)
    with workplace(given, exclusive=True) as at:
        info = backup(at.database, at.profile, given.file, at.clock.now().ms)
    say(given, {"file": str(given.file), "files": len(info.files)}, f"已备份到 {given.file}")
    return 0


def _begin_second_copy(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=True) as at:
        at.begin_second_copy(str(given.second_copy))
        at.stores.audit.record(at.office.desk.session.operator.id, "second-copy", at.device)
    say(given, {"second_copy": str(given.second_copy)}, f"第二介质改为 {given.second_copy}，从头存一份")
    return 0


def _restore(given: argparse.Namespace) -> int:
    if (given.file is None) == (given.from_copy is None):
        raise UserFacingError(
            "ZC-BACKUP-04",
            "要恢复什么没有写清楚",
            "没有改动任何文件",
            "请给出备份文件，或用 --from-copy 给出第二介质所在的文件夹，两者取一",
        )
    if given.from_copy is not None:
        return _restore_from_copy(given)
    info = restore(given.file, given.profile, SystemClock().now().ms)
    say(given, {"profile": str(given.profile), "files": len(info.files)}, f"已恢复到 {given.profile}")
    return 0


def _restore_from_copy(given: argparse.Namespace) -> int:
    def unlock(profile: Profile) -> KeyRing:
        if profile.rehearsal:
            return profile.unlock_plain()
        code, number, password = ask_in_turn("恢复码：", "工号：", "新口令：")
        ring = profile.unlock_with_recovery(code)
        if len(password) < LEAST_PASSWORD:
            raise UserFacingError(
                "ZC-LOGIN-09", f"口令至少 {LEAST_PASSWORD} 位", "什么都没有恢复", "请换一个长一些的口令"
            )
        ring.wrap_for_operator(number, password)
        return ring

    lost = restore_from_copy(given.from_copy, given.profile, unlock, SystemClock().now().ms, given.device)
    data = {"profile": str(given.profile), **asdict(lost), "words": lost.words()}
    say(given, data, "\n".join((f"已恢复到 {given.profile}", *lost.words())))
    return 0
