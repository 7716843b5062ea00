"""A scheduler that never fires: for commands that take one step and end."""

from __future__ import annotations

from collections.abc import Callable


class _Never:
    """Nothing was scheduled."""

    def cancel(self) -> None:
        """Nothing to do."""


class StillScheduler:
    """Implements ``app.ports.Scheduler`` for a process that does not wait."""

    def after(self, seconds: float, call: Callable[[], None]) -> _Never:
        """Do not call."""
        return _Never()

    def every(self, seconds: float, call: Callable[[], None]) -> _Never:
        """Do not call."""
        return _Never()
