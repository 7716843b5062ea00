"""The 36 elements of a guide (办事指南要素, S2 规范2): their order, their layer, and the values the handbook names.

The lists are open: live guides use values of their own (通办范围 全县, 办理形式 快递申请), which come in, are
shown and go out as they are; they are only pointed out.
"""

from __future__ import annotations

from app.domain.codes import decode_item
from app.domain.guide import MaterialLine, Period, ServiceGuide
from app.values import dataclass

COMMON = 9
STEPS = ("申请", "材料补正", "原件预审", "缴费", "物流", "受理", "办结", "签收")
NAMES = (
    "事项名称", "事项类型", "设定依据", "权限划分", "法定办结时限", "受理条件", "申请材料", "中介服务", "服务对象",
    "基本编码", "实施编码", "行使层级", "行使内容", "实施机构", "实施主体性质", "联办机构", "办理流程", "数量限制",
    "结果名称", "结果样本", "是否收费", "收费标准", "收费依据", "办件类型", "承诺办结时限", "通办范围", "办理形式",
    "预约办理", "网上支付", "物流快递", "运行系统", "办理地点", "办理时间", "咨询电话", "常见问题", "监督电话",
)  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    "服务对象": ("自然人", "法人"),
    "行使层级": ("省级", "市级", "县级"),
    "实施主体性质": ("法定机关", "授权组织", "受委托组织", "其他"),
    "是否收费": ("是", "否"),
    "办件类型": ("承诺件", "即办件"),
    "通办范围": ("全国", "跨省", "跨市", "跨县"),
    "办理形式": ("窗口办理", "网上办理", "都可以"),
    "预约办理": ("可以", "不可以"),
    "网上支付": ("可以", "不可以"),
    "物流快递": ("可以", "不可以"),
    "运行系统": ("国家级", "省级", "市级"),
}
# 可以 is followed by the channel, the account or the courier, in the same cell.
EXPLAINED = frozenset(("预约办理", "网上支付", "物流快递"))
TOLERANCE = "容缺受理范围"
# Missing without harm: 暂不填写 (10, 11), only in some items (权限划分, 中介服务, 联办机构, 收费标准, 收费依据),
# and a picture that a text catalogue cannot hold (结果样本).
_OPTIONAL = frozenset(
    (
        "权限划分",
        "中介服务",
        "基本编码",
        "实施编码",
        "行使内容",
        "联办机构",
        "结果样本",
        "收费标准",
        "收费依据",
    )
)
_EIGHT = ("事项名称", "受理条件", "申请材料", "办理流程", "设定依据")


@dataclass(frozen=True)
class Element:
    """One of the 36, or one of the source's own (``number`` 0), as a person reads it."""

    number: int
    name: str
    value: str

    @property
    def common(self) -> bool:
        """Whether the province or the city writes it (共性) and no department may change it."""
        return 1 <= self.number <= COMMON


def elements_of(guide: ServiceGuide) -> tuple[Element, ...]:
    """All 36 elements of a guide in the order of the form, empty ones included, then the source's own."""
    own = dict(guide.elements)
    typed = _typed(guide)
    known = [
        Element(number, name, typed.get(name) or own.get(name, ""))
        for number, name in enumerate(NAMES, start=1)
    ]
    return (*known, *(Element(0, name, value) for name, value in guide.elements if name not in NAMES))


def _typed(guide: ServiceGuide) -> dict[str, str]:
    fee, code = guide.fee, decode_item(guide.item.code)
    return {
        "事项名称": guide.item.full_name,
        "设定依据": "\n".join(guide.basis),
        "法定办结时限": _words(guide.legal),
        "受理条件": guide.conditions,
        "申请材料": "\n".join(material_words(line) for line in guide.materials),
        "基本编码": (code.base12 or code.handbook10) if code else "",
        "实施编码": guide.item.code,
        "实施机构": guide.item.department,
        "数量限制": guide.quantity_limit,
        "结果名称": guide.result_name,
        "是否收费": "是" if fee.charged else "否",
        "收费标准": fee.standard,
        "收费依据": fee.basis,
        "办件类型": dict(guide.elements).get("办件类型", guide.mode.value),
        "承诺办结时限": _words(guide.promised),
    }


def _words(period: Period | None) -> str:
    return period.words() if period is not None else ""


def material_words(line: MaterialLine) -> str:
    """A line of the material list in words: 2. 营业执照 原件1份."""
    counts = [f"{word}{n}份" for word, n in (("原件", line.originals), ("复印件", line.copies)) if n]
    return f"{line.number}. {line.name} {'、'.join(counts)}".rstrip()


def missing_by_law(guide: ServiceGuide) -> tuple[str, ...]:
    """What S0 art 8 wants in every guide and this one lacks, the 时限 and the 容缺受理范围 included."""
    values = {element.name: element.value for element in elements_of(guide)}
    lacking = [name for name in _EIGHT if not values[name]]
    if guide.legal is None and guide.promised is None:
        lacking.append("办事时限")
    if TOLERANCE not in values and not any(line.tolerable for line in guide.materials):
        lacking.append(TOLERANCE)
    return tuple(lacking)


def missing_by_handbook(guide: ServiceGuide) -> tuple[str, ...]:
    """Elements of the form that are empty though the handbook wants them filled, those of S0 art 8 left out."""
    charged = ("收费标准", "收费依据") if guide.fee.charged else ()
    levels = ("权限划分",) if len(_parts(_value(guide, "行使层级"))) > 1 else ()
    return tuple(
        element.name
        for element in elements_of(guide)
        if element.number
        and not element.value
        and element.name not in (*_EIGHT, "法定办结时限", "承诺办结时限")
        and (element.name not in _OPTIONAL or element.name in (*charged, *levels))
    )


def unusual_values(guide: ServiceGuide) -> tuple[tuple[str, str], ...]:
    """(element, value) pairs that the handbook does not name."""
    found = []
    for element in elements_of(guide):
        allowed = ALLOWED.get(element.name)
        for part in _parts(element.value) if allowed else ():
            if element.name in EXPLAINED and part.startswith(allowed or ()):
                break
            if allowed and part not in allowed:
                found.append((element.name, part))
    return tuple(found)


def _value(guide: ServiceGuide, name: str) -> str:
    return next((element.value for element in elements_of(guide) if element.name == name), "")


def _parts(text: str) -> list[str]:
    for mark in "，,;；/\n":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]
