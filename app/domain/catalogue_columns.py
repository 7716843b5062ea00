"""Which column of a foreign catalogue holds what: headings of the handbook, of real lists, and of portals.

Headers take one row or two, with cells merged across (事项名称 over 事项 and 子项) or down; title rows come before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.domain.datafile import DataFileError

_HEADER_ROWS = 15

# Headings of the handbook's tables (3.3.1 and its blank forms), the 2021 权责目录, and field names of portals.
_ALIASES: dict[str, tuple[str, ...]] = {
    "serial": ("序号", "编号"),
    "code": (
        *("业务办理项编码", "实施编码", "事项编码", "基本编码", "地方权力编码", "职权编码"),
        *("catalogcode", "taskcode"),
    ),
    "sub_code": ("子项地方权力编码", "子项编码"),
    "name": (
        *("事项名称", "事项名称/事项", "事项名称/主项", "职权名称", "项目名称", "主项名称", "主项"),
        "qlname",
    ),
    "sub_name": (*("事项名称/子项", "事项名称/子项名称", "子项名称", "子项", "业务办理项名称"),),
    "kind": ("事项类型", "权力类型", "职权类型", "事项类别", "类型", "qlkind"),
    "basis": ("设定依据", "实施依据", "lawbasis"),
    "department": (*("实施机构", "层级和部门", "行使主体", "实施主体", "实施机关", "businesscodes"),),
    "status": ("状态", "事项状态"),
    "status_from": ("状态起始日期", "状态日期", "生效日期", "实施日期"),
    "status_until": ("状态截止日期", "失效日期", "截止日期"),
    "in_list": ("最多跑一次", "是否最多跑一次", "是否列入最多跑一次清单"),
    "origin": ("清单来源", "事项来源", "来源"),
    "list_version": ("清单版本",),
    "secret": ("涉密", "是否涉密", "密级"),
    "secret_basis": ("依据涉密", "依据是否涉密"),
    "synonyms": ("别名", "通俗名称"),
    "remark": ("备注",),
}
_NEEDED = {
    "name": "事项名称",
    "kind": "事项类型",
    "basis": "设定依据",
    "department": "实施机构（或层级和部门）",
}
JSON_KEYS: dict[str, tuple[str, ...]] = {
    "code": ("item_code", "code"),
    "name": ("name",),
    "sub_name": ("sub_name",),
    "kind": ("kind", "task_type_name"),
    "department": ("agency", "dept", "department"),
    "status": ("status",),
    "synonyms": ("synonyms",),
    **{key: (key,) for key in ("basis", "status_from", "status_until", "in_list", "origin", "list_version")},
    **{key: (key,) for key in ("secret", "secret_basis", "remark")},
}


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Index of the first row of data, and where each known column stands.

    Raises DataFileError ZC-CAT-01 when there is no header, ZC-CAT-02 when it lacks a column that an item cannot be
    without.
    """
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(rows[:_HEADER_ROWS]):
        single = _columns([heading(cell) for cell in row])
        double = _columns(_two_rows(row, rows[index + 1])) if index + 1 < len(rows) else {}
        if len(single) >= 3 and len(single) > len(best[1]):
            best = (index + 1, single)
        if "sub_name" in double and "sub_name" not in single and len(double) > len(best[1]):
            best = (index + 2, double)
    first, columns = best
    if not columns:
        text = "没有找到表头：前15行里没有“事项名称”“事项类型”等栏目，可能不是目录所在的工作表。"
        raise DataFileError("ZC-CAT-01", "", text)
    missing = [title for key, title in _NEEDED.items() if key not in columns]
    if missing:
        found = "、".join(cell.strip() for cell in rows[first - 1] if cell.strip())
        raise DataFileError("ZC-CAT-02", f"第{first}行", f"缺少栏目：{'、'.join(missing)}。表头是：{found}。")
    return first, columns


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Headings of a header of two rows; a cell merged downwards reads the same in both."""
    heads = []
    for above, below in zip(upper, lower, strict=False):
        top, bottom = heading(above), heading(below)
        heads.append(f"{top}/{bottom}" if top and bottom and top != bottom else top or bottom)
    return heads


def _columns(heads: Iterable[str]) -> dict[str, int]:
    names = {alias: key for key, aliases in _ALIASES.items() for alias in aliases}
    found: dict[str, int] = {}
    for index, head in enumerate(heads):
        key = names.get(head)
        if key is not None and key not in found:
            found[key] = index
    return found


def heading(cell: str) -> str:
    """A heading without the blanks and line breaks that fit it into its cell."""
    return re.sub(r"\s+", "", cell).lower()
