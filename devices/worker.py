"""One thread per bus: it opens, polls and reopens a device, and tells a listener what happens to people and
cards.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urlsplit

from app.errors import DeviceError
from app.ports import DeviceState
from app.values import dataclass, field, replace

from . import codes
from .kinds import DeviceConfig, DeviceKind, PolledReader

log = logging.getLogger(__name__)
# A probe can fail once by chance; a kiosk wipes its screen when a card is gone, so it must fail twice.
REMOVAL_PROBES = 2
# A device that cannot be cured by waiting is still asked again, since someone may have exchanged it.
BROKEN_FACTOR = 10
JOIN_PATIENCE = 3.0


class Listener(Protocol):
    """Who hears what happens on a device: a CardListener, SocialCardListener or CodeListener of ``app.ports``."""

    def on_reading(self, reading: Any) -> None:
        """Something was read whole."""
        ...

    def on_removed(self) -> None:
        """It was taken away."""
        ...

    def on_hint(self, code: str) -> None:
        """Something the person can do now."""
        ...

    def on_state(self, state: DeviceState, code: str) -> None:
        """The device's state changed."""
        ...


class Waiter(Protocol):
    """How a worker lets time pass; tests put their own in its place."""

    def wait(self, seconds: float) -> bool:
        """Wait; True when the worker is to stop, at once."""
        ...

    def stop(self) -> None:
        """End every wait, now and later."""
        ...

    def now(self) -> float:
        """Seconds that never run backwards."""
        ...


