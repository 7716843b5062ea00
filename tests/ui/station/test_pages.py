"""The pages of a station by themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import update

from app.domain.paper import Paper, PaperKind
from app.storage.schema import case_row, commits
from tests.ui.station.conftest import Station
from ui.colours import chosen_colours
from ui.language import chosen_language
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts, tab_jumps
from ui.station.row import Line
from ui.station.work import WHAT
from ui.tell import Answer
from ui.texts import ENGLISH
from ui.theme import look


def test_who_left_the_intake_is_not_called_back_when_the_case_is_on_record(
    open_station: Callable[..., Station],
) -> None:
    """She went on to the papers while it was being kept; the page jumped home under her hand, and keys were dead."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.face.go_home()
    station.hand.keys("4")
    station.hand.wait(lambda: bool(station.cases()), "the case")
    station.idle()
    assert station.opening.shell.place() == "papers"
    assert station.face.pages["papers"].isAncestorOf(QApplication.focusWidget())
    assert station.intake.state.empty(), "and the page is free for the next person"


def test_the_keys_a_page_shows_work_after_the_record_was_clicked_in_the_foot(
    open_station: Callable[..., Station],
) -> None:
    """The keyboard stayed in the foot: Esc on the page and the numbers on the first one were dead."""
    station = open_station((1024, 600))
    hand, shell = station.hand, station.opening.shell
    for _ in range(2):
        hand.click("station.record")
        station.idle()
    assert shell.place() == "record"
    hand.keys("Esc")
    station.idle()
    assert shell.place() == "home"
    hand.click("station.record")
    station.idle()
    hand.keys("Alt+Home")
    station.idle()
    hand.keys("3")
    station.idle()
    assert shell.place() == "progress"


def test_the_keyboard_stays_at_its_row_while_one_print_after_the_other_ends(
    open_station: Callable[..., Station],
) -> None:
    """Two readings in one turn put it on 打字交谈 in the foot, and Enter went there."""
    station = open_station((1024, 600))
    station.hand.keys("4")
    station.idle()
    page = station.face.pages["papers"]
    for words in ("等打印", "已出纸"):
        page.set_lines([Line(number, "收件凭证", words, "file-text") for number in range(2)])
        page.rows[1].setFocus()
    for words in ("补1", "补2"):
        page.set_lines([Line(number, "收件凭证", words, "file-text") for number in range(2)])
    assert QApplication.focusWidget() is page.rows[1]
    taken: list[object] = []
    page.chosen.disconnect()
    page.chosen.connect(taken.append)
    station.hand.keys("Return")
    assert taken == [1]


def test_a_page_without_rows_counts_nothing_and_offers_nothing(open_station: Callable[..., Station]) -> None:
    station = open_station()
    for key in ("2", "4", "5", "Alt+6"):
        station.hand.keys("Alt+Home")
        station.hand.keys(key)
        station.idle()
        page = station.face.pages[station.opening.shell.place()]
        assert page.nothing.isVisible() and page.note.text() == ""


def test_who_sees_badly_puts_on_other_colours_at_a_station_and_they_stay(
    open_station: Callable[..., Station],
) -> None:
    station = open_station((1024, 600))
    station.hand.keys("8")
    station.idle()
    dialog = station.opening.shell.dialog()
    assert dialog.isVisible() and not cut_texts(station.opening.shell)
    assert all(each.width() >= each.sizeHint().width() for each in dialog.findChildren(KeyButton))
    station.hand.keys("3")
    station.idle()
    profile = station.face.workplace.profile.path
    assert look().theme.name == "contrast" == chosen_colours(profile)
    assert not cut_texts(station.opening.shell)
    station.hand.keys("8")
    station.hand.keys("N")
    station.idle()
    assert look().theme.name == "contrast", "a look at it changes nothing"


