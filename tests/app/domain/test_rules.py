"""The rule sets of two provinces, the book a case finds its set in, and rule files that must not be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.datafile import DataFileError
from app.domain.guide import Period
from app.domain.paper import PaperKind
from app.domain.rule_set import OPEN, SPECIAL_KINDS
from app.domain.rules import RuleSet, choose, paper_number, parse_rules, rule_book
from app.domain.rules_words import SETTINGS, differences, statements, validity_words
from app.domain.time import at
from tests.app.domain.kit import Counter

FOLDER = Path(__file__).parents[3] / "resources" / "rules"
FILES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.toml"))}
TEXT = FILES["liaoning"]
LIAONING, ZHEJIANG = parse_rules(TEXT), parse_rules(FILES["zhejiang"])
NATIONAL = parse_rules(FILES["national"])
PATTERN = '{short}{word}〔{year}〕{device}-{n:06d}号"\nre'
DELIVERY = 'delivery_period = "行政许可法 44"'
IDENTITY = {
    "id", "name", "province", "valid_from", "valid_to", "articles", "laws", "words", "pattern",
    "rehearsal_pattern",
}  # fmt: skip


def test_liaoning_as_the_law_has_it() -> None:
    rules = LIAONING
    assert rules.notice_period == rules.notice_period_for(licence=True) == Period(5)
    assert rules.notice_period_for(licence=False) == Period(5)
    assert rules.correction_period == Period(15)
    assert rules.delivery_period == Period(10)
    assert (rules.overdue.correction, rules.overdue.correction_failed) == ("视为撤回", "不予受理")
    assert (rules.overdue.tolerated, rules.overdue.tolerated_credit) == ("退件办结", False)
    assert (rules.tolerance_scope, rules.tolerance_period) == ("missing-or-flawed", None)
    assert not rules.acceptance_voucher_optional_on_spot
    assert rules.seal_words() == "本行政机关专用印章"
    assert rules.law("行政许可法 32(1)(4)") == "《中华人民共和国行政许可法》第三十二条第一款第四项"
    assert rules.law("S9 99") == "S9 99"


def test_zhejiang_as_its_own_regulation_has_it() -> None:
    rules = ZHEJIANG
    assert (rules.valid_from, rules.valid_to) == (date(2019, 1, 1), None)
    assert rules.notice_period == rules.notice_period_for(licence=False) == Period(0)
    assert rules.overdue.tolerated == "撤销受理"
    assert rules.tolerance_scope == "missing"
    assert rules.acceptance_voucher_optional_on_spot
    assert rules.seal_words() == "委托机关专用印章"
    assert rules.commitment_check_period == Period(60)
    # A paper of Zhejiang names the article of Zhejiang where the program cites Liaoning's.
    assert rules.law("S0 22(2)") == "《浙江省保障“最多跑一次”改革规定》第十一条第三款"


@pytest.mark.parametrize("rules", [LIAONING, ZHEJIANG, NATIONAL], ids=lambda rules: rules.id)
def test_what_the_national_law_says_holds_in_every_province(rules: RuleSet) -> None:
    assert rules.deemed_period == Period(5), "the notice on the spot does not make silence accept on the spot"
    assert (rules.licence_limit, rules.extension) == (Period(20), Period(10))
    assert (rules.joint_limit, rules.joint_extension) == (Period(45), Period(15))
    assert rules.hearing == (Period(20), Period(7))
    assert rules.special_kinds == SPECIAL_KINDS and "现场勘验" not in SPECIAL_KINDS
    assert rules.rectify_period == Period(15)
    assert (rules.snapshot_max_age_days, rules.clock_holdover_hours, rules.bar_after_default_days) == (
        7,
        72,
        0,
    )


@pytest.mark.parametrize("rules", [LIAONING, ZHEJIANG, NATIONAL], ids=lambda rules: rules.id)
def test_numbers_of_papers(rules: RuleSet) -> None:
    assert paper_number(rules, "D03", "沈西市监", 2026, "D07", 123) == "沈西市监补〔2026〕D07-000123号"
    rehearsed = paper_number(rules, "D02", "沈西市监", 2026, "D07", 1, rehearsal=True)
    assert rehearsed == "演沈西市监受〔2026〕D07-000001号"
    for kind in PaperKind:
        assert paper_number(rules, kind.value, "", 2026, "D07", 1).startswith(rules.words[kind])
    # No two papers share a word.
    assert len(set(rules.words.values())) == len(rules.words) == len(PaperKind)


def test_every_setting_has_a_name_and_says_on_what_it_stands() -> None:
    names = {each.name for each in fields(RuleSet)} - IDENTITY - {"overdue"}
    names |= {f"overdue.{each.name}" for each in fields(LIAONING.overdue)}
    assert set(SETTINGS) == names
    for rules in (LIAONING, ZHEJIANG, NATIONAL):
        for said in statements(rules):
            assert said.value and not said.value.startswith(("Period", "(", "True", "False")), said
            assert said.basis.startswith(("《", OPEN)), said


def test_the_provinces_differ_where_the_law_differs_each_with_its_article() -> None:
    found = {each.key: each for each in differences(LIAONING, ZHEJIANG)}
    assert set(found) == {
        "notice_period", "alarm_period", "acceptance_voucher_optional_on_spot", "tolerance_scope",
        "tolerance_pledge", "tolerance_credit_check", "supply_ways", "overdue.tolerated", "seal_of",
        "proof_exclusions",
    }  # fmt: skip
    notice = found["notice_period"]
    assert (notice.left, notice.right) == ("5个工作日", "当场")
    assert notice.left_basis == "《中华人民共和国行政许可法》第三十二条第一款第四项"
    assert notice.right_basis == "《浙江省保障“最多跑一次”改革规定》第十一条第三款"
    lapsed = found["overdue.tolerated"]
    assert (lapsed.left, lapsed.right) == ("退件办结", "撤销受理")
    assert lapsed.left_basis == "《辽宁省政务服务容缺受理管理办法》"
    assert lapsed.right_basis == "《浙江省保障“最多跑一次”改革规定》第十一条第二款"
    assert found["supply_ways"].right == "未规定"
    assert differences(LIAONING, LIAONING) == ()


def test_an_amount_of_days_is_said_with_its_unit() -> None:
    said = {each.key: each.value for each in statements(LIAONING)}
    assert said["clock_holdover_hours"] == "72小时"
    assert said["snapshot_max_age_days"] == "7日"
    assert said["bar_after_default_days"] == "不限制"
    assert said["tolerance_period"] == "不超过该事项的规定时限"
    own = replace(LIAONING, tolerance_period=Period(10), bar_after_default_days=183)
    assert [each.right for each in differences(LIAONING, own)] == ["10个工作日", "183日"]


# which set a case is under


def made(name: str, begin: date, end: date | None) -> RuleSet:
    return replace(LIAONING, id=name, valid_from=begin, valid_to=end)


OLD = made("old", date(2021, 2, 1), date(2026, 12, 31))
NEW = made("new", date(2027, 1, 1), None)


def test_a_case_finds_the_set_of_its_day() -> None:
    assert choose([NEW, OLD], date(2026, 12, 31)) is OLD
    assert choose([NEW, OLD], date(2027, 1, 1)) is NEW
    assert choose([OLD], date(2027, 1, 1)) is None
    assert choose([LIAONING, ZHEJIANG], date(2026, 9, 28), "33") is ZHEJIANG
    assert choose([LIAONING, ZHEJIANG], date(2020, 9, 28), "21") is None
    assert validity_words(OLD) == "2021年2月1日起施行，2026年12月31日止"


def test_a_case_keeps_the_set_of_its_day_when_new_rules_come() -> None:
    book = rule_book([NEW, OLD, ZHEJIANG], "210106")
    assert book.sets == (OLD, NEW)
    assert book.of_case("old", date(2026, 12, 30)) is OLD
    assert book.at(date(2027, 3, 1)) is NEW
    assert book.by_id("zhejiang-2019") is None
    # A case that came from a newer program names a set that is not here: the day decides.
    assert book.of_case("newer", date(2026, 12, 30)) is OLD


def test_nobody_is_turned_away_because_the_new_rules_have_not_arrived() -> None:
    book = rule_book([OLD], "210106")
    assert book.at(date(2027, 1, 4)) is OLD and not book.covers(date(2027, 1, 4))
    assert book.at(date(2020, 1, 2)) is OLD and not book.covers(date(2020, 1, 2))
    assert book.covers(date(2026, 12, 31))


@given(st.lists(st.integers(1, 900), min_size=1, max_size=5), st.integers(0, 4500))
def test_in_a_book_every_day_has_exactly_one_set(lengths: list[int], offset: int) -> None:
    sets: list[RuleSet] = []
    begin = date(2019, 1, 1)
    for n, length in enumerate(lengths):
        end = begin + timedelta(days=length - 1)
        sets.append(made(f"s{n}", begin, end if n + 1 < len(lengths) else None))
        begin = end + timedelta(days=1)
    book = rule_book(reversed(sets), "21")
    day = date(2019, 1, 1) + timedelta(days=offset)
    assert [rules for rules in sets if rules.in_force(day)] == [book.at(day)]


@pytest.mark.parametrize(
    ("sets", "region", "code"),
    [
        ([OLD, replace(OLD)], "210106", "ZC-RULE-07"),
        ([replace(OLD, valid_to=date(2027, 1, 1)), NEW], "210106", "ZC-RULE-08"),
        ([replace(OLD, valid_to=date(2026, 12, 30)), NEW], "210106", "ZC-RULE-08"),
        ([replace(OLD, valid_to=None), NEW], "210106", "ZC-RULE-08"),
        ([OLD, NEW], "440305", "ZC-RULE-09"),
    ],
)
def test_a_book_that_contradicts_itself_is_refused(sets: list[RuleSet], region: str, code: str) -> None:
    with pytest.raises(DataFileError) as caught:
        rule_book(sets, region)
    assert caught.value.code == code and caught.value.text


def test_a_clerk_in_zhejiang_is_never_shown_an_article_that_only_liaoning_issued() -> None:
    """What binds her is cited; what she could not find in any book of hers is not."""
    assert ZHEJIANG.law("S1 5") == "" and LIAONING.law("S1 5").startswith("《辽宁省")
    assert ZHEJIANG.law("S1 5；行政许可法 42(1)") == "《中华人民共和国行政许可法》第四十二条第一款"
    assert LIAONING.law("S4 11(3)") == "" and ZHEJIANG.law("S4 11(3)").startswith("《浙江省")
    # What the set words itself is its own, whatever the mark.
    assert ZHEJIANG.law("S0 22(2)").startswith("《浙江省")


@pytest.mark.law("J11", "L31")
def test_a_case_of_zhejiang_owes_its_notice_the_same_day_and_says_by_which_rules() -> None:
    days = {}
    for rules in (LIAONING, ZHEJIANG):
        counter = Counter(now=at(2026, 9, 28))
        counter.rules = rules
        received = counter.received().need().received
        assert received is not None
        days[received.rule_set] = received.notice_due
    assert days == {"liaoning-2021": date(2026, 10, 10), "zhejiang-2019": date(2026, 9, 28)}


# files that must not be used


def change(old: str, new: str) -> Callable[[str], str]:
    def changed(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return changed


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("[periods]", "[periods", "ZC-RULE-01", ""),
        ("[lights]", "[lights]\nsound = true", "ZC-RULE-02", "lights.sound"),
        ("[lights]", "[ligths]\nwarn_days = 3\n[lights]", "ZC-RULE-02", "ligths"),
        ("{ days = 15, ", "{ days = 15, hours = 1, ", "ZC-RULE-02", "periods.correction.hours"),
        ("[articles]\n", '[articles]\nmoon = "S0 9"\n', "ZC-RULE-02", "articles.moon"),
        ("[words]\n", '[words]\nD99 = "月"\n', "ZC-RULE-02", "words.D99"),
        ('limit = "item"', 'limit = "item"\nperiod = { days = 5, unit = "G" }', "ZC-RULE-02", "tolerance.period"),
        ("warn_days = 3", "", "ZC-RULE-03", "lights.warn_days"),
        ('limit = "item"', 'limit = "fixed"', "ZC-RULE-03", "tolerance.period"),
        ("kinds = [", "kind = [", "ZC-RULE-03", "special.kinds"),
        ('warn_days = "可改：没有规定"\n', "", "ZC-RULE-03", "articles.warn_days"),
        ('D05 = "不受"\n', "", "ZC-RULE-03", "words.D05"),
        ('province = "21"\n', "", "ZC-RULE-03", "province"),
        ("warn_days = 3", "warn_days = true", "ZC-RULE-04", "lights.warn_days"),
        ("days = 15", "days = -1", "ZC-RULE-04", "periods.correction"),
        ('province = "21"', 'province = "辽"', "ZC-RULE-04", "province"),
        ('seal_of = "authority"', 'seal_of = "hall"', "ZC-RULE-04", "seals.seal_of"),
        ('charged = "start"', 'charged = "both"', "ZC-RULE-04", "special.charged"),
        ('scope = "missing-or-flawed"', 'scope = "all"', "ZC-RULE-04", "tolerance.scope"),
        ('tolerated = "退件办结"', 'tolerated = "不了了之"', "ZC-RULE-04", "overdue.tolerated"),
        ('"专家评审"]', '"专家评审", "现场勘验"]', "ZC-RULE-04", "special.kinds"),
        ("duplicate_window_days = 1", "duplicate_window_days = -1", "ZC-RULE-04", "guards.duplicate_window_days"),
        (PATTERN, '{short.__class__}{n}"\nre', "ZC-RULE-05", "numbers.pattern"),
        (PATTERN, '{short}"\nre', "ZC-RULE-05", "numbers.pattern"),
        (PATTERN, '{short"\nre', "ZC-RULE-05", "numbers.pattern"),
        ('D05 = "不受"', 'D05 = "受"', "ZC-RULE-05", "words"),
        ("\n[periods]", "valid_to = 2020-12-31\n[periods]", "ZC-RULE-06", "valid_to"),
        (DELIVERY, 'delivery_period = "行政许可法 99"', "ZC-RULE-10", "articles.delivery_period"),
        (DELIVERY, 'delivery_period = "可改："', "ZC-RULE-10", "articles.delivery_period"),
        (DELIVERY, 'delivery_period = ""', "ZC-RULE-10", "articles.delivery_period"),
        ("notice = { days = 5", "notice = { days = 6", "ZC-RULE-11", "periods.notice"),
        ("deemed = { days = 5", "deemed = { days = 10", "ZC-RULE-11", "periods.deemed"),
        ("licence_limit = { days = 20", "licence_limit = { days = 21", "ZC-RULE-11", "periods.licence_limit"),
        ("extension = { days = 10", "extension = { days = 15", "ZC-RULE-11", "periods.extension"),
        ("hearing_notice = { days = 7", "hearing_notice = { days = 3", "ZC-RULE-11", "periods.hearing_notice"),
        (
            'hearing_notice = { days = 7, unit = "G"',
            'hearing_notice = { days = 7, unit = "Z"',
            "ZC-RULE-11",
            "periods.hearing_notice",
        ),
    ],
)  # fmt: skip
def test_a_wrong_rule_file_is_refused_with_its_place(old: str, new: str, code: str, where: str) -> None:
    with pytest.raises(DataFileError) as caught:
        parse_rules(change(old, new)(TEXT))
    assert (caught.value.code, caught.value.where) == (code, where)
    assert caught.value.text


def test_an_owed_material_may_have_a_period_of_its_own() -> None:
    own = change('limit = "item"', 'limit = "fixed"\nperiod = { days = 10, unit = "G" }')(TEXT)
    assert parse_rules(own).tolerance_period == Period(10)
