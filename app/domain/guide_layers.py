"""The two layers of a guide (共性要素, 个性要素): what the province or the city wrote, no department overrides.

Layers are merged as data, before a guide is read: the common layer stands under the 基本编码 of the item, the
individual one carries the code that is used at the window (辽政办明电〔2017〕52号三（二）, S2 规范2 二).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.codes import decode_item
from app.domain.elements import COMMON, NAMES

Layer = Mapping[str, Any]

# Keys of a guide file that hold elements 1 to 9, with the element's name; 申请材料 includes the 情形 of its lines.
COMMON_KEYS = {
    "name": "事项名称",
    "sub_name": "事项名称",
    "kind": "职权类型",
    "basis": "设定依据",
    "legal": "法定办结时限",
    "conditions": "受理条件",
    "questions": "申请材料的情形",
    "materials": "申请材料",
}
COMMON_ELEMENTS = frozenset(NAMES[:COMMON])


def base_codes(code: str) -> tuple[str, ...]:
    """The 基本编码 that an item code holds: 12 digits where it has them, and the handbook's 10."""
    parts = decode_item(code)
    if parts is None or not parts.kind:
        return ()
    return tuple(each for each in (parts.base12, parts.handbook10) if each)


def common_of(guide: Layer, layers: Mapping[str, Layer]) -> Layer | None:
    """The common layer of a guide: the one it names, else the one under its 基本编码."""
    named = guide.get("common")
    if isinstance(named, str):
        return layers.get(named)
    code = guide.get("code")
    codes = base_codes(code) if isinstance(code, str) else ()
    return next((layers[each] for each in codes if each in layers), None)


def merged(common: Layer, individual: Layer) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Both layers as one guide, and the names of common elements that the individual one tried to change.

    The common value stands for every element it holds; an individual value that says the same is no contradiction.
    """
    guide = {key: value for key, value in individual.items() if key != "common"}
    contradicted: list[str] = []
    for key, name in COMMON_KEYS.items():
        if key in common:
            if key in individual and not _same(individual[key], common[key]):
                contradicted.append(name)
            guide[key] = common[key]
    theirs, ours = common.get("elements"), individual.get("elements", {})
    if isinstance(theirs, dict) and isinstance(ours, dict):
        fixed = {name: value for name, value in theirs.items() if name in COMMON_ELEMENTS}
        contradicted += [name for name, value in fixed.items() if name in ours and ours[name] != value]
        guide["elements"] = {**theirs, **ours, **fixed}
    return guide, tuple(dict.fromkeys(contradicted))


def _same(left: object, right: object) -> bool:
    """Equal values; a material list is the same when it asks for the same things in the same order."""
    if (
        isinstance(left, list)
        and isinstance(right, list)
        and all(isinstance(e, dict) for e in (*left, *right))
    ):
        keys = ("id", "text", "name", "originals", "copies", "conditions", "choices")
        return [[e.get(k) for k in keys] for e in left] == [[e.get(k) for k in keys] for e in right]
    return left == right
