"""How a card reader is reached: the PC/SC service of the system, or the line of a simulated reader.

An address is ``pcsc:`` (the first reader), ``pcsc:NAME`` (the first whose name contains NAME) or ``vpcd://HOST:PORT``.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import urlsplit

from app.errors import DeviceError
from app.values import dataclass

from .. import codes
from ..simulated import VIRTUAL_READERS

PCSC, SOCKET = "pcsc:", "vpcd://"
SOCKET_TIMEOUT = 5.0
POWER_OFF, POWER_ON, RESET, ASK_ATR = 0, 1, 2, 4


@dataclass(frozen=True)
class Look:
    """What lies in the reader: ``mark`` changes with every insertion; ``mute`` is a card that does not answer."""

    present: bool
    mark: int = 0
    mute: bool = False


@dataclass(frozen=True)
class Session:
    """A powered card; ``block`` says that it speaks T=1, where a command may ask for its answer at once."""

    atr: bytes
    block: bool
    transmit: Callable[[bytes], bytes]


class CardLink(Protocol):
    """A reader as the driver sees it; every failure is a DeviceError."""

    def open(self) -> None:
        """Find the reader: ABSENT, NO_PCSC_LIBRARY, NO_PCSC_SERVICE."""
        ...

    def close(self) -> None:
        """Let go; never raises."""
        ...

    def name(self) -> str:
        """Name of the reader."""
        ...

    def look(self) -> Look:
        """What lies there now; UNPLUGGED when the reader is gone."""
        ...

    def session(self) -> AbstractContextManager[Session]:
        """Power the card for one reading and leave it reset; LIFTED, CARD_MUTE, CARD_IN_USE."""
        ...


def link_for(url: str) -> CardLink:
    """The link of an address; DeviceError BAD_SETTING for another scheme."""
    if url.startswith(PCSC):
        return PcscLink(url.removeprefix(PCSC))
    parts = urlsplit(url)
    if url.startswith(SOCKET) and parts.hostname and parts.port:
        return SocketLink(parts.hostname, parts.port)
    raise DeviceError(codes.BAD_SETTING, "never", "scheme")


class SocketLink:
    """A simulated reader on this machine: length-prefixed commands, as the virtual reader of vsmartcard speaks."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._line: socket.socket | None = None
        self._mark = 0
        self._atr = b""

    def open(self) -> None:
        self.close()
        try:
            self._line = socket.create_connection(self._address, SOCKET_TIMEOUT)
        except OSError as error:
            raise DeviceError(codes.ABSENT, "reopen", type(error).__name__) from error

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line, self._atr = None, b""

    def name(self) -> str:
        return VIRTUAL_READERS[0]

    def look(self) -> Look:
        atr = self._ask(bytes([ASK_ATR]))
        if atr and not self._atr:
            self._mark += 1
        self._atr = atr
        return Look(bool(atr), self._mark, mute=atr == MUTE)

    @contextmanager
    def session(self) -> Iterator[Session]:
        if self._atr == MUTE:
            raise DeviceError(codes.CARD_MUTE, "replace")
        self._send(bytes([POWER_ON]))
        try:
            yield Session(self._atr, block=False, transmit=self._transmit)
        finally:
            with suppress(DeviceError):
                self._send(bytes([POWER_OFF]))

    def _transmit(self, command: bytes) -> bytes:
        answer = self._ask(command)
        if not answer:
            self._atr = b""
            raise DeviceError(codes.LIFTED, "replace")
        return answer

    def _ask(self, message: bytes) -> bytes:
        self._send(message)
        return self._receive(struct.unpack(">H", self._receive(2))[0])

    def _send(self, message: bytes) -> None:
        if self._line is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        try:
            self._line.sendall(struct.pack(">H", len(message)) + message)
        except OSError as error:
            raise DeviceError(codes.UNPLUGGED, "reopen", type(error).__name__) from error

    def _receive(self, size: int) -> bytes:
        assert self._line is not None
        came = b""
        while len(came) < size:
            try:
                piece = self._line.recv(size - len(came))
            except TimeoutError as error:
                raise DeviceError(codes.NO_ANSWER, "reopen") from error
            except OSError as error:
                raise DeviceError(codes.UNPLUGGED, "reopen", type(error).__name__) from error
            if not piece:
                raise DeviceError(codes.UNPLUGGED, "reopen")
            came += piece
        return came


# What a simulated reader says of a card that does not answer its reset.
MUTE = b"\x00"

