"""A process of our own for what may crash or hang: questions and answers as lines of JSON, with a time limit."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
END_PATIENCE = 2.0
# What the frozen program may run as a child of itself.
CHILDREN = frozenset({"devices.sam.helper", "devices.face.simulator", "devices.pages.helper"})


class ChildLost(Exception):
    """The child ended (``crashed``), did not answer in time (``hung``) or could not be started (``missing``)."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind} {detail}".strip())
        self.kind = kind
        self.detail = detail


def own_command(module: str, *words: str) -> list[str]:
    """The command that runs a module of this room as a child; frozen, the program itself with a subcommand."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "devices", "child", module, *words]
    return [sys.executable, "-m", module, *words]


class Child:
    """A child process; used by one thread. After a loss it must be started anew."""

    def __init__(
        self, command: Sequence[str], *, folder: Path | None = None, extra: Mapping[str, str] | None = None
    ) -> None:
        self._command = list(command)
        self._folder = folder
        self._extra = dict(extra or {})
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int:
        """Number of the running process, 0 when there is none."""
        return self._process.pid if self._process is not None else 0

    def start(self) -> None:
        """Start it; ChildLost ``missing`` when there is nothing to start."""
        self.stop()
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **self._extra},
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise ChildLost("missing", type(error).__name__) from error
        assert process.stdout is not None
        self._process, self._lines = process, queue.Queue()
        self._thread = threading.Thread(
            target=_collect, args=(process.stdout, self._lines), name=f"child {process.pid}", daemon=True
        )
        self._thread.start()

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """The answer. ChildLost, and the child is gone, when it dies or stays silent for longer."""
        if self._process is None or self._process.stdin is None:
            raise ChildLost("crashed", "not running")
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=seconds)
        except queue.Empty as error:
            self.stop()
            raise ChildLost("hung") from error
        except OSError as error:
            raise ChildLost("crashed", self._ending()) from error
        try:
            answer = json.loads(line) if line is not None else None
        except ValueError:
            answer = None  # a library that prints is no partner either
        if not isinstance(answer, dict):
            raise ChildLost("crashed", self._ending())
        return answer

    def _ending(self) -> str:
        """How it ended, for the counters; the process is gone afterwards."""
        process = self._process
        self.stop()
        return "" if process is None else str(process.returncode)

    def stop(self) -> None:
        """End it: by closing its input, and by force when that does not help. Harmless when repeated."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            # One that hangs ignores polite signals as well.
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(END_PATIENCE)
        if self._thread is not None:
            self._thread.join(END_PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


def _collect(source: TextIO, lines: queue.Queue[str | None]) -> None:
    with suppress(ValueError):
        for line in source:
            lines.put(line)
    lines.put(None)


def run(module: str, words: Sequence[str]) -> int:
    """Be the child ``module``, one of CHILDREN; ValueError for another."""
    if module not in CHILDREN:
        raise ValueError(f"no child {module}")
    return int(import_module(module).main(words))


def answer_questions(source: TextIO, sink: TextIO, answer: Any) -> None:
    """The child's side: ``answer(question)`` for every line until the parent closes."""
    for line in source:
        sink.write(json.dumps(answer(json.loads(line))) + "\n")
        sink.flush()
