"""Three days without a line, then a bad one: the window empties by itself, and both ends have the same.

Whole (``make faults SHARE=all SUITE=test_long_offline.py``, a quarter of an hour): 3,000 cases with 3 GB of scans
through 4 MiB/s that is cut every 10 s. The share in CI keeps the rate and scales the rest, the time between cuts too.
Requests are signed, as the program signs them. Figures go to ``faults/long-offline.json``.
"""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from app.domain.time import ClockQuality, Timestamp
from app.storage.blobs import BlobStore
from app.storage.scans import SqlScans
from sync.client.http import HttpPlatform
from sync.client.loop import Pace, SyncLoop
from sync.client.scans import ScanSender
from sync.platform import tables
from sync.platform.database import open_database as open_platform
from sync.platform.report import digest_report
from tests.faults import invariants
from tests.faults.report import report, share
from tests.sync.slowline import SlowLine
from tests.sync.support import QUICK, Province, seed_of
from tests.sync.test_real_store import Desk, theirs

MIB = 2**20
CASES = share(24, 3000)
SCAN = 1024 * 1024
RATE = 4 * MIB
CUT_S = share(2, 10)
SPARE = 1.35
"""Bytes on the line against bytes of scans, at most: what was cut is sent again."""
AWAY_S = 3 * 24 * 3600
GROWTH = 64 * MIB
"""Memory of the client above what it had before, at most (bytes), however much waits."""


@dataclass
class RealTime:
    """Clock and scheduler on this thread: calls what falls due, until it is told to stop."""

    _queue: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _dead: set[int] = field(default_factory=set)
    _count: int = 0
    _pause: threading.Event = field(default_factory=threading.Event)

    def now(self) -> Timestamp:
        return Timestamp(int(time.time() * 1000), ClockQuality.TRUSTED)

    def monotonic(self) -> float:
        return time.monotonic()

    def after(self, seconds: float, call: Callable[[], None]) -> _Timer:
        self._count += 1
        heapq.heappush(self._queue, (time.monotonic() + seconds, self._count, call))
        return _Timer(self, self._count)

    def every(self, seconds: float, call: Callable[[], None]) -> _Timer:
        raise NotImplementedError

    def drop(self, number: int) -> None:
        self._dead.add(number)

    def run_until(self, done: Callable[[], bool], most_s: float) -> bool:
        """Whether it was done in time."""
        until = time.monotonic() + most_s
        while not done():
            if time.monotonic() > until or not self._queue:
                return False
            moment, number, call = heapq.heappop(self._queue)
            if number not in self._dead:
                self._pause.wait(max(0.0, min(moment, until) - time.monotonic()))
                call()
        return True


@dataclass
class _Timer:
    time: RealTime
    number: int

    def cancel(self) -> None:
        self.time.drop(self.number)


def test_three_days_offline_drain_by_themselves_through_a_line_that_breaks_all_the_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    scans = SqlScans(desk.database, BlobStore(tmp_path / "blobs", bytes(32)))
    digests = [_case_with_scan(desk, scans, n) for n in range(CASES)]
    before = fresh_peak()
    province = Province.start(tmp_path / "platform.db")
    try:
        with SlowLine(province.port, RATE, CUT_S) as line:
            who = (desk.device, 1, province.token, province.key, QUICK)
            platform = HttpPlatform(line.url, *who, seed=seed_of(desk.device))
            with closing(platform):
                spent, cpu = _drain(desk, scans, platform)
            carried, cuts = line.carried, line.cuts
        grown, theirs_peak = memory("VmHWM") - before, memory("VmHWM", province.process.pid)
        missing = invariants.scans_whole(digests, lambda digest: _held(province, digest))
        there, held = digest_report(str(province.db), desk.device), theirs(province, desk)
        mine = desk.digests()
        left = invariants.drained([*scans.waiting(9), *desk.outbox.pending(9, MIB)])
        sound, twice = invariants.sound_platform(province.db) == [], _twice(province, desk)
    finally:
        province.stop()
        desk.database.close()
    whole = CASES * SCAN
    figures = {
        "cases": CASES,
        "scan_bytes": whole,
        "rate_bytes_per_s": RATE,
        "cut_every_s": CUT_S,
        "cuts": cuts,
        "seconds": round(spent, 1),
        "bytes_on_the_line": carried,
        "share_sent_again": round(carried / whole - 1, 3),
        "client_cpu_seconds": round(cpu, 1),
        "client_memory_grew_mib": round(grown / MIB, 1),
        "platform_memory_peak_mib": round(theirs_peak / MIB, 1),
        "commits": len(mine) * 2,
        "doubled": twice,
        "lost_scans": len(missing),
        "lost_or_unlike_cases": len(invariants.alike(mine, held)),
        "parked": there["parked"],
    }
    report("long-offline", figures)
    faults = ("lost_scans", "lost_or_unlike_cases", "doubled", "parked")
    assert sound and not any(figures[name] for name in faults), figures
    assert cuts >= whole / RATE / CUT_S / 2 and carried <= SPARE * whole, figures
    assert invariants.bounded(grown, GROWTH) == left == [], figures


def _case_with_scan(desk: Desk, scans: SqlScans, n: int) -> str:
    desk.time.pass_(AWAY_S / CASES)
    return scans.keep(random.Random(n).randbytes(SCAN), desk.take_in())


def _drain(desk: Desk, scans: SqlScans, platform: HttpPlatform) -> tuple[float, float]:
    """Seconds and processor seconds until the loop, left alone, has nothing more to send."""
    clock = RealTime()
    sender = ScanSender(platform, scans)
    loop = SyncLoop(
        platform, desk.outbox, desk.inbox, desk.blocks, clock, clock, scans=sender, pace=Pace(idle=0.2)
    )
    started, cpu = time.monotonic(), time.process_time()
    loop.start()
    patience = 10 * CASES * SCAN / RATE + 60
    done = clock.run_until(lambda: not scans.waiting(1) and not desk.outbox.pending(1, 1), patience)
    loop.stop()
    assert done, f"stuck: {loop.status()}, {scans.counts()}"
    return time.monotonic() - started, time.process_time() - cpu


def _twice(province: Province, desk: Desk) -> int:
    """Commits that the platform has more than once."""
    held = tables.commits
    with closing(open_platform(str(province.db))) as database, database.read() as connection:
        ids = connection.execute(select(held.c.id).where(held.c.device == desk.device)).scalars().all()
    return len(ids) - len(set(ids))


def fresh_peak() -> int:
    """Bytes in memory now; from here on the peak of this process is counted anew."""
    Path("/proc/self/clear_refs").write_text("5", "utf-8")
    return memory("VmRSS")


def memory(name: str, process: int | str = "self") -> int:
    """``VmRSS`` (now) or ``VmHWM`` (the peak) of a process, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _held(province: Province, digest: str) -> bytes | None:
    path = Path(f"{province.db}.blobs") / "sha256" / digest[:2] / digest
    return path.read_bytes() if path.exists() else None
