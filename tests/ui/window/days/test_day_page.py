"""A day at the window by keys: opened, handed over at noon, closed; nothing on paper that is not on record."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.time import at
from app.errors import UserFacingError
from app.usecases.day import made_of
from tests.ui.window.days.hall import ALT, Hall
from ui.bootstrap import all_rights
from ui.day import Day
from ui.settings import READY_SUPERVISOR, REHEARSAL_PASSWORD
from ui.window.case.words import short_number
from ui.window.days.day_page import DayPage
from ui.window.days.sign_off import SignOff


def page(hall: Hall) -> DayPage:
    found = hall.face.pages["day"]
    assert isinstance(found, DayPage)
    return found


def answer_all(hall: Hall, words: str) -> None:
    """Every point that is not right gets its word, by Enter and typing alone."""
    for _ in range(14):
        seen = page(hall).seen
        assert seen is not None
        if not seen.missing:
            return
        page(hall).lists.currentWidget().setFocus()
        hall.press(Qt.Key.Key_Return)
        hall.type(words)
        hall.press(Qt.Key.Key_Return)


@pytest.mark.law("Z02")
def test_a_day_is_opened_handed_over_and_closed_by_keys_and_each_paper_is_on_record_first(hall: Hall) -> None:
    Day(hall.place).pad(2)
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_J)
    assert hall.shell.place() == "day"
    assert "身份证读卡器：没有检查" in " ".join(f"{p.name}：{p.found}" for p in page(hall).seen.points)
    assert not hall.named("day.again_print").isEnabled(), "nothing is on record that could be printed again"
    hall.enter()
    assert not hall.place.day_book.records(), "with points nobody spoke of nothing is kept"
    hall.fill("day.blank.1", "20")
    hall.press(Qt.Key.Key_Return)
    answer_all(hall, "已报修，先用手工")
    assert {p.name for p in page(hall).seen.points if p.right} >= {
        "空白护士执业证书",
        "打印机",
        "办事指南目录",
    }
    hall.look("day-open")
    hall.enter()
    hall.sign("sign.pad.1")
    hall.look("day-sign")
    hall.enter()
    (record,) = hall.place.day_book.records(date(2026, 9, 21))
    assert hall.named("day.again_print").isEnabled()
    assert "已签名存档" in page(hall).bar.accessibleName(), "what is signed does not ask for the same once more"
    hall.fill("day.blank.1", "19")
    hall.press(Qt.Key.Key_Return)
    assert "没有写明处理" in page(hall).bar.accessibleName()
    hall.fill("day.blank.1", "")
    hall.press(Qt.Key.Key_Return)
    page(hall).points.setFocus()
    assert (record.kind, record.by) == ("R02", "演练员（0000）")
    assert made_of(record).signature, "what was drawn is on record"
    assert list((hall.place.profile.path / "papers").glob("*R02*.pdf"))
    hand_over(hall)
    hall.press(Qt.Key.Key_3)
    answer_all(hall, "明早处理")
    hall.look("day-close")
    hall.enter()
    hall.press(Qt.Key.Key_P)
    hall.enter()
    assert [r.kind for r in hall.place.day_book.records()] == ["R02", "R03", "R04"]
    papers = [file.name for file in (hall.place.profile.path / "papers").glob("*.pdf")]
    assert any("R04" in name for name in papers) and any("R01" in name for name in papers), papers
    hall.press(Qt.Key.Key_Escape)
    assert hall.shell.place() == "due"


def hand_over(hall: Hall) -> None:
    hall.press(Qt.Key.Key_2)
    hall.enter()
    assert page(hall).counting.taker.message.isVisible(), "nobody takes over"
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    hall.fill("day.taker", "0713")
    answer_all(hall, "封着没有拆")
    hall.look("day-shift")
    hall.enter()
    hall.sign("sign.pad.1")
    hall.enter()
    hall.sign("sign.pad.2")
    hall.enter()
    assert len(hall.place.day_book.records()) == 1, "both sign, and who takes over proves who she is"
    hall.fill("sign.password", "qianqi-0714")
    hall.look("day-shift-sign")
    hall.enter()
    assert len(hall.place.day_book.records()) == 1 and "不对" in hall.words()
    hall.fill("sign.password", "qianqi-0713")
    hall.enter()
    record = hall.place.day_book.records()[-1]
    assert (record.kind, record.second) == ("R03", "钱七（0713）")
    assert hall.office.desk.session.operator.number == "0713", "who took over sits here now"
    hall.press(Qt.Key.Key_1, ALT)


def test_who_takes_over_sees_each_case_in_hand_on_the_page_and_on_the_sheet_she_signs(hall: Hall) -> None:
    case = hall.world.receive()
    found = hall.office.case(case)
    number, item = short_number(found.papers[0].number), found.item.name
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_J)
    hall.press(Qt.Key.Key_2)
    assert page(hall).seen is not None
    (row,) = [each for each in page(hall).seen.passed if each.what == number]
    assert item in row.detail and "到期" in row.detail and row.detail.endswith("告知或者受理")
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    hall.fill("day.taker", "0713")
    answer_all(hall, "封着没有拆")
    hall.enter()
    assert number in hall.words() and "告知或者受理" in hall.words()
    (sheet,) = [each for each in hall.shell.findChildren(SignOff) if each.isVisible()]
    bar = sheet.lines.verticalScrollBar()
    assert bar.maximum(), "more than the sheet shows at once"
    hall.press(Qt.Key.Key_PageDown)
    assert bar.value(), "nobody signs what she could not read without a mouse"
    before = sheet.lines.height()
    hall.press(Qt.Key.Key_P)
    assert sheet.lines.height() > before, "who signs on the paper has the room of the pads to read"


def test_alt_2_leads_to_the_first_count_and_tab_goes_on_as_they_stand(hall: Hall) -> None:
    """It led to the seals below: the count that was typed turned the page to 交接班."""
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_J)
    hall.press(Qt.Key.Key_2, ALT)
    assert hall.named("day.blank.1").hasFocus()
    hall.type("20")
    assert page(hall).tabs.value() == "open"
    hall.press(Qt.Key.Key_Tab)
    assert hall.named("day.seals").isAncestorOf(hall.shell.focusWidget())


def test_alt_2_leads_to_what_is_not_counted_yet_even_after_the_seals_were_told_on_another_page(hall: Hall) -> None:
    """The keyboard came back to the seals of the page before: 18 typed there turned the page and counted nothing."""
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_J)
    hall.press(Qt.Key.Key_2, ALT)
    hall.press(Qt.Key.Key_Tab)
    hall.type("g")
    hall.press(Qt.Key.Key_1, ALT)
    hall.press(Qt.Key.Key_3)
    hall.press(Qt.Key.Key_2, ALT)
    hall.type("18")
    hall.press(Qt.Key.Key_Return)
    assert page(hall).tabs.value() == "close"
    assert "实有18份" in " ".join(point.found for point in page(hall).seen.points)
    assert not page(hall).counting.devices["打印机"].isVisible(), "no line of the closing check speaks of it"


def test_what_cannot_be_printed_stands_on_record_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_paper(self: Day, paper: object) -> str:
        raise UserFacingError("ZC-PRN-05", "缺纸", "记录没有改变", "请加纸")

    Day(hall.place).pad(1)
    hall.shell.go("day")
    hall.rest()
    hall.fill("day.blank.1", "20")
    hall.press(Qt.Key.Key_Return)
    answer_all(hall, "已处理")
    monkeypatch.setattr(Day, "print_paper", no_paper)
    hall.enter()
    hall.press(Qt.Key.Key_P)
    hall.enter()
    assert [r.kind for r in hall.place.day_book.records()] == ["R02"]
    assert "存档有效" in hall.told()
    monkeypatch.undo()
    hall.press(Qt.Key.Key_Return)
    hall.press(Qt.Key.Key_3, ALT)
    hall.ctrl(Qt.Key.Key_P)
    assert list((hall.place.profile.path / "papers").glob("*R02*.pdf"))


def test_what_was_counted_is_signed_once_and_by_nobody_else(hall: Hall) -> None:
    hall.shell.go("day")
    hall.rest()
    now = page(hall)
    count_and_say(hall)
    hall.world.clock.move(at(2026, 9, 22, 9, 0))
    hall.enter()
    assert now.seen is not None and now.seen.today == "9月22日"
    assert not now._looked().counted and not now._looked().actions, "yesterday's count is not today's"
    count_and_say(hall)
    now._kept(None)
    hall.rest()
    assert not now._looked().counted and not now._looked().actions, "what is signed is not signed again"


def count_and_say(hall: Hall) -> None:
    hall.fill("day.device.打印机", "自检页清楚")
    hall.press(Qt.Key.Key_Return)
    now = page(hall)
    now._actions["open"]["身份证读卡器"] = "已报修"
    now.refresh()
    hall.rest()
    assert now._looked().devices and now._looked().actions


def test_a_rehearsal_tells_who_may_take_over_and_her_password_where_they_are_asked_for(hall: Hall) -> None:
    """Nobody who tries the program out knows a second number."""
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_J)
    hall.press(Qt.Key.Key_2)
    hall.rest()
    assert READY_SUPERVISOR[1] in page(hall).counting.taker.edit.placeholderText()
    hall.fill("day.taker", READY_SUPERVISOR[1])
    answer_all(hall, "封着没有拆")
    hall.enter()
    sheet = hall.shell.findChildren(SignOff)[-1]
    assert REHEARSAL_PASSWORD in sheet.password.edit.placeholderText()
    sheet.close_overlay()
    hall.fill("day.taker", "0713")
    hall.enter()
    sheet = hall.shell.findChildren(SignOff)[-1]
    assert not sheet.password.edit.placeholderText(), "another person's is her own"
    sheet.close_overlay()


def shift_page(hall: Hall, counted: str) -> None:
    """交接班 to 钱七, with this count of the blanks typed and entered, and the seals in place."""
    hall.shell.go("day")
    hall.rest()
    hall.press(Qt.Key.Key_2)
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    hall.fill("day.taker", "0713")
    hall.fill("day.blank.1", counted)
    hall.press(Qt.Key.Key_Return)
    page(hall).counting._seals.set_value("good")
    page(hall).refresh()
    hall.rest()


def sheets(hall: Hall) -> list[SignOff]:
    return [each for each in hall.shell.findChildren(SignOff) if each.isVisible()]


def test_a_shift_with_a_blank_less_is_signed_only_with_a_word_and_the_paper_and_the_next_opening_say_so(
    hall: Hall,
) -> None:
    """Nineteen of twenty were handed on without a word; 闭窗检查 refuses the same."""
    shift_page(hall, "19")
    (row,) = [each for each in page(hall).seen.rows if each.right is not True]
    assert (row.name, row.found) == ("空白护士执业证书", "20　清点实有19份，与账面不符")
    assert "还有 1 项没有写明处理" in page(hall).bar.accessibleName()
    hall.enter()
    assert not sheets(hall) and page(hall).action.edit.hasFocus(), "asked for where it is typed"
    assert page(hall).kept.current().name == row.name
    hall.type("已报主管，下午盘点")
    hall.press(Qt.Key.Key_Return)
    hall.fill("day.matter", "王五14时来补交")
    hall.look("day-shift-differs")
    hall.enter()
    assert "已报主管，下午盘点" in hall.words(), "both read it on the sheet they sign"
    (sheet,) = sheets(hall)
    assert any("王五14时来补交" in label.text() for label in sheet.findChildren(QLabel)), "and what else is passed on"
    hall.look("day-shift-differs-sign")
    hall.press(Qt.Key.Key_P)
    hall.fill("sign.password", "qianqi-0713")
    hall.enter()
    (record,) = hall.place.day_book.records()
    assert (record.kind, record.open_points) == ("R03", 1)
    assert page(hall).stands() and "已交接" in page(hall).bar.accessibleName()
    assert page(hall).kept.current() is not None and "R03" in page(hall).pane.title.text()
    assert page(hall)._rows()[0].found.endswith("王五14时来补交"), "who took over finds it where she signed"
    hall.look("day-shift-stands")
    hall.press(Qt.Key.Key_1)
    (blank,) = [each for each in page(hall).seen.points if each.name == "空白护士执业证书"]
    assert "交接班" in blank.found and "已报主管，下午盘点" in blank.found, "who sits here now knows what was counted"


def test_a_count_that_is_no_number_is_refused_where_it_is_typed_and_nothing_is_signed_with_it(hall: Hall) -> None:
    """19g was passed over in silence: the list went on with what was counted before, and could be signed."""
    shift_page(hall, "20")
    assert not page(hall).seen.missing
    hall.fill("day.blank.1", "19g")
    hall.press(Qt.Key.Key_Return)
    field = page(hall).counting._blanks["护士执业证书"]
    assert field.message.isVisible() and "请写份数" in field.message.text()
    assert page(hall).seen.missing == ("空白护士执业证书",), "the count before does not count any more"
    hall.look("day-count-refused")
    hall.enter()
    assert not sheets(hall) and field.edit.hasFocus()


def test_nobody_signs_another_count_than_the_one_that_stands_on_the_sheet(hall: Hall) -> None:
    """20 was entered, 19 typed over it, and Ctrl+Enter showed 清点一致 to both."""
    shift_page(hall, "20")
    hall.fill("day.blank.1", "19")
    hall.enter()
    assert not sheets(hall) and page(hall).seen.missing == ("空白护士执业证书",)
    hall.fill("day.blank.1", "20")
    hall.enter()
    assert sheets(hall), "what was typed since is looked at first, and then it is signed"


def sign_alone(hall: Hall, which: Qt.Key) -> None:
    hall.shell.go("day")
    hall.rest()
    hall.press(which)
    answer_all(hall, "已报修")
    hall.enter()
    hall.press(Qt.Key.Key_P)
    hall.enter()


def test_a_check_that_is_signed_stands_as_it_was_signed_until_somebody_begins_it_anew(hall: Hall) -> None:
    """The list fell back to 未查, and who came by read that nobody had looked."""
    sign_alone(hall, Qt.Key.Key_1)
    now = page(hall)
    assert now.stands() and {row.action for row in now._rows() if row.right is not True} == {"已报修"}
    assert "R02" in now.pane.title.text() and "演练员（0000）" in now.pane.title.text()
    assert not now.action.isVisible(), "what is signed is not written into"
    hall.look("day-open-stands")
    hall.enter()
    assert not sheets(hall) and not now.stands() and now.seen.missing, "the one key begins it once more"
    hall.press(Qt.Key.Key_2)
    hall.press(Qt.Key.Key_1)
    assert now.stands(), "begun by mistake, and nothing told"


def test_after_closing_who_still_stands_there_is_served_and_the_check_asks_to_be_signed_once_more(
    hall: Hall,
) -> None:
    sign_alone(hall, Qt.Key.Key_3)
    now = page(hall)
    assert now.stands() and "已闭窗" in hall.words() and "照常收件" in hall.words()
    hall.look("day-closed")
    hall.world.receive()
    now.refresh()
    hall.rest()
    assert not now.stands() and "闭窗以后又收了 1 件" in now.bar.accessibleName()
    answer_all(hall, "明早处理")
    hall.enter()
    hall.press(Qt.Key.Key_P)
    hall.enter()
    assert now.stands() and [r.kind for r in hall.place.day_book.records()] == ["R04", "R04"]
    hall.press(Qt.Key.Key_1)
    hall.look("day-open-closed")
    answer_all(hall, "已报修")
    hall.enter()
    hall.press(Qt.Key.Key_P)
    hall.enter()
    assert not hall.place.day_book.standing().closed, "opened again by its check"


def test_names_that_hold_a_list_are_told_apart(hall: Hall) -> None:
    """没有说明的作废、缺号、已经超期的时限 read as three."""
    hall.shell.go("day")
    hall.rest()
    assert "；收件专用章、专用印章；" in hall.words()


def test_a_word_half_typed_stays_under_the_hand_when_the_line_moves(hall: Hall) -> None:
    """A step of the line read the page again: the first row was picked for a moment, the field shut, the word gone."""
    hall.shell.go("day")
    hall.rest()
    hall.press(Qt.Key.Key_3)
    now = page(hall)
    hall.press(Qt.Key.Key_Return)
    name = now.points.current().name
    hall.type("half a wo")
    hall.face.line_moved()
    hall.rest()
    assert (now.action.value(), now.points.current().name) == ("half a wo", name)
    assert now.action.edit.hasFocus()
