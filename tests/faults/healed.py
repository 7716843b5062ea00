"""What comes after a bad line: it is whole again, and everything must arrive without anybody's help."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sync.client.loop import SyncLoop
from tests.sync.support import MovedTime

QUIET = 2
"""Minutes in which nothing waits and every step goes through, after which no more is expected to happen: four steps of
an idle loop, of which each asks again what the last one asked."""


def let_rest(
    time: MovedTime, loops: Sequence[SyncLoop], minutes: int, more: Callable[[], bool] = lambda: False
) -> int:
    """Let ``minutes`` pass, or fewer when ``loops`` have come to rest; gives how many it were.

    Rest is not asked for: whoever has none after ``minutes`` is stuck, and the checks say so. ``more`` says that
    something waits which the loops do not count, as scans are.
    """
    quiet = 0
    for passed in range(minutes):
        if quiet == QUIET:
            return passed
        time.pass_(60)
        resting = not more() and all(_rests(loop) for loop in loops)
        quiet = quiet + 1 if resting else 0
    return minutes


def _rests(loop: SyncLoop) -> bool:
    status = loop.status()
    return status.state == "online" and status.pending == 0
