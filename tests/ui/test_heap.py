"""Threads of a face share few heaps, so that a day of work does not leave the room of its largest hour in each."""

from __future__ import annotations

import subprocess
import sys

# Each thread asks for room while all the others live; the C library says how many heaps it has then.
_COUNTED = """
import ctypes, sys, tempfile, threading
from ui.heap import few_heaps

c = ctypes.CDLL(None)
c.malloc.restype = ctypes.c_void_p
if sys.argv[1] == "few":
    assert few_heaps()
there = threading.Barrier(9)

def work():
    c.malloc(100)
    there.wait(10)
    there.wait(10)

threads = [threading.Thread(target=work) for _ in range(8)]
for each in threads:
    each.start()
there.wait(10)
c.fdopen.restype = ctypes.c_void_p
with tempfile.TemporaryFile() as told:
    file = c.fdopen(ctypes.c_int(told.fileno()), b"w")
    c.malloc_info(0, ctypes.c_void_p(file))
    c.fflush(ctypes.c_void_p(file))
    told.seek(0)
    print(told.read().count(b"<heap nr="))
there.wait(10)
"""


def test_many_threads_share_few_heaps() -> None:
    def heaps(how: str) -> int:
        told = subprocess.run(
            [sys.executable, "-c", _COUNTED, how], capture_output=True, text=True, timeout=60, check=True
        )
        return int(told.stdout)

    assert heaps("few") == 2 < heaps("many")
