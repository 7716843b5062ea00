"""一件事: one guide made of several, so that everything is filled in, handed in and signed once (S3 二(一), S0 21).

The merged guide is an ordinary one: intake, verdict, notice and papers need not know that it has branches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.domain.flags import Flag
from app.domain.guide import Commitment, Fee, GuideBranch, ServiceGuide
from app.domain.joint_lines import merge_fields, merge_materials, merge_questions
from app.values import replace

_NO_LIMIT = ("", "无")


class JointError(ValueError):
    """The branches do not fit; ``code`` is missing, twice, nested, cycle or foreign-order."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def joint_guide(theme: ServiceGuide, parts: Sequence[ServiceGuide]) -> ServiceGuide:
    """The guide of ``theme`` with the questions, materials and fields of its ``parts`` merged.

    ``parts`` are the guides of ``theme.group``. Raises JointError when one is missing, named twice or a 一件事 itself,
    or when branches wait for each other.
    """
    by_code = {part.item.code: part for part in parts}
    missing = [code for code in theme.group if code not in by_code]
    if missing:
        raise JointError("missing", "、".join(missing))
    check_order(theme.group, dict(theme.serial))
    ordered = [by_code[code] for code in theme.group]
    nested = [part.item.full_name for part in ordered if part.group]
    if nested:
        raise JointError("nested", "、".join(nested))
    questions, names = merge_questions([theme, *ordered])
    return replace(
        theme,
        questions=questions,
        materials=merge_materials(theme, ordered, names),
        form=merge_fields(theme, ordered, names),
        branches=tuple(_branch(part, dict(theme.serial)) for part in ordered),
        excluded_steps=_union(guide.excluded_steps for guide in (theme, *ordered)),
        special_laws=_union(guide.special_laws for guide in (theme, *ordered)),
        elder_question=any(guide.elder_question for guide in (theme, *ordered)),
        personal_attendance=any(guide.personal_attendance for guide in (theme, *ordered)),
        fee=_fee(theme, ordered),
        quantity_limit=_quantity(theme, ordered),
        commitment=theme.commitment or _commitment(ordered),
    )


def check_order(group: Sequence[str], after: Mapping[str, str]) -> None:
    """Raise JointError when an item is named twice, or a branch waits for a stranger or, in the end, for itself."""
    twice = sorted({code for code in group if group.count(code) > 1})
    if twice:
        raise JointError("twice", "、".join(twice))
    for code, before in after.items():
        if code not in group or before not in group:
            raise JointError("foreign-order", f"{code} ← {before}")
        seen = {code}
        while before:
            if before in seen:
                raise JointError("cycle", f"{code} ← {before}")
            seen.add(before)
            before = after.get(before, "")


def _branch(part: ServiceGuide, after: Mapping[str, str]) -> GuideBranch:
    item = part.item
    return GuideBranch(
        code=item.code,
        name=item.full_name,
        department=item.department,
        version=part.version,
        authority=part.authority,
        after=after.get(item.code, ""),
        kind=item.kind,
        legal=part.legal,
        promised=part.promised,
    )


def _union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for every in lists for each in every))


def _fee(theme: ServiceGuide, parts: Sequence[ServiceGuide]) -> Fee:
    """The theme's own fee, or the fees of its parts together; each keeps its standard and basis."""
    charged = [part for part in parts if part.fee.charged]
    if theme.fee.charged or not charged:
        return theme.fee
    return Fee(
        True,
        sum(part.fee.amount for part in charged),
        "；".join(f"{part.item.full_name}：{part.fee.standard}" for part in charged if part.fee.standard),
        "；".join(_union([part.fee.basis] for part in charged if part.fee.basis)),
    )


def _quantity(theme: ServiceGuide, parts: Sequence[ServiceGuide]) -> str:
    if theme.quantity_limit not in _NO_LIMIT:
        return theme.quantity_limit
    limits = [part for part in parts if part.quantity_limit not in _NO_LIMIT]
    return "；".join(f"{part.item.full_name}：{part.quantity_limit}" for part in limits) or "无"


def _commitment(parts: Sequence[ServiceGuide]) -> Commitment | None:
    """What is told before a promise, item by item. Only of 证明事项: a licence on a promise is decided at once and by
    itself (S4 14), which items that wait for each other cannot offer.
    """
    offered = [(part, part.commitment) for part in parts if part.commitment is not None]
    fitting = [(part, each) for part, each in offered if each.kind == "proof"]
    if len(fitting) <= 1:
        return fitting[0][1] if fitting else None
    told: dict[str, str] = {}
    for part, each in fitting:
        for name, text in each.told:
            line = f"{part.item.full_name}：{text}"
            told[name] = f"{told[name]}；{line}" if name in told else line
    excluded = "；".join(f"{part.item.full_name}：{each.excluded}" for part, each in fitting if each.excluded)
    version = "、".join(dict.fromkeys(each.text_version for _, each in fitting))
    return Commitment("proof", tuple(told.items()), version, excluded)


_MISFITS = {
    "missing": ("ZC-GUIDE-15", "包含的事项没有办事指南，合不成一套材料：{}"),
    "twice": ("ZC-GUIDE-23", "同一事项列了两次：{}"),
    "cycle": ("ZC-GUIDE-24", "事项互相等待，哪一个也开始不了：{}"),
    "foreign-order": ("ZC-GUIDE-24", "先后顺序里有不属于它的事项：{}"),
    "nested": ("ZC-GUIDE-25", "包含的也是一件事，应当直接列出各个事项：{}"),
}


def misfit_flag(row: int, guide: ServiceGuide, error: JointError) -> Flag:
    """Why the theme in ``row`` of a file cannot come in."""
    code, words = _MISFITS[error.code]
    return Flag(row, code, f"一件事“{guide.item.full_name}”{words.format(error.detail)}。")


def resting_flags(theme: ServiceGuide, parts: Sequence[ServiceGuide]) -> list[Flag]:
    """Items of the theme that open no case now."""
    return [
        Flag(
            0,
            "ZC-GUIDE-26",
            f"一件事“{theme.item.full_name}”包含的“{part.item.full_name}”已{part.item.status}。",
        )
        for part in parts
        if part.item.status != "有效"
    ]
