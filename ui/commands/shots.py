"""``shots``: a picture of every state of every screen, looked over by measuring, with a contact sheet."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from app.errors import UserFacingError
from ui.bootstrap import texts_folder
from ui.commands.common import say
from ui.shots.known import FACES, SMALL, THEMES, sizes

MORE = (("en", 100), ("en", 150), ("zh-CN", 150), ("zh-CN", SMALL), ("en", SMALL))
"""Languages and scales beside the first language at 100 %: what ``--more`` takes, in light."""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``shots``."""
    parser.set_defaults(handler=_shots)
    parser.add_argument("--out", type=Path, default=Path("OUT/shots"), help="画面放在哪里")
    parser.add_argument("--face", action="append", choices=FACES, help="只拍这个界面，可重复")
    parser.add_argument("--theme", action="append", choices=THEMES, help="只拍这个主题，可重复")
    parser.add_argument(
        "--only", action="append", default=[], metavar="名称", help="只拍以此开头的场景或状态"
    )
    parser.add_argument("--language", default="zh-CN", help="界面语言")
    parser.add_argument("--scale", type=int, choices=(SMALL, 100, 150), default=100, help="放大，%%；71：自助机的小屏")
    parser.add_argument("--more", action="store_true", help="拍英文的、放大 150%% 的和自助机在小屏幕上的")
    parser.add_argument("--at-once", type=int, default=2, metavar="N", help="同时拍几组")
    parser.add_argument("--manual", type=Path, metavar="FILE", help="只拍这本手册用的图，放进 --out")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)


def _manual(given: argparse.Namespace, out: Path) -> int:
    """One face in one process: the theme of a face is born with its application."""
    from ui.children import own_command
    from ui.shots.manual import take_for

    out.mkdir(parents=True, exist_ok=True)
    if given.face and len(given.face) == 1:
        problems = take_for(given.manual, out, given.face)
        say(given, problems, "\n".join(problems))
        return 1 if problems else 0
    words = ["shots", "--manual", str(given.manual), "--out", str(out), "--face"]
    return max(
        subprocess.run(own_command(*words, face), check=False).returncode for face in given.face or FACES
    )


def _shots(given: argparse.Namespace) -> int:
    from ui.shots.conduct import conduct
    from ui.shots.take import Order, take

    if not (texts_folder() / f"{given.language}.toml").exists():
        raise UserFacingError("ZC-SHOTS-01", f"没有 {given.language} 的界面文字", "", "请换一种语言")
    out = given.out.resolve()
    if given.manual is not None:
        return _manual(given, out)
    orders = [
        Order(out, face, theme, language, scale, tuple(given.only))
        for language, scale in (MORE if given.more else ((given.language, given.scale),))
        for face in given.face or FACES
        for theme in given.theme or (THEMES[:1] if given.more else THEMES)
        if (face != "kiosk" or theme != "dark") and sizes(face, scale)
    ]
    if given.child:
        return 1 if take(orders[0]) else 0
    summary = conduct(orders, out, given.at_once)
    lines = [
        f"{len(orders)} 组，{summary['pictures']} 张，用了 {summary['seconds']} 秒：{out / 'index.html'}"
    ]
    lines += summary["problems"]
    lines += [f"{one['picture']}: {text}" for one in summary["found"] for text in one["found"]]
    say(given, summary, "\n".join(lines))
    return 0 if summary["ok"] else 1
