"""Which printer a paper goes to, and what the clerk reads of it: every state made to happen at a shipped simulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.paper import PaperKind
from app.errors import UserFacingError
from app.ports import JobState, Outcome, PrinterState
from printing.printers.cups import CupsPrinter
from printing.printers.escpos.simulator import EscposSimulator
from printing.printers.folder import FolderPrinter
from printing.printers.ipp_simulator import Fault, IppSimulator
from resources import path
from tests.conformance.printer_port import PDF
from tests.printing.test_queue import job
from ui.plugged import Plugged
from ui.printers import Printers, printer_choices

ROLL = {"name": "小票机", "url": "escpos:/dev/ttyS9", "papers": ["D01", "D01b"]}
SHEETS = {"name": "A4 打印机", "url": "cups:HALL-A4"}


def printers(tmp_path: Path, *tables: dict[str, object], rehearsal: bool = True) -> Printers:
    return Printers({"printers": list(tables)}, rehearsal, tmp_path / "papers")


def test_receipts_go_to_the_roll_and_everything_else_to_sheets(tmp_path: Path) -> None:
    room = printers(tmp_path, ROLL, SHEETS, rehearsal=False)
    assert {
        kind: room.choice(kind.value).name for kind in PaperKind if kind.value[:3] in ("D01", "D03", "D21")
    } == {
        PaperKind.RECEIPT: "小票机",
        PaperKind.CORRECTION_RECEIPT: "小票机",
        PaperKind.NOTICE: "A4 打印机",
        PaperKind.CERTIFICATE: "A4 打印机",
        PaperKind.LICENCE_COPY: "A4 打印机",
    }
    assert isinstance(room.printer_for("R01"), CupsPrinter)
    assert room.printer_for("D01") is room.printer_for("D01"), "a roll holds one job at a time"


def test_the_old_setting_of_one_queue_still_prints_everything_there(tmp_path: Path) -> None:
    room = Printers({"printer": "HALL"}, False, tmp_path)
    made = room.printer_for("D01")
    assert isinstance(made, CupsPrinter) and made.name == "HALL"
    assert isinstance(Printers({"printer": "HALL"}, True, tmp_path).printer_for("D01"), FolderPrinter)
    assert isinstance(Printers({}, False, tmp_path).printer_for("D01"), FolderPrinter)


@pytest.mark.parametrize(
    ("tables", "where"),
    [
        ([ROLL | {"papers": ["D01", "D01b", "Q01"]}, SHEETS], "小票机"),
        ([ROLL, SHEETS], "小票机"),
        ([ROLL | {"papers": ["D01"], "width": 58}, SHEETS], "A4 打印机"),
        ([ROLL, ROLL | {"name": "凭条机", "papers": ["Q02"]}], "凭条机"),
    ],
)
def test_a_slip_that_the_settings_do_not_know_yet_comes_out_where_the_receipts_do(
    tmp_path: Path, tables: list[dict[str, object]], where: str
) -> None:
    room = printers(tmp_path, *tables, rehearsal=False)
    assert room.choice("Q02").name == where and room.comes_out("Q02")


def test_in_a_real_hall_a_folder_gives_nobody_a_slip(tmp_path: Path) -> None:
    assert not printers(tmp_path, ROLL | {"papers": ["D01"], "width": 58}, rehearsal=False).comes_out("Q02")
    assert printers(tmp_path).comes_out("Q02"), "a rehearsal prints into folders"


@pytest.mark.parametrize(
    "table",
    [
        {"name": "x", "url": "lpr:HALL"},
        {"name": "x", "url": "cups:"},
        {"name": "x", "url": "cups:A", "queue": "B"},
        {"name": "x", "url": "escpos:/dev/ttyS9", "papers": ["D03"]},
        {"name": "x", "url": "escpos:/dev/ttyS9"},
        {"name": "x", "url": "escpos:/dev/ttyS9", "papers": ["D01"], "width": 76},
        {"name": "x", "url": "escpos:/dev/ttyS9", "papers": ["Q01"], "width": 58},
        {"name": "x", "url": "cups:A", "width": "wide"},
        {"name": "x", "url": "cups:A", "media": "A5"},
        {"name": "x", "url": "cups:A", "media": "A5", "papers": ["D01", "D12b"]},
        "cups:A",
    ],
)
def test_a_table_that_cannot_be_used_says_so_and_stops_no_other(tmp_path: Path, table: object) -> None:
    bad, good = printer_choices({"printers": [table, SHEETS]}, False)
    assert (bad.problem, good.problem) == ("ZC-PRN-61", "")
    room = Printers({"printers": [table, SHEETS]}, False, tmp_path)
    with pytest.raises(UserFacingError, match="ZC-PRN-61"):
        room.printer(bad).send("D01-1", PDF, 1)


@pytest.mark.parametrize(
    "url", ["cups:HALL", "ipp://192.0.2.7/ipp/print", "escpos:socket://192.0.2.7:9100", "windows:A"]
)
def test_a_rehearsal_never_reaches_a_real_printer(tmp_path: Path, url: str) -> None:
    table = {"name": "x", "url": url, "papers": ["D01"]}
    assert [one.problem for one in printer_choices({"printers": [table]}, True)] == ["ZC-PRN-62"]


def test_a_real_profile_never_takes_a_simulated_printer(tmp_path: Path) -> None:
    with IppSimulator(rehearsal=True) as device:
        room = printers(tmp_path, {"name": "x", "url": device.uri}, rehearsal=False)
        with pytest.raises(UserFacingError, match="ZC-PRN-62"):
            room.printer_for("D03").send("D03-1", PDF, 1)
        assert device.came_out == []
    roll = {"name": "x", "url": "escpos:socket://127.0.0.1:9100", "papers": ["D01"]}
    assert [one.problem for one in printer_choices({"printers": [roll]}, False)] == ["ZC-PRN-62"]


def test_a_rehearsal_on_the_simulated_printer_prints(tmp_path: Path) -> None:
    with IppSimulator(rehearsal=True) as device:
        printer = printers(tmp_path, {"name": "x", "url": device.uri}).printer_for("D03")
        assert printer.outcome(printer.send("D03-1", PDF, 1))[0] is Outcome.OUT
        assert device.came_out == [PDF]


@pytest.fixture
def sheets() -> Iterator[IppSimulator]:
    with IppSimulator(rehearsal=True) as made:
        yield made


@pytest.fixture
def roll() -> Iterator[EscposSimulator]:
    with EscposSimulator(True, path("fonts/NotoSansSC-Regular.ttf")) as made:
        yield made


# What a hand does to the sheets and to the roll, what the device page then says, and what the top bar says.
SHEET_STORIES: dict[PrinterState, tuple[Callable[[IppSimulator], None], str, str]] = {
    PrinterState.READY: (lambda d: None, "就绪", ""),
    PrinterState.BUSY: (lambda d: d.slow(True), "正在打印", ""),
    PrinterState.PAPER_LOW: (lambda d: d.load(5), "纸快用完", "A4 打印机纸快用完"),
    PrinterState.PAPER_OUT: (lambda d: d.load(0), "缺纸，请加纸", "A4 打印机缺纸"),
    PrinterState.COVER_OPEN: (lambda d: d.set(Fault.COVER), "盖板打开，请合上", "A4 打印机盖板打开"),
    PrinterState.JAM: (lambda d: d.set(Fault.JAM), "卡纸，请取出", "A4 打印机卡纸"),
    PrinterState.OFFLINE: (lambda d: d.set(Fault.PAUSED), "打印机没有连接", "A4 打印机未连接"),
}
ROLL_STORIES: dict[PrinterState, tuple[dict[str, object], str, str]] = {
    PrinterState.READY: ({}, "就绪", ""),
    PrinterState.PAPER_LOW: ({"left": 900}, "纸快用完", "小票机纸快用完"),
    PrinterState.PAPER_OUT: ({"left": 0}, "缺纸，请加纸", "小票机缺纸"),
    PrinterState.COVER_OPEN: ({"cover_open": True}, "盖板打开，请合上", "小票机盖板打开"),
    PrinterState.JAM: ({"blade_stuck": True}, "卡纸，请取出", "小票机卡纸"),
}


class Seconds:
    """Time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def told(room: Printers, name: str) -> tuple[str, str]:
    """What the device page says of a printer, and what the top bar says once it is no blink any more; of paper that
    ends soon it is said there too, before a citizen waits for her receipt.
    """
    now = Seconds()
    plugged = Plugged({"reader": ""}, True, room, now)
    plugged.look_around()
    plugged.lacks()
    now.now += 2.1
    rows = {row.name: row.words for row in plugged.rows()}
    lacks = [words for words in plugged.lacks() if not words.startswith("读卡器")]
    low = [f"{name}纸快用完" for name in plugged.low()]
    return next(words for row, words in rows.items() if name in row), "".join((*lacks, *low))


