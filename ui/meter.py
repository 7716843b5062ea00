"""The meter of slow steps: how long the GUI thread leaves a key or a picture waiting, and what it did meanwhile."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app.values import dataclass, field
from ui.collector import Collector
from ui.turns import Events, Turns

SLOW_MS = 16.0
"""A step of the GUI thread longer than one frame at 60 Hz is felt."""


@dataclass(frozen=True)
class SlowStep:
    """A stretch of the GUI thread: milliseconds, what it was doing, and how much of that it worked itself.

    ``own_ms`` is processor time of the GUI thread: the rest it waited, for Python's lock, a disk or a busy machine.
    ``queued_ms`` of that it was ready to work and the machine had no processor for it. Both 0 where the system does
    not tell. ``events``: what of Qt's events filled it, how often and for how many ms, where somebody looked.
    """

    ms: float
    name: str
    own_ms: float = 0.0
    queued_ms: float = 0.0
    events: dict[str, tuple[int, float]] = field(default_factory=dict)


class StepMeter(QObject):
    """Measures how long the GUI thread leaves an event waiting, and keeps every wait over the limit.

    A watching thread posts an event, waits for its answer and posts the next: a step of the GUI thread shows
    as a late answer (short by its beginning). While the answer is late it looks at the GUI thread's
    stack again and again, so that the offender has a name: the outermost function of ours and, after an arrow, the
    innermost one, each as it was seen most often. The event loop's own signals will not do for the clock on the wall:
    GLib's loop tells of sleeping only after it has worked; for the thread's own work they do, see ``turns``. Meant for
    tests, the tour and the bench; what these do themselves on the GUI thread (looking for a control, taking a picture)
    they do under :meth:`aside`.
    """

    PAUSE_S = 0.004
    LOOK_S = 0.005
    _pinged = Signal()

    def __init__(
        self, limit_ms: float = SLOW_MS, parent: QObject | None = None, events: Events | None = None
    ) -> None:
        super().__init__(parent)
        self.limit_ms = limit_ms
        self._events = events
        self._filled: dict[str, tuple[int, float]] = {}
        self.doing = ""
        self.slow: list[SlowStep] = []
        self.steps = 0
        self._answered_at = (0.0, 0.0, 0.0)
        self._asked = 0.0
        self._aside = (0.0, 0.0, 0.0)
        self._answered = threading.Event()
        self._end = threading.Event()
        self._gui = threading.get_ident()
        self._worked = _work_clock(self._gui)
        self._queued = _QueueClock(threading.get_native_id())
        self._watcher = threading.Thread(target=self._watch, name="zc-meter", daemon=True)
        self._collector = Collector(self)
        self.turns = Turns(limit_ms, self, events)
        self._pinged.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to measure the thread that made the meter."""
        if gc.isenabled():
            # Where no runner collects already: two would look through the same twice.
            self._collector.start()
        self.turns.start()
        self._watcher.start()

    def stop(self) -> None:
        """End measuring and join the watching thread."""
        self.turns.stop()
        self._end.set()
        self._answered.set()
        if self._watcher.is_alive():
            self._watcher.join(2.0)
        self._queued.close()
        self._collector.stop()

    def worst_turns(self) -> list[SlowStep]:
        """The turns of the loop with the most work of their own, over half of the limit, the longest first."""
        return [
            SlowStep(turn.own_ms, _named(Counter(turn.seen)) or "event", turn.own_ms, 0.0, turn.events)
            for turn in self.turns.worst
        ]

    def worst(self, count: int = 10) -> list[SlowStep]:
        """The longest steps over the limit."""
        return sorted(self.slow, key=lambda step: -step.ms)[:count]

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What happens meanwhile on the GUI thread is not the program's."""
        began = self._clocks()
        self.turns.leave()
        if self._events is not None:
            self._events.mark(ASIDE)
        try:
            yield
        finally:
            self._aside = tuple(  # type: ignore[assignment]
                aside + now - then
                for aside, now, then in zip(self._aside, self._clocks(), began, strict=True)
            )
            self.turns.come_back()
            if self._events is not None:
                self._events.mark()

    def _clocks(self) -> tuple[float, float, float]:
        """Seconds gone by, worked by the GUI thread, and spent by it in line for a processor."""
        return time.perf_counter(), self._worked(), self._queued()

    def _now(self) -> tuple[float, float, float]:
        """The clocks without what happened aside."""
        wall, own, queued = (now - aside for now, aside in zip(self._clocks(), self._aside, strict=True))
        return wall, own, queued

    def _answer(self) -> None:
        self._answered_at = self._now()
        if self._events is not None:
            self._filled = self._events.since(self._asked)
            self._filled.pop(ASIDE, None)
        self._answered.set()

    def _watch(self) -> None:
        while not self._end.wait(self.PAUSE_S):
            self._answered.clear()
            asked, self._asked = self._now(), time.perf_counter()
            self._pinged.emit()
            seen: Counter[tuple[str, str]] = Counter()
            while not self._answered.wait(self.LOOK_S) and not self._end.is_set():
                stack = _stack(self._gui)
                seen[stack] += 1
                self.turns.look(stack)
            self.steps += 1
            spent, own_ms, queued = ((b - a) * 1000 for a, b in zip(asked, self._answered_at, strict=True))
            if not self._end.is_set() and spent > self.limit_ms:
                name = _named(seen) or self.doing or "event"
                self.slow.append(SlowStep(spent, name, own_ms, queued, self._filled))


