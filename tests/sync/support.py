"""A window without its database, a platform process, and time that a test moves."""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from app.domain.records import Ack, AckOutcome, NumberBlock, StoredCommit
from app.domain.time import ClockQuality, Timestamp
from app.ports import GoneCase
from sync.client.http import HttpPlatform
from sync.client.loop import Pace, SyncLoop
from sync.client.transport import Patience
from sync.wire.chain import GENESIS, chain_hash, digest_of
from tests.sync.nursery import Nursery

ROOT = Path(__file__).resolve().parents[2]
QUICK = Patience(connect=5.0, read=5.0, whole=20.0)


def seed_of(device: str) -> bytes:
    """What the key of a device is made of in tests: any line of one device signs with one key."""
    return hashlib.sha256(device.encode()).digest()


def received(name: str = "食品经营许可") -> dict[str, Any]:
    item = {"code": "11210000000000000X2000131001000", "name": name, "department": "市场监督管理局"}
    return {"intake": {"item": item}, "received_on": "2026-09-28"}


@dataclass
class Window:
    """Own commits in memory: writes them, and is the outbox, the inbox and the store of blocks."""

    device: str = ""
    epoch: int = 1
    commits: list[StoredCommit] = field(default_factory=list)
    acks: dict[int, Ack] = field(default_factory=dict)
    foreign: dict[UUID, StoredCommit] = field(default_factory=dict)
    at: str = ""
    wanted: dict[str, int] = field(default_factory=dict)
    held: dict[str, NumberBlock] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    acknowledged: list[Ack] = field(default_factory=list)
    gone: list[GoneCase] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.device = self.device or f"W-{uuid4().hex[:12]}"

    def write(self, case: UUID, /, *events: tuple[str, dict[str, Any]], **odd: Any) -> StoredCommit:
        """One commit with ``events``; ``odd`` replaces parts of the body."""
        seq, prev = len(self.commits) + 1, self.commits[-1].hash if self.commits else GENESIS
        commit_id, start = uuid4(), self.versions.get(case, 0)
        self.versions[case] = start + len(events)
        body: dict[str, Any] = {
            "v": 1,
            "id": str(commit_id),
            "case": str(case),
            "device": self.device,
            "epoch": self.epoch,
            "seq": seq,
            "at": 1_790_000_000_000 + seq,
            "operator": "op-1",
            "events": [
                {"id": str(uuid4()), "type": kind, "schema": 1, "version": start + n, "payload": payload}
                for n, (kind, payload) in enumerate(events, start=1)
            ],
        }
        return self.store(json.dumps(body | odd, ensure_ascii=False), case, commit_id, seq, prev)

    def store(self, text: str, case: UUID, commit_id: UUID, seq: int, prev: str) -> StoredCommit:
        digest = digest_of(text)
        link = chain_hash(prev, digest)
        commit = StoredCommit(self.device, self.epoch, seq, commit_id, case, text, digest, prev, link)
        self.commits.append(commit)
        return commit

    def poison(self, case: UUID, text: str) -> StoredCommit:
        """A commit whose body is ``text``, whatever that is."""
        prev = self.commits[-1].hash if self.commits else GENESIS
        return self.store(text, case, uuid4(), len(self.commits) + 1, prev)

    def take_in(self, number: str = "") -> UUID:
        """A new case with its receipt; one commit of two events."""
        case = uuid4()
        paper = {
            "document_id": str(uuid4()),
            "kind": "D01",
            "number": number or f"收〔2026〕{case.hex[:8]}号",
        }
        self.write(case, ("received", received()), ("paper_issued", paper))
        return case

    def accept(self, case: UUID, route: str = "department") -> StoredCommit:
        return self.write(
            case, ("accepted", {"accepted_on": "2026-09-28", "due": "2026-10-20", "route": route})
        )

    def identity(self) -> tuple[str, int]:
        return self.device, self.epoch

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        found: list[StoredCommit] = []
        size = 0
        for commit in self.commits:
            if commit.seq in self.acks:
                continue
            size += len(commit.body.encode())
            if len(found) == limit or (found and size > max_bytes):
                break
            found.append(commit)
        return found

    def acknowledge(self, acks: Sequence[Ack], at_ms: int) -> None:
        for ack in acks:
            assert self.commits[ack.seq - 1].id == ack.commit_id
            self.acks[ack.seq] = ack
        self.acknowledged += acks

    def placeless(self) -> Mapping[int, UUID]:
        placeless = '"position":0,'
        return {
            seq: ack.commit_id
            for seq, ack in self.acks.items()
            if placeless in ack.receipt.replace("\\", "") or ack.reason.startswith("dismissed")
        }

    def rewind(self, seq: int, server: str = "") -> int:
        before = sum(1 for ack in self.acks.values() if ack.receipt)
        self.acks = {n: ack for n, ack in self.acks.items() if n <= seq}
        return before - sum(1 for ack in self.acks.values() if ack.receipt)

    def cursor(self) -> str:
        return self.at

    def apply(self, commits: Sequence[StoredCommit | GoneCase], cursor: str) -> None:
        for one in commits:
            if isinstance(one, GoneCase):
                self.gone.append(one)
            else:
                self.foreign[one.id] = one
        self.at = cursor

    def low(self) -> Sequence[tuple[str, int]]:
        return [(series, size) for series, size in self.wanted.items() if not self._left(series)]

    def add(self, block: NumberBlock) -> None:
        self.held[block.id] = block

    def _left(self, series: str) -> int:
        return sum(block.last - block.first + 1 for block in self.held.values() if block.series == series)

    def outcomes(self) -> dict[int, tuple[AckOutcome, str]]:
        return {seq: (ack.outcome, ack.reason) for seq, ack in sorted(self.acks.items())}


