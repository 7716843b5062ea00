"""A sheet of who went before falls out while somebody else stands here: she is told, and nobody's own is doubted."""

from __future__ import annotations

import pytest

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_slip_coming import slot as slot
from ui.kiosk.happenings import LatePaper, PaperOut
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints

LIES = "不是您的请不要拿"


def looks(booth: Booth, lies: list[bool], now: bool) -> None:
    lies[0] = now
    booth.wait(6)


def said(booth: Booth) -> str:
    return "".join(booth.voice.said)


def test_who_stands_there_hears_and_reads_that_it_need_not_be_hers(booth: Booth, slot: list[bool]) -> None:
    """It waited for staff alone: she found a stranger's sheet under her hand, and nothing said whose it was."""
    booth.terminal.happen(LatePaper(out=False))
    booth.touch("tile", "guide")
    looks(booth, slot, True)
    assert booth.terminal.session.left_out and LIES in said(booth) and "请取走出纸口的纸" not in said(booth)
    assert LIES in booth.screen.card_line
    looks(booth, slot, False)
    assert not booth.terminal.session.left_paper and not booth.screen.card_line


def test_who_has_her_sheet_already_is_told_of_the_one_that_falls_out_then(booth: Booth, slot: list[bool]) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.apply("shbzkbl")
    slot[0] = True
    booth.print_all()
    looks(booth, slot, True)
    looks(booth, slot, False)
    assert not booth.terminal.session.paper
    looks(booth, slot, True)
    looks(booth, slot, True)
    assert booth.terminal.session.left_out and LIES in said(booth)


def test_her_own_sheet_whose_news_comes_later_is_not_called_a_strangers(booth: Booth, slot: list[bool]) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.apply("shbzkbl")
    booth.printer.slow = True
    booth.print_all()
    for _ in range(4):
        looks(booth, slot, True)
    assert not booth.terminal.session.left_out and LIES not in said(booth)


def test_nor_is_it_in_the_moment_between_printer_and_news(booth: Booth, slot: list[bool]) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.apply("shbzkbl")
    slot[0] = True
    moved, booth.terminal.print_moved = booth.terminal.print_moved, lambda *_: None  # type: ignore[method-assign]
    booth.print_all()
    looks(booth, slot, True)
    assert not booth.terminal.session.left_out
    booth.terminal.print_moved = moved  # type: ignore[method-assign]
    booth.terminal.befell(PaperOut())
    looks(booth, slot, True)
    looks(booth, slot, True)
    assert not booth.terminal.session.left_out and booth.terminal.session.paper


def test_a_slip_of_hers_that_the_printer_has_now_is_not_called_a_strangers(booth: Booth, slot: list[bool]) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.touch("tile", "guide")
    booth.terminal.guest.slip_coming = True
    looks(booth, slot, True)
    assert not booth.terminal.session.left_out


def test_who_says_that_she_has_hers_takes_no_word_of_the_other_that_lies_there_away(
    booth: Booth, slot: list[bool]
) -> None:
    """She took the warning with her: whoever came next found the slot with a stranger's sheet, and nothing said so."""
    looks(booth, slot, True)
    booth.terminal.happen(LatePaper())
    booth.apply("shbzkbl")
    booth.print_all()
    assert any("只拿您自己的" in line for line in booth.screen.band.lines)  # type: ignore[union-attr]
    booth.touch("taken")
    looks(booth, slot, True)
    assert booth.terminal.session.left_out and not booth.terminal.session.paper
    booth.home()
    booth.wait(6)
    assert booth.screen.band is not None and "出纸口有纸" in booth.screen.band.title
    looks(booth, slot, False)
    assert not booth.terminal.session.left_paper


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_it_has_room_on_the_pages_of_who_stands_there(
    booth: Booth, window: KioskWindow, slot: list[bool], size: tuple[int, int], english: bool
) -> None:
    booth.touch("large")
    booth.touch("language") if english else None
    booth.touch("tile", "print")
    booth.prove()
    booth.terminal.happen(LatePaper())
    looks(booth, slot, True)
    window.resize(*size)
    window.show_screen()
    assert booth.screen.card_line and not list(complaints(window, size, False, Words({})))
