"""``bench``: figures with their sample size, measured against something in the same run."""

from __future__ import annotations

import argparse
import importlib

from app.errors import UserFacingError
from ui.commands.common import say


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``bench``."""
    parser.add_argument("name", nargs="?", default="")
    parser.set_defaults(handler=_bench)


def _bench(given: argparse.Namespace) -> int:
    try:
        measure = importlib.import_module("tests.bench.all").measure
    except ImportError as error:
        raise UserFacingError("ZC-BENCH-01", "这个安装里没有基准测试", "", "请在源码目录里运行") from error
    rows = measure(given.name)
    text = "\n".join(
        f"{'达标' if row['holds'] else '未达'}  {row['name']}: {row['value']} {row['unit']} (n={row['n']}) "
        f"比值 {row['ratio']}，要求 {row['bar']}，对照 {row['against']}"
        for row in rows
    )
    say(given, rows, text)
    return 0 if all(row["holds"] for row in rows) else 1
