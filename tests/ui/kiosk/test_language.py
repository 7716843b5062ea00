"""The language of the person who stands at the terminal: a touch changes it, her leaving changes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from app.domain.people import Person
from app.errors import UserFacingError
from app.ports import PrinterState
from app.ports.kiosk import Orders
from tests.ui.kiosk.booth import LI, ZHANG, Booth
from ui.kiosk.session import Phase
from ui.kiosk.window import KioskWindow
from ui.phrases import HAN
from ui.shots.kiosk_cases import granted
from ui.shots.kiosk_walk import walk


def test_a_touch_turns_the_page_to_english_and_the_next_person_finds_chinese(booth: Booth) -> None:
    assert booth.screen.title == "您要办什么？"
    booth.touch("language")
    assert booth.screen.title == "What would you like to do?"
    assert [c.text for c in booth.screen.switches if c.name == "language"] == ["中文"]
    assert not any(HAN.search(tile.text + tile.note) for tile in booth.screen.tiles)
    booth.terminal.finish()
    assert booth.screen.title == "您要办什么？"


def test_the_voice_reads_what_stands_on_the_page_in_its_language(booth: Booth) -> None:
    booth.touch("language")
    booth.touch("tile", "guide")
    assert booth.screen.words().startswith(booth.screen.title)
    assert not HAN.search(booth.screen.title + booth.screen.lead)


def test_what_a_person_touches_keeps_its_value_in_every_language(booth: Booth) -> None:
    before = [(tile.name, tile.value) for tile in booth.screen.tiles]
    booth.touch("language")
    assert [(tile.name, tile.value) for tile in booth.screen.tiles] == before


def test_what_goes_onto_a_paper_stays_chinese_in_every_language(booth: Booth) -> None:
    granted(booth)
    booth.touch("language")
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("licence")
    shown = [row for row in booth.screen.rows if row.name == "purpose"]
    assert not any(HAN.search(row.text) for row in shown)
    assert all(HAN.search(row.value) for row in shown), "the words of the purpose are printed on the licence"


def test_the_hall_s_own_words_for_a_window_and_its_hours_are_said_too(booth: Booth) -> None:
    booth.touch("language")
    said = booth.terminal.tools.texts.said
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    assert "Go to window 07 or call 024-0000-0107" in str(booth.screen.band)
    assert said("工作日8:30-17:00") == said("工作日 8:30—17:00") == "Working days 8:30–17:00"
    assert said("民族") == "Ethnic group", "it is no nationality"


def test_before_the_chinese_of_the_province_stands_what_kind_of_answer_it_is(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "该凭证由外省签发，暂不在此核验。"

    def used(_code: str) -> Person:
        raise UserFacingError("ZC-KIOSK-07", words, "什么都没有改变", "也可以放身份证，或者请工作人员核对")

    monkeypatch.setattr(booth.phone, "known_by", used)
    booth.online(True)
    booth.touch("tile", "print")
    booth.scan("LM-900001")
    assert booth.screen.band is not None and booth.screen.band.title == words, "in Chinese it is said once"
    booth.terminal.tools.texts.speak("en")
    band = booth.screen.band
    assert band is not None and band.title == "The code on your telephone was refused"
    assert words in str(band.lines) and "show your card" in str(band.lines), "she can show it, and knows what to do"


def test_why_the_keeper_locked_the_terminal_is_introduced_in_english(booth: Booth) -> None:
    booth.terminal.language = "en"
    booth.touch("language")
    booth.keeper.orders = Orders(True, "设备检修", 0)
    booth.wait(61)
    assert booth.screen.lead == "Staff is working on it" and "设备检修" in str(booth.screen.band)
    booth.terminal.tools.texts.speak("zh-CN")
    assert booth.screen.lead == "设备检修" and "对方说" not in str(booth.screen.band)


@pytest.mark.parametrize(("size", "large", "low"), [((1920, 1080), False, True), ((1920, 1080), True, True)])
def test_no_english_word_breaks_inside_and_no_line_is_a_slit_on_any_page(
    booth: Booth, window: KioskWindow, size: tuple[int, int], large: bool, low: bool
) -> None:
    booth.terminal.language = "en"
    booth.touch("language")
    screens, problems = walk(booth)
    assert not problems
    window.resize(*size)
    found = []
    for name, screen in screens.items():
        assert not name.startswith("home") or screen.title == "What would you like to do?"
        phase = Phase.COUNTDOWN if screen.countdown >= 0 else Phase.ACTIVE
        booth.terminal.session = replace(booth.terminal.session, phase=phase, large=large, low=low)
        booth.terminal.screen = lambda page=screen: page  # type: ignore[method-assign, misc]
        window.show_screen()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        page = window.page
        assert page is not None
        parts = [each for each in (*page.parts, *page.touches) if each.isVisible()]
        parts += [page.board.line] if page.board is not None else []
        found += [f"{name}: {each.text()}" for each in parts if each.cut()]
    assert not found, "\n".join(found)


def test_who_chooses_english_after_somebody_s_way_home_keeps_it_under_her_own_card(booth: Booth) -> None:
    booth.lay(ZHANG)
    booth.lift()
    booth.touch("tile", "guide")
    booth.terminal.touch("home")
    booth.wait(10)
    booth.touch("language")
    booth.touch("tile", "apply")
    booth.lay(LI)
    assert booth.terminal.tools.texts.language == "en"
