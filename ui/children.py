"""Processes of our own that a face starts: the rehearsal platform and the simulated reader.

Frozen, a child is the program itself with a subcommand; in development it is the interpreter with ``-m ui``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from app.values import dataclass


def own_command(*words: str) -> list[str]:
    """The command line that runs this program with a subcommand."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "ui", *words]


@dataclass(frozen=True)
class Address:
    """Where a platform listens, on the loopback interface, and how to speak with it."""

    url: str
    token: str
    key: str


class PlatformProcess:
    """The reference platform in a process of its own; ``stop`` ends it, ``start`` may be called again.

    Its counterparts know the people of the rehearsal, so that credit, licences, seals and identity answer. It ends with
    this program too when that is killed: a pipe that nobody writes to holds it.
    """

    def __init__(self, database: Path, log: Path | None = None) -> None:
        self.database = database
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._page: subprocess.Popen[bytes] | None = None
        self.address: Address | None = None

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.poll() is None

    def start(self, port: int = 0, token: str = "", timeout: float = 60.0) -> Address:
        """Start it and wait until it answers. Raises UserFacingError ZC-REH-01 when it does not come up."""
        ready = self.database.with_suffix(".ready.json")
        ready.unlink(missing_ok=True)
        words = [
            "platform",
            "serve",
            "--db",
            str(self.database),
            "--port",
            str(port),
            "--ready-file",
            str(ready),
            "--sample",
            "--with-input",
        ]
        environment = dict(os.environ)
        if token:
            environment["ZONGCHUANG_PLATFORM_TOKEN"] = token
        output = self._log.open("ab") if self._log is not None else subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(
                own_command(*words),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=output,
                env=environment,
            )
        except OSError as error:
            raise _not_up() from error
        finally:
            if not isinstance(output, int):
                output.close()
        self.address = self._wait(ready, timeout)
        return self.address

    def _wait(self, ready: Path, timeout: float) -> Address:
        assert self._process is not None
        waiting = threading.Event()
        end = time.monotonic() + timeout
        while time.monotonic() < end and self._process.poll() is None:
            if ready.exists():
                said = json.loads(ready.read_text("utf-8"))
                ready.unlink(missing_ok=True)
                return Address(f"http://127.0.0.1:{said['port']}", said["token"], said["public_key"])
            waiting.wait(0.02)
        self.stop()
        raise _not_up()

    def told(self, *words: str, timeout: float = 60.0) -> dict[str, Any]:
        """What a command of the platform says about its database. Raises UserFacingError ZC-REH-02 when it refuses."""
        command = own_command("platform", *words[:2], "--db", str(self.database), *words[2:])
        try:
            done = subprocess.run(command, capture_output=True, timeout=timeout, check=True)
            said: dict[str, Any] = json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise no_answer() from error
        return said

    def serve_telephones(self, timeout: float = 60.0) -> None:
        """Serve the page on which telephones send pictures, on the loopback interface, until ``stop``; harmless when
        repeated. Raises UserFacingError ZC-REH-02 when it does not come up within ``timeout`` seconds.
        """
        if self._page is not None and self._page.poll() is None:
            return
        command = own_command("platform", "upload", "--db", str(self.database), "--with-input")
        try:
            page = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise no_answer() from error
        assert page.stdout is not None
        alarm = threading.Timer(timeout, page.kill)
        alarm.daemon = True
        alarm.start()
        with page.stdout as said:
            first = said.readline()  # it says where it is once it listens, and nothing when it ends
        alarm.cancel()
        if not first.startswith(b'{"port"'):
            _end(page)
            raise no_answer()
        self._page = page

    def stop(self) -> None:
        """End it; harmless when it does not run."""
        page, self._page = self._page, None
        process, self._process = self._process, None
        for each in (page, process):
            if each is not None:
                _end(each)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _not_up() -> UserFacingError:
    return UserFacingError(
        "ZC-REH-01",
        "演练用的省平台没有启动起来",
        "本机的办件都在，离线照常办理",
        "重新打开程序；仍不行请运行 zongchuang doctor",
    )


def no_answer() -> UserFacingError:
    """The province of a rehearsal does not answer."""
    return UserFacingError(
        "ZC-REH-02", "演练用的省平台没有回答", "已填的都在", "请再试一次；仍不行请运行 zongchuang doctor"
    )
