"""The figures as a file: read rightly by Excel and WPS, harmless there, and of nobody."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from app.domain.conduct import Conduct, Kind, Signal
from app.domain.events import OperatorRef
from app.domain.figures import Figures
from app.domain.ids import uuid7
from app.domain.paper import Place
from app.domain.time import Timestamp, at
from printing.compose_day import Stamp, figures_sheet
from printing.documents.figures import FiguresSheet
from printing.spreadsheet import csv_of, file_name, safe

FIRST, LAST = date(2026, 9, 21), date(2026, 9, 27)
CASE = uuid7(1, bytes(10))
COUNTED = Timestamp(at(2026, 9, 28, 9, 10).ms + 5000)


def sheet(item: str = "食品经营许可（新办）", rehearsal: bool = False) -> FiguresSheet:
    """A week with one item and one clue."""
    late = Signal(Kind.LATE, CASE, FIRST, "应最迟于2026-09-18办结，还没有办结")
    found = Figures(FIRST, LAST, {FIRST: 31}, {FIRST: 7}, {item: 31}, (240, 700), {"main": 2}, 57, 3)
    desk = Place("铁西区政务服务中心", "07 号窗", "D07", rehearsal=rehearsal)
    stamp = Stamp(desk, OperatorRef("op-0712", "赵六", "0712"), at(2026, 9, 28, 9, 12), "2026-09-21")
    return figures_sheet(found, Conduct(FIRST, LAST, 57, 3, (late,)), COUNTED, stamp, "20260928-D07-R09-0003")


def read(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf"), "Excel takes it for GBK"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_spreadsheet_reads_every_number_with_its_mark_and_its_line_ends() -> None:
    data = csv_of(sheet())
    assert data.count(b"\r\n") == data.count(b"\n") and data.endswith(b"\r\n")
    rows = read(data)
    assert ["起", "2026-09-21"] in rows and ["止", "2026-09-27"] in rows and ["收件", "31", "件", "按收件日"] in rows
    assert ["2026-09-21", "31", "7"] in rows and ["2026-09-22", "0", "0"] in rows
    assert ["编号", "20260928-D07-R09-0003"] in rows and ["数据时间", "2026-09-28 09:10:05"] in rows
    assert ["办理期限", "2"] in rows and ["食品经营许可（新办）", "31"] in rows and ["5–10", "0"] in rows


def test_nothing_of_a_case_or_of_a_person_stands_in_it() -> None:
    text = csv_of(sheet()).decode()
    assert "工号 0712" in text
    for personal in ("赵六", str(CASE), "2026-09-18"):
        assert personal not in text


@pytest.mark.parametrize("words", ["=1+1", "+86", "-2", "@SUM(A1)", "＝1", "\t=1", " =1", "\u3000=1", "\r=1"])
def test_words_that_look_like_a_formula_are_never_computed(words: str) -> None:
    assert safe(words) == f"'{words}"
    rows = read(csv_of(sheet(words)))
    assert [f"'{words}", "31"] in rows


def test_marks_of_the_format_stay_words() -> None:
    odd = '许可"甲"，乙,丙\n丁'
    assert [odd, "31"] in read(csv_of(sheet(odd))) and safe(-3) == -3 and safe("2026-09") == "2026-09"


def test_a_rehearsal_says_so_in_the_file_and_in_its_name() -> None:
    assert file_name(sheet()) == "办件统计表-20260921-20260927-20260928-D07-R09-0003.csv"
    assert file_name(sheet(rehearsal=True)).startswith("演练-")
    assert ["演练", "练习用，不是统计数据"] in read(csv_of(sheet(rehearsal=True)))
