"""Others stand behind her: her number in large letters is not theirs to read; and nothing stands over her buttons."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.kiosk.booth import ZHANG, Booth
from ui.kiosk.speaking import words_of
from ui.kiosk.window import KioskWindow


def at_the_review(b: Booth) -> None:
    b.touch("tile", "apply")
    b.touch("topic", "户口、证件")
    b.touch("item", next(row for row in b.screen.rows if "居住证申领" in row.text).value)
    b.lay(ZHANG)
    b.touch("answer", b.screen.rows[0].value)
    b.touch("no-phone")
    b.pinyin("paidui", "排队")
    b.terminal.touch("key", "ok")
    b.type("20260901")
    while b.key != "apply.review":
        row = next(iter(b.screen.rows), None)
        b.touch("value", row.value) if row is not None else b.type("1")


def test_who_queues_behind_her_reads_no_identity_number_and_she_sees_it_by_one_touch(booth: Booth) -> None:
    number = ZHANG.number
    at_the_review(booth)
    assert number not in str(booth.screen) and booth.offered("show-number") is not None
    spoken = words_of(booth.screen, booth.terminal.t, keypad=True)
    assert "*" not in spoken and number not in spoken
    booth.touch("show-number")
    assert number in str(booth.screen)
    booth.touch("show-number")
    assert number not in str(booth.screen)
    booth.touch("show-number")
    booth.touch("next")
    booth.touch("back")
    assert booth.key == "apply.review" and number not in str(booth.screen), "it is hidden when she comes back"
    booth.touch("show-number")
    booth.touch("back")
    assert booth.key == "apply.choice"
    had = next(row for row in booth.screen.rows if row.kind == "on")
    booth.touch("value", had.value)
    assert booth.key == "apply.review"
    assert number not in str(booth.screen), "from either side"


@pytest.mark.parametrize("large", [True, False])
def test_that_her_card_lies_there_is_said_where_no_button_stands(
    booth: Booth, window: KioskWindow, large: bool
) -> None:
    """Also where a header of two lines, as in a rehearsal, leaves less room for the page."""
    if large:
        booth.terminal.touch("large")
        booth.terminal.touch("low")
    at_the_review(booth)
    booth.touch("next")
    while booth.key == "apply.material":
        booth.touch("bring")
    booth.terminal.signed(b"\x89PNG signature")
    booth.touch("signed")
    booth.print_all()
    for height in range(1740, 1921, 15):
        window.resize(1080, height)
        window.show_screen()
        QApplication.processEvents()
        assert window.page is not None and booth.key == "apply.end"
        said = [part for part in window.page.parts if "感应区" in part.accessibleName() + part.text()]
        assert said or height < 1840, height
        for part in said:
            over = [touch.text() for touch in window.page.touches if touch.geometry().intersects(part.geometry())]
            assert not over, (height, over)


def test_her_number_is_shown_on_the_page_of_the_list_where_she_touched_it(booth: Booth, window: KioskWindow) -> None:
    booth.terminal.touch("large")
    booth.terminal.touch("low")
    at_the_review(booth)
    window.show_screen()
    booth.terminal.touch("page-next")
    window.show_screen()
    booth.touch("show-number")
    assert booth.screen.page == 1 and ZHANG.number in str(booth.screen)
