"""A line that breaks: every connection is cut after so many bytes, whatever they carry."""

from __future__ import annotations

import socket
import threading
from types import TracebackType


class CutLine:
    """Forwards to ``upstream`` on the loopback interface; each connection ends after ``cut`` bytes sent upwards.

    ``carried`` counts what clients sent, ``cuts`` the connections that were ended.
    """

    def __init__(self, upstream: int, cut: int) -> None:
        self._upstream = upstream
        self._cut = cut
        self.carried = 0
        self.cuts = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._listen, name="cut-line")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def __enter__(self) -> CutLine:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for one in self._open:
            _end(one)
        self._thread.join(60)
        for thread in self._threads:
            thread.join(60)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._upstream))
            self._open += [client, server]
            for target, args in ((self._up, (client, server)), (_down, (server, client))):
                thread = threading.Thread(target=target, args=args, name="cut-line-part")
                self._threads.append(thread)
                thread.start()

    def _up(self, client: socket.socket, server: socket.socket) -> None:
        left = self._cut
        try:
            while data := client.recv(min(65536, left)):
                left -= len(data)
                with self._lock:
                    self.carried += len(data)
                server.sendall(data)
                if left == 0:
                    self.cuts += 1
                    break
        except OSError:
            pass
        _end(client)
        _end(server)


def _down(server: socket.socket, client: socket.socket) -> None:
    try:
        while data := server.recv(65536):
            client.sendall(data)
    except OSError:
        pass
    _end(client)
    _end(server)


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    one.close()
