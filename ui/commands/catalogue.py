"""``catalogue``: import, lint, search, show, compare."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.domain.catalogue import ImportReport, guide_digest, item_digest
from app.domain.catalogue_lint import lint_guides, lint_report, lint_same_materials, lint_together
from app.domain.codec import to_json
from app.domain.datafile import DataFileError
from app.domain.elements import elements_of
from app.domain.flags import Flag, flag_json
from app.domain.guide import MaterialLine, ServiceGuide, limit_words
from app.domain.guide_changes import guide_changes
from app.domain.guide_file import GuideReport
from app.domain.item_status import status_words
from app.domain.proofs import BLOCKED_BY, lint_proofs
from app.errors import UserFacingError
from app.storage.catalogue_store import CatalogueStore, ItemLine
from app.storage.catalogue_tables import ItemRecord
from app.storage.config import profile_exists, read_config
from app.values import replace
from ui.bootstrap import Workplace, rules_of
from ui.commands import catalogue_line
from ui.commands.catalogue_files import (
    Incoming,
    Known,
    Progress,
    Side,
    change_words,
    changed,
    compare,
    read_incoming,
    side_of,
)
from ui.commands.common import say, verbs, workplace

Cite = Callable[[str], str]
"""Puts short citations into words: of what a province issued only the own one's."""
_LISTS = ("flagged", "refused", "blocked", "changes")
_COUNTS = ("added", "updated", "unchanged", "secret")
# Lint that an import says at once: it changes what may be asked for, until when, or which of two items is right.
_AT_ONCE = frozenset(("ZC-LINT-20", "ZC-LINT-21", "ZC-LINT-30"))


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``catalogue``."""
    own = {"import": _import, "lint": _lint, "search": _search, "show": _show, "diff": _diff}
    made = verbs(parser, own | catalogue_line.VERBS)
    for verb in ("import", "lint"):
        made[verb].add_argument("files", nargs="+", type=Path)
    catalogue_line.arguments(made)
    made["search"].add_argument("words", nargs="+")
    made["search"].add_argument("--limit", type=int, default=20)
    made["show"].add_argument("code")
    made["show"].add_argument("--version", default="", help="目录版本")
    made["diff"].add_argument("left", type=Path, help="文件，或者本机的目录版本")
    made["diff"].add_argument("right", type=Path, help="文件，或者本机的目录版本")


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(_COUNTS, 0) | {key: [] for key in _LISTS}


def _text(data: dict[str, Any]) -> str:
    head = f"新增 {data['added']}，更新 {data['updated']}，未变 {data['unchanged']}"
    if data["secret"]:
        head += f"，涉密未装入 {data['secret']}"
    flags = [
        f"  第{f['row']}行 {f['code']} {f['text']}" + (f"（{f['law']}）" if f["law"] else "") + f["next"]
        for f in (*data["refused"], *data["flagged"])
    ]
    left = len(flags) - 50
    more = [f"  ……另有{left}条，用 --json 查看全部"] if left > 0 else []
    parts = [head, f"标记 {len(data['flagged'])}，拒收 {len(data['refused'])}", *flags[:50], *more]
    if data["changes"]:
        parts += ["指南已更新：", change_words(data["changes"])]
    return "\n".join(parts)


def _import(given: argparse.Namespace) -> int:
    total = _nothing()
    with workplace(given, exclusive=True) as at:
        for file in given.files:
            _add_up(total, _guarded(file, len(given.files) > 1, lambda f: _take(at, f)))
    say(given, total, _text(total))
    return 1 if total["refused"] else 0


def _guarded(file: Path, several: bool, work: Any) -> dict[str, Any]:
    """One unreadable file among several is told with the rest; alone it is the answer."""
    try:
        return dict(work(file))
    except (UserFacingError, DataFileError) as error:
        if not several:
            raise
        where = error.what if isinstance(error, UserFacingError) else f"{error.where}{error.text}"
        flag = {"row": 0, "code": error.code, "text": f"{file.name}：{where}", "law": "", "next": _WAY_OUT}
        return {"refused": [flag]}


_WAY_OUT = "请核对这个文件；其他文件已经处理。"


def _take(at: Workplace, file: Path) -> dict[str, Any]:
    store = at.stores.catalogue
    progress = Progress(file.name)
    version = store.free_version(at.clock.now().date.isoformat())
    known = Known(store.known(), store.shelf(), version, store.guide)
    incoming = read_incoming(file, known, progress)
    try:
        if incoming.guides is not None:
            return _take_guides(store, incoming, incoming.guides, progress, at.rules.law)
        assert incoming.items is not None
        return _take_items(store, incoming.items, known.version, progress, at.rules.law)
    finally:
        progress.end()


def _take_items(
    store: CatalogueStore, report: ImportReport, version: str, progress: Progress, cite: Cite
) -> dict[str, Any]:
    fresh = {*report.added, *report.updated}
    pairs = [(item, item_digest(item)) for item in report.items if item.code in fresh]
    together = lint_together(report, store.everything())
    store.put(pairs, version, basis=report.basis, gone=report.secret, progress=progress.writing(len(pairs)))
    return {
        "added": len(report.added),
        "updated": len(report.updated),
        "unchanged": len(report.unchanged),
        "secret": len(report.secret),
        "flagged": _flags((*report.flagged, *together), cite),
        "refused": _flags(report.refused, cite),
    }


def _take_guides(
    store: CatalogueStore, incoming: Incoming, report: GuideReport, progress: Progress, cite: Cite
) -> dict[str, Any]:
    refused = list(report.refused)
    clash = set(store.conflicts(report.guides))
    refused += [
        Flag(row, "ZC-CAT-22", f"“{guide.item.full_name}”的版本{guide.version}已有，内容不同，没有导入。")
        for row, guide in enumerate(report.guides, start=1)
        if guide.item.code in clash
    ]
    told = _nothing()
    taken = []
    for guide in report.guides:
        if guide.item.code not in clash and _count(store, guide, told, cite, skip_same=incoming.own_version):
            taken.append(guide)
    pairs = [(guide.item, item_digest(guide.item)) for guide in taken]
    basis = {guide.item.code: "\n".join(guide.basis) for guide in taken}
    store.put(
        pairs, report.version, taken, basis=basis, gone=report.secret, shelf=report.shelf,
        progress=progress.writing(len(pairs)),
    )  # fmt: skip
    lint = [flag for flag in lint_guides(report.guides, report.shelf.proofs) if flag.code in _AT_ONCE]
    proofs = lint_proofs(report.shelf.proofs or {})
    lint += _left_behind(store, taken)
    told["secret"] = len(report.secret)
    told["flagged"] = _flags((*report.flagged, *lint, *proofs), cite)
    told["refused"] = _flags(refused, cite)
    return told


def _left_behind(store: CatalogueStore, taken: Sequence[ServiceGuide]) -> list[Flag]:
    """Each 一件事 that still goes by an older guide of an item that just came in."""
    versions = {guide.item.code: (row, guide) for row, guide in enumerate(taken, start=1)}
    return [
        Flag(
            versions[branch.code][0],
            "ZC-CAT-26",
            f"一件事“{theme.item.full_name}”仍按“{branch.name}”的{branch.version}版指南办理。",
        )
        for theme in store.themes()
        for branch in theme.branches
        if branch.code in versions and versions[branch.code][1].version != branch.version
    ]


def _count(
    store: CatalogueStore, guide: ServiceGuide, told: dict[str, Any], cite: Cite, *, skip_same: bool
) -> bool:
    """Count a guide as added, updated or unchanged, with its changes; whether it is to be stored."""
    code = guide.item.code
    told["blocked"] += _blocked(guide, cite)
    versions = store.versions(code)
    old = store.guide(code, versions[-1]) if versions else None
    if old is None:
        told["updated" if store.item(code) else "added"] += 1
        return True
    if guide_digest(old) == guide_digest(guide):
        told["unchanged"] += 1
        return not skip_same
    told["updated"] += 1
    told["changes"].append(changed(code, guide.item.full_name, guide_changes(old, guide)))
    return True


def _flags(flags: Sequence[Flag], cite: Cite) -> list[dict[str, str | int]]:
    return [flag_json(flag, cite) for flag in dict.fromkeys(flags)]


def _blocked(guide: ServiceGuide, cite: Cite) -> list[dict[str, str | int]]:
    """The lines that nobody may ask for, and why, on the articles of this province."""
    return [
        {"code": guide.item.code, "number": line.number, "name": line.name, "text": _why(line, cite)}
        for line in guide.materials
        if line.blocked
    ]


def _why(line: MaterialLine, cite: Cite) -> str:
    law = cite(BLOCKED_BY.get(line.why_not, ""))
    return f"{line.why_not}（{law}）" if law else line.why_not


def _add_up(total: dict[str, Any], data: dict[str, Any]) -> None:
    for key, value in data.items():
        total[key] = total[key] + value


def _lint(given: argparse.Namespace) -> int:
    total = _nothing()
    region = read_config(given.profile).region if profile_exists(given.profile) else ""
    cite = rules_of(region).sets[-1].law
    for file in given.files:
        _add_up(total, _guarded(file, len(given.files) > 1, lambda f: _lint_file(f, cite)))
    answer = {key: total[key] for key in ("flagged", "refused", "blocked")}
    say(given, answer, _text(total))
    return 1 if total["flagged"] or total["refused"] else 0


def _lint_file(file: Path, cite: Cite) -> dict[str, Any]:
    progress = Progress(file.name)
    incoming = read_incoming(file, Known(), progress)
    progress.end()
    told = _nothing()
    if incoming.guides is not None:
        report = incoming.guides
        found = (
            *report.flagged, *lint_guides(report.guides, report.shelf.proofs),
            *lint_same_materials(report.guides), *lint_proofs(report.shelf.proofs or {}),
        )  # fmt: skip
        told["blocked"] = [row for guide in report.guides for row in _blocked(guide, cite)]
        return told | {"flagged": _flags(found, cite), "refused": _flags(report.refused, cite)}
    assert incoming.items is not None
    items = incoming.items
    return told | {
        "added": len(items.added),
        "flagged": _flags((*items.flagged, *lint_report(items)), cite),
        "refused": _flags(items.refused, cite),
    }


def _search(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        lines = at.stores.catalogue.search(" ".join(given.words), given.limit)
    rows = [{"code": line.code, "name": line.full_name, "department": line.department} for line in lines]
    say(given, rows, "\n".join(f"{r['name']}  {r['department']}  {r['code']}" for r in rows) or "没有找到")
    return 0 if rows else 1


def _show(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        store = at.stores.catalogue
        codes = store.resolve(given.code)
        line = store.item(codes[0]) if codes else None
        if line is None:
            raise UserFacingError("ZC-CAT-24", "目录里没有这个编码", "", "请用 catalogue search 查找")
        guide = store.guide(line.code, given.version)
        record = store.record(line.code, given.version)
        versions = store.versions(line.code)
        cite = at.rules.law
    data = to_json(line) | {
        "guide": to_json(guide) if guide is not None else None,
        "item": to_json(record.item) if record is not None else None,
        "basis": record.basis if record is not None else "",
        "versions": list(versions),
        "same_base": list(codes[1:]),
        "elements": [to_json(e) for e in elements_of(guide)] if guide is not None else [],
    }
    say(given, data, _shown(line, guide, record, codes[1:], cite))
    return 0


def _shown(
    line: ItemLine, guide: ServiceGuide | None, record: ItemRecord | None, others: tuple[str, ...], cite: Cite
) -> str:
    status = status_words(record.item) if record is not None else line.status
    parts = [
        line.full_name,
        f"{line.department}  {line.kind}  {status}  版本 {record.version if record else ''}",
    ]
    if record is not None and record.item.in_list:
        parts.append("  ".join(w for w in ("最多跑一次", record.item.origin, record.item.list_version) if w))
    if guide is not None:
        parts.append(limit_words(guide))
        parts += [f"{e.name}：{e.value}" for e in elements_of(guide) if e.value]
        parts += _branches(guide)
        parts += [f"不得要求：{m.number}. {m.name}，{_why(m, cite)}" for m in guide.materials if m.blocked]
    elif record is not None and record.basis:
        parts.append(f"设定依据：{record.basis}")
    if record is not None and record.item.hidden_basis:
        parts.append(f"另有{record.item.hidden_basis}条设定依据不公开")
    parts += [f"同一基本编码：{code}" for code in others]
    return "\n".join(parts)


def _branches(guide: ServiceGuide) -> list[str]:
    """The items of a 一件事, those that start together first, each with its limit and what it waits for."""
    if not guide.branches:
        return []
    names = {branch.code: branch.name for branch in guide.branches}
    lines = [f"一件事，共{len(guide.branches)}个事项，合用一张表、一套材料，一次收件受理："]
    for number, branch in enumerate(sorted(guide.branches, key=lambda each: bool(each.after)), start=1):
        limits = limit_words(replace(guide, legal=branch.legal, promised=branch.promised)) or "没有写明时限"
        order = f"，“{names[branch.after]}”书面办结后开始" if branch.after else "，受理后同时开始"
        lines.append(f"  {number}. {branch.name}  {branch.department}  {limits}{order}")
        lines.append(f"     {branch.code}  指南版本 {branch.version}")
    return lines


def _diff(given: argparse.Namespace) -> int:
    if not given.left.exists() and not given.right.exists():
        with workplace(given) as at:
            left, right = (_version(at.stores.catalogue, str(each)) for each in (given.left, given.right))
    else:
        left, right = (
            side_of(read_incoming(each, Known(), Progress(each.name))) for each in (given.left, given.right)
        )
    data = compare(left, right)
    head = f"新增 {len(data['added'])}，更新 {len(data['updated'])}，去掉 {len(data['removed'])}"
    say(given, data, f"{head}\n{change_words(data['changes'])}".rstrip())
    return 0


def _version(store: CatalogueStore, version: str) -> Side:
    items, guides = store.published(version)
    if not items and not guides:
        raise UserFacingError(
            "ZC-CAT-25", f"没有文件或者目录版本“{version}”", "", "请用 catalogue show 查看事项有哪些版本"
        )
    return Side({code: (record.item, record.basis) for code, record in items.items()}, guides)
