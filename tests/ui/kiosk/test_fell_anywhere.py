"""A fault of the program anywhere ends in the page that says so, with nothing of hers left behind it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ports import JobState
from tests.ui.kiosk.booth import PIN, ZHANG, Booth
from tests.ui.kiosk.test_keypad import Listener
from tests.ui.kiosk.test_leaving import to_signature
from ui.kiosk import home
from ui.kiosk.happenings import PaperOut
from ui.kiosk.session import Phase
from ui.kiosk.window import KioskWindow


def breaks() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("where", ["answer", "refusal", "card", "tick", "signed", "screen"])
def test_a_fault_anywhere_ends_in_the_page_that_says_so(booth: Booth, window: KioskWindow, where: str) -> None:
    booth.touch("tile", "apply")
    journey = booth.terminal.journey
    assert journey is not None
    match where:
        case "answer":
            journey.ask("", lambda: None, lambda _: breaks())
        case "refusal":
            journey.ask("", breaks, lambda _: None, failed=lambda _: breaks())
        case "card":
            journey.card = breaks  # type: ignore[method-assign]
            booth.lay(ZHANG)
        case "tick":
            journey.tick = breaks  # type: ignore[method-assign]
            booth.wait(1)
        case "signed":
            journey.signed = lambda *_: breaks()  # type: ignore[method-assign]
            booth.terminal.signed(b"x")
        case "screen":
            journey.screen = breaks  # type: ignore[method-assign, assignment]
            booth.terminal.card_hint("")
    assert booth.key == "fell" and window.page is not None and window.page.made.key == "fell"
    assert booth.terminal.crashes == 1 and not booth.terminal.session.open


def test_a_fault_in_the_news_of_a_print_ends_in_the_page_that_says_so(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.terminal.call_staff = lambda *_, **__: booth.terminal.__dict__.pop("call_staff") and breaks()  # type: ignore[method-assign, func-returns-value]
    (job, *_) = booth.place.stores.jobs.jobs(JobState.ALLOCATED)
    booth.terminal.print_moved(job.id, JobState.FAILED)
    assert booth.key == "fell"


def test_a_journey_that_fails_as_it_is_wiped_is_gone_all_the_same(booth: Booth, window: KioskWindow) -> None:
    booth.touch("tile", "guide")
    journey = booth.terminal.journey
    assert journey is not None
    journey.on_topic = lambda value: 1 / 0  # type: ignore[method-assign]
    journey.wipe = breaks  # type: ignore[method-assign]
    booth.touch("topic")
    assert booth.key == "fell" and booth.terminal.journey is None
    booth.touch("home")
    assert booth.key == "home" and window.page is not None and window.page.made.key == "home"
    booth.touch("tile", "guide")
    booth.terminal.journey.wipe = breaks  # type: ignore[union-attr, method-assign]
    booth.home()
    assert booth.key == "home" and booth.terminal.journey is None, "also where she leaves by herself"


def test_a_fault_on_a_page_of_the_staff_does_not_stay_there(booth: Booth) -> None:
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.type(PIN)
    assert booth.terminal.session.phase is Phase.STAFF and booth.terminal.journey is not None
    booth.terminal.journey.screen = breaks  # type: ignore[method-assign, assignment]
    booth.terminal.touch("anything")
    assert booth.key == "fell" and booth.terminal.journey is None and booth.terminal.session.phase is Phase.IDLE


@pytest.mark.parametrize("beat", ["line", "keeper", "slot", "card"])
def test_a_page_that_cannot_be_drawn_as_the_terminal_looks_at_its_parts_is_not_left_standing_old(
    booth: Booth, window: KioskWindow, beat: str
) -> None:
    booth.touch("tile", "apply")
    booth.lay(ZHANG)
    if beat == "slot":
        booth.printer.sensor = True
        booth.terminal.happen(PaperOut())
    journey = booth.terminal.journey
    assert journey is not None
    journey.screen = breaks  # type: ignore[method-assign, assignment]
    match beat:
        case "line":
            booth.online(not booth.terminal.machine.online)
        case "keeper":
            booth.terminal.beat()
        case "slot":
            booth.terminal.look()
        case "card":
            booth.lift()
    assert booth.key == "fell" and window.page is not None and window.page.made.key == "fell"
    assert not booth.terminal.session.open and "program" in booth.terminal.machine.made


def test_a_part_that_answers_nonsense_costs_nobody_her_form(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.lay(ZHANG)
    key = booth.key
    booth.terminal.machine.line = lambda *_: breaks()  # type: ignore[method-assign]
    with pytest.raises(ZeroDivisionError):  # it goes where every fault of the program goes, and staff is called there
        booth.terminal.look()
    assert booth.key == key and booth.terminal.session.open and not booth.terminal.crashes


@pytest.mark.parametrize("received", [True, False])
def test_a_fault_while_it_is_being_handed_in_does_not_send_her_to_hand_it_in_again(
    booth: Booth, received: bool
) -> None:
    to_signature(booth)
    booth.terminal.signed(b"x")
    booth.hold_answers = True
    booth.touch("signed")
    assert booth.terminal.journey is not None and booth.key == "apply.wait"
    booth.terminal.journey.screen = breaks  # type: ignore[method-assign, assignment]
    booth.terminal.guarded(booth.terminal.show)
    assert booth.key == "fell" and booth.screen.band is not None
    told = " ".join(booth.screen.band.lines)
    assert "可能收到了" in told and "查进度" in told, told
    booth.hold_answers = False
    if received:
        booth.settle()
        assert booth.screen.band is not None and "不用再交" in " ".join(booth.screen.band.lines)
        assert any("再打" in line for line in booth.screen.small), "and where the receipt is"
    booth.touch("home")
    booth.touch("tile", "guide")
    booth.terminal.journey.screen = breaks  # type: ignore[method-assign, assignment]
    booth.terminal.guarded(booth.terminal.show)
    assert booth.screen.band is not None and "可能收到了" not in " ".join(booth.screen.band.lines)


@pytest.mark.parametrize("open_", [True, False], ids=["somebody", "nobody"])
def test_also_a_home_page_that_cannot_be_drawn_ends_in_the_page_that_says_so_and_calls_staff(
    booth: Booth, window: KioskWindow, monkeypatch: pytest.MonkeyPatch, open_: bool
) -> None:
    if open_:
        booth.touch("large")
    monkeypatch.setattr(home, "trouble", lambda _: breaks())
    if open_:
        booth.terminal.touch("low")
    else:
        booth.online(not booth.terminal.machine.online)
    assert booth.key == "fell" and window.page is not None and window.page.made.key == "fell"
    assert not booth.terminal.session.open and "program" in booth.terminal.machine.made
    assert booth.terminal.crashes == 1
    monkeypatch.undo()
    booth.touch("home")
    assert booth.key == "home"


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Tab], ids=lambda key: key.name)
def test_a_fault_as_she_goes_through_the_page_by_arrows_leaves_her_on_no_dead_page(
    booth: Booth, window: KioskWindow, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    """It went nowhere: the page stood there in silence, and nobody was called."""
    booth.touch("tile", "guide")
    stroke = booth.terminal.stroke
    broken = [breaks]
    monkeypatch.setattr(booth.terminal, "stroke", lambda: broken.pop()() if broken else stroke())
    QTest.keyClick(window, key)
    assert booth.key == "fell" and window.page is not None and window.page.made.key == "fell"
    assert "机器出了故障" in booth.voice.said[-1] and "program" in booth.keeper.calls
    assert booth.terminal.crashes == 1 and not booth.terminal.session.open


@pytest.mark.parametrize("what", ["began", "changed"])
def test_a_fault_as_she_signs_leaves_her_on_no_dead_page(booth: Booth, window: KioskWindow, what: str) -> None:
    to_signature(booth)
    window.show_screen()
    assert window.page is not None
    pad = window.page.pad
    assert pad is not None
    booth.terminal.stroke = breaks  # type: ignore[method-assign, assignment]
    pad.png = breaks  # type: ignore[method-assign, assignment]
    getattr(pad, what).emit()
    assert booth.key == "fell" and window.page is not None and window.page.made.key == "fell"


@pytest.mark.parametrize("key", ["*", "+", "1"])
def test_who_cannot_see_hears_of_a_fault_that_her_own_key_met(booth: Booth, window: KioskWindow, key: str) -> None:
    she = Listener(booth, window)
    she.press("*")
    she.pick("查指南")
    booth.terminal.journey.screen = breaks  # type: ignore[union-attr, method-assign, assignment]
    she.press(key)
    assert booth.key == "fell" and "机器出了故障" in she.heard, she.heard
