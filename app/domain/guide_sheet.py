"""Guides as spreadsheets: the handbook's form (式样, one element a row) and tables with one guide a row.

A sheet becomes the same data as a guide file, so that one reader judges both. What the sheet says and the form
has no place for stays under its own name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.codes import ITEM_KINDS, decode_item, normalise
from app.domain.elements import NAMES
from app.domain.guide_file import FORMAT
from app.domain.numerals import NUMERAL, chinese_number
from app.values import dataclass

Rows = Sequence[Sequence[str]]

_ENOUGH = 8
_LABEL_COLUMNS = 3
_EXTRA = {
    "目录版本": "version", "版本": "version", "版本号": "version", "机关代字": "short", "统一社会信用代码": "uscc",
    "复议机关": "review_body", "管辖法院": "court", "职权类型": "kind", "权力类型": "kind", "子项": "sub_name",
    "子项名称": "sub_name", "业务办理项名称": "sub_name", "状态": "status", "是否涉密": "secret", "涉密": "secret",
    "备注": "remark", "别名": "synonyms", "有效期": "validity", "不计入时限的环节": "excluded_steps",
    "业务办理项编码": "实施编码", "事项编码": "实施编码", "行政层级": "行使层级", "实施主体": "实施机构",
    "清单来源": "origin",
}  # fmt: skip
_MATERIAL_HEADS = {
    "材料名称": "name", "设定依据": "law", "材料类型": "kind", "来源渠道": "source", "材料样本": "sample",
    "规格": "spec", "填报须知": "filling", "受理标准": "requirement", "补正要求": "correction",
    "是否需电子材料": "electronic", "电子表单": "electronic", "纸质材料份数和规格": "counts", "纸质材料份数": "counts",
    "份数": "counts", "原件份数": "originals", "复印件份数": "copies", "容缺": "tolerable", "是否容缺": "tolerable",
    "告知承诺": "committable", "是否告知承诺": "committable", "证明事项清单编号": "proof_code",
    "取得方式": "obtainable", "适用情形": "situation", "情形": "situation",
}  # fmt: skip
_HEADINGS = frozenset(("要素", "要素名称", "项目", "序号", "内容", "名称"))
_TICKED = re.compile(r"[☑■√✓✔]\s*([^\s□☐☑■√✓✔]+)")
_BOXES = re.compile(r"[□☐☑■√✓✔]")
_PERIOD = re.compile(rf"(\d{{1,3}}|{NUMERAL})个?(工作日|自然日|日|天)")
_AT_ONCE = re.compile(r"^(即办|即时|当场|即审即办|0个?工作日)")
_COUNT = re.compile(r"(原件|复印件)\D{0,3}(\d{1,2})份?")
_ITEM_MARK = re.compile(r"^\s*(?:\d{1,2}[.、．)）]|[(（]\d{1,2}[)）]|[一二三四五六七八九十]+、)\s*")
_YES = frozenset(("是", "可以", "能", "有", "√", "☑", "1"))


@dataclass
class _Form:
    """One guide as the sheet tells it: values by element name, and its rows of materials."""

    values: dict[str, str]
    materials: list[dict[str, str]]


def is_guide_sheet(rows: Rows) -> bool:
    """Whether a sheet holds guides: enough element names in its first columns, or in one row."""
    labels = {_label(cell) for row in rows for cell in row[:_LABEL_COLUMNS]}
    return len(labels & set(NAMES)) >= _ENOUGH or _wide_header(rows) is not None


def guides_from_sheets(sheets: Sequence[tuple[str, Rows]], version: str) -> dict[str, Any]:
    """The guides of a workbook as the data of a guide file; ``version`` holds when no sheet names one."""
    forms = [form for _, rows in sheets if is_guide_sheet(rows) for form in _forms(rows)]
    authorities: dict[str, Any] = {}
    guides = [_guide(form, authorities) for form in forms]
    named = next((form.values["version"] for form in forms if form.values.get("version")), version)
    return {"format": FORMAT, "version": named, "authorities": authorities, "guides": guides}


def _forms(rows: Rows) -> list[_Form]:
    header = _wide_header(rows)
    if header is None:
        return [_read_form(rows)]
    heads = rows[header]
    return [
        _read_form([["", head, value] for head, value in zip(heads, row, strict=False) if head.strip()])
        for row in rows[header + 1 :]
        if any(cell.strip() for cell in row)
    ]


def _wide_header(rows: Rows) -> int | None:
    for index, row in enumerate(rows[:15]):
        if len({_label(cell) for cell in row} & set(NAMES)) >= _ENOUGH:
            return index
    return None


def _label(cell: str) -> str:
    """A cell as an element name: without blanks and without the note in brackets behind it."""
    return re.split(r"[(（]", re.sub(r"\s+", "", cell), maxsplit=1)[0].rstrip("：:")


def _read_form(rows: Rows) -> _Form:
    form = _Form({}, [])
    heads: dict[int, str] = {}
    for row in rows:
        place = _label_place(row)
        if place is None:
            continue
        name = _label(row[place])
        if name == "申请材料" and (heads or _material_heads(row, place)):
            found = _material_heads(row, place)
            if found:
                heads = found
                continue
            line = {key: row[index].strip() for index, key in heads.items() if index < len(row)}
            if line.get("name"):
                form.materials.append(line)
            continue
        key = _EXTRA.get(name, name)
        value = _value(row[place + 1 :], row[place])
        if value and key not in form.values:
            form.values[key] = value
    if not form.materials and "申请材料" in form.values:
        form.materials = [{"name": name} for name in _lines(form.values["申请材料"])]
    return form


def _label_place(row: Sequence[str]) -> int | None:
    """Where the name of the element stands: a known one, else the last short text before the value."""
    labels = [_label(cell) for cell in row[:_LABEL_COLUMNS]]
    for place, label in enumerate(labels):
        if label in NAMES or label in _EXTRA:
            return place
    for place, label in enumerate(labels):
        if label and not label.isdigit() and label not in _HEADINGS and len(label) <= 20:
            rest = {cell.strip() for cell in row[place + 1 :]} - {"", row[place].strip()}
            return place if rest else None
    return None


def _material_heads(row: Sequence[str], place: int) -> dict[int, str]:
    """Columns of the material table, when this row is its heading."""
    labels = {index: _label(cell) for index, cell in enumerate(row) if index > place}
    if "材料名称" not in labels.values():
        return {}
    return {index: _MATERIAL_HEADS[label] for index, label in labels.items() if label in _MATERIAL_HEADS}


def _value(cells: Sequence[str], label: str) -> str:
    """The first cell behind the name that says something; ticked boxes give what is ticked."""
    text = next((cell.strip() for cell in cells if cell.strip() and cell.strip() != label.strip()), "")
    if _BOXES.search(text):
        return "、".join(_TICKED.findall(text))
    return "" if text in ("暂不填写", "(暂不填写)", "（暂不填写）") else text


def _lines(text: str) -> list[str]:
    parts = re.split(r"[\n\r]+|[；;](?=\s*\d)", text)
    return [name for part in parts if (name := _ITEM_MARK.sub("", part).strip(" ；;。"))]


def _guide(form: _Form, authorities: dict[str, Any]) -> dict[str, Any]:
    values = form.values
    code = normalise(values.get("实施编码", "")) or normalise(values.get("基本编码", ""))
    name = values.get("事项名称", "")
    guide: dict[str, Any] = {
        "code": code or _local_code(values),
        "name": name,
        "sub_name": values.get("sub_name", ""),
        "kind": values.get("kind") or _kind_of(code),
        "authority": _authority(values, code, authorities),
        "mode": values.get("办件类型", "承诺件"),
        "basis": _lines(values.get("设定依据", "")),
        "conditions": values.get("受理条件", ""),
        "result_name": values.get("结果名称", ""),
        "quantity_limit": values.get("数量限制", "无"),
        "status": values.get("status", "有效"),
        "secret": values.get("secret", "") in _YES,
        "remark": values.get("remark", ""),
        "origin": values.get("origin", ""),
        "validity": values.get("validity", ""),
        "synonyms": [part for part in re.split(r"[、，,;；]", values.get("synonyms", "")) if part],
        "excluded_steps": [
            part for part in re.split(r"[、，,;；]", values.get("excluded_steps", "")) if part
        ],
        "fee": _fee(values),
    }
    questions: dict[str, dict[str, Any]] = {}
    guide["materials"] = [_material(line, questions) for line in form.materials]
    guide["questions"] = list(questions.values())
    periods = {"legal": "法定办结时限", "promised": "承诺办结时限"}
    for key, element in periods.items():
        found = _period(values.get(element, ""))
        if found:
            guide[key] = found
    guide["elements"] = _elements(values, {periods[key] for key in periods if key in guide})
    return guide


_TYPED = frozenset(
    (*_EXTRA.values(), "事项名称", "设定依据", "受理条件", "申请材料", "基本编码", "实施编码", "实施机构", "数量限制",
     "结果名称", "是否收费", "收费标准", "收费依据", "办件类型")
) - {"行使层级"}  # fmt: skip


def _elements(values: Mapping[str, str], typed: set[str]) -> dict[str, str]:
    """What has no field of its own; a limit that could not be read stays in its own words."""
    return {name: value for name, value in values.items() if name not in _TYPED and name not in typed}


def _authority(values: Mapping[str, str], code: str, authorities: dict[str, Any]) -> str:
    name = values.get("实施机构", "")
    parts = decode_item(code)
    uscc = values.get("uscc") or (parts.organisation if parts is not None and len(code) in (31, 33) else "")
    authorities.setdefault(
        name,
        {"code": uscc, "name": name, "short": values.get("short", ""), "address": values.get("办理地点", ""),
         "phone": values.get("咨询电话", ""), "review_body": values.get("review_body", ""),
         "court": values.get("court", "")},
    )  # fmt: skip
    return name


def _kind_of(code: str) -> str:
    parts = decode_item(code)
    return ITEM_KINDS.get(parts.kind, "未注明") if parts is not None else "未注明"


def _local_code(values: Mapping[str, str]) -> str:
    text = "|".join(values.get(key, "") for key in ("实施机构", "事项名称", "sub_name"))
    return "LOCAL-" + hashlib.sha256(text.encode()).hexdigest()[:12].upper()


def _fee(values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "charged": values.get("是否收费", "") == "是",
        "standard": values.get("收费标准", ""),
        "basis": values.get("收费依据", ""),
    }


def _period(text: str) -> str:
    """``20G`` for 20个工作日, ``30Z`` for 三十日, ``0G`` for 即办; empty when the words say no time."""
    plain = re.sub(r"\s+", "", text)
    if _AT_ONCE.search(plain):
        return "0G"
    match = _PERIOD.search(plain)
    if match is None:
        return ""
    days = int(match[1]) if match[1].isdigit() else chinese_number(match[1])
    return f"{days}{'G' if match[2] == '工作日' else 'Z'}"


def _material(line: Mapping[str, str], questions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = _ITEM_MARK.sub("", line["name"]).strip()
    counts = dict(_COUNT.findall(line.get("counts", "")))
    plain = re.search(r"\d+", line.get("counts", ""))
    originals = line.get("originals") or counts.get("原件") or ("" if counts else plain[0] if plain else "1")
    made: dict[str, Any] = {
        "id": "m" + hashlib.sha256(name.encode()).hexdigest()[:10],
        "name": name,
        "originals": _whole(originals),
        "copies": _whole(line.get("copies") or counts.get("复印件", "")),
        "tolerable": line.get("tolerable", "") in _YES,
        "committable": line.get("committable", "") in _YES,
        "is_form": bool(re.search(r"(申请|登记|审批|审核)(表|书)$", name)),
        "law": line.get("law", ""),
        "spec": line.get("spec", "") or line.get("counts", ""),
    }
    same = (
        "kind",
        "source",
        "sample",
        "filling",
        "requirement",
        "correction",
        "electronic",
        "proof_code",
        "obtainable",
    )
    made |= {key: line[key] for key in same if line.get(key)}
    situation = line.get("situation", "")
    if situation and situation not in ("无", "通用", "全部"):
        key = "q" + hashlib.sha256(situation.encode()).hexdigest()[:10]
        questions[key] = {"id": key, "text": f"是否属于：{situation}？", "choices": {"yes": "是", "no": "否"}}
        made["conditions"] = {key: ["yes"]}
    return made


def _whole(text: str) -> int:
    match = re.search(r"\d{1,2}", text)
    return int(match[0]) if match else 0
