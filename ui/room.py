"""Room in Shiboken's table of types, made before a second thread runs."""

from __future__ import annotations

import gc
import sys

from shiboken6 import Shiboken

KINDS = 600
"""More than the program ever loads: about 420 kinds of parts, its own and Qt's, in the window with every page."""


def make_room(kinds: int = KINDS) -> None:
    """Let ``kinds`` types be loaded later without the table growing; cheap, about 10 µs each.

    Before Python 3.12 Shiboken looks the data of a type up in one table for all threads. Qt asks for the meta object
    of a part without Python's lock, so a table that grows meanwhile, because another thread loads a page, ends the
    process with a fault of memory. The table never shrinks: what is made here and dropped at once leaves the room.
    Must be called on the GUI thread while no other thread touches Qt (docs/decisions/0103).
    """
    if sys.version_info >= (3, 12):
        return
    collecting = gc.isenabled()
    gc.disable()
    made = [type("_Room", (Shiboken.Object,), {"__slots__": ()}) for _ in range(kinds)]
    del made
    # Nothing looked at them meanwhile, so all of them are young still.
    gc.collect(0)
    if collecting:
        gc.enable()


__all__ = ["KINDS", "make_room"]
