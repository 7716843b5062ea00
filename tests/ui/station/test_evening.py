"""What is left in the evening at a station: what can be settled is led to, what travels to the county is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from sqlalchemy import update

from app.domain.events import PaperGiven
from app.domain.paper import Paper, PaperKind
from app.domain.rights import Grant, Right
from app.domain.seals import SealAct
from app.storage.schema import papers
from app.usecases.desk import Session
from app.values import replace
from tests.ui.station.test_journeys import screen_words
from ui.adapters.practice import PracticeReader
from ui.day import Day, Looked
from ui.shared.measure import cut_texts
from ui.shots.cases import NURSE_ITEM, receive
from ui.shots.room import ZHANG
from ui.station.work import SIGN, authorities, settle, unsettled
from ui.stockroom import Stockroom
from ui.theme import look
from ui.window.days.looks import SHIFT, read_day
from ui.window.days.sign_off import SignOff

Open = Callable[..., Any]
SMALLEST = (1024, 530)


def take_in(station: Any, agent: bool = False, proxy: str = "no") -> None:
    """One case is taken in, for another when ``agent``, who brought the 委托书 along when ``proxy`` is yes."""
    station.begin_card()
    if agent:
        station.intake.who.party.focus()
        station.hand.keys("S")
        station.idle()
        station.hand.type("intake.principal", "李四")
        station.hand.type("intake.principal_number", "110101190001011009")
    station.hand.type("intake.phone", "13800000001")
    station.hand.keys("Return")
    station.idle()
    station.choose()
    if agent or proxy == "yes":
        station.hand.click("intake.question.proxy.yes")
        station.idle()
    station.collect(1 if agent and proxy == "no" else 0)  # the 委托书 is the last of the list
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[-1].lease == "platform", "the receipt")
    station.printed()


def evening(station: Any) -> Any:
    """The check of the evening is opened by its keys."""
    station.hand.keys("Alt+Home")
    station.idle()
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages, "the page of the day, whose code may still be loaded")
    station.idle()
    station.hand.keys("3")
    station.idle()
    return station.face.pages["day"]


def found(page: Any, name: str) -> Any:
    return next(point for point in page.seen.points if point.name.startswith(name))


def authority(station: Any) -> Paper:
    return station.cases()[0].papers_of(PaperKind.POWER_OF_ATTORNEY)[0]


@pytest.mark.law("J18")
def test_an_authority_is_settled_where_it_was_printed_once_both_signed(open_station: Open) -> None:
    """It stood 未签收 every evening, and no key at the station could say that both had signed."""
    station = open_station(SMALLEST)
    take_in(station, agent=True)
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    papers, dialog = station.face.pages["papers"], station.opening.shell.dialog()
    station.hand.wait(lambda: papers.rows and papers.rows[0].line.title == "授权委托书", "the papers")
    station.hand.keys("1")
    station.hand.wait(dialog.isVisible, "the question")
    station.hand.keys("Y")
    station.hand.wait(lambda: papers.rows[0].line.mark.text == "等两人签名", "the print")
    station.printed()
    page = evening(station)
    assert found(page, "未签收").found.startswith("1份") and found(page, "未签收").right is False
    assert page.points.current().name == "未签收的文书" and page.go.isVisible() and not cut_texts(station.opening.shell)
    station.hand.keys("Alt+G")
    station.idle()
    assert station.opening.shell.place() == "papers" and papers.rows[0].hasFocus(), "led to where it is settled"
    for answer, given in (("N", False), ("J", True)):
        station.hand.keys("Return")
        station.hand.wait(dialog.isVisible, "the question")
        assert not cut_texts(station.opening.shell)
        station.hand.keys(answer)
        station.hand.wait(lambda: not dialog.isVisible(), "the answer")
        station.idle()
        assert authority(station).is_given is given
    assert authority(station).given_to == "李四", "whose copy it is"
    events = station.face.workplace.stores.views.event_lines(station.cases()[0].id)
    (recorded,) = [line.event for line in events if isinstance(line.event, PaperGiven)]
    assert (recorded.recipient.relation, recorded.recipient.id_masked) == ("委托人", "1101**********1009")
    assert papers.rows[0].line.mark.text == "两人已签"
    page = evening(station)
    assert found(page, "未签收").found == "0份" and found(page, "未签收").right is True


def test_a_spoiled_authority_is_printed_once_more_and_waits_for_both_again(open_station: Open) -> None:
    station = open_station()
    take_in(station, agent=True)
    station.face.workplace.office.issue_paper(station.cases()[0].id, PaperKind.POWER_OF_ATTORNEY)
    station.printed()
    station.hand.keys("Alt+Home")
    home = station.face.pages["home"]
    station.hand.wait(lambda: getattr(home.rows["papers"].line.mark, "text", "").startswith("1 份等签名"), "the count")
    station.hand.keys("4")
    papers, dialog = station.face.pages["papers"], station.opening.shell.dialog()
    station.hand.wait(lambda: papers.rows and papers.rows[0].line.mark.text == "等两人签名", "the papers")
    station.hand.keys("1")
    station.hand.wait(dialog.isVisible, "the question")
    station.hand.keys("Z")
    station.hand.wait(lambda: authority(station).printings == 2, "one more print")
    station.printed()
    assert not authority(station).is_given and authority(station).reasons[-1] == "纸张损坏"
    assert [paper.kind for paper in unsettled(station.face.workplace.office)] == ["D18"]


def test_a_row_asks_for_what_it_shows_while_the_page_is_being_read_again(open_station: Open) -> None:
    """What the worker had found decided what a press meant, before the row said so."""
    station = open_station()
    take_in(station, agent=True)
    office = station.face.workplace.office
    office.issue_paper(station.cases()[0].id, PaperKind.POWER_OF_ATTORNEY)
    station.printed()
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    papers, dialog = station.face.pages["papers"], station.opening.shell.dialog()
    station.hand.wait(lambda: papers.rows and papers.rows[0].line.mark.text == "等两人签名", "the papers")
    station.idle()
    settle(office, unsettled(office)[0])
    found = papers.read()
    station.hand.keys("1")
    station.hand.wait(dialog.isVisible, "the question")
    assert "两个人都签名了吗" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    station.hand.keys("N")
    station.hand.wait(lambda: not dialog.isVisible(), "the answer")
    papers.show_found(found)
    assert papers.rows[0].line.mark.text == "两人已签"


def test_a_receipt_goes_to_its_seal_with_the_bag_and_is_not_left_in_the_evening(open_station: Open) -> None:
    """待盖章 stood there every evening, and no seal lies at a station."""
    station = open_station(SMALLEST)
    take_in(station)
    (receipt,) = station.cases()[0].papers_of(PaperKind.RECEIPT)
    assert receipt.awaits_seal
    page = evening(station)
    assert found(page, "待盖章").right is True and f"随材料袋送去盖：{receipt.number}" in found(page, "待盖章").found
    assert found(page, "印章").right is True and "本站没有印章" in found(page, "印章").found
    assert page.counting.findChild(QWidget, "day.seals").isHidden(), "there is none to be counted"
    assert found(page, "收存的原件").found.startswith("1袋")
    station.hand.keys("2")
    station.idle()
    told = " ".join(f"{each.what}{each.count}{each.detail}" for each in page.seen.passed)
    assert "随袋到区里盖章的凭证1" in told and "盖章1份" not in told
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    station.idle()
    station.hand.type("station.bundle.hand", "王五")
    station.hand.keys("Ctrl+Return")
    station.idle()
    page = evening(station)
    assert found(page, "待盖章").found == "0份", "it went along"
    assert found(page, "收存的原件").found == "0袋"


def test_what_the_county_printed_is_not_asked_about_at_the_station(open_station: Open) -> None:
    """The county's 受理通知书 comes down with the case: 等交给群众, said the station that had no sheet of it."""
    station = open_station()
    take_in(station, agent=True)
    at = station.face.workplace
    at.office.issue_paper(station.cases()[0].id, PaperKind.POWER_OF_ATTORNEY)
    station.printed()
    one = papers.c.document_id == authority(station).document_id.bytes
    for state, name in (("out", "未签收"), ("unsealed", "待盖章")):
        theirs = {"kind": "D02", "number": "演沈公西受〔2026〕D07-000009号", "seal": "special-seal", "state": state}
        with at.database.write.begin() as connection:
            connection.execute(update(papers).where(one).values(**theirs))
        assert not unsettled(at.office)
        page = evening(station)
        assert found(page, name).found.startswith("0份") and found(page, name).right is True
    passed = read_day(at, SHIFT, Looked())
    assert [each.others for each in passed.cases] == [1]
    with at.database.write.begin() as connection:
        connection.execute(update(papers).where(one).values(number="演沈公西受〔2026〕Z01-000009号", state="out"))
    assert [paper.kind for paper in unsettled(at.office)] == ["D02"], "its own is"


