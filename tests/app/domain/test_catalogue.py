"""Foreign catalogues come in row by row: the odd is flagged, the empty refused, a missing column named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.domain.catalogue import guide_digest, import_items_json, import_rows, item_digest, parse_guides
from app.domain.catalogue_lint import lint_basis, lint_name, lint_report, lint_together
from app.domain.datafile import DataFileError
from app.domain.guide import ServiceItem
from app.domain.item_status import opens_cases, status_on, status_words

DATA = Path(__file__).parents[3] / "resources" / "data"
NURSE = "11210106MB1H3574574000123014000"
LAW = "行政法规《护士条例》（2008年1月31日国务院令第517号）第八条"

# The three shapes of A9, as a spreadsheet gives them once merged cells are filled.
PROVINCE = [
    ["辽宁省政务服务事项目录"] * 6,
    ["基本编码", "事项名称", "事项类型", "设定依据", "层级和部门", "备注"],
    ["0123014000", "护士执业注册", "行政许可", LAW, "县级：卫生健康局", ""],
    ["2", "居住证申领", "行政确认", "", "公安派出所", ""],
]
DEPARTMENT = [
    ["序号", "事项名称", "事项名称", "事项类型", "设定依据", "实施机构", "备注"],
    ["序号", "事项", "子项", "事项类型", "设定依据", "实施机构", "备注"],
    ["1", "食品生产\n许可", "首次", "行政许可", "", "市场监督管理局", ""],
    ["1", "食品生产\n许可", "变更", "行政许可", "", "市场监督管理局", ""],
    ["2", "居住证申领", "居住证申领", "行政确认", "", "公安分局", ""],
]
POWERS = [
    ["序号", "事项名称", "子项名称", "权力类型", "地方权力编码", "子项地方权力编码", "行使主体", "承办机构", "实施依据",
     "责任事项内容", "责任事项依据", "追责对象范围", "追责情形", "备注"],
    ["1", "清真食品生产经营许可", "新办", "行政许可", "210101001", "210101001001", "区民族宗教局", "综合科",
     "【地方性法规】《…》", "", "", "", "", ""],
]  # fmt: skip


@pytest.mark.law("P12")
def test_province_catalogue() -> None:
    report = import_rows(PROVINCE)
    nurse, permit = report.items
    assert (nurse.code, nurse.name, nurse.kind, nurse.department) == (
        "0123014000", "护士执业注册", "行政许可", "县级：卫生健康局",
    )  # fmt: skip
    # A running number in the code column is no code.
    assert permit.code.startswith("LOCAL-")
    assert [(flag.row, flag.code) for flag in report.flagged] == [(2, "ZC-CAT-11")]
    assert report.basis["0123014000"] == LAW
    assert report.added == (nurse.code, permit.code) and not report.refused


def test_department_catalogue_with_a_header_of_two_rows() -> None:
    report = import_rows(DEPARTMENT)
    assert [item.full_name for item in report.items] == [
        "食品生产许可（首次）",
        "食品生产许可（变更）",
        "居住证申领",
    ]
    assert len({item.code for item in report.items}) == 3


def test_powers_list_of_2021() -> None:
    (item,) = import_rows(POWERS).items
    assert (item.code, item.full_name, item.department) == (
        "210101001001", "清真食品生产经营许可（新办）", "区民族宗教局",
    )  # fmt: skip


def test_portal_field_names_are_understood() -> None:
    head = ["catalogCode", "qlName", "qlKind", "lawbasis", "businesscodes"]
    rows = [head, ["000123014000", "甲", "行政许可", "x", "局"]]
    assert import_rows(rows).items[0].code == "000123014000"


@pytest.mark.parametrize(
    ("column", "words"), [(1, "事项名称"), (2, "事项类型"), (3, "设定依据"), (4, "实施机构（或层级和部门）")]
)
def test_a_missing_column_is_named(column: int, words: str) -> None:
    rows = [[cell for index, cell in enumerate(row) if index != column] for row in PROVINCE]
    with pytest.raises(DataFileError) as caught:
        import_rows(rows)
    assert (caught.value.code, caught.value.where) == ("ZC-CAT-02", "第2行")
    assert f"缺少栏目：{words}" in caught.value.text and "备注" in caught.value.text


@pytest.mark.parametrize("rows", [[], [["", ""]], [["名称", "数量"], ["桌子", "3"]]])
def test_another_table_is_no_catalogue(rows: list[list[str]]) -> None:
    with pytest.raises(DataFileError) as caught:
        import_rows(rows)
    assert caught.value.code == "ZC-CAT-01"


def test_duplicate_code_and_unknown_value_come_in_flagged() -> None:
    head = [*PROVINCE[1], "状态"]
    rows = [
        head,
        [NURSE, "护士执业注册", "行政许可", LAW, "卫生健康局", "", ""],
        [NURSE, "护士延续注册", "行政许可", LAW, "卫生健康局", "", ""],
        [NURSE, "护士执业注册", "行政许可", LAW, "卫生健康局", "", ""],
        ["000123014001", "助产士备案", "行政某某", LAW, "卫生健康局", "", "冻结"],
        ["00012301400A", "丙", "行政许可", LAW, "", "", ""],
        ["000123014009", "", "行政许可", LAW, "卫生健康局", "", ""],
        ["", "", "", "", "", "", ""],
    ]
    report = import_rows(rows)
    assert [item.code for item in report.items] == [NURSE, f"{NURSE}#2", "000123014001", "00012301400A"]
    assert report.items[2].kind == "行政某某" and report.items[2].status == "冻结"
    assert [(flag.row, flag.code) for flag in report.flagged] == [
        (3, "ZC-CAT-12"), (4, "ZC-CAT-13"), (5, "ZC-CAT-14"), (5, "ZC-CAT-15"), (6, "ZC-CAT-16"), (6, "ZC-CAT-17"),
    ]  # fmt: skip
    assert [(flag.row, flag.code) for flag in report.refused] == [(7, "ZC-CAT-21")]


def test_second_import_changes_nothing() -> None:
    first = import_rows(PROVINCE)
    existing = {item.code: item_digest(item) for item in first.items}
    again = import_rows(PROVINCE, existing)
    assert (again.added, again.updated, len(again.unchanged)) == ((), (), 2)
    changed = [list(row) for row in PROVINCE]
    changed[2][4] = "市级：卫生健康委员会"
    assert import_rows(changed, existing).updated == ("0123014000",)


def test_the_real_lists_come_in_whole() -> None:
    items = import_items_json((DATA / "items.json").read_text(encoding="utf-8"))
    assert len(items.items) == 14 and not items.refused
    assert items.items[0].code == NURSE and items.items[2].full_name == "食品生产许可（首次（新办））"
    assert [flag.code for flag in items.flagged] == ["ZC-CAT-11"]
    guangan = import_items_json((DATA / "catalogue-guangan.json").read_text(encoding="utf-8"))
    assert (len(guangan.items), guangan.flagged, guangan.refused) == (700, (), ())


@pytest.mark.parametrize("text", ["{}", json.dumps({"items": 3})])
def test_json_without_items(text: str) -> None:
    with pytest.raises(DataFileError) as caught:
        import_items_json(text)
    assert caught.value.code == "ZC-CAT-03"
    report = import_items_json(json.dumps({"items": ["x", {"name": ""}]}))
    assert [flag.row for flag in report.refused] == [1, 2]


def test_digest_of_a_guide_ignores_the_version_only() -> None:
    text = (DATA.parent / "catalogue" / "demo.json").read_text(encoding="utf-8")
    newer = parse_guides(text.replace("演练2026-09-21", "演练2026-10-01"))[0]
    changed = parse_guides(text.replace("每张加盖单位公章", "每张盖章"))[0]
    first = parse_guides(text)[0]
    assert guide_digest(first) == guide_digest(newer) != guide_digest(changed)


@pytest.mark.law("H17")
@pytest.mark.parametrize(
    ("kind", "name", "codes"),
    [
        ("行政征收", "水资源费的征收", []),
        ("行政征收", "水资源费收取", ["ZC-LINT-03"]),
        ("行政给付", "省级医疗、工伤、生育保险待遇支付", []),
        ("行政给付", "困难补助", ["ZC-LINT-03"]),
        ("行政确认", "对房屋安全的鉴定", []),
        ("行政确认", "居住证申领", ["ZC-LINT-03"]),
        ("行政许可", "护士执业注册。", ["ZC-LINT-02"]),
        ("公共服务", "甲" * 121, ["ZC-LINT-01"]),
    ],
)
def test_names_of_each_kind(kind: str, name: str, codes: list[str]) -> None:
    assert [flag.code for flag in lint_name(ServiceItem("1", name, "局", kind))] == codes


@pytest.mark.law("H17")
@pytest.mark.parametrize(
    ("kind", "basis", "codes"),
    [
        ("行政许可", LAW, []),
        ("行政许可", "", ["ZC-LINT-10"]),
        ("行政许可", "《护士条例》第八条", ["ZC-LINT-11"]),
        (
            "行政许可",
            "规章《甲办法》（省政府令第3号）\n法律《乙法》（2019年4月23日主席令第29号）",
            ["ZC-LINT-12"],
        ),
        ("行政许可", "【法律】《乙法》（2019年主席令第29号）第三条……", ["ZC-LINT-13"]),
        ("行政许可", "法律《乙法》第三条", ["ZC-LINT-14"]),
        ("行政许可", "规章《甲办法》（省政府令第3号）", ["ZC-LINT-15"]),
        ("行政征收", "规章《甲办法》（省政府令第3号）", []),
        ("公共服务", "规范性文件《丙通知》（辽政发〔2016〕81号）", []),
        ("行政给付", "标准规范《丁规程》", ["ZC-LINT-15"]),
        ("行政许可", "地方性法规《戊条例》（2016年11月11日通过）第三十五条、第三十条", ["ZC-LINT-16"]),
        ("行政许可", "地方性法规《戊条例》（2016年11月11日通过）第三十条、第三十五条", []),
    ],
)
def test_basis_rules(kind: str, basis: str, codes: list[str]) -> None:
    assert [flag.code for flag in lint_basis(kind, basis)] == codes


def test_lint_names_the_item() -> None:
    report = import_rows(PROVINCE)
    assert [(flag.row, flag.code) for flag in lint_report(report)] == [(4, "ZC-LINT-03"), (4, "ZC-LINT-10")]


def test_the_digest_of_an_item_on_disk_is_not_changed_by_fields_that_came_later() -> None:
    item = ServiceItem("000123014000", "护士执业注册", "局")
    assert item_digest(item) == item_digest(ServiceItem("000123014000", "护士执业注册", "局", origin=""))
    assert item_digest(item) != item_digest(ServiceItem("000123014000", "护士执业注册", "局", origin="省定"))
    # As the first version wrote it: else every item of a hall would look changed after an update.
    assert item_digest(item)[:16] == "03c400e3e1ce2d6a"


WIDE = [
    *("事项编码", "事项名称", "事项类型", "设定依据", "实施机构", "备注", "状态", "状态日期", "状态截止日期"),
    *("是否涉密", "依据涉密", "最多跑一次", "清单来源", "清单版本"),
]


def wide(code: str, *rest: str, name: str = "护士执业注册") -> list[str]:
    cells = [code, name, "行政许可", LAW, "卫生健康局", *rest]
    return [*cells, *[""] * (len(WIDE) - len(cells))]


@pytest.mark.law("H16", "P02", "L14")
@pytest.mark.parametrize("rest", [["", "", "", "", "是"], ["", "", "", "", "机密★10年"], ["涉密事项"]])
def test_a_secret_item_is_not_loaded_and_said_to_be_so(rest: list[str]) -> None:
    report = import_rows([WIDE, wide(NURSE, *rest), wide("000123014001", name="助产")])
    assert [item.name for item in report.items] == ["助产"]
    assert (report.secret, [flag.code for flag in report.flagged]) == ((NURSE,), ["ZC-CAT-18"])
    assert report.flagged[0].law and report.flagged[0].what_next


@pytest.mark.law("H16")
def test_a_secret_basis_hides_that_basis_and_not_the_item() -> None:
    report = import_rows([WIDE, wide(NURSE, "", "", "", "", "", "是")])
    (item,) = report.items
    assert (item.hidden_basis, report.basis[NURSE], report.secret) == (1, "", ())
    assert [flag.code for flag in report.flagged] == ["ZC-CAT-19"]
    assert [flag.code for flag in lint_report(report)] == []


@pytest.mark.law("L04", "H14")
def test_status_with_its_days_and_the_list_with_its_origin_come_in() -> None:
    row = wide(
        NURSE, "委托下放市级", "暂停", "2026年3月1日", "2026-05-31", "", "", "是", "市补充", "2026年版"
    )
    (item,) = import_rows([WIDE, row]).items
    assert (item.in_list, item.origin, item.list_version, item.remark) == (
        True, "市补充", "2026年版", "委托下放市级",
    )  # fmt: skip
    assert status_words(item) == "暂停（2026年3月1日起，至2026年5月31日）"
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [status_on(item, day) for day in days] == ["有效", "暂停", "暂停", "有效"]
    assert [opens_cases(item, day) for day in days] == [True, False, False, True]
    report = import_rows([WIDE, wide(NURSE, "", "有效", "2026-13-40")])
    assert [flag.code for flag in report.flagged] == ["ZC-CAT-20"]


@pytest.mark.law("H14")
@pytest.mark.parametrize(
    ("status", "since", "until", "before", "within", "after"),
    [
        ("取消", date(2026, 3, 1), None, "有效", "取消", "取消"),
        ("下放", None, None, "下放", "下放", "下放"),
        ("有效", date(2026, 3, 1), date(2026, 5, 31), "未生效", "有效", "已失效"),
        ("冻结", None, None, "冻结", "冻结", "冻结"),
    ],
)
def test_what_holds_before_within_and_after_the_days(
    status: str, since: date | None, until: date | None, before: str, within: str, after: str
) -> None:
    item = ServiceItem("1", "甲", "局", status=status, status_from=since, status_until=until)
    days = (date(2026, 2, 28), date(2026, 4, 1), date(2026, 6, 1))
    assert [status_on(item, day) for day in days] == [before, within, after]


OTHER_COUNTY = "11210381MB1H3574574000123014000"
BASE = ["事项编码", "事项名称", "事项类型", "设定依据", "实施机构"]


@pytest.mark.law("H10", "H01")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([OTHER_COUNTY, "护士首次注册", "行政许可", LAW, "乙局"], "名称"),
        ([OTHER_COUNTY, "护士执业注册", "行政确认", LAW, "乙局"], "类型"),
        ([OTHER_COUNTY, "护士执业注册", "行政许可", "法律《丙法》（主席令第1号）", "乙局"], "设定依据"),
        ([OTHER_COUNTY[:-6] + "999000", "护士执业注册", "行政许可", LAW, "乙局"], "基本编码不统一"),
    ],
)
def test_one_item_said_differently_at_two_levels_is_flagged(row: list[str], words: str) -> None:
    report = import_rows([BASE, [NURSE, "护士执业注册", "行政许可", LAW, "甲局"], row])
    (flag,) = [flag for flag in lint_together(report) if flag.code == "ZC-LINT-30"]
    assert flag.row == 3 and words in flag.text and flag.law and flag.what_next


@pytest.mark.law("H10")
def test_the_same_item_told_the_same_way_everywhere_is_not_flagged_and_older_imports_count() -> None:
    first = [NURSE, "护士执业注册", "行政许可", LAW, "甲局"]
    report = import_rows([BASE, first, [OTHER_COUNTY, *first[1:]]])
    assert lint_together(report) == ()
    known = [ServiceItem(OTHER_COUNTY, "护士首次注册", "乙局")]
    assert [flag.code for flag in lint_together(import_rows([BASE, first]), known)] == ["ZC-LINT-30"]


@pytest.mark.law("H11")
def test_an_item_in_two_departments_of_one_area_is_flagged() -> None:
    twin = "11210106MB1H3574584" + NURSE[19:]
    rows = [
        BASE,
        [NURSE, "护士执业注册", "行政许可", LAW, "甲局"],
        [twin, "护士执业注册", "行政许可", LAW, "乙局"],
    ]
    (flag,) = lint_together(import_rows(rows))
    assert (flag.row, flag.code) == (3, "ZC-LINT-31") and "甲局（第2行）、乙局" in flag.text
    # Without codes the whole sheet is one area, unless the department names its level.
    plain = [["", "甲事项", "公共服务", LAW, "市级：甲局"], ["", "甲事项", "公共服务", LAW, "县级：乙局"]]
    assert lint_together(import_rows([BASE, *plain])) == ()
    plain[1][4] = "市级：乙局"
    assert [flag.code for flag in lint_together(import_rows([BASE, *plain]))] == ["ZC-LINT-31"]


@pytest.mark.parametrize(
    "head",
    [
        [["序号", "事项名称", "", "事项类型", "设定依据", "实施机构"], ["", "事项", "子项", "", "", ""]],
        [
            ["序号", "事项名称", "事项名称", "事项类型", "设定依据", "实施机构"],
            ["序号", "主项", "子项", "事项类型", "设定依据", "实施机构"],
        ],
        [["序号", "主项名称", "子项名称", "事项类别", "实施依据", "实施主体"]],
        [["标题"] * 6, ["序号", "事项\n名称", "子 项", "权力类型", "设定依据", "行使主体"]],
    ],
)  # fmt: skip
def test_every_variant_of_the_merged_header_is_found(head: list[list[str]]) -> None:
    (item,) = import_rows([*head, ["1", "食品生产许可", "首次", "行政许可", LAW, "局"]]).items
    assert (item.full_name, item.kind, item.department) == ("食品生产许可（首次）", "行政许可", "局")
