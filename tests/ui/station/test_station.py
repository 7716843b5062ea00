"""A day of a helper at a station, by her keys, without a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import insert, select

from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from app.domain.transitions import TERMINAL, CaseState
from app.errors import RefusedError
from app.storage.schema import case_row, papers
from app.storage.verify import verify
from app.usecases.pad import PadAdvice, PadReason
from tests.ui.commands.test_day import words
from tests.ui.station.conftest import Station
from ui.settings import REHEARSAL_PASSWORD
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.station import work
from ui.station.bundle import BundlePage
from ui.station.slip import Given, Slip, give
from ui.station.work import MATERIALS, RESULT, SIGN
from ui.tell import Answer

Open = Callable[..., Station]


def test_enter_takes_the_row_that_the_arrows_came_to(open_station: Open) -> None:
    """「回车补打」 said the page, and Enter did nothing on any row."""
    station = open_station()
    station.hand.keys("Down")
    station.hand.keys("Down")
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "progress"
    station.face.go_home()
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "intake"


def test_enter_goes_on_with_what_was_left_until_the_arrows_go_to_a_row(open_station: Open) -> None:
    """「继续 Enter」 stood there while the ring lay on another row; and Enter on any row went on with what was left."""
    station = open_station()
    station.begin()
    station.hand.keys("Alt+Home")
    station.idle()
    assert station.hand.find("station.go_on").hasFocus()
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "intake" and station.intake.state.guide is not None
    station.hand.keys("Alt+Home")
    station.idle()
    progress = station.hand.find("station.home.progress")
    for _ in range(6):
        if not progress.hasFocus():
            station.hand.keys("Down")
    assert progress.hasFocus()
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.place() == "progress"


def test_the_arrows_stay_on_the_page(open_station: Open) -> None:
    """Down from the last row went to 跳过这步 in the lesson above, and Enter skipped a step of it."""
    station = open_station()
    for key, place in (("", "home"), ("3", "progress")):
        if key:
            station.hand.keys(key)
            station.idle()
        page = station.face.pages[place]
        for arrow in ("Down", "Up"):
            for _ in range(12):
                station.hand.keys(arrow)
                assert page.isAncestorOf(QApplication.focusWidget()), (place, arrow)


@pytest.mark.law("P14", "H07", "Z05")
def test_a_helper_takes_a_case_in_for_the_county_and_cannot_accept_it(open_station: Open) -> None:
    """Without a line the citizen gets a receipt; whether it is accepted is the county's word, and the page says so."""
    station = open_station()
    station.begin()
    station.collect()
    assert "受理由区里决定" in station.intake.bar.accessibleDescription()
    assert not station.hand.shown("intake.receipt")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the case to go on")
    station.printed()
    (case,) = station.cases()
    assert case.state is CaseState.RECEIVED and case.accepted is None
    assert case.intake is not None and case.intake.channel == "驿站"
    receipt = case.papers_of(PaperKind.RECEIPT)[0]
    assert receipt.out and "Z01" in receipt.number
    assert not case.papers_of(PaperKind.ACCEPTANCE)


@pytest.mark.law("H07", "J18")
def test_help_at_home_is_written_down_with_who_helped(open_station: Open) -> None:
    """上门 and 帮代办 are in the record: voluntary, free, and with a name."""
    station = open_station()
    station.hand.keys("1")
    station.idle()
    station.hand.click("station.visit")
    station.begin()
    assert station.intake.state.channel == "上门"
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].received, "the receipt")
    station.idle()
    intake = station.cases()[0].intake
    assert intake is not None and intake.channel == "上门"
    assert intake.assistance is not None and "演练员" in intake.assistance.helper
    assert intake.assistance.organisation == "样例镇政务服务驿站"


