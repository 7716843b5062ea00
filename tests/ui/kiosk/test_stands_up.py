"""A terminal that opens takes a turn of the event loop for each of its beginnings; its letters are drawn meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.kiosk.booth import START
from ui.bootstrap import Settings
from ui.kiosk.face import KioskFace
from ui.kiosk.run import STYLES, KioskOpening
from ui.shots.room import StillClock
from ui.theme import apply_theme, look

BEGINNINGS = ("__init__", "begin", "_start_work", "_start_devices", "_start_terminal")


@pytest.fixture
def opening(app: QApplication, tmp_path: Path) -> Iterator[KioskOpening]:
    """A rehearsal that is being opened; nothing of it stands yet."""
    look().drawn.clear()
    made = KioskOpening(rehearsal=True, full=False)
    made.open(Settings(profile=tmp_path / "profile", rehearsal=True, clock=StillClock(START), face="kiosk"))
    yield made
    made.close()
    apply_theme(app, "light")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Rounds:
    """Counts the turns of the event loop, and notes in which of them something was done."""

    def __init__(self) -> None:
        self.now = 0
        self.of: dict[str, int] = {}

    def next(self) -> None:
        self.now += 1

    def noting(self, name: str, does: Callable[..., object]) -> Callable[..., object]:
        def done(*given: object, **named: object) -> object:
            self.of[name] = self.now
            return does(*given, **named)

        return done


def test_each_beginning_of_a_terminal_has_a_turn_of_its_own(
    opening: KioskOpening, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands behind the page, the page, the readers and the pulse came in one; no touch was heard meanwhile."""
    rounds, loop = Rounds(), QAbstractEventDispatcher.instance()
    for name in BEGINNINGS:
        monkeypatch.setattr(KioskFace, name, rounds.noting(name, getattr(KioskFace, name)))
    loop.awake.connect(rounds.next)
    try:
        qtbot.waitUntil(lambda: "_start_terminal" in rounds.of and not opening.runner.busy(), timeout=30_000)
    finally:
        loop.awake.disconnect(rounds.next)
    assert tuple(rounds.of) == BEGINNINGS
    assert len(set(rounds.of.values())) == len(BEGINNINGS), rounds.of


def test_the_letters_of_a_terminal_are_drawn_while_it_opens(opening: KioskOpening, qtbot: QtBot) -> None:
    """Each took 150 µs on the first page that had it, as somebody waited for that page."""
    qtbot.waitUntil(lambda: len(look().drawn) == len(STYLES), timeout=30_000)
    assert {(role, bold) for role, bold, _ in look().drawn} == set(STYLES)
