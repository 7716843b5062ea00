"""The session of a terminal on a real X server, under its window manager: full screen, no way out by any key, and it
stands again after it was killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "matchbox-window-manager", "xdotool", "setxkbmap", "xmodmap")
LEAVING = (
    "alt+F4", "ctrl+alt+BackSpace", "alt+Tab", "alt+Escape", "alt+space", "alt+c", "alt+d", "alt+m", "ctrl+alt+x",
    "ctrl+alt+r", "ctrl+alt+e", "ctrl+alt+Delete", "ctrl+alt+F1", "ctrl+alt+F2", "ctrl+q", "ctrl+w", "ctrl+c", "super",
    "super+d", "Menu", "Print", *(f"F{n}" for n in range(1, 13)),
)  # fmt: skip


def pause(seconds: float) -> None:
    """Another program's X server tells nobody when it is done: there is nothing to wait for but time."""
    Event().wait(seconds)


@dataclass
class Desk:
    """An X server with the session on it."""

    size: tuple[int, int]
    display: str
    server: subprocess.Popen[bytes]
    session: subprocess.Popen[bytes]
    log: Path

    def x(self, *command: str) -> str:
        environment = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        return done.stdout

    def windows(self) -> list[str]:
        """Ids of what is mapped under the name of the terminal."""
        return self.x("xdotool", "search", "--onlyvisible", "--name", "自助终端").split()

    def program(self) -> psutil.Process | None:
        """The face, a child of the session."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.session.pid).children():
                if "ui" in child.cmdline() or "kiosk" in child.cmdline():
                    return child
        return None

    def family(self) -> dict[int, str]:
        """Every process below the session, with the command line that names it when a test fails."""
        found = {}
        for child in psutil.Process(self.session.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                found[child.pid] = " ".join(child.cmdline())
        return found

    def geometry(self) -> tuple[int, int, int, int]:
        found = self.windows()
        if not found:
            return (0, 0, 0, 0)
        lines = self.x("xdotool", "getwindowgeometry", "--shell", found[-1]).splitlines()
        told = dict(line.partition("=")[::2] for line in lines)
        return (int(told["X"]), int(told["Y"]), int(told["WIDTH"]), int(told["HEIGHT"]))

    def wait(self, ready: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, f"{what}: {self.log.read_text('utf-8', 'replace')[-2000:]}"
            pause(0.1)

    def stands(self) -> bool:
        return self.geometry() == (0, 0, *self.size)


def opened(size: tuple[int, int], folder: Path) -> Desk:
    """Start both; the server chooses a free display."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"],
        pass_fds=(writing,), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as told:
        display = f":{told.readline().strip()}"
    log = folder / "session.log"
    environment = {
        **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "ZONGCHUANG_PROFILE": str(folder / "profile"),
        "HOME": str(folder),
    }  # fmt: skip
    command = [str(ROOT / "installer/linux/kiosk/session"), sys.executable, "-m", "ui", "kiosk", "--rehearsal"]
    with log.open("wb") as out:
        session = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
        )
    return Desk(size, display, server, session, log)


def ended(desk: Desk) -> None:
    """Nothing of ours stays."""
    with suppress(ProcessLookupError):
        os.killpg(desk.session.pid, signal.SIGKILL)
    desk.session.wait(60)
    desk.server.terminate()
    desk.server.wait(60)


@pytest.fixture(params=[(1080, 1920), (1920, 1080)], ids=["portrait", "wide"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    missing = [name for name in NEEDED if shutil.which(name) is None]
    assert not missing, f"installer/system-packages-test.txt names what brings {missing}"
    made = opened(request.param, tmp_path)
    try:
        made.wait(made.stands, "the terminal never stood full screen")
        yield made
    finally:
        ended(made)


def test_no_key_leaves_the_terminal_and_it_stands_again_after_a_kill(desk: Desk) -> None:
    program = desk.program()
    assert program is not None
    desk.wait(
        lambda: any("platform serve" in words for words in desk.family().values()),
        "the rehearsal never started its own platform, which comes after the first page and is no key's doing",
    )
    others = desk.family()
    for key in LEAVING:
        desk.x("xdotool", "key", "--clearmodifiers", key)
    pause(1.0)  # what a key started shows itself within a second
    assert desk.session.poll() is None and program.is_running(), "a key ended the session"
    assert desk.stands() and len(desk.windows()) == 1, "a key opened, moved or closed a window"
    started = {pid: words for pid, words in desk.family().items() if pid not in others}
    assert not started, "a key started a program"
    desk.x("xdotool", "mousemove", "10", "10", "click", "3")
    desk.x("xdotool", "search", "--onlyvisible", "--name", "自助终端", "windowclose")
    program.kill()
    desk.wait(lambda: (found := desk.program()) is not None and found.pid != program.pid, "it was not started anew")
    desk.wait(desk.stands, "it does not stand full screen again")