def test_what_was_begun_stands_first_and_goes_on_where_it_was_left(open_station: Open) -> None:
    """She leaves in the middle of the materials; the first page offers just that, and Enter brings her there."""
    station = open_station()
    station.begin()
    station.collect()
    station.intake.show_step(2)
    rows = station.intake.state.material_rows()
    station.hand.keys("Ctrl+S")
    station.idle()
    station.face.go_home()
    station.idle()
    now = station.face.pages["home"].now
    assert now.isVisible() and "居住证" in now.words.text()
    assert f"收了 {len(rows)} 份" in now.found.text()
    station.hand.keys("Return")
    station.hand.wait(lambda: station.intake.isVisible() and station.intake.state.rows, "the draft")
    station.idle()
    assert station.intake.step == SIGN
    assert station.intake.state.material_rows() == rows


def test_nothing_is_handed_over_before_the_bags_were_read(open_station: Open) -> None:
    """Pressed that early, a list without a bag went to the printer, and was refused as a paper that lacks something."""
    station = open_station()
    station.face.go_home()
    station.idle()
    face = station.face
    given: list[object] = []

    def give_away(*what: object) -> Given:
        given.append(what)
        raise AssertionError(what)

    page = BundlePage(face.workplace.office, face.runner, face.tell, give_away)
    page.hand.set_value("送件员周八")
    page.go.click()
    station.idle()
    assert given == [] and not page.go.isEnabled()
    page.deleteLater()


def test_papers_go_to_the_county_on_one_list_with_a_name(open_station: Open, tmp_path: Path) -> None:
    """Who took which bag is in the log before the list is printed; without a name nothing leaves the house."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    station.face.go_home()
    station.idle()
    station.hand.keys("2")
    station.hand.wait(lambda: station.hand.shown("station.bundle.go"), "the bags")
    station.hand.keys("Ctrl+Return")
    station.idle()
    assert not station.cases()[0].bundles
    assert "路上丢了" in station.face.pages["bundle"].hand.message.text()
    station.hand.type("station.bundle.hand", "送件员周八")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: bool(station.cases()[0].bundles), "the hand-over")
    station.hand.wait(lambda: list((tmp_path / "papers").glob("*D12b*.pdf")), "the list")
    station.idle()
    moved = station.cases()[0].bundles[-1]
    assert (moved.hand, moved.bundle) == ("送件员周八", "B-Z01-000001")
    assert not station.face.pages["bundle"].bags()
    station.hand.keys("Escape")
    station.idle()
    assert station.opening.shell.place() == "home"
    # The list is kept like any paper: what the printer lost comes once more, with the same number and bags.
    (lost,) = (tmp_path / "papers").glob("*D12b*.pdf")
    lost.unlink()
    station.face._take("papers")
    station.face._shown("papers")
    station.idle()
    papers = station.face.pages["papers"]
    (slip,) = [each for each in papers.values() if isinstance(each, Slip)]
    assert slip.number.endswith("-D12b-0001") and [bag.code for bag in slip.bags] == ["B-Z01-000001"]
    for printing, (key, reason) in enumerate((("Y", "没打出来"), ("D", "丢失")), 2):
        papers.again(slip)
        station.idle()
        station.hand.keys(key)
        station.hand.wait(lambda: list((tmp_path / "papers").glob("*D12b*.pdf")), "the list once more")
        station.idle()
        (again,) = (tmp_path / "papers").glob("*D12b*.pdf")
        said = "".join(words(again).split())
        assert f"补打第{printing}次" in said and reason in said, "no print passes for the first one"
        again.unlink()
    papers.again(slip)
    station.idle()
    station.hand.keys("N")
    station.idle()
    assert not list((tmp_path / "papers").glob("*D12b*.pdf")), "who does not say why prints nothing"
    assert verify(station.face.workplace.database).ok, "who asked, when and why is on record"
    station.idle()
    told = " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))
    assert "补打交接单" in told and "登记交接" not in told, "nothing is handed over a second time"


def test_what_a_correction_brought_goes_with_the_next_round(open_station: Open) -> None:
    """A second bag for what came after the first; two hundred newer cases hide none, and a bad one stops none."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    office, database = station.face.workplace.office, station.face.workplace.database
    with database.writing() as connection:
        row = dict(connection.execute(select(case_row)).mappings().one())
        newer = {"state": sorted(TERMINAL)[0].value, "opened_ms": row["opened_ms"] + 1}
        connection.execute(insert(case_row), [{**row, **newer, "case_id": uuid4().bytes} for _ in range(200)])
    (bag,) = work.bundles(office)
    bad = replace(bag, code="", originals=0, copies=0)
    given = give(station.face.workplace, (bad, bag), "区政务中心", "周八")
    assert [each.code for each in given.slip.bags] == [bag.code] and given.refused == (bad,)
    with pytest.raises(RefusedError, match="ZC-CASE-25"):
        work.hand_on(office, (bad,), "区政务中心", "周八")
    case = office.stores.views.case(bag.case_id)
    assert case is not None and work.bundle_of(case) is None
    brought = replace(next(row for row in case.materials if row.taken), line_id="more", originals=1, copies=0)
    later = work.bundle_of(replace(case, materials=(*case.materials, brought)))
    assert later is not None and (later.originals, later.copies) == (1, 0) and later.code == f"{bag.code}-2"


