"""A server that another program started for itself alone ends with it, however that ended."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from contextlib import suppress

_PATIENCE_S = 10.0
"""Seconds in which it may end in order."""


def add_option(command: argparse.ArgumentParser) -> None:
    """Let a command be held by whoever starts it."""
    words = "end once the standard input ends, as it does when a parent was killed"
    command.add_argument("--with-input", action="store_true", help=words)


def hold(given: argparse.Namespace) -> None:
    """If it was asked for, end this process with SIGTERM once its standard input ends, and hard if it does not go."""
    if getattr(given, "with_input", False):
        threading.Thread(target=_watch, args=(sys.stdin.fileno(),), name="leash", daemon=True).start()


def _watch(handle: int) -> None:
    with suppress(OSError):
        while os.read(handle, 4096):
            pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_PATIENCE_S)
    os._exit(1)
