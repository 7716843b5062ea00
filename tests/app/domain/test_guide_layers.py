"""Two layers of a guide: what the province wrote stands, whatever the department writes over it (H12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.guide import Period, Unit
from app.domain.guide_file import GuideReport, Shelf, read_guides
from app.domain.guide_layers import base_codes

TEXT = (Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json").read_text(encoding="utf-8")
BASE = "210199002000"
COMMON: dict[str, Any] = {
    "name": "护士执业注册",
    "kind": "行政许可",
    "basis": ["行政法规《护士条例》第八条"],
    "legal": "20G",
    "conditions": "通过护士执业资格考试",
    "materials": [{"id": "form", "name": "护士执业注册申请审核表", "is_form": True}],
    "elements": {"服务对象": "自然人", "权限划分": "按医疗机构执业许可证发证单位"},
}


def read(
    individual: dict[str, Any], shelf: Shelf | None = None, common: dict[str, Any] | None = None
) -> GuideReport:
    data = json.loads(TEXT)
    mine = {
        "code": "11210106000000027142" + BASE[1:],
        "authority": "wj",
        "promised": "7G",
        "result_name": "护士执业证书",
    }
    data |= {"guides": [mine | individual], "proofs": []}
    if common is not None:
        data["common"] = common
    return read_guides(json.dumps(data), shelf)


@pytest.mark.law("H12")
def test_an_individual_layer_is_completed_by_the_common_one() -> None:
    report = read({"elements": {"办理地点": "演练路1号"}}, common={BASE: COMMON})
    (guide,) = report.guides
    assert (guide.item.name, guide.legal, guide.promised) == ("护士执业注册", Period(20), Period(7))
    assert dict(guide.elements) == {
        "服务对象": "自然人", "权限划分": "按医疗机构执业许可证发证单位", "办理地点": "演练路1号",
    }  # fmt: skip
    assert [flag.code for flag in report.flagged] == []


@pytest.mark.law("H12", "P08")
@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"name": "护士注册"}, "事项名称"),
        ({"legal": "30Z"}, "法定办结时限"),
        ({"conditions": "另有内部规定"}, "受理条件"),
        ({"basis": []}, "设定依据"),
        ({"materials": [{"id": "x", "name": "单位介绍信"}]}, "申请材料"),
        ({"elements": {"服务对象": "法人"}}, "服务对象"),
    ],
)
def test_a_contradicting_layer_is_flagged_and_the_common_one_holds(own: dict[str, Any], words: str) -> None:
    report = read(own, common={BASE: COMMON})
    (guide,) = report.guides
    (flag,) = report.flagged
    assert (flag.row, flag.code) == (1, "ZC-GUIDE-16") and flag.text.endswith(f"{words}。")
    assert "52号" in flag.law and flag.what_next
    assert (guide.item.name, guide.legal, guide.conditions) == (
        "护士执业注册",
        Period(20),
        "通过护士执业资格考试",
    )
    assert [line.name for line in guide.materials] == ["护士执业注册申请审核表"]
    assert dict(guide.elements)["服务对象"] == "自然人" and guide.basis == ("行政法规《护士条例》第八条",)


@pytest.mark.law("H12")
def test_saying_the_same_again_is_no_contradiction_and_local_elements_are_free() -> None:
    same = {"name": "护士执业注册", "legal": "20G", "elements": {"办理时间": "8:30-17:00"}}
    report = read(same, common={BASE: COMMON | {"elements": {"办理时间": "9:00-16:00"}}})
    assert report.flagged == ()
    assert dict(report.guides[0].elements)["办理时间"] == "8:30-17:00"


@pytest.mark.law("H12")
def test_the_common_layer_may_have_come_in_an_earlier_file() -> None:
    earlier = read_guides(json.dumps(json.loads(TEXT) | {"guides": [], "common": {BASE: COMMON}})).shelf
    (guide,) = read({"legal": "5Z"}, earlier).guides
    assert guide.legal == Period(20, Unit.WORKDAY)
    refused = read({"common": "210199009999"}, earlier).refused
    assert [(flag.row, flag.code) for flag in refused] == [(1, "ZC-GUIDE-21")]
    assert refused[0].what_next == "请先导入共性要素，再导入这份个性要素。"


@pytest.mark.law("H01")
@pytest.mark.parametrize(
    ("code", "bases"),
    [
        ("0123014000", ("0123014000",)),
        ("000123014000", ("000123014000", "0123014000")),
        ("11210106MB1H3574574000123014000", ("000123014000", "0123014000")),
        ("112113823188661890421013100200901", ("210131002009", "0131002009")),
        ("210106001002MB1H35745100", ()),
        ("511A0138000000-511602000000-000-115113010833722043-1-00", ()),
        ("LOCAL-12AB", ()),
    ],
)
def test_the_base_code_of_every_form_of_code(code: str, bases: tuple[str, ...]) -> None:
    assert base_codes(code) == bases
