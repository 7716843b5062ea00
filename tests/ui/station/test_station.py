"""A day of a helper at a station, by her keys, without a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.transitions import CaseState
from app.usecases.pad import PadAdvice, PadReason
from tests.ui.station.conftest import Station
from ui.settings import REHEARSAL_PASSWORD
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.station.work import MATERIALS, RESULT, SIGN
from ui.tell import Answer

Open = Callable[..., Station]


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