def test_days_offline_are_told_in_words_and_nothing_is_called_sent(open_station: Open) -> None:
    """Three days without a line: the band says so, and the record lists what waits."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    settings = station.face.workplace.stores.settings
    from ui.line import LAST_SYNC_SETTING

    now = station.clock.now()
    settings.put(LAST_SYNC_SETTING, str(now.ms))
    station.clock.move(Timestamp(now.ms + int(timedelta(days=3).total_seconds() * 1000), now.quality))
    station.face.go_home()
    station.idle()
    words = station.opening.shell.line.words.text()
    assert "离线 3 天" in words and "待传 1 件" in words, "in cases, as the record counts them"
    station.hand.keys("Alt+6")
    station.idle()
    record = station.face.pages["record"]
    assert len(record.rows) == 1 and "等待上传" in record.rows[0].line.sub


@pytest.mark.parametrize(
    ("state", "detail", "said"),
    [
        ("refused", "device-key", "设备密钥不符，请告诉区窗口"),
        ("refused", "too-odd-to-name", "省平台拒收，请告诉区窗口"),
        ("captive", "", "应答的不是省平台"),
        ("wrong", "upstream-wrong", "省平台应答不对"),
        ("offline", "", "离线"),
        ("never", "", "离线"),
    ],
)
def test_a_line_that_refuses_this_computer_is_not_told_as_one_that_is_away(
    open_station: Open, state: str, detail: str, said: str
) -> None:
    """She waited for a network that was there; somebody has to register the computer anew."""
    station = open_station()
    seen = work.home(station.face.workplace.office)
    station.face._show_look(replace(seen, status=replace(seen.status, state=state, detail=detail)))
    assert station.opening.shell.line.words.text().startswith(said)


def test_a_receipt_that_was_lost_is_printed_again_with_its_reason(open_station: Open) -> None:
    """补打 from the list of papers, numbered and with why."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    station.face.go_home()
    station.hand.keys("4")
    station.hand.wait(lambda: bool(station.face.pages["papers"].rows), "the papers")
    station.face.pages["papers"].rows[-1].setFocus()  # the newest is the slip that goes with the case (D12)
    station.hand.keys("Return")
    station.hand.wait(lambda: station.opening.shell.dialog().isVisible(), "the question")
    station.hand.keys("Return")
    station.idle()
    assert station.opening.shell.dialog().isVisible(), "the second Enter of a quick hand answered"
    station.hand.keys("Space")
    station.hand.wait(lambda: not station.opening.shell.dialog().isVisible(), "no answer")
    station.idle()
    assert station.cases()[0].papers_of(PaperKind.RECEIPT)[0].printings == 1, "a quick hand writes no false reason down"
    station.face.pages["papers"].rows[-1].click()
    station.hand.wait(lambda: station.opening.shell.dialog().isVisible(), "the question")
    station.hand.keys("Y")
    station.hand.wait(lambda: station.cases()[0].papers_of(PaperKind.RECEIPT)[0].printings == 2, "补打")
    station.printed()


