"""How much the GUI thread works in each turn of its event loop, measured where the turn begins and ends."""

from __future__ import annotations

import time
from collections import deque
from typing import Protocol

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Qt

from app.values import dataclass, field

LOOKS = 64
"""Looks at the stack that are kept: more than a turn of a quarter of a second has."""

WORST = 60
"""Turns that are kept, the longest."""

Seen = tuple[str, str]


@dataclass(frozen=True)
class LongTurn:
    """A turn longer than the limit: milliseconds of processor time of the GUI thread, and what was seen in it."""

    own_ms: float
    seen: tuple[Seen, ...]
    events: dict[str, tuple[int, float]] = field(default_factory=dict)


class Events(Protocol):
    """Who looks at the events of Qt, see :class:`ui.tour.events.EventLog`."""

    def mark(self, name: str = ...) -> None:
        """From now on it is this that goes on."""

    def since(self, asked: float) -> dict[str, tuple[int, float]]:
        """How often each event began since ``asked``, and its milliseconds."""


class Turns(QObject):
    """Counts the turns of the event loop of the thread that made it, and keeps each whose own work is over the limit.

    The loop tells before it looks for work (``aboutToBlock``) and after one round of it (``awake``). Asleep it uses no
    processor, so the thread's processor time between the two is all of that round and nothing else: no watching thread
    has to be woken in time, and a busy machine lengthens nothing. What is done outside of the loop, as a test does it
    that drives a widget, counts as a turn too. A loop without these words is measured by nobody: ``count`` stays 0.
    """

    def __init__(self, limit_ms: float, parent: QObject | None = None, events: Events | None = None) -> None:
        super().__init__(parent)
        self.limit_ms = limit_ms
        self._events = events
        self.count = 0
        self.longest_ms = 0.0
        self.over = 0
        self.worst: list[LongTurn] = []
        self._looks: deque[tuple[float, Seen]] = deque(maxlen=LOOKS)
        self._began = 0.0
        self._began_at = 0.0
        self._away: float | None = None

    def start(self) -> None:
        """The first turn begins."""
        loop = QAbstractEventDispatcher.instance()
        self._began, self._began_at = time.thread_time(), time.perf_counter()
        loop.aboutToBlock.connect(self._end, Qt.ConnectionType.DirectConnection)
        loop.awake.connect(self._end, Qt.ConnectionType.DirectConnection)

    def stop(self) -> None:
        """No turn is counted any more."""
        loop = QAbstractEventDispatcher.instance()
        if self._began_at:
            self._began_at = 0.0
            loop.aboutToBlock.disconnect(self._end)
            loop.awake.disconnect(self._end)

    def leave(self) -> None:
        """What follows, whole turns of the loop included, is not the program's, until :meth:`come_back`."""
        self._away = time.thread_time() - self._began

    def come_back(self) -> None:
        """The turn that was left goes on."""
        if self._away is not None:
            self._began, self._away = time.thread_time() - self._away, None

    def look(self, seen: Seen) -> None:
        """Another thread saw the GUI thread in these functions."""
        self._looks.append((time.perf_counter(), seen))

    def _end(self) -> None:
        if self._away is not None:
            return
        now = time.thread_time()
        own_ms = (now - self._began) * 1000
        self.count += 1
        self.longest_ms = max(self.longest_ms, own_ms)
        self.over += own_ms > self.limit_ms
        if own_ms > self.limit_ms / 2:
            self._keep(own_ms)
        self._began, self._began_at = now, time.perf_counter()

    def _keep(self, own_ms: float) -> None:
        seen = tuple(what for moment, what in tuple(self._looks) if moment >= self._began_at)
        events = self._events.since(self._began_at) if self._events is not None else {}
        self.worst.append(LongTurn(own_ms, seen, events))
        self.worst.sort(key=lambda turn: -turn.own_ms)
        del self.worst[WORST:]
