"""The rehearsal catalogue is whole, and one bad guide never takes the others with it."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import codes, flags
from app.domain.catalogue_lint import lint_guide, lint_guides, lint_same_materials
from app.domain.codec import dumps, from_json
from app.domain.datafile import DataFileError
from app.domain.elements import ALLOWED, COMMON, NAMES, elements_of
from app.domain.flags import Flag
from app.domain.guide import (
    CaseMode,
    Commitment,
    Period,
    ServiceGuide,
    Unit,
    form_fields,
    material_lines,
    open_questions,
)
from app.domain.guide_file import parse_guides, read_guides

TEXT = (Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
GUIDES = parse_guides(TEXT)


def guide(name: str) -> ServiceGuide:
    return next(each for each in GUIDES if each.item.name == name)


def test_every_item_of_the_rehearsal_is_whole() -> None:
    report = read_guides(TEXT)
    assert len(report.guides) == len(GUIDES) >= 12
    assert (report.flagged, report.refused) == ((), ())
    for each in report.guides:
        assert each.item.demo and "演练" in each.authority.name and "演练" in each.version
        assert each.legal is not None and each.promised is not None and each.result_name and each.basis
        assert each.authority.short and each.authority.review_body and each.authority.court
        assert sum(line.is_form for line in each.materials) == 1
        assert all(len(line.correction) >= 8 and line.requirement for line in each.materials)


@pytest.mark.parametrize("each", GUIDES, ids=lambda each: each.item.name)
def test_every_code_checks(each: ServiceGuide) -> None:
    assert codes.check("item", each.item.code, date(2026, 9, 28)).problems == ()
    assert len(each.item.code) == 31
    assert codes.check("uscc", each.authority.code, date(2026, 9, 28)).problems == ()


def test_food_licence_asks_for_four_of_six() -> None:
    food = guide("食品生产许可")
    answers = {"salt": "no", "commit": "no"}
    assert food.item.full_name == "食品生产许可（首次）"
    assert (food.legal, food.promised, food.mode) == (Period(20), Period(7), CaseMode.PROMISED)
    assert len(food.materials) == 6
    assert [line.number for line in material_lines(food, answers)] == [1, 2, 3, 4]
    assert len(material_lines(food, {"salt": "yes", "commit": "yes"})) == 6
    # Nothing is demanded by a question that nobody answered.
    assert len(material_lines(food, {})) == 4
    assert len(open_questions(food, {"salt": "no"})) == 1
    fields = form_fields(food, answers)
    assert len(fields) == 13
    assert {"applicant.name", "applicant.id_number", "agent.name"} <= {field.prefill for field in fields}
    assert [line.id for line in food.materials if line.tolerable] == ["staff"]
    assert food.materials[1].basis == "办事指南 材料2；《食品生产许可管理办法》第十三条"


def test_nurse_needs_a_sixth_material_only_after_three_years() -> None:
    nurse = guide("护士执业注册")
    assert (nurse.mode, nurse.promised, nurse.blank_kind) == (CaseMode.IMMEDIATE, Period(0), "护士执业证书")
    assert len(material_lines(nurse, {"gap": "no"})) == 5
    assert len(material_lines(nurse, {"gap": "yes"})) == 6


def test_the_kinds_that_the_hall_must_know_are_there() -> None:
    assert any(each.quantity_limit != "无" for each in GUIDES)
    assert any(each.fee.charged and each.fee.amount > 0 for each in GUIDES)
    assert any(line.tolerable for each in GUIDES for line in each.materials)
    assert any(line.committable and line.proof_code for each in GUIDES for line in each.materials)
    assert any(line.obtainable == "共享" for each in GUIDES for line in each.materials)
    assert any(each.legal and each.legal.unit is Unit.DAY for each in GUIDES)
    group = next(each for each in GUIDES if each.group)
    assert set(group.group) <= {each.item.code for each in GUIDES}
    # What S0 8 wants is in every one of them; what is left is a matter of the handbook's form, one long limit, and an
    # order of branches for which the practice catalogue names no law.
    found = {flag.code for each in GUIDES for flag in lint_guide(each)}
    assert found == {"ZC-LINT-24", "ZC-LINT-26", "ZC-LINT-27", "ZC-LINT-28", "ZC-LINT-29", "ZC-LINT-33"}


def broken(change: dict[str, Any], where: str = "guide") -> str:
    data = copy.deepcopy(json.loads(TEXT))
    target = {"guide": data["guides"][0], "material": data["guides"][0]["materials"][1],
              "field": data["guides"][0]["form"][1], "root": data}[where]  # fmt: skip
    for key, value in change.items():
        if value is None:
            del target[key]
        else:
            target[key] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"surprise": 1}, "guide", "ZC-GUIDE-02"),
        ({"surprise": 1}, "material", "ZC-GUIDE-02"),
        ({"name": None}, "guide", "ZC-GUIDE-03"),
        ({"name": 7}, "material", "ZC-GUIDE-04"),
        ({"synonyms": [1]}, "guide", "ZC-GUIDE-04"),
        ({"legal": "20天"}, "guide", "ZC-GUIDE-05"),
        ({"conditions": {"slat": ["yes"]}}, "material", "ZC-GUIDE-06"),
        ({"conditions": {"salt": ["maybe"]}}, "material", "ZC-GUIDE-06"),
        ({"conditions": {"salt": []}}, "material", "ZC-GUIDE-06"),
        ({"id": "form"}, "material", "ZC-GUIDE-07"),
        ({"code": GUIDES[1].item.code}, "guide", None),
        ({"authority": "nobody"}, "guide", "ZC-GUIDE-08"),
        ({"name": " "}, "guide", "ZC-GUIDE-03"),
        ({"status_from": "明年"}, "guide", "ZC-GUIDE-04"),
        ({"kind": "slider"}, "field", "ZC-GUIDE-09"),
        ({"kind": "choice", "choices": []}, "field", "ZC-GUIDE-09"),
        ({"pattern": "("}, "field", "ZC-GUIDE-09"),
        ({"block": "nobody"}, "field", "ZC-GUIDE-09"),
    ],
)
def test_a_bad_guide_is_refused_alone(change: dict[str, Any], where: str, code: str | None) -> None:
    report = read_guides(broken(change, where))
    assert len(report.guides) == len(GUIDES) - 1
    (refused,) = report.refused
    # The same code twice: the first keeps it, the second is refused.
    assert (refused.row, refused.code) == ((1, code) if code else (2, "ZC-GUIDE-07"))
    assert refused.text.startswith("guides[")
    with pytest.raises(DataFileError):
        parse_guides(broken(change, where))


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"mode": "上报件"}, "guide", "ZC-GUIDE-12"),
        ({"basis": None}, "guide", "ZC-GUIDE-11"),
        ({"obtainable": "云端"}, "material", "ZC-GUIDE-13"),
        ({"prefill": "applicant.shoe_size"}, "field", "ZC-GUIDE-14"),
        ({"secret_basis": ["《某密件》"]}, "guide", "ZC-CAT-19"),
        ({"code": "LOCAL-0001"}, "guide", "ZC-GUIDE-22"),
    ],
)
def test_an_odd_guide_comes_in_with_a_flag(change: dict[str, Any], where: str, code: str) -> None:
    report = read_guides(broken(change, where))
    assert len(report.guides) == len(GUIDES)
    assert [(flag.row, flag.code) for flag in report.flagged] == [(1, code)]
    assert report.flagged[0].what_next
    if "mode" in change:
        assert report.guides[0].mode is CaseMode.PROMISED
        assert ("办件类型", "上报件") in report.guides[0].elements


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", "ZC-DATA-01"),
        (broken({"format": "other/9"}, "root"), "ZC-GUIDE-01"),
        (broken({"authorities": None}, "root"), "ZC-GUIDE-03"),
    ],
)
def test_another_file_is_no_catalogue(text: str, code: str) -> None:
    with pytest.raises(DataFileError) as caught:
        read_guides(text)
    assert caught.value.code == code


@pytest.mark.law("L05", "L23")
def test_a_guide_without_time_limit_comes_in_and_is_flagged_with_article_and_way_out() -> None:
    report = read_guides(broken({"legal": None, "promised": None}))
    (flag,) = report.flagged
    assert len(report.guides) == len(GUIDES) and (flag.row, flag.code) == (1, "ZC-GUIDE-19")
    assert flag.law.startswith("S0 8；") and "补写" in flag.what_next
    assert "办事时限" in next(f for f in lint_guide(report.guides[0]) if f.code == "ZC-LINT-25").text


@pytest.mark.law("L05")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"conditions": ""}, "受理条件"),
        ({"materials": []}, "申请材料"),
        ({"basis": []}, "设定依据"),
        ({"elements": {"容缺受理范围": "无"}}, "办理流程"),
    ],
)
def test_each_thing_that_the_law_wants_in_a_guide_is_missed(change: dict[str, Any], words: str) -> None:
    report = read_guides(broken(change))
    (flag,) = [each for each in lint_guide(report.guides[0]) if each.code == "ZC-LINT-25"]
    assert words in flag.text and flag.law.startswith("S0 8；")


@pytest.mark.law("L05")
def test_no_word_about_tolerance_is_missed_too() -> None:
    bare = replace(GUIDES[4], elements=tuple(e for e in GUIDES[4].elements if e[0] != "容缺受理范围"))
    assert "容缺受理范围" in next(f for f in lint_guide(bare) if f.code == "ZC-LINT-25").text
    tolerant = replace(bare, materials=(replace(bare.materials[0], tolerable=True),))
    assert not [f for f in lint_guide(tolerant) if f.code == "ZC-LINT-25"]


@pytest.mark.law("A7-7", "H04")
@pytest.mark.parametrize("name", ["其他有关材料", "法律法规规定的其他材料", "其他需要提交的材料"])
def test_a_catch_all_material_is_flagged_with_article_and_way_out(name: str) -> None:
    report = read_guides(broken({"name": name}, "material"))
    flags = [flag for flag in lint_guides(report.guides) if flag.code == "ZC-LINT-21"]
    assert [flag.row for flag in flags] == [1] and name in flags[0].text
    assert flags[0].law == "规范2 三(一)7" and flags[0].what_next


CHOICES = {"yes": "是", "no": "否"}


@pytest.mark.law("L03", "L24")
@pytest.mark.parametrize(
    ("waits", "refused"),
    [
        ({"a": {"b": ["yes"]}, "b": {"a": ["yes"]}}, True),
        ({"a": {"a": ["yes"]}}, True),
        ({"a": {"b": ["no"]}, "b": {"c": ["no"]}, "c": {"a": ["no"]}}, True),
        ({"a": {}, "b": {"a": ["yes"]}, "c": {"a": ["yes"], "b": ["no"]}}, False),
    ],
)
def test_situations_that_wait_for_each_other_refuse_the_guide(
    waits: dict[str, dict[str, list[str]]], refused: bool
) -> None:
    questions = [
        {"id": key, "text": f"情形{key}", "choices": CHOICES, "conditions": needs}
        for key, needs in waits.items()
    ]
    data = json.loads(broken({"questions": questions}))
    for line in (*data["guides"][0]["materials"], *data["guides"][0]["form"]):
        line.pop("conditions", None)
    report = read_guides(json.dumps(data))
    assert [flag.code for flag in report.refused] == (["ZC-GUIDE-17"] if refused else [])
    if refused:
        assert "情形a" in report.refused[0].text and report.refused[0].law and report.refused[0].what_next
        assert len(report.guides) == len(GUIDES) - 1


@pytest.mark.law("L03")
def test_a_question_behind_a_question_is_asked_in_turn_and_an_old_answer_demands_nothing() -> None:
    second = {"id": "b", "text": "二", "choices": CHOICES, "conditions": {"a": ["yes"]}}
    first = {"id": "a", "text": "一", "choices": CHOICES}
    data = json.loads(broken({"questions": [second, first]}))
    for line in (*data["guides"][0]["materials"], *data["guides"][0]["form"]):
        line.pop("conditions", None)
    data["guides"][0]["materials"][1]["conditions"] = {"b": ["yes"]}
    food = read_guides(json.dumps(data)).guides[0]
    assert [q.id for q in open_questions(food, {})] == ["a"]
    assert [q.id for q in open_questions(food, {"a": "yes"})] == ["b"]
    assert len(material_lines(food, {"a": "yes", "b": "yes"})) == 6
    assert len(material_lines(food, {"a": "no", "b": "yes"})) == 5


@pytest.mark.law("H16", "P02")
def test_a_secret_guide_is_not_loaded() -> None:
    report = read_guides(broken({"secret": True}))
    assert (len(report.guides), report.secret) == (len(GUIDES) - 1, (GUIDES[0].item.code,))
    assert [flag.code for flag in report.flagged] == ["ZC-CAT-18"]


def test_what_decides_how_a_case_runs_is_read() -> None:
    told = {"办理事项名称": "食品生产许可"}
    rules = {
        "serial": {"B": "A"}, "concentrated": True, "elder_question": True, "personal_attendance": True,
        "special_laws": ["《甲法》"], "commitment": {"kind": "licence", "told": told, "excluded": "涉及安全"},
    }  # fmt: skip
    food = read_guides(broken(rules)).guides[0]
    assert (food.serial, food.concentrated, food.elder_question, food.personal_attendance, food.special_laws) == (
        (("B", "A"),), True, True, True, ("《甲法》",),
    )  # fmt: skip
    assert food.commitment == Commitment("licence", tuple(told.items()), "1", "涉及安全")
    assert read_guides(broken({"commitment": {"kind": 3}})).refused[0].code == "ZC-GUIDE-04"


@pytest.mark.law("H10")
def test_one_base_code_asks_for_the_same_materials_at_every_level() -> None:
    code = "11210381000000019" + "6" + GUIDES[0].item.code[18:]
    twin = replace(GUIDES[0], item=replace(GUIDES[0].item, code=code))
    assert lint_same_materials([GUIDES[0], twin]) == ()
    (flag,) = lint_same_materials([GUIDES[0], replace(twin, materials=twin.materials[1:])])
    assert (flag.row, flag.code) == (2, "ZC-LINT-30") and "食品生产许可申请书" in flag.text


@pytest.mark.law("A7-26")
def test_values_the_handbook_does_not_know_come_in_are_shown_and_go_out_as_they_are() -> None:
    elements = {"通办范围": "全县", "办理形式": "快递申请", "集中办理": "是", "预约办理": "可以，电话预约"}
    (food, *_) = read_guides(broken({"elements": elements, "kind": "行政某某"})).guides
    assert (dict(food.elements), food.item.kind) == (elements, "行政某某")
    assert from_json(ServiceGuide, json.loads(dumps(food))) == food
    shown = {element.name: (element.number, element.value) for element in elements_of(food)}
    assert shown["通办范围"] == (26, "全县") and shown["集中办理"] == (0, "是")
    (flag,) = [flag for flag in lint_guide(food) if flag.code == "ZC-LINT-29"]
    assert "全县" in flag.text and "快递申请" in flag.text and "电话" not in flag.text


def test_the_elements_are_those_of_the_handbook() -> None:
    source = json.loads((Path(__file__).parents[3] / "resources/data/guide-elements.json").read_text("utf-8"))
    assert [each["name"] for each in source["elements"]] == list(NAMES)
    assert [each["name"] for each in source["elements"] if each["group"] == "共性"] == list(NAMES[:COMMON])
    allowed = {e["name"]: tuple(e["allowed"]) for e in source["elements"] if isinstance(e["allowed"], list)}
    assert allowed == ALLOWED


def test_every_code_has_its_way_out() -> None:
    """A flag without article or next step leaves the person alone with it."""
    folder = Path(__file__).parents[3] / "app" / "domain"
    used = {
        code
        for file in ("catalogue", "catalogue_lint", "guide_file", "proofs")
        for code in re.findall(
            r'Flag\(\s*\w+, "(ZC-[A-Z]+-\d\d)"', (folder / f"{file}.py").read_text("utf-8")
        )
    }
    assert len(used) > 12
    assert {code for code in used if not Flag(0, code, "").what_next or code not in flags._HELP} == set()


@pytest.mark.law("Z01")
@pytest.mark.parametrize(
    ("name", "asked"),
    [("其他有关材料", False), ("法律法规规定的其他材料", False), ("其他", True), ("其他产权人身份证", True)],
)
def test_a_line_that_names_nothing_is_asked_of_nobody(name: str, asked: bool) -> None:
    (guide, *_) = read_guides(broken({"name": name}, "material")).guides
    (line,) = [each for each in guide.materials if each.name == name]
    assert bool(line.blocked) is not asked
    assert (line in material_lines(guide, {})) is (asked and not line.conditions)


@pytest.mark.law("Z01")
def test_materials_of_one_item_are_the_same_everywhere_and_a_sample_comes_with_them() -> None:
    report = read_guides(broken({"sample": "样表1.pdf", "filling": "逐栏填写"}, "material"))
    line = next(each for each in report.guides[0].materials if each.sample)
    assert (line.sample, line.filling) == ("样表1.pdf", "逐栏填写")
    base = replace(GUIDES[0], item=replace(GUIDES[0].item, code="11210106MB1H3574574000123099000"))
    more = replace(base, item=replace(base.item, code="11210107MB1H3574564000123099000"), materials=base.materials[1:])
    assert {flag.code for flag in lint_same_materials((base, more))} == {"ZC-LINT-30"}
    assert lint_same_materials((base, base)) == ()


@pytest.mark.law("H18", "A7-8")
def test_no_intermediary_without_its_law_and_no_item_waits_for_another_without_one() -> None:
    def found(guide: ServiceGuide) -> set[str]:
        return {flag.code for flag in lint_guide(guide)} & {"ZC-LINT-32", "ZC-LINT-33"}

    plain = replace(GUIDES[0], elements=tuple(e for e in GUIDES[0].elements if e[0] != "中介服务"))
    assert found(plain) == set()
    wants = replace(plain, elements=(*plain.elements, ("中介服务", "环评报告")))
    assert found(wants) == {"ZC-LINT-32"}
    named = replace(plain, elements=(*plain.elements, ("中介服务", "环评报告（《样例法》第九条）")))
    assert found(named) == set()
    theme = next(each for each in GUIDES if each.serial)
    assert found(theme) == {"ZC-LINT-33"}
    lawful = replace(theme, elements=(*theme.elements, ("先后顺序依据", "《样例条例》第三条")))
    assert found(lawful) == set()
