"""``catalogue``: guides and lists as they come, what changed said in words, and what may not be asked for reported."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, update

from app.domain.guide_file import parse_guides
from app.domain.proofs import NAMELESS, OFF_LIST
from app.storage.schema import guides as guides_table
from printing.documents.result_sample import result_sample
from printing.layout import layout
from printing.page import Text
from tests.stories.hall import fonts
from tests.ui.commands.conftest import Command
from ui.bootstrap import Settings, open_workplace
from ui.cli import main

DEMO = Path(__file__).parents[3] / "resources" / "catalogue" / "demo.json"
HEAD = ("事项编码", "事项名称", "事项类型", "设定依据", "实施机构", "备注", "状态")
LAW = "行政法规《护士条例》（2008年1月31日国务院令第517号）第八条"
NURSE = "1121010600000002714210199002000"
CODE = "11210106MB1H3574574000123099000"
ITEM = (CODE, "助产技术许可", "行政许可", LAW, "演练卫生健康局", "", "有效")
MATERIALS = "1.申请表\n2.执业证书\n3.其他有关材料\n4.单位证明"
FORM = (
    ("1", "事项名称", "助产技术许可"), ("3", "设定依据", LAW), ("5", "法定办结时限", "20个工作日"),
    ("6", "受理条件", "具备条件"), ("7", "申请材料", MATERIALS), ("11", "实施编码", CODE),
    ("14", "实施机构", "演练卫生健康局"), ("18", "数量限制", "无"), ("19", "结果名称", "许可证"),
    ("21", "是否收费", "否"), ("26", "通办范围", "全县"), ("", "机关代字", "演卫"),
)  # fmt: skip


def book(path: Path, **sheets: Sequence[Sequence[str]]) -> str:
    made = Workbook()
    assert made.active is not None
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    made.save(path)
    return str(path)


def guides(path: Path, version: str, **change: Any) -> str:
    data = json.loads(DEMO.read_text("utf-8"))
    data |= {"version": version, "guides": [data["guides"][0] | change]}
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return str(path)


def codes(flags: list[dict[str, str]]) -> list[str]:
    return [flag["code"] for flag in flags]


@pytest.mark.law("H19", "L12", "A7-7")
def test_a_guide_from_a_sheet_comes_in_is_shown_and_says_what_may_not_be_asked(
    command: Command, tmp_path: Path
) -> None:
    file = book(tmp_path / "指南.xlsx", 式样=FORM)
    code, said = command("catalogue", "import", file)
    assert (code, said["added"], said["refused"]) == (0, 1, [])
    assert {"ZC-LINT-21", "ZC-LINT-23"} <= set(codes(said["flagged"]))
    assert all(flag["next"] for flag in said["flagged"])
    assert [(each["code"], each["number"], each["name"]) for each in said["blocked"]] == [
        (CODE, 3, "其他有关材料"),
        (CODE, 4, "单位证明"),
    ]
    shown = command("catalogue", "show", CODE[19:])[1]
    assert shown["code"] == CODE and shown["guide"]["materials"][1]["name"] == "执业证书"
    values = {each["name"]: each["value"] for each in shown["elements"]}
    assert (values["通办范围"], values["法定办结时限"]) == ("全县", "20个工作日")
    # The same file again is the same version: nothing is stored twice.
    code, said = command("catalogue", "import", file)
    assert (code, said["unchanged"]) == (0, 1) and len(command("catalogue", "show", CODE)[1]["versions"]) == 1


@pytest.mark.law("H13", "P08")
def test_a_new_version_says_what_changed_and_an_old_one_cannot_be_rewritten(
    command: Command, tmp_path: Path
) -> None:
    code, said = command("catalogue", "import", guides(tmp_path / "a.json", "2026-11-01", promised="9G"))
    assert (code, said["updated"], said["changes"][0]["changes"]) == (
        0, 1, [{"kind": "limit", "text": "承诺办结时限由7个工作日改为9个工作日", "harder": True}],
    )  # fmt: skip
    code, said = command("catalogue", "import", guides(tmp_path / "b.json", "2026-11-01", promised="5G"))
    assert (code, codes(said["refused"]), said["updated"]) == (1, ["ZC-CAT-22"], 0)
    command("catalogue", "import", guides(tmp_path / "c.json", "2026-12-01", promised="5G", materials=[]))
    compared = command("catalogue", "diff", "2026-11-01", "2026-12-01")[1]
    texts = [each["text"] for each in compared["changes"][0]["changes"]]
    assert "承诺办结时限由9个工作日改为5个工作日" in texts and "不再要求材料“食品生产许可申请书”" in texts
    assert command("catalogue", "diff", "2026-11-01", "nowhere")[1]["refused"] == "ZC-CAT-25"


def test_two_lists_are_compared_in_words(command: Command, tmp_path: Path) -> None:
    old = book(tmp_path / "old.xlsx", 目录=[HEAD, ITEM, ("000123014001", *ITEM[1:])])
    new = book(
        tmp_path / "new.xlsx",
        目录=[HEAD, (*ITEM[:4], "演练行政审批局", "", "暂停"), ("000123014002", *ITEM[1:])],
    )
    code, said = command("catalogue", "diff", old, new)
    assert (code, said["added"], said["removed"]) == (0, ["000123014002"], ["000123014001"])
    assert [each["text"] for each in said["changes"][0]["changes"]] == [
        "实施机构由“演练卫生健康局”改为“演练行政审批局”", "状态由“有效”改为“暂停”",
    ]  # fmt: skip


def test_the_catalogue_is_found_behind_a_cover_and_a_wrong_book_names_its_sheets(
    command: Command, tmp_path: Path
) -> None:
    cover = [["填表说明"], ["请逐项填写"]]
    code, said = command("catalogue", "import", book(tmp_path / "a.xlsx", 说明=cover, 目录=[HEAD, ITEM]))
    assert (code, said["added"]) == (0, 1)
    code, said = command(
        "catalogue", "import", book(tmp_path / "b.xlsx", 说明=cover, 通讯录=[["姓名", "电话"]])
    )
    assert (code, said["refused"]) == (1, "ZC-CAT-01")
    assert "说明" in said["what"] and said["kept"] and said["next"]


@pytest.mark.law("H16", "P02", "L14")
def test_a_secret_item_is_not_loaded_and_leaves_when_it_became_one(command: Command, tmp_path: Path) -> None:
    command("catalogue", "import", book(tmp_path / "a.xlsx", 目录=[HEAD, ITEM]))
    assert command("catalogue", "search", "助产技术许可")[0] == 0
    secret = (*ITEM[:5], "涉密事项", "有效")
    code, said = command("catalogue", "import", book(tmp_path / "b.xlsx", 目录=[HEAD, secret]))
    assert (code, said["secret"], said["added"], codes(said["flagged"])) == (0, 1, 0, ["ZC-CAT-18"])
    assert [
        hit["code"] for hit in command("catalogue", "search", "助产技术许可")[1] if hit["code"] == CODE
    ] == []
    assert command("catalogue", "show", CODE)[1]["refused"] == "ZC-CAT-24"


@pytest.mark.law("H10", "H11")
def test_what_does_not_fit_together_is_flagged_against_what_came_before(
    command: Command, tmp_path: Path
) -> None:
    command("catalogue", "import", book(tmp_path / "a.xlsx", 目录=[HEAD, ITEM]))
    county = ("11210381MB1H3574574" + CODE[19:], "助产技术服务许可", *ITEM[2:])
    code, said = command("catalogue", "import", book(tmp_path / "b.xlsx", 目录=[HEAD, county]))
    assert (code, said["added"], codes(said["flagged"])) == (0, 1, ["ZC-LINT-30"])
    assert (
        said["flagged"][0]["row"] == 2 and "五" not in said["flagged"][0]["law"] and said["flagged"][0]["law"]
    )


def test_one_bad_file_among_several_stops_only_itself(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    good = book(tmp_path / "good.xlsx", 目录=[HEAD, ITEM])
    code, said = command("catalogue", "import", str(bad), good)
    assert (code, said["added"], codes(said["refused"])) == (1, 1, ["ZC-XLS-02"])
    assert "bad.xlsx" in said["refused"][0]["text"] and said["refused"][0]["next"]


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", " " * 20_000_000)


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("bomb.xlsx", _bomb, "ZC-XLS-03"),
        ("gbk.json", lambda path: path.write_bytes("{“items”: []}".encode("gb18030")), "ZC-XLS-08"),
        ("deep.json", lambda path: path.write_text("[" * 100_000), "ZC-DATA-01"),
        ("other.json", lambda path: path.write_text('{"guides": [], "format": "x/1"}'), "ZC-GUIDE-01"),
    ],
)
def test_what_would_hurt_the_program_is_refused_in_a_sentence(
    command: Command, tmp_path: Path, name: str, make: Any, expected: str
) -> None:
    file = tmp_path / name
    make(file)
    code, said = command("catalogue", "import", str(file))
    assert (code, said["refused"]) == (1, expected)
    assert said["what"] and said["kept"] and said["next"]


def test_lint_tells_everything_of_a_guide_file(command: Command, tmp_path: Path) -> None:
    file = guides(tmp_path / "g.json", "v", promised="30G", elements={})
    code, said = command("catalogue", "lint", file)
    assert code == 1 and {"ZC-LINT-20", "ZC-LINT-25", "ZC-LINT-26"} <= set(codes(said["flagged"]))
    assert all(flag["next"] and "law" in flag for flag in said["flagged"])


@pytest.mark.parametrize("region", ["210106", "330106"])
def test_what_an_import_finds_stands_on_the_articles_of_the_own_province(
    command: Command, profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], region: str
) -> None:
    from ui.cli import main

    config = profile / "config.toml"
    config.write_text(config.read_text("utf-8").replace("210106", region), "utf-8")
    file = guides(tmp_path / "g.json", "v", promised="30G", elements={})
    sheet = book(tmp_path / "指南.xlsx", 式样=FORM)
    found = command("catalogue", "lint", file, sheet)[1]
    laws = {flag["code"]: flag["law"] for flag in found["flagged"]}
    came = command("catalogue", "import", sheet)[1]
    laws |= {f"{flag['code']} import": flag["law"] for flag in came["flagged"]}
    why = [each["text"] for each in came["blocked"]]
    main(["--profile", str(profile), "catalogue", "show", CODE])
    shown = capsys.readouterr().out
    if region.startswith("21"):
        assert laws["ZC-LINT-25"] == "《辽宁省推进“最多跑一次”规定》第八条"
        assert laws["ZC-LINT-23 import"] == "《辽宁省推进“最多跑一次”规定》第十二条"
        assert why[1].endswith("（《辽宁省推进“最多跑一次”规定》第十二条）") and why[1] in shown
    else:
        assert laws["ZC-LINT-25"] == "《浙江省保障“最多跑一次”改革规定》第四条第二款"
        assert laws["ZC-LINT-23 import"] == "", "浙江 has no such list; nothing is cited"
        assert not [said for said in (*laws.values(), *why, shown) if "辽" in said or "编制规范" in said]


def test_a_guide_stored_with_an_article_of_liaoning_is_shown_with_none_of_it_elsewhere(
    command: Command, profile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older program wrote the article behind the mark; what is shown is the mark, and the article of this hall."""
    command("catalogue", "import", book(tmp_path / "指南.xlsx", 式样=FORM))
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        with at.database.writing() as connection:
            for mark, article in ((OFF_LIST, "辽宁省政府令328号第十二条"), (NAMELESS, "“只提交一次材料”一(一)")):
                old = func.replace(guides_table.c.body, mark, f"{mark}（{article}）")
                connection.execute(update(guides_table).values(body=old))
    finally:
        at.close()
    config = profile / "config.toml"
    for region, article in (("210106", "《辽宁省推进“最多跑一次”规定》第十二条"), ("330106", "")):
        config.write_text(re.sub(r'region = "\d+"', f'region = "{region}"', config.read_text("utf-8")), "utf-8")
        capsys.readouterr()
        main(["--profile", str(profile), "catalogue", "show", CODE])
        shown = capsys.readouterr().out
        assert OFF_LIST in shown and NAMELESS in shown and "328号" not in shown
        assert article in shown and (article or "辽宁" not in shown)


