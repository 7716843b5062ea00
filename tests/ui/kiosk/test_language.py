"""The language of the person who stands at the terminal: a touch changes it, her leaving changes it back."""

from __future__ import annotations

from tests.ui.kiosk.booth import Booth
from ui.phrases import HAN
from ui.shots.kiosk_cases import granted


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
