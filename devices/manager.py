"""All devices of a workstation: one worker per bus, started and stopped together, watched for calls that
hang.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.ports import CardListener, DeviceState

from . import codes
from .kinds import DEVICES, DeviceConfig, DeviceKind
from .worker import DeviceStatus, DeviceWorker, EventWaiter, Listener, Waiter

WATCH_INTERVAL = 1.0


class Deaf:
    """Listens to a device that nobody in the running program asked for."""

    def on_reading(self, reading: Any) -> None:
        """Forget it."""

    def on_removed(self) -> None:
        """Nothing to do."""

    def on_hint(self, code: str) -> None:
        """Nothing to do."""

    def on_state(self, state: DeviceState, code: str) -> None:
        """The status keeps it."""


class DeviceManager:
    """Drives the configured devices; a device that cannot run is a status with a code and stops no other.

    ``rehearsal`` is the profile's: only there may a reader be a simulator. The listener is called on the
    threads of the buses (and of the watch), so it must hand over to its own.
    """

    def __init__(
        self,
        configs: Sequence[DeviceConfig],
        *,
        rehearsal: bool,
        kinds: Sequence[DeviceKind] = DEVICES,
        waiter: Callable[[], Waiter] = EventWaiter,
    ) -> None:
        self._configs = tuple(configs)
        self._rehearsal = rehearsal
        self._kinds = {kind.name: kind for kind in kinds}
        self._make_waiter = waiter
        self._workers: list[DeviceWorker] = []
        self._refused: list[DeviceStatus] = []
        self._watch_waiter: Waiter | None = None
        self._watch: threading.Thread | None = None

    def start(self, listener: CardListener, others: Mapping[str, Listener] | None = None) -> None:
        """Start a thread per bus; returns at once, the devices report to their listener when they are there.

        ``listener`` hears the readers of identity cards; ``others`` by port (``social-card``, ``code``). A device of
        a port that nobody listens to is driven all the same, and shows in ``status``.
        """
        buses: set[str] = set()
        hearers: dict[str, Listener] = {"id-card": listener, **(others or {})}
        for config in self._configs:
            refusal = self._refusal(config, buses)
            if refusal:
                self._refused.append(DeviceStatus(config.kind, config.url, DeviceState.FAULT, refusal))
                port = self._kinds[config.kind].port if config.kind in self._kinds else "id-card"
                hearers.get(port, Deaf()).on_state(DeviceState.FAULT, refusal)
                continue
            buses.add(config.url)
            kind = self._kinds[config.kind]
            hearer = hearers.get(kind.port, Deaf())
            worker = DeviceWorker(kind, config, hearer, rehearsal=self._rehearsal, waiter=self._make_waiter())
            self._workers.append(worker)
            worker.start()
        self._watch_waiter = self._make_waiter()
        self._watch = threading.Thread(
            target=self._watch_calls, args=(self._watch_waiter,), name="device watch", daemon=True
        )
        self._watch.start()

    def stop(self) -> None:
        """Stop all; harmless when repeated or never started."""
        if self._watch is not None and self._watch_waiter is not None:
            self._watch_waiter.stop()
            self._watch.join()
            self._watch = None
        for worker in self._workers:
            worker.stop()

    def status(self) -> list[DeviceStatus]:
        """All configured devices, from any thread."""
        return [worker.status() for worker in self._workers] + self._refused

    def _refusal(self, config: DeviceConfig, buses: set[str]) -> str:
        """Code why a configured device cannot be driven, empty when it can."""
        kind = self._kinds.get(config.kind)
        if kind is None or sys.platform not in kind.platforms:
            return codes.UNKNOWN_DEVICE
        try:
            kind.values(config.options)
        except ValueError:
            return codes.BAD_SETTING
        return codes.BAD_SETTING if config.url in buses or not config.url else ""

    def _watch_calls(self, waiter: Waiter) -> None:
        while not waiter.wait(WATCH_INTERVAL):
            for worker in self._workers:
                worker.check_overdue()
