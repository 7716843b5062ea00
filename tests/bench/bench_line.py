"""How fast scans reach the platform and how soon two equal books are known to be equal, next to a bare requests loop.

Scans go sealed on our disk → checked, cut up and sent by ``ScanSender`` → hashed, synced and hashed again over there.
The loop beside it posts the same bytes, 1 MiB a time, to the plain server of ``bench_push``, which stores each in a
transaction.
"""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import requests

from app.errors import LineError
from app.ports.delivery import CountedCommit, DayFigures, WaitingScan
from app.storage.blobs import BlobStore
from sync.client.reconcile import Reconciler
from sync.client.scans import ScanSender, Sent
from sync.platform.database import open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.wire.models import MAX_ITEMS, Command
from tests.bench import peers
from tests.bench.bench_push import cpu_seconds, plain_server
from tests.sync.cutline import CutLine
from tests.sync.support import Province, Window, received

MIB = 2**20
SCANS, SIZE = 3, 20 * MIB
ROUNDS = 3
CASES = int(os.environ.get("ZONGCHUANG_BENCH_CASES", "100000"))
CUT, TRIES = 4 * MIB, 200
PATIENCE_S = 45
BARS_SCANS = {"ed25519": 80.0, "sm2": 25.0}
DIGESTS = {"ed25519": "SHA-256", "sm2": "SM3"}
BAR_MEMORY, BAR_CUT, BAR_MS = 64.0, 1.25, 50.0


def measure() -> list[dict[str, Any]]:
    """Upload of scans, what it costs in memory, and the reconciliation of equal books."""
    rows = [*_uploads("ed25519"), *_uploads("sm2"), _over_a_cut_line(), _equal_books()]
    if peers.asked():
        rows[0]["against"] |= _pouch()
    return rows


@dataclass
class Shelf:
    """Scans that wait."""

    store: BlobStore
    left: list[WaitingScan] = field(default_factory=list)

    def waiting(self, limit: int) -> Sequence[WaitingScan]:
        return self.left[:limit]

    def open(self, digest: str) -> BinaryIO:
        return self.store.open(digest)

    def delivered(self, digest: str) -> None:
        self.left = [scan for scan in self.left if scan.digest != digest]

    def damaged(self, digest: str) -> None:
        raise RuntimeError(digest)

    def meet(self, server_epoch: str, lost: bool) -> None:
        """One platform."""


def _uploads(suite: str) -> list[dict[str, Any]]:
    ours: list[float] = []
    theirs: list[float] = []
    spent: list[float] = []
    grown: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = BlobStore(Path(folder) / "blobs", secrets.token_bytes(32))
        province = Province.start(Path(folder) / "platform.db", more=("--suite", suite))
        try:
            with plain_server(Path(folder) / "plain.db") as url:
                for _ in range(ROUNDS):
                    shelf = Shelf(store, [_kept(store) for _ in range(SCANS)])
                    memory, cpu = _peaks(province), cpu_seconds(province.process.pid) + time.process_time()
                    started = time.perf_counter()
                    with closing(province.platform(Window())) as line:
                        ScanSender(line, shelf).send(lambda: None, float("inf"), Sent())
                    ours.append(SCANS * SIZE / MIB / (time.perf_counter() - started))
                    spent.append(cpu_seconds(province.process.pid) + time.process_time() - cpu)
                    grown.append(_peaks(province) - memory)
                    theirs.append(_posted(url))
        finally:
            province.stop()
    value, against, mib = statistics.median(ours), statistics.median(theirs), SCANS * SIZE / MIB
    bar = BARS_SCANS[suite]
    row = {
        "name": f"upload scans, {DIGESTS[suite]}",
        "value": round(value, 1),
        "unit": "MiB/s",
        "n": SCANS * ROUNDS,
        "against": {"requests.Session loop": round(against, 1)},
        "ratio": round(value / against, 2),
        "bar": f">= {bar:.0f} MiB/s",
        "holds": value >= bar,
        "cpu_ms_per_mib": round(statistics.median(spent) / mib * 1000, 2),
        "load": round(os.getloadavg()[0], 1),
    }
    memory_row = {
        "name": f"memory growth while {mib:.0f} MiB of scans are sent, both ends, {DIGESTS[suite]}",
        "value": round(max(grown), 1),
        "unit": "MiB",
        "n": ROUNDS,
        "against": {},
        "ratio": None,
        "bar": f"<= {BAR_MEMORY:.0f} MiB",
        "holds": max(grown) <= BAR_MEMORY,
    }
    return [row, memory_row]


