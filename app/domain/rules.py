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
from typing import Any

from app.domain.datafile import DataFileError
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

    def document_number(
        self, kind: str, short: str, year: int, device: str, n: int, *, rehearsal: bool = False
    ) -> str:
        """Number of a paper of ``kind`` (C1 code): 沈西市监告〔2026〕D07-000123号, marked 演 in rehearsal.

        ``short`` is the 机关代字 of the authority. Raises KeyError when the kind has no 文种字.
        """
        pattern = self.rehearsal_pattern if rehearsal else self.pattern
        return pattern.format(short=short, word=self.words[kind], year=year, device=device, n=n)

    def law(self, short: str) -> str:
        """Words of a cited article for paper; an article without an entry is printed as cited."""
        return self.laws.get(short, short)


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
        root = _Table(tomllib.loads(text), "")
    except tomllib.TOMLDecodeError:
        raise DataFileError("ZC-RULE-01", "", "规则文件不是有效的TOML文件。") from None
    periods, numbers = root.table("periods"), root.table("numbers")
    rules = RuleSet(
        id=root.text("id"),
        name=root.text("name"),
        valid_from=root.day("valid_from"),
        valid_to=root.day("valid_to") if root.has("valid_to") else None,
        notice_period=periods.period("notice"),
        alarm_period=periods.period("alarm"),
        correction_period=periods.period("correction"),
        delivery_period=periods.period("delivery"),
        commitment_check_period=periods.period("commitment_check"),
        warn_days=root.table("lights").whole("warn_days"),
        overdue=_overdue(root.table("overdue")),
        laws=root.table("laws").texts(),
        words=root.table("words").texts(),
        pattern=numbers.pattern("pattern"),
        rehearsal_pattern=numbers.pattern("rehearsal"),
    )
    root.refuse_unknown()
    return rules


def _overdue(table: _Table) -> Overdue:
    return Overdue(
        correction=table.text("correction"),
        correction_failed=table.text("correction_failed"),
        tolerated=table.text("tolerated"),
        tolerated_credit=table.flag("tolerated_credit"),
    )


class _Table:
    """A TOML table that remembers which of its keys were asked for, so that what nobody knows is refused."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self._data = data
        self._where = where
        self._asked: set[str] = set()
        self._tables: dict[str, _Table] = {}

    def has(self, key: str) -> bool:
        return key in self._data

    def table(self, key: str) -> _Table:
        if key not in self._tables:
            self._tables[key] = _Table(self._get(key, dict), self._path(key))
        return self._tables[key]

    def text(self, key: str) -> str:
        return str(self._get(key, str))

    def whole(self, key: str) -> int:
        return int(self._get(key, int))

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool))

    def day(self, key: str) -> date:
        value = self._get(key, date)
        assert isinstance(value, date)
        return value

    def texts(self) -> Mapping[str, str]:
        return {key: self.text(key) for key in self._data}

    def period(self, key: str) -> Period:
        table = self.table(key)
        days, unit = table.whole("days"), table.text("unit")
        if days < 0 or unit not in (Unit.WORKDAY, Unit.DAY):
            raise DataFileError("ZC-RULE-04", self._path(key), "时限应为天数和单位G（工作日）或Z（自然日）。")
        return Period(days, Unit(unit))

    def pattern(self, key: str) -> str:
        """A number pattern; only plain fields, since attribute access would reach into the program."""
        value = self.text(key)
        try:
            fields = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
            value.format(short="", word="", year=2026, device="", n=1)
        except (ValueError, KeyError, IndexError, AttributeError):
            fields = {"?"}
        if fields - _NUMBER_FIELDS or "n" not in fields:
            raise DataFileError("ZC-RULE-05", self._path(key), f"文书编号格式不对：{value}")
        return value

    def refuse_unknown(self) -> None:
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            raise DataFileError("ZC-RULE-02", self._path(unknown[0]), f"规则文件有不认识的项：{unknown[0]}。")
        for table in self._tables.values():
            table.refuse_unknown()

    def _get(self, key: str, kind: type) -> Any:
        self._asked.add(key)
        if key not in self._data:
            raise DataFileError("ZC-RULE-03", self._path(key), f"规则文件缺少：{self._path(key)}。")
        value = self._data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise DataFileError("ZC-RULE-04", self._path(key), f"规则文件的值类型不对：{self._path(key)}。")
        return value

    def _path(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key
