"""What changed is said in words, and a case between two versions keeps the better of both."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.guide import (
    Choice,
    Commitment,
    Condition,
    Fee,
    FormField,
    MaterialLine,
    Period,
    ServiceGuide,
    SituationQuestion,
    Unit,
    form_fields,
    material_lines,
)
from app.domain.guide_changes import better_of_both, guide_changes, paired
from app.domain.guide_file import parse_guides
from app.domain.proofs import OFF_LIST

TEXT = (Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
FOOD = parse_guides(TEXT)[0]


def line(name: str, **more: object) -> MaterialLine:
    return replace(MaterialLine(name, 1, name), **more)  # type: ignore[arg-type]


def texts(new: ServiceGuide, old: ServiceGuide = FOOD) -> list[str]:
    return [change.text for change in guide_changes(old, new)]


def test_that_a_material_may_not_be_asked_for_any_more_is_said_without_an_article_of_another_province() -> None:
    """The words on disk bear one where an older program took the guide in."""
    stored = replace(FOOD.materials[1], blocked=OFF_LIST + "（辽宁省政府令328号第十二条）")
    said = texts(replace(FOOD, materials=(FOOD.materials[0], stored, *FOOD.materials[2:])))
    assert f"不得再要求材料“{stored.name}”：{OFF_LIST}" in said


@pytest.mark.law("H13")
def test_a_clerk_reads_what_came_what_went_and_what_became_longer() -> None:
    new = replace(
        FOOD,
        materials=(*FOOD.materials[1:], line("卫生检测报告")),
        promised=Period(10),
        legal=Period(30, Unit.DAY),
        fee=Fee(True, 1050, "每件"),
        item=replace(FOOD.item, status="暂停"),
        conditions="另有规定",
    )
    said = texts(new)
    assert "不再要求材料“食品生产许可申请书”" in said
    assert "新增材料“卫生检测报告”" in said
    assert "承诺办结时限由7个工作日改为10个工作日" in said
    assert "法定办结时限由20个工作日改为30日" in said
    assert "收费由不收费改为10.50元（每件）" in said
    assert "状态由有效改为暂停" in said
    assert any(text.startswith("受理条件由") for text in said)
    harder = {change.text for change in guide_changes(FOOD, new) if change.harder}
    assert "新增材料“卫生检测报告”" in harder and "不再要求材料“食品生产许可申请书”" not in harder
    assert guide_changes(FOOD, FOOD) == ()


@pytest.mark.law("H13")
def test_counts_relief_questions_and_form_are_told_line_by_line() -> None:
    first = replace(FOOD.materials[1], originals=3, tolerable=True)
    new = replace(
        FOOD,
        materials=(FOOD.materials[0], first, *FOOD.materials[2:]),
        questions=FOOD.questions[1:],
        form=FOOD.form[1:],
    )
    said = texts(new)
    assert f"材料“{first.name}”的原件份数由“1份”改为“3份”" in said
    assert f"材料“{first.name}”的容缺由“不可以”改为“可以”" in said
    assert f"不再询问情形“{FOOD.questions[0].text}”" in said
    assert f"申请表去掉“{FOOD.form[0].label}”" in said


@pytest.mark.law("H13")
def test_what_decides_how_a_case_runs_is_told_and_the_lighter_rule_holds() -> None:
    new = replace(
        FOOD, personal_attendance=True, concentrated=True, commitment=Commitment(), special_laws=("《甲法》",),
        group=("1",),
    )  # fmt: skip
    assert texts(new) == [
        "须本人到场由否改为是", "集中办理由否改为是", "新实行告知承诺", "一件事所含事项或者先后顺序有变化",
        "可以停止计时的特别法依据增加：“《甲法》”",
    ]  # fmt: skip
    better = better_of_both(FOOD, new)
    assert (better.personal_attendance, better.special_laws, better.commitment) == (False, (), Commitment())


def test_a_renamed_line_is_the_same_line_and_punctuation_is_no_change_of_line() -> None:
    old = replace(FOOD, materials=(line("营业执照（副本）"), line("甲", id="x")))
    new = replace(FOOD, materials=(line("营业执照(副本)", id="other"), line("乙", id="x")))
    assert {key: each.name for key, each in paired(old, new).items()} == {
        "营业执照（副本）": "营业执照(副本)", "x": "乙",
    }  # fmt: skip


@pytest.mark.law("L31", "P12")
def test_what_was_dropped_is_dropped_and_what_was_added_is_not_demanded() -> None:
    kept = replace(FOOD, materials=(line("甲", originals=2), line("乙"), line("丙", tolerable=True)))
    now = replace(FOOD, version="新", materials=(line("甲", originals=1, copies=3), line("丙"), line("丁")))
    better = better_of_both(kept, now)
    assert [(each.name, each.originals, each.copies, each.tolerable) for each in better.materials] == [
        ("甲", 1, 0, False), ("丙", 1, 0, True),
    ]  # fmt: skip
    # What the papers name is the version of the day of 收件.
    assert better.version == kept.version


@pytest.mark.law("L31")
@pytest.mark.parametrize(
    ("kept", "now", "best"),
    [
        (Period(7), Period(5), Period(5)),
        (Period(7), Period(9), Period(7)),
        (Period(7), Period(5, Unit.DAY), Period(7)),
        (None, Period(5), Period(5)),
        (Period(7), None, Period(7)),
    ],
)
def test_the_shorter_limit_holds(kept: Period | None, now: Period | None, best: Period) -> None:
    assert better_of_both(replace(FOOD, promised=kept), replace(FOOD, promised=now)).promised == best


def test_the_lower_fee_and_the_lighter_form_hold() -> None:
    paid, free = replace(FOOD, fee=Fee(True, 500)), FOOD
    assert not better_of_both(paid, free).fee.charged and not better_of_both(free, paid).fee.charged
    more = replace(FOOD, form=(*FOOD.form, FormField("new", "新栏")))
    assert better_of_both(FOOD, more).form == FOOD.form == better_of_both(more, FOOD).form


NAMES = st.sampled_from("甲乙丙丁戊")
CONDITIONS = st.lists(
    st.builds(Condition, st.sampled_from("pq"), st.sampled_from([("y",), ("n",), ("y", "n")])),
    max_size=2,
    unique=True,
).map(tuple)
QUESTIONS = tuple(SituationQuestion(key, key, (Choice("y", "是"), Choice("n", "否"))) for key in "pq")


@st.composite
def guides(draw: st.DrawFn) -> ServiceGuide:
    names = draw(st.lists(NAMES, unique=True))
    lines = tuple(
        MaterialLine(
            name, number, name, draw(st.integers(0, 3)), draw(st.integers(0, 3)), conditions=draw(CONDITIONS),
            tolerable=draw(st.booleans()), blocked=draw(st.sampled_from(["", "清单外"])),
        )
        for number, name in enumerate(names, start=1)
    )  # fmt: skip
    fields = tuple(
        FormField(name, name, conditions=draw(CONDITIONS)) for name in draw(st.lists(NAMES, unique=True))
    )
    return replace(FOOD, questions=QUESTIONS, materials=lines, form=fields)


@pytest.mark.law("L31", "P12")
@given(guides(), guides(), st.dictionaries(st.sampled_from("pq"), st.sampled_from("yn")))
def test_nothing_is_ever_demanded_that_one_of_the_two_did_not_demand(
    kept: ServiceGuide, now: ServiceGuide, answers: dict[str, str]
) -> None:
    better = better_of_both(kept, now)
    asked, before, after = ({m.name: m for m in material_lines(g, answers)} for g in (better, kept, now))
    assert asked.keys() == before.keys() & after.keys()
    for name, each in asked.items():
        assert each.originals == min(before[name].originals, after[name].originals)
        assert each.copies == min(before[name].copies, after[name].copies)
        assert each.tolerable == (before[name].tolerable or after[name].tolerable)
    fields, old, new = ({f.id for f in form_fields(g, answers)} for g in (better, kept, now))
    assert fields == old & new
    assert better_of_both(kept, kept) == kept