def test_the_other_language_is_asked_for_at_a_station(open_station: Callable[..., Station]) -> None:
    station = open_station()
    station.hand.keys("8")
    station.hand.keys("1")
    station.idle()
    profile = station.face.workplace.profile.path
    assert chosen_language(profile=profile) == ENGLISH


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768)])
def test_an_item_without_a_guide_is_told_whole_and_nothing_is_called_taken(
    open_station: Callable[..., Station], size: tuple[int, int]
) -> None:
    """The end of 不能收件 was cut, an empty list asked for the choice she had made, and 「收好了」 stood over it."""
    station = open_station(size)
    station.begin_card()
    hand, page = station.hand, station.intake
    hand.type("intake.phone", "13800000001")
    hand.keys("Return")
    hand.type("intake.search", "结婚登记预约")
    hand.wait(lambda: hand.shown("intake.results"), "the results")
    hand.keys("Return", "intake.search")
    hand.wait(lambda: page.state.guide is not None, "the guide")
    station.idle()
    assert page.step == WHAT and page.primary.hasFocus()
    assert [pill.state for pill in page.steps.pills] == ["done", "now", "later", "later", "later"]
    said = " ".join(label.text() for label in page.what.findChildren(QLabel))
    assert "Alt+6、Ctrl+R" in said and "F7" not in said and "Ctrl+B" not in said, "keys that a station has"
    words = page.bar._sentence
    needed = words.fontMetrics().horizontalAdvance(words.text())
    assert words.wordWrap() or words.width() >= needed
    assert not cut_texts(page.bar)
    hand.keys("Ctrl+Return")
    hand.wait(lambda: hand.shown("intake.away.give"), "the sheet")
    assert not hand.shown("intake.away.place"), "where it would be sent on to, when it cannot be"
    hand.find("intake.away.instead").setProperty("text", "向区里申请（电话 12345）")
    hand.keys("Ctrl+Return")
    hand.wait(lambda: station.opening.shell.place() == "home", "the first page")
    hand.wait(station.opening.shell.band.isVisible, "what became of it")
    told = " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))
    assert "没有收件" in told and "收好了" not in told


@pytest.mark.parametrize("size", [(1024, 600), (1366, 768)])
def test_every_button_of_the_help_shows_its_key_whole(
    open_station: Callable[..., Station], size: tuple[int, int]
) -> None:
    """In the larger type of a station the keys of 按键卡片 and 保存报告 were cut in half."""
    station = open_station(size)
    guide = station.face.guide
    guide.help()
    station.idle()
    sheet = guide.sheet
    assert sheet is not None and sheet.isVisible()
    narrow = [name for name, each in sheet.buttons.items() if each.width() < each.sizeHint().width()]
    assert not narrow and not cut_texts(sheet)
    assert "五样" in guide.page_of("home").what and len(station.face.pages["home"].rows) == 5


def test_who_reads_in_the_foot_keeps_the_keyboard_when_a_print_or_the_line_moves(
    open_station: Callable[..., Station],
) -> None:
    """Each print that ended, and each step of the line, pulled it back onto the page."""
    station = open_station((1024, 600))
    hand, shell = station.hand, station.opening.shell
    for place in ("home", "papers"):
        shell.help.setFocus(Qt.FocusReason.TabFocusReason)
        station.face.paper_moved()
        station.idle()
        assert QApplication.focusWidget() is shell.help, place
        station.face.line_moved()
        station.idle()
        assert QApplication.focusWidget() is shell.help, place
        shell.go("papers")
        hand.wait(lambda: shell.place() == "papers", "the papers")
    assert station.face.pages["papers"].isAncestorOf(QApplication.focusWidget()) is False
    hand.keys("Alt+6")
    station.idle()
    assert station.face.pages["record"].isAncestorOf(QApplication.focusWidget()), "a page that is opened has it"


def test_a_question_keeps_the_keyboard_when_the_line_moves_below_it(open_station: Callable[..., Station]) -> None:
    """Space, meant for 「不补打」, opened the question once more instead of answering it."""
    station = open_station((1024, 600))
    said: list[str] = []
    station.hand.keys("4")
    station.idle()
    answers = (Answer("y", "补打", "Y"), Answer("n", "不补", "N", primary=True))
    station.face.tell.ask("补打收件凭证？", "张三", answers, said.append, "n")
    station.idle()
    station.face.line_moved()
    station.idle()
    station.hand.keys("Space")
    station.idle()
    assert said == ["n"] and station.opening.shell.place() == "papers"


def test_a_row_that_stays_is_the_same_row_wherever_it_comes_to_stand(open_station: Callable[..., Station]) -> None:
    """A paper more on top, and her focus, her screen reader and the key she held down were on nothing."""
    station = open_station((1024, 600))
    station.hand.keys("4")
    station.idle()
    page = station.face.pages["papers"]
    page.show_found = lambda found: None  # a step of the line would show what the machine has

    def show(*values: tuple[str, int]) -> None:
        page.set_lines([Line((name, state), f"{name}{state}", key=name) for name, state in values])

    show(("甲", 0), ("乙", 0), ("乙", 1))
    held = page.rows[1]
    held.setFocus()
    held.setDown(True)
    show(("新", 0), ("甲", 0), ("乙", 5), ("丙", 0))
    assert page.rows[2] is held and held.hasFocus() and held.isDown()
    held.setDown(False)
    assert page.values() == [("新", 0), ("甲", 0), ("乙", 5), ("丙", 0)]
    assert [row.key() for row in page.rows] == ["1", "2", "3", "4"]
    assert [row.objectName() for row in page.rows] == [f"station.papers.row{n}" for n in range(1, 5)]
    assert [row.accessibleName() for row in page.rows] == ["新0", "甲0", "乙5", "丙0"]
    QApplication.processEvents()
    below = sorted(page.rows, key=lambda row: row.y())
    assert below == page.rows and not tab_jumps(station.opening.shell)
    taken: list[object] = []
    page.chosen.disconnect()
    page.chosen.connect(taken.append)
    station.hand.keys("3")
    station.hand.keys("Return")
    held.click()
    assert taken == [("乙", 5)] * 3, "what it stands for now"
    station.hand.keys("Tab")
    assert page.rows[3].hasFocus()
    show(("新", 0), ("甲", 0), ("乙", 5))
    assert page.rows[2].hasFocus(), "her row is gone, the one in its place has it"
    station.hand.keys("4")
    assert len(taken) == 3


