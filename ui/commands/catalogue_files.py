"""Files of a catalogue as they come: what each holds (items or guides), and what two of them say differently."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.domain.catalogue import ImportReport, import_items_json, import_rows
from app.domain.datafile import DataFileError, parse_json_object
from app.domain.guide import ServiceGuide, ServiceItem
from app.domain.guide_changes import Change, guide_changes
from app.domain.guide_file import Find, GuideReport, Shelf, nowhere, read_guide_data
from app.domain.guide_sheet import guides_from_sheets, is_guide_sheet
from app.domain.item_changes import item_changes
from app.errors import UserFacingError
from app.storage.sheets import Sheet, read_book, read_text
from app.values import dataclass, field
from ui.children import own_command

_GUIDE_KEYS = ("guides", "common", "proofs")


@dataclass(frozen=True)
class Known:
    """What an import builds on: digests of items, the shelf of guide files, a version for what names none, and the
    guides that are here (a 一件事 is merged from them).
    """

    digests: Mapping[str, str] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    version: str = "未注明"
    find: Find = nowhere


@dataclass(frozen=True)
class Incoming:
    """A file as read: a list of items, or guides; ``own_version`` when the version is ours and not the file's."""

    items: ImportReport | None = None
    guides: GuideReport | None = None
    own_version: bool = False


class Progress:
    """Counts on standard error, on one line where that is a screen."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last = ""

    def reading(self, hundredth: int) -> None:
        """How much of the file was read."""
        self._say(f"读取 {self._name} {hundredth}%")

    def writing(self, total: int) -> Callable[[int], None]:
        """How many of ``total`` items are in."""
        return lambda done: self._say(f"写入 {self._name} {done}/{total}")

    def _say(self, words: str) -> None:
        screen = sys.stderr.isatty()
        print(f"\r{words}" if screen else words, end="" if screen else "\n", file=sys.stderr, flush=True)
        self._last = words

    def end(self) -> None:
        """Leave the line."""
        if self._last and sys.stderr.isatty():
            print(file=sys.stderr)


def read_incoming(file: Path, known: Known, progress: Progress) -> Incoming:
    """Read a file of items or guides, JSON or workbook.

    Raises UserFacingError ZC-CAT-10 no such file, ZC-XLS-… unreadable; DataFileError ZC-CAT-01/02/03,
    ZC-GUIDE-01 to 04, ZC-DATA-01/02 nothing can be made of it.
    """
    if not file.exists():
        raise UserFacingError("ZC-CAT-10", f"找不到文件 {file.name}", "目录没有变化", "请核对文件名")
    if file.suffix.lower() == ".json":
        text = read_text(file)
        data = parse_json_object(text, f"文件“{file.name}”")
        if any(key in data for key in _GUIDE_KEYS):
            return Incoming(guides=read_guide_data(data, known.shelf, known.find))
        return Incoming(items=import_items_json(text, known.digests))
    sheets = read_book(file, own_command("read-sheet"), progress=progress.reading)
    if any(is_guide_sheet(sheet.rows) for sheet in sheets):
        data = guides_from_sheets([(sheet.name, sheet.rows) for sheet in sheets], known.version)
        return Incoming(
            guides=read_guide_data(data, known.shelf, known.find),
            own_version=data["version"] == known.version,
        )
    return Incoming(items=_first_catalogue(sheets, known.digests))


def _first_catalogue(sheets: tuple[Sheet, ...], digests: Mapping[str, str]) -> ImportReport:
    """The first sheet that is a catalogue; when none is, what is wrong with the one that comes closest."""
    wrong: list[DataFileError] = []
    for sheet in sheets:
        try:
            return import_rows(sheet.rows, digests)
        except DataFileError as error:
            wrong.append(DataFileError(error.code, f"工作表“{sheet.name}”{error.where}", error.text))
    raise max(wrong, key=lambda error: error.code)


# Two sides of a comparison


@dataclass(frozen=True)
class Side:
    """Items with their basis, and guides, by code."""

    items: Mapping[str, tuple[ServiceItem, str]]
    guides: Mapping[str, ServiceGuide]


def side_of(incoming: Incoming) -> Side:
    """A file as one side of a comparison."""
    if incoming.guides is not None:
        guides = {guide.item.code: guide for guide in incoming.guides.guides}
        return Side({code: (guide.item, "") for code, guide in guides.items()}, guides)
    assert incoming.items is not None
    basis = incoming.items.basis
    return Side({item.code: (item, basis.get(item.code, "")) for item in incoming.items.items}, {})


def compare(left: Side, right: Side) -> dict[str, Any]:
    """What the right side has more, less, and says differently, as ``--json`` shows it."""
    changes = []
    for code in left.items.keys() & right.items.keys():
        found = _between(code, left, right)
        if found:
            changes.append(changed(code, right.items[code][0].full_name, found))
    return {
        "added": sorted(right.items.keys() - left.items.keys()),
        "updated": sorted(change["code"] for change in changes),
        "removed": sorted(left.items.keys() - right.items.keys()),
        "changes": sorted(changes, key=lambda change: str(change["code"])),
    }


def _between(code: str, left: Side, right: Side) -> tuple[Change, ...]:
    if code in left.guides and code in right.guides:
        return guide_changes(left.guides[code], right.guides[code])
    (old, old_basis), (new, new_basis) = left.items[code], right.items[code]
    return item_changes(old, new, old_basis, new_basis)


def changed(code: str, name: str, found: tuple[Change, ...]) -> dict[str, Any]:
    """The changes of one item as ``--json`` shows them."""
    return {
        "code": code,
        "name": name,
        "changes": [{"kind": each.kind, "text": each.text, "harder": each.harder} for each in found],
    }


def change_words(changes: list[dict[str, Any]], most: int = 200) -> str:
    """Changes as lines for a clerk."""
    lines = [
        line
        for change in changes
        for line in (
            f"{change['name']}  {change['code']}",
            *(f"  {each['text']}" for each in change["changes"]),
        )
    ]
    left = len(lines) - most
    return "\n".join([*lines[:most], *([f"……另有{left}行，用 --json 查看全部"] if left > 0 else [])])
