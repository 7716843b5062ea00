"""The program fails under her hand: the page that vanished is not passed over in silence."""

from __future__ import annotations

import pytest

from tests.ui.kiosk.booth import ZHANG, Booth
from tests.ui.kiosk.test_keypad import Listener
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints


def fails(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.terminal.journey.on_topic = lambda value: 1 / 0  # type: ignore[union-attr, method-assign]
    booth.touch("topic")


def test_who_lost_a_page_to_a_fault_reads_what_happened_what_was_kept_what_next_a_code_and_whom_to_ring(
    booth: Booth,
) -> None:
    fails(booth)
    screen = booth.screen
    assert screen.key == "fell" and screen.band is not None and not booth.terminal.session.open
    told = " ".join((screen.title, screen.lead, screen.band.title, *screen.band.lines))
    for wanted in ("故障", "没有交的已清除", "交了的都存着", "重新开始", "ZC-KIOSK-99", "024-0000-0107"):
        assert wanted in told, told
    assert screen.call and booth.voice.said[-1].startswith("机器出了故障")
    booth.touch("home")
    assert booth.key == "home"


def test_who_comes_later_finds_the_home_page_and_nothing_of_the_fault(booth: Booth) -> None:
    fails(booth)
    booth.wait(121)
    assert booth.key == "home"
    fails(booth)
    booth.lay(ZHANG)
    assert booth.key == "home" and booth.terminal.session.open, "a card begins anew"
    booth.home()
    assert booth.key == "home", "and the fault of before is not told to the next"


def test_the_card_that_lies_there_is_told_beside_the_fault(booth: Booth) -> None:
    booth.lay()
    fails(booth)
    assert "身份证" in booth.screen.small[0] and "不是您的请不要拿" in "".join(booth.screen.small)


def test_who_cannot_see_hears_the_fault_and_goes_on_by_the_key_she_heard(booth: Booth, window: KioskWindow) -> None:
    she = Listener(booth, window)
    she.press("*")
    she.pick("查指南")
    booth.terminal.journey.on_topic = lambda value: 1 / 0  # type: ignore[union-attr, method-assign]
    she.pick("房子")
    assert "机器出了故障" in she.heard and "交了的都存着" in she.heard, she.heard
    she.pick("知道了，回首页")
    assert booth.key == "home"
    she.press("5")
    assert booth.key == "home" and "查指南" in she.heard, "the first key reads, as for whoever comes"


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
def test_the_page_of_a_fault_has_room_in_large_letters_from_a_wheelchair_with_a_card_left(
    booth: Booth, window: KioskWindow, size: tuple[int, int]
) -> None:
    booth.touch("large")
    booth.touch("low")
    booth.lay()
    fails(booth)
    window.resize(*size)
    window.show_screen()
    assert booth.key == "fell"
    assert not list(complaints(window, size, True, Words({})))


def test_every_page_of_an_error_says_what_was_kept_once_with_what_next_a_code_and_whom_to_ring(booth: Booth) -> None:
    def broken(_words: str) -> None:
        raise OSError

    booth.terminal.counter.search = broken  # type: ignore[method-assign, assignment]
    booth.touch("tile", "guide")
    booth.touch("words")
    booth.type("shbzkbl")
    screen = booth.screen
    assert screen.key == "guide.error" and screen.band is not None
    told = " ".join((screen.title, screen.lead, screen.band.title, *screen.band.lines))
    assert told.count("已交的都保存着") == 1 and "ZC-KIOSK-99" in told and "024-0000-0107" in told, told
    booth.home()
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.lay()
    booth.touch("staff")
    booth.type("111111")
    screen = booth.screen
    assert screen.key == "progress.error" and screen.band is not None
    told = " ".join((screen.title, screen.lead, screen.band.title, *screen.band.lines))
    assert told.count("终端照常服务") == 1 and "ZC-KIOSK-11" in told and "024-0000-0107" in told, told
