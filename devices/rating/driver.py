"""A rating pad on a serial line, as the thread of its bus asks it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import serial

from app.errors import DeviceError
from app.ports.equipment import RatingPress

from .. import codes
from ..serial_port import close_port, line_errors, open_port
from .protocol import Lines, Named, Press, acknowledge, ask, digit, level, parse

WAIT = 0.2
FRAME, DIGITS = "frame", "digits"


class SerialRatingPad:
    """``app.ports.equipment.RatingPad``; every call from one thread.

    ``best`` is the key that says 非常满意, 1 or 5. With the dialect ``frame`` the pad is asked who it is, when it is
    opened and after ``quiet`` seconds of silence; with ``digits`` it only sends, and silence is no fault.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int = 9600,
        dialect: str = FRAME,
        best: int = 5,
        quiet: float = 5.0,
        answer: float = 1.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._baudrate, self._dialect, self._best = url, baudrate, dialect, best
        self._quiet, self._answer, self._now = quiet, answer, now
        self._port: serial.Serial | None = None
        self._name = ""
        self._forget()

    def _forget(self) -> None:
        self._lines = Lines(single=self._dialect == DIGITS)
        self._waiting: deque[bytes] = deque()
        self._last: int | None = None
        self._heard = self._now()
        self._asked: float | None = None

    def open(self) -> None:
        """Open the port and, in frames, wait for the pad's name.

        DeviceError ABSENT, NO_PERMISSION, PORT_IN_USE, NO_ANSWER (``reopen``), BAD_SETTING (``never``).
        """
        self.close()
        self._port = open_port(self._url, self._baudrate)
        self._forget()
        if self._dialect == FRAME:
            self._ask_name(self._port)

    def close(self) -> None:
        """Let go of the port; half a line is forgotten. Never raises."""
        port, self._port = self._port, None
        if port is not None:
            close_port(port)
        self._name = ""
        self._waiting.clear()

    def sam_id(self) -> str:
        """What the pad calls itself; a plain keypad has no name."""
        return self._name

    def present(self) -> bool:
        """A press does not stay."""
        return False

    def poll(self) -> RatingPress | None:
        """The next press, waiting a moment for it.

        DeviceError GARBLED_LINE (``again``), UNPLUGGED, NO_ANSWER (``reopen``).
        """
        if self._port is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        with line_errors():
            self._listen(self._port)
        while self._waiting:
            key = self._understood(self._port, self._waiting.popleft())
            if key is not None:
                return RatingPress(level(key, self._best))
        if self._dialect == FRAME:
            self._watch(self._port)
        return None

    def _listen(self, port: serial.Serial) -> None:
        if self._waiting:
            return
        port.timeout = WAIT
        came = port.read(1)
        if came:
            came += port.read(port.in_waiting)
            self._waiting.extend(self._lines.feed(came))

    def _understood(self, port: serial.Serial, line: bytes) -> int | None:
        """The key of a new press; None for anything else that a pad may say."""
        try:
            if self._dialect == DIGITS:
                return digit(line)
            said = parse(line)
        except ValueError as error:
            raise DeviceError(codes.GARBLED_LINE, "again") from error
        self._heard, self._asked = self._now(), None
        if isinstance(said, Named):
            self._name = said.name
            return None
        return self._pressed(port, said)

    def _pressed(self, port: serial.Serial, press: Press) -> int | None:
        with line_errors():
            port.write(acknowledge(press))
        again, self._last = press.number == self._last, press.number
        return None if again else press.key

    def _watch(self, port: serial.Serial) -> None:
        """A cable of a plain serial line can be pulled without the port noticing it: a silent pad is asked."""
        now = self._now()
        if self._asked is not None and now - self._asked > self._answer:
            raise DeviceError(codes.NO_ANSWER, "reopen")
        if self._asked is None and now - self._heard > self._quiet:
            self._asked = now
            with line_errors():
                port.write(ask())

    def _ask_name(self, port: serial.Serial) -> None:
        with line_errors():
            port.write(ask())
        until = self._now() + self._answer
        while not self._name and self._now() < until:
            with line_errors():
                self._listen(port)
            held = list(self._waiting)
            self._waiting.clear()
            for line in held:
                self._take_name(line)
        if not self._name:
            self.close()
            raise DeviceError(codes.NO_ANSWER, "reopen")

    def _take_name(self, line: bytes) -> None:
        """A press that comes meanwhile is not acknowledged, so the pad sends it again."""
        try:
            said = parse(line)
        except ValueError:
            return
        if isinstance(said, Named):
            self._name, self._heard = said.name, self._now()
