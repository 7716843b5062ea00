"""The first page under a finger: what comes up and goes there moves nothing that may be touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.time import at
from app.ports import PrinterState
from app.values import replace
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_pictures import PORTRAIT, VARIANTS, WIDE, filming, studio
from ui.kiosk.screen import Screen
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints
from ui.shots.kiosk_walk import walk
from ui.texts import ENGLISH

STILL = ("call", "large", "low", "silent", "language")


@pytest.mark.parametrize("language", ["zh-CN", ENGLISH])
def test_no_tile_moves_under_a_finger_when_a_band_a_card_a_sheet_or_the_lost_line_comes_up(
    app: QApplication, tmp_path: Path, language: str
) -> None:
    """A tile that sank as the band came up was another one under the finger."""
    with studio(app, tmp_path) as b:
        b.terminal.tools.texts.speak(language)
        b.terminal.language = language
        screens = {name: screen for name, screen in walk(b)[0].items() if name.startswith("home")}
        stood = dict[tuple[str, str], dict[str, str]]()
        problems = list[str]()
        with filming(b, tmp_path) as camera:
            for variant in VARIANTS:
                for name, screen in screens.items():
                    problems += camera.take(name, screen, variant)
                    for touch in camera.page.touches:
                        if touch.choice.name in ("tile", *STILL):
                            places = stood.setdefault((variant, touch.objectName()), {})
                            places[name] = str(touch.geometry().getRect())
    moved = {where: places for where, places in stood.items() if len(set(places.values())) > 1}
    assert len(screens) >= 11 and len(stood) == len(VARIANTS) * 11
    assert not moved, moved
    assert not problems, "\n".join(problems)


def test_what_she_can_end_on_the_first_page_has_a_place_of_its_own(app: QApplication, tmp_path: Path) -> None:
    with studio(app, tmp_path) as b:
        b.lay()
        screen: Screen = replace(b.screen)
        with filming(b, tmp_path) as camera:
            for variant, (size, *_) in VARIANTS.items():
                assert not camera.take("home", screen, variant)
                (leave,) = [each for each in camera.page.touches if each.choice.name == "finish"]
                (call,) = [each for each in camera.page.touches if each.choice.name == "call"]
                assert (leave.y() < call.y()) is (size == PORTRAIT) and (leave.y() == call.y()) is (size == WIDE)


def test_the_small_lines_of_the_card_page_stand_on_every_screen(app: QApplication, tmp_path: Path) -> None:
    """On a wide screen in 大字 the drawing left them no room: what becomes of what is read was told by voice alone."""
    missing = []
    with studio(app, tmp_path) as b:
        for line in (True, False):
            b.online(line)
            if not line:  # a bad night: no line, no paper, nobody there
                b.printer.now = PrinterState.PAPER_OUT
                b.terminal.tools = replace(b.terminal.tools, now=lambda: at(2026, 9, 28, 22, 53))
                b.terminal.look()
            b.touch("tile", "apply")
            b.find("shbzkbl")
            assert b.key == "apply.card"
            with filming(b, tmp_path) as camera:
                for variant in VARIANTS:
                    screen = b.screen
                    assert not camera.take("card", screen, variant)
                    told = [str(getattr(part, "text", str)()) for part in camera.page.parts]
                    missing += [(variant, words) for words in screen.small if words not in told]
                    vars(b.terminal).pop("screen", None)
            b.home()
    assert not missing, missing


def test_all_of_what_happened_is_read_on_the_first_page_of_every_screen(app: QApplication, tmp_path: Path) -> None:
    missing = []
    with studio(app, tmp_path) as b:
        screens = {name: screen for name, screen in walk(b)[0].items() if name.startswith("home")}
        with filming(b, tmp_path) as camera:
            for variant in VARIANTS:
                for name, screen in screens.items():
                    camera.take(name, screen, variant)
                    told = "\n".join(str(getattr(part, "text", str)()) for part in camera.page.parts)
                    band = (screen.band.title, *screen.band.lines) if screen.band is not None else ()
                    missing += [(variant, name, words) for words in band if words not in told]
    assert not missing, missing


@pytest.mark.parametrize("size", [(1728, 1080), (1440, 1080), (1350, 1080)], ids=str)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_on_an_old_screen_no_name_of_a_tile_or_a_switch_breaks_in_the_middle(
    booth: Booth, window: KioskWindow, size: tuple[int, int], large: bool, english: bool
) -> None:
    """查指南 stood as three lines of one character, and of 语音 there was half."""
    booth.touch("large") if large else None
    booth.touch("language") if english else None
    window.resize(*size)
    for low in (False, True):
        booth.touch("low") if low else None
        window.show_screen()
        assert not list(complaints(window, size, low, Words({})))
        assert window.page is not None
        names = [each for each in window.page.touches if each.choice.name == "tile"]
        assert len(names) == 6 and not [each.text() for each in names if each.torn()]
