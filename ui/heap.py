"""How many heaps the C library keeps for the threads of a face."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc's ``malloc.h``."""
ARENAS = 2


def few_heaps(most: int = ARENAS) -> bool:
    """Let all threads share ``most`` heaps from now on; says whether the C library knows of it (glibc does; musl,
    Windows and macOS have other ways).

    glibc gives each new thread a heap of its own, up to eight for each core. What one thread lets go of in its own is
    of no use to another: of a dozen workers, seldom at work at the same time, each keeps the room of its largest hour.
    Python's own small objects lie elsewhere and are not concerned. Heaps that are there already stay.
    """
    if not sys.platform.startswith("linux"):
        return False
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    return setting is not None and bool(setting(_ARENA_MAX, most))


__all__ = ["ARENAS", "few_heaps"]
