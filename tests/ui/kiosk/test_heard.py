"""Who cannot see hears the whole page, and nobody takes a form that was only filled in for one that was handed in."""

from __future__ import annotations

import pytest

from app.ports.kiosk import Orders
from tests.ui.kiosk.booth import PIN, Booth
from tests.ui.kiosk.test_keypad import Listener, filling_in
from ui.kiosk.window import KioskWindow


def test_who_is_asked_with_a_form_half_filled_reads_and_hears_that_it_is_not_handed_in(
    booth: Booth, window: KioskWindow
) -> None:
    """The page told an old woman with her pictures taken that what was handed in is kept: she went home content."""
    filling_in(booth, window)
    booth.voice.said.clear()
    booth.wait(61)
    assert booth.key == "countdown"
    told = " ".join((booth.screen.lead, *booth.screen.small))
    assert "还没有交" in told and "重新填" in told and "已保存" not in told
    asked = [words for words in booth.voice.said if "您还在吗" in words]
    assert asked and all("还没有交" in words for words in asked)
    booth.touch("resume")
    assert booth.key.startswith("apply."), "what she filled in is still there"


def test_who_is_asked_with_nothing_half_done_is_told_that_what_she_handed_in_is_kept(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.voice.said.clear()
    booth.wait(61)
    assert booth.key == "countdown" and "已保存" in " ".join(booth.screen.small)
    assert "还没有交" not in booth.screen.lead + "".join(booth.voice.said)


def test_a_case_that_is_being_taken_in_is_not_called_not_handed_in(booth: Booth) -> None:
    """Nobody knows yet: it may be saved in the same second."""
    booth.touch("tile", "apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    booth.terminal.signed(b"\x89PNG")
    booth.hold_answers = True
    booth.touch("signed")
    booth.wait(61)
    assert booth.key == "countdown" and "还没有交" not in booth.screen.lead + booth.screen.say


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ((), "024-0000-0107"),
        (("评价",), "12345"),
        (("查进度", "刷身份证"), "没带、丢了身份证"),
        (("我要办", "替别人"), ""),
    ],
)
def test_who_cannot_see_hears_what_stands_small_on_the_page(
    booth: Booth, window: KioskWindow, way: tuple[str, ...], wanted: str
) -> None:
    """The telephone number, and where to go without a card, stood there for who sees alone."""
    she = Listener(booth, window)
    she.press("*")
    for each in way:
        she.pick(each)
    she.press("*")
    assert wanted in she.heard, she.heard
    for words in booth.screen.small:
        assert words in she.heard, (words, she.heard)


def test_who_cannot_see_hears_the_number_of_each_case_of_hers(booth: Booth, window: KioskWindow) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    number = next(words for words in booth.screen.lead.split() if "K01" in words)
    booth.touch("taken")
    booth.touch("more")
    she = Listener(booth, window)
    she.press("*")
    she.pick("查进度")
    she.pick("刷身份证")
    if booth.key.endswith("face"):
        she.pick("刷脸")
    assert booth.key == "progress.own", booth.screen
    she.press("*")
    assert number in she.heard, she.heard


def test_the_pin_of_a_rehearsal_is_not_said_though_it_stands_small(booth: Booth, window: KioskWindow) -> None:
    for _ in range(5):
        booth.terminal.touch("badge")
    assert booth.key == "staff.pin" and booth.screen.small
    she = Listener(booth, window)
    she.press("*")
    assert PIN not in she.heard and "246810" not in she.heard


def test_who_was_filling_in_when_the_terminal_was_locked_from_afar_reads_and_hears_what_became_of_it(
    booth: Booth, window: KioskWindow
) -> None:
    """Her page was gone in the middle of a word, and nothing said whether the application was handed in."""
    filling_in(booth, window)
    booth.voice.said.clear()
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.terminal.beat()
    told = "没有交的已清除"
    assert booth.key == "locked" and told in str(booth.screen.band) and told in "".join(booth.voice.said)
    booth.terminal.beat()
    assert told in str(booth.screen.band), "she has time to read it"
    booth.wait(301)
    assert booth.key == "locked" and told not in str(booth.screen.band), "who comes later has nothing to do with it"


def test_who_finds_a_terminal_locked_reads_nothing_of_what_somebody_lost(booth: Booth) -> None:
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.terminal.beat()
    assert booth.key == "locked" and "清除" not in str(booth.screen)
