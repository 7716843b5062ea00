"""A hand at the keyboard: finds a control by its name, clicks, types, waits and takes pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QKeyCombination, QObject, QPoint, Qt, QTimerEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from ui.meter import StepMeter
from ui.phrases import HAN
from ui.shared.ahead import painted_now
from ui.shared.measure import cut_texts, words_shown
from ui.texts import CHINESE
from ui.theme import look

PATIENCE_MS = 60_000
QUIET_MS = 350


class _Alarm(QObject):
    """Ends an event loop after a while."""

    def __init__(self, loop: QEventLoop, ms: int) -> None:
        super().__init__()
        self.loop = loop
        self.startTimer(ms)

    def timerEvent(self, event: QTimerEvent) -> None:
        self.loop.quit()


def pause(ms: int) -> None:
    """Let the program live for so many milliseconds.

    ``QTest.qWait`` would hold Python's lock while it sleeps: a worker that reads files or the database beside it gets
    on 600 times slower.
    """
    loop = QEventLoop()
    alarm = _Alarm(loop, ms)
    loop.exec()
    del alarm


class Stuck(Exception):
    """The tour could not go on; the message says at which step and what was on the screen."""


class Hand:
    """Plays one window. ``shots`` is where pictures go; ``cut`` collects words that a picture shows cut off,
    ``chinese`` the Chinese ones that stand on a screen of another language.
    """

    def __init__(self, window: QWidget, shots: Path, meter: StepMeter | None = None) -> None:
        self.window = window
        self._aside: Callable[[], AbstractContextManager[None]] = (
            meter.aside if meter is not None else nullcontext
        )
        self.shots = shots
        self.cut: list[str] = []
        self.taken: list[str] = []
        self.chinese: set[str] = set()
        shots.mkdir(parents=True, exist_ok=True)

    def wait(self, holds: Callable[[], Any], what: str, timeout_ms: int = PATIENCE_MS) -> Any:
        """Let the program work until ``holds`` gives something true, and return it. Raises Stuck."""
        end = time.monotonic() + timeout_ms / 1000
        while True:
            QApplication.processEvents()
            with self._aside():
                found = holds()
            if found:
                return found
            if time.monotonic() > end:
                self.picture(f"stuck-{len(self.taken):02d}")
                raise Stuck(f"{what}: not within {timeout_ms} ms")
            pause(10)

    def find(self, name: str, timeout_ms: int = PATIENCE_MS) -> QWidget:
        """The visible, enabled control of that name."""

        def there() -> QWidget | None:
            for widget in self.window.findChildren(QWidget, name):
                if widget.isVisible() and widget.isEnabled():
                    return widget
            return None

        return self.wait(there, f"no control {name}", timeout_ms)

    def shown(self, name: str) -> bool:
        """Whether the control is there to be used."""
        return any(w.isVisible() and w.isEnabled() for w in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        """Click in the middle of a control."""
        widget = self.find(name)
        QTest.mouseClick(
            widget,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(widget.width() // 2, widget.height() // 2),
        )
        QApplication.processEvents()

    def type(self, name: str, text: str) -> None:
        """Put the cursor into a field, clear it and type."""
        widget = self.find(name)
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        if isinstance(widget, (QLineEdit, QPlainTextEdit)):
            widget.selectAll()
        if text.isascii():
            # Nobody types a whole number between two turns of the event loop: each key has its own.
            for key in text:
                QTest.keyClicks(widget, key)
                QApplication.processEvents()
        else:
            # Chinese comes from an input method, as one commit.
            from PySide6.QtGui import QInputMethodEvent

            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def keys(self, sequence: str, name: str = "") -> None:
        """Press a key or a chord such as ``Ctrl+Return``, in the control ``name`` or where the focus is."""
        target = self.find(name) if name else (QApplication.focusWidget() or self.window)
        chord = QKeyCombination.fromCombined(QKeySequence(sequence)[0].toCombined())  # type: ignore[index]
        QTest.keyClick(target, chord.key(), chord.keyboardModifiers())
        QApplication.processEvents()

    def settle(self, idle: Callable[[], bool], what: str) -> None:
        """Wait until the background has answered everything."""
        self.wait(idle, what)

    def picture(self, name: str) -> Path:
        """Take a picture of the window and note every word it cuts off."""
        # The preview of the paper is painted after a moment of quiet; a person looks no sooner.
        pause(QUIET_MS)
        with self._aside():
            return self._taken(name)

    def _taken(self, name: str) -> Path:
        path = self.shots / f"{name}.png"
        # A sentence that changed in this very turn is placed in the next, before anything is painted: never seen so.
        for _ in range(2):
            QApplication.processEvents()
        # A pane that waits for its turn keeps on a screen what stood there; a picture has nothing to keep and is black.
        painted_now(self.window)
        self.window.grab().save(str(path))
        self.cut.extend(f"{name}: {complaint}" for complaint in cut_texts(self.window))
        if look().texts.language != CHINESE:
            self.chinese.update(words for words in words_shown(self.window) if HAN.search(words))
        self.taken.append(path.name)
        return path
