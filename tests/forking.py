"""A child that does what may be killed: it has everything imported already."""

from __future__ import annotations

import os
import sys
import threading
import time

_PATIENCE_S = 2.0


def fork() -> int:
    """``os.fork`` once every thread that ended is gone from the kernel too.

    Python calls a thread ended, and ``join`` returns, a moment before the system does. In that moment it still gives
    back what OpenSSL kept for it, under a lock; a child made then has the lock for ever, held by nobody, and hangs at
    its first encrypted page in another thread. Threads that Python does not know are waited for 2 s and no longer.
    """
    until, pause = time.monotonic() + _PATIENCE_S, threading.Event()
    while len(os.listdir("/proc/self/task")) > len(sys._current_frames()) and time.monotonic() < until:
        pause.wait(0.001)
    return os.fork()
