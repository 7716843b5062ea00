"""A server of this program from its first moment to its end, which a signal asks for at any time between."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 20.0
"""So long the head of a request may take, from the connection on, or from its first byte on a kept one."""
MOST_HEAD = 256 * 1024
"""Bytes of a head that is not whole yet, or of what follows the last byte of a body; a real head has two thousand."""


class PatientProtocol(HttpToolsProtocol):
    """Connections on which nobody asks anything are let go of: whoever holds a thousand of them open, byte for byte,
    leaves no place to the windows, and a head without an end would fill the memory. Nobody has shown a token yet.
    """

    _head_bytes = 0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection: its first request is to begin soon."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Some bytes: of a head, as long as no body goes on. A body in pieces may have a second head at its end."""
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > MOST_HEAD:
            self.logger.warning("a head of %s bytes has no end", self._head_bytes)
            self.transport.abort()

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._await_head()

    def on_body(self, body: bytes) -> None:
        """Some bytes of the body: how many there may be is for the guard to say."""
        self._head_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._head_bytes = 0
        super().on_message_complete()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(HEAD_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def serve_until_ended(config: uvicorn.Config, bound: socket.socket, ready: Callable[[], None] | None = None) -> None:
    """Serve at ``bound`` until SIGTERM or SIGINT, and come back; ``ready`` is called once it really listens.

    Uvicorn minds signals only from the moment its loop runs, and raises them once more at its end. So they are minded
    here around it: one that comes before its time ends the server as soon as it stands, and none is ever lost.
    """
    server = _Server(config, ready)

    def end(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        server.run(sockets=[bound])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Server(uvicorn.Server):
    """Says that it is ready once it really listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready is not None:
            self._ready()
