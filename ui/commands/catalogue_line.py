"""``catalogue export`` and ``catalogue news``: the catalogue as it goes to the platform, and what came from there."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.storage.catalogue_shadow import export_rows
from ui.commands.common import say, workplace


def arguments(made: Mapping[str, argparse.ArgumentParser]) -> None:
    """Arguments of the verbs."""
    made["export"].add_argument("file", type=Path, help="写到这个文件，由平台用 platform catalogue 发布")


def _export(given: argparse.Namespace) -> int:
    count = 0
    with workplace(given) as at, given.file.open("w", encoding="utf-8") as stream:
        for code, body in export_rows(at.stores.catalogue):
            stream.write(json.dumps({"code": code, "body": body}, ensure_ascii=False) + "\n")
            count += 1
    say(given, {"file": str(given.file), "rows": count}, f"已写出 {count} 个事项到 {given.file}")
    return 0


def _news(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        standing = at.catalogue_line.words(at.clock.now().ms)
        news = at.catalogue_line.news()
    data: dict[str, Any] = {"version": standing.version, "before": standing.before, "problem": standing.problem}
    lines = [standing.words]
    if news:
        lines.append(f"比上一版新增 {news['added']}，更新 {news['updated']}，去掉 {news['removed']}")
        for each in news["changes"]:
            lines += [f"{each['name']}  {each['code']}", *(f"  {text}" for text in each["texts"])]
    say(given, data | {"words": standing.words, **news}, "\n".join(lines))
    return 1 if standing.problem else 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {"export": _export, "news": _news}
