"""A real CUPS with a real IPP printer behind it, private to one test session: own sockets, own spool."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from printing.ipp import ABORTED, CANCELLED, COMPLETED, IppError, IppRefusedError, job_attributes

NEEDED = {
    "cupsd": "cups",
    "lp": "cups-client",
    "lpadmin": "cups-client",
    "cupsdisable": "cups-client",
    "ippeveprinter": "cups-ipp-utils",
    "avahi-daemon": "avahi-daemon",
    "dbus-daemon": "dbus",
}

CUPSD = """
Listen 127.0.0.1:{port}
Listen {home}/cups.sock
LogLevel warn
Browsing Off
WebInterface No
JobRetryInterval 1
DirtyCleanInterval 0
<Location />
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow from 127.0.0.1
  </Limit>
</Policy>
"""
FILES = """
ServerRoot {home}/etc
RequestRoot {home}/requests
CacheDir {home}/cache
StateDir {home}/state
TempDir {home}/requests/tmp
AccessLog {home}/access.log
ErrorLog {home}/error.log
PageLog {home}/page.log
SystemGroup root
"""
# The works of the printer: stands while a fault is set (a keyword, or "slow"), and says when it is gone.
WORKS = """#!/bin/sh
if [ -e {home}/fault ]; then
  fault=$(cat {home}/fault)
  [ "$fault" = slow ] || echo "STATE: +$fault" >&2
  while [ -e {home}/fault ]; do sleep 0.05; done
  [ "$fault" = slow ] || echo "STATE: -$fault" >&2
fi
"""
DBUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={home}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>
"""
AVAHI = """[server]
allow-interfaces=lo
use-ipv6=no
[publish]
disable-publishing=no
"""


def missing() -> list[str]:
    """Debian packages without which there is no print house."""
    path = os.environ["PATH"] + os.pathsep + "/usr/sbin"
    return sorted({package for tool, package in NEEDED.items() if shutil.which(tool, path=path) is None})


