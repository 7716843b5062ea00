"""A signature pad behind the local service of its vendor; thin, words and frames are in ``protocol.py``."""

from __future__ import annotations

import base64
import secrets
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from app.errors import Cancelled, DeviceError
from app.ports.equipment import PadSignature, PadWish

from .. import codes
from ..simulated import SIMULATED_PAD
from .protocol import (
    CLOSE,
    NEUTRAL,
    PING,
    PONG,
    TEXT,
    Dialect,
    FrameReader,
    PadDataError,
    accept_key,
    encode_frame,
    end_message,
    parse_message,
    start_message,
)

CONNECT_TIMEOUT = 3.0
STEP = 0.1
# How long a pad waits for a hand; a person who reads first needs minutes.
PATIENCE = 300.0
HEAD_MOST = 8192


class ServicePad:
    """``app.ports.equipment.SignaturePad`` over ``ws://127.0.0.1:PORT``; only services of this machine are asked."""

    def __init__(
        self, url: str, *, rehearsal: bool, dialect: Dialect = NEUTRAL, patience: float = PATIENCE
    ) -> None:
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port or 0, parts.path or "/"
        self._good = parts.scheme == "ws" and self._host in {"127.0.0.1", "localhost"} and self._port > 0
        self._rehearsal = rehearsal
        self._dialect = dialect
        self._patience = patience

    def check(self) -> None:
        """Whether the service answers. DeviceError PAD_ABSENT (``reopen``), BAD_SETTING (``never``)."""
        self._connected().close()

    def _connected(self) -> socket.socket:
        if not self._good:
            raise DeviceError(codes.BAD_SETTING, "never", "url")
        try:
            return socket.create_connection((self._host, self._port), CONNECT_TIMEOUT)
        except OSError as error:
            raise DeviceError(codes.PAD_ABSENT, "reopen", type(error).__name__) from error

    def sign(self, wish: PadWish, cancelled: Callable[[], bool]) -> PadSignature:
        """See ``app.ports.equipment.SignaturePad``.

        DeviceError: PAD_ABSENT, PAD_LOST, STUCK (``reopen``), PAD_NO_SIGNATURE (``again``), BAD_SETTING, and
        SIMULATED_READER in a real profile (``never``).
        """
        line = self._connected()
        with line:
            try:
                rest = self._shake_hands(line)
                self._send(line, start_message(self._dialect, wish))
                return self._wait(line, wish, cancelled, rest)
            except OSError as error:
                raise DeviceError(codes.PAD_LOST, "reopen", type(error).__name__) from error
            except PadDataError as error:
                raise DeviceError(codes.PAD_NO_SIGNATURE, "again", str(error)) from error
            finally:
                with suppress(OSError):
                    self._send(line, end_message(self._dialect))

    def _shake_hands(self, line: socket.socket) -> bytes:
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        line.sendall(
            f"GET {self._path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode(
                "ascii"
            )
        )
        head = b""
        while b"\r\n\r\n" not in head:
            came = line.recv(1024)
            if not came or len(head) > HEAD_MOST:
                raise ConnectionError("no handshake")
            head += came
        head, _, rest = head.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0] + b" " or accept_key(key).encode() not in head:
            raise ConnectionError("no web socket")
        return rest

    def _wait(
        self, line: socket.socket, wish: PadWish, cancelled: Callable[[], bool], rest: bytes
    ) -> PadSignature:
        reader, end = FrameReader(), time.monotonic() + self._patience
        line.settimeout(STEP)
        came = rest
        while True:
            for kind, data in reader.feed(came):
                if kind == PING:
                    line.sendall(encode_frame(PONG, data, secrets.token_bytes(4)))
                elif kind == CLOSE:
                    raise ConnectionError("closed")
                elif (signature := self._heard(data, wish)) is not None:
                    return signature
            if cancelled():
                raise Cancelled
            if time.monotonic() > end:
                raise DeviceError(codes.STUCK, "reopen")
            try:
                came = line.recv(65536)
            except TimeoutError:
                came = b""
                continue
            if not came:
                raise ConnectionError("gone")

    def _heard(self, data: bytes, wish: PadWish) -> PadSignature | None:
        said = parse_message(self._dialect, data.decode("utf-8", errors="replace"), wish)
        if said is True:
            raise Cancelled
        if not isinstance(said, PadSignature):
            return None
        if said.device == SIMULATED_PAD and not self._rehearsal:
            raise DeviceError(codes.SIMULATED_READER, "never")
        return said

    @staticmethod
    def _send(line: socket.socket, text: str) -> None:
        line.sendall(encode_frame(TEXT, text.encode(), secrets.token_bytes(4)))
