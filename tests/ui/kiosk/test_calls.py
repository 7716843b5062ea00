"""呼叫工作人员 at a terminal: that a machine has the call is no person's word, and nobody waits without end."""

from __future__ import annotations

import pytest

from app.ports.kiosk import Orders
from tests.ui.kiosk.booth import ZHANG, Booth
from tests.ui.kiosk.test_agents import begin
from tests.ui.kiosk.test_hard_days import finger, no_more_numbers, signing
from ui.kiosk.window import KioskWindow


def words(b: Booth) -> str:
    return f"{b.screen.title} {b.screen.lead} {b.screen.band}"


def test_that_the_platform_has_the_call_is_not_said_to_be_a_persons_word(booth: Booth) -> None:
    booth.touch("call")
    assert "10:42 的呼叫已送到，还没有人回应" in words(booth) and "通知到" not in words(booth)
    assert "10:42 的呼叫已送到" in booth.voice.said[-1]


def test_who_was_not_answered_within_the_time_of_the_hall_is_told_so_and_calls_again(booth: Booth) -> None:
    booth.touch("call")
    assert booth.offered("call-again") is None
    booth.wait(181)
    assert booth.screen.title == "还没有人回应" and "10:42 叫的，到现在没有人回应" in words(booth)
    assert "请打电话 024-0000-0107" in booth.screen.lead and "工作日 8:30" in booth.screen.small[0]
    assert "还没有人回应" in booth.voice.said[-1] and "再叫一次" in booth.voice.said[-1], "by ear as well"
    before = len(booth.keeper.calls)
    booth.touch("call-again")
    assert len(booth.keeper.calls) == before + 1 and "10:42 的呼叫已送到" in words(booth), "since the first call"
    booth.wait(181)
    assert booth.screen.title == "还没有人回应"


def test_a_hall_that_gives_less_time_lets_nobody_wait_longer(booth: Booth) -> None:
    from dataclasses import replace

    booth.terminal.tools = replace(booth.terminal.tools, answer_minutes=1)
    booth.touch("call")
    booth.wait(62)
    assert booth.offered("call-again") is not None


def test_a_call_that_never_arrived_is_not_said_to_have_arrived(booth: Booth) -> None:
    booth.keeper.up = False
    booth.touch("call")
    assert "正在呼叫，还不知道送到没有" in words(booth) and "请直接打电话" in words(booth)
    booth.wait(181)
    assert "叫的，不知道送到没有" in words(booth) and booth.offered("call-again") is not None
    booth.keeper.up = True
    booth.wait(6)
    assert "10:42 叫的，到现在没有人回应" in words(booth), "it arrived now, and she has waited since she called"


def test_who_signs_that_she_comes_is_shown_with_her_time_and_said_within_seconds(booth: Booth) -> None:
    booth.touch("call")
    booth.wait(58)
    booth.keeper.sign()
    booth.wait(6)
    assert booth.screen.title == "有人回应了" and "10:43 工作人员回应：正在过来" in words(booth)
    assert "正在过来" in booth.voice.said[-1]
    booth.wait(230)
    assert booth.key == "called" and "10:43 工作人员回应过" in words(booth), "the word of a person gives time again"
    assert "没到可以再叫一次" in words(booth)
    booth.touch("call-again")
    booth.wait(6)
    assert "正在过来" not in words(booth), "the old word is not given out again"
    booth.keeper.sign()
    booth.wait(6)
    assert "10:47 工作人员回应：正在过来" in words(booth)


def test_the_answer_to_whoever_called_before_is_none_to_her(booth: Booth) -> None:
    booth.touch("call")
    booth.keeper.sign()
    booth.home()
    booth.wait(3)
    booth.keeper.up = False
    booth.touch("call")
    booth.wait(6)
    assert "正在过来" not in words(booth)
    booth.keeper.up = True
    booth.keeper.called.clear()
    booth.wait(6)
    assert "还没有人回应" in words(booth), booth.screen


def test_who_filled_in_a_form_reads_that_it_is_still_there_and_not_handed_in(booth: Booth) -> None:
    begin(booth, "shbzkbl")
    booth.fill()
    assert booth.key == "apply.sign"
    booth.touch("call")
    assert "您填的、拍的还在，还没有交" in words(booth)
    booth.touch("called")
    assert booth.key.startswith("apply."), "and it is"


