"""A sheet that perhaps comes out yet is somebody's: an empty slot, or another's own sheet taken, is no word of it."""

from __future__ import annotations

import pytest

from app.ports import PrinterState
from tests.ui.kiosk.booth import Booth
from ui.kiosk.happenings import LatePaper
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints

COMING = "可能还有上一位的纸没出来"


@pytest.fixture
def slot(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether a sheet lies in the slot, which this printer can tell."""
    lies = [False]
    monkeypatch.setattr(booth.printer, "holds_paper", lambda: lies[0])
    booth.wait(6)
    return lies


def warned(booth: Booth) -> bool:
    return any(COMING in band.title for band in (booth.screen.state_line, booth.screen.band) if band is not None)


def test_a_slip_that_may_come_yet_is_told_to_whoever_comes_also_where_the_slot_is_seen_empty(
    booth: Booth, slot: list[bool]
) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.terminal.show()
    assert warned(booth)
    booth.wait(600)
    assert warned(booth), "an empty slot has not let it out"
    slot[0] = True
    booth.wait(6)
    assert booth.terminal.session.left_out, "there it lies"
    slot[0] = False
    booth.wait(6)
    assert not booth.terminal.session.left_paper and not warned(booth), "and now it is taken"


def test_who_takes_her_own_receipt_takes_no_warning_of_anothers_sheet_away(booth: Booth, slot: list[bool]) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.apply("shbzkbl")
    slot[0] = True
    booth.print_all()
    booth.wait(6)
    assert booth.terminal.session.paper and not booth.terminal.session.left_out, "it is hers that lies there"
    booth.touch("taken")
    slot[0] = False
    booth.wait(6)
    booth.home()
    booth.wait(6)
    assert warned(booth)


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_what_may_come_yet_does_not_keep_from_anybody_what_is_broken_and_where_to_go(
    booth: Booth, window: KioskWindow, slot: list[bool], size: tuple[int, int], english: bool
) -> None:
    booth.touch("large")
    if english:
        booth.touch("language")
    booth.terminal.happen(LatePaper(out=False))
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    made = booth.screen
    assert made.band is not None and made.band.title == booth.terminal.t("fault.printer-paper-out")
    assert made.state_line is not None and made.state_line.lines == (booth.terminal.t("left.coming"),)
    window.resize(*size)
    window.show_screen()
    assert not list(complaints(window, size, False, Words({})))


def test_whose_own_sheet_lies_there_reads_that_it_is_hers_beside_what_may_come_yet(
    booth: Booth, slot: list[bool]
) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.apply("shbzkbl")
    slot[0] = True
    booth.print_all()
    booth.touch("more")
    made = booth.screen
    assert made.key == "home" and made.band is not None and made.band.title == booth.terminal.t("paper.yours")
    assert made.state_line is not None and COMING in made.state_line.lines[0]


def test_who_leaves_her_own_receipt_behind_takes_no_warning_of_anothers_sheet_away(
    booth: Booth, slot: list[bool]
) -> None:
    booth.terminal.happen(LatePaper(out=False))
    booth.apply("shbzkbl")
    slot[0] = True
    booth.print_all()
    booth.touch("finish")
    booth.lift()
    booth.wait(6)
    assert booth.terminal.session.left_out, "hers lies there"
    slot[0] = False
    booth.wait(6)
    assert warned(booth), "and who took it has not seen the other"
    slot[0] = True
    booth.wait(6)
    slot[0] = False
    booth.wait(6)
    assert not booth.terminal.session.left_paper and not warned(booth)


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=str)
@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
def test_a_sheet_that_nobody_can_see_does_not_keep_from_anybody_what_is_broken_and_where_to_go(
    booth: Booth, window: KioskWindow, size: tuple[int, int], english: bool
) -> None:
    """Where the printer cannot sense its slot it may be told for days, until staff clears it."""
    booth.touch("large")
    if english:
        booth.touch("language")
    booth.terminal.happen(LatePaper())
    booth.terminal.show()
    made = booth.screen
    assert made.band is not None and made.band.title == booth.terminal.t("left.maybe"), "nothing is nearer"
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    made = booth.screen
    assert made.band is not None and made.band.title == booth.terminal.t("fault.printer-paper-out")
    assert made.state_line is not None and made.state_line.lines == (booth.terminal.t("left.maybe_aside"),)
    window.resize(*size)
    window.show_screen()
    assert not list(complaints(window, size, False, Words({})))