@pytest.mark.parametrize("state", SHEET_STORIES, ids=lambda state: state.value)
def test_every_state_of_the_sheets_is_read_on_the_page_and_in_the_bar(
    tmp_path: Path, sheets: IppSimulator, state: PrinterState
) -> None:
    hand, page, bar = SHEET_STORIES[state]
    room = printers(tmp_path, {"name": "A4 打印机", "url": sheets.uri})
    hand(sheets)
    if state is PrinterState.BUSY:
        room.printer_for("D03").send("D03-1", PDF, 1)
    assert told(room, "A4 打印机") == (page, bar)


@pytest.mark.parametrize("state", ROLL_STORIES, ids=lambda state: state.value)
def test_every_state_of_the_roll_is_read_on_the_page_and_in_the_bar(
    tmp_path: Path, roll: EscposSimulator, state: PrinterState
) -> None:
    hand, page, bar = ROLL_STORIES[state]
    roll.tamper(**hand)
    table = {"name": "小票机", "url": f"escpos:{roll.url}", "papers": ["D01"]}
    assert told(printers(tmp_path, table), "小票机") == (page, bar)


def test_a_roll_that_is_gone_and_a_queue_nobody_can_ask_are_not_the_same(tmp_path: Path) -> None:
    """Switched off is missing; a state nobody knows is said and keeps nobody from work."""
    with EscposSimulator(True, path("fonts/NotoSansSC-Regular.ttf")) as roll:
        table = {"name": "小票机", "url": f"escpos:{roll.url}", "papers": ["D01"]}
    assert told(printers(tmp_path, table), "小票机") == ("打印机没有连接", "小票机未连接")
    first = Printers({"printers": [SHEETS]}, False, tmp_path).first_looks()
    assert [look.words for look in first] == ["状态不明"]


