"""A card reader made of software: real frames on a real pseudo-terminal or TCP port.

A day at the reader, as ``STORIES["day"]`` plays it: nobody is there; 张三 lays his card down and it is read;
he takes it; a resident of Hong Kong lifts the card too early, lays it down again and it is read; it stays
on the reader.

It forges identities, so it runs in rehearsal only, and a real profile refuses its module number.
"""

from __future__ import annotations

import argparse
import contextlib
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from app.errors import UserFacingError

from .. import codes
from ..simulated import converse, refuse_real_profile, say
from .cards import SimulatedCard, card_of
from .lines import Line, PtyLine, TcpLine
from .module import Knobs, SimulatedModule
from .protocol import REQUEST_MIN, Frame, FrameParser

STORY_PATIENCE = 30.0
CABLE_PATIENCE = 5.0
BITS_PER_BYTE = 10
STORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "day": (
            "wait 1",
            "place R",
            "read",
            "wait 1",
            "lift",
            "wait 1",
            "knob lift_after=600",
            "place J",
            "wait 3",
            "place J",
            "read",
        ),
    }
)


class SamSimulator:
    """A reader on a line, answering in its own thread; ``place``, ``lift`` and the knobs work from any other.

    ``place`` and ``lift`` act at once, also while an answer is being prepared, as a hand would.
    """

    def __init__(self, line: Line, knobs: Knobs | None = None) -> None:
        self._line = line
        self._module = SimulatedModule(knobs)
        self._changed = threading.Condition()
        self._stopping = False
        self._wake_out, self._wake_in = socket.socketpair()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._plugged = False
        self._boots_at = 0.0

    @property
    def url(self) -> str:
        """Where a host finds the reader."""
        return self._line.url

    def start(self) -> None:
        """Plug the reader in and answer until ``stop``."""
        self.plug()
        self._thread = threading.Thread(target=self._run, name="sam-simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and unplug; harmless when repeated."""
        with self._changed:
            self._stopping = True
        self._wake()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.unplug()
        self._wake_in.close()
        self._wake_out.close()

    def __enter__(self) -> SamSimulator:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def plug(self) -> None:
        """Connect the cable; the module then needs ``boot_delay`` seconds before it answers."""
        self._want(True)

    def unplug(self) -> None:
        """Pull the cable; the card stays where it lies and counts as fresh when the power returns."""
        self._want(False)

    def _want(self, plugged: bool) -> None:
        """Have the cable in or out when this returns.

        The running thread does it, since a descriptor closed under its wait would live on until the wait
        ends.
        """
        with self._changed:
            self._wanted = plugged
            self._wake()
            if self._thread is None:
                self._follow()
            else:
                self._changed.wait_for(lambda: self._plugged is plugged, CABLE_PATIENCE)

    def _follow(self) -> None:
        """Bring the line to what is wanted of it; the lock is held."""
        if self._wanted and not self._plugged:
            self._line.plug()
            self._boots_at = time.monotonic() + self._module.knobs.boot_delay
        elif self._plugged and not self._wanted:
            self._line.unplug()
            if self._module.card is not None:
                self._module.place(self._module.card)
        self._plugged = self._wanted
        self._changed.notify_all()

    def place(self, card: SimulatedCard) -> None:
        """Lay a card on the reader."""
        with self._changed:
            self._module.place(card)

    def lift(self) -> None:
        """Take the card away."""
        with self._changed:
            self._module.lift()

    def knob(self, name: str, text: str) -> None:
        """Turn one knob; ValueError for an unknown knob or a bad value."""
        with self._changed:
            self._module.knobs = self._module.knobs.changed(name, text)

    def wait_until(self, holds: Callable[[SimulatedModule], bool], seconds: float) -> bool:
        """Wait until the module satisfies ``holds``; False when it did not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: holds(self._module), seconds)

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
        with contextlib.suppress(OSError):
            self._wake_in.send(b"!")

    def _run(self) -> None:
        parser = FrameParser(REQUEST_MIN)
        while not self._stopping:
            for request in parser.feed(self._arrived()):
                self._serve(request)

    def _arrived(self) -> bytes:
        """What the host sent; empty after a wake-up."""
        with self._changed:
            self._follow()
            descriptors = [end for end in (self._line.fileno(), self._wake_out.fileno()) if end >= 0]
        ready = select.select(descriptors, [], [])[0]
        if self._wake_out.fileno() in ready:
            self._wake_out.recv(64)
            return b""
        with self._changed:
            return self._line.read()

    def _pause(self, seconds: float) -> bool:
        """Let the reader's time pass, the lock held but open to others; False when stopped or unplugged
        meanwhile.
        """
        return not self._changed.wait_for(lambda: self._stopping or not self._wanted, seconds)

    def _serve(self, request: Frame) -> None:
        """Answer after the reader's latency, from what lies there when it is over."""
        with self._changed:
            if time.monotonic() < self._boots_at or not self._pause(self._module.latency(request)):
                return
            answer, knobs, card = self._module.answer(request), self._module.knobs, self._module.card
            for piece in _pieces(answer, knobs):
                pause = len(piece) * BITS_PER_BYTE / knobs.baud if knobs.baud else 0.0
                if not self._pause(pause) or self._module.card is not card:
                    return
                self._line.write(piece)
            self._changed.notify_all()


def _pieces(answer: bytes, knobs: Knobs) -> Iterator[bytes]:
    size = knobs.chunk or (64 if knobs.baud else max(1, len(answer)))
    return (answer[at : at + size] for at in range(0, len(answer), size))


def obey(simulator: SamSimulator, line: str) -> None:
    """Do what one control line says; UserFacingError ``ZC-DEV-42`` or ``ZC-DEV-46`` and nothing done when
    it cannot be.

    ``place R``, ``place {"name": "…"}``, ``lift``, ``knob read_latency=0.7``, ``unplug``, ``plug``, ``wait
    SECONDS``, ``read`` (wait until the card was read).
    """
    verb, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    simple = {"lift": simulator.lift, "unplug": simulator.unplug, "plug": simulator.plug}
    try:
        if verb in simple and not rest:
            simple[verb]()
        elif verb == "place":
            simulator.place(card_of(rest))
        elif verb == "knob":
            name, _, text = rest.partition("=")
            simulator.knob(name.strip(), text.strip())
        elif verb == "wait":
            simulator.wait_until(lambda _: False, float(rest))
        elif verb == "read" and not rest:
            simulator.wait_until(lambda module: module.reads > 0, STORY_PATIENCE)
        else:
            raise ValueError(f"unknown line: {line.strip()}")
    except ValueError as error:
        raise UserFacingError(
            codes.BAD_CONTROL_LINE,
            f"模拟读卡器看不懂这一行：{error}",
            "读卡器和证件没有改变。",
            "可用：place、lift、knob 名=值、unplug、plug、read、wait 秒、quit。",
        ) from error


def play(simulator: SamSimulator, story: Iterable[str]) -> None:
    """Obey the lines of a story one after the other."""
    for line in story:
        obey(simulator, line)


def main(
    argv: Sequence[str], *, rehearsal: bool, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> int:
    """Run a simulated reader until ``quit`` or the end of standard input; prints its address on the first
    line.

    Every control line is answered by ``ok`` or ``error CODE sentence``. UserFacingError ``ZC-DEV-41`` in a
    real profile.
    """
    refuse_real_profile(rehearsal)
    options = _arguments(argv)
    source, sink = stdin or sys.stdin, stdout or sys.stdout
    line: Line = TcpLine(options.port) if options.tcp else PtyLine(options.link)
    simulator = SamSimulator(line)
    for setting in options.knob:
        obey(simulator, f"knob {setting}")
    card = card_of(options.card) if options.card else None
    with simulator:
        say(sink, simulator.url)
        if card is not None:
            simulator.place(card)
        play(simulator, STORIES.get(options.story, ()))
        converse(source, sink, lambda text: obey(simulator, text))
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="zongchuang devices simulate id-card", description=main.__doc__)
    parser.add_argument("--card", metavar="CARD", help="R, J, I, Y, a JSON object, or @file with one")
    parser.add_argument(
        "--tcp", action="store_true", help="a TCP port on this machine instead of a pseudo-terminal"
    )
    parser.add_argument("--port", type=int, default=0, help="the TCP port (default: any free one)")
    parser.add_argument("--link", type=Path, help="a name that stays for the pseudo-terminal")
    parser.add_argument(
        "--knob", action="append", default=[], metavar="NAME=VALUE", help="turn a knob beforehand"
    )
    parser.add_argument("--story", choices=sorted(STORIES), help="play a story first")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], rehearsal=True))
