"""What counts as signed is what she sees signed: drawn anew, the page shows her strokes; changed, it is signed anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_leaving import to_signature
from ui.kiosk.window import KioskWindow
from ui.shared.pad import SignaturePad


def pad(window: KioskWindow) -> SignaturePad:
    assert window.page is not None and window.page.pad is not None
    return window.page.pad


def sign(window: KioskWindow, at: int = 60) -> None:
    QTest.mousePress(pad(window), Qt.MouseButton.LeftButton, pos=QPoint(at, 50))
    for x in range(at, at + 140, 10):
        QTest.mouseMove(pad(window), QPoint(x, 60 + x % 30))
    QTest.mouseRelease(pad(window), Qt.MouseButton.LeftButton, pos=QPoint(at + 140, 60))


def leaves_and_stays(booth: Booth, window: KioskWindow) -> None:
    booth.touch("give-up")
    booth.touch("stay")


def calls(booth: Booth, window: KioskWindow) -> None:
    booth.touch("call")
    booth.touch("called")


def waits(booth: Booth, window: KioskWindow) -> None:
    booth.wait(61)
    assert booth.screen.countdown >= 0
    booth.touch("resume")


def lifts_her_card(booth: Booth, window: KioskWindow) -> None:
    booth.lift()


def turned(booth: Booth, window: KioskWindow) -> None:
    window.resize(1366, 768)
    window.show_screen()


@pytest.mark.parametrize("between", [leaves_and_stays, calls, waits, lifts_her_card, turned])
def test_what_counts_as_signed_is_seen_signed_after_whatever_came_between(
    booth: Booth, window: KioskWindow, between: Callable[[Booth, KioskWindow], None]
) -> None:
    to_signature(booth)
    sign(window)
    before = pad(window)
    between(booth, window)
    after = pad(window)
    if between is not lifts_her_card:
        assert after is not before
    assert not after.empty(), "an empty pad that counts as signed"
    for at in after.strokes()[0]:
        assert 0 <= at.x <= after.width() and 0 <= at.y <= after.height()
    sign(window, 220)
    assert len(after.strokes()) == 2 and after.strokes()[1][0].t >= after.strokes()[0][-1].t, "she may sign on"
    booth.touch("signed")
    assert booth.key == "apply.end"


def test_who_wants_to_sign_anew_gets_an_empty_sheet_that_is_not_signed(booth: Booth, window: KioskWindow) -> None:
    to_signature(booth)
    sign(window)
    booth.touch("unsign")
    calls(booth, window)
    assert pad(window).empty()
    booth.touch("signed")
    assert booth.key == "apply.error"


def test_who_goes_back_to_change_what_she_signed_signs_what_she_changed(booth: Booth, window: KioskWindow) -> None:
    to_signature(booth)
    sign(window)
    booth.touch("back")
    booth.touch("bring")
    assert booth.key == "apply.sign" and pad(window).empty()
    booth.touch("signed")
    assert booth.key == "apply.error", "what she changed she has not signed"


def test_nobody_sees_the_strokes_of_who_was_here_before(booth: Booth, window: KioskWindow) -> None:
    to_signature(booth)
    sign(window)
    booth.touch("give-up")
    booth.touch("home")
    booth.lift()
    to_signature(booth)
    assert pad(window).empty()
    booth.touch("signed")
    assert booth.key == "apply.error"
