"""``catalogue``: import, lint, search, show, compare."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.domain.catalogue import ImportReport, import_items_json, import_rows, item_digest
from app.domain.catalogue_lint import lint_report
from app.domain.codec import to_json
from app.domain.guide import limit_words
from app.domain.guide_file import read_guides
from app.errors import UserFacingError
from app.storage.sheets import read_sheet
from ui.bootstrap import Workplace
from ui.children import own_command
from ui.commands.common import say, verbs, workplace


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``catalogue``."""
    made = verbs(parser, {"import": _import, "lint": _lint, "search": _search, "show": _show, "diff": _diff})
    for verb in ("import", "lint"):
        made[verb].add_argument("files", nargs="+", type=Path)
    made["search"].add_argument("words", nargs="+")
    made["search"].add_argument("--limit", type=int, default=20)
    made["show"].add_argument("code")
    made["diff"].add_argument("left", type=Path)
    made["diff"].add_argument("right", type=Path)


def _read(file: Path, known: dict[str, str]) -> ImportReport:
    if not file.exists():
        raise UserFacingError("ZC-CAT-10", f"找不到文件 {file.name}", "目录没有变化", "请核对文件名")
    if file.suffix.lower() == ".json":
        return import_items_json(file.read_text("utf-8"), known)
    return import_rows(read_sheet(file, own_command("read-sheet")), known)


def _summary(report: ImportReport) -> dict[str, Any]:
    return {
        "added": len(report.added),
        "updated": len(report.updated),
        "unchanged": len(report.unchanged),
        "flagged": [to_json(flag) for flag in report.flagged],
        "refused": [to_json(flag) for flag in report.refused],
    }


def _text(data: dict[str, Any]) -> str:
    head = f"新增 {data['added']}，更新 {data['updated']}，未变 {data['unchanged']}"
    flags = [f"  第{f['row']}行 {f['code']} {f['text']}" for f in (*data["flagged"], *data["refused"])]
    return "\n".join([head, f"标记 {len(data['flagged'])}，拒收 {len(data['refused'])}", *flags[:50]])


def _import(given: argparse.Namespace) -> int:
    total: dict[str, Any] = {"added": 0, "updated": 0, "unchanged": 0, "flagged": [], "refused": []}
    with workplace(given, exclusive=True) as at:
        for file in given.files:
            _add_up(total, _take(at, file))
    say(given, total, _text(total))
    return 1 if total["refused"] else 0


def _take(at: Workplace, file: Path) -> dict[str, Any]:
    store = at.stores.catalogue
    if is_guide_file(file):
        return _take_guides(at, file)
    report = _read(file, dict(store.known()))
    fresh = {*report.added, *report.updated}
    version = at.clock.now().date.isoformat()
    store.put([(item, item_digest(item)) for item in report.items if item.code in fresh], version)
    return _summary(report)


def is_guide_file(file: Path) -> bool:
    """Whether a JSON file holds guides (办事指南) rather than a list of items."""
    return file.suffix.lower() == ".json" and file.exists() and '"guides"' in file.read_text("utf-8")


def _take_guides(at: Workplace, file: Path) -> dict[str, Any]:
    store = at.stores.catalogue
    report = read_guides(file.read_text("utf-8"))
    known = dict(store.known())
    pairs = [(guide.item, item_digest(guide.item)) for guide in report.guides]
    store.put(pairs, report.version, report.guides)
    changed = [item.code for item, digest in pairs if item.code in known and known[item.code] != digest]
    added = [item.code for item, _ in pairs if item.code not in known]
    return {
        "added": len(added),
        "updated": len(changed),
        "unchanged": len(pairs) - len(added) - len(changed),
        "flagged": [to_json(flag) for flag in report.flagged],
        "refused": [to_json(flag) for flag in report.refused],
    }


def _add_up(total: dict[str, Any], data: dict[str, Any]) -> None:
    for key, value in data.items():
        total[key] = total[key] + value


def _lint(given: argparse.Namespace) -> int:
    total: dict[str, Any] = {"added": 0, "updated": 0, "unchanged": 0, "flagged": [], "refused": []}
    for file in given.files:
        report = _read(file, {})
        _add_up(total, _summary(report))
        total["flagged"] += [to_json(flag) for flag in lint_report(report)]
    say(given, {"flagged": total["flagged"], "refused": total["refused"]}, _text(total))
    return 1 if total["flagged"] or total["refused"] else 0


def _search(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        lines = at.stores.catalogue.search(" ".join(given.words), given.limit)
    rows = [{"code": line.code, "name": line.full_name, "department": line.department} for line in lines]
    say(given, rows, "\n".join(f"{r['name']}  {r['department']}  {r['code']}" for r in rows) or "没有找到")
    return 0 if rows else 1


def _show(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        line = at.stores.catalogue.item(given.code)
        guide = at.stores.catalogue.guide(given.code)
    if line is None:
        raise UserFacingError("ZC-CAT-11", "目录里没有这个编码", "", "请用 catalogue search 查找")
    data = to_json(line) | {"guide": to_json(guide) if guide is not None else None}
    text = f"{line.full_name}\n{line.department}  {line.kind}  {line.status}"
    if guide is not None:
        text += f"\n{limit_words(guide)}\n" + "\n".join(f"  {m.number}. {m.name}" for m in guide.materials)
    say(given, data, text)
    return 0


def _diff(given: argparse.Namespace) -> int:
    left = {item.code: item_digest(item) for item in _read(given.left, {}).items}
    report = _read(given.right, left)
    gone = sorted(left.keys() - {item.code for item in report.items})
    data = {"added": list(report.added), "updated": list(report.updated), "removed": gone}
    say(given, data, f"新增 {len(report.added)}，更新 {len(report.updated)}，去掉 {len(gone)}")
    return 0
