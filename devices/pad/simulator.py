"""A signature pad made of software: a service on the loopback that signs, gives up or fails as it is told."""

from __future__ import annotations

import argparse
import base64
import io
import json
import queue
import re
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TextIO

from ..simulated import SIMULATED_PAD, bad_line, converse, refuse_real_profile, say
from .protocol import CLOSE, TEXT, FrameReader, accept_key, encode_frame

USABLE = "sign、giveup、junk、drop、quit"
WAVE = tuple((20.0 + 8 * step, 60.0 + (step % 5) * 9, 0.5, 16.0 * step) for step in range(40))


def signature_png(width: int, height: int) -> bytes:
    """A picture of the simulated strokes."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (width, height), 255)
    ImageDraw.Draw(picture).line([(x, y) for x, y, _, _ in WAVE], fill=0, width=3)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class PadSimulator:
    """One client at a time; what the hand does waits in a queue until somebody asks for a signature."""

    def __init__(self, port: int = 0) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._hand: queue.Queue[str] = queue.Queue()
        self._client: socket.socket | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="pad simulator", daemon=True)
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        """Where the service listens."""
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/"

    def __enter__(self) -> PadSimulator:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._hand.put("stop")
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            if self._client is not None:
                with suppress(OSError):
                    self._client.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def act(self, deed: str) -> None:
        """``sign``, ``giveup``, ``junk`` or ``drop``, for the present or the next client; ValueError otherwise."""
        if deed not in {"sign", "giveup", "junk", "drop"}:
            raise ValueError(deed)
        self._hand.put(deed)

    def _run(self) -> None:
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            with client:
                with self._lock:
                    self._client = client
                with suppress(OSError, ValueError, KeyError):
                    self._serve(client)
                with self._lock:
                    self._client = None

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            came = client.recv(1024)
            if not came:
                return  # only looked whether somebody is here
            head += came
        found = re.search(rb"Sec-WebSocket-Key: (\S+)", head)
        assert found is not None
        answer = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept_key(found[1].decode())}"
        client.sendall(f"HTTP/1.1 101 Switching Protocols\r\n{answer}\r\n\r\n".encode("ascii"))
        reader = FrameReader()
        while True:
            came = client.recv(65536)
            if not came:
                return
            for kind, data in reader.feed(came):
                if kind == CLOSE:
                    return
                said = json.loads(data)
                if said.get("do") == "end":
                    return
                self.asked.append(said)
                if not self._sign(client, said):
                    return

    def _sign(self, client: socket.socket, said: dict[str, Any]) -> bool:
        """Do what the hand does next; False when the client is to be dropped."""
        client.sendall(encode_frame(TEXT, json.dumps({"state": "ready"}).encode()))
        deed = self._hand.get()
        if deed in {"drop", "stop"}:
            return False
        image = base64.b64encode(signature_png(int(said["width"]), int(said["height"]))).decode()
        answers: dict[str, dict[str, Any]] = {
            "sign": {"image": f"data:image/png;base64,{image}", "strokes": [WAVE], "device": SIMULATED_PAD},
            "giveup": {"state": "cancelled"},
            "junk": {"image": "no picture"},
        }
        client.sendall(encode_frame(TEXT, json.dumps(answers[deed]).encode()))
        return True


def obey(simulator: PadSimulator, line: str) -> None:
    """Do what one control line says; UserFacingError ``ZC-DEV-46`` when it cannot be."""
    try:
        simulator.act(line.strip())
    except ValueError as error:
        raise bad_line(error, USABLE) from error


def main(
    argv: Sequence[str], *, rehearsal: bool, stdin: TextIO | None = None, stdout: TextIO | None = None
) -> int:
    """Run a simulated pad until ``quit`` or the end of input; its address is the first line.

    UserFacingError ``ZC-DEV-41`` in a real profile.
    """
    refuse_real_profile(rehearsal)
    parser = argparse.ArgumentParser(prog="devices.pad.simulator", description=main.__doc__)
    parser.add_argument("--port", type=int, default=0, help="loopback port (default: any free one)")
    options = parser.parse_args(argv)
    sink = stdout or sys.stdout
    with PadSimulator(options.port) as simulator:
        say(sink, simulator.url)
        converse(stdin or sys.stdin, sink, lambda text: obey(simulator, text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], rehearsal=True))