@dataclass
class MovedTime:
    """Clock and scheduler at once; nothing happens until ``pass_`` moves it."""

    at: float = 0.0
    waits: list[float] = field(default_factory=list)
    _queue: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _dead: set[int] = field(default_factory=set)
    _count: int = 0

    def now(self) -> Timestamp:
        return Timestamp(1_790_000_000_000 + int(self.at * 1000), ClockQuality.TRUSTED)

    def monotonic(self) -> float:
        return self.at

    def after(self, seconds: float, call: Callable[[], None]) -> _Timer:
        self._count += 1
        self.waits.append(seconds)
        heapq.heappush(self._queue, (self.at + seconds, self._count, call))
        return _Timer(self, self._count)

    def every(self, seconds: float, call: Callable[[], None]) -> _Timer:
        raise NotImplementedError

    def drop(self, number: int) -> None:
        self._dead.add(number)

    def pass_(self, seconds: float, steps: int = 10_000) -> None:
        """Move time on, calling what falls due; an error of a call does not stop it, as on an event loop."""
        until = self.at + seconds
        errors: list[Exception] = []
        while self._queue and self._queue[0][0] <= until and steps:
            moment, number, call = heapq.heappop(self._queue)
            self.at = moment
            if number in self._dead:
                continue
            steps -= 1
            try:
                call()
            except Exception as error:
                errors.append(error)
        self.at = until if steps else self.at
        if errors:
            raise errors[0]

    @property
    def armed(self) -> bool:
        return any(number not in self._dead for _, number, _ in self._queue)


@dataclass
class _Timer:
    time: MovedTime
    number: int

    def cancel(self) -> None:
        self.time.drop(self.number)


def by_command(words: Sequence[str]) -> subprocess.Popen[str]:
    """``python -m sync.platform`` with these words."""
    command = [sys.executable, "-m", "sync.platform", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ})


def started(words: Sequence[str]) -> subprocess.Popen[str]:
    """The same, from the nursery while it is open."""
    nursery = Province.nursery
    return by_command(words) if nursery is None else nursery.start(words, os.environ)


@dataclass
class Province:
    """A platform in a process of its own."""

    db: Path | str
    process: subprocess.Popen[str]
    port: int
    token: str
    key: str
    more: tuple[str, ...] = ()
    nursery: ClassVar[Nursery | None] = None
    """Where they are made while it is open; else by the command."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    def start(
        cls, db: Path | str, port: int = 0, token: str = "test-token", more: tuple[str, ...] = ()
    ) -> Province:
        words = ["serve", "--db", str(db), "--port", str(port), "--token", token, *more]
        process = started(words)
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the platform did not start"
        ready = json.loads(line)
        return cls(db, process, ready["port"], token, ready["public_key"], more)

    def platform(self, window: Window, url: str = "", patience: Patience = QUICK) -> HttpPlatform:
        """The line of ``window``, whose requests are signed as the program signs them."""
        who = (window.device, window.epoch, self.token, self.key, patience)
        return HttpPlatform(url or self.url, *who, seed=seed_of(window.device))

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self._reap()

    def stop(self) -> int:
        """SIGTERM; gives the exit code."""
        self.process.terminate()
        return self._reap()

    def again(self) -> Province:
        """The same database and port, a new process."""
        return Province.start(self.db, self.port, self.token, self.more)

    def copy(self, target: Path) -> None:
        """A backup of the stopped database."""
        for name in ("", "-wal", "-shm"):
            source = Path(f"{self.db}{name}")
            Path(f"{target}{name}").unlink(missing_ok=True)
            if source.exists():
                shutil.copy(source, f"{target}{name}")

    def _reap(self) -> int:
        code = self.process.wait(60)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


def loop_of(platform: Any, window: Window, time: MovedTime | None = None, **more: Any) -> SyncLoop:
    moved = time or MovedTime()
    return SyncLoop(platform, window, window, window, moved, moved, **({"pace": Pace()} | more))
