"""Threads for what is soon done: the work of the ledger, looks that every window takes twice a minute, signatures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

_T = TypeVar("_T")

AT_ONCE = 4
"""So many at a time.

Python runs one thread at a time, and whoever holds a lock of the database needs the interpreter again after each
answer of it: the more threads want it, the longer everybody waits for that lock (40 threads: seconds).
"""


class Quick:
    """Runs short work in few threads of its own.

    What may take long (scans, the object store, the province behind a hall) has the pool of the framework, of 40, and
    never keeps these from anybody; nor do these keep those.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._limiter = CapacityLimiter(at_once)

    async def run(self, work: Callable[[], _T]) -> _T:
        """What ``work`` gives or raises."""
        return await run_sync(work, limiter=self._limiter)
