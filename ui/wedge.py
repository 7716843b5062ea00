"""A keyboard scanner (扫码枪键盘口) at a window: its typing is told from a person's and never presses a shortcut.

The keys of a burst are held for a few hundredths of a second. What turns out to be a code goes to the page of the job;
what turns out to be a person's typing goes on in order, with its shortcuts, each key to where the one before led. How
far apart two keys are is told by when they were struck, not by when a busy window came to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from app.ports import Scheduler
from app.values import dataclass
from devices.scanner.protocol import FORMS, Key, WedgeDecoder, recognise, typed_text
from ui.keys_before import KeysBefore
from ui.shared.events import kind_of

PACE = 0.03
"""Seconds between two keys of a scanner at most; the fastest hands need twice as long."""
SHORTEST = 6
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_HELD_DOWN = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
"""Pressed for the sake of another key: a scanner holds Shift down for each capital letter of a code."""
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


@dataclass(frozen=True)
class _Held:
    """A press that waits: where it was going, and itself; or the sign that an input method made of it."""

    target: QWidget
    event: QKeyEvent | str


class Wedge(QObject):
    """Listens to every key of the application between :meth:`start` and :meth:`stop`.

    It stands before the part that has the keyboard and goes with it: before the whole application, each of the many
    thousand events of a page that opens would pass through Python, and half as many steps again would be too slow.

    ``scanned`` carries a CodeScan. ``now`` gives seconds that never run backwards; ``forms`` are the hall's own codes.
    """

    scanned = Signal(object)

    def __init__(
        self,
        scheduler: Scheduler,
        now: Callable[[], float],
        forms: Mapping[str, str] = FORMS,
        pace: float = PACE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scheduler, self._now, self._forms, self._pace = scheduler, now, forms, pace
        self._decoder = self._new_decoder()
        self._before_method = KeysBefore(scheduler, self._new_decoder, pace, self)
        self._before_method.scanned.connect(self.scanned)
        self._held: dict[int, _Held] = {}
        # A held key must live, or its id would be given to another.
        self._keys: dict[int, Key] = {}
        self._replaying = False
        self._behind: float | None = None
        self._arrived = 0.0
        self._composing_since: float | None = None
        self._listening = False
        self._before: list[QWidget] = []

    def _new_decoder(self) -> WedgeDecoder:
        return WedgeDecoder(pace=self._pace, shortest=SHORTEST, forms=self._forms)

    def start(self) -> None:
        """Begin to listen."""
        application = QCoreApplication.instance()
        if isinstance(application, QApplication) and not self._listening:
            self._listening = True
            application.focusChanged.connect(self._listen)
            application.focusWindowChanged.connect(self._listen)
            self._before_method.start()
            self._listen()

    def stop(self) -> None:
        """Listen no longer; what was held is typed."""
        application = QCoreApplication.instance()
        if isinstance(application, QApplication) and self._listening:
            self._listening = False
            application.focusChanged.disconnect(self._listen)
            application.focusWindowChanged.disconnect(self._listen)
            self._before_method.stop()
            self._leave()
        self._replay(tuple(self._held))
        self._held.clear()

    def _listen(self) -> None:
        """Stand where the next key arrives: at an open menu, at what has the keyboard, else at the window itself."""
        self._leave()
        parts = (QApplication.activePopupWidget(), QApplication.focusWidget() or QApplication.activeWindow())
        self._before = [part for part in parts if part is not None]
        for part in self._before:
            part.installEventFilter(self)

    def _leave(self) -> None:
        for part in filter(shiboken6.isValid, self._before):
            part.removeEventFilter(self)
        self._before = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._replaying or not isinstance(watched, QWidget):
            return False
        if isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _HELD_DOWN:
            return False
        kind = kind_of(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return self._override(event)
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(watched, event)
        if kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._composed(watched, event)
        if isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.PopupFocusReason:
            # A menu takes the keys without the focus, and gives them back the same way.
            self._listen()
        return False

    def _override(self, event: QKeyEvent) -> bool:
        """A key that may belong to a code is no shortcut yet; any other acts now, after what was struck before it."""
        key = self._key(event)
        if key.end and self._before_method.expected is not None:
            event.accept()
            return True
        if event.isAutoRepeat():
            return False
        self._replay(tuple(id(one) for one in self._decoder.due(key.at).keys))
        if self._held and not self._decoder.goes_on(key):
            self._replay(tuple(id(one) for one in self._decoder.release().keys))
        if not self._held and (key.command or key.end or not key.text):
            return False
        event.accept()
        return True

    def _pressed(self, target: QWidget, event: QKeyEvent) -> bool:
        if event.isAutoRepeat():
            return False
        key = self._key(event)
        if key.end and self._words_came():
            return True
        return self._take(key, _Held(target, _copy(event)))

    def _words_came(self) -> bool:
        """At the end of a code: whether an input method made words of it. Then these go, and so does its Enter."""
        meant = self._before_method.expected
        if meant is None:
            return False
        if typed_text(tuple(self._keys.values())) == meant.text:
            self._before_method.forget()
            return False
        self._forget()
        self._decoder = self._new_decoder()
        self._before_method.settle()
        return True

    def _take(self, key: Key, held: _Held) -> bool:
        """Hold a press, or let it go on; True when it must not go on now."""
        self._held[id(key)] = held
        self._keys[id(key)] = key
        self._arrived = self._now()
        typed = self._decoder.press(key)
        own = key in typed.keys
        self._replay(tuple(id(one) for one in typed.keys if one is not key))
        if typed.scan is not None:
            self._forget()
            self.scanned.emit(typed.scan)
            return True
        if own:
            self._drop(id(key))
            return False
        if self._decoder.deadline is None:
            self._forget()
        else:
            self._scheduler.after(self._pace + 0.005, self._due)
        return True

    def _key(self, event: QKeyEvent) -> Key:
        text, held_down = event.text(), event.modifiers()
        return Key(
            text if text.isprintable() else "",
            self._struck(event),
            end=Qt.Key(event.key()) in _ENDS and not held_down & _COMMANDS,
            command=bool(held_down & _COMMANDS),
            # Nobody is asked whether Caps Lock is on: a letter tells it.
            caps=text.isupper() != bool(held_down & Qt.KeyboardModifier.ShiftModifier) and text.isalpha(),
        )

    def _struck(self, event: QKeyEvent) -> float:
        """When it was struck, as far from the first of the held keys as it was: keys wait in line while the window is
        busy, and come all at once then.
        """
        now, stamp = self._now(), event.timestamp() / 1000
        if not stamp:
            return now
        if not self._held or self._behind is None:  # what an input method gave out before bears no moment of its own
            self._behind = now - stamp
        return stamp + self._behind

    def _due(self) -> None:
        """Nothing came for a while since the last key arrived here."""
        deadline = self._decoder.deadline
        if shiboken6.isValid(self) and deadline is not None:
            struck = deadline - self._pace
            silent = self._now() - self._arrived
            self._replay(tuple(id(key) for key in self._decoder.due(struck + silent).keys))

    def _replay(self, keys: tuple[int, ...]) -> None:
        """Type what was a person's after all. Where a key led the keyboard, there the next one goes."""
        led: QWidget | None = None
        for number in keys:
            held = self._held.get(number)
            self._drop(number)
            target = led or (held.target if held is not None else None)
            if held is None or target is None or not shiboken6.isValid(target):
                continue
            before = QApplication.focusWidget()
            self._replaying = True
            try:
                _type(target, held.event)
            finally:
                self._replaying = False
            now = QApplication.focusWidget()
            led = now if now is not before else led

    def _drop(self, number: int) -> None:
        self._held.pop(number, None)
        self._keys.pop(number, None)

    def _forget(self) -> None:
        self._held.clear()
        self._keys.clear()

    def _composed(self, target: QWidget, event: QInputMethodEvent) -> bool:
        """A Chinese input method gives out signs one by one (full width), or keeps the letters of a code and gives them
        out together with the last key.
        """
        text = event.commitString()
        if len(text) == 1 and self._composing_since is None:
            if not self._held:
                self._behind = None
            return self._take(Key(text, self._now()), _Held(target, text))
        if not text:
            if event.preeditString() and self._composing_since is None:
                self._composing_since = self._now()
            return False
        began, self._composing_since = self._composing_since, None
        if began is None or len(text) < SHORTEST or self._now() - began > self._pace * (len(text) + 1):
            return False
        scan = recognise(text, self._forms)
        if scan.kind == "unknown":
            return False
        # The field forgets what it showed of the composition.
        event.setCommitString("")
        self._before_method.forget()
        self.scanned.emit(scan)
        return False


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat(), event.count()
    )


