"""The kernel kills or refuses inside the n-th system call: a forked child under strace, which attaches to it.

A child of the suite has everything imported already; so one fault costs the act alone, and not the start of a program.
"""

from __future__ import annotations

import ctypes
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserFacingError
from tests.forking import fork

CALLS = ("pwrite64", "write", "fdatasync", "fsync", "rename", "unlink", "ftruncate", "mkdir")
WRITING = ("pwrite64", "write", "fdatasync", "fsync", "rename", "mkdir")
"""Calls that a full or dying disk refuses."""
REFUSED = 3
"""Exit status of an act that ended with words for a person."""
_SET_PTRACER, _ANYBODY = 0x59616D61, -1
_COUNTED = re.compile(r"^(\d+) +(\w+)\(")


@dataclass(frozen=True)
class Ended:
    """How a child ended: its status, negative for a signal, and what it said on either stream."""

    status: int
    said: str
    words: str


def traced(call: Callable[[], None], options: Sequence[str], folder: Path) -> Ended:
    """Run ``call`` in a forked child under strace with ``options``; what it says is kept in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = (folder / "said", folder / "words")
    child = fork()
    if child == 0:
        os._exit(_inside(call, files))
    os.waitpid(child, os.WUNTRACED)
    command = ["strace", "-f", *options, "-p", str(child)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as strace:
        assert strace.stderr is not None
        told = strace.stderr.readline()
        os.kill(child, signal.SIGCONT if "attached" in told else signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        strace.stderr.read()
    assert "attached" in told, f"strace may not trace here: {told}"
    said, words = (file.read_text("utf-8", "replace") for file in files)
    return Ended(os.waitstatus_to_exitcode(status), said, words)


def _inside(call: Callable[[], None], files: tuple[Path, Path]) -> int:
    """The child: wait for the tracer, then act; 0, ``REFUSED`` with the code of the words, or 1 with a traceback."""
    try:
        ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
        for number, file in enumerate(files, start=1):
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, number)
            os.close(handle)
        sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(n, "w", closefd=False)) for n in (1, 2))
        os.kill(os.getpid(), signal.SIGSTOP)
        call()
        sys.stdout.flush()
        return 0
    except UserFacingError as refusal:
        os.write(2, f"{refusal.code}\n".encode())
        return REFUSED
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        return 1


def how_often(call: Callable[[], None], folder: Path, calls: Sequence[str] = CALLS) -> dict[str, int]:
    """How often the undisturbed act makes each call, in the thread that makes it most often."""
    log = folder / "calls.log"
    folder.mkdir(parents=True, exist_ok=True)
    ended = traced(call, ["-o", str(log), "-e", f"trace={','.join(calls)}", "-e", "signal=none"], folder)
    assert ended.status == 0, ended.words[-2000:]
    found = (_COUNTED.match(line) for line in log.read_text("ascii", "replace").splitlines())
    most: dict[str, int] = {}
    for (_, name), n in Counter((line[1], line[2]) for line in found if line).items():
        most[name] = max(n, most.get(name, 0))
    return {name: most[name] for name in calls if name in most}


def spread(
    counted: Mapping[str, int], wanted: int, part: tuple[int, int] = (1, 1), least: int = 2
) -> Iterator[tuple[str, int]]:
    """About ``wanted`` points over all calls, ``least`` of each kind at least, from the first passage to the last; one
    alone is in the middle. A part takes every of-th.
    """
    turn, of = part
    total = sum(counted.values())
    for call, count in counted.items():
        shares = max(least * of, wanted * of * count // total)
        points = sorted({1 + n * count // shares for n in range(shares)}) if shares > 1 else [1 + count // 2]
        yield from ((call, n) for n in points[turn - 1 :: of])


def copied(template: Path, place: Path) -> None:
    """A fresh place to act in."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place)
