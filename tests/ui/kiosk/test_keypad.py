"""Who cannot see: from home to the receipt by voice and keypad alone, words and names included; and 捺印 by who cannot
write.
"""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.case import Case
from app.ports import PrinterState
from printing.pdf_words import words_of
from tests.ui.kiosk.booth import PIN, Booth
from tests.ui.kiosk.test_people import Blind
from ui.kiosk.session import Phase
from ui.kiosk.spelling import digits_of
from ui.kiosk.window import KioskWindow
from ui.window.case.materials import origin_words


class Listener(Blind):
    """Writes by what she hears: keys of the sound, then the number that was read with the right word."""

    def spell(self, read: str, wanted: str) -> None:
        self.press(*digits_of(read), "enter")
        for _ in range(12):
            found = re.search(rf"(?:^|。)(\d)，{wanted}(?:，|。|$)", self.heard)
            if found:
                self.press(found[1])
                assert "写上了" in self.heard and wanted in self.heard
                return
            assert "9，听后面的" in self.heard, self.heard
            self.press("9")
        raise AssertionError(f"{wanted} was never read out")


def only_case(booth: Booth) -> Case:
    (case,) = booth.place.stores.views.cases()
    found = booth.place.office.case(case.case_id)
    assert found is not None
    return found


@pytest.mark.law("A6-29")
def test_by_voice_and_keypad_alone_a_mother_s_case_goes_from_home_to_the_receipt_names_and_all(
    booth: Booth, window: KioskWindow
) -> None:
    """No finger on the screen: item by words, the principal by name and number, thumb print before a witness."""
    she = Listener(booth, window)
    she.press("*")
    she.pick("我要办")
    she.pick("替别人")
    she.pick("自己写")
    assert booth.key == "apply.words" and "二到九上是字母" in she.heard, she.heard
    she.spell("shebao", "社保")
    she.press("0")
    assert "已经写了" in she.heard and "社" in she.heard
    she.press("enter")
    assert booth.key == "apply.results", booth.screen
    she.pick("社会保障卡补领")
    booth.lay()
    she.pick("替别人办")
    assert booth.key == "apply.party"
    she.spell("li", "李")
    she.spell("si", "四")
    she.press("enter")
    assert "证件号码" in she.heard or "身份证号" in she.heard, she.heard
    she.press(*"21010219000101001", "+", "9", "2")
    assert she.heard == "X"
    she.press("backspace", *"4", "enter")
    assert booth.key == "apply.relation", booth.screen
    she.press("1")
    assert booth.key == "apply.authority"
    she.pick("现在拍照")
    she.press("*")
    she.pick("拍好了")
    to_the_signature(booth, she)
    she.pick("按手印")
    witnessed(booth, she)
    booth.print_all()
    assert "纸出来了" in she.heard, she.heard
    she.press("1")
    booth.lift()
    she.press("*")
    she.press(she.told_key("办完了"))
    assert booth.terminal.session.phase is Phase.IDLE and not booth.terminal.spelling._picked
    case = only_case(booth)
    assert case.intake.applicant.name == "李四" and case.intake.agent is not None
    assert (case.intake.signed_by, case.intake.witness) == ("捺印", "张章（0713）")
    assert not any("210102190001" in words for words in booth.voice.said), "no number is said aloud in the hall"


def to_the_signature(booth: Booth, she: Listener) -> None:
    for _ in range(40):
        if booth.key == "apply.field" and booth.screen.input is not None and booth.screen.input.mode == "digits":
            she.press(*("19000101" if "日期" in booth.screen.title else "13800000001"), "enter")
        elif booth.key == "apply.field":
            she.press("1", *"12", "enter", "enter")
        elif booth.key in ("apply.question", "apply.choice"):
            she.press("1")
        elif booth.key == "apply.review":
            she.press(she.told_key("(?:听后面的|都对)"))
        elif booth.key == "apply.material":
            she.pick("以后到窗口交原件")
        else:
            break
    assert booth.key == "apply.sign", booth.screen


def witnessed(booth: Booth, she: Listener) -> None:
    """Somebody of the staff comes, shows that she is of the staff, and says who she is; all of it by keys."""
    assert booth.key == "apply.thumb" and "您填的都留着" in she.heard and "thumb" in booth.keeper.calls
    she.press(*PIN, "enter")
    assert booth.key == "apply.witness", booth.screen
    she.spell("zhang", "张")
    she.spell("zhang", "章")
    she.press("enter", *"0713", "enter")
    assert booth.key == "apply.thumbed" and "见证人：张章" in she.heard and "填写的内容属实" in she.heard
    she.press("1")
    assert booth.key == "apply.end" and "收件号" in she.heard, booth.screen