def test_a_line_says_of_the_printer_that_has_it_or_will_have_it_what_that_one_waits_for(tmp_path: Path) -> None:
    """A print that goes again goes to where such papers come out now, not to where it was sent before."""
    (tmp_path / "old").write_text("no folder")
    papers = {"old": ["D03"], "new": ["D01"]}
    tables = [{"name": n, "url": f"folder:{tmp_path / n}", "papers": p} for n, p in papers.items()]
    room = printers(tmp_path, *tables)
    plugged = Plugged({}, True, room, lambda: 0.0)
    waits = replace(job(kind="D01-0"), printer="old")
    assert room.at(waits) == "new" and plugged.stands_for(waits) == ""
    for state in (JobState.SENT, JobState.UNSURE, JobState.FAILED):
        assert plugged.stands_for(replace(waits, state=state)) == "打印机没有连接"
    assert plugged.stands_for(replace(job(kind="D03-0"))) == "打印机没有连接"
    assert room.called("old") is room.printer_for("D03") and room.called("gone") is None


@pytest.mark.parametrize(
    ("url", "said", "clears"),
    [
        ("escpos:/dev/ttyS9", None, True),
        ("escpos:/dev/ttyS9", False, False),
        ("escpos:socket://192.0.2.7:9100", None, False),
        ("escpos:socket://192.0.2.7:9100", True, True),
    ],
)
def test_only_a_receipt_printer_on_a_line_of_its_own_is_told_to_forget_unless_the_settings_say_so(
    url: str, said: bool | None, clears: bool
) -> None:
    """Clearing one that several windows share would destroy the receipt of the next one."""
    table: dict[str, object] = {"name": "小票机", "url": url, "papers": ["D01"]}
    if said is not None:
        table["clears"] = said
    (choice,) = printer_choices({"printers": [table]}, False)
    assert (choice.clears, choice.problem) == (clears, "")
