"""The rule set of Liaoning, and rule files that must not be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.datafile import DataFileError
from app.domain.guide import Period
from app.domain.paper import PaperKind
from app.domain.rules import choose, paper_number, parse_rules

TEXT = (Path(__file__).parents[3] / "resources" / "rules" / "liaoning.toml").read_text(encoding="utf-8")
PATTERN = '{short}{word}〔{year}〕{device}-{n:06d}号"\nre'


def test_liaoning_as_the_law_has_it() -> None:
    rules = parse_rules(TEXT)
    assert rules.notice_period == rules.notice_period_for(licence=True) == Period(5)
    assert rules.notice_period_for(licence=False) == Period(5)
    assert rules.correction_period == Period(15)
    assert rules.delivery_period == Period(10)
    assert (rules.overdue.correction, rules.overdue.correction_failed) == ("视为撤回", "不予受理")
    assert (rules.overdue.tolerated, rules.overdue.tolerated_credit) == ("退件办结", False)
    assert rules.law("行政许可法 32(1)(4)") == "《中华人民共和国行政许可法》第三十二条第一款第四项"
    assert rules.law("S9 99") == "S9 99"


def test_numbers_of_papers() -> None:
    rules = parse_rules(TEXT)
    assert paper_number(rules, "D03", "沈西市监", 2026, "D07", 123) == "沈西市监补〔2026〕D07-000123号"
    rehearsed = paper_number(rules, "D02", "沈西市监", 2026, "D07", 1, rehearsal=True)
    assert rehearsed == "演沈西市监受〔2026〕D07-000001号"
    # Every paper the program gives out has its word, and no two papers share one.
    assert {kind.value for kind in PaperKind} <= set(rules.words)
    assert len(set(rules.words.values())) == len(rules.words)


def test_a_case_finds_the_set_of_its_day() -> None:
    rules = parse_rules(TEXT)
    later = parse_rules(TEXT.replace("liaoning-2021", "next").replace("2019-09-01\n\n[", "2027-01-01\n\n["))
    assert later.valid_from == date(2027, 1, 1)
    assert choose([later, rules], date(2026, 9, 28)) is rules
    assert choose([later, rules], date(2027, 1, 1)) is later
    assert choose([rules], date(2019, 8, 31)) is None
    ended = parse_rules(TEXT.replace("\n[periods]", "valid_to = 2026-12-31\n[periods]", 1))
    assert choose([ended], date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("[periods]", "[periods", "ZC-RULE-01", ""),
        ("[lights]", "[lights]\nsound = true", "ZC-RULE-02", "lights.sound"),
        ("[lights]", "[ligths]\nwarn_days = 3\n[lights]", "ZC-RULE-02", "ligths"),
        ("warn_days = 3", "", "ZC-RULE-03", "lights.warn_days"),
        ("warn_days = 3", "warn_days = true", "ZC-RULE-04", "lights.warn_days"),
        ("days = 15", "days = -1", "ZC-RULE-04", "periods.correction"),
        ("{ days = 15, ", "{ days = 15, hours = 1, ", "ZC-RULE-02", "periods.correction.hours"),
        (PATTERN, '{short.__class__}{n}"\nre', "ZC-RULE-05", "numbers.pattern"),
        (PATTERN, '{short}"\nre', "ZC-RULE-05", "numbers.pattern"),
        (PATTERN, '{short"\nre', "ZC-RULE-05", "numbers.pattern"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_its_place(old: str, new: str, code: str, where: str) -> None:
    assert old in TEXT
    with pytest.raises(DataFileError) as caught:
        parse_rules(TEXT.replace(old, new, 1))
    assert (caught.value.code, caught.value.where) == (code, where)
