"""Which events of Qt filled a slow step of the GUI thread: opt-in, since looking at every event costs some itself."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from ui.meter import SlowStep
from ui.shared.events import kind_of

LOOP = "between events"
KEPT = 20_000
"""Events that are remembered: more than the longest step has."""
_Begun = tuple[float, float, str]


class EventLog(QObject):
    """Notes when every event of the application begins, and what it is: kind, class of the receiver, its name.

    An event lasts until the next one begins: one inside another ends the outer one's share, and what the outer one does
    afterwards counts to the inner one. That is near enough to find who is slow, and needs nothing of Qt replaced.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begun: deque[_Begun] = deque(maxlen=KEPT)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, receiver: QObject, event: QEvent) -> bool:
        name = _DIGITS.sub("#", receiver.objectName())
        self.mark(f"{kind_of(event).name} {type(receiver).__name__}" + (f" {name}" if name else ""))
        return False

    def mark(self, name: str = LOOP) -> None:
        """From now on it is this that goes on."""
        self._begun.append((time.perf_counter(), time.thread_time(), name))

    def since(self, asked: float) -> dict[str, tuple[int, float]]:
        """How often each event began since ``asked`` (seconds of perf_counter), and the milliseconds of processor time
        it had; the one that went on then is counted in.
        """
        found: dict[str, tuple[int, float]] = {}
        ended, own_then = time.perf_counter(), time.thread_time()
        for began, own, name in reversed(self._begun):
            if ended < asked:
                break
            times, spent = found.get(name, (0, 0.0))
            found[name] = times + 1, spent + (own_then - own) * 1000
            ended, own_then = began, own
        return found


Rows = dict[str, list[float]]
"""Of each event: in how many steps, how many events, their milliseconds, the longest of one step."""


def add(rows: Rows, steps: Iterable[SlowStep]) -> None:
    """Count the events of these slow steps in."""
    for step in steps:
        for name, (times, spent) in step.events.items():
            in_steps, events, total, longest = rows.get(name, [0, 0, 0.0, 0.0])
            rows[name] = [in_steps + 1, events + times, total + spent, max(longest, spent)]


def table(rows: Rows) -> list[dict[str, object]]:
    """What a person reads, the most costly first."""
    return [
        {"event": name, "steps": n, "events": events, "ms": round(total, 1), "longest_ms": round(longest, 1)}
        for name, (n, events, total, longest) in sorted(rows.items(), key=lambda row: -row[1][2])
    ]


_DIGITS = re.compile(r"\d+")
