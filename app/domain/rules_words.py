"""The settings of a rule set by name: what each says in words, and where two sets differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.guide import Period
from app.domain.rule_set import RuleSet
from app.values import dataclass

SETTINGS: Mapping[str, str] = {
    "notice_period": "一次性告知（行政许可）",
    "deemed_period": "视为受理",
    "alarm_period": "一次性告知（其他事项，内部预警）",
    "correction_period": "补正期限",
    "overdue.correction": "逾期未补正",
    "overdue.correction_failed": "补正后仍不符合要求",
    "acceptance_voucher_optional_on_spot": "当场办结可不出具受理凭证",
    "tolerance_scope": "容缺受理的范围",
    "tolerance_pledge": "容缺受理须先签承诺书",
    "tolerance_credit_check": "容缺受理须先查信用",
    "tolerance_period": "容缺补交期限",
    "supply_ways": "容缺材料的补交方式",
    "overdue.tolerated": "容缺材料逾期未补交",
    "overdue.tolerated_credit": "容缺逾期上报信用",
    "bar_after_default_days": "失信后不再适用承诺、容缺",
    "seal_of": "受理文书的印章",
    "licence_limit": "作出许可决定",
    "extension": "延长期限",
    "joint_limit": "统一、联合、集中办理",
    "joint_extension": "统一、联合、集中办理的延长期限",
    "delivery_period": "颁发、送达",
    "special_kinds": "不计入期限的特别程序",
    "ex_officio_kinds": "窗口不收申请的事项类型（依职权）",
    "pause_charged": "特别程序起止日",
    "hearing_hold": "组织听证",
    "hearing_notice": "听证前通知",
    "commitment_check_period": "告知承诺许可的核查",
    "proof_exclusions": "不适用证明事项告知承诺的情形",
    "licence_exclusions": "不适用许可告知承诺的情形",
    "rectify_period": "差评整改",
    "snapshot_max_age_days": "信用名单的有效天数",
    "clock_holdover_hours": "未校时仍可信的小时数",
    "duplicate_window_days": "重复办件的提示天数",
    "warn_days": "亮黄灯的剩余天数",
}
"""Every setting of a rule set → its name. A field of :class:`RuleSet`, or of its ``overdue`` after a dot."""

_WORDS: Mapping[tuple[str, object], str] = {
    ("tolerance_scope", "missing-or-flawed"): "次要材料欠缺或者有瑕疵",
    ("tolerance_scope", "missing"): "仅办事指南确定的容缺材料欠缺",
    ("tolerance_period", None): "不超过该事项的规定时限",
    ("pause_charged", "start"): "开始当日计入期限，结束当日不计入",
    ("pause_charged", "end"): "开始当日不计入期限，结束当日计入",
    ("bar_after_default_days", 0): "不限制",
}
_AT_ONCE = ("notice_period", "alarm_period")
_UNITS = {"clock_holdover_hours": "小时"}


@dataclass(frozen=True)
class Statement:
    """One setting of a set: its key and name, its value in words, and the article it stands on in words."""

    key: str
    name: str
    value: str
    basis: str


@dataclass(frozen=True)
class Difference:
    """One setting in which two sets differ, each side with its own article."""

    key: str
    name: str
    left: str
    right: str
    left_basis: str
    right_basis: str


def statements(rules: RuleSet) -> tuple[Statement, ...]:
    """Every setting of ``rules`` in words."""
    return tuple(Statement(key, name, _words(rules, key), rules.basis(key)) for key, name in SETTINGS.items())


def differences(left: RuleSet, right: RuleSet) -> tuple[Difference, ...]:
    """Where two sets differ in what they say, in the order of a case's life."""
    pairs = zip(statements(left), statements(right), strict=True)
    return tuple(
        Difference(one.key, one.name, one.value, other.value, one.basis, other.basis)
        for one, other in pairs
        if one.value != other.value
    )


def validity_words(rules: RuleSet) -> str:
    """2019年1月1日起施行, with the last day when there is one."""
    begin = f"{rules.valid_from.year}年{rules.valid_from.month}月{rules.valid_from.day}日起施行"
    end = rules.valid_to
    return begin if end is None else f"{begin}，{end.year}年{end.month}月{end.day}日止"


def _words(rules: RuleSet, key: str) -> str:
    value = _value(rules, key)
    if (key, value) in _WORDS:
        return _WORDS[key, value]
    if key == "seal_of":
        return rules.seal_words()
    if isinstance(value, Period):
        return "当场" if value.days == 0 and key in _AT_ONCE else value.words()
    return _plain(value, _UNITS.get(key, "日"))


def _plain(value: object, unit: str) -> str:
    kinds: tuple[tuple[type, Callable[[object], str]], ...] = (
        (bool, lambda flag: "是" if flag else "否"),
        (int, lambda number: f"{number}{unit}"),
        (tuple, lambda items: "、".join(map(str, _items(items))) or "未规定"),
    )
    return next((say(value) for kind, say in kinds if isinstance(value, kind)), str(value))


def _items(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _value(rules: RuleSet, key: str) -> object:
    first, _, rest = key.partition(".")
    value: object = getattr(rules, first)
    return getattr(value, rest) if rest else value