def test_a_page_that_is_opened_again_begins_at_its_first_row(open_station: Callable[..., Station]) -> None:
    """A paper more had come on top since, and Enter was about to print the old one."""
    station = open_station((1024, 600))
    page = station.face.pages["papers"]
    found = [Line(n, f"收件凭证 {n}") for n in range(3)]
    page.show_found = lambda _: page.set_lines(found)
    station.hand.keys("4")
    station.hand.wait(lambda: page.rows and page.rows[0].hasFocus(), "the papers")
    station.hand.keys("Down")
    assert page.rows[1].hasFocus()
    station.hand.keys("Esc")
    found = [Line("new", "授权委托书"), *found]
    station.hand.keys("4")
    station.hand.wait(lambda: len(page.rows) == 4, "the paper more")
    assert page.rows[0].hasFocus() and page.rows[0].line.value == "new"


def test_a_page_that_was_empty_the_last_time_begins_at_its_first_row_too(open_station: Callable[..., Station]) -> None:
    station = open_station((1024, 600))
    page = station.face.pages["record"]
    found: list[Line] = []
    page.show_found = lambda _: page.set_lines(found)
    station.hand.keys("Alt+6")
    station.idle()
    assert page.back.hasFocus()
    station.hand.keys("Esc")
    found = [Line(n, f"居住证申领 {n}") for n in range(2)]
    station.hand.keys("Alt+6")
    station.hand.wait(lambda: page.rows, "the record")
    station.idle()
    assert page.rows[0].hasFocus()


def test_a_click_in_the_foot_leaves_the_keyboard_where_it_was(open_station: Callable[..., Station]) -> None:
    """She closed the help, and the numbers of the page were dead: the keyboard had stayed on the button below."""
    station = open_station((1024, 600))
    hand, shell = station.hand, station.opening.shell
    row = station.face.pages["home"].rows["bundle"]
    row.setFocus()
    QTest.mouseClick(shell.help, Qt.MouseButton.LeftButton)
    hand.wait(lambda: station.face.guide.sheet is not None and station.face.guide.sheet.isVisible(), "the help")
    hand.keys("Esc")
    hand.wait(lambda: not station.face.guide.sheet.isVisible(), "the first page")
    assert row.hasFocus()
    hand.keys("3")
    station.idle()
    field = station.face.pages["progress"].field.edit
    for button in (shell.talk, shell.record, shell.lock, shell.help):
        field.setFocus()
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        assert field.hasFocus(), button.text()
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton, pos=QPoint(-9, -9))  # she thinks better of it


def authorities(station: Station) -> tuple[Paper, ...]:
    """Every 授权委托书 of the one case."""
    (case,) = station.cases()
    return case.papers_of(PaperKind.POWER_OF_ATTORNEY)


def test_the_authority_that_the_first_page_promises_is_printed_where_it_says(
    open_station: Callable[..., Station],
) -> None:
    """打印和补打 spoke of 委托书, and for whom somebody handed in there was none."""
    station = open_station((1024, 600))
    assert "委托书" in station.face.pages["home"].rows["papers"].line.sub
    station.begin_card()
    station.intake.who.party.focus()
    station.hand.keys("S")
    station.idle()
    assert "委托人" in station.intake.hint.text(), "for whom she came is not known, and the page said 人认好了"
    station.hand.type("intake.principal", "李四")
    station.hand.type("intake.principal_number", "110101190001011009")
    station.hand.type("intake.phone", "13800000001")
    station.hand.keys("Return")
    station.idle()
    station.choose()
    station.hand.click("intake.question.proxy.yes")
    station.idle()
    station.collect(1)  # all but the 委托书, which nobody brought
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    band = " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))
    assert "首页按 4" in band, "both must sign before they go home"
    assert not cut_texts(station.opening.shell)
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    page = station.face.pages["papers"]
    station.hand.wait(lambda: page.rows, "the papers")
    station.idle()
    row = page.rows[0]
    assert (row.line.title, row.hasFocus()) == ("授权委托书", True)
    assert "张* 代 李* 办" in row.line.sub and row.line.mark.text == "还没有打"
    assert not cut_texts(station.opening.shell)
    dialog = station.opening.shell.dialog()
    for answer in ("N", "Y"):
        station.hand.keys("Return")
        station.hand.wait(dialog.isVisible, "the question")
        station.hand.keys(answer)
        station.hand.wait(lambda: not dialog.isVisible(), "the answer")
        station.idle()
        # The queue is empty before the paper is in it too: what is waited for is the paper itself.
        if answer == "Y":
            station.hand.wait(lambda: [each for each in authorities(station) if each.is_out], "the print")
        assert len(authorities(station)) == (answer == "Y")
    station.hand.wait(lambda: page.rows[0].line.mark.text == "等两人签名", "its row among the papers")
    assert [each.line.title for each in page.rows].count("授权委托书") == 1