def test_at_night_nobody_is_promised_and_a_person_who_answers_all_the_same_is_shown(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.lift()
    booth.home()
    booth.time.leap(12 * 3600)
    booth.touch("call")
    assert booth.screen.title == "现在没有人上班" and "着急请打电话 024-0000-0107" in booth.screen.lead
    assert "不会马上有人来" in words(booth) and "在这里等" not in words(booth)
    booth.wait(20)
    booth.keeper.sign()
    booth.wait(6)
    assert booth.screen.title == "有人回应了" and "正在过来" in words(booth)
    assert "上班时间再来" not in booth.screen.lead, "she is not sent away from whoever is on the way"
    booth.wait(120)
    assert booth.key == "called", "now somebody is waited for"


@pytest.mark.parametrize("large", [False, True])
def test_who_is_asked_whether_she_is_there_hears_that_somebody_comes(booth: Booth, large: bool) -> None:
    booth.lay(ZHANG)
    if large:
        booth.touch("large")
    booth.wait(121 if large else 61)
    booth.touch("call")
    booth.keeper.sign()
    booth.terminal.beat()
    assert booth.key == "countdown" and "正在过来" in booth.screen.small[0]
    assert "正在过来" in booth.voice.said[-1]


def test_who_tries_again_while_somebody_is_on_the_way_keeps_her_word(booth: Booth, window: KioskWindow) -> None:
    signing(booth, window)
    no_more_numbers(booth)
    finger(window, "signed")
    assert booth.key == "apply.pad"
    booth.keeper.sign("pad")
    booth.wait(6)
    assert "正在过来" in words(booth)
    before = len(booth.keeper.calls)
    finger(window, "retry")
    booth.wait(6)
    assert booth.key == "apply.pad" and "正在过来" in words(booth) and len(booth.keeper.calls) == before


def test_who_goes_on_and_calls_once_more_is_still_the_one_somebody_comes_for(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.touch("call")
    booth.keeper.sign()
    booth.wait(6)
    booth.touch("called")
    booth.touch("call")
    assert "正在过来" in words(booth)


def test_at_a_locked_terminal_she_reads_the_word_of_who_comes_after_a_minute_as_well(booth: Booth) -> None:
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.wait(61)
    booth.touch("call")
    booth.wait(90)
    booth.keeper.sign()
    booth.wait(6)
    assert booth.key == "called" and "正在过来" in words(booth)


def test_a_clock_that_is_set_meanwhile_neither_hides_nor_hurries_that_nobody_answers(booth: Booth) -> None:
    """A terminal that started without a line is set right by hours when the line comes."""
    for turned in (-3_600_000, 3_600_000):
        booth.touch("call")
        booth.time._ms += turned
        booth.wait(60)
        assert booth.offered("call-again") is None, turned
        booth.wait(121)
        assert booth.offered("call-again") is not None, turned
        booth.home()


def test_where_the_platform_cannot_tell_who_signed_nobody_reads_that_nobody_answered(booth: Booth) -> None:
    booth.keeper.tells = False
    booth.touch("call")
    assert "10:42 的呼叫已送到" in words(booth) and "这里看不到" in words(booth)
    booth.wait(181)
    assert "到现在" not in words(booth) and booth.offered("call-again") is not None


@pytest.mark.parametrize("reason", ["pad", "compare", "thumb"])
def test_who_waits_on_a_page_for_a_person_has_the_whole_time_again_when_one_says_that_she_comes(
    booth: Booth, window: KioskWindow, reason: str
) -> None:
    if reason == "compare":
        booth.lay(ZHANG)
        booth.touch("tile", "progress")
        booth.touch("by-person")
        booth.touch("staff")
    else:
        signing(booth, window)
        if reason == "pad":
            no_more_numbers(booth)
        finger(window, "signed" if reason == "pad" else "thumb")
    page = booth.key
    booth.wait(200)
    assert booth.key == page and "再按“呼叫工作人员”" in words(booth), "nobody came within the time"
    booth.keeper.sign(reason)
    booth.wait(6)
    assert "正在过来" in words(booth) and "再按" not in words(booth)
    booth.wait(200)
    assert booth.key == page, "and what she filled in is not wiped while somebody walks"
    booth.wait(45)
    assert booth.key == "countdown", "four minutes of hers, not more"


def test_at_night_a_card_that_was_left_is_not_said_to_be_fetched(booth: Booth) -> None:
    booth.time.leap(12 * 3600)
    booth.lay(ZHANG)
    booth.wait(81)
    assert booth.screen.band and booth.screen.band.lines == ("是您的请拿好；不是您的请不要拿",), "nobody was called yet"
    booth.wait(120)
    assert "已报上去，现在没有人上班" in words(booth)
    booth.keeper.sign("card-left")
    booth.terminal.beat()
    assert "工作人员回应：正在过来" in words(booth), "whoever signed is believed at any hour"


def test_a_sheet_of_whoever_was_here_before_is_no_call_of_hers(booth: Booth) -> None:
    """Its time stood on her page, and who came for his sheet was said to come for hers."""
    booth.lay(ZHANG)
    booth.terminal.call_staff("print", hers=False)
    before = booth.terminal.machine.made["print"].since_ms
    booth.keeper.sign("print")
    booth.wait(50)
    booth.terminal.call_staff("print")
    assert booth.terminal.machine.made["print"].since_ms > before
    booth.wait(6)
    assert booth.terminal.machine.waits_for_a_word("print")


def test_a_call_says_which_terminal_of_which_hall_it_is(booth: Booth) -> None:
    """The clerks of the hall are told by it; the page of the keeper alone reached nobody in the hall."""
    booth.touch("call")
    booth.wait(2)
    beat = booth.keeper.beats[-1]
    assert (beat.region, beat.hall, beat.place) == ("210106", "铁西区政务服务中心", booth.place.place().window)
