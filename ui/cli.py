"""The command line: stable words, ``--json`` on every query, exit 0 ok, 1 refused or problem found, 2 wrong usage.

Modules of a command are imported when it runs, so that ``zongchuang window`` imports nothing but Qt
before its first paint.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.domain.datafile import DataFileError
from app.errors import UserFacingError

FACES = ("window", "station", "kiosk")
_OTHERS = (*FACES, "tour")
_GROUPS = {
    "catalogue": "ui.commands.catalogue",
    "due": "ui.commands.law",
    "check": "ui.commands.law",
    "rules": "ui.commands.law",
    "case": "ui.commands.case",
    "day": "ui.commands.day",
    "documents": "ui.commands.documents",
    "operator": "ui.commands.operator",
    "enrol": "ui.commands.enrol",
    "incident": "ui.commands.incident",
    "custody": "ui.commands.custody",
    "sync": "ui.commands.sync",
    "print": "ui.commands.printing",
    "devices": "ui.commands.devices",
    "doctor": "ui.commands.health",
    "verify": "ui.commands.health",
    "backup": "ui.commands.health",
    "restore": "ui.commands.health",
    "bench": "ui.commands.bench",
    "shots": "ui.commands.shots",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line. Returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] == "platform":
        from sync.platform.main import main as platform

        return platform(words[1:])
    if words and words[0] == "read-sheet":
        from app.storage.sheets import main as read_sheet

        return read_sheet(words[1:])
    if words and words[0] == "read-paper":
        from printing.pdf_words import main as read_paper

        return read_paper()
    try:
        given = _parser(words).parse_args(words)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 2
    given.run_line = run_line
    return _run(given, words)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zongchuang", description="综窗：综合窗口的收件、告知、受理、发件")
    parser.add_argument("--profile", type=Path, default=default_profile(), help="数据目录")
    commands = parser.add_subparsers(dest="command", required=True)
    _faces(commands)
    named = next((word for word in words if word in _GROUPS or word in _OTHERS), "")
    if named in FACES:
        # Before the first paint nothing is made that a face does not need.
        return parser
    group = _GROUPS.get(named, "")
    for name, module in _GROUPS.items():
        command = commands.add_parser(name)
        command.add_argument("--json", action="store_true", help="JSON")
        command.add_argument("--profile", type=Path, default=argparse.SUPPRESS, help="数据目录")
        if module == group:
            importlib.import_module(module).add(name, command)
    return parser


def _faces(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for face in FACES:
        command = commands.add_parser(face, help="打开界面")
        command.add_argument("--rehearsal", action="store_true", help="演练：自带模拟读卡器和省平台")
        command.add_argument("--profile", type=Path, default=argparse.SUPPRESS, help="数据目录")
        command.add_argument("--reader", default="", help="读卡器地址（串口、socket://…）")
        command.add_argument(
            "--language", choices=("zh-CN", "en"), default="", help="界面语言，默认按数据目录的设置"
        )
        if face == "kiosk":
            command.add_argument("--set-pin", action="store_true", help="设定终端的管理密码")
    tour = commands.add_parser("tour", help="用真界面走一遍主业务")
    tour.add_argument("--face", choices=FACES, default="window")
    tour.add_argument("--out", type=Path, default=Path("OUT/tour"))
    tour.add_argument("--json", action="store_true")
    tour.add_argument("--line", choices=("good", "dropping"), default="good", help="good，或每两次请求丢一次")
    tour.add_argument("--language", choices=("zh-CN", "en"), default="", help="界面语言")
    tour.add_argument("--events", action="store_true", help="慢的一步里是哪些界面事件（看的本身也费时）")
    tour.add_argument("--chapter", type=int, default=0, help=argparse.SUPPRESS)
    tour.add_argument("--state", type=Path, help=argparse.SUPPRESS)


def default_profile() -> Path:
    """``ZONGCHUANG_PROFILE``, or a folder in the home of the user."""
    named = os.environ.get("ZONGCHUANG_PROFILE")
    return Path(named) if named else Path.home() / ".local" / "share" / "zongchuang"


def _start_kiosk(given: argparse.Namespace, shown: Callable[[], object]) -> Callable[[], None]:
    # Loaded after the first paint.
    from ui.kiosk.run import start_face

    return start_face(given, shown)


def _start_window(given: argparse.Namespace, shown: Callable[[], object]) -> Callable[[], None]:
    # Loaded after the first paint.
    from ui.window.run import start_face

    return start_face(given, shown)


# What a holder does not do for others: it would open a second face, or replace the profile under its own feet.
_NOT_HELD = frozenset({*_OTHERS, "restore", "enrol", "bench", "shots", "platform"})


def run_line(words: Sequence[str], enter: Callable[[], Any], folder: Path, caller: Any) -> int:
    """Carry out the command line of another process in the program that holds the profile (``ui.holder.RunLine``)."""
    from ui.commands.common import asker
    from ui.holder import absolute

    try:
        given = _parser(words).parse_args(words)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 2
    if given.command in _NOT_HELD:
        print("这条命令要在没有窗口打开时执行（ZC-HOLD-07）", file=sys.stderr)
        return 2
    for name, value in vars(given).items():
        setattr(given, name, absolute(value, folder))
    given.enter, given.gone = enter, caller.gone
    token = asker.set(caller.ask)
    try:
        return _run(given, words)
    finally:
        asker.reset(token)


def _run(given: argparse.Namespace, words: Sequence[str] = ()) -> int:
    try:
        return _carried_out(given, words)
    except DataFileError as error:
        what = f"{error.where} {error.text}".strip()
        return _refused(given, error.code, what, "已有的数据没有变化", "请改正文件后再试")
    except UserFacingError as error:
        return _refused(given, error.code, error.what, error.kept, error.what_next)
    except BrokenPipeError:
        return 0


def _carried_out(given: argparse.Namespace, words: Sequence[str]) -> int:
    if given.command == "tour":
        from ui.tour.start import run_tour

        return run_tour(given)
    if given.command == "kiosk" and given.set_pin:
        from ui.commands.kiosk_pin import set_pin

        return set_pin(given)
    if given.command in FACES:
        # From its first moment on the runner of a face collects; before, hardly anything is let go of.
        gc.disable()
        from ui.window.door import open_door

        return open_door(given, _start_kiosk if given.command == "kiosk" else _start_window)
    from ui.remote import HeldElsewhereError, hand_over

    try:
        return int(given.handler(given))
    except HeldElsewhereError as held:
        from ui.commands.common import ask_in_turn

        return hand_over(given.profile, words, held, lambda questions: ask_in_turn(*questions))


def _refused(given: argparse.Namespace, code: str, what: str, kept: str, what_next: str) -> int:
    if getattr(given, "json", False):
        print(
            json.dumps({"refused": code, "what": what, "kept": kept, "next": what_next}, ensure_ascii=False)
        )
    else:
        print(f"{what}（{code}）", file=sys.stderr)
        for line in (kept, what_next):
            if line:
                print(line, file=sys.stderr)
    return 1
