"""The page of a fault stands until its reader is done with it, and leaves nobody anything of hers."""

from __future__ import annotations

from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.kiosk.booth import LI, Booth
from tests.ui.kiosk.test_fell import fails
from tests.ui.kiosk.test_keypad import Listener
from ui.kiosk.machine import Fate
from ui.kiosk.session import Phase
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints


def fails_by_ear(booth: Booth, window: KioskWindow) -> Listener:
    she = Listener(booth, window)
    she.press("*")
    she.pick("查指南")
    booth.terminal.journey.on_topic = lambda value: 1 / 0  # type: ignore[union-attr, method-assign]
    she.pick("房子")
    return she


@pytest.mark.parametrize("key", ["*", "0", "down"])
def test_who_cannot_see_hears_the_fault_again_and_is_not_led_away_from_it(
    booth: Booth, window: KioskWindow, key: str
) -> None:
    she = fails_by_ear(booth, window)
    if key == "down":
        QTest.keyClick(window, Qt.Key.Key_Down)
        assert she.heard.startswith("知道了"), she.heard
    else:
        she.press(key)
        assert "机器出了故障" in she.heard, she.heard
    assert booth.key == "fell" and booth.terminal.session.phase is Phase.IDLE
    she.press("*")
    she.pick("知道了，回首页")
    assert booth.key == "home" and window.page is not None and window.page.made.key == "home"


def test_who_calls_staff_from_it_comes_back_to_it(booth: Booth) -> None:
    fails(booth)
    booth.touch("call")
    booth.touch("called")
    assert booth.key == "fell"


def test_it_keeps_its_letters_and_its_language_while_it_is_read(booth: Booth, window: KioskWindow) -> None:
    booth.touch("large")
    booth.touch("language")
    fails(booth)
    booth.wait(110)
    assert booth.key == "fell" and booth.terminal.session.large
    assert booth.screen.title == "The machine failed" and window.page is not None
    assert window.page.made.title == "The machine failed"
    booth.touch("home")
    booth.wait(20)
    assert booth.terminal.session.large and booth.screen.title == "What would you like to do?"
    booth.wait(11)
    assert not booth.terminal.session.large and booth.screen.title == "您要办什么？"


def test_it_leaves_the_glass_by_itself_also_where_no_keeper_answers(booth: Booth, window: KioskWindow) -> None:
    booth.touch("large")
    booth.keeper.up = False
    fails(booth)
    booth.wait(121)
    assert window.page is not None and window.page.made.key == "home"
    assert not booth.terminal.session.large, "whoever comes finds the hall's own letters"


@pytest.mark.parametrize("how", ["time", "card"])
def test_who_comes_after_a_fault_by_ear_is_not_spoken_to_as_if_she_could_not_see(
    booth: Booth, window: KioskWindow, how: str
) -> None:
    fails_by_ear(booth, window)
    if how == "time":
        booth.wait(125)
    else:
        booth.wait(5)
        booth.lay(LI)
    assert booth.key == "home" and not booth.terminal.keypad


def test_a_receipt_held_up_there_begins_anew_and_the_fault_does_not_come_back(booth: Booth) -> None:
    fails(booth)
    booth.terminal.begin("progress")
    booth.terminal.go_home()
    booth.terminal.show()
    assert booth.key == "home"


def test_a_clock_that_is_set_meanwhile_neither_keeps_it_for_hours_nor_takes_it_away(booth: Booth) -> None:
    for hours in (-3, 3):
        fails(booth)
        booth.time._ms += hours * 3_600_000
        assert booth.key == "fell"
        booth.wait(121)
        assert booth.key == "home"

def test_whose_receipt_was_not_out_yet_reads_where_it_is_printed_and_strangers_read_no_number(booth: Booth) -> None:
    booth.apply("shbzkbl")
    number = booth.screen.lead.split("号")[0][-6:]
    booth.terminal.journey.on_more = lambda value: 1 / 0  # type: ignore[union-attr, method-assign]
    booth.touch("more")
    screen = booth.screen
    assert screen.key == "fell" and screen.band is not None
    told = " ".join((screen.title, screen.lead, screen.band.title, *screen.band.lines, *screen.small))
    assert "凭证没打出来的，从“打印”再打" in told and number not in told, told
    booth.touch("home")
    fails(booth)
    assert booth.screen.band is not None and "凭证" not in " ".join(booth.screen.band.lines), "only who handed in"


def comes_large(booth: Booth, english: bool) -> None:
    """Somebody with her card who reads large letters, low on the screen."""
    booth.touch("large")
    booth.touch("low")
    if english:
        booth.touch("language")
    booth.lay()


def has_room(booth: Booth, window: KioskWindow, size: tuple[int, int]) -> None:
    """The page of the fault has nothing cut or over another."""
    window.resize(*size)
    window.show_screen()
    assert booth.key == "fell"
    assert not list(complaints(window, size, True, Words({})))


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_also_with_the_line_of_her_receipt_it_has_room_in_large_letters(
    booth: Booth, window: KioskWindow, size: tuple[int, int], english: bool
) -> None:
    comes_large(booth, english)
    booth.touch("tile", "guide")
    booth.terminal.guest.cases.add(uuid4())
    booth.terminal.journey.on_topic = lambda value: 1 / 0  # type: ignore[union-attr, method-assign]
    booth.touch("topic")
    has_room(booth, window, size)


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_also_with_what_may_be_in_already_it_has_room_in_large_letters(
    booth: Booth, window: KioskWindow, size: tuple[int, int], english: bool
) -> None:
    comes_large(booth, english)
    fails(booth)
    booth.terminal.machine.fell(Fate(owing=True, underway=True, handing_in=True))
    has_room(booth, window, size)