# Names of result values in the binding; a card-level result ends one reading, a reader-level one the session.
_RESULTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "SCARD_E_NO_SMARTCARD": (codes.LIFTED, "replace"),
        "SCARD_W_REMOVED_CARD": (codes.LIFTED, "replace"),
        "SCARD_W_RESET_CARD": (codes.LIFTED, "replace"),
        "SCARD_E_NOT_TRANSACTED": (codes.LIFTED, "replace"),
        "SCARD_W_UNRESPONSIVE_CARD": (codes.CARD_MUTE, "replace"),
        "SCARD_W_UNPOWERED_CARD": (codes.CARD_MUTE, "replace"),
        "SCARD_W_UNSUPPORTED_CARD": (codes.CARD_MUTE, "replace"),
        "SCARD_E_PROTO_MISMATCH": (codes.CARD_MUTE, "replace"),
        "SCARD_E_SHARING_VIOLATION": (codes.CARD_IN_USE, "replace"),
        "SCARD_E_NO_SERVICE": (codes.NO_PCSC_SERVICE, "reopen"),
        "SCARD_E_SERVICE_STOPPED": (codes.NO_PCSC_SERVICE, "reopen"),
        "SCARD_E_NO_READERS_AVAILABLE": (codes.ABSENT, "reopen"),
    }
)
_READER_GONE = (codes.UNPLUGGED, "reopen")


class PcscLink:
    """A reader of the PC/SC service (pcscd on Linux, the smart card service on Windows), by pyscard.

    pyscard's plain calls are used: its monitors start threads of their own, and a bus has one thread.
    """

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self._scard: Any = None
        self._context: Any = None
        self._name = ""

    def open(self) -> None:
        self.close()
        try:
            from smartcard import scard  # optional: no wheel on Linux
        except ImportError as error:
            raise DeviceError(codes.NO_PCSC_LIBRARY, "never", "pyscard") from error
        self._scard = scard
        result, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if result != scard.SCARD_S_SUCCESS:
            self._context = None
            raise self._error(result, (codes.NO_PCSC_SERVICE, "reopen"))
        result, names = scard.SCardListReaders(self._context, [])
        fitting = sorted(name for name in names if self._wanted in name)
        if result != scard.SCARD_S_SUCCESS or not fitting:
            self.close()
            raise DeviceError(codes.ABSENT, "reopen")
        self._name = fitting[0]
        try:
            self.look()
        except DeviceError as error:
            # A reader that was pulled may stay in the list for a while.
            self.close()
            raise DeviceError(codes.ABSENT, "reopen", error.detail) from error

    def close(self) -> None:
        if self._context is not None:
            self._scard.SCardReleaseContext(self._context)
        self._context = None

    def name(self) -> str:
        return self._name

    def look(self) -> Look:
        scard = self._alive()
        result, states = scard.SCardGetStatusChange(
            self._context, 0, [(self._name, scard.SCARD_STATE_UNAWARE)]
        )
        if result != scard.SCARD_S_SUCCESS:
            raise self._error(result, _READER_GONE)
        state = states[0][1]
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            raise DeviceError(*_READER_GONE)
        present = bool(state & scard.SCARD_STATE_PRESENT)
        # The upper half counts insertions and removals.
        return Look(present, state >> 16, mute=bool(state & scard.SCARD_STATE_MUTE))

    @contextmanager
    def session(self) -> Iterator[Session]:
        scard = self._alive()
        both = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, card, protocol = scard.SCardConnect(self._context, self._name, scard.SCARD_SHARE_SHARED, both)
        self._check(result)
        try:
            # Bank software must not slip its commands between ours.
            self._check(scard.SCardBeginTransaction(card))
            result, _, _, _, atr = scard.SCardStatus(card)
            self._check(result)
            block = protocol == scard.SCARD_PROTOCOL_T1
            control = scard.SCARD_PCI_T1 if block else scard.SCARD_PCI_T0
            yield Session(bytes(atr), block, lambda command: self._transmit(card, control, command))
            # Ending the transaction by a reset closes again what an authentication opened.
            scard.SCardEndTransaction(card, scard.SCARD_RESET_CARD)
        finally:
            scard.SCardDisconnect(card, scard.SCARD_RESET_CARD)

    def _transmit(self, card: Any, control: Any, command: bytes) -> bytes:
        result, answer = self._scard.SCardTransmit(card, control, list(command))
        self._check(result)
        return bytes(byte & 0xFF for byte in answer)

    def _alive(self) -> Any:
        if self._context is None:
            raise DeviceError(*_READER_GONE)
        return self._scard

    def _check(self, result: int) -> None:
        if result != self._scard.SCARD_S_SUCCESS:
            # A transmission that fails while the card is pulled is told in many ways: ask the reader itself.
            lifted = not self.look().present
            raise self._error(result, (codes.LIFTED, "replace") if lifted else (codes.CARD_MUTE, "replace"))

    def _error(self, result: int, otherwise: tuple[str, str]) -> DeviceError:
        unsigned = result & 0xFFFFFFFF
        for name, (code, retry) in _RESULTS.items():
            if getattr(self._scard, name, 0) & 0xFFFFFFFF == unsigned:
                return DeviceError(code, retry, name)
        return DeviceError(*otherwise, f"{unsigned:08X}")
