"""Two hops in one process: windows – hall – province, with every signature and every database, and no socket.

A test cuts the lines between them, before or after a request arrived; an end is killed by opening its database anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import LineError
from sync.client.above import SecondHand
from sync.client.http import HttpPlatform
from sync.client.loop import StepResult, SyncLoop
from sync.client.transport import Patience, Transport
from sync.platform.blob_files import BlobFiles
from sync.platform.database import Database, open_database
from sync.platform.devices import Doorkeeper
from sync.platform.guard import Guard
from sync.platform.hall import Hall, settle_role
from sync.platform.relay import Relay
from sync.platform.server import HallSide, build_app
from sync.platform.upstream_line import UpstreamError, UpstreamLine, hall_identity
from sync.wire.asking import Identity
from sync.wire.models import RelayAnswer
from sync.wire.signing import Asked, signer_for, verifier_for
from tests.sync.support import MovedTime, Window, seed_of

NOW = 1_790_000_100_000
TOKEN = "inside"


@dataclass
class Wire:
    """A line: ``up``, how many more answers are lost after their request arrived; ``change`` tampers with answers."""

    up: bool = True
    lose: int = 0
    asked: int = 0
    change: Callable[[Asked, int, bytes], bytes] | None = None
    strip: tuple[str, ...] = ()
    """Headers that are lost on the way."""
    replay: str = ""
    """Questions to this path get the answer that the first of them got."""
    kept: tuple[int, dict[str, str], bytes] | None = None


def ask(
    app: Any, asked: Asked, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, dict[str, str], bytes]:
    """One request to an ASGI application."""
    said: dict[str, Any] = {"body": b""}
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked.method, "scheme": "http",
        "path": asked.path, "raw_path": asked.path.encode(), "query_string": asked.query.encode(), "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *raw], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            said["status"], said["headers"] = message["status"], message["headers"]
        else:
            said["body"] += message.get("body", b"")

    asyncio.run(app(scope, receive, send))
    return said["status"], {n.decode().lower(): v.decode("latin-1") for n, v in said["headers"]}, said["body"]


def over(
    wire: Wire, app: Any, asked: Asked, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, dict[str, str], bytes]:
    """The same over a line. Raises OSError when it is down, or loses the answer."""
    wire.asked += 1
    if not wire.up:
        raise OSError("the line is down")
    status, answered, content = ask(app, asked, headers, body)
    if wire.lose:
        wire.lose -= 1
        raise OSError("the answer is lost")
    answered = {name: value for name, value in answered.items() if name not in wire.strip}
    if wire.replay and asked.path == wire.replay:
        # A refusal that asks for a newer signature is none of its answers.
        wire.kept = wire.kept or ((status, answered, content) if status == 200 else None)
        return wire.kept or (status, answered, content)
    return status, answered, wire.change(asked, status, content) if wire.change else content


class InnerTransport(Transport):
    """A window's end of a line."""

    def __init__(self, app: Callable[[], Any], key: str, wire: Wire, identity: Identity | None = None) -> None:
        super().__init__("http://127.0.0.1", TOKEN, verifier_for(key), Patience(), identity)
        self._app = app
        self._wire = wire

    def _exchange(
        self, asked: Asked, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, dict[str, str], bytes]:
        try:
            return over(self._wire, self._app(), asked, {"Authorization": f"Bearer {TOKEN}", **headers}, body)
        except OSError as error:
            raise LineError("offline", str(error)) from error


class InnerUpstream(UpstreamLine):
    """The hall's end of its line."""

    def __init__(self, app: Callable[[], Any], key: str, wire: Wire, identity: Identity) -> None:
        super().__init__("http://127.0.0.1", TOKEN, verifier_for(key), identity)
        self._app = app
        self._wire = wire

    def _exchange(
        self, asked: Asked, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, dict[str, str], bytes]:
        try:
            return over(self._wire, self._app(), asked, headers, body)
        except OSError as error:
            raise UpstreamError("down", str(error)) from error


@dataclass
class House:
    """A platform: its database, its door. ``again`` is what a kill leaves: a new process upon the same files."""

    db: str
    database: Database = field(init=False)
    app: Any = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.database = open_database(self.db)
        self.app = self._door()

    def again(self) -> None:
        self.database.close()
        self.open()

    @property
    def key(self) -> str:
        return self.database.signer.key

    @property
    def files(self) -> BlobFiles:
        return BlobFiles(Path(f"{self.db}.blobs"))

    def _door(self) -> Any:
        return self._guarded(build_app(self.database, lambda: NOW, self.files))

    def _guarded(self, app: Any) -> Guard:
        keeper = Doorkeeper(self.database)
        return Guard(app, TOKEN, self.database.signer, self.database.server_epoch, keeper=keeper)


class HallHouse(House):
    """A hall's server under ``province``; its relay steps when a test says so."""

    def __init__(self, db: str, province: House, wire: Wire) -> None:
        self.province = province
        self.wire = wire
        self.relay: Relay
        self.time = MovedTime()
        super().__init__(db)

    def _door(self) -> Any:
        settle_role(self.database, "http://127.0.0.1")
        me = hall_identity(self.database.signer)
        line = InnerUpstream(lambda: self.province.app, self.province.key, self.wire, me)
        hall = Hall(self.database, line, lambda: NOW)
        verifier = verifier_for(self.province.key)
        self.relay = Relay(self.database, self.files, hall, line, verifier, self.time.monotonic)
        side = HallSide(hall, self.relay, lambda: None, self.province.key)
        return self._guarded(build_app(self.database, lambda: NOW, self.files, side))


class Hops:
    """Windows – ``below`` – hall – ``above`` – province."""

    def __init__(self, folder: Path) -> None:
        self.above, self.below = Wire(), Wire()
        self.province = House(str(folder / "province.db"))
        self.hall = HallHouse(str(folder / "hall.db"), self.province, self.above)
        self.pinned = self.province.key

    def close(self) -> None:
        self.hall.database.close()
        self.province.database.close()

    def at(self, window: Any, house: House | None = None) -> HttpPlatform:
        """The line of a window (anything with ``device``) to the hall, or straight to ``house``."""
        end = house or self.hall
        province = (lambda: self.pinned) if house is None else str
        line = HttpPlatform("http://127.0.0.1", window.device, 1, TOKEN, end.key, province=province)
        line._transport.close()
        me = Identity(window.device, signer_for(end.key.partition(":")[0], seed_of(window.device)))
        line._transport = InnerTransport(lambda: end.app, end.key, self.below, me)
        return line

    def step(self, window: Window, house: House | None = None) -> StepResult:
        """One step of a window that keeps everything in memory."""
        time = MovedTime()
        return SyncLoop(self.at(window, house), window, window, window, time, time).run_once()

    def relay(self, times: int = 1) -> None:
        """The hall does all it can."""
        for _ in range(times):
            self.hall.relay.step()

    def second_hand(self, line: HttpPlatform, receipts: Any, clock: Any) -> SecondHand:
        return SecondHand(line, receipts, clock, lambda: self.pinned)

    def said(self, window: Any) -> RelayAnswer:
        """What the hall knows of the province's word."""
        line = self.at(window)
        return line._transport.get(RelayAnswer, f"/v1/upstream/{window.device}/1", {"from": 1, "to": 500})