def _over_a_cut_line() -> dict[str, Any]:
    """How many times its bytes a scan costs when every connection ends after 4 MiB."""
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        store = BlobStore(Path(folder) / "blobs", secrets.token_bytes(32))
        province = Province.start(Path(folder) / "platform.db")
        try:
            for _ in range(ROUNDS):
                shelf = Shelf(store, [_kept(store)])
                with (
                    CutLine(province.port, CUT) as cut,
                    closing(province.platform(Window(), cut.url)) as line,
                ):
                    _until_whole(ScanSender(line, shelf), shelf)
                times.append(cut.carried / SIZE)
        finally:
            province.stop()
    value = max(times)
    return {
        "name": f"bytes on the line for a scan of {SIZE // MIB} MiB, cut every {CUT // MIB} MiB",
        "value": round(value, 3),
        "unit": "x its bytes",
        "n": len(times),
        "against": _pouch_over_a_cut_line() if peers.asked() else {},
        "ratio": None,
        "bar": f"<= {BAR_CUT} x",
        "holds": value <= BAR_CUT,
    }


def _until_whole(sender: ScanSender, shelf: Shelf) -> None:
    for _ in range(TRIES):
        try:
            sender.send(lambda: None, float("inf"), Sent())
        except LineError as error:
            if error.kind not in ("transient", "offline"):
                raise
        if not shelf.left:
            return
    raise RuntimeError("the scan does not arrive")


def _pouch_over_a_cut_line() -> dict[str, float]:
    """The same for the peer; 0 when the scan did not arrive in its time."""
    with peers.pouch() as pouch, CutLine(pouch.port, CUT) as cut:
        arrived = pouch.through(cut.url).delivers(SIZE, PATIENCE_S)
        sent = round(cut.carried / SIZE, 2)
    return {f"{peers.NAME}, sent in {PATIENCE_S} s": sent, f"{peers.NAME}, arrived": float(arrived)}


def _pouch() -> dict[str, float]:
    with peers.pouch() as pouch:
        return {peers.NAME: round(statistics.median(pouch.send(SCANS, SIZE) / MIB for _ in range(ROUNDS)), 1)}


def _kept(store: BlobStore) -> WaitingScan:
    return WaitingScan(store.put(secrets.token_bytes(SIZE)), SIZE, uuid4())


def _posted(url: str) -> float:
    content = secrets.token_hex(MIB // 2)
    started = time.perf_counter()
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(SIZE // MIB):
            session.post(url, json={"id": str(uuid4()), "body": content}, timeout=60).raise_for_status()
    return SIZE / MIB / (time.perf_counter() - started)


def _peaks(province: Province) -> float:
    """Highest memory of both processes so far, in MiB."""
    found = 0
    for pid in (os.getpid(), province.process.pid):
        for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                found += int(line.split()[1])
    return found / 1024


@dataclass
class Books:
    """The window's side: commits in memory, sums remembered."""

    window: Window
    kept: str = ""

    def counted(
        self, own_after: Mapping[int, int], arrival_after: int, deep: bool = False
    ) -> Iterable[CountedCommit]:
        after = own_after.get(1, 0)
        for n, commit in enumerate(self.window.commits[after:], start=after + 1):
            yield CountedCommit(commit.case_id, commit.device, 1, commit.seq, commit.digest, False, True, n)

    def remembered(self) -> str:
        return self.kept

    def remember(self, text: str) -> None:
        self.kept = text

    def day(self, day: date) -> DayFigures:
        raise NotImplementedError

    def send_again(self, epoch: int, seq: int) -> None:
        raise NotImplementedError

    def ask_again(self) -> None:
        raise NotImplementedError


def _equal_books() -> dict[str, Any]:
    window = Window()
    for _ in range(CASES):
        window.write(uuid4(), ("received", received()))
    times: list[float] = []
    trips = 0
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder) / "platform.db", window)
        province = Province.start(Path(folder) / "platform.db")
        try:
            with closing(province.platform(window)) as line:
                books = Books(window)
                # The window keeps its sums with every day's account; the first one counts everything.
                Reconciler(line, books, window.device).compare()
                for _ in range(9):
                    started = time.perf_counter()
                    report = Reconciler(line, books, window.device).compare()
                    times.append((time.perf_counter() - started) * 1000)
                    trips = max(trips, report.trips)
                    if not report.equal:
                        raise RuntimeError("the books differ")
        finally:
            province.stop()
    value = statistics.median(times)
    return {
        "name": f"reconcile {CASES} equal cases",
        "value": round(value, 1),
        "unit": "ms",
        "n": len(times),
        "against": {"trips": trips},
        "ratio": None,
        "bar": f"<= {BAR_MS:.0f} ms, 1 trip",
        "holds": value <= BAR_MS and trips == 1,
        "load": round(os.getloadavg()[0], 1),
    }


def _fill(db: Path, window: Window) -> None:
    database = open_database(str(db))
    with closing(database):
        ledger = Ledger(database, lambda: 1)
        for start in range(0, len(window.commits), MAX_ITEMS):
            part = window.commits[start : start + MAX_ITEMS]
            commands = [
                Command(
                    seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash
                )
                for c in part
            ]
            ledger.submit(Sender(window.device, 1), commands)