def free_port() -> int:
    """A port of the loopback nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class PrintHouse:
    """Start with :meth:`open`, end with :meth:`close`."""

    home: Path
    port: int = 0
    device_port: int = 0
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _ended: dict[Path, bool | None] = field(default_factory=dict)

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        bus = f"unix:path={self.home}/bus"
        path = "/usr/sbin:" + os.environ["PATH"]
        return os.environ | {"PATH": path, "DBUS_SYSTEM_BUS_ADDRESS": bus, "CUPS_SERVER": self.server}

    @property
    def printed(self) -> list[Path]:
        """What the device printed, oldest first. It keeps what arrives before it prints it, and also what it is then
        told not to print: its own word on each job decides, and counts as long as it is remembered here.
        """
        for path in (self.home / "paper").glob("*/*.pdf"):
            if self._ended.get(path) is None:
                current = int(path.parent.name) == len(list(path.parents[1].iterdir())) - 1
                self._ended[path] = self._completed(int(path.name.split("-")[0])) if current else True
        kept = [path for path, printed in self._ended.items() if printed]
        return sorted(kept, key=lambda path: path.stat().st_mtime_ns)

    def _completed(self, job: int) -> bool | None:
        """Whether the device printed its ``job`` or dropped it; None while it has it, or does not answer."""
        try:
            state = job_attributes(self.device, job, getpass.getuser())["job-state"][0]
        except IppRefusedError:
            return True  # forgotten after a minute: whoever counts sheets counts too many rather than too few
        except (OSError, IppError):
            return None
        return state == COMPLETED if state in (COMPLETED, CANCELLED, ABORTED) else None

    def holds(self) -> bool:
        """Whether the device has begun a page and stands with it."""
        return any(str(self.home / "works") in line for line in self._working())

    def open(self) -> None:
        """Bus, name service, print server, device, queue. Raises RuntimeError when one of them does not answer."""
        self.port, self.device_port = free_port(), free_port()
        for name in ("etc/ppd", "requests/tmp", "cache", "state", "paper"):
            (self.home / name).mkdir(parents=True)
        for name, text in (
            ("cupsd.conf", CUPSD),
            ("files.conf", FILES),
            ("bus.conf", DBUS),
            ("avahi.conf", AVAHI),
            ("works", WORKS),
        ):
            (self.home / name).write_text(text.format(home=self.home, port=self.port))
        subprocess.run(["chmod", "-R", "a+rwX", str(self.home)], check=True)
        (self.home / "works").chmod(0o755)
        self._run("dbus-daemon", f"--config-file={self.home}/bus.conf", "--nofork", "--nopidfile")
        self._until(lambda: (self.home / "bus").exists(), "dbus-daemon")
        # Its pid file has one place for the whole machine: a mount of our own lets several test sessions live.
        own = 'mount -t tmpfs tmpfs /run/avahi-daemon && exec avahi-daemon -f "$0" --no-drop-root --no-chroot'
        (Path("/run") / "avahi-daemon").mkdir(exist_ok=True)
        self._run("unshare", "-m", "sh", "-c", own, str(self.home / "avahi.conf"))
        # The printer gives up for good when the name service is not on the bus yet.
        self._until(lambda: "startup complete" in (self.home / "unshare.out").read_text(), "unshare")
        self.start_server()
        self.start_device()
        self.add_queue("ZC", self.device)

    @property
    def device(self) -> str:
        return f"ipp://localhost:{self.device_port}/ipp/print"

    def start_device(self) -> None:
        """Plug the printer in."""
        formats = "application/pdf,image/pwg-raster,image/urf"
        # Switched on again it counts from one again, and would write over what it printed before.
        paper = self.home / "paper" / str(len(list((self.home / "paper").iterdir())))
        paper.mkdir(mode=0o777)
        self._run(
            "ippeveprinter",
            "-n",
            "localhost",
            "-p",
            str(self.device_port),
            "-d",
            str(paper),
            "-k",
            "-f",
            formats,
            "-c",
            str(self.home / "works"),
            # Its name is said to nobody: a house near by has a printer of the same name, and both would look for new
            # ones, which keeps their name services busy.
            "-r",
            "off",
            "ZC",
        )
        self._until(lambda: self._answers(self.device_port), "ippeveprinter")

    def start_server(self) -> None:
        """Start the print server, again after a kill."""
        self._run("cupsd", "-f", "-c", str(self.home / "cupsd.conf"), "-s", str(self.home / "files.conf"))
        self._until(lambda: self._answers(self.port), "cupsd")

    def kill(self, name: str, hard: bool = True) -> None:
        """End ``cupsd`` or ``ippeveprinter`` as a power cut would, or (not ``hard``) as an administrator does."""
        for child in [child for child in self._children if Path(str(child.args[0])).name == name]:  # type: ignore[index]
            (child.kill if hard else child.terminate)()
            child.wait(60)
            self._children.remove(child)

    @property
    def spooled(self) -> list[str]:
        """Pages the print server still keeps."""
        return sorted(path.name for path in (self.home / "requests").glob("d*"))

    def fault(self, keyword: str = "") -> None:
        """Let the printer stand with ``keyword``, or (empty) go on."""
        file = self.home / "fault"
        if keyword:
            file.write_text(keyword)
        else:
            file.unlink(missing_ok=True)

    def hold(self, held: bool) -> None:
        """Have the queue keep what it is sent, or hand it on."""
        words = ["cupsdisable" if held else "cupsenable", "ZC"]
        subprocess.run(words, env=self.env, check=True, capture_output=True, timeout=60)

    def clear(self) -> None:
        """Nothing in the works, nothing waiting, nothing held."""
        self.fault()
        self.hold(False)
        subprocess.run(["cancel", "-a", "-x"], env=self.env, check=True, capture_output=True, timeout=60)
        # The server calls a queue idle while the backend of a cancelled page still speaks with the device.
        self._until(lambda: not self._working(), "cupsd")

    def _working(self) -> list[str]:
        """Backends and works that still run for this house."""
        backend, works = f"ipp://localhost:{self.device_port}/", str(self.home / "works")
        found = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = file.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            if words[0].startswith(backend) or works in words[:2]:
                found.append(" ".join(words))
        return found

    def told(self) -> str:
        """What queue, works and logs say, for whoever wonders why a page does not come."""
        said = subprocess.run(
            ["lpstat", "-t", "-W", "all"], env=self.env, capture_output=True, text=True, timeout=60, check=False
        )
        logs = [self.home / name for name in ("error.log", "ippeveprinter.out")]
        tails = [log.read_text(errors="replace")[-2000:] for log in logs if log.exists()]
        return "\n".join([said.stdout, said.stderr, *self._working(), *tails])

    def add_queue(self, name: str, device: str) -> None:
        """A driverless queue for ``device``, which knows its papers.

        The server asks the device for them after it said that the queue is there. Until it has them it hands A4 on as
        it was asked for; the device knows that paper by another name and refuses, and the server cancels the page.
        """
        queue = ["lpadmin", "-h", self.server, "-p", name, "-E", "-v", device, "-m", "everywhere"]
        subprocess.run(queue, env=self.env, check=True, capture_output=True, timeout=60)
        self._until(lambda: (self.home / "cache" / f"{name}.data").exists(), "cupsd")

    @contextmanager
    def thinking(self, seconds: float) -> Iterator[None]:
        """The device answers nobody for so long."""
        (device,) = [child for child in self._children if child.args[0] == "ippeveprinter"]  # type: ignore[index]
        device.send_signal(signal.SIGSTOP)
        again = threading.Timer(seconds, device.send_signal, (signal.SIGCONT,))
        again.start()
        try:
            yield
        finally:
            again.join()

    def load(self, sheets: int) -> None:
        """Put paper in, or take all of it out with 0."""
        query = f"size0=iso_a4_210x297mm&type0=stationery&level0={sheets}"
        for tray in range(1, 6):
            query += f"&size{tray}=iso_a4_210x297mm&type{tray}=stationery&level{tray}={sheets}"
        with urllib.request.urlopen(
            f"http://localhost:{self.device_port}/media?{query}", timeout=60
        ) as answer:
            answer.read()

    def close(self) -> None:
        """End all of it, last started first."""
        for child in reversed(self._children):
            child.terminate()
        for child in reversed(self._children):
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(60)

    def _run(self, *command: str) -> None:
        with (self.home / f"{command[0]}.out").open("wb") as out:
            self._children.append(subprocess.Popen(command, env=self.env, stdout=out, stderr=out))

    @staticmethod
    def _answers(port: int) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), 0.2):
                return True
        except OSError:
            return False

    def _until(self, ready: object, what: str) -> None:
        pause = threading.Event()
        for _ in range(1200):
            if ready():  # type: ignore[operator]
                return
            pause.wait(0.05)
        raise RuntimeError(
            f"{what} does not answer: {(self.home / f'{what}.out').read_text(errors='replace')[-400:]}"
        )