ASIDE = "aside"


def _work_clock(thread: int) -> Callable[[], float]:
    """Seconds of processor time that a thread has had; always 0 where the system does not tell."""
    try:
        clock = time.pthread_getcpuclockid(thread)
    except (AttributeError, OSError):
        return lambda: 0.0
    return lambda: time.clock_gettime(clock)


class _QueueClock:
    """Seconds that a thread (by its native number) was ready and had no processor; 0 where the system does not tell."""

    def __init__(self, thread: int) -> None:
        told = Path(f"/proc/self/task/{thread}/schedstat")
        # Opened once: it is asked twice a step.
        self._told = told.open("rb", buffering=0) if told.exists() else None

    def __call__(self) -> float:
        if self._told is None:
            return 0.0
        # At a place of its own: the watching thread and the GUI thread may ask at once.
        return int(os.pread(self._told.fileno(), 80, 0).split()[1]) / 1e9

    def close(self) -> None:
        """Nobody asks any more."""
        if self._told is not None:
            self._told.close()
            self._told = None


def _stack(thread: int) -> tuple[str, str]:
    """Outermost and innermost function of ours on a thread's stack; what plays or runs the program is named only where
    there is nothing else.
    """
    frame = sys._current_frames().get(thread)
    outer = inner = other = ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        name = f"{module}.{frame.f_code.co_qualname}"
        if module.startswith(_OURS) and not module.startswith(_NOT_OURS):
            outer = name
            inner = inner or f"{name}:{frame.f_lineno}"
        elif "site-packages" not in frame.f_code.co_filename:
            other = other or f"{name}:{frame.f_lineno}"
        frame = frame.f_back
    return (outer, inner) if outer else (other.rpartition(":")[0], other)


_OURS = ("ui.", "app.", "sync.", "printing.", "devices.")
_NOT_OURS = ("ui.runner", "ui.meter", "ui.tour", "ui.window.run", "ui.window.door", "ui.cli", "ui.shots")


def _named(seen: Counter[tuple[str, str]]) -> str:
    """The function seen most often, and what it was in most often."""
    outers: Counter[str] = Counter()
    for (outer, _), times in seen.items():
        outers[outer] += times
    if not outers:
        return ""
    most = outers.most_common(1)[0][0]
    if not most:
        return ""
    inner = Counter({inner: times for (outer, inner), times in seen.items() if outer == most}).most_common(1)[
        0
    ][0]
    return inner if inner.startswith(f"{most}:") else f"{most} → {inner}"
