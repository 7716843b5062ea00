"""Who steps when: the relay of a hall's server, in a thread of each of its processes, one of them at a time.

The turn is a lock in the database that ends with its connection. So when the process that has it dies, or its machine
does, another goes on where the database says; nobody hands anything over, and nothing is sent that was acknowledged.
"""

from __future__ import annotations

import logging
import random
import threading
import time

from sqlalchemy.exc import SQLAlchemyError

from sync.platform.database import Database
from sync.platform.rebirth import get, put
from sync.platform.relay import RELAY_TURN, Relay
from sync.platform.upstream_line import UpstreamError

_log = logging.getLogger(__name__)

_CAP_S = 60.0
_SOON_S = 0.25
_FULL = "relay_full_ms"
"""When one of the processes last asked for everybody (UTC milliseconds)."""


class RelayThread:
    """Steps again and again until ``stop``; only one process of a hall's server has its turn at a time.

    What comes in goes up at once; changes are asked for every ``every_s`` seconds, as a window does.
    """

    def __init__(
        self, relay: Relay, database: Database, every_s: float, chance: random.Random | None = None
    ) -> None:
        self._relay = relay
        self._every_s = every_s
        self._next_full = 0.0
        self._shared = database.engine.dialect.name == "postgresql"
        self._database = database
        self._chance = chance or random.Random()
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something came in: go up with it now."""
        self._woken.set()

    def stop(self) -> None:
        """End after the step that runs."""
        self._ended.set()
        self._woken.set()
        self._thread.join(_CAP_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.clear()
            mine = True
            try:
                with self._database.turns.if_free(RELAY_TURN) as mine:
                    if mine:
                        self._step()
                self._failures = 0
            except (UpstreamError, SQLAlchemyError, OSError) as error:
                self._failures += 1
                _log.warning("relay: %s", error if isinstance(error, UpstreamError) else type(error).__name__)
            except Exception:  # noqa: BLE001 — whatever went wrong in a step, there is a next one
                self._failures += 1
                _log.exception("relay failed")
            if self._failures:
                # A line that is down is not asked at every commit that comes in.
                self._ended.wait(self._chance.uniform(0.1, min(_CAP_S, 2.0 ** min(self._failures, 10))))
            elif not mine:
                # Whoever has the turn may have looked before what came in here was written.
                self._ended.wait(_SOON_S)
            else:
                self._woken.wait(max(0.0, self._next_full - time.monotonic()))

    def _step(self) -> None:
        everyone = self._is_due()
        self._relay.step(everyone)
        if everyone:
            self._next_full = time.monotonic() + self._every_s
            if self._shared:
                with self._database.write() as connection:
                    put(connection, _FULL, str(_now_ms()))

    def _is_due(self) -> bool:
        """Whether to ask for everybody: of several processes one does it for all. The first time each does."""
        if time.monotonic() < self._next_full:
            return False
        if self._shared and self._next_full:
            with self._database.read() as connection:
                last = int(get(connection, _FULL) or 0)
            left = self._every_s - (_now_ms() - last) / 1000
            if 0 < left <= self._every_s:
                self._next_full = time.monotonic() + left
                return False
        return True


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
