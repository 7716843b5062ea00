"""Tells systemd that the event loop turns; when it no longer does, the session is started anew (``installer/``)."""

from __future__ import annotations

import contextlib
import os
import socket

from app.ports import Cancel, Scheduler

DEFAULT_SECONDS = 10.0


class Watchdog:
    """Silent unless ``NOTIFY_SOCKET`` is set, as under a unit with ``WatchdogSec``."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")
        self._timer: Cancel | None = None

    def start(self, scheduler: Scheduler) -> None:
        """Say READY now and WATCHDOG twice in every period, from the event loop itself."""
        if not self._address:
            return
        self._say("READY=1")
        period = float(os.environ.get("WATCHDOG_USEC", "0") or 0) / 1_000_000
        self._timer = scheduler.every(
            period / 2 if period else DEFAULT_SECONDS, lambda: self._say("WATCHDOG=1")
        )

    def stop(self) -> None:
        """The session ends on purpose."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._say("STOPPING=1")

    def _say(self, text: str) -> None:
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(text.encode(), address)