def test_a_file_is_looked_at_where_no_profile_is_and_no_province_is_cited(tmp_path: Path) -> None:
    file = book(tmp_path / "指南.xlsx", 式样=FORM)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        main(["--profile", str(tmp_path / "none"), "catalogue", "lint", file, "--json"])
    said = json.loads(output.getvalue())
    assert [each["text"] for each in said["blocked"]] == [NAMELESS, OFF_LIST], "no article of a province"
    assert said["flagged"] and not re.search("辽宁|浙江", output.getvalue())


def test_progress_is_counted_on_standard_error(
    profile: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from ui.cli import main

    rows = [(f"LOCAL-{n:04d}", f"事项{n}", *ITEM[2:]) for n in range(600)]
    file = book(tmp_path / "many.xlsx", 目录=[HEAD, *rows])
    assert main(["--profile", str(profile), "catalogue", "import", file]) == 0
    out, err = capfd.readouterr()
    assert "写入 many.xlsx 500/600" in err and "写入 many.xlsx 600/600" in err and "读取 many.xlsx" in err
    assert out.startswith("新增 600，更新 0，未变 0")


@pytest.mark.law("B3-27", "J03")
def test_a_theme_is_shown_with_its_items_their_limits_and_their_order(
    command: Command, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = next(g["code"] for g in _DEMO["guides"] if g["name"] == "开餐饮店一件事")
    assert main(["--profile", str(profile), "catalogue", "show", code]) == 0
    lines = capsys.readouterr().out.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("一件事，共3个事项"))
    assert (
        "小餐饮经营许可（新办）" in lines[start + 1] and "承诺3个工作日（法定10个工作日）" in lines[start + 1]
    )
    assert "受理后同时开始" in lines[start + 1] and "受理后同时开始" in lines[start + 3]
    assert "“小餐饮经营许可（新办）”书面办结后开始" in lines[start + 5]
    shown = command("catalogue", "show", code)[1]["guide"]
    assert [branch["name"] for branch in shown["branches"]][1] == "公众聚集场所投入使用、营业前消防安全检查"


@pytest.mark.law("J03")
def test_a_theme_is_merged_from_what_is_here_and_says_when_an_item_has_moved_on(
    command: Command, tmp_path: Path
) -> None:
    """A 一件事 that asks by last year's guide would have the applicant run twice."""
    theme = next(g for g in _DEMO["guides"] if g["name"] == "开餐饮店一件事")
    alone = tmp_path / "theme.json"
    alone.write_text(json.dumps(_DEMO | {"version": "2027-01-01", "guides": [theme]}), "utf-8")
    code, said = command("catalogue", "import", str(alone))
    assert (code, said["unchanged"], said["refused"]) == (0, 1, [])
    food = next(g for g in _DEMO["guides"] if g["code"] == theme["group"][0])
    newer = tmp_path / "food.json"
    newer.write_text(json.dumps(_DEMO | {"version": "2027-02-01", "guides": [food]}), "utf-8")
    (flag,) = (
        f for f in command("catalogue", "import", str(newer))[1]["flagged"] if f["code"] == "ZC-CAT-26"
    )
    assert "开餐饮店一件事" in flag["text"] and flag["law"] and "重新导入" in flag["next"]
    lost = tmp_path / "lost.json"
    group = [*theme["group"], "000123014000"]
    lost.write_text(
        json.dumps(_DEMO | {"version": "2027-03-01", "guides": [theme | {"group": group}]}), "utf-8"
    )
    code, said = command("catalogue", "import", str(lost))
    assert (code, codes(said["refused"])) == (1, ["ZC-GUIDE-15"])
    assert said["refused"][0]["law"] and "先导入所含事项" in said["refused"][0]["next"]


@pytest.mark.law("L12")
def test_the_rehearsal_knows_its_list_of_proofs(command: Command, tmp_path: Path) -> None:
    """A guide of one's own may build on the list of the rehearsal; what is not on it is asked of nobody."""
    nurse = _DEMO["guides"][1]
    file = tmp_path / "nurse.json"
    data = {key: value for key, value in _DEMO.items() if key != "proofs"}
    file.write_text(json.dumps(data | {"version": "2027-01-01", "guides": [nurse]}), "utf-8")
    assert command("catalogue", "import", str(file))[1]["blocked"] == []
    stray = [line | ({"proof_code": "LN-无"} if "proof_code" in line else {}) for line in nurse["materials"]]
    file.write_text(
        json.dumps(data | {"version": "2027-02-01", "guides": [nurse | {"materials": stray}]}), "utf-8"
    )
    assert command("catalogue", "import", str(file))[1]["blocked"], "off the list"


_DEMO = json.loads(DEMO.read_text("utf-8"))


@pytest.mark.law("A7-25")
def test_a_promise_longer_than_the_law_is_said_while_it_comes_in(command: Command, tmp_path: Path) -> None:
    code, said = command("catalogue", "import", guides(tmp_path / "long.json", "2026-12-01", promised="90G"))
    (flag,) = [each for each in said["flagged"] if each["code"] == "ZC-LINT-20"]
    assert code == 0 and "长于法定时限" in flag["text"] and flag["law"] and flag["next"]
    code, said = command("catalogue", "import", guides(tmp_path / "short.json", "2026-12-02", promised="5G"))
    assert "ZC-LINT-20" not in codes(said["flagged"])


@pytest.mark.law("H21", "A7-20")
def test_the_sample_of_a_result_is_drawn_from_the_guide_and_shows_nobody(
    command: Command, tmp_path: Path
) -> None:
    code, said = command("documents", "sample", "--out", str(tmp_path), "--item", NURSE)
    assert code == 0 and len(said) == 1
    data = Path(said[0]).read_bytes()
    assert data.startswith(b"%PDF")
    guide = next(g for g in parse_guides(DEMO.read_text("utf-8")) if g.item.code == NURSE)
    pages = layout(result_sample(guide), fonts(), proof=True)
    words = "".join(op.text for page in pages for op in page.ops if isinstance(op, Text))
    assert "样张" in words and "某某" in words and "护士执业证书" in words and guide.authority.name in words
    assert signature(result_sample).parameters.keys() == {"guide"}, "no case can reach it"
    assert command("documents", "sample", "--out", str(tmp_path), "--item", "nothing")[0] == 1
