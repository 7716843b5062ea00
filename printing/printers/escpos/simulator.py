"""A receipt printer made of software, on a TCP port or a pseudo-terminal, that prints into text and pictures.

It says that receipts are out which never were on paper, so it runs in rehearsal only.
"""

from __future__ import annotations

import contextlib
import io
import os
import select
import socket
import threading
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from printing.printers.escpos.paper import Paper

_SIZE = 65536


class EscposSimulator:
    """``paper`` may be looked at and tampered with through :meth:`tamper` from any thread.

    ``serial`` gives a pseudo-terminal instead of a TCP ``port`` (0: any free one); ``font`` draws the printer's own
    characters.
    """

    def __init__(
        self, rehearsal: bool, font: Path, *, width: int = 576, serial: bool = False, port: int = 0
    ) -> None:
        if not rehearsal:
            raise UserFacingError(
                "ZC-PRN-60", "模拟打印机只能在演练中使用。", "没有启动，也没有打印。", "请改用真实的打印机。"
            )
        self.paper = Paper(font, width)
        self._serial = serial
        self._port = port
        self._lock = threading.Lock()
        self._end, self._stop = socket.socketpair()
        self._door: socket.socket | None = None
        self._line = -1
        self._hold = -1
        self._guest: socket.socket | None = None
        self.url = ""
        self._thread = threading.Thread(target=self._run, name="escpos-simulator")

    def __enter__(self) -> EscposSimulator:
        if self._serial:
            # Held open at both ends, so that a host that hangs up does not take the printer with it.
            self._line, self._hold = os.openpty()
            import tty

            tty.setraw(self._hold)
            self.url = os.ttyname(self._hold)
        else:
            self._door = socket.create_server(("127.0.0.1", self._port))
            self.url = f"socket://127.0.0.1:{self._door.getsockname()[1]}"
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.close()
        self._thread.join()
        self._end.close()
        for place in (self._guest, self._door):
            if place is not None:
                place.close()
        for handle in (self._line, self._hold):
            if handle >= 0:
                os.close(handle)

    def tamper(self, **changes: object) -> None:
        """Turn knobs of the paper (``left``, ``cover_open``, ``blade_stuck``); it goes on where it stood."""
        with self._lock:
            for name, value in changes.items():
                setattr(self.paper, name, value)
            self._say(self.paper.work())

    def pictures(self) -> list[bytes]:
        """What was cut off so far, as PNG."""
        with self._lock:
            receipts = list(self.paper.receipts)
        found = []
        for receipt in receipts:
            picture = io.BytesIO()
            receipt.save(picture, "PNG")
            found.append(picture.getvalue())
        return found

    def hang_up(self) -> None:
        """The cable falls out while a receipt may be on its way."""
        with self._lock:
            if self._guest is not None:
                # The program may have let go of the line in this very moment: then there is no cable to pull.
                with contextlib.suppress(OSError):
                    self._guest.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        while True:
            watched = [part for part in (self._end, self._door, self._guest) if part is not None]
            handles: list[Any] = [*watched, *([self._line] if self._line >= 0 else [])]
            ready, _, _ = select.select(handles, [], [])
            if self._end in ready:
                return
            with self._lock:
                self._serve(ready)

    def _serve(self, ready: list[Any]) -> None:
        if self._door is not None and self._door in ready:
            guest, _ = self._door.accept()
            if self._guest is not None:
                self._guest.close()
            self._guest = guest
        elif self._guest is not None and self._guest in ready:
            try:
                data = self._guest.recv(_SIZE)
            except OSError:
                data = b""
            if not data:
                self._guest.close()
                self._guest = None
                return
            self._say(self.paper.take(data))
        elif self._line in ready:
            self._say(self.paper.take(os.read(self._line, _SIZE)))

    def _say(self, answer: bytes) -> None:
        if not answer:
            return
        try:
            if self._guest is not None:
                self._guest.sendall(answer)
            elif self._line >= 0:
                os.write(self._line, answer)
        except OSError:
            return  # the host hung up; its answer is lost as on a real line
