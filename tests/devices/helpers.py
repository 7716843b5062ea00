"""Parts that the device tests share: a quick simulated reader, time that is stepped, and a listener that remembers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.ports import DeviceState
from devices.sam.driver import Timeouts
from devices.sam.lines import Line, PtyLine, TcpLine
from devices.sam.module import Knobs
from devices.sam.simulator import SamSimulator

# Far above what a pty needs, so that only a real loss runs into them, and short enough not to wait for it.
QUICK = Timeouts(find=0.25, select=0.25, read=0.4, other=0.25, gap=0.12, boot_try=0.1, boot=0.8)
PROMPT = Knobs(find_latency=0.0, select_latency=0.0, read_latency=0.0, other_latency=0.0)
PATIENCE = 60.0
LINES: dict[str, Callable[[], Line]] = {"pty": PtyLine, "tcp": TcpLine}


def quick_simulator(line: Line | None = None, **knobs: object) -> SamSimulator:
    """A simulated reader that answers at once; ``knobs`` differ from a healthy one."""
    return SamSimulator(line if line is not None else PtyLine(), replace(PROMPT, **knobs))  # type: ignore[arg-type]


class Time:
    """Seconds that move only when somebody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now = 0.0

    def now(self) -> float:
        """The present second."""
        with self._lock:
            return self._now

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._now += seconds


class SteppedWaiter:
    """A waiter whose waits take a millisecond and count in full."""

    def __init__(self, time: Time | None = None) -> None:
        self._time = time if time is not None else Time()
        self._stop = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Step time; True when stopped."""
        self._time.pass_(seconds)
        return self._stop.wait(0.001)

    def stop(self) -> None:
        """End every wait."""
        self._stop.set()

    def now(self) -> float:
        """Stepped seconds."""
        return self._time.now()


class Listener:
    """Remembers what a device told, in order, and lets a test wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.readings: list[Any] = []
        self.story: list[str] = []

    def on_reading(self, reading: Any) -> None:
        """A card was read."""
        with self._changed:
            self.readings.append(reading)
        self._note(f"read {getattr(reading, 'kind', '') or getattr(reading, 'version', '')}")

    def on_removed(self) -> None:
        """A card was taken."""
        self._note("removed")

    def on_hint(self, code: str) -> None:
        """A hint was given."""
        self._note(f"hint {code}")

    def on_state(self, state: DeviceState, code: str) -> None:
        """A state was told."""
        self._note(f"{state} {code}")

    def _note(self, what: str) -> None:
        with self._changed:
            self.story.append(what)
            self._changed.notify_all()

    def expect(self, what: str, times: int = 1) -> None:
        """Wait until ``what`` was told so often; fails with the whole story when it never is."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.story.count(what) >= times, PATIENCE):
                raise AssertionError(f"never heard {times} × {what!r} in {self.story}")
