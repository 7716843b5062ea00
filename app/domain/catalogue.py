"""The catalogue (政务服务事项目录).

Rows of foreign tables become items, and a report says what came in, what is odd, what is not.

Real catalogues break their own rules: the code column holds running numbers, values are unknown, rows
repeat. So a row is refused only when nothing can be made of it; everything else is imported and flagged.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.catalogue_columns import JSON_KEYS, find_header
from app.domain.codes import decode_item, normalise
from app.domain.datafile import DataFileError, parse_json_object
from app.domain.flags import Flag
from app.domain.guide import MaterialLine, ServiceGuide, ServiceItem, SituationQuestion
from app.domain.guide_file import GuideReport, parse_guides, read_guides
from app.domain.item_status import STATUSES
from app.domain.proofs import NAMELESS, OFF_LIST
from app.values import asdict, dataclass, field, fields, is_dataclass, replace

__all__ = [
    "Flag",
    "GuideReport",
    "ImportReport",
    "guide_digest",
    "import_items_json",
    "import_rows",
    "item_digest",
    "parse_guides",
    "read_guides",
]

# Kinds of item seen in the field (S1 art 2, and 行政备案 since 2022); others are imported and flagged.
KINDS = frozenset(
    (
        *("行政许可", "行政确认", "行政给付", "行政处罚", "行政强制", "行政征收", "行政裁决", "行政奖励"),
        *("行政检查", "行政征用", "行政备案", "其他行政权力", "其他权力", "公共服务", "公共服务事项"),
    )
)
_SERIAL = re.compile(r"\d{1,5}(\.0)?")
_YES = frozenset(("是", "有", "1", "y", "yes", "true", "涉密"))
_GRADES = ("秘密", "机密", "绝密")
_SECRET_REMARK = re.compile(r"(^|[；;，,。\s])(涉密|保密)(事项)?($|[；;，,。\s])")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?")
# What the digests on disk were made of. A field that came later counts only once somebody set it, else every item
# and guide of a hall would look changed after an update.
_FIRST_ITEM = frozenset(("code", "name", "department", "kind", "sub_name", "status", "synonyms", "demo"))
_FIRST_LINE = frozenset(
    ("id", "number", "name", "originals", "copies", "requirement", "basis", "correction", "conditions", "obtainable",
     "tolerable", "committable", "proof_code", "is_form")
)  # fmt: skip
# The reasons of 不得要求 named 辽宁's articles once, and stand so in the digests on disk.
_BLOCKED = {OFF_LIST: OFF_LIST + "（辽宁省政府令328号第十二条）", NAMELESS: NAMELESS + "（“只提交一次材料”一(一)）"}
_FIRST_QUESTION = frozenset(("id", "text", "choices"))
_FIRST_GUIDE = frozenset(
    ("item", "version", "authority", "mode", "legal", "promised", "excluded_steps", "questions", "materials", "form",
     "basis", "conditions", "result_name", "blank_kind", "validity", "fee", "quantity_limit", "group", "elements")
)  # fmt: skip


@dataclass(frozen=True)
class ImportReport:
    """What an import would do to a catalogue, as values; nothing is written here.

    ``added``, ``updated`` and ``unchanged`` are codes, by comparison with the digests that exist. ``basis``
    is the 设定依据 of each code and ``rows`` where it stood, for the lint. ``secret`` are the codes of 涉密 items: they
    are in the catalogue but not loaded here, and leave when they were (S2 规范1 3.1.2). Rows count from 1 as a
    spreadsheet shows them.
    """

    items: tuple[ServiceItem, ...]
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    flagged: tuple[Flag, ...] = ()
    refused: tuple[Flag, ...] = ()
    basis: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    secret: tuple[str, ...] = ()


def item_digest(item: ServiceItem) -> str:
    """SHA-256 (hex) over the values of an item.

    Equal items have equal digests in every version of the program.
    """
    return _digest(_counted(item, _FIRST_ITEM))


def guide_digest(guide: ServiceGuide) -> str:
    """SHA-256 (hex) over the values of a guide, its catalogue version left out.

    A new version of the same words is unchanged.
    """
    values = _counted(replace(guide, version=""), _FIRST_GUIDE)
    values["item"] = _counted(guide.item, _FIRST_ITEM)
    lines = (replace(line, blocked=_BLOCKED.get(line.blocked, line.blocked)) for line in guide.materials)
    values["materials"] = [_counted(line, _FIRST_LINE) for line in lines]
    values["questions"] = [_counted(question, _FIRST_QUESTION) for question in guide.questions]
    return _digest(values)


def _counted(
    value: ServiceItem | ServiceGuide | MaterialLine | SituationQuestion, first: frozenset[str]
) -> dict[str, Any]:
    return {
        each.name: found
        for each in fields(value)
        if (found := getattr(value, each.name)) != each.default or each.name in first
    }


def _digest(values: Mapping[str, object]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Dataclasses as their fields, dates as text, for the digest."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def import_rows(rows: Sequence[Sequence[str]], existing: Mapping[str, str] | None = None) -> ImportReport:
    """Read a table whose merged cells are already filled (see ``app.storage.sheets``).

    Title rows above the header are passed over; the header may take two rows. ``existing`` maps codes to
    digests. Raises DataFileError ZC-CAT-01 when there is no header, ZC-CAT-02 when it lacks a column that
    an item cannot be without.
    """
    first, columns = find_header(rows)
    collector = _Collector()
    for number, row in enumerate(rows[first:], start=first + 1):
        cells = {key: row[index].strip() for key, index in columns.items() if index < len(row)}
        if any(cells.get(key) for key in ("code", "name", "sub_name", "kind")):
            collector.take(number, cells)
    if collector.unnumbered:
        text = f"{collector.unnumbered}行没有事项编码（编码栏为空或只是序号），已按名称和机构生成本机编号。"
        collector.flag(first, "ZC-CAT-11", text)
    return collector.report(existing or {})


def import_items_json(text: str, existing: Mapping[str, str] | None = None) -> ImportReport:
    """Read the items of a JSON object ``{"items": [{name, …}]}`` (real examples under ``resources/data``).

    Known keys: name, sub_name, kind or task_type_name, item_code, agency or dept, synonyms. Raises
    DataFileError ZC-DATA-01/02, ZC-CAT-03.
    """
    entries = parse_json_object(text, "事项目录").get("items")
    if not isinstance(entries, list):
        raise DataFileError("ZC-CAT-03", "items", "事项目录缺少items。")
    collector = _Collector()
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            collector.refuse(number, "ZC-CAT-21", "这一条不是一个事项。")
            continue
        collector.take(number, {key: _first_text(entry, names) for key, names in JSON_KEYS.items()})
    if collector.unnumbered:
        collector.flag(0, "ZC-CAT-11", f"{collector.unnumbered}条没有事项编码，已按名称和机构生成本机编号。")
    return collector.report(existing or {})


def _first_text(entry: Mapping[str, object], names: tuple[str, ...]) -> str:
    for name in names:
        value = entry.get(name)
        if isinstance(value, list):
            return ("\n" if name == "basis" else "、").join(str(each) for each in value)
        if value:
            return "是" if value is True else str(value).strip()
    return ""


class _Collector:
    """Takes rows one by one and keeps count of codes seen."""

    def __init__(self) -> None:
        self.items: list[ServiceItem] = []
        self.unnumbered = 0
        self._flagged: list[Flag] = []
        self._refused: list[Flag] = []
        self._basis: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._digests: dict[str, set[str]] = {}
        self._secret: list[str] = []

    def flag(self, row: int, code: str, text: str) -> None:
        self._flagged.append(Flag(row, code, text))

    def refuse(self, row: int, code: str, text: str) -> None:
        self._refused.append(Flag(row, code, text))

    def take(self, row: int, cells: Mapping[str, str]) -> None:
        name = _one_line(cells.get("name", ""))
        if not name:
            self.refuse(row, "ZC-CAT-21", "事项名称为空，没有导入。")
            return
        sub_name = _one_line(cells.get("sub_name", ""))
        item = ServiceItem(
            code=_code(cells),
            name=name,
            department=_one_line(cells.get("department", "")),
            kind=_one_line(cells.get("kind", "")),
            sub_name="" if sub_name in (name, "无", "/") else sub_name,
            status=cells.get("status", "") or "有效",
            synonyms=tuple(part for part in re.split(r"[、，,;；]", cells.get("synonyms", "")) if part),
            status_from=self._day(row, cells.get("status_from", "")),
            status_until=self._day(row, cells.get("status_until", "")),
            in_list=_yes(cells.get("in_list", "")),
            origin=cells.get("origin", ""),
            list_version=cells.get("list_version", ""),
            remark=_one_line(cells.get("remark", "")),
        )
        if not item.code:
            self.unnumbered += 1
            item = replace(item, code=_local_code(item))
        if _secret(cells):
            self._secret.append(item.code)
            self.flag(row, "ZC-CAT-18", "这个事项涉密，没有装入本机。")
            return
        basis = cells.get("basis", "").strip()
        if basis and (_yes(cells.get("secret_basis", "")) or "依据涉密" in item.remark):
            basis, item = "", replace(item, hidden_basis=1)
            self.flag(row, "ZC-CAT-19", "设定依据涉密，没有装入本机。")
        self._oddities(row, item)
        unique = self._unique(row, item)
        if unique is not None:
            self.items.append(unique)
            self._basis[unique.code] = basis
            self._rows[unique.code] = row

    def _day(self, row: int, text: str) -> date | None:
        match = _DATE.fullmatch(text)
        try:
            if match is not None:
                return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
        if text:
            self.flag(row, "ZC-CAT-20", f"日期“{text}”看不懂，没有导入。")
        return None

    def _unique(self, row: int, item: ServiceItem) -> ServiceItem | None:
        """The item under a code of its own, or None when the very same row came before."""
        code, digest = item.code, item_digest(item)
        if code not in self._rows:
            self._rows[code] = row
            self._digests[code] = {digest}
            return item
        earlier = self._rows[code]
        if digest in self._digests[code]:
            self.flag(row, "ZC-CAT-13", f"与第{earlier}行完全相同，只导入一次。")
            return None
        self._digests[code].add(digest)
        own = f"{code}#{len(self._digests[code])}"
        self.flag(row, "ZC-CAT-12", f"编码{code}与第{earlier}行重复，已按{own}导入。")
        return replace(item, code=own)

    def _oddities(self, row: int, item: ServiceItem) -> None:
        if item.kind not in KINDS:
            text = f"事项类型“{item.kind}”不认识，已照原样导入。" if item.kind else "事项类型为空。"
            self.flag(row, "ZC-CAT-14", text)
        if item.status not in STATUSES:
            self.flag(row, "ZC-CAT-15", f"状态“{item.status}”不认识，已照原样导入。")
        if not item.department:
            self.flag(row, "ZC-CAT-16", "实施机构为空。")
        if len(item.code) in (10, 12, 24, 31, 33) and item.code.isalnum() and decode_item(item.code) is None:
            self.flag(row, "ZC-CAT-17", f"编码{item.code}含有不该有的字母，已照原样导入。")

    def report(self, existing: Mapping[str, str]) -> ImportReport:
        added: list[str] = []
        updated: list[str] = []
        unchanged: list[str] = []
        for item in self.items:
            known = existing.get(item.code)
            target = added if known is None else unchanged if known == item_digest(item) else updated
            target.append(item.code)
        return ImportReport(
            tuple(self.items), tuple(added), tuple(updated), tuple(unchanged), tuple(self._flagged),
            tuple(self._refused), dict(self._basis), {code: self._rows[code] for code in self._basis},
            tuple(self._secret),
        )  # fmt: skip


def _yes(text: str) -> bool:
    return text.strip().lower() in _YES


def _secret(cells: Mapping[str, str]) -> bool:
    """涉密 by a column of its own, a grade (秘密, 机密, 绝密) with or without its years, or the remark."""
    mark = cells.get("secret", "")
    return _yes(mark) or mark.startswith(_GRADES) or bool(_SECRET_REMARK.search(cells.get("remark", "")))


def _code(cells: Mapping[str, str]) -> str:
    """The most precise code of the row; a running number in the code column is no code (handbook 3.3.1)."""
    for key in ("sub_code", "code"):
        code = normalise(cells.get(key, ""))
        if code and not _SERIAL.fullmatch(code):
            return code
    return ""


def _local_code(item: ServiceItem) -> str:
    """A stable code for an item that has none, from what names it."""
    text = "|".join((item.department, item.name, item.sub_name))
    return "LOCAL-" + hashlib.sha256(text.encode()).hexdigest()[:12].upper()


def _one_line(text: str) -> str:
    """Text of a cell without the line breaks that fit it into its column."""
    return re.sub(r"\s*[\r\n]+\s*", "", text).strip()
