"""呼叫工作人员 at a terminal: that a machine has the call is no person's word, and nobody waits without end."""

from __future__ import annotations

import pytest

from tests.ui.kiosk.booth import ZHANG, Booth
from tests.ui.kiosk.test_agents import begin


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


def test_a_hall_that_gives_more_time_is_waited_for_so_long(booth: Booth) -> None:
    from dataclasses import replace

    booth.terminal.tools = replace(booth.terminal.tools, answer_minutes=4)
    booth.touch("call")
    booth.wait(200)
    assert booth.offered("call-again") is None


def test_a_call_that_never_arrived_is_not_said_to_have_arrived(booth: Booth) -> None:
    booth.keeper.up = False
    booth.touch("call")
    assert "正在呼叫，还没有送到" in words(booth) and "请直接打电话" in words(booth)
    booth.wait(181)
    assert "一直没有送到" in words(booth) and booth.offered("call-again") is not None
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
    booth.time.advance(12 * 3600)
    booth.touch("call")
    assert booth.screen.title == "现在没有人上班" and "着急请打电话 024-0000-0107" in booth.screen.lead
    assert "不会马上有人来" in words(booth) and "在这里等" not in words(booth)
    booth.wait(20)
    booth.keeper.sign()
    booth.wait(6)
    assert booth.screen.title == "有人回应了" and "正在过来" in words(booth)
    assert "上班时间再来" not in booth.screen.lead, "she is not sent home when somebody comes"
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
