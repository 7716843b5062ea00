"""The keys of a scanner before an input method (输入法) makes words of them, on an X server.

With pinyin on, the letters of a code are a composition and its digits choose from it: ZB000123 becomes 准备23, and what
the digits chose from is told to nobody. The X server hands every press to this process first, with the moment of the
stroke; Qt asks the input method only afterwards. Here those presses are read along and nothing is held back: when they
were a scanner's code, what the input method wrote meanwhile is taken out of the field again.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import QAbstractNativeEventFilter, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ports import Scheduler
from app.ports.equipment import CodeScan
from app.values import dataclass
from devices.scanner.protocol import Key, WedgeDecoder

SETTLE = 0.4
"""Seconds in which the input method has answered for the last key; an Enter that it lets through ends it sooner."""
_KIND, _PRESS, _SIZE = b"xcb_generic_event_t", 2, 32
_SHIFT, _LOCK, _HELD = 1, 2, 4 | 8 | 64
_ENDS = (23, 36, 104)
"""Tab, Return and the keypad's Enter."""
_ROWS = (
    (10, "1234567890-=", "!@#$%^&*()_+"),
    (24, "qwertyuiop[]", "QWERTYUIOP{}"),
    (38, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (51, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (65, " ", " "),
    (79, "789-456+1230.", "789-456+1230."),
)
"""Codes of the keys on Linux, from the first of a row on: scanners type as an American keyboard does, and so are the
keyboards of Chinese desktops laid out.
"""
_SIGNS = {first + n: pair for first, low, high in _ROWS for n, pair in enumerate(zip(low, high, strict=True))}


@dataclass(frozen=True)
class _Field:
    """A field as it was before the first key of a code."""

    edit: QLineEdit
    text: str
    cursor: int


def key_of(event: bytes) -> Key | None:
    """The press in an event of the X server; None for any other event, and for keys that type nothing."""
    if event[0] & 0x7F != _PRESS:
        return None
    code, state = event[1], int.from_bytes(event[28:30], "little")
    at = int.from_bytes(event[4:8], "little") / 1000
    if code in _ENDS:
        return Key("", at, end=not state & _HELD)
    if code not in _SIGNS:
        return None
    low, high = _SIGNS[code]
    text = high if state & _SHIFT else low
    locked = bool(state & _LOCK) and text.isalpha()
    return Key(text.swapcase() if locked else text, at, command=bool(state & _HELD), caps=locked)


class KeysBefore(QObject):
    """``scanned`` with a CodeScan that the input method had, after the field is as it was before; ``expected`` is one
    that was read while it is not known yet whether its keys come through.
    """

    scanned = Signal(object)

    def __init__(
        self,
        scheduler: Scheduler,
        new_decoder: Callable[[], WedgeDecoder],
        pace: float,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._scheduler, self._new_decoder, self._pace = scheduler, new_decoder, pace
        self._decoder = new_decoder()
        self._last = float("-inf")
        self._field: _Field | None = None
        self._filter: _Native | None = None
        self.expected: CodeScan | None = None

    def start(self) -> None:
        """Read along, where there is an X server."""
        application = QGuiApplication.instance()
        if application is not None and QGuiApplication.platformName() == "xcb" and self._filter is None:
            self._filter = _Native(self.press)
            application.installNativeEventFilter(self._filter)

    def stop(self) -> None:
        """Read no longer."""
        application = QGuiApplication.instance()
        if application is not None and self._filter is not None:
            application.removeNativeEventFilter(self._filter)
        self._filter = None
        self.forget()

    def press(self, key: Key) -> None:
        """A key went down, long before Qt tells of it."""
        if not 0 <= key.at - self._last <= self._pace:
            self._begin()
        self._last = key.at
        found = self._decoder.press(key).scan
        if found is not None and found.kind != "unknown":
            self.expected = found
            self._scheduler.after(SETTLE, lambda: self._late(found))

    def _begin(self) -> None:
        self.settle()
        self._decoder = self._new_decoder()
        edit = QApplication.focusWidget()
        self._field = (
            _Field(edit, edit.text(), edit.cursorPosition()) if isinstance(edit, QLineEdit) else None
        )

    def forget(self) -> None:
        """The keys came through after all."""
        self.expected = None

    def settle(self) -> None:
        """Take out what the input method wrote, and tell of the code that was meant."""
        found, self.expected = self.expected, None
        if found is None:
            return
        was = self._field
        if was is not None and shiboken6.isValid(was.edit) and was.edit.isVisible():
            QGuiApplication.inputMethod().reset()
            changed = was.edit.text() != was.text
            # Also what is only shown of a composition goes.
            was.edit.setText(was.text)
            was.edit.setCursorPosition(was.cursor)
            if changed:
                was.edit.textEdited.emit(was.text)
        self.scanned.emit(found)

    def _late(self, found: CodeScan) -> None:
        if shiboken6.isValid(self) and self.expected is found:
            self.settle()


class _Native(QAbstractNativeEventFilter):
    """Hands presses on as they come from the X server."""

    def __init__(self, press: Callable[[Key], None]) -> None:
        super().__init__()
        self._press = press

    def nativeEventFilter(self, kind: Any, message: int) -> tuple[bool, int]:
        """Never takes an event away."""
        if bytes(kind) == _KIND:
            key = key_of(ctypes.string_at(int(message), _SIZE))
            if key is not None:
                self._press(key)
        return False, 0
