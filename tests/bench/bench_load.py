"""A platform under the windows of a city: one process upon PostgreSQL, 200 windows at work, for five minutes.

Every window is a connection of its own. It does what a window does at each case: asks hello, sends the commit, asks
for changes; one case each 10 s on average, at any moment as likely as at any other from the first second on: 20 cases a
second of all, and among them the first of each window, by which its key is bound. Every case that was begun counts. It
signs its requests, since the platform checks that; it does not check the answers, so that the figures are the
platform's. What it carries flat out is measured behind, one commit and a hundred in a request, next to bare rows that
``psycopg`` writes one transaction each; the bars are what docs/province.md says a city needs.
``ZONGCHUANG_BENCH_SECONDS`` shortens it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from sync.wire.asking import CHALLENGE_HEADER, Identity, sign_request
from sync.wire.signing import DIGEST_HEADER, Asked, content_digest, signer_for
from tests.bench.bench_push import cpu_seconds
from tests.sync.postgres import database_of, server, why_not
from tests.sync.support import Province, Window, received, seed_of

WINDOWS = 200
EVERY_S = 10.0
SECONDS = int(os.environ.get("ZONGCHUANG_BENCH_SECONDS", "300"))
FLAT_OUT_S = max(5, SECONDS // 15)
SENDERS = 16
ASKED = 500
P95_MS = 500.0
SINGLE, BATCHED = 100.0, 1000.0
"""Twice what a city sends in its busiest hour, and what it takes to be through with a night in a quarter of an hour."""
_NOTE = "申请材料齐全，符合法定形式。" * 30


@dataclass
class Client:
    """One window and its kept connection."""

    port: int
    token: str
    window: Window = field(default_factory=Window)
    cursor: str = ""
    sent: int = 0
    challenge: str = ""
    ways: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, content: Any = None) -> tuple[int, dict[str, Any]]:
        """One request; gives status and answer. Raises OSError."""
        if self.ways is None:
            self.ways = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.ways
        body = b"" if content is None else json.dumps(content, ensure_ascii=False).encode()
        for _ in range(2):
            writer.write(self._head(method, path, body).encode() + body)
            await writer.drain()
            answered = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            said = dict(line.split(": ", 1) for line in answered.split("\r\n")[1:] if ": " in line)
            self.challenge = said.get(CHALLENGE_HEADER, self.challenge)
            answer = json.loads(await reader.readexactly(int(said["content-length"])))
            if "signature-stale" not in str(answer.get("type", "")):
                break
        return int(answered[9:12]), answer

    def _head(self, method: str, path: str, body: bytes) -> str:
        where, _, query = path.partition("?")
        digest = content_digest(body) if body else ""
        asked = Asked(method, where, query, f"{random.getrandbits(128):032x}", digest)
        headers = {DIGEST_HEADER: digest} if body else {}
        headers |= sign_request(self.identity, asked, headers, self.challenge)
        signed = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n{signed}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )

    @cached_property
    def identity(self) -> Identity:
        """The key of this window."""
        return Identity(self.window.device, signer_for("ed25519", seed_of(self.window.device)))

    async def case(self) -> bool:
        """A case taken in and told; whether all went well."""
        me = f"device={self.window.device}&epoch=1"
        greeted, _ = await self.ask("GET", f"/v1/hello?{me}")
        pushed = await self.push(1)
        changed, page = await self.ask("GET", f"/v1/changes?device={self.window.device}&cursor={self.cursor}")
        self.cursor = str(page.get("cursor", ""))
        return (greeted, pushed, changed) == (200, 200, 200)

    async def push(self, count: int) -> int:
        """So many new cases in one request; gives the status."""
        for _ in range(count):
            paper = {"document_id": str(uuid4()), "kind": "D01", "number": uuid4().hex}
            content = received() | {"note": _NOTE}
            self.window.write(uuid4(), ("received", content), ("paper_issued", paper))
        fresh = [
            {"seq": c.seq, "id": str(c.id), "case": str(c.case_id), "body": c.body, "digest": c.digest}
            | {"prev": c.prev, "hash": c.hash}
            for c in self.window.commits[self.sent :]
        ]
        content = {"device": self.window.device, "epoch": 1, "commits": fresh}
        status, answer = await self.ask("POST", "/v1/commands", content)
        self.sent += len(answer.get("results", ()))
        return status

    async def close(self) -> None:
        """Hang up."""
        if self.ways is not None:
            self.ways[1].close()
            await self.ways[1].wait_closed()


@dataclass
class Seen:
    """What a run saw: milliseconds per case, and how many went wrong."""

    times: list[float] = field(default_factory=list)
    errors: int = 0


def measure() -> list[dict[str, Any]]:
    """Latency and errors at work, commits per second flat out; nothing where no PostgreSQL can be started."""
    if reason := why_not():
        print(f"load: {reason}")
        return []
    with server() as url, tempfile.TemporaryDirectory() as folder:
        db = database_of(url, "load")
        blobs = ("--blobs", str(Path(folder) / "blobs"))
        province = Province.start(db, more=blobs)
        try:
            seen = asyncio.run(_at_work(province))
            single, batched = (asyncio.run(_flat_out(province, count)) for count in (1, 100))
            spent = asyncio.run(_spent(province, db))
        finally:
            province.stop()
        province = Province.start(db, more=(*blobs, "--workers", "2"))
        try:
            twofold = asyncio.run(_flat_out(province, 1))
        finally:
            province.stop()
        bare = _bare(url)
    p50, p95, p99 = (_part(seen.times, share) for share in (0.5, 0.95, 0.99))
    load = f"{WINDOWS} windows, a case each {EVERY_S:.0f} s, {SECONDS} s"
    return [
        _row("load: case told, p95", p95, "ms", len(seen.times), {"p50": p50, "p99": p99}, f"<= {P95_MS:.0f} ms",
             p95 <= P95_MS),
        _row("load: errors", seen.errors, load, len(seen.times), {}, "0", seen.errors == 0),
        _row("load: flat out, single", single, "commits/s", SENDERS, {"bare row": bare}, f">= {SINGLE:.0f}/s",
             single >= SINGLE),
        _row("load: flat out, single, 2 workers", twofold, "commits/s", SENDERS, {"bare row": bare},
             f">= {SINGLE:.0f}/s", twofold >= SINGLE),
        _row("load: flat out, 100 each", batched, "commits/s", SENDERS, {"bare row": bare}, f">= {BATCHED:.0f}/s",
             batched >= BATCHED),
        *(_row(f"load: CPU of a {name}", worker, "ms", ASKED, {"PostgreSQL": theirs}, "told, no bar", True)
          for name, (worker, theirs) in spent.items()),
    ]  # fmt: skip


async def _at_work(province: Province) -> Seen:
    seen = Seen()
    clients = [Client(province.port, province.token) for _ in range(WINDOWS)]
    until = time.monotonic() + SECONDS
    await asyncio.gather(*(_work(one, until, seen) for one in clients))
    return seen


async def _work(client: Client, until: float, seen: Seen) -> None:
    chance = random.Random(client.window.device)
    # A window that works since long: how long it already waits for its next citizen changes nothing.
    while await _waited(chance.expovariate(1 / EVERY_S), until):
        started = time.perf_counter()
        try:
            seen.errors += not await client.case()
        except (OSError, asyncio.IncompleteReadError):
            seen.errors += 1
            client.ways = None
        seen.times.append((time.perf_counter() - started) * 1000)
    await client.close()


async def _waited(seconds: float, until: float) -> bool:
    """Whether the next case begins before ``until``; waits for it, and no longer than that."""
    left = until - time.monotonic()
    await asyncio.sleep(max(0.0, min(seconds, left)))
    return seconds < left


async def _flat_out(province: Province, count: int) -> float:
    clients = [Client(province.port, province.token) for _ in range(SENDERS)]
    started = time.monotonic()

    async def send(client: Client) -> None:
        while time.monotonic() < started + FLAT_OUT_S:
            assert await client.push(count) == 200
        await client.close()

    await asyncio.gather(*map(send, clients))
    return round(sum(client.sent for client in clients) / (time.monotonic() - started), 1)


async def _spent(province: Province, db: str) -> dict[str, tuple[float, float]]:
    """Of each kind of request, signed and one after the other: ms of the worker's processor, and of PostgreSQL's."""
    client = Client(province.port, province.token)
    me = f"device={client.window.device}"
    await client.push(1)

    async def changes() -> int:
        return (await client.ask("GET", f"/v1/changes?{me}&cursor={client.cursor}"))[0]

    async def hello() -> int:
        return (await client.ask("GET", f"/v1/hello?{me}&epoch=1"))[0]

    kinds = {"push": partial(client.push, 1), "push of 100": partial(client.push, 100), "hello": hello}
    kinds |= {"look for changes": changes}
    found: dict[str, tuple[float, float]] = {}
    for name, ask in kinds.items():
        count = ASKED if name != "push of 100" else ASKED // 10
        before = cpu_seconds(province.process.pid), _of_postgres(db)
        assert {await ask() for _ in range(count)} == {200}
        after = cpu_seconds(province.process.pid), _of_postgres(db)
        found[name] = tuple(round((b - a) / count * 1000, 2) for a, b in zip(before, after, strict=True))  # type: ignore[assignment]
    await client.close()
    return found


def _of_postgres(url: str) -> float:
    """Processor seconds of the server's processes that are there now: its pool of backends stays as it is."""
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
        pids = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
    return sum(cpu_seconds(pid) for (pid,) in pids)


def _bare(url: str) -> float:
    """Rows of the same size per second by one connection, a transaction each."""
    body, count = _NOTE * 2, 0
    plain = url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (n SERIAL PRIMARY KEY, body TEXT)")
        started = time.monotonic()
        while time.monotonic() < started + 3:
            connection.execute("INSERT INTO bare (body) VALUES (%s)", (body,))
            count += 1
        return round(count / (time.monotonic() - started), 1)


def _part(times: list[float], share: float) -> float:
    return round(statistics.quantiles(times, n=100)[round(share * 100) - 1], 1) if len(times) > 1 else 0.0


def _row(
    name: str, value: float, unit: str, n: int, against: dict[str, float], bar: str, holds: bool
) -> dict[str, Any]:
    other = against.get("bare row") or against.get("p50") or 0
    ratio = round(value / other, 2) if other else 0
    return {
        "name": name,
        "value": value,
        "unit": unit,
        "n": n,
        "against": against,
        "ratio": ratio,
        "bar": bar,
    } | {"holds": holds, "load": round(os.getloadavg()[0], 1)}
