"""A code scanner on a serial line (also USB-serial); thin, what was scanned is told by ``protocol.py``."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

import serial

from app.errors import DeviceError
from app.ports.equipment import CodeScan

from .. import codes
from ..serial_port import close_port, line_errors, open_port
from .protocol import FORMS, Splitter, scan_of

# How long one call waits for a code, and the silence after which a code without an end mark is whole.
WAIT = 0.2
PAUSE = 0.1


class SerialScanner:
    """``app.ports.equipment.CodeScanner``; every call from one thread. It sends nothing, so silence is no fault."""

    def __init__(
        self, url: str, *, baudrate: int = 9600, forms: Mapping[str, str] = FORMS, wait: float = WAIT
    ) -> None:
        self._url = url
        self._baudrate = baudrate
        self._forms = forms
        self._wait = wait
        self._port: serial.Serial | None = None
        self._splitter = Splitter()
        self._waiting: deque[bytes] = deque()

    def open(self) -> None:
        """Open the port; DeviceError ABSENT, NO_PERMISSION, PORT_IN_USE (``reopen``), BAD_SETTING (``never``)."""
        self.close()
        self._port = open_port(self._url, self._baudrate)

    def close(self) -> None:
        """Let go of the port; half a code is forgotten. Never raises."""
        port, self._port = self._port, None
        if port is not None:
            close_port(port)
        self._splitter = Splitter()
        self._waiting.clear()

    def sam_id(self) -> str:
        """Nothing names a scanner."""
        return ""

    def poll(self) -> CodeScan | None:
        """The next code; None when none came within a moment.

        DeviceError: CODE_TOO_LONG (``again``), UNPLUGGED (``reopen``).
        """
        if self._port is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        if not self._waiting:
            with line_errors():
                self._listen(self._port)
        if self._splitter.overlong:
            self._splitter.overlong = 0
            raise DeviceError(codes.CODE_TOO_LONG, "again")
        return scan_of(self._waiting.popleft(), self._forms) if self._waiting else None

    def present(self) -> bool:
        """A code does not stay."""
        return False

    def _listen(self, port: serial.Serial) -> None:
        port.timeout = PAUSE if self._splitter.partial else self._wait
        came = port.read(1)
        if came:
            came += port.read(port.in_waiting)
            self._waiting.extend(self._splitter.feed(came))
        elif self._splitter.partial:
            self._waiting.append(self._splitter.flush())
