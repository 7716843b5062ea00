"""The paper pad by keys: printed before, entered afterwards, and no number without a word."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import update

from app.domain.pad import PadSheet
from app.domain.time import ClockQuality, Timestamp, at
from app.storage.schema import pad_sheets
from printing.page import Text
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_visits_page import choose, intake, receipt
from tests.ui.window.intake.room import ZHANG
from ui.line import PROVINCE_SETTING
from ui.window.days.pad_page import PadPage, _moment_problems, gaps, moment_of


def page(hall: Hall) -> PadPage:
    found = hall.face.pages["pad"]
    assert isinstance(found, PadPage)
    return found


def states(hall: Hall) -> list[str]:
    return [row.state for row in page(hall).table.rows.rows()]


def to_the_pad(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F6)
    hall.ctrl(Qt.Key.Key_J)


@pytest.mark.law("L27")
def test_sheets_are_printed_entered_later_and_a_gap_is_explained_by_keys(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F6)
    hall.ctrl(Qt.Key.Key_J)
    assert hall.shell.place() == "pad" and "还没有印登记页" in hall.words()
    assert "先印几页放着" in hall.words() and "账是平的" not in hall.words(), "no pad is no pad in order"
    hall.ctrl(Qt.Key.Key_P)
    hall.type("3")
    hall.enter()
    assert states(hall) == ["issued"] * 3
    hall.world.clock.move(at(2026, 9, 21, 10, 0))
    assert len(list((hall.place.profile.path / "papers").glob("*手写收件登记页*.pdf"))) == 3
    hall.press(Qt.Key.Key_Down)
    hall.enter()
    number = page(hall).table.current().sheet.number
    hall.fill("case.pad.time", "9:25")
    hall.enter()
    assert hall.shell.place() == "pad", "today is not taken for the day that stands on the sheet"
    hall.fill("case.pad.day", "9月21日")
    hall.fill("case.pad.time", "25:99")
    hall.enter()
    assert "请写成 9:05" in hall.words()
    hall.fill("case.pad.time", "8:05")
    hall.enter()
    assert "印页时时钟快了的，写明原因" in hall.words(), "nobody wrote on a sheet that was not there yet"
    hall.fill("case.pad.time", "9:25")
    hall.look("pad-enter")
    hall.enter()
    assert hall.shell.place() == "intake" and f"补录登记本第 {number} 页" in hall.words()
    assert "9月21日 09:25" in hall.words()
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    hall.until(lambda: "收件时间2026年9月21日9时25分" in coming(hall))
    assert f"登记本{number}号补录" in coming(hall), "the preview says what the receipt will say"
    hall.look("intake-pad")
    receipt(hall)
    received = intake(hall).state.case.received
    assert (received.pad_number, received.handed_at.ms) == (number, at(2026, 9, 21, 9, 25).ms)
    handed_in_is_what_people_are_told(hall, number)
    explain(hall)


def test_a_sheet_begun_at_the_window_is_gone_on_with_and_not_begun_again(hall: Hall) -> None:
    to_the_pad(hall)
    hall.ctrl(Qt.Key.Key_P)
    hall.type("1")
    hall.enter()
    hall.world.clock.move(at(2026, 9, 21, 10, 0))
    for time in ("9:25", "9:45"):
        hall.enter()
        hall.fill("case.pad.day", "9-21")
        hall.fill("case.pad.time", time)
        hall.enter()
        hall.until(lambda: hall.shell.place() == "intake")
        if time == "9:25":
            hall.fill("intake.phone", "13800000001")
            to_the_pad(hall)
    hall.until(lambda: intake(hall).state.phone == "13800000001")
    assert "已经在补录" in hall.words() and "9月21日 09:25" in hall.words()
    assert len(hall.place.office.open_drafts()) == 1


def test_a_page_printed_while_the_clock_was_fast_is_entered_with_a_reason(hall: Hall) -> None:
    true = hall.world.clock.now()
    hall.world.clock.move(Timestamp(true.ms + 2 * 86_400_000, true.quality))
    hall.press(Qt.Key.Key_F6)
    hall.ctrl(Qt.Key.Key_J)
    hall.ctrl(Qt.Key.Key_P)
    hall.type("1")
    hall.enter()
    hall.world.clock.move(Timestamp(true.ms + 5 * 86_400_000, true.quality))
    hall.press(Qt.Key.Key_Down)
    hall.enter()
    number = page(hall).table.current().sheet.number
    filled = Timestamp(true.ms + 86_400_000).local
    hall.fill("case.pad.day", f"{filled.month}月{filled.day}日")
    hall.fill("case.pad.time", f"{filled.hour}:{filled.minute:02d}")
    hall.enter()
    assert hall.shell.place() == "pad" and "印页时时钟快了的，写明原因" in hall.words()
    hall.look("pad-clock")
    hall.fill("case.pad.why", "那天时钟快了两天")
    hall.enter()
    hall.until(lambda: hall.shell.place() == "intake")
    assert f"补录登记本第 {number} 页" in hall.words()
    (sheet,) = hall.place.pad_book.sheets()
    assert sheet.state == "issued" and "那天时钟快了两天" in sheet.reason


def coming(hall: Hall) -> str:
    """The words of the paper to come, as the preview draws them."""
    return "".join(op.text for one in intake(hall).paper._pages for op in one.ops if isinstance(op, Text))


def handed_in_is_what_people_are_told(hall: Hall, number: str) -> None:
    """Case page and list of deadlines speak of the hand-over, not of the typing afterwards."""
    hall.face.show_case(intake(hall).state.case.id)
    hall.rest()
    applied = hall.face.pages["search"].case.timeline.findChildren(QPushButton)[0].accessibleDescription()
    assert applied.startswith("9月21日 09:25") and "补录" in applied
    told = [row.text for row in hall.face.pages["search"].case.events.list.rows.rows]
    assert any(f"登记本 {number} 补录，收到时间 9月21日 09:25" in line for line in told)
    hall.press(Qt.Key.Key_F3)
    assert "9月21日 周一 09:25" in hall.words()


def explain(hall: Hall) -> None:
    """The sheet before it was passed over: it stands red until somebody says why."""
    hall.press(Qt.Key.Key_F6)
    hall.ctrl(Qt.Key.Key_J)
    assert states(hall) == ["gap", "used", "issued"]
    assert "1 页跳过了，要说明" in hall.words()
    entered = page(hall).table.rows.row(1).sheet
    assert entered.receipt.endswith(f"{shown(hall, 1)}号") and shown(hall, 1).startswith("D07-"), "its receipt, no id"
    assert page(hall).table.current().gap, "what waits for a word is chosen, not what was just entered"
    hall.type("2")
    hall.look("pad-gap")
    hall.ctrl(Qt.Key.Key_M)
    hall.enter()
    assert "请填写原因" in hall.words(), "without a reason nothing is kept"
    hall.type("装订时掉页，已查两遍")
    hall.enter()
    assert "这一类没有登记页" in hall.words() and "还没有印登记页" not in hall.words()
    hall.type("1")
    assert page(hall).table.current().sheet.state == "issued", "the next blank sheet"
    assert states(hall) == ["missing", "used", "issued"]
    assert "账是平的" in hall.words() and "装订时掉页" in page(hall).table.rows.row(0).sheet.reason


def shown(hall: Hall, row: int) -> str:
    """What a row of the list says a sheet was entered as."""
    table = page(hall).table
    return str(table.rows.index(row, 3).data())


def test_a_gap_is_what_lies_empty_before_one_that_was_entered_on_the_same_device() -> None:
    def sheet(n: int, state: str, device: str = "D07") -> PadSheet:
        return PadSheet(f"{device}-{n}", n, device, UUID(int=n + 1), state)

    assert gaps([sheet(1, "issued"), sheet(2, "void"), sheet(3, "used"), sheet(4, "issued")]) == [
        True, False, False, False,
    ]  # fmt: skip
    assert gaps([sheet(1, "issued"), sheet(9, "used", "D08"), sheet(0, "used", "D08")]) == [False] * 3


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    now = Timestamp(at(2026, 1, 2, 9, 0).ms, ClockQuality.TRUSTED)
    told = moment_of(now, {"day": "12月31日", "time": "16：20"})
    assert told is not None and told.ms == at(2025, 12, 31, 16, 20).ms
    assert moment_of(now, {"day": "2月30日", "time": "9:00"}) is None
    leap = Timestamp(at(2029, 1, 4, 9, 0).ms, ClockQuality.TRUSTED)
    told = moment_of(leap, {"day": "2月29日", "time": "9:00"})
    assert told is not None and told.ms == at(2028, 2, 29, 9, 0).ms


@pytest.mark.usefixtures("dressed_app")
@pytest.mark.parametrize(("day", "time"), [("9月21日", "15:00"), ("9月22日", "8:00")])
def test_a_slip_into_the_time_to_come_is_told_and_not_taken_for_last_year(day: str, time: str) -> None:
    """A sheet of another window was entered a year early: its deadlines were over before it was typed."""
    now = at(2026, 9, 21, 10, 0)
    found = _moment_problems(now, {}, {"number": "2025-D08-P000004", "day": day, "time": time, "why": ""})
    assert "不能晚于现在" in found["time"]


@pytest.mark.parametrize(
    ("day", "time", "want"),
    [("12月31日", "23:59", (2026, 12, 31, 23, 59)), ("1月1日", "0:05", (2027, 1, 1, 0, 5)),
     ("2026-12-31", "23:59", (2026, 12, 31, 23, 59)), ("1月2日", "9:00", (2027, 1, 2, 9, 0))],
)  # fmt: skip
def test_days_about_the_turn_of_the_year_are_those_of_the_sheet(
    day: str, time: str, want: tuple[int, int, int, int, int]
) -> None:
    told = moment_of(at(2027, 1, 3, 10, 0), {"day": day, "time": time})
    assert told is not None and told.ms == at(*want).ms


def test_a_page_that_two_windows_entered_stands_in_red_and_says_what_to_do(hall: Hall) -> None:
    hall.shell.go("pad")
    hall.rest()
    hall.ctrl(Qt.Key.Key_P)
    hall.type("1")
    hall.enter()
    sheet = page(hall).table.current().sheet
    with hall.place.database.writing() as connection:
        told = sheet.entered_by("D08", uuid4()).entered_by("D09", uuid4())
        values = {"state": told.state, "reason": told.reason, "case_id": told.case_id.bytes}
        connection.execute(update(pad_sheets).where(pad_sheets.c.number == sheet.number).values(**values))
    page(hall).refresh()
    hall.rest()
    assert "1 页补录了两次" in hall.words() and states(hall) == ["twice"]
    assert "D09也补录了这一页" in page(hall).table.rows.row(0).sheet.reason
    hall.look("pad-twice")
    hall.ctrl(Qt.Key.Key_M)
    hall.type("D09那件已经由申请人撤回")
    hall.enter()
    assert states(hall) == ["used"] and "账是平的" in hall.words()
    (kept,) = hall.place.pad_book.sheets()
    assert kept.reason.startswith("D09那件已经由申请人撤回") and "D09也补录了这一页" in kept.reason


def test_a_page_that_another_window_misread_is_blank_again_once_it_is_said_how_that_was_checked(hall: Hall) -> None:
    hall.shell.go("pad")
    hall.rest()
    hall.ctrl(Qt.Key.Key_P)
    hall.type("1")
    hall.enter()
    sheet = page(hall).table.current().sheet
    with hall.place.database.writing() as connection:
        told = sheet.entered_by("D08", uuid4())
        values = {"state": told.state, "reason": told.reason, "case_id": told.case_id.bytes}
        connection.execute(update(pad_sheets).where(pad_sheets.c.number == sheet.number).values(**values))
    page(hall).refresh()
    hall.rest()
    assert states(hall) == ["used"]
    hall.ctrl(Qt.Key.Key_M)
    assert "那边是看错了页号的" in hall.words()
    hall.look("pad-misread")
    hall.type("存档联在这里")
    hall.enter()
    (kept,) = hall.place.pad_book.sheets()
    assert (kept.state, kept.case_id) == ("issued", None) and kept.reason.startswith("存档联在这里")


def test_a_pad_that_did_not_come_out_is_not_told_as_printed(hall: Hall) -> None:
    page(hall)._printed([("D07-1", "out"), ("D07-2", "failed 缺纸"), ("D07-3", "failed 缺纸")])
    assert hall.said[-1].state == "warn"
    assert "出纸口" in hall.told(), "two may lie there"
    assert "1 页已确认出纸" in hall.told() and "2 页没有打印出来 缺纸" in hall.told()


def test_pages_that_came_out_are_told_as_one_number_wherever_each_of_them_lies(hall: Hall) -> None:
    hall.shell.go("pad")
    hall.rest()
    assert not page(hall).again.isEnabled(), "nothing blank is there to print again"
    hall.ctrl(Qt.Key.Key_P)
    hall.type("3")
    hall.enter()
    assert hall.said[-1].state == "ok" and hall.said[-1].title == "3 页已确认出纸"
    assert "出纸口" not in hall.told() and "备用" in hall.told(), "nobody is sent to look for what is known to be out"
    assert page(hall).again.isEnabled()


@pytest.mark.usefixtures("dressed_app")
def test_a_sheet_that_was_entered_or_spoilt_is_refused_before_an_intake_is_typed() -> None:
    """She typed the whole case a second time, and the ledger refused it at the end."""
    now = at(2026, 9, 21, 9, 10)
    made = [
        PadSheet(f"n{n}", n, "D07", uuid4(), state, receipt="D07-000009")
        for n, state in enumerate(("used", "void", "missing", "issued"))
    ]
    sheets = {sheet.number: sheet for sheet in made}
    told = [
        dict(_moment_problems(now, sheets, {"number": name, "day": "9月21日", "time": "9:00", "why": ""}))
        for name in sheets
    ]
    assert "补录过" in told[0]["number"] and "000009" in told[0]["number"] and "作废" in told[1]["number"]
    assert told[2:] == [{}, {}], "a missing page that turned up may be entered"


def test_a_window_that_no_hall_server_tells_says_that_it_does_not_hear_of_others_pages(hall: Hall) -> None:
    """Entered at two windows that speak with the province each for itself, one sheet was two cases; nobody was warned.
    """
    to_the_pad(hall)
    hall.enter()
    assert "先问一声录过没有" in hall.words()
    hall.press(Qt.Key.Key_Escape)
    hall.place.stores.settings.put(PROVINCE_SETTING, "the key of a province")
    page(hall).refresh()
    hall.until(lambda: page(hall).seen is not None and not page(hall).seen.alone)
    hall.enter()
    assert "照存档联补录" in hall.words() and "先问一声录过没有" not in hall.words()
