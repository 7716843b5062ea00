"""Alt+F4: what is begun is told before the window closes, what is under way is finished, and closing stays possible."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.ui.window.test_language import _stands
from tests.ui.window.test_language import opening as opening
from ui.shots.room import ZHANG
from ui.tour.hand import Hand, pause
from ui.window.login import Card
from ui.window.run import Opening


@pytest.fixture
def hand(opening: Opening, tmp_path: Path) -> Hand:
    made = Hand(opening.shell, tmp_path)
    _stands(opening, made)
    opening.shell.resize(1366, 768)
    return made


def typed(opening: Opening, hand: Hand) -> None:
    page = opening.face.pages["intake"]
    page._edit("name", "张三", True)
    hand.wait(lambda: not page.journal.pending() and not opening.runner.busy(), "the name on disk")


def loose(opening: Opening, hand: Hand) -> None:
    """Words that are kept nowhere, on a page whose own form asks for a case that nobody chose."""
    opening.shell.go("handover")
    hand.wait(lambda: not opening.runner.busy(), "the page")
    field = QLineEdit(opening.face.pages["handover"])
    field.show()
    field.insert("abc")
    field.setModified(True)


def asked(opening: Opening) -> str:
    dialog = opening.shell.dialog()
    return " ".join(label.text() for label in dialog.findChildren(QLabel)) if dialog.isVisible() else ""


def test_a_window_on_which_nothing_is_begun_closes_at_once(opening: Opening, hand: Hand) -> None:
    assert opening.shell.close() and not opening.shell.isVisible()


def test_a_card_that_was_only_read_holds_nobody_up(opening: Opening, hand: Hand) -> None:
    opening.face.card_read(ZHANG)
    page = opening.face.pages["intake"]
    hand.wait(lambda: page.state.card is not None and not opening.runner.busy(), "the card")
    assert opening.shell.close()


def test_closing_in_the_midst_of_an_intake_says_whose_it_is_and_where_it_is_kept(opening: Opening, hand: Hand) -> None:
    """The window was gone at one stroke of Alt+F4, and nothing said that the intake waits under 没办完的."""
    typed(opening, hand)
    assert not opening.shell.close() and opening.shell.isVisible()
    words = asked(opening)
    assert "要退出综窗吗" in words and "张*" in words and "没办完的" in words and "没保存的字" not in words
    if folder := os.environ.get("ZC_SHOTS"):
        pause(50)
        opening.shell.grab().save(str(Path(folder) / "leaving.png"))
    assert not opening.shell.close(), "closed again, the question stays one"
    opening.shell.dialog()._take("stay")
    assert opening.shell.isVisible() and opening.face.pages["intake"].state.name == "张三"
    assert not opening.shell.close() and asked(opening), "asked again the next time"
    opening.shell.dialog()._take("leave")
    hand.wait(lambda: not opening.shell.isVisible(), "the end")


def test_what_is_kept_nowhere_is_named_as_lost(opening: Opening, hand: Hand) -> None:
    loose(opening, hand)
    assert not opening.shell.close() and "没保存的字" in asked(opening) and "收件页上" not in asked(opening)


def test_what_was_asked_for_is_finished_before_the_window_closes(opening: Opening, hand: Hand) -> None:
    """An act that waited in line when the window closed was never begun: nobody was told."""
    gate, done = threading.Event(), threading.Event()
    opening.runner.run("db", gate.wait, name="first")
    opening.runner.run("db", done.set, name="second")
    assert not opening.shell.close() and not done.is_set()
    gate.set()
    hand.wait(lambda: not opening.shell.isVisible(), "the end")
    assert done.is_set()


def test_who_closes_once_more_meanwhile_closes_at_once(opening: Opening, hand: Hand) -> None:
    gate = threading.Event()
    opening.runner.run("db", gate.wait, name="stuck")
    try:
        now = [0.0]
        opening._leaving._clock = lambda: now[0]
        assert not opening.shell.close()
        now[0] = 0.5
        assert not opening.shell.close(), "a key that is held closes many times"
        now[0] = 2.0
        assert opening.shell.close()
    finally:
        gate.set()


def test_what_went_wrong_at_the_end_is_read_before_the_window_closes(opening: Opening, hand: Hand) -> None:
    gate = threading.Event()

    def fails() -> None:
        gate.wait()
        raise OSError("disk")

    opening.runner.run("db", fails, name="fails")
    assert not opening.shell.close()
    gate.set()
    hand.wait(lambda: opening.shell.dialog().isVisible(), "the fault")
    hand.wait(lambda: not opening.runner.busy(), "the rest")
    assert opening.shell.isVisible()


def test_a_locked_window_asks_nobody(opening: Opening, hand: Hand) -> None:
    """Whoever stands before it has no right to read whose intake is open."""
    typed(opening, hand)
    assert opening.face.lock()
    assert opening.shell.close()


def test_the_end_of_the_session_is_held_up_by_no_question(opening: Opening, hand: Hand) -> None:
    typed(opening, hand)
    opening._leaving.session_ends()
    assert opening.shell.close()


def test_who_said_yes_is_not_asked_again_after_the_wait(opening: Opening, hand: Hand) -> None:
    typed(opening, hand)
    gate = threading.Event()
    assert not opening.shell.close() and asked(opening)
    opening.runner.run("db", gate.wait, name="slow")
    opening.shell.dialog()._take("leave")
    assert opening.shell.isVisible()
    gate.set()
    hand.wait(lambda: not opening.runner.busy(), "the rest")
    assert not opening.shell.isVisible()


def test_what_is_typed_last_is_kept_before_it_is_said_to_be(opening: Opening, hand: Hand) -> None:
    page = opening.face.pages["intake"]
    page._edit("name", "张三", False)
    assert not opening.shell.close() and not asked(opening)
    hand.wait(lambda: bool(asked(opening)), "the question")
    assert "都已存在本机" in asked(opening) and not page.journal.pending()


def test_what_the_disk_refuses_is_not_said_to_be_kept(
    opening: Opening, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError("disk full")

    monkeypatch.setattr("ui.window.intake.journal._keeper", lambda *_: full)
    opening.face.pages["intake"]._edit("name", "张三", True)
    hand.wait(lambda: opening.shell.dialog().isVisible() and not opening.runner.busy(), "the fault")
    opening.shell.dialog()._take("ok")
    assert not opening.shell.close()
    hand.wait(lambda: bool(asked(opening)), "the question")
    assert "都已存在本机" not in asked(opening) and "没存上的退出就没有了" in asked(opening)
    shown(opening, "leaving-unkept")


def test_a_session_that_did_not_end_after_all_is_asked_again(opening: Opening, hand: Hand) -> None:
    opening.app.commitDataRequest.emit(None)
    assert opening._leaving._session
    QTest.keyClick(opening.shell, Qt.Key.Key_Shift)
    typed(opening, hand)
    assert not opening.shell.close() and asked(opening)


def test_a_fault_behind_an_open_dialog_is_read_before_the_window_closes(opening: Opening, hand: Hand) -> None:
    gate = threading.Event()
    opening.tell.error(OSError("first"))
    hand.wait(lambda: opening.shell.dialog().isVisible(), "the first")

    def fails() -> None:
        gate.wait()
        raise ValueError("second")

    opening.runner.run("db", fails, name="fails")
    assert not opening.shell.close()
    gate.set()
    hand.wait(lambda: not opening.runner.busy(), "the rest")
    assert opening.shell.isVisible()


def test_a_locked_window_loses_nothing_at_one_stroke(opening: Opening, hand: Hand) -> None:
    loose(opening, hand)
    now = [0.0]
    opening._leaving._clock = lambda: now[0]
    opening.face.lock()
    assert not opening.shell.close()
    now[0] = 5.0
    assert opening.shell.close()


def closing_over(opening: Opening, act: Callable[[], object], failed: Callable[[BaseException], object]) -> Event:
    """The window is closed while ``act`` waits for the event that is given back."""
    gate = Event()

    def waits() -> object:
        gate.wait()
        return act()

    opening.runner.run("db", waits, None, failed, name="fails")
    assert not opening.shell.close()
    return gate


def band(opening: Opening) -> str:
    page = opening.shell.full()
    shown = page.message if isinstance(page, Card) else opening.shell.band
    return " ".join(label.text() for label in shown.findChildren(QLabel)) if shown.isVisible() else ""


def words_seen(opening: Opening) -> list[QLabel]:
    return [label for label in opening.shell.findChildren(QLabel) if label.isVisible()]


def shown(opening: Opening, name: str) -> None:
    if folder := os.environ.get("ZC_SHOTS"):
        pause(50)
        opening.shell.grab().save(str(Path(folder) / f"{name}.png"))


def broken() -> None:
    raise ValueError("second")


def test_a_fault_after_the_one_before_was_put_away_with_esc_is_read(opening: Opening, hand: Hand) -> None:
    """Faults were counted as they stood there: one put away and one come made none, and the window closed over it."""
    opening.tell.error(OSError("first"))
    hand.wait(lambda: opening.shell.dialog().isVisible(), "the first")
    gate = closing_over(opening, broken, opening.tell.error)
    QTest.keyClick(opening.shell.dialog(), Qt.Key.Key_Escape)
    assert not opening.shell.dialog().isVisible()
    gate.set()
    hand.wait(lambda: not opening.runner.busy(), "the rest")
    assert opening.shell.isVisible() and opening.shell.dialog().isVisible()


def test_an_act_that_fails_with_words_on_the_page_alone_keeps_the_window_open(opening: Opening, hand: Hand) -> None:
    gate = closing_over(opening, broken, lambda _: opening.tell.message("warn", "没有发出", "再来一次"))
    gate.set()
    hand.wait(lambda: not opening.runner.busy(), "the rest")
    assert opening.shell.isVisible() and "没有发出" in band(opening)


def test_an_act_that_fails_as_one_did_before_does_not_close_the_window_without_a_word(
    opening: Opening, hand: Hand
) -> None:
    """The second fault of one cause is shown in no dialog: the window was gone, and the act with it."""

    def once() -> ValueError:
        try:
            broken()
        except ValueError as error:
            return error
        raise AssertionError

    opening.tell.error(once())
    hand.wait(lambda: opening.shell.dialog().isVisible(), "the first")
    opening.shell.dialog()._take("ok")
    gate = closing_over(opening, lambda: None, opening.tell.error)
    opening.runner.run("db", broken, None, lambda _: opening.tell.error(once()), name="again")
    gate.set()
    hand.wait(lambda: not opening.runner.busy(), "the rest")
    assert opening.shell.isVisible() and "没有退出" in band(opening)


def test_after_a_fault_the_page_says_no_more_that_the_window_closes(opening: Opening, hand: Hand) -> None:
    gate = closing_over(opening, broken, opening.tell.error)
    assert "办完就退出" in band(opening)
    gate.set()
    hand.wait(lambda: opening.shell.dialog().isVisible() and not opening.runner.busy(), "the fault")
    assert not opening.shell.band.isVisible()


def test_behind_a_lock_an_intake_that_the_disk_refused_goes_at_no_single_stroke(
    opening: Opening, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError("disk full")

    monkeypatch.setattr("ui.window.intake.journal._keeper", lambda *_: full)
    opening.face.pages["intake"]._edit("name", "张三", True)
    hand.wait(lambda: opening.shell.dialog().isVisible() and not opening.runner.busy(), "the fault")
    opening.shell.dialog()._take("ok")
    now = [0.0]
    opening._leaving._clock = lambda: now[0]
    opening.face.lock()
    assert not opening.shell.close() and "退出就没有了" in band(opening)
    assert "张" not in band(opening), "nobody who has no right to it reads whose it is"
    assert not any("留着" in label.text() for label in words_seen(opening)), "and nothing says that it is kept"
    shown(opening, "leaving-locked")
    now[0] = 5.0
    opening.shell.close()
    hand.wait(lambda: not opening.shell.isVisible(), "the end, once the disk was asked a last time")


def test_behind_a_lock_it_is_seen_why_the_window_did_not_close(opening: Opening, hand: Hand) -> None:
    """It was said in the band of the places, which the lock covers: closing did nothing, and nobody knew why."""
    loose(opening, hand)
    opening.face.lock()
    assert not opening.shell.close()
    assert "退出就没有了" in band(opening) and "再关一次窗口" in band(opening)