def test_after_two_hundred_papers_those_of_today_are_still_there_to_be_printed_again(open_station: Open) -> None:
    """打印和补打 showed the first papers of the machine for ever."""
    station = open_station()
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    with station.face.workplace.database.writing() as connection:
        row = dict(connection.execute(select(papers)).mappings().first() or {})
        older = [{**row, "document_id": uuid4().bytes, "issued_ms": n} for n in range(1, 251)]
        connection.execute(insert(papers), older)
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    page = station.face.pages["papers"]
    station.hand.wait(lambda: page.rows, "the papers")
    today = {paper.document_id for paper in station.cases()[0].papers}
    assert today == {paper.document_id for paper in page.values()[: len(today)]}


@pytest.mark.parametrize("size", [(1366, 768), (1024, 600)])
def test_no_word_is_cut_and_everything_has_a_name(open_station: Open, size: tuple[int, int]) -> None:
    """On a helper's old notebook every page can be read and reached by key."""
    station = open_station(size)
    assert station.opening.shell.county.isVisible(), "whose telephone it is stands before the number"
    for key in ("home", "bundle", "progress", "papers", "remind", "record"):
        station.opening.shell.go(key)
        station.idle()
        assert not cut_texts(station.opening.shell), key
        assert not nameless(station.opening.shell), key
        assert not tab_jumps(station.opening.shell), key
    station.begin()
    for step in range(5):
        station.intake.show_step(step)
        station.idle()
        assert not cut_texts(station.opening.shell), step
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    station.face.show_case(station.cases()[0].id)
    station.hand.wait(lambda: not station.face.pages["case"].covered(), "the case page")
    station.idle()
    assert not cut_texts(station.opening.shell), "case"
    bar = station.face.pages["case"].bar
    long = "材料不齐，已一次性告知：等申请人在十月二十日前补来三份材料，逾期不补的视为撤回申请"
    bar.set_verdict("warn", long, "说明")
    station.idle()
    assert not cut_texts(station.opening.shell), "the longest sentence takes a second line"


@pytest.mark.parametrize("reason", [PadReason.NUMBERS_OUT, PadReason.ROOM_LOW])
def test_on_the_smallest_screen_every_step_has_room_below_what_is_told(open_station: Open, reason: PadReason) -> None:
    """While numbers or room run out a band stands above every step: the buttons of the last one were squeezed."""
    station = open_station((1024, 600))
    station.begin()
    station.opening.tell.message("warn", "打印机缺纸，请加纸", "加纸后按 F6 继续")
    for step in range(5):
        station.intake.show_step(step)
        station.idle()
        station.intake.show_pad(PadAdvice(reason, 3 * 2**20, 0))
        QApplication.processEvents()
        assert station.intake.pad_band.isVisible() and station.opening.shell.band.isVisible()
        assert not cut_texts(station.opening.shell), step


def test_how_the_result_is_given_is_asked_by_itself_and_stands_on_the_receipt(open_station: Open) -> None:
    """Below the telephone nobody saw the choice, and every result of a village was to be fetched in the county."""
    station = open_station()
    station.begin()
    station.collect()
    station.intake.show_step(MATERIALS)
    station.hand.keys("PgDown")
    assert station.intake.step == RESULT and station.hand.shown("intake.delivery.post")
    station.hand.keys("X")
    station.idle()
    assert station.intake.plan.act == "fill", "an address is wanted before the receipt"
    station.hand.keys("Ctrl+Return")
    assert station.intake.step == RESULT
    station.hand.wait(lambda: not station.intake.result.glance.lasts(), "a moment in which it is seen")
    station.intake.result.way.focus()
    station.hand.keys("Return")
    assert station.intake.step == RESULT and station.intake.result.post_to.edit.hasFocus(), "where to, first"
    station.hand.type("intake.post_to", "样例镇测试村1号")
    station.hand.keys("Return")
    station.idle()
    assert station.intake.step == SIGN
    station.hand.wait(lambda: not station.intake.glance.lasts(), "a moment in which it is seen")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    intake = station.cases()[0].intake
    assert intake is not None and (intake.delivery, intake.post_to) == ("邮寄", "样例镇测试村1号")
    band = " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))
    assert "收好了 Z01-000001" in band and "空白证照" not in band