def test_who_brought_the_authority_along_is_not_asked_to_sign_another(open_station: Open) -> None:
    """The written authority was among the papers, and 打印和补打 offered a second one to be signed by both."""
    station = open_station()
    take_in(station, agent=True, proxy="yes")
    assert any("委托书" in row.name and row.taken for row in station.cases()[0].materials)
    assert not authorities(station.face.workplace.office)


def test_the_page_of_the_shift_reads_each_case_that_is_open_once(open_station: Open, monkeypatch: Any) -> None:
    """Every open case was replayed twice, and she who changes shifts waited for both."""
    station = open_station()
    take_in(station)
    at, read = station.face.workplace, []
    kept = at.stores.views.case
    monkeypatch.setattr(at.stores.views, "case", lambda case: read.append(case) or kept(case))
    seen = read_day(at, SHIFT, Looked())
    assert len(read) == 1
    assert [each.seals for each in seen.cases] == [0] and "随袋到区里盖章的凭证" in [each.what for each in seen.kept]


def test_the_case_and_the_round_name_the_centre_of_the_station_and_no_seal_of_its_own(open_station: Open) -> None:
    """盖「样例镇政务服务驿站收件专用章」, said the case, and whoever looked for that seal found none."""
    station = open_station()
    take_in(station)
    office, case = station.face.workplace.office, station.cases()[0]
    station.face.show_case(case.id)
    page = station.face.pages["case"]
    station.hand.wait(lambda: not page.covered(), "the case page")
    station.idle()
    assert "盖「铁西区政务服务中心收件专用章」" in screen_words(station)
    assert "驿站收件专用章" not in screen_words(station) and not cut_texts(station.opening.shell)
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    station.idle()
    assert station.hand.find("station.bundle.target").text() == "铁西区政务服务中心"
    office.equipment = replace(office.equipment, centre="")
    station.face.show_case(case.id)
    station.hand.wait(lambda: not page.covered(), "the case page")
    station.idle()
    assert "收件专用章在区里盖，本机没有写是哪个中心的" in screen_words(station), "what nobody wrote down has no name"