@pytest.mark.law("A6-29")
def test_who_cannot_write_gives_a_thumb_print_before_a_witness_and_nothing_is_lost_until_he_comes(
    booth: Booth, window: KioskWindow
) -> None:
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    assert booth.key == "apply.sign"
    filled = dict(booth.terminal.journey.form)  # type: ignore[union-attr]
    booth.touch("thumb")
    assert "thumb" in booth.keeper.calls and "您填的都留着" in str(booth.screen.band)
    booth.wait(200)
    assert booth.key == "apply.thumb", "she waits for him, and nobody asks whether she is still there"
    booth.type("999999")
    assert "ZC-KIOSK-11" in str(booth.screen.band) and not booth.place.stores.views.cases()
    booth.touch("retry")
    assert booth.terminal.journey.form == filled  # type: ignore[union-attr]
    booth.touch("back")
    assert booth.key == "apply.sign", "she may change her mind"
    booth.touch("thumb")
    booth.type(PIN)
    booth.type("")
    assert booth.screen.input is not None and booth.screen.input.error, "a witness has a name"
    booth.pinyin("zhang", "张")
    booth.pinyin("zhang", "章")
    booth.terminal.touch("key", "ok")
    booth.type("0713")
    assert booth.key == "apply.thumbed" and "在“捺印”格按手印" in str(booth.screen.band)
    booth.touch("thumbed")
    assert booth.key == "apply.end" and "张章（0713）签名见证" in str(booth.screen.cards)
    booth.print_all()
    case = only_case(booth)
    assert (case.intake.signed_by, case.intake.witness) == ("捺印", "张章（0713）")
    words = "".join(words_of(booth.printer.sheets[-1][1]).pages)
    assert "捺印：" in words and "（指印）" in words and "见证人：张章（0713）" in words
    assert ("kiosk-identity", "staff came as witness") in booth.audited()


