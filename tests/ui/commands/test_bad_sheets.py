"""``catalogue import`` of the spreadsheets that departments really send: told in a sentence, never half taken in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.ui.commands.conftest import Command

HEAD = ("序号", "事项名称", "事项类型", "实施机构", "事项编码", "状态", "设定依据")
LAW = "《食品安全法》"
FOOD = ("1", "食品摊贩备案", "其他行政权力", "市场监督管理局", "1121010600000001964219900100001", "有效", LAW)
DRUG = ("2", "药品广告审查", "行政许可", "市场监督管理局", "1121010600000001964219900200002", "有效", LAW)


def sheet(path: Path, *rows: Sequence[str], merged: Sequence[str] = ()) -> str:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    book.save(path)
    return str(path)


def codes(said: dict[str, list[dict[str, str]]], key: str = "flagged") -> list[str]:
    return [flag["code"] for flag in said[key]]


def test_a_good_sheet_comes_in_once(command: Command, tmp_path: Path) -> None:
    file = sheet(tmp_path / "good.xlsx", HEAD, FOOD, DRUG)
    code, said = command("catalogue", "import", file)
    assert (code, said["added"], said["refused"]) == (0, 2, [])
    code, said = command("catalogue", "import", file)
    assert (code, said["added"], said["unchanged"]) == (0, 0, 2)
    assert [hit["name"] for hit in command("catalogue", "search", "食品摊贩备案")[1]][:1] == ["食品摊贩备案"]


def test_a_missing_column_is_named_and_nothing_is_taken_in(command: Command, tmp_path: Path) -> None:
    before = command("catalogue", "search", "食品摊贩备案")[1]
    rows = [(row[0], *row[2:]) for row in (HEAD, FOOD)]
    code, said = command("catalogue", "import", sheet(tmp_path / "column.xlsx", *rows))
    assert (code, said["refused"]) == (1, "ZC-CAT-02")
    assert "事项名称" in said["what"]
    assert command("catalogue", "search", "食品摊贩备案")[1] == before


def test_a_header_merged_over_two_rows_is_understood(command: Command, tmp_path: Path) -> None:
    title = ("沈阳市铁西区政务服务事项目录", *[""] * 7)
    top = ("序号", "事项名称", "", "事项类型", "实施机构", "事项编码", "状态", "设定依据")
    below = ("", "事项", "子项", "", "", "", "", "")
    rows = [(row[0], row[1], "首次", *row[2:]) for row in (FOOD, DRUG)]
    merged = ("A1:H1", "B2:C2", *(f"{column}2:{column}3" for column in "ADEFGH"))
    file = sheet(tmp_path / "merged.xlsx", title, top, below, *rows, merged=merged)
    code, said = command("catalogue", "import", file)
    assert (code, said["added"], said["flagged"], said["refused"]) == (0, 2, [], [])


def test_a_code_used_twice_is_flagged_and_neither_item_is_lost(command: Command, tmp_path: Path) -> None:
    twin = (*DRUG[:4], FOOD[4], *DRUG[5:])
    code, said = command("catalogue", "import", sheet(tmp_path / "twice.xlsx", HEAD, FOOD, twin))
    assert (code, said["added"], codes(said)) == (0, 2, ["ZC-CAT-12"])
    assert said["flagged"][0]["row"] == 3


def test_an_unknown_value_is_imported_and_flagged(command: Command, tmp_path: Path) -> None:
    odd = (*FOOD[:2], "便民小事", *FOOD[3:5], "说不清", LAW)
    code, said = command("catalogue", "import", sheet(tmp_path / "odd.xlsx", HEAD, odd))
    assert (code, said["added"]) == (0, 1)
    assert "ZC-CAT-15" in codes(said)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("letter.xlsx", b"Dear colleagues, please find attached", "ZC-XLS-01"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ZC-XLS-02"),
        ("torn.xlsx", b"PK\x03\x04" + bytes(400), "ZC-XLS-05"),
        ("empty.xlsx", b"", "ZC-XLS-01"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_sentence(
    command: Command, tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    code, said = command("catalogue", "import", str(file))
    assert (code, said["refused"]) == (1, expected)
    assert said["what"] and said["kept"] and said["next"]


def test_a_file_that_is_not_there_is_said(command: Command, tmp_path: Path) -> None:
    code, said = command("catalogue", "import", str(tmp_path / "nowhere.xlsx"))
    assert (code, said["refused"]) == (1, "ZC-CAT-10")
