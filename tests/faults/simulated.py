"""A province and its line in one process, on time that does not pass by itself: thousands of seeded histories.

The client is the real one, down to its HTTP session; the platform is the real application with its real database. Only
the wire between them is made here, so that every loss, doubling, delay and crash follows from a seed. Requests are
signed as the program signs them: the platform remembers nonces, forgets its secret when it dies, and knows time by its
own clock only.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import event, select
from urllib3 import HTTPResponse

from sync.client.http import HttpPlatform
from sync.platform import tables
from sync.platform.blob_files import BlobFiles
from sync.platform.database import Database, open_database, renew_epoch
from sync.platform.devices import Doorkeeper
from sync.platform.guard import Guard
from sync.platform.quick import Quick
from sync.platform.server import build_app
from sync.wire.asking import DEVICE_HEADER
from sync.wire.signing import INPUT_HEADER, NONCE_HEADER, SIGNATURE_HEADER
from tests.sync.support import MovedTime, seed_of

_T = TypeVar("_T")
TOKEN = "simulated-token"
URL = "http://127.0.0.1:9"
FAULTS = (
    "cut before",
    "cut after",
    "twice",
    "repeated",
    "late",
    "portal",
    "gateway",
    "half an answer",
    "bent",
    "forged",
    "stripped",
    "dies before commit",
    "dies after commit",
)


_SIGNED = (DEVICE_HEADER, INPUT_HEADER, SIGNATURE_HEADER)


class DiesNow(Exception):
    """The platform ends at this moment; whatever was not committed is gone."""


class Here(Quick):
    """No threads: requests come one at a time, and to start and end a thread for each took longer than its work."""

    async def run(self, work: Callable[[], _T]) -> _T:
        """What ``work`` gives or raises, where it is asked for."""
        return work()


class Province:
    """The platform with its files; it may die, and it may be put back from an older copy."""

    def __init__(self, folder: Path, time: MovedTime) -> None:
        self.folder = folder
        self.time = time
        self.db = folder / "platform.db"
        self.deaths = 0
        self.lives = 1
        self.turns = asyncio.Runner()
        self.doomed = False
        folder.mkdir(parents=True, exist_ok=True)
        self.start()

    def start(self) -> None:
        """Open the files and take requests."""
        self.database: Database = open_database(str(self.db))
        event.listen(self.database.engine, "commit", self._at_commit)
        now, here = (lambda: self.time.now().ms), Here()
        app = build_app(self.database, now, BlobFiles(self.folder / "blobs"), quick=here)
        self.keeper = Doorkeeper(self.database, lambda: now() / 1000)
        told = (self.database.signer, self.database.server_epoch)
        self.guard = Guard(app, TOKEN, *told, keeper=self.keeper, quick=here)

    def _at_commit(self, _connection: object) -> None:
        if self.doomed:
            raise DiesNow

    def die(self) -> None:
        """End and start again."""
        self.deaths += 1
        self.doomed = False
        self.shut()
        self.start()

    def shut(self) -> None:
        """Let go of the files."""
        self.database.close()

    def close(self) -> None:
        """The end of the story."""
        self.shut()
        self.turns.close()

    def copy(self) -> None:
        """A backup, as of now."""
        with (
            closing(sqlite3.connect(self.db)) as source,
            closing(sqlite3.connect(self.folder / f"backup-{self.db.name}")) as target,
        ):
            source.backup(target)

    def put_back(self) -> bool:
        """The backup takes the place of the files, with a new server epoch; False when there is none."""
        copies = list(self.folder.glob("backup-*"))
        if not copies:
            return False
        self.shut()
        for gone in self.folder.glob("platform.db*"):
            gone.unlink()
        for source in copies:
            shutil.copy(source, self.folder / source.name.removeprefix("backup-"))
        renew_epoch(str(self.db))
        self.lives += 1
        self.start()
        return True

    def held(self, device: str) -> list[bytes]:
        """Ids of the commits of a device, in the order in which they were taken."""
        table = tables.commits
        with self.database.read() as connection:
            rows = connection.execute(
                select(table.c.id).where(table.c.device == device).order_by(table.c.position)
            )
            return [bytes(row.id) for row in rows]


@dataclass
class Wire(HTTPAdapter):
    """What lies between a window and the province. ``badness`` is the share of requests that meet a fault."""

    province: Province
    chance: random.Random
    badness: float
    faults: tuple[str, ...] = FAULTS
    met: Counter[str] = field(default_factory=Counter)
    late: list[requests.PreparedRequest] = field(default_factory=list)
    broken_into: list[str] = field(default_factory=list)
    """What the platform took that the device had not signed, or had signed once and somebody said again."""
    bound_in: int = 0
    """The life of the platform in which it took a signed request of this window: from then on its key is bound."""

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Carry one request, or lose it, or worse."""
        for old in [self.late.pop() for _ in range(len(self.late))]:
            self._ask(old)
        fault = self.chance.choice(self.faults) if self.chance.random() < self.badness else "none"
        self.met[fault] += 1
        return self._carry(fault, request)

    def _carry(self, fault: str, request: requests.PreparedRequest) -> requests.Response:
        if fault == "cut before":
            raise requests.ConnectionError("cut")
        if fault == "late":
            self.late.append(request)
            raise requests.ReadTimeout("late")
        if fault == "portal":
            return self._answer(request, 200, {"content-type": "text/html"}, b"<html>login</html>")
        if fault == "gateway":
            return self._answer(request, 502, {}, b"bad gateway")
        if fault == "bent" and request.body:
            request = request.copy()
            request.body = _bent(request.body)
        if fault in ("forged", "stripped"):
            request = _forged(request) if fault == "forged" else _stripped(request)
        if fault == "dies before commit":
            self.province.doomed = True
        status, headers, body = self._ask(request)
        self._watch(fault, status)
        if fault.startswith("dies"):
            self.province.die()
            raise requests.ConnectionError("gone")
        if fault in ("twice", "repeated"):
            again = self._ask(request)
            if again[0] == status == 200:
                self.broken_into.append("heard twice")
            # Somebody between repeats what got no answer: then the window hears the second one.
            status, headers, body = again if fault == "repeated" else (status, headers, body)
        if fault == "cut after":
            raise requests.ConnectionError("cut")
        if fault == "half an answer":
            return self._answer(request, status, headers, body[: len(body) // 2])
        return self._answer(request, status, headers, body)

    def _watch(self, fault: str, status: int) -> None:
        if status == 200 and fault == "forged":
            self.broken_into.append("believed")
        if status == 200 and fault == "stripped" and self.bound_in == self.province.lives:
            self.broken_into.append("unsigned")
        if status == 200 and fault != "stripped":
            self.bound_in = self.province.lives

    def _ask(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        """What the platform says to a request."""
        try:
            return self.province.turns.run(_through(self.province.guard, request))
        except DiesNow:
            return 500, {}, b""

    def _answer(
        self, request: requests.PreparedRequest, status: int, headers: dict[str, str], body: bytes
    ) -> requests.Response:
        raw = HTTPResponse(
            BytesIO(body), headers, status, preload_content=False, decode_content=False, request_method="GET"
        )
        return self.build_response(request, raw)


def _bent(body: bytes | str) -> bytes:
    """A byte of a request that turned over on the way; the platform sees it by the digest and refuses it, signed."""
    content = bytearray(body if isinstance(body, bytes) else body.encode())
    content[len(content) // 2] ^= 1
    return bytes(content)


def _forged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Another nonce under the old signature: who has one request has no second one."""
    changed = request.copy()
    changed.headers[NONCE_HEADER] = "0" * 32
    return changed


def _stripped(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The same with the token alone."""
    changed = request.copy()
    for name in _SIGNED:
        changed.headers.pop(name, None)
    return changed


async def _through(app: Any, request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(request.url or "")
    body = request.body or b""
    content = body if isinstance(body, bytes) else body.encode()
    status, headers, said = 500, {}, bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.update({name.decode(): value.decode() for name, value in message["headers"]})
        else:
            said.extend(message.get("body", b""))

    given = [(name.lower().encode(), value.encode()) for name, value in request.headers.items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [*given, (b"host", b"127.0.0.1:9")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 9),
    }
    await app(scope, receive, send)
    return status, headers, bytes(said)


def connected(device: str, epoch: int, wire: Wire, now_s: Callable[[], int]) -> HttpPlatform:
    """The real client of ``device``, which signs by a clock of its own, with ``wire`` as its network."""
    key = wire.province.database.signer.key
    platform = HttpPlatform(URL, device, epoch, TOKEN, key, seed=seed_of(device))
    transport = platform._transport
    assert transport._identity is not None
    transport._identity = replace(transport._identity, now_s=now_s)
    transport._session.mount("http://", wire)
    return platform


Line = Callable[[HttpPlatform], Any]