class EventWaiter:
    """Real time."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def wait(self, seconds: float) -> bool:
        return self._stop.wait(seconds)

    def stop(self) -> None:
        self._stop.set()

    def now(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class DeviceStatus:
    """What ``doctor`` and the devices page show of one device; ``errors`` counts by code, nothing here is
    personal.
    """

    kind: str
    url: str
    state: DeviceState
    code: str
    sam_id: str = ""
    opens: int = 0
    reads: int = 0
    removals: int = 0
    errors: Mapping[str, int] = field(default_factory=dict)


class BusGuard:
    """A reader that only the thread of its bus may touch, with the start of the running call on record.

    Serial handles and vendor libraries break in rare and silent ways when two threads use them, so a wrong
    thread is a RuntimeError at once.
    """

    def __init__(self, reader: PolledReader, now: Callable[[], float]) -> None:
        self._reader = reader
        self._owner = threading.get_ident()
        self._now = now
        self.call_began: float | None = None

    @contextmanager
    def _call(self) -> Iterator[PolledReader]:
        if threading.get_ident() != self._owner:
            raise RuntimeError("a device was touched outside the thread of its bus")
        self.call_began = self._now()
        try:
            yield self._reader
        finally:
            self.call_began = None

    def open(self) -> None:
        with self._call() as reader:
            reader.open()

    def close(self) -> None:
        with self._call() as reader:
            reader.close()

    def sam_id(self) -> str:
        with self._call() as reader:
            return reader.sam_id()

    def poll(self) -> Any | None:
        with self._call() as reader:
            return reader.poll()

    def present(self) -> bool:
        with self._call() as reader:
            return reader.present()


@dataclass
class _Card:
    """What is known of the card on the reader.

    ``holding``: it was read and not yet removed; ``since``: monotonic seconds when it was read or first noticed;
    ``misses``: probes in a row that did not find it; ``hinted``: the last hint given about it; ``reading``: what was
    read of it; ``doubted``: the line blinked since then, so that it may be another one or none.
    """

    holding: bool = False
    since: float | None = None
    misses: int = 0
    hinted: str = ""
    reading: Any = field(default=None, repr=False)
    doubted: bool = False


class DeviceWorker:
    """Drives one device on its own thread from ``start`` to ``stop``."""

    def __init__(
        self,
        kind: DeviceKind,
        config: DeviceConfig,
        listener: Listener,
        *,
        rehearsal: bool,
        waiter: Waiter | None = None,
    ) -> None:
        """ValueError when the options of ``config`` are wrong."""
        self._kind = kind
        self._config = config
        self._options: dict[str, Any] = kind.values(config.options)
        self._listener = listener
        self._rehearsal = rehearsal
        self._waiter = waiter if waiter is not None else EventWaiter()
        self._lock = threading.Lock()
        self._state = DeviceState.STARTING
        self._code = kind.words.get(codes.STARTING, codes.STARTING)
        self._sam_id = ""
        self._counts: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._guard: BusGuard | None = None
        self._thread = threading.Thread(target=self._run, name=f"bus {config.url}", daemon=True)
        self._healthy = False
        self._card = _Card()

    def start(self) -> None:
        """Begin; the device is opened on the new thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; one that hangs in a driver is left behind after 3 s and dies with the process."""
        self._waiter.stop()
        self._thread.join(JOIN_PATIENCE)

    def status(self) -> DeviceStatus:
        """A snapshot, from any thread."""
        with self._lock:
            return DeviceStatus(
                kind=self._kind.name,
                url=self._config.url,
                state=self._state,
                code=self._code,
                sam_id=self._sam_id,
                opens=self._counts["opens"],
                reads=self._counts["reads"],
                removals=self._counts["removals"],
                errors=dict(self._errors),
            )

    def check_overdue(self) -> None:
        """Report a driver call that runs longer than ``call_timeout``; called by the manager's watch."""
        guard = self._guard
        began = guard.call_began if guard is not None else None
        if began is not None and self._waiter.now() - began > self._options["call_timeout"]:
            self._set_state(DeviceState.FAULT, codes.STUCK)

    def _run(self) -> None:
        self._tell(self._listener.on_state, self._state, self._code)
        stopped = False
        while not stopped:
            try:
                self._session()
                stopped = True
            except DeviceError as error:
                stopped = self._failed(error)
            except Exception:
                # A fault in one driver must not take the others, or the counter, with it.
                log.exception("driver fault %s", codes.DRIVER_FAULT)
                stopped = self._failed(DeviceError(codes.DRIVER_FAULT, "reopen"))
        self._set_state(DeviceState.ABSENT, codes.STOPPED)

    def _session(self) -> None:
        """From open to close; returns when told to stop, raises when the device is lost."""
        if not self._rehearsal and is_imitation(self._config.url):
            raise DeviceError(codes.SIMULATED_READER, "never")
        guard = BusGuard(
            self._kind.factory(self._config.url, self._options, self._on_found), self._waiter.now
        )
        self._guard = guard
        try:
            guard.open()
            sam_id = guard.sam_id()
            if not self._rehearsal and sam_id.startswith(tuple(self._kind.simulated_ids)):
                raise DeviceError(codes.SIMULATED_READER, "never")
            with self._lock:
                self._sam_id = sam_id
                self._counts["opens"] += 1
            self._set_state(DeviceState.READY, codes.READY)
            while True:
                self._step(guard)
                self._healthy = True
                if self._waiter.wait(self._options["poll_interval"]):
                    return
        finally:
            self._guard = None
            guard.close()

    def _failed(self, error: DeviceError) -> bool:
        """Note a lost device and wait; True when told to stop meanwhile."""
        self._count_error(error.code)
        if self._healthy and error.retry == "reopen" and error.code != codes.DRIVER_FAULT:
            # A blink of the line is not shown: the state changes only when reopening fails too.
            self._healthy = False
            doubted = self._card.holding or self._card.doubted
            self._card = replace(self._card, holding=False, doubted=doubted)
            return self._waiter.wait(self._options["poll_interval"])
        if self._card.holding or self._card.doubted:
            self._removed()
        self._card = _Card()
        absent = error.code in {codes.ABSENT, codes.UNPLUGGED}
        self._set_state(DeviceState.ABSENT if absent else DeviceState.FAULT, error.code)
        factor = BROKEN_FACTOR if error.retry == "never" else 1
        return self._waiter.wait(self._options["reopen_interval"] * factor)

    def _step(self, guard: BusGuard) -> None:
        if self._card.holding:
            self._watch_card(guard)
        else:
            self._look(guard)

    def _look(self, guard: BusGuard) -> None:
        """Look for a new card and read it."""
        try:
            reading = guard.poll()
        except DeviceError as error:
            if error.retry in {"reopen", "never"}:
                raise
            self._count_error(error.code)
            self._set_state(DeviceState.READY, codes.READY)
            self._hint(error.code)
            return
        self._set_state(DeviceState.READY, codes.READY)
        if self._card.doubted and self._is_the_same(guard, reading):
            return
        if reading is None:
            self._notice_unread(guard)
            return
        if self._kind.holds:
            self._card = _Card(holding=True, since=self._waiter.now(), reading=reading)
        with self._lock:
            self._counts["reads"] += 1
        self._tell(self._listener.on_reading, reading)

    def _is_the_same(self, guard: BusGuard, reading: Any | None) -> bool:
        """After a blink of the line: a card that still lies there was never taken away, and is not read again.

        Told as taken and read anew it would open a terminal in the name of somebody who has gone.
        """
        before = self._card
        if reading == before.reading if reading is not None else guard.present():
            self._card = replace(before, holding=True, misses=0, doubted=False)
            return True
        self._removed()
        self._card = _Card()
        return False

    def _notice_unread(self, guard: BusGuard) -> None:
        """A card that lies there and is not found was read before: it must be lifted and put back."""
        if not guard.present():
            self._card = _Card()
            return
        if self._card.since is None:
            self._card.since = self._waiter.now()
        elif (
            self._waiter.now() - self._card.since >= self._options["replace_hint_after"]
            and not self._card.hinted
        ):
            self._hint(codes.REPLACE_CARD)

    def _watch_card(self, guard: BusGuard) -> None:
        """Whether the card that was read still lies there."""
        if not guard.present():
            self._card.misses += 1
            if self._card.misses >= REMOVAL_PROBES:
                self._removed()
                self._card = _Card()
            return
        self._card.misses = 0
        # A call that hung and came back: the reader works, though the card was not lifted since.
        self._set_state(DeviceState.READY, codes.READY)
        patience = self._options["left_hint_after"]
        if patience and self._card.since is not None and self._waiter.now() - self._card.since >= patience:
            self._hint(codes.CARD_LEFT)

    def _removed(self) -> None:
        with self._lock:
            self._counts["removals"] += 1
        self._tell(self._listener.on_removed)

    def _hint(self, code: str) -> None:
        if code != self._card.hinted:
            self._card.hinted = code
            self._tell(self._listener.on_hint, self._kind.words.get(code, code))

    def _on_found(self) -> None:
        self._set_state(DeviceState.BUSY, codes.READING)

    def _count_error(self, code: str) -> None:
        with self._lock:
            self._errors[code] += 1

    def _set_state(self, state: DeviceState, code: str) -> None:
        code = self._kind.words.get(code, code)
        with self._lock:
            if (state, code) == (self._state, self._code):
                return
            self._state, self._code = state, code
        self._tell(self._listener.on_state, state, code)

    def _tell(self, call: Callable[..., None], *arguments: object) -> None:
        """A listener that fails must not stop the bus."""
        try:
            call(*arguments)
        except Exception:
            log.exception("listener fault on bus")
            self._count_error(codes.DRIVER_FAULT)


def is_imitation(url: str) -> bool:
    """Whether an address can only be software on this machine: a pseudo-terminal or a loopback socket."""
    if "://" in url:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "loop" or host in {"localhost", "::1"} or host.startswith("127.")
    return os.path.realpath(url).startswith("/dev/pts/")
