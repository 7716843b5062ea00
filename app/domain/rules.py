"""Rule sets of a province: read from their files, gathered in a book, found for the day of a case."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from app.domain.datafile import DataFileError, Table
from app.domain.guide import Period, Unit
from app.domain.paper import PaperKind
from app.domain.rule_set import OPEN, SPECIAL_KINDS, Overdue, RuleSet
from app.domain.rules_words import SETTINGS
from app.values import dataclass

__all__ = ["Overdue", "RuleBook", "RuleSet", "choose", "paper_number", "parse_rules", "rule_book"]

_NUMBER_FIELDS = {"short", "word", "year", "device", "n"}
_AT_MOST = {
    # 行政许可法 32(1)(4), 42, 44, 47: a province may be quicker, never slower.
    "notice": 5, "deemed": 5, "delivery": 10, "licence_limit": 20, "extension": 10,
    "joint_limit": 45, "joint_extension": 15, "hearing_hold": 20,
}  # fmt: skip
# 行政许可法 47, 48: time that belongs to the applicant may grow, never shrink.
_AT_LEAST = {"hearing_notice": 7}


@dataclass(frozen=True)
class RuleBook:
    """All sets of one province, the earliest first, without a gap or an overlap; made by :func:`rule_book`."""

    sets: tuple[RuleSet, ...]

    def at(self, day: date) -> RuleSet:
        """The set for a case received on ``day``.

        Outside the span of the book the nearest set speaks: a 收件 is never refused because nobody has sent the new
        rules yet. :meth:`covers` tells when that is so.
        """
        return choose(self.sets, day) or (self.sets[0] if day < self.sets[0].valid_from else self.sets[-1])

    def covers(self, day: date) -> bool:
        """Whether a set was made for ``day``."""
        return choose(self.sets, day) is not None

    def by_id(self, rule_set: str) -> RuleSet | None:
        """The set of this id; None when this program does not have it."""
        return next((rules for rules in self.sets if rules.id == rule_set), None)

    def of_case(self, rule_set: str, received_on: date) -> RuleSet:
        """The set a case was received under; that of the day when its id is not known here (a newer program's)."""
        return self.by_id(rule_set) or self.at(received_on)


def choose(rule_sets: Iterable[RuleSet], day: date, province: str = "") -> RuleSet | None:
    """The set in force on ``day`` in ``province`` (first two digits of its codes, empty for any).

    Of several the one that began last; None when there is none.
    """
    found = [rules for rules in rule_sets if rules.in_force(day) and rules.province.startswith(province)]
    return max(found, key=lambda rules: rules.valid_from, default=None)


def rule_book(rule_sets: Iterable[RuleSet], region: str) -> RuleBook:
    """The book of the province in which ``region`` (a division code) lies.

    Raises DataFileError: ZC-RULE-07 an id twice, 08 two sets for one day or a day without a set between two, 09 no
    set for the province.
    """
    of_province = [rules for rules in rule_sets if rules.province == region[:2]]
    sets = tuple(sorted(of_province, key=lambda rules: rules.valid_from))
    if not sets:
        raise DataFileError("ZC-RULE-09", region, f"没有行政区划{region}所在省的规则。")
    ids = [rules.id for rules in sets]
    for each in ids:
        if ids.count(each) > 1:
            raise DataFileError("ZC-RULE-07", each, f"有两套规则同名“{each}”。")
    for early, late in pairwise(sets):
        if early.valid_to is None or early.valid_to + timedelta(days=1) != late.valid_from:
            text = f"“{early.id}”应在“{late.id}”施行的前一日失效，两套规则不能重叠，也不能空档。"
            raise DataFileError("ZC-RULE-08", late.id, text)
    return RuleBook(sets)


def paper_number(
    rules: RuleSet, kind: str, short: str, year: int, device: str, n: int, rehearsal: bool = False
) -> str:
    """Number of a paper of ``kind`` (C1 code): 沈西市监补〔2026〕D07-000123号, marked 演 in rehearsal.

    ``short`` is the 机关代字 of the authority. Raises KeyError when the kind has no 文种字.
    """
    pattern = rules.rehearsal_pattern if rehearsal else rules.pattern
    return pattern.format(short=short, word=rules.words[kind], year=year, device=device, n=n)


def parse_rules(text: str) -> RuleSet:
    """Read a rule set from TOML.

    Raises DataFileError: ZC-RULE-01 not TOML, 02 unknown key, 03 missing key (a setting without its article and a
    paper without its 文种字 too), 04 value of the wrong kind or none that the program knows, 05 bad number pattern or
    one 文种字 for two papers, 06 an end before the beginning, 10 an article without words, 11 a period that
    行政许可法 does not allow. Periods are written ``{ days = 15, unit = "G" }`` (G working days, Z natural days).
    """
    try:
        root = Table(tomllib.loads(text), "ZC-RULE")
    except tomllib.TOMLDecodeError:
        raise DataFileError("ZC-RULE-01", "", "规则文件不是有效的TOML文件。") from None
    numbers = root.table("numbers")
    rules = RuleSet(
        id=root.text("id"),
        name=root.text("name"),
        province=root.text("province"),
        valid_from=root.day("valid_from"),
        valid_to=root.day("valid_to") if "valid_to" in root else None,
        warn_days=root.table("lights").whole("warn_days"),
        overdue=_overdue(root.table("overdue")),
        articles=root.table("articles").all_texts(),
        laws=root.table("laws").all_texts(),
        words=root.table("words").all_texts(),
        pattern=_pattern(numbers, "pattern"),
        rehearsal_pattern=_pattern(numbers, "rehearsal"),
        **_periods(root.table("periods")),
        **_tolerance(root.table("tolerance")),
        **_choices(root),
        **_guards(root.table("guards")),
    )
    root.refuse_unknown()
    _check(rules, root)
    return rules


def _overdue(table: Table) -> Overdue:
    return Overdue(
        correction=_one_of(table, "correction", "视为撤回"),
        correction_failed=_one_of(table, "correction_failed", "不予受理"),
        tolerated=_one_of(table, "tolerated", "退件办结", "撤销受理"),
        tolerated_credit=table.flag("tolerated_credit"),
    )


def _periods(table: Table) -> dict[str, Any]:
    named = {
        "notice": "notice_period",
        "deemed": "deemed_period",
        "alarm": "alarm_period",
        "correction": "correction_period",
        "delivery": "delivery_period",
        "commitment_check": "commitment_check_period",
        "rectify": "rectify_period",
    }
    same = (
        "licence_limit", "extension", "joint_limit", "joint_extension", "hearing_hold",
        "hearing_notice",
    )  # fmt: skip
    return {field: _period(table, key) for key, field in (named | dict(zip(same, same, strict=True))).items()}


def _period(table: Table, key: str) -> Period:
    period = table.table(key)
    days, unit = period.whole("days"), period.text("unit")
    if days < 0 or unit not in (Unit.WORKDAY, Unit.DAY):
        raise table.error("04", key, "时限应为天数和单位G（工作日）或Z（自然日）。")
    # Natural days never end later than as many working days, so they may only make a limit of the law shorter.
    lax = days > _AT_MOST.get(key, days) or days < _AT_LEAST.get(key, days)
    if lax or (key in _AT_LEAST and unit != Unit.WORKDAY):
        raise table.error("11", key, f"“{table.path(key)}”超出行政许可法允许的时限。")
    return Period(days, Unit(unit))


def _tolerance(table: Table) -> dict[str, Any]:
    own = _one_of(table, "limit", "item", "fixed") == "fixed"
    return {
        "tolerance_period": _period(table, "period") if own else None,
        "tolerance_scope": _one_of(table, "scope", "missing-or-flawed", "missing"),
        "tolerance_pledge": table.flag("pledge"),
        "tolerance_credit_check": table.flag("credit_check"),
        "supply_ways": _texts(table, "supply_ways"),
    }


def _choices(root: Table) -> dict[str, Any]:
    special, commitment = root.table("special"), root.table("commitment")
    kinds = _texts(special, "kinds")
    if not set(kinds) <= set(SPECIAL_KINDS):
        text = "特别程序只有《行政许可法》第四十五条的八种；其他的由办事指南写明依据。"
        raise special.error("04", "kinds", text)
    return {
        "acceptance_voucher_optional_on_spot": root.table("acceptance").flag("voucher_optional_on_spot"),
        "seal_of": _one_of(root.table("seals"), "seal_of", "authority", "delegating"),
        "special_kinds": kinds,
        "ex_officio_kinds": _texts(root.table("items"), "ex_officio"),
        "pause_charged": _one_of(special, "charged", "start", "end"),
        "proof_exclusions": _texts(commitment, "proof_exclusions"),
        "licence_exclusions": _texts(commitment, "licence_exclusions"),
    }


def _guards(table: Table) -> dict[str, Any]:
    names = (
        "snapshot_max_age_days",
        "clock_holdover_hours",
        "bar_after_default_days",
        "duplicate_window_days",
    )
    values = {name: table.whole(name) for name in names}
    for name, value in values.items():
        if value < 0:
            raise table.error("04", name, f"“{table.path(name)}”不能是负数。")
    return values


def _one_of(table: Table, key: str, *known: str) -> str:
    value = table.text(key)
    if value not in known:
        raise table.error("04", key, f"“{table.path(key)}”只能是{'、'.join(known)}。")
    return value


def _texts(table: Table, key: str) -> tuple[str, ...]:
    """A list that must be written down even when it is empty."""
    if key not in table:
        raise table.error("03", key, f"缺少“{table.path(key)}”。")
    return table.texts(key)


def _pattern(table: Table, key: str) -> str:
    """A number pattern; only plain fields, since attribute access would reach into the program."""
    value = table.text(key)
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
        value.format(short="", word="", year=2026, device="", n=1)
    except (ValueError, KeyError, IndexError, AttributeError):
        fields = {"?"}
    if fields - _NUMBER_FIELDS or "n" not in fields:
        raise table.error("05", key, f"文书编号格式不对：{value}")
    return value


def _check(rules: RuleSet, root: Table) -> None:
    """What can only be seen in the whole."""
    if not re.fullmatch(r"\d\d", rules.province):
        raise root.error("04", "province", "省应为行政区划代码的前两位。")
    if rules.valid_to is not None and rules.valid_to < rules.valid_from:
        raise root.error("06", "valid_to", "失效日期早于施行日期。")
    _same_keys(root.table("words"), rules.words, [kind.value for kind in PaperKind])
    if len(set(rules.words.values())) < len(rules.words):
        raise root.error("05", "words", "两种文书的文种字相同。")
    _same_keys(root.table("articles"), rules.articles, list(SETTINGS))
    for setting, basis in rules.articles.items():
        cited = [] if basis.startswith(OPEN) else basis.split("；")
        unknown = [short for short in cited if short not in rules.laws]
        if unknown or basis in ("", OPEN):
            text = f"“{setting}”的依据“{'、'.join(unknown)}”没有写明条文。"
            raise root.error("10", f"articles.{setting}", text)


def _same_keys(table: Table, found: Mapping[str, str], wanted: list[str]) -> None:
    for key in wanted:
        if key not in found:
            raise table.error("03", key, f"缺少“{table.path(key)}”。")
    for key in found:
        if key not in wanted:
            raise table.error("02", key, f"有不认识的项“{table.path(key)}”。")
