"""Named places where a test may kill the process, to prove that nothing is lost there (promise 1 and 2).

``ZONGCHUANG_FAULT="name:count"`` kills the process without any clean-up at the ``count``-th passage of ``name``. The
names are the literals in the calls of :func:`hit`; a test finds them all by searching the source.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "ZONGCHUANG_FAULT"


def hit(name: str) -> None:
    """Pass the point ``name``; costs one look at the environment when no fault is asked for."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    chosen, _, count = wanted.rpartition(":")
    if chosen != name:
        return
    # The countdown lives in the environment itself, so that the module keeps no state of its own.
    left = int(count) - 1
    os.environ[VARIABLE] = f"{chosen}:{left}"
    if left == 0:
        # Windows knows no SIGKILL; there any signal sent this way ends the process at once.
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
