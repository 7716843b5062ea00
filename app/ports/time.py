"""Ports: time, delays and randomness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.time import Timestamp


class Clock(Protocol):
    """Time as the law needs it: wall clock with its quality, and a monotonic counter for durations."""

    def now(self) -> Timestamp:
        """The present moment: UTC milliseconds, civil date in Asia/Shanghai, quality of the clock."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...


class Cancel(Protocol):
    """Handle of something scheduled."""

    def cancel(self) -> None:
        """Stop it; harmless when it already ran."""
        ...


class Scheduler(Protocol):
    """All delays go through here, so that a test can move time."""

    def after(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call once after ``seconds``."""
        ...

    def every(self, seconds: float, call: Callable[[], None]) -> Cancel:
        """Call again and again; re-arms whatever the call does, errors included."""
        ...


class Entropy(Protocol):
    """Random bytes for identifiers; a seeded one makes a story repeatable."""

    def bytes(self, count: int) -> bytes:
        """``count`` random bytes."""
        ...
