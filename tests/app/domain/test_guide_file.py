"""The rehearsal catalogue is whole, and one bad guide never takes the others with it."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain import codes
from app.domain.catalogue_lint import lint_guide
from app.domain.datafile import DataFileError
from app.domain.guide import CaseMode, Period, ServiceGuide, Unit, form_fields, material_lines, open_questions
from app.domain.guide_file import parse_guides, read_guides

TEXT = (Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
GUIDES = parse_guides(TEXT)


def guide(name: str) -> ServiceGuide:
    return next(each for each in GUIDES if each.item.name == name)


def test_twelve_whole_items() -> None:
    report = read_guides(TEXT)
    assert len(report.guides) == 12
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
    # Only what the law asks to be looked at: a long legal limit of one item.
    assert [flag.code for each in GUIDES for flag in lint_guide(each)] == ["ZC-LINT-24"]


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
        ({"kind": "slider"}, "field", "ZC-GUIDE-09"),
        ({"kind": "choice", "choices": []}, "field", "ZC-GUIDE-09"),
        ({"pattern": "("}, "field", "ZC-GUIDE-09"),
        ({"block": "nobody"}, "field", "ZC-GUIDE-09"),
    ],
)
def test_a_bad_guide_is_refused_alone(change: dict[str, Any], where: str, code: str | None) -> None:
    report = read_guides(broken(change, where))
    assert len(report.guides) == 11
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
        ({"group": ["000123014000"]}, "guide", "ZC-GUIDE-15"),
    ],
)
def test_an_odd_guide_comes_in_with_a_flag(change: dict[str, Any], where: str, code: str) -> None:
    report = read_guides(broken(change, where))
    assert len(report.guides) == 12
    assert [(flag.row, flag.code) for flag in report.flagged] == [(1, code)]
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
