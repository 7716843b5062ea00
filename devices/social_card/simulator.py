"""A reader of social security cards made of software: the line of vsmartcard's virtual reader, on the loopback.

Every message is ``length (big-endian u16) | bytes``. One byte is for the reader (0 off, 1 on, 2 reset, 4 tell the
answer to reset, which is empty while no card lies there); anything longer is a command for the card.
"""

from __future__ import annotations

import argparse
import select
import socket
import struct
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from ..simulated import bad_line, converse, refuse_real_profile, say
from .link import ASK_ATR, RESET
from .module import Manners, SocialCard, card_of

USABLE = "place 3.0|2.0|1.0|bank|transport|other|mute|{…}、lift、knob 名=值、unplug、plug、quit"


class SocialSimulator:
    """A reader on a loopback port that survives unplugging; its methods work from any thread."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._lock = threading.Lock()
        self._card: SocialCard | None = None
        self._manners = Manners()
        self._listener: socket.socket | None = None
        self._hosts: dict[int, socket.socket] = {}
        self._wake_out, self._wake_in = socket.socketpair()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="social simulator", daemon=True)
        self.commands = 0

    @property
    def url(self) -> str:
        """Where a driver finds the reader."""
        return f"vpcd://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        """The loopback port."""
        return self._port

    def __enter__(self) -> SocialSimulator:
        self.plug()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._stopping = True
        self._wake()
        self._thread.join()
        self.unplug()
        self._wake_in.close()
        self._wake_out.close()

    def plug(self) -> None:
        """Connect the reader; harmless when it is."""
        with self._lock:
            if self._listener is None:
                self._listener = socket.create_server(("127.0.0.1", self._port))
                self._port = self._listener.getsockname()[1]
        self._wake()

    def unplug(self) -> None:
        """Pull its cable; a card in it stays."""
        with self._lock:
            ends = [*self._hosts.values(), *([self._listener] if self._listener else [])]
            self._hosts, self._listener = {}, None
            for end in ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._wake()

    def place(self, card: SocialCard) -> None:
        """Put a card in."""
        with self._lock:
            card.reset()
            self._card = card

    def lift(self) -> None:
        """Pull the card out."""
        with self._lock:
            self._card = None

    def knob(self, name: str, text: str) -> None:
        """Change a manner; ValueError when there is none of this name or value."""
        with self._lock:
            self._manners = self._manners.changed(name, text)

    def _wake(self) -> None:
        with suppress(OSError):
            self._wake_in.send(b"!")

    def _run(self) -> None:
        while not self._stopping:
            with self._lock:
                ends = [*self._hosts.values(), *([self._listener] if self._listener else []), self._wake_out]
            try:
                ready = select.select([end for end in ends if end.fileno() >= 0], [], [])[0]
            except (OSError, ValueError):
                continue  # an end was closed under the wait
            for end in ready:
                self._serve(end)

    def _serve(self, end: socket.socket) -> None:
        if end is self._wake_out:
            end.recv(64)
            return
        with self._lock:
            if end is self._listener:
                host = end.accept()[0]
                host.settimeout(5)
                self._hosts[host.fileno()] = host
                return
        try:
            message = _message(end)
            answer = None if message is None else self._answer(message)
            if answer is not None:
                end.sendall(struct.pack(">H", len(answer)) + answer)
        except OSError:
            message = None
        if message is None:
            with self._lock:
                self._hosts = {number: host for number, host in self._hosts.items() if host is not end}
            end.close()

    def _answer(self, message: bytes) -> bytes | None:
        """What the reader says; None when it stays silent."""
        with self._lock:
            card = self._card
            if len(message) == 1:
                if message[0] == ASK_ATR:
                    return card.atr if card is not None else b""
                if card is not None and message[0] <= RESET:
                    card.reset()
                return None
            self.commands += 1
            if self._manners.silent:
                return None
            if card is not None and self._manners.lift_after == 0:
                self._card = card = None
                self._manners = self._manners.changed("lift_after", "-1")
            elif self._manners.lift_after > 0:
                self._manners = self._manners.changed("lift_after", str(self._manners.lift_after - 1))
            if card is None:
                return b""
            card.manners = self._manners
            return card.answer(message)


def _message(end: socket.socket) -> bytes | None:
    """One whole message; None when the other end is gone."""
    head = end.recv(2, socket.MSG_WAITALL)
    if len(head) < 2:
        return None
    size = struct.unpack(">H", head)[0]
    body = end.recv(size, socket.MSG_WAITALL)
    return body if len(body) == size and size else None


def obey(simulator: SocialSimulator, line: str) -> None:
    """Do what one control line says; UserFacingError ``ZC-DEV-46`` and nothing done when it cannot be."""
    verb, _, rest = line.strip().partition(" ")
    simple = {"lift": simulator.lift, "unplug": simulator.unplug, "plug": simulator.plug}
    try:
        if verb in simple and not rest:
            simple[verb]()
        elif verb == "place":
            simulator.place(card_of(rest))
        elif verb == "knob":
            name, _, text = rest.partition("=")
            simulator.knob(name.strip(), text.strip())
        else:
            raise ValueError(line.strip())
    except ValueError as error:
        raise bad_line(error, USABLE) from error


def main(
    argv: Sequence[str], *, rehearsal: bool, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> int:
    """Run a simulated reader until ``quit`` or the end of input; its address is the first line.

    UserFacingError ``ZC-DEV-41`` in a real profile.
    """
    refuse_real_profile(rehearsal)
    parser = argparse.ArgumentParser(prog="zongchuang devices simulate social-card", description=main.__doc__)
    parser.add_argument("--card", metavar="CARD", help="3.0, 2.0, 1.0, bank, transport, other, mute, or JSON")
    parser.add_argument("--port", type=int, default=0, help="loopback port (default: any free one)")
    options = parser.parse_args(argv)
    sink = stdout or sys.stdout
    with SocialSimulator(options.port) as simulator:
        if options.card:
            obey(simulator, f"place {options.card}")
        say(sink, simulator.url)
        converse(stdin or sys.stdin, sink, lambda text: obey(simulator, text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], rehearsal=True))
