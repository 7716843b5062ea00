"""A code scanner made of software, on a pseudo-terminal or a loopback port: it scans what it is told to."""

from __future__ import annotations

import argparse
import select
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from app.values import dataclass

from ..sam.lines import Line, PtyLine, TcpLine
from ..simulated import bad_line, converse, refuse_real_profile, say

HOST_PATIENCE = 0.05
USABLE = "scan 内容、hex 字节、knob encoding|suffix|chunk=值、unplug、plug、quit"
_SUFFIXES = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "none": b""}


@dataclass
class Habits:
    """How the scanner sends: encoding of texts, end mark, bytes at a time (0: all)."""

    encoding: str = "utf-8"
    suffix: str = "cr"
    chunk: int = 0

    def change(self, name: str, text: str) -> None:
        """Change one of them; ValueError for an unknown name or value."""
        if name == "encoding" and text in {"utf-8", "gb18030"}:
            self.encoding = text
        elif name == "suffix" and text in _SUFFIXES:
            self.suffix = text
        elif name == "chunk":
            self.chunk = int(text)
        else:
            raise ValueError(f"{name}={text}")


class ScannerSimulator:
    """A scanner at the end of a line; used by one thread, its own line needs none."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._pause = threading.Event()
        self.habits = Habits()

    @property
    def url(self) -> str:
        """Where a driver finds it."""
        return self._line.url

    def __enter__(self) -> ScannerSimulator:
        self.plug()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.unplug()

    def plug(self) -> None:
        """Connect the cable."""
        self._line.plug()

    def unplug(self) -> None:
        """Pull it."""
        self._line.unplug()

    def scan(self, text: str) -> None:
        """Scan a code with this text."""
        self.send(text.encode(self.habits.encoding))

    def send(self, code: bytes) -> None:
        """Send the bytes of a code and the end mark."""
        if isinstance(self._line, TcpLine) and select.select([self._line.fileno()], [], [], HOST_PATIENCE)[0]:
            self._line.read()  # let a waiting host in, or a gone one go
        data = code + _SUFFIXES[self.habits.suffix]
        size = self.habits.chunk or max(1, len(data))
        for at in range(0, len(data), size):
            self._line.write(data[at : at + size])
            if self.habits.chunk:
                self._pause.wait(0.002)


def obey(simulator: ScannerSimulator, line: str) -> None:
    """Do what one control line says; UserFacingError ``ZC-DEV-46`` and nothing done when it cannot be."""
    verb, _, rest = line.strip().partition(" ")
    try:
        if verb == "scan" and rest:
            simulator.scan(rest)
        elif verb == "hex" and rest:
            simulator.send(bytes.fromhex(rest))
        elif verb == "knob":
            name, _, text = rest.partition("=")
            simulator.habits.change(name.strip(), text.strip())
        elif verb in {"plug", "unplug"} and not rest:
            (simulator.plug if verb == "plug" else simulator.unplug)()
        else:
            raise ValueError(line.strip())
    except ValueError as error:
        raise bad_line(error, USABLE) from error


def main(
    argv: Sequence[str], *, rehearsal: bool, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> int:
    """Run a simulated scanner until ``quit`` or the end of input; its address is the first line.

    UserFacingError ``ZC-DEV-41`` in a real profile.
    """
    refuse_real_profile(rehearsal)
    parser = argparse.ArgumentParser(
        prog="zongchuang devices simulate code-scanner", description=main.__doc__
    )
    parser.add_argument("--tcp", action="store_true", help="a TCP port on this machine")
    parser.add_argument("--port", type=int, default=0, help="the TCP port (default: any free one)")
    parser.add_argument("--link", type=Path, help="a name that stays for the pseudo-terminal")
    options = parser.parse_args(argv)
    sink = stdout or sys.stdout
    with ScannerSimulator(TcpLine(options.port) if options.tcp else PtyLine(options.link)) as simulator:
        say(sink, simulator.url)
        converse(stdin or sys.stdin, sink, lambda text: obey(simulator, text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], rehearsal=True))