def test_enter_on_how_the_result_is_given_goes_on_as_it_does_everywhere(open_station: Open) -> None:
    station = open_station()
    station.begin()
    station.collect()
    station.intake.show_step(RESULT)
    station.hand.keys("Return")
    assert station.intake.step == RESULT, "the Enter of the step before, struck twice, skips no choice"
    station.hand.wait(lambda: not station.intake.result.glance.lasts(), "a moment in which it is seen")
    station.hand.keys("Return")
    assert station.intake.step == SIGN


def test_the_step_of_the_signature_begins_with_what_comes_next(open_station: Open) -> None:
    """Printed, signed or not: the keyboard was on 打印申请表 every time, and Enter asked to print it once more."""
    station = open_station()
    page, hand = station.intake, station.hand
    station.begin()
    station.collect()
    page.show_step(SIGN)
    assert not page.hint.isVisible(), "「打出申请表」 stood above 「申请表已收下」"
    form = next(row for row in page.state.material_rows() if row.is_form)
    page._judge(replace(form, status=MaterialStatus.OPEN, originals=0), True)

    def come() -> None:
        page.show_step(RESULT)
        hand.keys("PgDown")
        assert page.step == SIGN

    come()
    assert page.form_button.hasFocus(), "the form first"
    assert page.hint.isVisible() and "打出申请表" in page.hint.text()
    hand.keys("Return")
    hand.wait(station.opening.shell.dialog().isVisible, "what is still open on the form")
    hand.keys("Y")
    hand.wait(lambda: page.state.printed is not None, "the form")
    station.printed()
    come()
    assert page.signed_button.hasFocus(), "it lies there and wants its signature"
    hand.keys("Return")
    assert page.signed_button.isEnabled(), "a second Enter from the step before signs for nobody"
    page._edit("phone", "13800000002", True)
    come()
    assert page.form_button.hasFocus(), "what lies there says something else now"
    page._edit("phone", "13800000001", True)
    come()
    hand.keys("Space")
    assert not page.signed_button.isEnabled() and page.primary.hasFocus()
    come()
    assert page.primary.hasFocus(), "signed: only the receipt is left"


def test_no_key_of_the_station_works_under_the_lock(open_station: Open) -> None:
    """Nor does a question that was open stand above it; it is asked again when she is back."""
    station = open_station()
    shell = station.opening.shell
    station.begin()
    station.face.lock()
    station.idle()
    lock, place = shell.full(), shell.place()
    assert place != "home"
    for key in ("Alt+Home", "Alt+6", "Ctrl+K", "Ctrl+Shift+K", "Esc"):
        station.hand.keys(key)
        station.idle()
        assert shell.full() is lock and shell.place() == place, key
    assert not shell.palette_box.isVisible()
    said: list[str] = []
    answers = (Answer("y", "补打", "Y"), Answer("n", "不补", "N"))
    station.opening.tell.ask("补打收件凭证？", "张三", answers, said.append, "n")
    station.idle()
    assert not shell.dialog().isVisible()
    station.face._unlock(REHEARSAL_PASSWORD)
    station.hand.wait(lambda: shell.dialog().isVisible(), "the question")
    station.face.lock()
    assert not shell.dialog().isVisible() and not said
    station.hand.keys("Y")
    station.face._unlock(REHEARSAL_PASSWORD)
    station.hand.wait(lambda: shell.dialog().isVisible(), "the question again")
    station.hand.keys("Y")
    assert said == ["y"]
