"""Identity card reader behind a serial line, USB pipes or the library of its vendor (``links.py`` lists the addresses).

Thin: it asks and judges; bytes are read in ``protocol.py`` and ``text_block.py``, the line is kept in
``link.py``. Find, select and read follow at once, and what did not arrive whole and verified leaves nothing
behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.domain.people import IdCardReading
from app.errors import DeviceError
from app.values import dataclass, replace

from .. import codes
from .link import LOST, Link
from .links import link_for
from .protocol import CardContent, Command, Frame, PayloadError, StatusClass, parse_content
from .text_block import parse_new_address, reading_of, with_new_address

FOUND = 0x9F
# A chip can hang in the field: after so many cards in a row that could not be read only a reset lets go.
LATCH_LIMIT = 3


@dataclass(frozen=True)
class Timeouts:
    """Seconds to wait for an answer; a healthy reader finds and selects in 60 ms and reads in about a second.

    ``gap`` is the silence in mid-answer after which the rest is not waited for; ``boot`` bounds the tries
    of ``boot_try`` that a module gets after power-up, which takes it up to 2 s.
    """

    find: float = 0.5
    select: float = 0.5
    read: float = 2.0
    other: float = 0.5
    gap: float = 0.3
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


class SamReader:
    """``app.ports.CardReader``; every call from one thread.

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
        link: Link | None = None,
    ) -> None:
        self._timeouts = timeouts if timeouts is not None else Timeouts()
        self._link = link if link is not None else link_for(url, baudrate, self._timeouts.gap, clock)
        self._keep_photo = keep_photo
        self._read_new_address = read_new_address
        self._on_found = on_found
        self._clock = clock
        self._sam_id = ""
        self._card_failures = 0
        self._auth_failures = 0

    def open(self) -> None:
        """Open the port and ask for the module's number until it answers.

        DeviceError: ABSENT, NO_PERMISSION, PORT_IN_USE, NO_ANSWER, GARBLED_LINE (``reopen``),
        SELF_TEST_FAILED, NOT_AUTHORISED, BAD_SETTING (``never``).
        """
        self._link.open()
        try:
            self._sam_id = self._boot()
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the port; never raises."""
        self._link.close()

    def sam_id(self) -> str:
        """Number of the security module, read when the port was opened."""
        return self._sam_id

    def poll(self) -> IdCardReading | None:
        """Read a card that was newly laid down; None when there is none. DeviceError 11–16 and 31–38."""
        try:
            reading = self._read_card()
        except DeviceError as error:
            raise self._counted(error) from error
        if reading is not None:
            self._card_failures = self._auth_failures = 0
        return reading

    def present(self) -> bool:
        """Whether the card last selected still lies there: its body number can be read.

        A find would not tell, since it fails while the same card stays. DeviceError when nobody answers.
        """
        answer = self._link.ask(Command.BODY_NUMBER, self._timeouts.other)
        if answer.status.kind in {StatusClass.BROKEN, StatusClass.UNAUTHORISED}:
            _check(answer)
        return answer.status.kind is StatusClass.OK

    def _boot(self) -> str:
        end = self._clock() + self._timeouts.boot
        noise = False
        while True:
            try:
                answer = self._link.ask_once(Command.SAM_ID, self._timeouts.boot_try)
                _check(answer)
                return self._link.sam_id(answer.data)
            except PayloadError:
                noise = True
            except DeviceError as error:
                if error.code not in LOST:
                    raise
                noise = noise or error.code == codes.GARBLED_LINE
            if self._clock() >= end:
                raise DeviceError(codes.GARBLED_LINE if noise else codes.NO_ANSWER, "reopen")

    def _read_card(self) -> IdCardReading | None:
        found = self._link.ask(Command.FIND, self._timeouts.find)
        idle = found.status.kind is StatusClass.IDLE
        # When the first answer was lost the card may count as found already: 80 then says
        # nothing, selecting does.
        if idle and not self._link.repeated:
            return None
        if not idle:
            _check(found)
            if found.status.value != FOUND:
                return None
            if self._on_found is not None:
                self._on_found()
        selected = self._link.ask(Command.SELECT, self._timeouts.select)
        if idle and selected.status.kind is StatusClass.SELECT:
            return None
        _check(selected)
        return self._reading()

    def _reading(self) -> IdCardReading:
        try:
            reading = reading_of(self._content(), keep_photo=self._keep_photo, sam_id=self._sam_id)
        except PayloadError as error:
            special = {"unknown-kind": codes.UNKNOWN_KIND, "lengths": codes.GARBLED_CARD}
            raise DeviceError(special.get(error.code, codes.BAD_CONTENT), "replace", error.code) from error
        return self._with_appended_address(reading) if self._read_new_address else reading

    def _content(self) -> CardContent:
        try:
            answer = self._link.ask(Command.READ, self._timeouts.read)
        except DeviceError as error:
            if error.code not in LOST:
                raise
            # It answered a moment ago: silence now means that the card is gone, noise that
            # its data were damaged.
            code = codes.LIFTED if error.code == codes.NO_ANSWER else codes.GARBLED_CARD
            raise DeviceError(code, "replace") from error
        _check(answer)
        return parse_content(answer.data)

    def _with_appended_address(self, reading: IdCardReading) -> IdCardReading:
        """An address that cannot be read costs a warning, not the whole reading."""
        try:
            answer = self._link.ask(Command.NEW_ADDRESS, self._timeouts.other)
            if answer.status.kind is StatusClass.EMPTY:
                return reading
            _check(answer)
            return with_new_address(reading, parse_new_address(answer.data))
        except PayloadError:
            pass
        except DeviceError as error:
            if error.code == codes.UNPLUGGED:
                raise
        return replace(reading, warnings=(*reading.warnings, "new-address-unread"))

    def _counted(self, error: DeviceError) -> DeviceError:
        """A failure that repeats: a chip that hangs gets a reset, a card refused again gets its own code."""
        if error.retry != "replace":
            return error
        self._card_failures += 1
        if self._card_failures >= LATCH_LIMIT:
            self._card_failures = 0
            self._link.ask(Command.RESET, self._timeouts.other)
        if error.code == codes.AUTH_FAILED:
            self._auth_failures += 1
            if self._auth_failures > 1:
                return DeviceError(codes.AUTH_FAILED_AGAIN, "replace", error.detail)
        return error


def _check(answer: Frame) -> None:
    """DeviceError unless the answer is a success."""
    if answer.status.kind in _REACTIONS:
        code, retry = _REACTIONS[answer.status.kind]
        raise DeviceError(code, retry, answer.status.meaning)
