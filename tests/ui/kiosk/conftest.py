"""A booth of its own for each story; none of them needs a window unless it says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.booth import booth as open_booth
from ui.kiosk.window import KioskWindow
from ui.theme import apply_theme


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    """A terminal on a virtual clock."""
    with open_booth(tmp_path) as opened:
        yield opened


@pytest.fixture
def window(app: QApplication, booth: Booth) -> Iterator[KioskWindow]:
    """The whole terminal, upright, with somebody before it."""
    made = KioskWindow(booth.terminal)
    made.resize(1080, 1920)
    made.show()
    made.show_screen()
    yield made
    booth.terminal.changed = booth.terminal.wiped = lambda: None
    made.may_close = True
    made.close()
    made.deleteLater()
    apply_theme(app, "light")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
