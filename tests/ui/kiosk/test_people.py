"""Journeys of people for whom a screen is not enough, or not easy, acted at the real window by keys and fingers."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.kiosk.booth import Booth
from ui.kiosk.session import Phase
from ui.kiosk.window import KioskWindow

_KEYS = {"enter": Qt.Key.Key_Enter, "backspace": Qt.Key.Key_Backspace}


class Blind:
    """Knows of the screen what the voice said, and has a keypad and a finger."""

    def __init__(self, booth: Booth, window: KioskWindow) -> None:
        self.booth, self.window = booth, window
        self.keys = 0

    @property
    def heard(self) -> str:
        return self.booth.voice.said[-1] if self.booth.voice.said else ""

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            if key in _KEYS:
                QTest.keyClick(self.window, _KEYS[key])
            else:
                QTest.keyClick(self.window, key)

    def pick(self, words: str) -> None:
        """The digit that was read out with these words; the ninth goes on where there is more."""
        for _ in range(4):
            found = re.search(rf"(?:^|。)(\d)，[^。]*{words}", self.heard)
            if found:
                self.press(found[1])
                return
            more = re.search(r"(\d)，听后面的", self.heard)
            assert more, self.heard
            self.press(more[1])
        raise AssertionError(f"{words} was never read out")

    def told_key(self, words: str) -> str:
        """Which key the voice says does this."""
        names = {"加号": "+", "减号": "-", "星号": "*", "除号": "/", "小数点": "."}
        found = re.search(rf"按(加号|减号|星号|除号|小数点)键，?[^。]*{words}", self.heard)
        assert found, self.heard
        return names[found[1]]

    def sign(self) -> None:
        assert self.window.page is not None and self.window.page.pad is not None
        pad, none = self.window.page.pad, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, none, QPoint(200, 150))
        for step in range(1, 9):
            QTest.mouseMove(pad, QPoint(200 + 30 * step, 150 + 20 * step))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, none, QPoint(460, 320))


@pytest.mark.law("A6-29")
def test_a_blind_person_applies_alone_from_the_first_key_to_the_receipt_in_her_hand(
    booth: Booth, window: KioskWindow
) -> None:
    she = Blind(booth, window)
    she.press("*")
    assert "您要办什么" in she.heard and "1，查指南" in she.heard and "按数字键选" in she.heard
    said = len(booth.voice.said)
    she.pick("我要办")
    assert booth.key == "apply.start" and len(booth.voice.said) > said
    she.pick("看病")
    she.pick("社会保障卡补领")
    assert "请放身份证" in she.heard and "感应区" in she.heard
    booth.lay()
    for _ in range(40):
        key = booth.key
        if key == "apply.field":
            assert "电话" in she.heard and "按数字键输入" in she.heard, she.heard
            she.press(*"13800000001")
            assert she.heard == "1", "every digit is said"
            she.press("enter")
        elif key in ("apply.question", "apply.choice"):
            she.press("1")
        elif key == "apply.review":
            she.press(she.told_key("(?:听后面的|都对)"))
        elif key == "apply.material":
            she.pick("以后到窗口交原件")
        else:
            break
    assert booth.key == "apply.sign" and "用手指在屏幕中间签名" in she.heard, she.heard
    she.sign()
    she.press(she.told_key("签好了"))
    assert booth.key == "apply.end" and "收件号" in she.heard
    booth.print_all()
    assert "纸出来了" in she.heard and "我拿好了" in she.heard, she.heard
    she.press("1")
    booth.lift()
    she.press("*")
    she.press(she.told_key("办完了"))
    assert booth.terminal.session.phase is Phase.IDLE and len(booth.place.stores.views.cases()) == 1
    assert she.keys < 45, "nobody presses a hundred keys"
    assert not any("440524" in words for words in booth.voice.said), "her number is not said aloud in the hall"


def test_a_key_that_does_nothing_says_so_and_what_cannot_be_done_says_why(booth: Booth, window: KioskWindow) -> None:
    from app.ports import PrinterState

    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    she = Blind(booth, window)
    she.press("*", "5")
    assert "缺纸" in she.heard and booth.key == "home"
    she.press("9")
    assert "没有用" in she.heard
    she.press("/")
    assert booth.key == "called" and "找工作人员" in she.heard


def test_the_voice_never_says_a_pin_and_silence_is_kept(booth: Booth, window: KioskWindow) -> None:
    she = Blind(booth, window)
    she.press("*")
    for _ in range(5):
        booth.terminal.touch("badge")
    she.press("2", "2")
    assert she.heard == "星"
    booth.terminal.touch("home")
    booth.terminal.touch("silent")
    before = len(booth.voice.said)
    booth.terminal.touch("tile", "guide")
    assert len(booth.voice.said) == before


def test_a_deaf_person_is_told_everything_on_the_screen_that_the_voice_says(
    booth: Booth, window: KioskWindow
) -> None:
    """Whatever is said stands there too: the card left behind, the paper in the slot, the countdown, the call."""
    booth.apply("shbzkbl")
    booth.print_all()
    booth.wait(61)
    assert "身份证还在感应区" in str(booth.screen) and booth.screen.countdown > 0
    booth.touch("resume")
    booth.touch("call")
    assert "正在帮您找工作人员" in booth.screen.title and "电话" in booth.screen.lead
    booth.touch("called")
    booth.terminal.touch("finish")
    assert "身份证没有拿走" in str(booth.screen.band), "said and written"
    booth.lift()


def test_who_cannot_read_well_gets_large_words_a_voice_and_pictures_of_her_choice(
    booth: Booth, window: KioskWindow
) -> None:
    booth.touch("large")
    booth.touch("low")
    QApplication.processEvents()
    page = window.page
    assert page is not None and page.frame.large and page.frame.low
    assert all(touch.mapTo(window, QPoint(0, 0)).y() >= 1920 * 0.4 for touch in page.touches)
    booth.touch("tile", "guide")
    assert "1，自己写" in booth.voice.said[-1]
    booth.wait(100)
    assert booth.key == "guide.start", "who reads slowly has two minutes"
    booth.touch("topic", "看病、生孩子")
    assert booth.voice.said[-1].startswith(booth.screen.title)


def test_her_own_journey_by_finger_at_the_real_window(booth: Booth, window: KioskWindow) -> None:
    """The main journey through the real face: touches of real widgets, from home to the receipt and the wipe."""

    def touch(name: str) -> None:
        QApplication.processEvents()
        assert window.page is not None
        found = [each for each in window.page.touches if each.objectName() == f"kiosk.{name}"]
        assert found, (name, [each.objectName() for each in window.page.touches])
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    touch("tile.apply")
    touch("words")
    for letter in "shbzkbl":
        touch(f"key.{letter}")
    touch("key.ok")
    touch(f"item.{booth.screen.rows[0].value}")
    booth.lay()
    booth.fill()
    she = Blind(booth, window)
    she.sign()
    touch("signed")
    booth.print_all()
    touch("taken")
    booth.lift()
    touch("finish")
    assert booth.key == "home" and booth.terminal.guest.person is None
    assert not [w for w in window.findChildren(type(window.page)) if "张三" in w.accessibleName()]
