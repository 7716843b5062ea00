"""An HTTP proxy that breaks things on purpose, repeatably: each request meets the toxic that a plan names for it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

Plan = Callable[[int], str]
"""Which toxic the n-th request (from 0) meets."""

TOXICS = (
    "pass",
    "drop-request",
    "drop-response",
    "cut-request",
    "cut-response",
    "delay",
    "duplicate",
    "slow",
    "captive",
    "redirect",
    "error-500",
    "garbage",
    "nothing",
    "flip",
    "stale",
)
_PORTAL = b"<html><body><h1>\xe4\xb8\x8a\xe7\xbd\x91\xe8\xae\xa4\xe8\xaf\x81</h1></body></html>"


def always(toxic: str) -> Plan:
    """The same for every request."""
    return lambda n: toxic


def in_turn(*toxics: str) -> Plan:
    """One after the other, again and again."""
    return lambda n: toxics[n % len(toxics)]


def seeded(seed: int, toxics: Sequence[str] = TOXICS, healthy: float = 0.4) -> Plan:
    """A random toxic per request, or none with probability ``healthy``; the same for the same seed."""

    def choose(n: int) -> str:
        chance = random.Random(f"{seed}/{n}")
        return "pass" if chance.random() < healthy else chance.choice(toxics)

    return choose


class _Closed(Exception):
    """The connection to the client ends here."""


class FaultProxy:
    """Listens on a port of the loopback interface in front of ``upstream``; use as a context manager.

    ``plan`` may be replaced while it runs; ``met`` lists the toxics that requests met.
    """

    def __init__(self, upstream: int, plan: Plan) -> None:
        self.upstream = upstream
        self.plan = plan
        self.met: list[str] = []
        self.port = 0
        self._last = b""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._main, name="fault-proxy")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(60)

    def _main(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._end = asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()
        clients = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in clients:
            task.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            _Closed, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        ):
            while True:
                request = await _message(reader)
                toxic = self.plan(len(self.met))
                self.met.append(toxic)
                await self._meet(toxic, request, writer)
                await writer.drain()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            writer.close()
            await writer.wait_closed()

    async def _meet(self, toxic: str, request: bytes, writer: asyncio.StreamWriter) -> None:
        chance = random.Random(f"{toxic}/{len(self.met)}")
        made_up = _made_up(toxic, chance)
        if made_up is not None:
            writer.write(made_up)
            await writer.drain()
            raise _Closed
        if toxic == "drop-request":
            raise _Closed
        if toxic == "stale" and self._last:
            writer.write(self._last)
            return
        if toxic == "cut-request":
            await self._forward(request[: chance.randrange(1, len(request))], whole=False)
            raise _Closed
        if toxic == "duplicate":
            await self._forward(request)
        answer = await self._forward(request)
        await self._deliver(toxic, answer, writer, chance)
        self._last = answer

    async def _deliver(
        self, toxic: str, answer: bytes, writer: asyncio.StreamWriter, chance: random.Random
    ) -> None:
        if toxic == "drop-response":
            raise _Closed
        if toxic == "cut-response":
            writer.write(answer[: chance.randrange(1, len(answer))])
            await writer.drain()
            raise _Closed
        if toxic == "flip":
            spot = len(answer) - 1 - chance.randrange(len(answer.partition(b"\r\n\r\n")[2]))
            answer = answer[:spot] + bytes([answer[spot] ^ 1]) + answer[spot + 1 :]
        if toxic == "delay":
            await asyncio.sleep(chance.uniform(0.001, 0.02))
        step = max(1, len(answer) // 7) if toxic == "slow" else len(answer)
        for start in range(0, len(answer), step):
            writer.write(answer[start : start + step])
            await writer.drain()
            if toxic == "slow":
                await asyncio.sleep(0.002)

    async def _forward(self, request: bytes, whole: bool = True) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader) if whole else b""
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One HTTP message, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)


def _made_up(toxic: str, chance: random.Random) -> bytes | None:
    """What something between us and the platform answers by itself."""
    if toxic == "captive":
        return _answer("200 OK", "text/html; charset=utf-8", _PORTAL)
    if toxic == "redirect":
        return b"HTTP/1.1 302 Found\r\nLocation: http://portal.invalid/\r\nContent-Length: 0\r\n\r\n"
    if toxic == "error-500":
        return _answer("500 Internal Server Error", "text/html", b"<h1>Bad day</h1>")
    if toxic == "garbage":
        return chance.randbytes(200)
    if toxic == "nothing":
        return _answer("200 OK", "application/json", b"")
    return None


def _answer(status: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
