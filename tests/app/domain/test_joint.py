"""一件事: nothing is asked twice, nothing is lost, and the branches fit together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.guide import (
    Choice,
    Commitment,
    Condition,
    Fee,
    FormField,
    MaterialLine,
    ServiceGuide,
    SituationQuestion,
    form_fields,
    material_lines,
    open_questions,
    standing_answers,
)
from app.domain.guide_file import read_guides
from app.domain.joint import JointError, check_order, joint_guide
from tests.app.domain.kit import RESOURCES, guide_of

BASE = guide_of("食品生产许可")
DEMO = json.loads((RESOURCES / "catalogue/demo.json").read_text("utf-8"))
TEXTS = {"是否租用？": ("是", "否"), "是否首次？": ("是", "否"), "经营哪类？": ("热食", "冷食", "糕点")}
MATERIALS = ("营业执照", "平面图", "租赁合同", "健康证明材料")


@st.composite
def parts(draw: st.DrawFn, code: str) -> ServiceGuide:
    """A guide with chained questions, conditional lines, and ids and answer keys that mean other things elsewhere."""
    questions: list[SituationQuestion] = []
    for text in draw(st.lists(st.sampled_from(sorted(TEXTS)), unique=True, max_size=3)):
        labels = draw(st.permutations(TEXTS[text]))
        choices = tuple(Choice(f"k{n}", label) for n, label in enumerate(labels))
        questions.append(SituationQuestion(f"q{len(questions)}", text, choices, draw(conditions(questions))))
    names = draw(st.lists(st.sampled_from(MATERIALS), unique=True, max_size=4))
    lines = [
        MaterialLine(f"m{n}", n, name, 1, draw(st.integers(0, 1)), basis=f"办事指南 材料{n}；{code}",
                     conditions=draw(conditions(questions)), tolerable=draw(st.booleans()))
        for n, name in enumerate(names, start=2)
    ]  # fmt: skip
    form = MaterialLine("form", 1, f"{code}申请表", is_form=True)
    fields = [
        FormField("uid", draw(st.sampled_from(["证件号码", "身份证号"])), kind="id", prefill="applicant.id_number"),
        FormField("home", "住所", kind="long", prefill="applicant.address"),
        FormField("site", f"{code}地址", kind="long", prefill="applicant.address"),
        FormField("area", "面积", "场所", "number", required=draw(st.booleans()),
                  conditions=draw(conditions(questions))),
    ]  # fmt: skip
    return replace(
        BASE,
        item=replace(BASE.item, code=code, name=code, sub_name=""),
        questions=tuple(questions),
        materials=(form, *lines),
        form=tuple(fields),
    )


def conditions(questions: Sequence[SituationQuestion]) -> st.SearchStrategy[tuple[Condition, ...]]:
    one = [Condition(q.id, (choice.key,)) for q in questions for choice in q.choices]
    return st.lists(st.sampled_from(one), max_size=1).map(tuple) if one else st.just(())


def theme(group: Sequence[ServiceGuide], **changes: object) -> ServiceGuide:
    own = replace(
        BASE,
        item=replace(BASE.item, code="theme", name="开店一件事", sub_name=""),
        questions=(), materials=(), form=(), quantity_limit="无",
        group=tuple(part.item.code for part in group),
    )  # fmt: skip
    return replace(own, **changes)  # type: ignore[arg-type]


def answer_all(guide: ServiceGuide, said: dict[str, str]) -> dict[str, str]:
    """What a citizen who says ``said`` (question → label) answers to all that is asked."""
    answers: dict[str, str] = {}
    while asked := open_questions(guide, answers):
        for question in asked:
            labels = {choice.label: choice.key for choice in question.choices}
            answers[question.id] = labels[said[question.text]]
    return answers


SAYS = st.fixed_dictionaries({text: st.sampled_from(labels) for text, labels in TEXTS.items()})


@pytest.mark.law("L03", "L21", "Z07")
@settings(max_examples=120, deadline=None)
@given(a=parts("甲"), b=parts("乙"), c=parts("丙"), said=SAYS)
def test_together_they_ask_for_what_each_asks_for_alone_and_only_once(
    a: ServiceGuide, b: ServiceGuide, c: ServiceGuide, said: dict[str, str]
) -> None:
    alone = [(part, answer_all(part, said)) for part in (a, b, c)]
    whole = joint_guide(theme((a, b, c)), (a, b, c))
    answers = answer_all(whole, said)

    texts = [question.text for question in whole.questions]
    assert len(texts) == len(set(texts)), "a question is asked twice"
    assert set(standing_answers(whole, answers)) == {q.id for q in whole.questions if q.id in answers}

    lines = material_lines(whole, answers)
    assert sum(line.is_form for line in lines) == 1, "one form, one signature"
    assert [line.number for line in whole.materials] == list(range(1, len(whole.materials) + 1))
    assert len({line.id for line in whole.materials}) == len(whole.materials)
    assert len({field.id for field in whole.form}) == len(whole.form)
    wanted: dict[str, int] = {}
    for part, its in alone:
        for line in material_lines(part, its):
            if not line.is_form:
                wanted[line.name] = max(wanted.get(line.name, 0), line.copies)
    got: dict[str, int] = {}
    for line in lines:
        if not line.is_form:
            got[line.name] = max(got.get(line.name, 0), line.copies)
            assert not line.tolerable or all(
                mine.tolerable for part, its in alone for mine in material_lines(part, its)
                if mine.name == line.name
            ) or sum(each.name == line.name for each in lines) > 1  # fmt: skip
    assert got == wanted, "something is lost, or asked for that no guide asks for"

    fields = form_fields(whole, answers)
    assert sum(field.prefill == "applicant.id_number" for field in fields) == 1
    assert sum(field.label == "住所" for field in fields) == 1
    assert {"甲地址", "乙地址", "丙地址"} <= {field.label for field in fields}, (
        "three places are three places"
    )
    asked = {field.label for part, its in alone for field in form_fields(part, its)} - {
        "证件号码",
        "身份证号",
    }
    assert asked == {field.label for field in fields} - {"证件号码", "身份证号"}
    must = any(f.label == "面积" and f.required for part, its in alone for f in form_fields(part, its))
    assert not must or any(f.label == "面积" and f.required for f in fields)


def test_a_demand_moves_with_its_question_and_its_answers() -> None:
    yes_no = SituationQuestion("q", "是否租用？", (Choice("1", "是"), Choice("2", "否")))
    no_yes = SituationQuestion("q", "是否租用？", (Choice("1", "否"), Choice("2", "是")))
    other = SituationQuestion("q", "是否首次？", (Choice("1", "是"), Choice("2", "否")))
    lease = MaterialLine("lease", 1, "租赁合同", conditions=(Condition("q", ("1",)),))
    a = part_of("甲", (yes_no,), lease)
    b = part_of("乙", (no_yes,), replace(lease, conditions=(Condition("q", ("2",)),)))
    c = part_of("丙", (other,), replace(lease, name="从业证明材料"))
    whole = joint_guide(theme((a, b, c)), (a, b, c))
    assert [q.text for q in whole.questions] == ["是否租用？", "是否首次？"]
    assert [line.name for line in whole.materials] == ["租赁合同", "从业证明材料"]
    first, second = (q.id for q in whole.questions)
    assert first != second
    assert [line.name for line in material_lines(whole, {first: "1", second: "2"})] == ["租赁合同"]
    assert [line.name for line in material_lines(whole, {first: "2", second: "1"})] == ["从业证明材料"]


def part_of(code: str, questions: tuple[SituationQuestion, ...], *lines: MaterialLine) -> ServiceGuide:
    item = replace(BASE.item, code=code, name=code, sub_name="")
    return replace(BASE, item=item, questions=questions, materials=lines, form=())


def test_what_both_departments_want_of_a_paper_stands_on_its_line() -> None:
    mine = MaterialLine(
        "m", 1, "平面图", requirement="标明面积", basis="办事指南 材料1；甲法", tolerable=True
    )
    a = part_of("甲", (), mine)
    b = part_of(
        "乙", (), MaterialLine("m", 1, "平面图", 2, requirement="标明出口", basis="办事指南 材料1；乙法")
    )
    (line,) = joint_guide(theme((a, b)), (a, b)).materials
    assert (line.originals, line.requirement, line.tolerable) == (2, "标明面积；标明出口", False)
    assert line.basis == "办事指南 材料1；甲法；乙法"


def test_rules_of_one_item_bind_the_whole() -> None:
    told = (("证明的内容", "从业情况"),)
    a = replace(
        part_of("甲", ()), elder_question=True, special_laws=("甲条例",), fee=Fee(True, 500, "5元", "甲价")
    )
    b = replace(
        part_of("乙", ()), personal_attendance=True, quantity_limit="十个", commitment=Commitment("proof", told),
        fee=Fee(True, 700, "7元", "乙价"),
    )  # fmt: skip
    c = replace(part_of("丙", ()), commitment=Commitment("licence", told), quantity_limit="无")
    a = replace(a, quantity_limit="无")
    whole = joint_guide(theme((a, b, c), fee=Fee()), (a, b, c))
    assert whole.elder_question and whole.personal_attendance and whole.special_laws == ("甲条例",)
    assert (whole.fee.amount, whole.fee.standard) == (1200, "甲：5元；乙：7元")
    assert whole.quantity_limit == "乙：十个"
    assert whole.commitment is not None and (whole.commitment.kind, whole.commitment.told) == ("proof", told)


@pytest.mark.parametrize(
    ("group", "serial", "code"),
    [
        (("甲", "乙"), {"甲": "乙", "乙": "甲"}, "cycle"),
        (("甲", "乙"), {"甲": "甲"}, "cycle"),
        (("甲", "乙"), {"甲": "丙"}, "foreign-order"),
        (("甲", "甲"), {}, "twice"),
    ],
)
def test_an_order_that_never_begins_is_refused(
    group: tuple[str, ...], serial: dict[str, str], code: str
) -> None:
    with pytest.raises(JointError) as wrong:
        check_order(group, serial)
    assert wrong.value.code == code


SHOP = next(n for n, each in enumerate(DEMO["guides"]) if each["name"] == "开餐饮店一件事")
CODES: list[str] = DEMO["guides"][SHOP]["group"]


@pytest.mark.law("J03")
@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"group": [*CODES, "000123014000"]}, "ZC-GUIDE-15", "000123014000"),
        ({"group": [*CODES, CODES[0]]}, "ZC-GUIDE-23", "列了两次"),
        ({"serial": {CODES[0]: CODES[1], CODES[1]: CODES[0]}}, "ZC-GUIDE-24", "互相等待"),
        ({"serial": {CODES[0]: "000123014000"}}, "ZC-GUIDE-24", "不属于它"),
        ({"group": [*CODES, DEMO["guides"][11]["code"]]}, "ZC-GUIDE-25", "也是一件事"),
    ],
)
def test_a_theme_that_does_not_fit_is_refused_alone_with_a_way_out(
    change: dict[str, object], code: str, words: str
) -> None:
    guides = [{**each, **(change if n == SHOP else {})} for n, each in enumerate(DEMO["guides"])]
    report = read_guides(json.dumps({**DEMO, "guides": guides}))
    (flag,) = report.refused
    assert (flag.row, flag.code) == (SHOP + 1, code) and words in flag.text
    assert flag.law and flag.what_next
    assert len(report.guides) == len(guides) - 1


def test_items_of_an_earlier_file_are_found_and_a_resting_one_is_flagged() -> None:
    only = {**DEMO, "guides": [DEMO["guides"][SHOP]]}
    assert read_guides(json.dumps(only)).refused[0].code == "ZC-GUIDE-15"
    here = {guide.item.code: guide for guide in read_guides(json.dumps(DEMO)).guides}
    sign = here[CODES[2]]
    here[CODES[2]] = replace(sign, item=replace(sign.item, status="暂停"))
    report = read_guides(json.dumps(only), None, here.get)
    assert [(flag.row, flag.code) for flag in report.flagged] == [(1, "ZC-GUIDE-26")]
    assert [branch.code for branch in report.guides[0].branches] == CODES
