"""A real pcscd with one reader of ours, private to one test session; nothing of it listens beyond the loopback."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from devices.social_card.simulator import SocialSimulator

SOCKET = Path("/run/pcscd/pcscd.comm")
HEADER = Path("/usr/include/PCSC/ifdhandler.h")
PATIENCE = 60.0
READER = """FRIENDLYNAME "Zongchuang Virtual Reader"
DEVICENAME   /dev/null:0x{port:04X}
LIBPATH      {library}
CHANNELID    0x{port:04X}
"""


def lacking() -> list[str]:
    """What must be installed before there is a house."""
    path = os.environ["PATH"] + os.pathsep + "/usr/sbin"
    found = [name for name in ("pcscd", "gcc") if shutil.which(name, path=path) is None]
    if not HEADER.exists():
        found.append("libpcsclite-dev")
    if find_spec("smartcard") is None:
        found.append("pyscard")
    return found


class PcscHouse:
    """Start with :meth:`open`, end with :meth:`close`. pcscd keeps one socket per machine, so houses queue up."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = (Path(tempfile.gettempdir()) / "zongchuang-pcscd.lock").open("w")
        self.simulator = SocialSimulator()

    def open(self) -> None:
        """Compile the reader, start simulator and service. RuntimeError when another pcscd serves this machine."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if SOCKET.exists() and _answers():
            raise RuntimeError("another pcscd runs here; stop it")
        library = self._home / "reader.so"
        source = Path(__file__).with_name("reader.c")
        flags = ["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", f"-I{HEADER.parent}"]
        subprocess.run(["gcc", *flags, "-o", str(library), str(source)], check=True)
        self.simulator.__enter__()
        (self._home / "conf").mkdir()
        (self._home / "conf" / "reader").write_text(READER.format(port=self.simulator.port, library=library))
        self.start()

    def start(self) -> None:
        """Start the service and wait until it answers."""
        log = (self._home / "pcscd.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                ["/usr/sbin/pcscd", "--foreground", "--config", str(self._home / "conf"), "--debug"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(_answers, "pcscd")

    def stop(self) -> None:
        """End the service, as an update of the system does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None

    def rescan(self) -> None:
        """Have the service look for readers again, as udev does when one is plugged in."""
        assert self._process is not None
        self._process.send_signal(signal.SIGUSR1)

    def close(self) -> None:
        """End everything that was started."""
        self.stop()
        if self.simulator.port:
            self.simulator.__exit__()
        self._lock.close()


def _answers() -> bool:
    from smartcard import scard

    result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    if result != scard.SCARD_S_SUCCESS:
        return False
    scard.SCardReleaseContext(context)
    return True


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until it holds."""
    end, pause = time.monotonic() + PATIENCE, threading.Event()
    while not holds():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come about")
        pause.wait(0.01)
