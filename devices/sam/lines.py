"""Serial lines for a simulated reader: a pseudo-terminal or a TCP port on this machine, with a plug that
can be pulled.
"""

from __future__ import annotations

import os
import select
import socket
import sys
from pathlib import Path
from typing import Protocol

READ_SIZE = 4096
WRITE_PATIENCE = 0.2


class Line(Protocol):
    """The device's end of a line; used by one thread."""

    @property
    def url(self) -> str:
        """Where a host finds the other end, as pyserial writes it."""
        ...

    def plug(self) -> None:
        """Make the line appear."""
        ...

    def unplug(self) -> None:
        """Make it vanish; a host that has it open sees an error."""
        ...

    def fileno(self) -> int:
        """What to wait on for ``read``; -1 while unplugged."""
        ...

    def read(self) -> bytes:
        """What came; empty when it was only a host coming or going."""
        ...

    def write(self, data: bytes) -> None:
        """Send; what nobody takes within 0.2 s is lost, as on a real line."""
        ...


class PtyLine:
    """A pseudo-terminal (Linux, macOS); ``link`` keeps one name for it over unplugging."""

    def __init__(self, link: Path | None = None) -> None:
        self._link = link
        self._master = -1
        self._slave = -1
        self._path = ""

    @property
    def url(self) -> str:
        return str(self._link) if self._link is not None else self._path

    def plug(self) -> None:
        if sys.platform == "win32":
            raise OSError("pseudo-terminals do not exist here; use --tcp")
        else:
            import tty  # absent on Windows, where the line is TCP

            self._master, self._slave = os.openpty()
            # Raw before any host opens it: an echo would come back as noise.
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self._path = os.ttyname(self._slave)
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(self._path)

    def unplug(self) -> None:
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self._master = self._slave = -1
        if self._link is not None:
            self._link.unlink(missing_ok=True)

    def fileno(self) -> int:
        return self._master

    def read(self) -> bytes:
        try:
            return os.read(self._master, READ_SIZE)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        while data and select.select([], [self._master], [], WRITE_PATIENCE)[1]:
            data = data[os.write(self._master, data) :]


class TcpLine:
    """A TCP port on the loopback, one host at a time; the port stays the same over unplugging."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._listener: socket.socket | None = None
        self._host: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self._port}"

    def plug(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port), backlog=1)
        self._port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        for end in (self._host, self._listener):
            if end is not None:
                end.close()
        self._host = self._listener = None

    def fileno(self) -> int:
        end = self._host or self._listener
        return -1 if end is None else end.fileno()

    def read(self) -> bytes:
        if self._host is None:
            if self._listener is not None:
                self._host = self._listener.accept()[0]
                self._host.settimeout(WRITE_PATIENCE)
            return b""
        try:
            data = self._host.recv(READ_SIZE)
        except OSError:
            data = b""
        if not data:
            self._host.close()
            self._host = None
        return data

    def write(self, data: bytes) -> None:
        if self._host is None:
            return
        try:
            self._host.sendall(data)
        except OSError:
            self._host.close()
            self._host = None
