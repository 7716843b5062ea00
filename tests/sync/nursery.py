"""Platforms that are born with everything loaded: a process that did the imports makes each of them by a fork.

A platform started by its command takes two seconds of processor to load its code, the same each time, and the tests of
the line start it a hundred times. What is born here runs the same ``main`` with the same words, in a process of its own
that can be killed; that the command starts is shown by those that are started by it.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LETTER = 1 << 20


class Born(subprocess.Popen[str]):
    """A child of the nursery, handled like one of our own. ``told`` gives its exit code when it has ended."""

    def __init__(self, args: Sequence[str], pid: int, stdout: int, told: int) -> None:
        # Popen starts what it is given; this one runs already. Its own ``__init__`` sets these and no others.
        self.args, self.pid, self.returncode = list(args), pid, None
        self.stdin, self.stderr, self.stdout = None, None, os.fdopen(stdout, encoding="utf-8")
        self._told, self._child_created, self._communication_started = told, True, False
        self._waitpid_lock, self._input = threading.Lock(), None

    def _internal_poll(self, _deadstate: int | None = None, **_named: object) -> int | None:
        return self._ended(0)

    def _wait(self, timeout: float | None) -> int:
        if self._ended(timeout) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def _ended(self, timeout: float | None) -> int | None:
        with self._waitpid_lock:
            if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
                self.returncode = int(os.read(self._told, 16) or b"-9")
                os.close(self._told)
        return self.returncode


class Nursery:
    """Starts platforms. The process behind it is begun with the first of them and ends with :meth:`close`."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, words: Sequence[str], environment: Mapping[str, str]) -> Born:
        """``python -m sync.platform`` with these words; its first line can be read as from any process."""
        line = self._line or self._begin()
        (out, out_there), (told, told_there) = os.pipe(), os.pipe()
        letter = json.dumps({"words": list(words), "environment": dict(environment)}).encode()
        socket.send_fds(line, [letter], [out_there, told_there, 2])
        os.close(out_there)
        os.close(told_there)
        return Born(words, int(line.recv(16)), out, told)

    def close(self) -> None:
        """No more of them; those that live go on."""
        if self._line is not None and self._process is not None:
            self._line.close()
            assert self._process.wait(60) == 0
        self._line = self._process = None

    def _begin(self) -> socket.socket:
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", "tests.sync.nursery", str(there.fileno())]
        self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[there.fileno()])
        there.close()
        self._line = here
        return here


def main(number: int) -> int:
    """Wait for letters and have a child for each; gives the code of the child in the child, and 0 at the end."""
    from sync.platform.main import main as serve

    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(fileno=number) as line:
        while True:
            letter, handles, _flags, _from = socket.recv_fds(line, _LETTER, 3)
            if not letter:
                return 0
            if (child := _born(line, handles)) is not None:
                break
            for handle in handles:
                os.close(handle)
    said = json.loads(letter)
    for handle, there in zip((child[0], child[1]), (1, 2), strict=True):
        os.dup2(handle, there)
        os.close(handle)
    os.environ.clear()
    os.environ.update(said["environment"])
    return serve(said["words"])


def _born(line: socket.socket, handles: list[int]) -> tuple[int, int] | None:
    """In the child what it writes to; None in the nursery. Between them stands one that waits for the end and tells
    it: nobody but a parent hears the code of a child.
    """
    out, told, err = handles
    if os.fork():
        return None
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if not (child := os.fork()):
        os.close(told)
        line.close()
        return out, err
    line.send(str(child).encode())
    line.close()
    os.close(out)
    os.write(told, str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