@pytest.mark.parametrize(
    ("number", "said", "wrong"),
    [("110101000101100", "已换算为18位", False), ("110101000230100", "出生日期不存在", True)],
)
def test_an_old_number_is_only_looked_at_and_what_is_wrong_with_it_is_said_first(
    open_station: Callable[..., Station], number: str, said: str, wrong: bool
) -> None:
    """Red stood 「已换算为18位」, and the thirtieth of February behind it was never told."""
    station = open_station((1024, 600))
    station.hand.keys("1")
    station.idle()
    station.hand.type("intake.name", "张三")
    station.hand.type("intake.id_number", number)
    station.hand.type("intake.phone", "13800000001")
    station.idle()
    part = station.intake.who.number
    assert said in part.message.text() and part.message.isVisible()
    assert (part.message.tone, part.edit._danger) == (("danger", True) if wrong else ("warn", False))


def test_the_band_and_the_record_say_the_same_of_what_was_set_aside(
    open_station: Callable[..., Station],
) -> None:
    """「已联网　全部已上传」 in green stood above a row 需处理 and 「待传 0 件，都存好了」."""
    station = open_station((1024, 600))
    place, record = station.face.workplace, station.face.pages["record"]
    for count in (1, 2):
        station.begin()
        station.collect()
        station.hand.keys("Ctrl+Return")
        station.hand.wait(lambda n=count: len(station.cases()) == n, "the case")
        station.hand.wait(lambda: all(case.lease == "platform" for case in station.cases()), "the receipt")
        station.printed()
        station.face.go_home()
    first, second = (case.id.bytes for case in station.cases())

    def answered(case: bytes, parked: str | None) -> None:
        with place.database.writing() as connection:
            connection.execute(update(commits).where(commits.c.case_id == case).values(ack="x", parked=parked))

    def said() -> tuple[str, str]:
        station.hand.keys("Alt+6")
        station.face._badges()
        record.refresh()
        station.idle()
        assert not cut_texts(station.opening.shell)
        return station.opening.shell.line.words.text(), record.note.text()

    answered(first, "no-lease")
    band, note = said()
    assert band.startswith("离线") and band.endswith("待传 1 件　1 件需处理")
    assert note == "待传 1 件　1 件需处理；要怎么处理写在下面，其余都存好了，有网自动上传"
    answered(second, None)
    online = replace(place.office.equipment.sync_status(), state="online")
    asked = {**vars(place.office.equipment), "sync_status": lambda: online}
    place.office.equipment = place.office.equipment.__class__(**asked)
    band, note = said()
    assert (band, note) == ("已联网　1 件需处理", "1 件需处理；要怎么处理写在下面")
    assert station.opening.shell.line.property("state") == "warn", "never green while somebody is needed"


def test_who_searched_for_nothing_is_not_told_that_nothing_was_found(open_station: Callable[..., Station]) -> None:
    """「没有找到，核对姓名」 stood there on the first day, before anything was typed."""
    station = open_station((1024, 600))
    page = station.face.pages["progress"]
    station.hand.keys("3")
    station.idle()
    assert page.nothing.isVisible() and page.nothing.title.text() == "本机还没有收过件"
    assert not cut_texts(station.opening.shell)
    station.hand.type("station.progress.field", "王五")
    station.hand.keys("Return")
    station.idle()
    assert page.nothing.title.text() == "没有找到"


def test_a_correction_is_told_from_the_case_that_it_corrects(open_station: Callable[..., Station]) -> None:
    """Two rows stood there that were alike but for their numbers."""
    station = open_station((1024, 600))
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    (case,) = station.cases()
    with station.face.workplace.database.writing() as connection:
        connection.execute(update(case_row).values(corrects=uuid4().bytes))
    station.hand.keys("Alt+Home")
    station.hand.keys("3")
    station.idle()
    (row,) = station.face.pages["progress"].rows
    assert row.line.sub.startswith(f"更正件 {case.item.name}")
    assert not cut_texts(station.opening.shell)
