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


Key = tuple[str, str]
"""Name of the socket and serial number of what hangs on it: the name alone is the same for two equal displays."""
NOBODY: Key = ("", "")


def _key(screen: QScreen) -> Key:
    return screen.name(), screen.serialNumber()


def _one(key: Key) -> QScreen | None:
    """The screen with a key; None when there is none, or more than one and nobody can say which."""
    found = [screen for screen in QGuiApplication.screens() if _key(screen) == key]
    return found[0] if len(found) == 1 else None


def _rooms() -> list[tuple[Key, QRect]]:
    return [(_key(screen), screen.geometry()) for screen in QGuiApplication.screens()]


def _twins(key: Key) -> bool:
    return sum(_key(screen) == key for screen in QGuiApplication.screens()) > 1


class ScreenWatch(QObject):
    """Keeps the clerk's window off the screen that the queue can see.

    ``lost(screen)`` that screen is about to go, with whatever stands on it. ``fallen()`` the clerk's own is about to
    go, and her window falls onto another, or two screens that cannot be told apart changed places: whoever stands
    before it may see it. ``back(home)`` her window was put on her own screen again: one was plugged in (``home``), or
    the screens had changed places. ``met()`` she moved it onto the citizen's herself. ``came()`` a screen towards the
    citizen is there.
    """

    lost = Signal(object)
    fallen = Signal()
    back = Signal(bool)
    met = Signal()
    came = Signal()

    def __init__(self, shell: QWidget, wanted: str) -> None:
        super().__init__(shell)
        self._shell, self._wanted = shell, wanted
        self._clerk, self._citizen, self._queue = NOBODY, NOBODY, NOBODY
        self._fell = False
        self._rooms: list[tuple[Key, QRect]] = []
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
        others = [screen for screen in QGuiApplication.screens() if not _is_called(screen, self._wanted)]
        if self._wanted not in (AUTO, OFF, WINDOW) and _is_called(own, self._wanted) and others:
            self._stand(others[0])

    def note(self) -> None:
        """Remember which screen is whose, as they stand now."""
        place = citizen_screen(self._shell, self._wanted)
        self._clerk = _key(self._shell.screen())
        self._citizen = _key(place) if place is not None else NOBODY
        self._rooms = _rooms()

    def removed(self, screen: QScreen) -> None:
        """A screen is about to go; its windows have not been moved yet."""
        if screen is not self._shell.screen():
            self.lost.emit(screen)
            return
        left = [each for each in QGuiApplication.screens() if each is not screen]
        if not left:
            return
        hers = citizen_screen(self._shell, self._wanted)
        self._queue = _key(hers) if hers is not None else NOBODY
        self._clerk, self._fell = NOBODY, True
        # A third screen may be the board that a whole hall reads: wherever it falls, it is locked first.
        self.fallen.emit()
        free = [each for each in left if _key(each) != self._queue and not _twins(_key(each))]
        if hers is not None and free:
            self._stand(free[0])
            self._clerk = _key(free[0])

    def added(self, screen: QScreen) -> None:
        """A screen was plugged in. While the window lies where it fell, whatever is not the queue's takes it back: her
        own, one that replaces it, or her own under another name. Else it may look at the citizen.
        """
        screen.geometryChanged.connect(self._changed)
        key = _key(screen)
        if self._fell and key != self._queue and not _twins(key):
            self._fell = False
            self._clerk, self._rooms = key, _rooms()
            self._stand(screen)
            self.note()
            self.back.emit(True)
            return
        if self._lies():
            self._rooms = _rooms()
            return
        self.note()
        if self._citizen != NOBODY:
            self.came.emit()

    def _lies(self) -> bool:
        """Whether the window lies where it fell, and the clerk has no screen of her own."""
        return self._fell and self._clerk == NOBODY

    def _changed(self, _what: object) -> None:
        self.swapped()

    def swapped(self) -> None:
        """The screens changed places or sizes, no window was moved by a hand: each goes back to its own. Where two
        cannot be told apart nobody knows whose is whose now.
        """
        if _twins(self._clerk) and self._citizen != NOBODY and _rooms() != self._rooms:
            self._rooms = _rooms()
            self.fallen.emit()
            return
        clerk = _one(self._clerk)
        at = QGuiApplication.screenAt(self._shell.frameGeometry().center())
        off = clerk is not None and (at is not clerk or self._shell.screen() is not clerk)
        if clerk is not None and off and self._citizen != NOBODY:
            self._stand(clerk)
            self.back.emit(False)
        self._rooms = _rooms()

    def moved(self, screen: QScreen) -> None:
        """The window stands on another screen now: moved by a hand, unless the screens themselves changed."""
        if self._lies():
            self._rooms = _rooms()
            return
        known = any(key == self._clerk for key, _ in _rooms())
        if _rooms() != self._rooms and known:
            self.swapped()
            return
        if _key(screen) == self._citizen and known and len(self._rooms) > 1:
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
