"""Which screen is the clerk's and which looks at the queue, while cables are pulled and screens are swapped."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

AUTO, OFF, WINDOW = "auto", "off", "window"
"""Settings of ``citizen_screen`` besides the name of a screen."""


def citizen_screen(shell: QWidget, wanted: str = AUTO) -> QScreen | None:
    """The screen towards the citizen, None when there is none of her own.

    ``wanted`` is ``auto`` (the screen on which the window does not stand, if there is one), ``off`` (never), ``window``
    (a window of its own, beside the clerk's on the same screen where there is but one), or the name of a screen; one
    that is not plugged in counts as ``auto``, and while the window stands on it itself there is none: the clerk's own
    screen is shown to nobody.
    """
    if wanted == OFF:
        return None
    own = shell.screen()
    if _is_called(own, wanted):
        return None
    others = [screen for screen in QGuiApplication.screens() if screen is not own]
    named = [screen for screen in others if _is_called(screen, wanted)]
    beside = named or others
    if beside:
        return beside[0]
    return own if wanted == WINDOW else None


def _is_called(screen: QScreen, name: str) -> bool:
    return name in (screen.name(), screen.model())


def _rooms() -> dict[str, QRect]:
    return {screen.name(): screen.geometry() for screen in QGuiApplication.screens()}


class ScreenWatch(QObject):
    """Keeps the clerk's window off the screen that the queue can see.

    ``lost(screen)`` that screen is about to go, with whatever stands on it. ``fallen()`` the clerk's own is about to
    go, and her window falls onto the one towards the citizen. ``back(home)`` her window was put on her own screen
    again: it was plugged in (``home``), or the screens had changed places. ``met()`` she moved it onto the citizen's
    herself. ``came()`` a screen towards the citizen is there.
    """

    lost = Signal(object)
    fallen = Signal()
    back = Signal(bool)
    met = Signal()
    came = Signal()

    def __init__(self, shell: QWidget, wanted: str) -> None:
        super().__init__(shell)
        self._shell, self._wanted = shell, wanted
        self._clerk, self._citizen, self._home = "", "", ""
        self._rooms: dict[str, QRect] = {}
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self.removed)
            app.screenAdded.connect(self.added)
            app.primaryScreenChanged.connect(self._changed)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self._changed)
        handle = shell.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self.moved)
        self._leave_hers()
        self.note()

    def _leave_hers(self) -> None:
        """A window that came up on the screen that is named as the citizen's goes to another, where there is one."""
        own = self._shell.screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not own]
        if self._wanted not in (AUTO, OFF, WINDOW) and _is_called(own, self._wanted) and others:
            self._stand(others[0])

    def note(self) -> None:
        """Remember which screen is whose, as they stand now."""
        place = citizen_screen(self._shell, self._wanted)
        self._clerk = self._shell.screen().name()
        self._citizen = place.name() if place is not None else ""
        self._rooms = _rooms()

    def removed(self, screen: QScreen) -> None:
        """A screen is about to go; its windows have not been moved yet."""
        if screen is not self._shell.screen():
            self.lost.emit(screen)
            return
        left = [each for each in QGuiApplication.screens() if each is not screen]
        hers = citizen_screen(self._shell, self._wanted) if left else None
        if hers is None or hers is screen:
            return
        free = [each for each in left if each is not hers]
        self._home = screen.name()
        if free:
            self._stand(free[0])
            self._clerk = free[0].name()
        else:
            self.fallen.emit()

    def added(self, screen: QScreen) -> None:
        """A screen was plugged in: the clerk's own takes her window back, any other may look at the citizen."""
        screen.geometryChanged.connect(self._changed)
        if self._home and screen.name() == self._home:
            self._home = ""
            self._stand(screen)
            self.note()
            self.back.emit(True)
            return
        self.note()
        if self._citizen:
            self.came.emit()

    def _changed(self, _what: object) -> None:
        self.swapped()

    def swapped(self) -> None:
        """The screens changed places or sizes, no window was moved by a hand: each goes back to its own."""
        clerk = next((each for each in QGuiApplication.screens() if each.name() == self._clerk), None)
        at = QGuiApplication.screenAt(self._shell.frameGeometry().center())
        off = clerk is not None and (at is not clerk or self._shell.screen() is not clerk)
        if clerk is not None and off and self._citizen:
            self._stand(clerk)
            self.back.emit(False)
        self._rooms = _rooms()

    def moved(self, screen: QScreen) -> None:
        """The window stands on another screen now: moved by a hand, unless the screens themselves changed."""
        if _rooms() != self._rooms and self._clerk in _rooms():
            self.swapped()
            return
        if screen.name() == self._citizen and self._clerk in self._rooms:
            self.met.emit()
        self.note()

    def _stand(self, screen: QScreen) -> None:
        """Put the window on a screen as it stood on the one before: whole, or as a window inside it."""
        whole = self._shell.windowState() & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen)
        room = screen.availableGeometry()
        self._shell.setScreen(screen)
        if whole:
            # A window that fills its screen is not moved by a place that is set: it is taken off it first.
            self._shell.setWindowState(Qt.WindowState.WindowNoState)
        size = room.size() if whole else self._shell.size().boundedTo(room.size())
        self._shell.setGeometry(QRect(room.topLeft(), size))
        if whole:
            self._shell.setWindowState(whole)
