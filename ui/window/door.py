"""The very first picture: the bare frame of the window, painted before anything but Qt and the tokens is loaded.

A clerk who starts the program sees within a blink that it starts; the real window takes the frame's place as soon as it
has been painted itself.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QRect, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.input_method import reach_input_method
from ui.room import make_room
from ui.tokens import COLOURS, Sizes


class Frame(QWidget):
    """Rail, top bar and page in their colours, without a word: fonts come later. ``painted`` comes once."""

    painted = Signal()

    def __init__(self, theme: str = "light") -> None:
        super().__init__()
        self._colours = COLOURS[theme]
        self._told = False
        self.setWindowTitle("综窗")
        self.resize(1366, 768)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        colours = self._colours
        p.fillRect(self.rect(), QColor(colours.bg))
        p.fillRect(QRect(0, Sizes.topbar, Sizes.rail, self.height()), QColor(colours.rail))
        p.fillRect(QRect(0, 0, self.width(), Sizes.topbar), QColor(colours.surface))
        p.end()
        if not self._told:
            self._told = True
            self.painted.emit()


def application(fitted: bool = False) -> QApplication:
    """The application, offscreen when there is no display; ``fitted``: as large as the screen of a terminal is."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    current = QApplication.instance()
    if isinstance(current, QApplication):
        return current
    make_room()
    reach_input_method(os.environ, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
    app = _fitted() if fitted else QApplication(sys.argv[:1])
    app.setApplicationName("综窗")
    return app


def _fitted() -> QApplication:
    from ui.small_screen import fit_screen

    stands = fit_screen(os.environ)
    app = QApplication(sys.argv[:1])
    stands()
    return app


class _Bell:
    """Rings when the process is asked to end. Python looks at signals only between its own steps; the
    ring makes one. It is hung up after the first picture, like all that is not needed for it.
    """

    def __init__(self, app: QApplication) -> None:
        import signal
        import socket

        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._read.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(lambda: self._read.recv(64))
        self._before = signal.set_wakeup_fd(self._write.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            # Not ``quit``: a kiosk refuses to be closed, and quit asks every window.
            signal.signal(number, lambda *_: app.exit())

    def close(self) -> None:
        """Signals do again what they did."""
        import signal

        signal.set_wakeup_fd(self._before)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()


Start = Callable[[argparse.Namespace, Callable[[], object]], Callable[[], None]]


def open_door(given: argparse.Namespace, start: Start) -> int:
    """Show the frame, then ``start`` the face behind it. Returns the exit code.

    ``start`` gets the call and what to say once its window stands, and returns what ends it.
    """
    app = application(fitted=given.command == "kiosk")
    frame = Frame()
    stop: list[Callable[[], None]] = []

    def enter() -> None:
        stop.append(_Bell(app).close)
        stop.append(start(given, frame.close))

    # Queued: the picture is handed over to the screen before the loading begins.
    frame.painted.connect(enter, Qt.ConnectionType.QueuedConnection)
    if given.command in ("window", "station"):
        frame.showMaximized()
    else:
        frame.showFullScreen()
    try:
        return app.exec()
    finally:
        for call in stop:
            call()
