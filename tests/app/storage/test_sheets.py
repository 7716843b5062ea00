"""Foreign spreadsheets: rows come out as seen on screen, and a file that is none gives a sentence, never a crash."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.domain.catalogue import import_rows
from app.errors import UserFacingError
from app.storage import sheets

CHILD = [sys.executable, "-m", "app.storage.sheets"]


def workbook(path: Path, rows: list[list[object]], merges: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)
    book.save(path)
    return path


def test_merged_header_of_two_rows_reaches_the_catalogue(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["部门政务服务事项目录"],
        ["序号", "事项名称", None, "事项类型", "设定依据", "实施机构", "备注"],
        [None, "事项", "子项", None, None, None, None],
        [1, "食品生产许可", "首次", "行政许可", "", "市场监督管理局", None],
        [None, None, "变更", "行政许可", "", "市场监督管理局", None],
        [2.0, "居住证申领", None, "行政确认", "", "公安分局", None],
    ]
    merges = ("A1:G1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "A4:A5", "B4:B5")
    read = sheets.read_book(workbook(tmp_path / "目录.xlsx", rows, merges), CHILD)[0].rows
    assert read[1] == ["序号", "事项名称", "事项名称", "事项类型", "设定依据", "实施机构", "备注"]
    assert read[4][:3] == ["1", "食品生产许可", "变更"]
    names = [item.full_name for item in import_rows(read).items]
    assert names == ["食品生产许可（首次）", "食品生产许可（变更）", "居住证申领"]


def _html(path: Path) -> None:
    path.write_text("<html><table><tr><td>1</td></tr></table></html>", encoding="utf-8")


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "hello")


def _document(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", " " * 50_000_000)


def _cut(path: Path) -> None:
    whole = io.BytesIO()
    openpyxl.Workbook().save(whole)
    path.write_bytes(whole.getvalue()[:900])


def _entities(path: Path) -> None:
    good = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["x"])
    book.save(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                head = (
                    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
                )
                data = head + data.replace(b"<t>x</t>", b"<t>&c;</t>")
            target.writestr(part.filename, data)


def _big(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + b"\0" * sheets.MAX_FILE_BYTES)


def _old(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)


def _empty_book(path: Path) -> None:
    openpyxl.Workbook().save(path)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_html, "ZC-XLS-01"), (_zip, "ZC-XLS-01"), (_document, "ZC-XLS-01"), (_old, "ZC-XLS-02"), (_bomb, "ZC-XLS-03"),
        (_big, "ZC-XLS-03"), (_cut, "ZC-XLS-05"), (_entities, "ZC-XLS-05"), (_empty_book, "ZC-XLS-06"),
        (Path.touch, "ZC-XLS-01"), (Path.mkdir, "ZC-XLS-07"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_says_so(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    path = tmp_path / "来文.xlsx"
    make(path)
    with pytest.raises(UserFacingError) as caught:
        sheets.read_book(path, CHILD)
    assert caught.value.code == code
    assert "来文.xlsx" in caught.value.what and caught.value.kept and caught.value.what_next


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="ZC-XLS-07"):
        sheets.read_book(tmp_path / "gone.xlsx", CHILD)


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("import threading; threading.Event().wait()", "ZC-XLS-04"),
        ("import os; os.abort()", "ZC-XLS-05"),
        ("print('[[1]]'); raise SystemExit(3)", "ZC-XLS-05"),
        ("print('{}')", "ZC-XLS-05"),
    ],
)
def test_a_child_that_hangs_or_dies_takes_nothing_with_it(tmp_path: Path, child: str, code: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [["x"]])
    with pytest.raises(UserFacingError) as caught:
        sheets.read_book(path, [sys.executable, "-c", child], timeout=0.5 if code == "ZC-XLS-04" else 60)
    assert caught.value.code == code


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="ZC-XLS-05"):
        sheets.read_book(workbook(tmp_path / "a.xlsx", [["x"]]), [str(tmp_path / "nothing")])