def _type(target: QWidget, event: QKeyEvent | str) -> None:
    """One key as if it had just been pressed: in a text field a sign, elsewhere perhaps a shortcut."""
    if isinstance(event, str):
        commit = QInputMethodEvent()
        commit.setCommitString(event)
        QApplication.sendEvent(target, commit)
        return
    override = QKeyEvent(QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.text())
    override.ignore()
    QApplication.sendEvent(target, override)
    if not override.isAccepted() and _trigger(target, event):
        return
    if shiboken6.isValid(target):
        QApplication.sendEvent(target, event)


def _trigger(target: QWidget, event: QKeyEvent) -> bool:
    """The action that has this key here: the nearest around the part, else one of the whole window that is in view."""
    wanted = QKeySequence(event.keyCombination())
    part: QWidget | None = target
    while part is not None:
        for action in part.actions():
            if action.isEnabled() and wanted in action.shortcuts():
                action.trigger()
                return True
        part = part.parentWidget()
    window = target.window()
    for action in window.findChildren(QAction):
        if action.isEnabled() and wanted in action.shortcuts() and _reaches(action, window):
            action.trigger()
            return True
    return False


def _reaches(action: QAction, window: QWidget) -> bool:
    """Whether the key of an action works wherever the keyboard is in its window."""
    if action.shortcutContext() not in (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut):
        return False
    return any(
        isinstance(part, QWidget) and part.window() is window and part.isVisible() and part.isEnabled()
        for part in action.associatedObjects()
    )
