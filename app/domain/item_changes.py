"""What a new catalogue says of an item otherwise than the one before, in words a clerk reads."""

from __future__ import annotations

from app.domain.guide import ServiceItem
from app.domain.guide_changes import Change
from app.domain.item_status import status_words

_LONGEST = 60


def item_changes(
    old: ServiceItem, new: ServiceItem, old_basis: str = "", new_basis: str = ""
) -> tuple[Change, ...]:
    """Names, kind, authority, status with its days, list, origin, remark and 设定依据 that differ."""
    pairs = (
        ("name", "名称", old.full_name, new.full_name),
        ("kind", "事项类型", old.kind, new.kind),
        ("department", "实施机构", old.department, new.department),
        ("status", "状态", status_words(old), status_words(new)),
        ("list", "“最多跑一次”清单", _listed(old), _listed(new)),
        ("remark", "备注", old.remark, new.remark),
        ("synonyms", "别名", "、".join(old.synonyms), "、".join(new.synonyms)),
        ("basis", "设定依据", old_basis, new_basis),
    )
    return tuple(
        Change(kind, f"{name}由“{_short(before)}”改为“{_short(after)}”")
        for kind, name, before, after in pairs
        if before != after
    )


def _listed(item: ServiceItem) -> str:
    words = ["已列入" if item.in_list else "未列入", item.origin, item.list_version]
    return "，".join(word for word in words if word)


def _short(text: str) -> str:
    plain = "".join(text.split()) or "空"
    return plain[:_LONGEST] + ("…" if len(plain) > _LONGEST else "")
