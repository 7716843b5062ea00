"""A server of this program from its first moment to its end, which a signal asks for at any time between."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn


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
