"""72 hours of anybody touching anything at a terminal, on a virtual clock: no crash, no leak, no stranger's data.

``SHARE=ci`` plays two hours and some touches of the real window, ``SHARE=all`` the whole of it. The seed is printed and
stands in ``faults/kiosk.json``; ``ZONGCHUANG_SEED`` repeats one.
"""

from __future__ import annotations

import gc
import os
import random
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from resources import path
from tests.faults.crowd import NAMES, Crowd
from tests.faults.report import report, share
from tests.ui.kiosk.booth import booth
from ui.kiosk.at import Guest
from ui.kiosk.journeys.base import Journey
from ui.kiosk.render import Page
from ui.kiosk.terminal import Terminal
from ui.kiosk.window import KioskWindow
from ui.texts import Texts
from ui.theme import apply_theme, load_fonts

HOURS = share(2, 72)
TOUCHES = share(150, 4000)
SEED = int(os.environ.get("ZONGCHUANG_SEED", "0")) or secrets.randbelow(1 << 31)


def kept(kind: type) -> int:
    """How many of a kind the process still holds."""
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


def test_72_hours_of_anybody_touching_anything(tmp_path: Path) -> None:
    print(f"seed {SEED}, {HOURS} simulated hours")
    with booth(tmp_path) as b:
        crowd = Crowd(b, random.Random(SEED))
        while b.time.monotonic() < HOURS * 3600:
            crowd.step()
        b.hold_answers = False
        b.settle()
        journeys, guests = kept(Journey), kept(Guest)
        figures = {
            "seed": SEED,
            "hours": HOURS,
            "deeds": dict(crowd.done),
            "sessions": b.terminal.sessions_wiped,
            "own_pages": crowd.seen,
            "cases": len(b.place.stores.views.cases()),
            "papers": len(crowd.printed),
            "journeys_kept": journeys,
        }
    report("kiosk", figures)
    print(figures)
    assert crowd.seen and b.terminal.sessions_wiped > HOURS * 5, figures
    assert journeys <= 2 and guests <= 2, figures


def test_the_crowd_notices_a_terminal_that_forgets_to_wipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without the wipe the same crowd must fail."""
    monkeypatch.setattr(Terminal, "wipe", lambda self: None)
    with booth(tmp_path) as b:
        crowd = Crowd(b, random.Random(1))
        with pytest.raises(AssertionError):
            for _ in range(3000):
                crowd.step()


def test_the_crowd_hears_a_name_said_after_its_person_went(tmp_path: Path) -> None:
    """The second control: what is said is judged when it is said, whatever comes before the next look."""
    with booth(tmp_path) as b:
        crowd = Crowd(b, random.Random(1))
        b.terminal.touch("serve")
        b.voice.say(f"{NAMES[0]}，请取走您的回执")
        with pytest.raises(AssertionError):
            crowd.check()


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    load_fonts([path("fonts/NotoSansSC-Regular.ttf"), path("fonts/NotoSansSC-Bold.ttf")])
    apply_theme(qapp, "light", "kiosk", icons=path("icons"), texts=Texts.load(path("texts")))
    yield qapp
    apply_theme(qapp, "light")


def test_fingers_on_the_real_window(app: QApplication, tmp_path: Path) -> None:
    print(f"seed {SEED}, {TOUCHES} touches of the window")
    chance = random.Random(SEED)
    with booth(tmp_path) as b:
        turns: deque[Callable[[], object]] = deque()
        crowd, window = Crowd(b, chance), KioskWindow(b.terminal, post=turns.append)
        try:
            touched(window, crowd, chance, turns)
        finally:
            window.may_close = True
            window.close()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def touched(
    window: KioskWindow, crowd: Crowd, chance: random.Random, turns: deque[Callable[[], object]]
) -> None:
    """Fingers on the window, some before all of a page is painted, and now and then whatever else a crowd does."""
    window.resize(*chance.choice([(1080, 1920), (1920, 1080)]))
    window.show()
    for _ in range(TOUCHES):
        while turns and chance.random() < 0.7:
            turns.popleft()()
        finger(window, chance)
        if chance.random() < 0.3:
            crowd.step()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        crowd.check()
        assert len(window.findChildren(Page)) <= 1
        own = crowd.booth.terminal.guest.person
        texts = " ".join(w.accessibleName() for w in window.page.touches + window.page.parts)  # type: ignore[union-attr,operator]
        assert not [n for n in NAMES if n in texts and (own is None or own.name != n)]


def finger(window: KioskWindow, chance: random.Random) -> None:
    """Down and up on something that can be touched, or beside it."""
    page = window.page
    assert page is not None
    ready = [
        each for each in page.touches if each.isVisible() and each.isEnabled() and each.choice.name != "leave"
    ]
    target = chance.choice(ready) if ready and chance.random() < 0.9 else window
    QTest.mouseClick(
        target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target.rect().center()
    )
    QApplication.processEvents()
