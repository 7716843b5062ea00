"""A dressed application, offscreen, for every test of the faces."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.domain.time import at
from resources import path
from ui.bootstrap import Settings, open_workplace
from ui.shots.room import StillClock
from ui.texts import CHINESE, Texts
from ui.theme import apply_theme, load_fonts, look, make_theme

FONTS = ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Bold.ttf", "fonts/HanaMinB.ttf")


@pytest.fixture(scope="session")
def dressed_app(qapp: QApplication) -> QApplication:
    """The application with fonts, icons and texts, in the light theme."""
    load_fonts([path(name) for name in FONTS])
    apply_theme(qapp, "light", icons=path("icons"), texts=Texts.load(path("texts")))
    return qapp


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A window's rehearsal profile with its catalogue, made once: a test works on a copy."""
    return furnish(tmp_path_factory.mktemp("furnished") / "profile", "window")


def furnish(folder: Path, face: str) -> Path:
    """A rehearsal profile for a face, as it stands after its first start."""
    clock = StillClock(at(2026, 9, 21, 9, 0))
    open_workplace(Settings(profile=folder, rehearsal=True, clock=clock, face=face)).close()
    return folder


@pytest.fixture(autouse=True)
def garbage_on_the_gui_thread() -> Iterator[None]:
    """Widgets left in cycles die here, not on whichever thread allocates next: that crashes Qt (see ui.runner)."""
    gc.disable()
    yield
    gc.collect(1)


@pytest.fixture
def app(dressed_app: QApplication) -> QApplication:
    """The dressed application, back in the light theme."""
    if look().theme != make_theme("light"):
        apply_theme(dressed_app, "light")
    if look().texts.language != CHINESE:
        look().speak(Texts.load(path("texts")))
    return dressed_app


@pytest.fixture
def present(app: QApplication) -> Iterator[Callable[[QWidget], None]]:
    """Show a window and make it the active one, as shortcuts need; it is closed after the test."""
    shown: list[QWidget] = []

    def show(window: QWidget) -> None:
        shown.append(window)
        window.show()
        window.activateWindow()
        app.processEvents()

    yield show
    for window in shown:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desk(app: QApplication) -> Iterator[QWidget]:
    """An active window to put widgets in."""
    window = QWidget()
    QVBoxLayout(window)
    window.resize(640, 480)
    window.show()
    yield window
    window.close()
