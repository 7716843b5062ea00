"""Rule sets: what a province leaves open or decides in its own way, as data with a span of validity.

A case keeps the rule set of its 收件 day for ever, so a set is a value and never changes; a new one begins
where the old one ends.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.datafile import DataFileError, Table
from app.domain.guide import Period, Unit

_NUMBER_FIELDS = {"short", "word", "year", "device", "n"}


@dataclass(frozen=True)
class Overdue:
    """What follows when something was not done in time.

    Each is an outcome the clock proposes and a person confirms.

    ``correction`` when the correction period passes, ``correction_failed`` when a correction called
    complete still fails, ``tolerated`` when a 容缺 material stays away. ``tolerated_credit`` says whether
    the last one is reported as a credit event.
    """

    correction: str
    correction_failed: str
    tolerated: str
    tolerated_credit: bool


@dataclass(frozen=True)
class RuleSet:
    """The rules of one province for one span of time.

    ``valid_to`` is None while the set is in force. ``notice_period`` binds 行政许可 (deemed acceptance
    follows), ``alarm_period`` is the same clock as an internal alarm for other kinds. ``laws`` gives the
    short name of every article cited by the program its words on paper, ``words`` the 文种字 of each kind
    of paper by its code (D01 …).
    """

    id: str
    name: str
    valid_from: date
    valid_to: date | None
    notice_period: Period
    alarm_period: Period
    correction_period: Period
    delivery_period: Period
    commitment_check_period: Period
    warn_days: int
    overdue: Overdue
    laws: Mapping[str, str]
    words: Mapping[str, str]
    pattern: str
    rehearsal_pattern: str

    def in_force(self, day: date) -> bool:
        """Whether the set governs a case received on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def notice_period_for(self, *, licence: bool) -> Period:
        """Period for the one-time notice: the law's own for 行政许可, the internal alarm for the rest."""
        return self.notice_period if licence else self.alarm_period

    def law(self, short: str) -> str:
        """Words of a cited article for paper; an article without an entry is printed as cited."""
        return self.laws.get(short, short)


def paper_number(
    rules: RuleSet, kind: str, short: str, year: int, device: str, n: int, rehearsal: bool = False
) -> str:
    """Number of a paper of ``kind`` (C1 code): 沈西市监补〔2026〕D07-000123号, marked 演 in rehearsal.

    ``short`` is the 机关代字 of the authority. Raises KeyError when the kind has no 文种字.
    """
    pattern = rules.rehearsal_pattern if rehearsal else rules.pattern
    return pattern.format(short=short, word=rules.words[kind], year=year, device=device, n=n)


def choose(rule_sets: Iterable[RuleSet], day: date) -> RuleSet | None:
    """The set in force on ``day``; of several the one that began last, None when there is none."""
    found = [rules for rules in rule_sets if rules.in_force(day)]
    return max(found, key=lambda rules: rules.valid_from, default=None)


def parse_rules(text: str) -> RuleSet:
    """Read a rule set from TOML.

    Raises DataFileError: ZC-RULE-01 not TOML, 02 unknown key, 03 missing key, 04 wrong kind of value, 05
    bad number pattern. Periods are written ``{ days = 15, unit = "G" }`` (G working days, Z natural days).
    """
    try:
        root = Table(tomllib.loads(text), "ZC-RULE")
    except tomllib.TOMLDecodeError:
        raise DataFileError("ZC-RULE-01", "", "规则文件不是有效的TOML文件。") from None
    periods, numbers = root.table("periods"), root.table("numbers")
    rules = RuleSet(
        id=root.text("id"),
        name=root.text("name"),
        valid_from=root.day("valid_from"),
        valid_to=root.day("valid_to") if "valid_to" in root else None,
        notice_period=_period(periods, "notice"),
        alarm_period=_period(periods, "alarm"),
        correction_period=_period(periods, "correction"),
        delivery_period=_period(periods, "delivery"),
        commitment_check_period=_period(periods, "commitment_check"),
        warn_days=root.table("lights").whole("warn_days"),
        overdue=_overdue(root.table("overdue")),
        laws=root.table("laws").all_texts(),
        words=root.table("words").all_texts(),
        pattern=_pattern(numbers, "pattern"),
        rehearsal_pattern=_pattern(numbers, "rehearsal"),
    )
    root.refuse_unknown()
    return rules


def _overdue(table: Table) -> Overdue:
    return Overdue(
        correction=table.text("correction"),
        correction_failed=table.text("correction_failed"),
        tolerated=table.text("tolerated"),
        tolerated_credit=table.flag("tolerated_credit"),
    )


def _period(table: Table, key: str) -> Period:
    period = table.table(key)
    days, unit = period.whole("days"), period.text("unit")
    if days < 0 or unit not in (Unit.WORKDAY, Unit.DAY):
        raise table.error("04", key, "时限应为天数和单位G（工作日）或Z（自然日）。")
    return Period(days, Unit(unit))


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
