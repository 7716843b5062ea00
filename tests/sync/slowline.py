"""A line as a township has it: so many bytes a second upwards, and everything cut off every few seconds."""

from __future__ import annotations

import socket
import threading
import time
from types import TracebackType

_PIECE = 32 * 1024
_CREDIT_S = 0.25
"""So long a pause is caught up again: a sleep that takes too long must not make the line slower than it is said."""


class SlowLine:
    """Forwards to ``upstream`` on the loopback interface at ``rate`` bytes a second, all connections together.

    Every ``cut_s`` seconds whatever is open ends in the middle. ``carried`` counts bytes sent upwards, ``cuts`` how
    often something was cut.
    """

    def __init__(self, upstream: int, rate: int, cut_s: float) -> None:
        self._upstream = upstream
        self._rate = rate
        self._cut_s = cut_s
        self.carried = 0
        self.cuts = 0
        self._free_at = time.monotonic()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=run, name="slow-line") for run in (self._listen, self._cut)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> SlowLine:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._end_all()
        for thread in list(self._threads):
            thread.join(60)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._upstream))
            except OSError:
                return
            with self._lock:
                self._open |= {client, server}
                self._threads = [thread for thread in self._threads if thread.is_alive()]
                for target, args in ((self._up, (client, server)), (self._down, (server, client))):
                    thread = threading.Thread(target=target, args=args, name="slow-line-part")
                    self._threads.append(thread)
                    thread.start()

    def _cut(self) -> None:
        while not self._over.wait(self._cut_s):
            if self._end_all():
                self.cuts += 1

    def _end_all(self) -> int:
        with self._lock:
            ended, self._open = self._open, set()
        for one in ended:
            _end(one)
        return len(ended)

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        try:
            while data := client.recv(_PIECE):
                self._over.wait(self._turn(len(data)))
                server.sendall(data)
        except OSError:
            pass
        self._close(client, server)

    def _turn(self, count: int) -> float:
        """Seconds until these bytes may go on."""
        with self._lock:
            self.carried += count
            now = time.monotonic()
            self._free_at = max(now - _CREDIT_S, self._free_at) + count / self._rate
            return max(0.0, self._free_at - now)

    def _down(self, server: socket.socket, client: socket.socket) -> None:
        try:
            while data := server.recv(_PIECE):
                client.sendall(data)
        except OSError:
            pass
        self._close(client, server)

    def _close(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open -= set(ends)
        for one in ends:
            _end(one)


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()