def test_where_the_seal_of_the_centre_was_entrusted_to_a_station_its_receipts_wait_for_it(open_station: Open) -> None:
    station = open_station()
    Stockroom(station.face.workplace).move_seal(SealAct.REGISTER, "样例区政务服务中心收件专用章", "周八", "驿站柜")
    take_in(station)
    page = evening(station)
    assert found(page, "待盖章").right is False and found(page, "印章").right is None


def test_on_the_smallest_screen_every_row_and_the_checks_are_in_view_beside_what_was_begun(open_station: Open) -> None:
    """6 lay below the fold: who closes her day with somebody half helped did not see where."""
    station = open_station(SMALLEST)
    station.hand.wait(station.face.guide.strip.isVisible, "the strip")
    station.hand.keys("Shift+F1")
    station.opening.shell.band.hide()
    station.begin()
    station.collect(1)
    station.hand.keys("Alt+Home")
    station.idle()
    home = station.face.pages["home"]
    station.hand.wait(home.now.isVisible, "what was begun")
    station.idle()
    for part in (home.now.button, home.now.steps, *home.rows.values(), home.day, home.look, home.today):
        assert part.visibleRegion().boundingRect().height() == part.height(), part.objectName()
    assert not cut_texts(station.opening.shell)
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages, "the page of the day, whose code may still be loaded")
    station.idle()
    page = station.face.pages["day"]
    at = page.points.visualRect(page.points.currentIndex())
    assert page.points.viewport().rect().contains(at), "the row she is asked about is seen whole"
    assert at.height() * 3 <= page.points.viewport().height(), "and those around it"


