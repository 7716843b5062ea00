"""A rating pad made of software, on a pseudo-terminal or a loopback port: it is pressed as it is told."""

from __future__ import annotations

import argparse
import contextlib
import select
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from ..sam.lines import Line, PtyLine, TcpLine
from ..simulated import SIMULATED_RATING, bad_line, converse, refuse_real_profile, say
from .protocol import KEYS, Lines, acknowledged, framed

AGAIN = 0.3
"""Seconds after which a press that nobody acknowledged is sent again."""
TRIES = 5
PATIENCE = 5.0
USABLE = "press 1–5、hex 字节、knob dialect=frame|digits、knob deaf=次数、knob mute=0|1、unplug、plug、quit"


class RatingSimulator:
    """A pad at the end of a line. ``dialect`` as the driver's; ``deaf``: so many acknowledgements it does not hear;
    ``mute``: it answers nothing, like a pad without power at the end of a cable.
    """

    def __init__(self, line: Line, dialect: str = "frame") -> None:
        self._line = line
        self.dialect, self.deaf, self.mute = dialect, 0, False
        self._changed = threading.Condition()
        self._lines = Lines()
        self._pending: list[tuple[int, int]] = []
        self._number, self._tries, self._next = -1, 0, 0.0
        self._wanted = self._plugged = self._stopping = False
        self._wake_out, self._wake_in = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="rating-simulator", daemon=True)

    @property
    def url(self) -> str:
        """Where a host finds it."""
        return self._line.url

    def __enter__(self) -> RatingSimulator:
        with self._changed:
            self._wanted = True
            self._follow()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stopping = True
        self._wake()
        self._thread.join(PATIENCE)
        with self._changed:
            self._wanted = False
            self._follow()
        self._wake_in.close()
        self._wake_out.close()

    def plug(self) -> None:
        """Connect the cable."""
        self._want(True)

    def unplug(self) -> None:
        """Pull it; what was pressed and not heard is forgotten."""
        self._want(False)

    def press(self, key: int) -> None:
        """A finger on a key, 1 to 5 from the left."""
        with self._changed:
            if self.dialect == "digits":
                self._line.write(f"{key}\r".encode("ascii"))
                return
            self._number = (self._number + 1) % 10
            self._pending.append((self._number, key))
        self._wake()

    def send(self, data: bytes) -> None:
        """Bytes as they are, such as noise."""
        with self._changed:
            self._line.write(data)

    def heard(self) -> bool:
        """Wait until every press was acknowledged; False when one never was."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending, PATIENCE)

    def _want(self, plugged: bool) -> None:
        with self._changed:
            self._wanted = plugged
            self._wake()
            self._changed.wait_for(lambda: self._plugged is plugged, PATIENCE)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_in.send(b"!")

    def _follow(self) -> None:
        if self._wanted and not self._plugged:
            self._line.plug()
        elif self._plugged and not self._wanted:
            self._line.unplug()
            self._pending.clear()
            self._tries = 0
        self._plugged = self._wanted
        self._changed.notify_all()

    def _run(self) -> None:
        while not self._stopping:
            with self._changed:
                self._follow()
                self._repeat()
                ends = [end for end in (self._line.fileno(), self._wake_out.fileno()) if end >= 0]
                wait = AGAIN / 3 if self._pending else None
            ready = select.select(ends, [], [], wait)[0]
            if self._wake_out.fileno() in ready:
                self._wake_out.recv(64)
            elif ready:
                with self._changed:
                    self._answer(self._line.read())

    def _repeat(self) -> None:
        """Send the oldest press that was not heard, again and again, but not for ever."""
        if not self._pending or self.mute or time.monotonic() < self._next:
            return
        number, key = self._pending[0]
        if self._tries >= TRIES:
            self._drop()
            return
        self._tries += 1
        self._next = time.monotonic() + AGAIN
        self._line.write(framed(f"R,{number},{key}"))

    def _drop(self) -> None:
        self._pending.pop(0)
        self._tries, self._next = 0, 0.0
        self._changed.notify_all()

    def _answer(self, came: bytes) -> None:
        for line in self._lines.feed(came):
            try:
                number = acknowledged(line)
            except ValueError:
                continue
            if self.mute or self.dialect != "frame":
                continue
            if number is None:
                self._line.write(framed(f"I,{SIMULATED_RATING}"))
            elif self.deaf:
                self.deaf -= 1
            elif self._pending and self._pending[0][0] == number:
                self._drop()


def obey(simulator: RatingSimulator, line: str) -> None:
    """Do what one control line says; UserFacingError ``ZC-DEV-46`` and nothing done when it cannot be."""
    verb, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    try:
        if verb == "press" and len(rest) == 1 and rest in KEYS:
            simulator.press(int(rest))
        elif verb == "hex" and rest:
            simulator.send(bytes.fromhex(rest))
        elif verb == "knob":
            _turn(simulator, *rest.split("=", 1))
        elif verb in {"plug", "unplug"} and not rest:
            (simulator.plug if verb == "plug" else simulator.unplug)()
        else:
            raise ValueError(line.strip())
    except (ValueError, TypeError) as error:
        raise bad_line(ValueError(line.strip()), USABLE) from error


def _turn(simulator: RatingSimulator, name: str, text: str) -> None:
    if name == "dialect" and text in {"frame", "digits"}:
        simulator.dialect = text
    elif name == "deaf":
        simulator.deaf = int(text)
    elif name == "mute" and text in {"0", "1"}:
        simulator.mute = text == "1"
    else:
        raise ValueError(name)


def main(
    argv: Sequence[str], *, rehearsal: bool, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> int:
    """Run a simulated rating pad until ``quit`` or the end of input; its address is the first line.

    UserFacingError ``ZC-DEV-41`` in a real profile.
    """
    refuse_real_profile(rehearsal)
    parser = argparse.ArgumentParser(prog="zongchuang devices simulate rating-pad", description=main.__doc__)
    parser.add_argument("--tcp", action="store_true", help="a TCP port on this machine")
    parser.add_argument("--port", type=int, default=0, help="the TCP port (default: any free one)")
    parser.add_argument("--link", type=Path, help="a name that stays for the pseudo-terminal")
    parser.add_argument("--dialect", choices=["frame", "digits"], default="frame", help="how it speaks")
    options = parser.parse_args(argv)
    sink = stdout or sys.stdout
    line: Line = TcpLine(options.port) if options.tcp else PtyLine(options.link)
    with RatingSimulator(line, options.dialect) as simulator:
        say(sink, simulator.url)
        converse(stdin or sys.stdin, sink, lambda text: obey(simulator, text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], rehearsal=True))
