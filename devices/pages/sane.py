"""A scanner through SANE: ``scanimage`` as a process that is ended when it hangs, since drivers do hang.

Thin: the words are in ``protocol.py``. Pages lie in a folder of the run's own between the scanner and
the hand-over, and nothing of them stays.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from app.errors import Cancelled, DeviceError
from app.ports.equipment import ScanWish

from .. import codes
from .protocol import (
    Abilities,
    complained,
    failure_of,
    parse_abilities,
    parse_devices,
    parse_progress,
    scan_command,
)

TOOL = "scanimage"
ASK_TIMEOUT = 20.0
# Lamps warm up for half a minute; a scanner that shows no progress for longer hangs.
SILENCE = 45.0
# After it said what is wrong it should end at once; drivers that hang in the attempt are not waited for.
LAST_WORDS = 2.0
STEP = 0.05


class SaneScanner:
    """``app.ports.equipment.PageScanner``; ``device`` as SANE names it, the first one when empty."""

    def __init__(
        self, device: str = "", *, silence: float = SILENCE, extra: Mapping[str, str] | None = None
    ) -> None:
        self._device = device
        self._silence = silence
        self._extra = dict(extra or {})
        self._abilities: Abilities | None = None

    def check(self) -> None:
        """DeviceError PAGES_TOOL_MISSING (``never``), PAGES_ABSENT, PAGES_BUSY, STUCK (``reopen``)."""
        if not self._device:
            found = parse_devices(self._ask("-L"))
            if not found:
                raise DeviceError(codes.PAGES_ABSENT, "reopen")
            self._device = next(iter(found))
        self._abilities = parse_abilities(self._ask(f"--device-name={self._device}", "-A"))

    def scan(
        self,
        wish: ScanWish,
        on_page: Callable[[bytes], None],
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> int:
        """See ``app.ports.equipment.PageScanner``. DeviceError 71–78, 18 when it hung."""
        if self._abilities is None:
            self.check()
        assert self._abilities is not None
        with tempfile.TemporaryDirectory(prefix="zc-pages-", ignore_cleanup_errors=True) as folder:
            command = scan_command(self._device, wish, self._abilities, f"{folder}/%04d.pnm")
            run = _Run([_tool(), *command], self._environment())
            try:
                return self._follow(run, wish, on_page, on_progress, cancelled)
            finally:
                run.end()

    def _follow(
        self,
        run: _Run,
        wish: ScanWish,
        on_page: Callable[[bytes], None],
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> int:
        pages, said, heard = 0, "", time.monotonic()
        while True:
            if cancelled():
                raise Cancelled
            line = run.next()
            if line is None:
                break
            if not line:
                quiet = time.monotonic() - heard
                if quiet > self._silence:
                    raise DeviceError(codes.STUCK, "reopen")
                if quiet > LAST_WORDS and complained(said):
                    run.end()
                    break
                continue
            heard = time.monotonic()
            page = Path(line)
            if line.endswith(".pnm") and page.is_file():
                on_page(page.read_bytes())
                page.unlink()
                pages += 1
            elif (share := parse_progress(line)) is not None:
                on_progress(share)
            else:
                said += line + "\n"
        return self._ended(run, wish, pages, said)

    @staticmethod
    def _ended(run: _Run, wish: ScanWish, pages: int, said: str) -> int:
        """A feeder that ran empty after pages did what it should."""
        code, retry = failure_of(said)
        if run.succeeded and pages:
            return pages
        if wish.feeder and pages and code == codes.NO_PAPER:
            return pages
        raise DeviceError(code, retry, f"after {pages}")

    def _ask(self, *words: str) -> str:
        try:
            done = subprocess.run(
                [_tool(), *words],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=ASK_TIMEOUT,
                stdin=subprocess.DEVNULL,
                env=self._environment(),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DeviceError(codes.STUCK, "reopen") from error
        if done.returncode:
            raise DeviceError(*failure_of(done.stderr))
        return done.stdout

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "LC_ALL": "C", **self._extra}


def _tool() -> str:
    found = shutil.which(TOOL)
    if found is None:
        raise DeviceError(codes.PAGES_TOOL_MISSING, "never", TOOL)
    return found


class _Run:
    """One run of the tool, its two streams as one sequence of lines."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._open = 2
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env=dict(environment),
        )
        streams = [stream for stream in (self._process.stdout, self._process.stderr) if stream is not None]
        self._threads = [threading.Thread(target=self._collect, args=(s,), daemon=True) for s in streams]
        for thread in self._threads:
            thread.start()

    def next(self) -> str | None:
        """The next line, empty when none came for a moment, None at the end."""
        try:
            line = self._lines.get(timeout=STEP)
        except queue.Empty:
            return ""
        if line is None:
            self._open -= 1
            return None if self._open == 0 else ""
        return line.strip() or " "

    @property
    def succeeded(self) -> bool:
        """Whether it ended well; one that said all and does not end did not."""
        try:
            return self._process.wait(LAST_WORDS) == 0
        except subprocess.TimeoutExpired:
            return False

    def end(self) -> None:
        """Have it gone: politely, so that the scanner parks its lamp, then by force."""
        self._process.terminate()
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join(2.0)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _collect(self, stream: TextIO) -> None:
        with suppress(ValueError):
            for line in stream:
                self._lines.put(line)
        self._lines.put(None)