def test_without_paper_the_witness_is_on_record_and_the_thumb_is_pressed_at_a_window(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    booth.touch("thumb")
    booth.type(PIN)
    booth.pinyin("zhang", "张")
    booth.pinyin("zhang", "章")
    booth.terminal.touch("key", "ok")
    booth.type("0713")
    assert "手印到窗口按" in str(booth.screen.band)
    booth.touch("thumbed")
    assert only_case(booth).intake.witness == "张章（0713）"


def test_a_flaw_in_what_was_spelled_can_be_heard_and_taken_back(booth: Booth, window: KioskWindow) -> None:
    she = Listener(booth, window)
    she.press("*")
    she.pick("我要办")
    she.pick("自己写")
    she.press("0")
    assert "还没有写" in she.heard
    she.spell("she", "社")
    she.press("2", "2", "backspace")
    assert "删了一位" in she.heard
    she.press("enter", "-", "backspace")
    assert "删了一位" in she.heard, "out of choosing, back to spelling"
    she.press("backspace")
    assert "删了，社" in she.heard
    she.press("1", *"12", "enter")
    assert "接着拼音" in she.heard
    assert booth.screen.input is not None and booth.screen.input.value == "12"
    she.press("-")
    assert booth.key == "apply.start", "with nothing begun, minus is back as everywhere"


def test_a_scribble_before_the_thumb_print_is_nobody_s_signature_and_no_thumb_is_claimed_before_it(
    booth: Booth,
) -> None:
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    booth.terminal.signed(b"PNG")
    booth.touch("thumb")
    booth.touch("back")
    booth.touch("signed")
    assert "ZC-KIOSK-05" in str(booth.screen.band), "what she tried to write is gone"
    booth.touch("retry")
    booth.touch("thumb")
    booth.type(PIN)
    booth.pinyin("zhang", "张")
    booth.pinyin("zhang", "章")
    booth.terminal.touch("key", "ok")
    booth.type("0713")
    booth.touch("thumbed")
    assert booth.key == "apply.end", booth.screen
    case = only_case(booth)
    forms = [row for row in case.materials if row.is_form]
    assert forms, "the item has a form"
    for row in forms:
        assert not row.scans
        assert not row.settled and not row.taken
        assert "手印待按" in origin_words(case, row), "the case page says so"


def strike(window: KioskWindow, text: str, stamp: int, repeat: bool = False) -> None:
    """A key at its moment, as a keyboard sends it."""
    event = QKeyEvent(QEvent.Type.KeyPress, ord(text), Qt.KeyboardModifier.NoModifier, text, repeat)
    event.setTimestamp(stamp)
    QApplication.sendEvent(window, event)


def filling_in(booth: Booth, window: KioskWindow) -> Listener:
    """Somebody with the keypad on the first field of an application, something of hers at stake."""
    she = Listener(booth, window)
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    while booth.key == "apply.question":
        booth.terminal.touch("answer", booth.screen.rows[-1].value)
    booth.type("13800000001")
    she.press("*")
    return she


def test_the_page_that_asks_when_she_leaves_says_the_keys_that_leave_and_that_stay(
    booth: Booth, window: KioskWindow
) -> None:
    she = filling_in(booth, window)
    before = booth.key
    she.press(she.told_key("不办了"))
    assert booth.key == "apply.leaving" and she.told_key("不办了，清除") == "." and she.told_key("接着办") == "-"
    she.press("-")
    assert booth.key == before, "she stays where she was"
    she.press(".", "enter")
    assert booth.key == before, "Enter stays too"
    she.press(".", ".")
    assert booth.key == "home" and booth.terminal.session.phase is Phase.IDLE


def test_pages_that_ask_something_at_the_foot_or_not_have_the_same_keys_to_go_on_and_out(
    booth: Booth, window: KioskWindow
) -> None:
    she = Listener(booth, window)
    booth.touch("tile", "progress")
    booth.touch("by-code")
    booth.type("K01000099")
    booth.type("0000")
    she.press("*")
    she.press(she.told_key("再输一次"))
    assert booth.key == "progress.code", "the number may be the wrong one as well"
    booth.wait(61)
    assert booth.key == "countdown"
    she.press("*")
    she.press(she.told_key("现在退出"))
    assert booth.key == "home"


def test_a_key_held_down_or_struck_twice_by_a_shaking_hand_does_not_clear_all_she_filled_in(
    booth: Booth, window: KioskWindow
) -> None:
    filling_in(booth, window)
    strike(window, ".", 1000)
    assert booth.key == "apply.leaving"
    strike(window, ".", 1300, repeat=True)
    strike(window, ".", 1330, repeat=True)
    strike(window, ".", 1400)
    assert booth.key == "apply.leaving", "the page that asks has not been heard yet"
    strike(window, ".", 2500)
    assert booth.key == "home", "a second one is meant"


def test_the_keypad_works_with_its_num_lock_off_whose_lamp_she_cannot_see(booth: Booth, window: KioskWindow) -> None:
    keypad = Qt.KeyboardModifier.KeypadModifier
    she = Listener(booth, window)
    she.press("*")
    QTest.keyClick(window, Qt.Key.Key_Down, keypad)
    assert booth.key == "apply.start", "two"
    QTest.keyClick(window, Qt.Key.Key_Delete, keypad)
    assert booth.key == "home", "point"
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert "查指南" in she.heard, "an arrow of its own walks from control to control, from the top of the page"


def test_staff_that_types_the_pin_on_the_keypad_is_let_in_with_the_first_digit_too(
    booth: Booth, window: KioskWindow
) -> None:
    for _ in range(5):
        booth.terminal.touch("badge")
    QTest.keyClicks(window, PIN)
    QTest.keyClick(window, Qt.Key.Key_Enter)
    assert booth.key == "staff.desk", booth.screen


def test_what_turned_on_a_page_is_said_with_the_keys_it_has_now(booth: Booth, window: KioskWindow) -> None:
    she = filling_in(booth, window)
    for _ in range(20):
        if booth.key == "apply.material":
            break
        if booth.key == "apply.review":
            she.press("+")
        elif booth.key == "apply.choice":
            she.press("1")
        else:
            booth.field()
    she.pick("现在拍照")
    assert she.heard.startswith("已拍 1 页。1，再拍一页。2，重拍这一页"), she.heard
    she.pick("拍好了")
    assert booth.key == "apply.sign", "no key is guessed, though every number is another one now"


def test_who_complains_at_a_terminal_that_cannot_seal_yet_is_told_where_to_say_it_in_words_for_her(
    booth: Booth,
) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.touch("taken")
    booth.touch("more")
    booth.complain()
    booth.terminal.touch("key", "ok")
    band = str(booth.screen.band)
    assert "12345" in band and "意见单" in band and "请用「投诉纠错」登记" not in band and "申请人" not in band
    booth.touch("retry")
    assert booth.screen.input is not None and booth.screen.input.value == "排队", "what she wrote is still there"
