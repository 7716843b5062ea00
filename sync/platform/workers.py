"""Several processes behind one address: none keeps anything that another would need, so any may answer.

The parent binds the address and starts them; one that dies is started again, and all end when the parent ends, however
that happens (each watches a pipe whose other end only the parent holds).
"""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_log = logging.getLogger(__name__)

_LOOK_S = 0.2
_QUICK_DEATHS = 5
"""So many deaths per worker without any that became ready, and the parent gives up."""


class Workers:
    """Runs ``work`` in each of ``count`` children: it calls what it is given when it is ready, and returns its code."""

    def __init__(self, count: int, work: Callable[[Callable[[], None]], int]) -> None:
        self._count = count
        self._work = work
        self._children: set[int] = set()
        self._told: set[int] = set()
        self._deaths = 0
        self._ending = False
        self._alive_read, self._alive_write = os.pipe()
        self._ready_read, self._ready_write = os.pipe()

    def run(self, ready: Callable[[], None]) -> int:
        """Start all, call ``ready`` when each said that it is, and stay until a signal ends them. Gives the code."""
        before = {n: signal.signal(n, self._end) for n in (signal.SIGTERM, signal.SIGINT)}
        try:
            for _ in range(self._count):
                self._start()
            return self._watch(ready)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            for handle in (self._alive_read, self._alive_write, self._ready_read, self._ready_write):
                os.close(handle)

    def _watch(self, ready: Callable[[], None]) -> int:
        up, worst = 0, 0
        while self._children:
            if select.select([self._ready_read], [], [], _LOOK_S)[0]:
                os.read(self._ready_read, 1)
                self._deaths, up = 0, up + 1
                if up == self._count:
                    ready()
            for code in self._ended():
                if self._ending:
                    worst = worst or max(code, 0)
                    continue
                _log.error("a worker ended with %s and is started again", code)
                self._deaths += 1
                if self._deaths > _QUICK_DEATHS * self._count:
                    self._ending, worst = True, 1
                    continue
                self._start()
            if self._ending:
                self._tell()
        return worst

    def _ended(self) -> Iterator[int]:
        """Codes of the children that ended since the last look."""
        for child in list(self._children):
            gone, status = os.waitpid(child, os.WNOHANG)
            if gone:
                self._children.discard(child)
                yield os.waitstatus_to_exitcode(status)

    def _start(self) -> None:
        child = os.fork()
        if child:
            self._children.add(child)
            return
        code = 1
        try:
            os.close(self._alive_write)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            threading.Thread(target=self._end_with_parent, name="parent-watch", daemon=True).start()
            code = self._work(self._is_ready)
        except Exception:  # noqa: BLE001 — the last door of this process; the parent starts another
            _log.exception("worker failed")
        finally:
            # Not sys.exit: what the parent began is not the child's to clean up.
            os._exit(code)

    def _is_ready(self) -> None:
        os.write(self._ready_write, b"1")

    def _end_with_parent(self) -> None:
        os.read(self._alive_read, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _tell(self) -> None:
        for child in self._children - self._told:
            os.kill(child, signal.SIGTERM)
        self._told |= self._children