@pytest.mark.parametrize("state, more", [("ok", ""), ("warn", ""), ("ok", "没带委托书的，趁人在，首页按 4 打出来。")])
def test_on_the_smallest_screen_the_row_of_who_is_awaited_stays_in_view_below_a_message_and_what_was_begun(
    open_station: Open, state: str, more: str
) -> None:
    """「1 件结果在这里等人领」 was scrolled away while a message stood above what was begun, and nothing told of it."""
    station = open_station(SMALLEST)
    station.hand.wait(station.face.guide.strip.isVisible, "the strip")
    station.hand.keys("Shift+F1")
    give_out(station)
    station.begin()
    station.collect(1)
    station.hand.keys("Alt+Home")
    station.idle()
    done = "已排队打印，出纸后凭证交给群众，流程单放进材料袋；没有出纸的看首页“打印和补打”。" + more
    station.face.tell.message(state, "收好了 Z01-000123：收件凭证 2 份、办理流程单 1 份", done)
    station.idle()
    home = station.face.pages["home"]
    assert home.now.isVisible() and home.now.button.hasFocus() and "在这里等人领" in home.rows["remind"].line.sub
    for part in (home.now.button, home.now.words, *home.rows.values(), home.day, home.look, home.today):
        assert part.visibleRegion().boundingRect().height() == part.height(), part.objectName()
    assert home.now.mapTo(home, QPoint(0, 0)).y() >= look().theme.space.xs, "its edge touched the message above"
    assert not cut_texts(station.opening.shell)
    station.opening.shell.band._close.click()
    station.idle()
    assert home.now.steps.isVisible() and home.now.head.isVisible(), "the steps are there again once there is room"


def test_with_the_keyboard_in_the_empty_telephone_her_party_is_one_key_away(open_station: Open) -> None:
    """The card is read and the keyboard waits in the telephone; Alt+1, which stands there, did nothing."""
    station = open_station(SMALLEST)
    station.begin_card()
    phone = station.hand.find("intake.phone")
    phone.setFocus()
    station.hand.keys("Alt+1")
    station.hand.keys("S")
    station.idle()
    assert station.intake.state.party == "agent" and station.hand.find("intake.phone").text() == ""


def test_the_name_of_a_field_of_the_form_is_read_whole_on_the_smallest_screen(open_station: Open) -> None:
    """The name of a tall field was cut in half, and nobody knew what to write there."""
    station = open_station(SMALLEST)
    station.hand.wait(station.face.guide.strip.isVisible, "the strip")
    station.hand.keys("Shift+F1")
    station.begin()
    station.opening.shell.band.hide()
    form = station.intake.what.form
    station.intake.what.open_form()
    entries = list(form.entries.values())
    entries[0].setFocus()
    for entry in entries:
        station.idle()
        assert entry.isAncestorOf(QApplication.focusWidget())
        assert entry.visibleRegion().boundingRect().top() == 0, f"{entry.value()}: the name above it is cut"
        station.hand.keys("Return")
    assert len(entries) > 5


def test_the_last_point_of_the_morning_that_wants_a_word_is_seen_whole(
    reader: PracticeReader, open_station: Open
) -> None:
    """It was picked before the list had its height, and stood as a blue line at the lower edge."""
    station = open_station(reader=reader)
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages and station.face.pages["day"].seen, "the check")
    station.idle()
    points = station.face.pages["day"].points
    assert points.current().name.startswith("文书号段")
    assert points.viewport().rect().contains(points.visualRect(points.currentIndex()))
    points.setFixedHeight(points.height() - points.rowHeight(0))  # what stands below it grew a line
    station.idle()
    assert points.viewport().rect().contains(points.visualRect(points.currentIndex()))


