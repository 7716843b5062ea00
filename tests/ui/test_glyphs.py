"""The characters of the pages are drawn ahead, a little at a time, and then no more."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimerEvent
from PySide6.QtWidgets import QApplication

from ui.glyphs import AT_ONCE, PATIENCE, STYLES, Glyphs
from ui.kiosk.run import STYLES as TERMINAL
from ui.texts import Texts
from ui.theme import apply_theme, look


def run_out(glyphs: Glyphs, turns: int = 4000) -> int:
    """Turn until it stops by itself; how many turns it took."""
    for turn in range(turns):
        if not glyphs._timer:
            return turn
        glyphs.timerEvent(QTimerEvent(glyphs._timer))
    raise AssertionError("still drawing")


def test_every_character_of_the_texts_is_known_the_usual_ones_first() -> None:
    texts = Texts({"a": "材料材料材", "b": "料的\n证"})
    assert texts.characters()[:2] == "材料"
    assert sorted(texts.characters()) == sorted("材料的证")
    assert sorted(texts.characters("b")) == sorted("料的证"), "of one room alone"


def test_a_turn_is_short_and_the_drawing_ends_by_itself(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    look().drawn.clear()
    glyphs = Glyphs(look())
    clock = iter(range(10**6))
    # Each look at the clock finds a slice gone by: a turn draws one handful.
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock) * 0.002)
    glyphs.begin("".join(chr(0x4E00 + at) for at in range(4 * AT_ONCE)))
    turns = run_out(glyphs)
    assert turns >= len(STYLES) * 4


def test_what_was_drawn_is_not_drawn_again_but_in_another_size(app: QApplication) -> None:
    look().drawn.clear()
    glyphs = Glyphs(look())
    assert len(list(glyphs._drawn("收件办结"))) == len(STYLES)
    assert len(list(glyphs._drawn("收件办结了"))) == len(STYLES) and not list(glyphs._drawn("收件办结了"))
    apply_theme(app, "light", "kiosk")
    assert len(list(glyphs._drawn("收件办结了"))) == 2 * len(STYLES)
    apply_theme(app, "light")


def test_a_terminal_draws_its_own_styles_ahead(app: QApplication) -> None:
    """A page of a terminal is written in larger letters: each took 150 µs as somebody waited for it."""
    look().drawn.clear()
    apply_theme(app, "light", "kiosk")
    glyphs = Glyphs(look(), styles=TERMINAL)
    glyphs.begin("您要办什么")
    run_out(glyphs)
    assert {(role, bold) for role, bold, _ in look().drawn} == set(TERMINAL)
    assert ("verdict", True) in TERMINAL and ("verdict", True) not in STYLES
    apply_theme(app, "light")


def test_nothing_to_draw_keeps_no_timer(app: QApplication) -> None:
    glyphs = Glyphs(look())
    glyphs.begin("")
    run_out(glyphs)
    assert not glyphs._timer


def test_another_beginning_draws_the_other_characters(app: QApplication) -> None:
    glyphs = Glyphs(look())
    glyphs.begin("收件")
    glyphs.begin("Received")
    run_out(glyphs)
    assert not glyphs._timer
    glyphs.begin("收件")
    assert glyphs._timer
    glyphs.stop()
    assert not glyphs._timer


def test_nothing_is_drawn_while_a_page_is_made_but_not_for_ever(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two milliseconds more in the very turn for which a key waits; one that is always busy draws all the same."""
    worked = iter(range(10**6))
    monkeypatch.setattr(time, "thread_time", lambda: next(worked) * 0.01)
    glyphs = Glyphs(look())
    glyphs.begin("收件办结")
    drawn: list[None] = []
    glyphs._left = iter(lambda: drawn.append(None), 0)
    for _ in range(PATIENCE):
        glyphs.timerEvent(QTimerEvent(glyphs._timer))
    assert drawn == []
    glyphs.timerEvent(QTimerEvent(glyphs._timer))
    assert drawn
    glyphs.stop()
