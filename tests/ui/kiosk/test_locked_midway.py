"""Locked from afar while her papers are on their way in: what she reads is known, and where to ask stands there."""

from __future__ import annotations

import pytest

from app.errors import RefusedError
from app.ports.kiosk import Orders
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_fell_anywhere import breaks
from tests.ui.kiosk.test_leaving import to_signature
from ui.kiosk.machine import Fate
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints


def locks(booth: Booth) -> str:
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.terminal.beat()
    assert booth.key == "locked"
    return told(booth)


def told(booth: Booth) -> str:
    assert booth.screen.band is not None
    return " ".join((booth.screen.lead, booth.screen.band.title, *booth.screen.band.lines))


def handing_in(booth: Booth) -> None:
    to_signature(booth)
    booth.terminal.signed(b"x")
    booth.hold_answers = True
    booth.touch("signed")
    assert booth.key == "apply.wait"
    booth.hold_answers = False


def test_who_was_handing_in_is_not_told_that_it_is_cleared_and_reads_how_to_find_out(booth: Booth) -> None:
    handing_in(booth)
    words = locks(booth)
    assert "可能收到了" in words and "清除" not in words and "都存着" not in words, words
    assert "先打电话或者到窗口问" in words and "024-0000-0107" in words, words
    assert any("可能收到了" in said for said in booth.voice.said), "and hears it"


def test_when_it_is_known_to_be_in_she_reads_that_and_where_her_receipt_is(booth: Booth) -> None:
    handing_in(booth)
    locks(booth)
    booth.settle()
    words = told(booth)
    assert "不用再交" in words and "到窗口补打" in words and "可能" not in words, words
    booth.wait(301)
    assert "不用再交" not in told(booth), "who comes later has nothing to do with it"


def test_when_it_is_known_to_be_refused_nothing_is_left_open(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise RefusedError("ZC-X", "", "", "", "")

    monkeypatch.setattr(booth.terminal.counter, "apply", refused)
    handing_in(booth)
    locks(booth)
    booth.settle()
    words = told(booth)
    assert "没有交的已清除" in words and "可能" not in words, words


def test_another_error_of_it_claims_nothing(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booth.terminal.counter, "apply", lambda *_: breaks())
    handing_in(booth)
    locks(booth)
    booth.settle()
    assert "可能收到了" in told(booth)


def test_who_complained_in_that_moment_is_not_told_to_do_it_again(booth: Booth) -> None:
    booth.touch("tile", "guide")
    journey = booth.terminal.journey
    assert journey is not None
    booth.hold_answers = True
    journey.ask("正在送出", lambda: None, lambda _: None, final=True)
    booth.hold_answers = False
    words = locks(booth)
    assert "那一步可能办成了" in words and "清除" not in words, words


def test_an_answer_to_somebody_before_her_is_no_word_of_hers(booth: Booth) -> None:
    handing_in(booth)
    before, booth.late = booth.late, []
    booth.wait(200)
    booth.lift()
    assert not booth.terminal.session.open
    handing_in(booth)
    words = locks(booth)
    for answer in before:
        answer()
    assert told(booth) == words and "可能收到了" in words


@pytest.mark.parametrize("fate", [Fate(owing=True), Fate(True, True, True), Fate(underway=True)], ids=str)
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_it_has_room_in_every_language_with_a_card_left_there(
    booth: Booth, window: KioskWindow, size: tuple[int, int], english: bool, fate: Fate
) -> None:
    booth.touch("language") if english else None
    booth.lay()
    locks(booth)
    booth.terminal.machine.shut(fate)
    window.resize(*size)
    window.show_screen()
    assert not list(complaints(window, size, False, Words({})))
