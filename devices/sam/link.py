"""One question and one answer over a serial line, with every way a line can fail turned into a DeviceError."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

import serial

from app.errors import DeviceError

from .. import codes
from ..serial_port import close_port, line_errors, open_port
from .protocol import Command, Frame, FrameParser, StatusClass, encode_request, parse_sam_id

LOST = frozenset({codes.NO_ANSWER, codes.GARBLED_LINE})


class Link(ABC):
    """The host's end of whatever leads to a module; every failure is a DeviceError.

    ``repeated`` says whether the last question had to be asked twice.
    """

    def __init__(self) -> None:
        self.repeated = False

    @abstractmethod
    def open(self) -> None:
        """Open the way to the module for this program alone."""

    @abstractmethod
    def close(self) -> None:
        """Let go of it; never raises."""

    @abstractmethod
    def ask_once(self, command: Command, timeout: float) -> Frame:
        """The answer; DeviceError NO_ANSWER, GARBLED_LINE, UNPLUGGED, all ``reopen``."""

    def sam_id(self, data: bytes) -> str:
        """The module's number from the answer to 12 FF; PayloadError when it is none."""
        return parse_sam_id(data)

    def ask(self, command: Command, timeout: float) -> Frame:
        """The answer; asked a second time when it was lost or damaged, or the request arrived damaged.

        DeviceError: NO_ANSWER, GARBLED_LINE, UNPLUGGED, all ``reopen``.
        """
        self.repeated = False
        try:
            answer = self.ask_once(command, timeout)
            if answer.status.kind is not StatusClass.LINK:
                return answer
        except DeviceError as error:
            if error.code not in LOST:
                raise
        self.repeated = True
        return self.ask_once(command, timeout)


class SerialLink(Link):
    """The host's end of a serial line.

    Answers do not name their question, so whatever arrived before a request is thrown away first.
    """

    def __init__(self, url: str, baudrate: int, gap: float, clock: Callable[[], float]) -> None:
        super().__init__()
        self._url = url
        self._baudrate = baudrate
        self._gap = gap
        self._clock = clock
        self._port: serial.Serial | None = None
        self._parser = FrameParser()

    def open(self) -> None:
        """Open the port for this program alone.

        DeviceError: ABSENT, NO_PERMISSION, PORT_IN_USE (``reopen``), BAD_SETTING (``never``).
        """
        self.close()
        self._port = open_port(self._url, self._baudrate)

    def close(self) -> None:
        """Let go of the port; never raises, also when the cable is gone."""
        port, self._port = self._port, None
        if port is not None:
            close_port(port)

    def ask_once(self, command: Command, timeout: float) -> Frame:
        port = self._port
        if port is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        with line_errors():
            self._parser.reset()
            port.reset_input_buffer()
            port.write(encode_request(command))
            answer = self._answer(port, self._clock() + timeout)
        if answer is not None:
            return answer
        damaged = self._parser.rejected or self._parser.skipped
        raise DeviceError(codes.GARBLED_LINE if damaged else codes.NO_ANSWER, "reopen")

    def _answer(self, port: serial.Serial, end: float) -> Frame | None:
        """The next whole frame before ``end``; None once it cannot come any more."""
        while (left := end - self._clock()) > 0:
            begun = self._parser.partial
            port.timeout = min(left, self._gap) if begun else left
            came = port.read(self._parser.wanted)
            frames = self._parser.feed(came)
            if frames:
                return frames[0]
            if self._parser.rejected or (begun and not came):
                return None
        return None