def give_out(station: Any) -> Any:
    """发件 and 受理 were delegated, and a result of the one case lies here, printed and sealed."""
    office = station.face.workplace.office
    rights = (Right.RECEIVE, Right.NOTIFY, Right.ACCEPT, Right.DECIDE, Right.HAND_OVER)
    office.enter(Session(office.desk.session.operator, tuple(Grant(right) for right in rights)))
    at = station.face.workplace
    at.stores.stock.receive("护士执业证书", ["LN-HS-0004711"])
    case = receive(office, NURSE_ITEM, False)
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "自2026年9月28日至2031年9月27日", "202621000123")
    office.issue_certificate(case, office.next_blank(office.case(case).item.blank_kind))
    station.printed()
    for paper in office.case(case).papers:
        if paper.awaits_seal:
            office.record_seal(case, paper.document_id, "印章", "周八", "驿站")
    station.idle()
    return station.cases()[0]


def test_a_result_that_nobody_fetched_leads_to_where_it_is_handed_over(open_station: Open) -> None:
    """The evening led to 打印和补打, where nobody can give a result out, and Alt+F on its case did nothing."""
    station = open_station(SMALLEST)
    case = give_out(station)
    page = evening(station)
    assert found(page, "没有送达的结果").right is False
    row = next(n for n, point in enumerate(page.seen.points) if point.name == "没有送达的结果")
    page.points.pick(row)
    station.idle()
    station.hand.keys("Alt+G")
    station.hand.wait(lambda: station.opening.shell.place() == "handover", "the issue desk")
    station.idle()
    issue = station.face.pages["handover"]
    assert issue._case is None, "it waits in the list: who stands by reads along"
    issue.table.pick(0)
    station.idle()
    assert issue._case is not None and issue._case.id == case.id and not cut_texts(station.opening.shell)
    station.hand.click("station.issue.back")
    assert station.opening.shell.place() == "home"
    station.face.show_case(case.id)
    station.hand.wait(lambda: not station.face.pages["case"].covered(), "the case page")
    station.idle()
    assert "发件" in station.face.pages["case"].bar.primary.text()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.opening.shell.place() == "handover", "the issue desk")
    station.face.card_read(ZHANG)
    station.idle()
    assert station.opening.shell.place() == "handover", "the card is of who fetches, and begins no intake"


def test_who_has_a_mouse_alone_types_what_is_done_and_signs_without_enter(open_station: Open) -> None:
    """She wrote it down and pressed 签名存档并打印: nothing came, and a click on another row took it away."""
    station = open_station((1366, 768))
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages and station.face.pages["day"].seen, "the check")
    station.idle()
    page, shell = station.face.pages["day"], station.opening.shell
    for name in page.seen.missing:
        row = next(n for n, point in enumerate(page.seen.points) if point.name == name)
        spot = page.points.visualRect(page.points.model().index(row, 0)).center()
        QTest.mouseClick(page.points.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        station.idle()
        assert page.points.current().name == name
        QTest.mouseClick(page.action.edit, Qt.MouseButton.LeftButton)
        QTest.keyClicks(page.action.edit, f"word{row}")
    station.hand.click("day.primary")
    station.hand.wait(lambda: shell.findChild(SignOff) is not None, "the sheet to be signed")
    station.idle()  # the bar behind it takes its width
    assert not page.seen.missing and len({point.action for point in page.seen.points if point.action}) > 1
    assert not cut_texts(shell)


def test_a_station_that_was_closed_does_not_say_that_it_is_ready(open_station: Open) -> None:
    """可办理 stood there after 闭窗检查 was signed."""
    station = open_station()
    names = ("没有", "未签收", "待盖章", "收存", "空白", "印章", "暂存", "今日备份")
    Day(station.face.workplace).close(Looked(actions=dict.fromkeys(names, "明早处理")))
    station.face._badges()
    station.idle()
    assert station.opening.shell.line.readiness.text() == "已闭窗" and not cut_texts(station.opening.shell)
