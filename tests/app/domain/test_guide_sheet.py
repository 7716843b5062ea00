"""Guides come in from spreadsheets, as the handbook's form or one a row, and nothing they say is lost."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import import_rows
from app.domain.catalogue_lint import lint_guides, lint_report
from app.domain.codec import dumps, from_json
from app.domain.datafile import DataFileError
from app.domain.elements import NAMES, elements_of
from app.domain.guide import CaseMode, Period, ServiceGuide, Unit, material_lines
from app.domain.guide_file import GuideReport, read_guide_data
from app.domain.guide_sheet import guides_from_sheets, is_guide_sheet
from app.domain.numerals import chinese_number

CODE = "1121010600000002714210199002000"
MATERIAL_NOTE = "申请材料\n(要求提供申请材料，要求有法律法规、规章、国务院及其部委规范性文件作为依据)"
# The form as the handbook prints it, merged cells filled: number, element, value.
FORM = [
    ["政务服务事项办事指南（式样）"] * 6,
    ["1", "事项名称", "护士执业注册", "护士执业注册", "护士执业注册", "护士执业注册"],
    ["2", "事项类型", "☑医疗卫生 □职业资格", "", "", ""],
    ["3", "设定依据", "行政法规《护士条例》（国务院令第517号）第八条", "", "", ""],
    ["5", "法定办结时限", "二十个工作日", "", "", ""],
    ["6", "受理条件", "通过护士执业资格考试", "", "", ""],
    ["7", MATERIAL_NOTE, "事项名称", "序号", "材料名称", "设定依据"],
    ["7", MATERIAL_NOTE, "护士执业注册", "1", "护士执业注册申请审核表", "《护士条例》第八条"],
    ["7", MATERIAL_NOTE, "护士执业注册", "2", "学历证书", "《护士条例》第八条"],
    ["7", MATERIAL_NOTE, "", "……", "", ""],
    ["9", "服务对象", "☑自然人 □法人", "", "", ""],
    ["11", "实施编码", CODE, "", "", ""],
    ["12", "行政层级", "□省级 □市级 ■县级", "", "", ""],
    ["14", "实施机构", "铁西区卫生健康局（演练）", "", "", ""],
    ["18", "数量限制", "无", "", "", ""],
    ["19", "结果名称", "护士执业证书", "", "", ""],
    ["21", "是否收费", "□是 ☑否", "", "", ""],
    ["24", "办件类型", "□承诺件 ☑即办件", "", "", ""],
    ["25", "承诺办结时限", "即办（不含公示期）", "", "", ""],
    ["26", "通办范围", "全县", "", "", ""],
    ["", "到现场次数", "0", "", "", ""],
    ["", "机关代字", "沈西卫", "", "", ""],
]


def read(*sheets: list[list[str]]) -> GuideReport:
    return read_guide_data(guides_from_sheets([("表", sheet) for sheet in sheets], "2026-11-26"))


def only(*sheets: list[list[str]]) -> ServiceGuide:
    (guide,) = read(*sheets).guides
    return guide


@pytest.mark.law("H19", "A7-1", "A7-5", "A7-6", "A7-7", "A7-11", "A7-14", "A7-19", "A7-24", "A7-25")
def test_the_form_of_the_handbook_becomes_a_guide() -> None:
    assert is_guide_sheet(FORM)
    report = read(FORM)
    (guide,) = report.guides
    assert (report.flagged, report.refused) == ((), ())
    assert (guide.item.code, guide.item.name, guide.item.kind) == (CODE, "护士执业注册", "行政许可")
    assert (guide.legal, guide.promised, guide.mode) == (Period(20), Period(0), CaseMode.IMMEDIATE)
    assert (guide.authority.name, guide.authority.code, guide.authority.short) == (
        "铁西区卫生健康局（演练）", CODE[:18], "沈西卫",
    )  # fmt: skip
    assert [(line.number, line.name, line.is_form) for line in guide.materials] == [
        (1, "护士执业注册申请审核表", True), (2, "学历证书", False),
    ]  # fmt: skip
    assert guide.materials[1].basis == "办事指南 材料2；《护士条例》第八条"
    assert dict(guide.elements) == {
        "事项类型": "医疗卫生", "服务对象": "自然人", "行使层级": "县级", "通办范围": "全县", "到现场次数": "0",
    }  # fmt: skip
    assert (guide.conditions, guide.result_name, guide.version) == (
        "通过护士执业资格考试", "护士执业证书", "2026-11-26",
    )  # fmt: skip


@pytest.mark.law("L03", "L12")
def test_a_material_table_with_all_its_columns() -> None:
    head = [
        "",
        "申请材料",
        "材料名称",
        "材料类型",
        "纸质材料份数和规格",
        "来源渠道",
        "受理标准",
        "容缺",
        "证明事项清单编号",
        "适用情形",
    ]
    rows = [
        head,
        [
            "",
            "申请材料",
            "1.营业执照",
            "证照",
            "原件1份，复印件2份",
            "政府部门核发",
            "在有效期内",
            "否",
            "",
            "",
        ],
        ["", "申请材料", "2.住所证明", "证明", "2份", "申请人自备", "", "是", "LN-1", "租赁经营"],
        ["", "申请材料", "3.介绍信", "证明", "", "", "", "", "", ""],
    ]
    report = read([row for row in FORM if row[0] != "7"] + rows)
    (guide,) = report.guides
    licence, home, letter = guide.materials
    assert (licence.originals, licence.copies, licence.kind, licence.source, licence.requirement) == (
        1, 2, "证照", "政府部门核发", "在有效期内",
    )  # fmt: skip
    assert (home.originals, home.tolerable, home.proof_code, home.blocked) == (2, True, "LN-1", "")
    assert letter.blocked and [flag.code for flag in report.flagged] == ["ZC-LINT-23"]
    (question,) = guide.questions
    assert question.text == "是否属于：租赁经营？"
    assert [line.name for line in material_lines(guide, {})] == ["营业执照"]
    assert [line.name for line in material_lines(guide, {question.id: "yes"})] == ["营业执照", "住所证明"]


def test_a_table_with_one_guide_a_row() -> None:
    names = [row[1] for row in FORM[1:6]] + [row[1] for row in FORM[10:]]
    values = [row[2] for row in FORM[1:6]] + [row[2] for row in FORM[10:]]
    second = [v.replace("护士执业注册", "护士延续注册").replace(CODE, CODE[:-3] + "001") for v in values]
    sheet = [["导出"], [*names, "申请材料"], [*values, "1、申请表\n2、学历证书；"], [*second, ""], [""] * 20]
    report = read(sheet)
    assert [guide.item.name for guide in report.guides] == ["护士执业注册", "护士延续注册"]
    assert [line.name for line in report.guides[0].materials] == ["申请表", "学历证书"]
    assert [flag.code for flag in report.flagged] == ["ZC-GUIDE-11"]


@pytest.mark.law("A7-5")
@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("20个工作日", Period(20)),
        ("20 工作日（不含公示）", Period(20)),
        ("三十日", Period(30, Unit.DAY)),
        ("15天", Period(15, Unit.DAY)),
        ("当场办结", Period(0)),
        ("即审即办", Period(0)),
    ],
)
def test_limits_as_people_write_them(words: str, period: Period) -> None:
    sheet = [["", "法定办结时限", words] if row[1] == "法定办结时限" else row for row in FORM]
    assert only(sheet).legal == period


@pytest.mark.law("L05")
def test_a_limit_nobody_can_read_is_kept_in_its_words_and_flagged() -> None:
    drop = ("法定办结时限", "承诺办结时限")
    sheet = [row for row in FORM if row[1] not in drop] + [["", "法定办结时限", "依法确定"]]
    report = read(sheet)
    (guide,) = report.guides
    assert guide.legal is None and dict(guide.elements)["法定办结时限"] == "依法确定"
    assert [flag.code for flag in report.flagged] == ["ZC-GUIDE-19"]


@pytest.mark.law("H16")
def test_a_secret_form_stays_out_and_a_nameless_one_is_refused() -> None:
    assert read([*FORM, ["", "是否涉密", "是"]]).secret == (CODE,)
    nameless = read([row for row in FORM if row[1] != "事项名称"])
    assert [(flag.code, flag.row) for flag in nameless.refused] == [("ZC-GUIDE-03", 1)]


def test_a_form_without_code_gets_one_of_this_machine_and_two_sheets_are_two_guides() -> None:
    bare = [row for row in FORM if row[1] not in ("实施编码", "机关代字")]
    report = read(bare)
    assert [flag.code for flag in report.flagged] == ["ZC-GUIDE-22", "ZC-GUIDE-18"]
    assert report.guides[0].item.code == only(bare).item.code
    assert len(read(FORM, [["说明"], ["本表由部门填写"]], bare).guides) == 2


def test_a_catalogue_is_no_guide_sheet() -> None:
    assert not is_guide_sheet(
        [["序号", "事项名称", "事项类型", "设定依据", "实施机构", "备注"], ["1", "甲", "乙", "", "", ""]]
    )


@pytest.mark.parametrize(
    ("text", "number"), [("八", 8), ("十", 10), ("十五", 15), ("二十", 20), ("三十五", 35), ("一百零二", 102)]
)
def test_numerals(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "8", "二十天"])
def test_no_numeral(text: str) -> None:
    with pytest.raises(ValueError):
        chinese_number(text)


CELLS = st.sampled_from(
    [
        "",
        *NAMES,
        "材料名称",
        "序号",
        "份数",
        "适用情形",
        "1",
        "二十",
        "20个工作日",
        "☑是 □否",
        "其他\n材料",
        "十百",
        "00",
    ]
) | st.text(max_size=6)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=25))
def test_no_sheet_whatever_it_holds_breaks_the_reader(rows: list[list[str]]) -> None:
    if is_guide_sheet(rows):
        report = read(rows)
        assert len(report.guides) + len(report.refused) + len(report.secret) >= 1
        for guide in report.guides:
            assert lint_guides([guide]) is not None and elements_of(guide)
    with suppress(DataFileError):
        lint_report(import_rows(rows))


WHOLE = {
    "事项名称": "护士执业注册", "事项类型": "医疗卫生", "设定依据": "《护士条例》", "权限划分": "按发证单位",
    "法定办结时限": "20个工作日", "受理条件": "通过考试", "申请材料": "1. 申请表 原件1份", "中介服务": "无",
    "服务对象": "自然人", "基本编码": CODE[19:], "实施编码": CODE, "行使层级": "县级", "行使内容": "无",
    "实施机构": "演练卫健局", "实施主体性质": "法定机关", "联办机构": "演练教育局",
    "办理流程": "申请、受理、办结、签收",
    "数量限制": "无", "结果名称": "护士执业证书", "结果样本": "见附件", "是否收费": "是",
    "收费标准": "演价〔2020〕1号", "收费依据": "演财〔2020〕2号", "办件类型": "承诺件",
    "承诺办结时限": "7个工作日", "通办范围": "全县", "办理形式": "快递申请", "预约办理": "可以，电话",
    "网上支付": "不可以", "物流快递": "可以", "运行系统": "省级", "办理地点": "演练路1号",
    "办理时间": "8:30-17:00", "咨询电话": "024-0000-0101", "常见问题": "问：多久？答：7天。",
    "监督电话": "12345",
}  # fmt: skip


@pytest.mark.law(
    "H19", "A7-1", "A7-2", "A7-3", "A7-4", "A7-5", "A7-6", "A7-7", "A7-8", "A7-9", "A7-10", "A7-11",
    "A7-12", "A7-13", "A7-14", "A7-15", "A7-16", "A7-17", "A7-18", "A7-19", "A7-20", "A7-21", "A7-22",
    "A7-23", "A7-24", "A7-25", "A7-26", "A7-27", "A7-28", "A7-29", "A7-30", "A7-31", "A7-32", "A7-33",
    "A7-34", "A7-35", "A7-36",
)
@pytest.mark.parametrize("number", range(1, 37))
def test_each_of_the_36_elements_comes_in_is_shown_and_goes_out(number: int) -> None:
    sheet = [["", name, "申请表" if name == "申请材料" else value] for name, value in WHOLE.items()]
    guide = from_json(ServiceGuide, json.loads(dumps(only(sheet))))
    element = elements_of(guide)[number - 1]
    assert (element.number, element.name, element.value) == (number, NAMES[number - 1], WHOLE[element.name])
    assert element.common == (number <= 9)
