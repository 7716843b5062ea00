"""The application form: every kind of field says what is wrong with it, and nothing odd gets onto paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guide import FormField
from app.usecases.intake import build_intake, field_flaw, form_flaws, prefill, shown_by_document
from tests.app.domain.kit import COMPANY, NURSE, PERSON, first_answers, guide_of

FIELD = FormField("f", "备注")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("date", ("2026-01-31", "20260131", "2026年1月31日", "2024-02-29"), ("2026-02-29", "明天", "2026-13-01")),
        ("number", ("3", "3.50"), ("三", "3,5", "-1", "３")),
        (
            "phone",
            ("13800000001", "024-0000-0101转8", "12345", "无"),
            ("138000000011", "1380000000", "1218000012", "没有", "1--2"),
        ),
        ("id", ("440524188001010014", "44052418800101001４"[:-1] + "4", "E00000000", "H00000000(0)"),
         ("440524188001010015", "E 0", "证件")),
        ("uscc", ("91210100MA00000XX5",), ("91210100MA00000XX6", "9121", "91210100MA00000XXO")),
        ("yesno", ("是", "否"), ("也许",)),
    ],
)  # fmt: skip
def test_each_kind_of_field_takes_what_is_right_and_refuses_what_is_not(
    kind: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    field = replace(FIELD, kind=kind)
    assert [value for value in good if field_flaw(field, value) is not None] == []
    flaws = [field_flaw(field, value) for value in bad]
    assert [flaw.code for flaw in flaws if flaw is not None] == ["ZC-FORM-05"] * len(bad)


@pytest.mark.parametrize(
    "mark", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u200b", "\u2028", "\ufeff", "\ud800"]
)
def test_what_nobody_sees_is_refused_in_every_field(mark: str) -> None:
    for kind in ("text", "long"):
        for source in ("", "applicant.name"):
            flaw = field_flaw(replace(FIELD, kind=kind, prefill=source), f"张{mark}三")
            assert flaw is not None and flaw.code == "ZC-FORM-03"


def test_lines_belong_to_long_fields_alone() -> None:
    assert field_flaw(replace(FIELD, kind="long"), "第一行\n第二行") is None
    flaw = field_flaw(FIELD, "第一行\n第二行")
    assert flaw is not None and flaw.code == "ZC-FORM-03"


def test_a_character_of_one_makers_own_is_refused_unless_the_card_itself_bears_it() -> None:
    flaw = field_flaw(FIELD, "张\ue000")
    assert flaw is not None and flaw.code == "ZC-FORM-07"
    assert field_flaw(replace(FIELD, prefill="applicant.name"), "张\ue000") is None
    assert field_flaw(FIELD, "㛃䶮𠮷") is None, "rare characters with a code of their own are no fault"


def test_ten_thousand_characters_are_refused_with_both_counts() -> None:
    flaw = field_flaw(replace(FIELD, kind="long", max_length=2000), "字" * 10_000)
    assert flaw is not None and flaw.code == "ZC-FORM-02" and "2000" in flaw.text and "10000" in flaw.text
    assert field_flaw(replace(FIELD, kind="long", max_length=10_000), "字" * 10_000) is None


@given(
    value=st.text(max_size=40),
    kind=st.sampled_from(["text", "long", "date", "number", "phone", "id", "uscc"]),
)
def test_no_value_makes_the_check_fall_over(value: str, kind: str) -> None:
    flaw = field_flaw(replace(FIELD, kind=kind), value)
    assert flaw is None or (flaw.code.startswith("ZC-FORM-") and flaw.text)


@pytest.mark.law("L03", "Z07")
def test_only_fields_of_the_chosen_case_are_asked_and_kept() -> None:
    guide = guide_of("食品生产许可")
    answers = first_answers(guide)
    filled = prefill(guide, answers, COMPANY, None)
    assert "salt_no" not in form_flaws(guide, answers, filled)
    assert form_flaws(guide, {**answers, "salt": "yes"}, filled)["salt_no"].code == "ZC-FORM-01"
    kept = build_intake(guide, COMPANY, None, answers, {**filled, "salt_no": "旧值"}).form
    assert "salt_no" not in kept and kept == filled


def test_what_was_typed_about_a_person_or_a_company_is_nobodys_document() -> None:
    guide = guide_of(NURSE)
    answers = first_answers(guide)
    assert shown_by_document(guide, answers, COMPANY, None) == {}
    assert shown_by_document(guide, answers, PERSON, None) == {}, "typed"
    assert PERSON.person is not None
    read = replace(PERSON.person, source="card", address="测试路1号", phone="13800000001")
    shown = shown_by_document(guide, answers, replace(PERSON, person=read), None)
    filled = prefill(guide, answers, replace(PERSON, person=read), None)
    assert shown.items() <= filled.items() and read.name in shown.values() and read.id_number in shown.values()
    assert read.phone not in shown.values() and read.address not in shown.values()
