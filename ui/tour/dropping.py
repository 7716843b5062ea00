"""A line that loses every second answer: the request reaches the platform, what it says never comes back.

A small proxy on the loopback interface for the tour; harder faults are played by the test suite.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit

_CHUNK = 65536


class DroppingLine:
    """Listens on a free port and forwards to ``upstream``; ``dropped`` counts the answers it kept."""

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._stopping = threading.Event()
        self._turn = 0
        self._lock = threading.Lock()
        self.dropped = 0
        self.forwarded = 0
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="dropping line", daemon=True)

    @property
    def url(self) -> str:
        """Where to connect to."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def start(self) -> None:
        """Begin to forward."""
        self._listening.settimeout(0.2)
        self._accepting.start()

    def stop(self) -> None:
        """Close the line; what is under way is cut."""
        self._stopping.set()
        self._accepting.join(5)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        client.settimeout(10)
        with client, contextlib.suppress(OSError, ValueError):
            request = _message(client)
            while request:
                answer = self._ask(request)
                if self._lost():
                    return
                client.sendall(answer)
                request = _message(client)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(self._target, 10) as server:
            server.sendall(request)
            return _message(server)

    def _lost(self) -> bool:
        with self._lock:
            self._turn += 1
            lost = self._turn % 2 == 0
            self.dropped += lost
            self.forwarded += not lost
            return lost


def _message(connection: socket.socket) -> bytes:
    """One HTTP message: head, then as many bytes as its Content-Length says; empty when the peer closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(_CHUNK)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = connection.recv(_CHUNK)
        if not more:
            raise ValueError("cut short")
        body += more
    return head + b"\r\n\r\n" + body
