"""``sync unsent``: what only this device has, to be entered again elsewhere after its profile was copied."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from ui.commands.common import say, workplace
from ui.commands.unsent_files import LIST, write_unsent


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the verb."""
    parser.add_argument("--out", type=Path, required=True, help="空文件夹，里面会有当事人的信息")


def _unsent(given: argparse.Namespace) -> int:
    # Alone on the profile: nothing is taken away without its line in the audit.
    with workplace(given, exclusive=True) as at:
        made = write_unsent(at, given.out)
    words = (
        f"未上报的 {made.cases} 件（{made.commits} 次操作、{made.scans} 份扫描件）写在 {made.folder}，清单是 {LIST}；"
        "本机没有变化，可以再导出。\n请在另一台综窗先按原编号查，没有的才补录，以免一件办两次；用完请删除这个文件夹。"
    )
    if made.unreadable:
        words += f"\n有 {made.unreadable} 份扫描件在本机读不出来，请从第二介质取回。"
    if made.failed:
        words += f"\n有 {made.failed} 件的卷宗没有导出，清单里写明了原因，请照清单处理后再导出一次。"
    data = asdict(made) | {"folder": str(made.folder), "list": str(made.folder / LIST)}
    say(given, data, words)
    return 1 if made.unreadable or made.failed else 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {"unsent": _unsent}
