"""剩余信息: after a session nothing of the person is on widgets, clipboard, disk, spool, keyboard or in any object."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ports import JobState, PrinterState
from app.ports.kiosk import Orders
from tests.ui.kiosk import traces
from tests.ui.kiosk.booth import LI, Booth, card
from ui.kiosk.pinyin import PinyinBoard
from ui.kiosk.window import KioskWindow
from ui.theme import apply_theme

NAME, NUMBER, STREET, PHONE = traces.hide("㛃䶮", "210106190008081160", "和平区测试街77号", "13800000077")


def reading() -> object:
    return card(NAME[::-1], NUMBER[::-1], f"辽宁省沈阳市{STREET[::-1]}")


def settle() -> None:
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


@pytest.fixture
def window(app: QApplication, booth: Booth) -> Iterator[KioskWindow]:
    made = KioskWindow(booth.terminal)
    made.resize(1080, 1920)
    made.show()
    settle()
    yield made
    made.may_close = True
    made.close()
    made.deleteLater()
    settle()
    apply_theme(app, "light")


def apply_and_read_everything(b: Booth, window: KioskWindow) -> None:
    """An application with everything that a person brings, her cases, a print, and words on the clipboard."""
    b.apply("shbzkbl", reading())  # type: ignore[arg-type]
    b.print_all()
    b.touch("taken")
    b.touch("more")
    b.touch("tile", "progress")
    b.touch("by-person")
    b.touch("face")
    assert NAME[::-1] in b.screen.title
    QGuiApplication.clipboard().setText(NUMBER[::-1])
    settle()


WAYS = ("by the button", "by the clock", "by another card", "by the keeper")


@pytest.mark.law("A6-29", "P20")
def test_nothing_of_the_person_remains_however_she_leaves(booth: Booth, window: KioskWindow) -> None:
    words = (NAME, NUMBER, STREET, PHONE)
    others = traces.of_others(words)
    for way in WAYS:
        apply_and_read_everything(booth, window)
        assert traces.in_widgets(window, words), "the page of her own cases shows her name"
        if way == WAYS[0]:
            assert traces.in_objects(words, others), "the control: while she stands there she is in memory"
        go(booth, way)
        # What the story itself keeps is no part of the program.
        booth.printer.sheets.clear()
        booth.voice.said.clear()
        settle()
        assert not traces.in_widgets(window, words), way
        assert not traces.on_the_clipboard(words), way
        assert not traces.on_disk(booth.place.profile.path, words), way
        assert not booth.terminal.board.letters and not booth.terminal.guest.cases, way
        found = traces.in_objects(words, others)
        assert not found, (way, found[:10])


def go(booth: Booth, way: str) -> None:
    booth.lift()
    if way == "by the button":
        booth.touch("finish")
    elif way == "by the clock":
        booth.wait(81)
    elif way == "by another card":
        booth.lay(LI)
        booth.lift()
        booth.touch("finish")
    else:
        booth.keeper.orders = Orders(True, "检修")
        booth.terminal.beat()


def test_a_paper_that_did_not_come_out_in_her_session_never_does(booth: Booth) -> None:
    booth.printer.now = PrinterState.PAPER_OUT
    booth.apply("shbzkbl")
    booth.lift()
    booth.touch("finish")
    booth.printer.now = PrinterState.READY
    booth.print_all()
    assert not booth.printer.sheets
    assert {job.state for job in booth.place.stores.jobs.jobs()} == {JobState.SETTLED}


def test_a_sheet_that_the_printer_still_holds_is_told_as_what_may_come(booth: Booth) -> None:
    booth.printer.slow = True
    booth.apply("shbzkbl")
    booth.print_all()
    booth.lift()
    booth.touch("finish")
    assert booth.terminal.session.left_paper and "paper-left" in booth.keeper.calls
    assert booth.screen.band is not None and booth.screen.band.title == "可能还有上一位的纸没出来"


def test_an_answer_that_comes_after_its_person_has_gone_is_dropped(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.lift()
    booth.touch("finish")
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.lay()
    booth.touch("face")
    booth.terminal.touch("home")
    booth.lift()
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.lay()
    booth.hold_answers = True
    booth.touch("face")
    booth.terminal.card_read(LI)
    booth.settle()
    booth.hold_answers = False
    assert "张三" not in str(booth.screen)
    assert booth.terminal.guest.person is not None and booth.terminal.guest.person.name == "李四"
    assert not booth.terminal.session.proofs & {"person"}


def test_a_receipt_whose_person_left_while_it_was_made_never_comes_out(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.touch("words")
    booth.type("shbzkbl")
    booth.touch("item")
    booth.lay()
    booth.fill()
    booth.terminal.signed(b"\x89PNG")
    booth.hold_answers = True
    booth.touch("signed")
    assert booth.key == "apply.wait" and booth.offered("home") is None, "no way out half way"
    booth.lift()
    booth.wait(81)
    assert not booth.terminal.session.open
    booth.settle()
    booth.hold_answers = False
    assert booth.place.stores.views.cases(), "what she signed is taken in"
    booth.print_all()
    assert not booth.printer.sheets
    assert JobState.ALLOCATED not in {job.state for job in booth.place.stores.jobs.jobs()}


def test_the_keyboard_forgets_what_the_last_person_picked(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.touch("words")
    booth.pinyin("shi", "石")
    for letter in "shi":
        booth.terminal.touch("key", letter)
    keys = booth.screen.keys
    assert keys is not None and keys.candidates[0] == "石", "her own pick comes first for her"
    booth.terminal.touch("home")
    board = PinyinBoard(booth.terminal.board.table)
    board.letters = "shi"
    booth.terminal.board.letters = "shi"
    assert booth.terminal.board.shown() == board.shown()


def test_a_signature_dies_with_its_page(booth: Booth, window: KioskWindow) -> None:
    booth.touch("tile", "apply")
    booth.touch("words")
    for letter in "shbzkbl":
        booth.terminal.touch("key", letter)
    booth.terminal.touch("key", "ok")
    booth.touch("item")
    booth.lay()
    booth.fill()
    settle()
    assert booth.key == "apply.sign" and window.page is not None
    pad = window.page.pad
    assert pad is not None
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(50, 50))
    QTest.mouseMove(pad, QPoint(150, 90))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 120))
    assert not pad.empty()
    booth.wait(30)
    booth.lift()
    booth.terminal.touch("home")
    assert pad.empty() and booth.terminal.journey is None
