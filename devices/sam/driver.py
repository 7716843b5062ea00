"""Identity card reader on a serial line, through any pyserial URL (``/dev/ttyUSB0``, ``COM3``,
``socket://``, a pty).

Thin: it asks, waits and judges; the bytes are read in ``protocol.py`` and ``text_block.py``. The rules it
keeps:

* find, select and read follow at once, so that nothing else comes between them;
* what did not arrive whole and verified is dropped, there is no partial record;
* answers do not name their question, so what arrived before a request is thrown away first.
"""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import serial

from app.domain.people import IdCardReading
from app.errors import DeviceError

from .. import codes
from .protocol import (
    CardContent,
    Command,
    Frame,
    FrameParser,
    PayloadError,
    StatusClass,
    encode_request,
    parse_content,
    parse_sam_id,
)
from .text_block import parse_new_address, reading_of, with_new_address

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = (OSError, TypeError)
else:
    import termios

    _LINE_ERRORS = (OSError, TypeError, termios.error)

FOUND = 0x9F
TRIES = 2
# A chip can hang in the field; after this many cards in a row that cannot be selected or read only a
# reset lets go.
LATCH_LIMIT = 3


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait for an answer; a healthy reader finds and selects in 60 ms and reads in about a
    second.
    """

    find: float = 0.5
    select: float = 0.5
    read: float = 2.0
    other: float = 0.5
    gap: float = 0.3
    """Silence in the middle of an answer after which the rest is not waited for."""
    boot_try: float = 0.4
    boot: float = 5.0


_REACTIONS: Mapping[StatusClass, tuple[str, str]] = MappingProxyType(
    {
        StatusClass.LINK: (codes.GARBLED_LINE, "again"),
        StatusClass.REFUSED: (codes.COMMAND_REFUSED, "again"),
        StatusClass.DEVICE: (codes.COMMAND_REFUSED, "again"),
        StatusClass.AUTH: (codes.AUTH_FAILED, "replace"),
        StatusClass.WRONG_CARD: (codes.WRONG_CARD, "replace"),
        StatusClass.CARD_LOST: (codes.LIFTED, "replace"),
        StatusClass.SELECT: (codes.NOT_SELECTED, "replace"),
        StatusClass.IDLE: (codes.NOT_SELECTED, "replace"),
        StatusClass.BROKEN: (codes.SELF_TEST_FAILED, "never"),
        StatusClass.UNAUTHORISED: (codes.NOT_AUTHORISED, "never"),
    }
)
_OPEN_FAILURES: Mapping[int, str] = MappingProxyType(
    {
        errno.EACCES: codes.NO_PERMISSION,
        errno.EPERM: codes.NO_PERMISSION,
        errno.EBUSY: codes.PORT_IN_USE,
        errno.EAGAIN: codes.PORT_IN_USE,
    }
)


class SamReader:
    """``app.ports.CardReader`` over a serial line; every call from one thread.

    ``on_found`` is called when a card was found and its reading begins. The photo is handed on only with
    ``keep_photo``.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int = 115200,
        timeouts: Timeouts | None = None,
        keep_photo: bool = False,
        read_new_address: bool = True,
        on_found: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._baudrate = baudrate
        self._timeouts = timeouts if timeouts is not None else Timeouts()
        self._keep_photo = keep_photo
        self._read_new_address = read_new_address
        self._on_found = on_found
        self._clock = clock
        self._port: serial.Serial | None = None
        self._parser = FrameParser()
        self._sam_id = ""
        self._repeated = False
        self._card_failures = 0
        self._auth_failures = 0

    def open(self) -> None:
        """Open the port and ask for the module's number until it answers, at most 5 s.

        DeviceError: ABSENT, NO_PERMISSION, PORT_IN_USE, NO_ANSWER, GARBLED_LINE (``reopen``),
        SELF_TEST_FAILED, NOT_AUTHORISED (``never``).
        """
        self.close()
        try:
            port = serial.serial_for_url(
                self._url, do_not_open=True, baudrate=self._baudrate, write_timeout=1.0, exclusive=True
            )
            port.open()
        except ValueError as error:
            raise DeviceError(codes.BAD_SETTING, "never", type(error).__name__) from error
        except _LINE_ERRORS as error:
            code = _OPEN_FAILURES.get(getattr(error, "errno", None) or 0, codes.ABSENT)
            raise DeviceError(code, "reopen", type(error).__name__) from error
        self._port = port
        try:
            self._sam_id = self._boot()
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the port; never raises."""
        port, self._port = self._port, None
        if port is not None:
            with suppress(*_LINE_ERRORS):
                port.close()

    def sam_id(self) -> str:
        """Number of the security module, read when the port was opened."""
        return self._sam_id

    def poll(self) -> IdCardReading | None:
        """Read a card that was newly laid down; None when there is none. DeviceError as the codes of 11–16
        and 31–38.
        """
        try:
            reading = self._read_card()
        except DeviceError as error:
            raise self._counted(error) from error
        if reading is not None:
            self._card_failures = self._auth_failures = 0
        return reading

    def present(self) -> bool:
        """Whether the card last selected still lies there: its body number can be read. DeviceError when
        nobody answers.
        """
        return self._ask(Command.BODY_NUMBER, self._timeouts.other).status.kind is StatusClass.OK

    def _boot(self) -> str:
        """Wait for a module that may need 2 s after power-up."""
        end = self._clock() + self._timeouts.boot
        noise = False
        while True:
            try:
                answer = self._ask_once(Command.SAM_ID, self._timeouts.boot_try)
                if answer.status.kind is StatusClass.OK:
                    return parse_sam_id(answer.data)
                self._check(answer)
            except PayloadError:
                noise = True
            except DeviceError as error:
                if error.code not in {codes.NO_ANSWER, codes.GARBLED_LINE}:
                    raise
                noise = noise or error.code == codes.GARBLED_LINE
            if self._clock() >= end:
                raise DeviceError(codes.GARBLED_LINE if noise else codes.NO_ANSWER, "reopen")

    def _read_card(self) -> IdCardReading | None:
        found = self._ask(Command.FIND, self._timeouts.find)
        # When the first answer was lost the card may already count as found: 80 then says
        # nothing, selecting does.
        unsure = self._repeated and found.status.kind is StatusClass.IDLE
        if found.status.kind is StatusClass.IDLE and not unsure:
            return None
        if found.status.value != FOUND and not unsure:
            self._check(found)
            return None
        if not unsure and self._on_found is not None:
            self._on_found()
        selected = self._ask(Command.SELECT, self._timeouts.select)
        if unsure and selected.status.kind is StatusClass.SELECT:
            return None
        self._check(selected)
        return self._reading()

    def _reading(self) -> IdCardReading:
        try:
            content = self._content()
            reading = reading_of(content, keep_photo=self._keep_photo, sam_id=self._sam_id)
        except PayloadError as error:
            code = {"unknown-kind": codes.UNKNOWN_KIND, "lengths": codes.GARBLED_CARD}.get(
                error.code, codes.BAD_CONTENT
            )
            raise DeviceError(code, "replace", error.code) from error
        return self._with_appended_address(reading) if self._read_new_address else reading

    def _content(self) -> CardContent:
        try:
            answer = self._ask(Command.READ, self._timeouts.read)
        except DeviceError as error:
            # The reader answered a moment ago: silence now means that the card is gone,
            # noise that its data were damaged.
            code = {codes.NO_ANSWER: codes.LIFTED, codes.GARBLED_LINE: codes.GARBLED_CARD}.get(error.code)
            if code is None:
                raise
            raise DeviceError(code, "replace") from error
        self._check(answer)
        return parse_content(answer.data)

    def _with_appended_address(self, reading: IdCardReading) -> IdCardReading:
        """An address that cannot be read costs a warning, not the whole reading."""
        try:
            answer = self._ask(Command.NEW_ADDRESS, self._timeouts.other)
            if answer.status.kind is StatusClass.EMPTY:
                return reading
            self._check(answer)
            return with_new_address(reading, parse_new_address(answer.data))
        except PayloadError:
            pass
        except DeviceError as error:
            if error.code == codes.UNPLUGGED:
                raise
        return replace(reading, warnings=(*reading.warnings, "new-address-unread"))

    def _check(self, answer: Frame) -> None:
        """DeviceError unless the answer is a success."""
        status = answer.status
        if status.kind in _REACTIONS:
            code, retry = _REACTIONS[status.kind]
            raise DeviceError(code, retry, status.meaning)

    def _counted(self, error: DeviceError) -> DeviceError:
        """Second thoughts about a failure that repeats: a chip that hangs is reset, a card that is refused
        again is told so.
        """
        if error.retry != "replace":
            return error
        self._card_failures += 1
        if self._card_failures >= LATCH_LIMIT:
            self._card_failures = 0
            self._ask(Command.RESET, self._timeouts.other)
        if error.code == codes.AUTH_FAILED:
            self._auth_failures += 1
            if self._auth_failures > 1:
                return DeviceError(codes.AUTH_FAILED_AGAIN, "replace", error.detail)
        return error

    def _ask(self, command: Command, timeout: float) -> Frame:
        """The answer; asked a second time when the first was lost, damaged or the request arrived damaged."""
        self._repeated = False
        for _ in range(TRIES - 1):
            try:
                answer = self._ask_once(command, timeout)
                if answer.status.kind is not StatusClass.LINK:
                    return answer
            except DeviceError as error:
                if error.code not in {codes.NO_ANSWER, codes.GARBLED_LINE}:
                    raise
            self._repeated = True
        return self._ask_once(command, timeout)

    def _ask_once(self, command: Command, timeout: float) -> Frame:
        """One question, one answer. DeviceError NO_ANSWER, GARBLED_LINE or UNPLUGGED, all ``reopen``."""
        port = self._port
        if port is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        end = self._clock() + timeout
        with _line_errors():
            self._parser.reset()
            port.reset_input_buffer()
            port.write(encode_request(command))
            while (left := end - self._clock()) > 0:
                begun = self._parser.partial
                port.timeout = min(left, self._timeouts.gap) if begun else left
                came = port.read(self._parser.wanted)
                frames = self._parser.feed(came)
                if frames:
                    return frames[0]
                if self._parser.rejected or (begun and not came):
                    break
        damaged = self._parser.rejected or self._parser.skipped
        raise DeviceError(codes.GARBLED_LINE if damaged else codes.NO_ANSWER, "reopen")


@contextmanager
def _line_errors() -> Iterator[None]:
    try:
        yield
    except serial.SerialTimeoutException as error:
        raise DeviceError(codes.NO_ANSWER, "reopen", "write") from error
    except _LINE_ERRORS as error:
        # pyserial answers a port that vanished in mid-call with a TypeError.
        raise DeviceError(codes.UNPLUGGED, "reopen", type(error).__name__) from error
