"""How many questions of windows (谁在自助机上叫人, 0134) a platform upon SQLite answers, with a province on record.

2,000 halls with a terminal and four windows each stand in its tables, and at every tenth terminal somebody calls. So
many windows as ``ASKERS`` ask one after the other, each of another hall, signed, over connections that stay open; they
do not check the answers, so that the figure is the platform's. ``hello`` of the same windows in the same run stands
beside it: it costs the door, the signature and one look into the tables, and nothing of halls.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from sync.platform.database import open_database
from sync.platform.tables import device_halls, device_keys, kiosk_beats
from tests.bench.bench_load import Client
from tests.bench.bench_push import cpu_seconds
from tests.sync.support import Province, Window

HALLS, WINDOWS = 2_000, 4
EVERY_S = 15.0
ASKERS, ROUNDS = 32, 3
SECONDS = max(2.0, float(os.environ.get("ZONGCHUANG_BENCH_SECONDS", "300")) / 60)
BAR = HALLS * WINDOWS / EVERY_S
"""What those windows ask in a second."""
_REGION = "210106"


def measure() -> list[dict[str, Any]]:
    """Questions a second, with the time the slowest of a hundred waited and what the platform spent on each."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "platform.db"
        _fill(db)
        province = Province.start(db)
        try:
            rounds = asyncio.run(_rounds(province))
        finally:
            province.stop()
    rate, hello = (statistics.median(r[n][0] for r in rounds) for n in ("hall", "hello"))
    waited = [ms for r in rounds for ms in r["hall"][1]]
    spent = statistics.median(r["hall"][2] for r in rounds)
    return [
        {
            "name": f"calls of its hall, asked by windows of {HALLS} halls, {HALLS * (WINDOWS + 1)} devices, SQLite",
            "value": round(rate, 1),
            "unit": "questions/s",
            "n": len(waited),
            "against": {"hello": round(hello, 1)},
            "ratio": round(rate / hello, 2),
            "bar": f">= {BAR:.0f}/s: each of its windows every {EVERY_S:.0f} s",
            "holds": rate >= BAR,
            "p99_ms": round(sorted(waited)[len(waited) * 99 // 100], 1),
            "cpu_ms": round(spent, 2),
            "load": round(os.getloadavg()[0], 1),
        }
    ]


def _hall(n: int) -> str:
    return f"第{n:04d}政务服务中心"


def _fill(db: Path) -> None:
    """Terminals and windows as they are on record after a day."""
    now = time.time_ns() // 1_000_000
    known: dict[str, Any] = {"region": _REGION, "also": "", "by": "", "since_ms": now}
    known |= {"said_region": "", "said_hall": "", "said_ms": 0}
    with closing(open_database(str(db))) as database, database.write() as connection:
        names = [(f"W-{n:04d}-{k}", n) for n in range(HALLS) for k in range(WINDOWS + 1)]
        connection.execute(insert(device_halls), [known | {"device": d, "hall": _hall(n)} for d, n in names])
        others = [d for d, n in names if n >= ASKERS]
        key = {"key": "ed25519:another", "role": "", "via": "", "bound_ms": now}
        connection.execute(insert(device_keys), [key | {"device": d} for d in others])
        life = {"at_ms": now, "received_ms": now + 3_600_000, "phase": "idle", "faults": "[]", "figures": "{}"}
        beats = [
            life | {"device": f"W-{n:04d}-{WINDOWS}", "region": _REGION, "hall": _hall(n), "calls": _calls(n, now)}
            for n in range(HALLS)
        ]
        connection.execute(insert(kiosk_beats), beats)


def _calls(n: int, now: int) -> str:
    if n % 10:
        return "{}"
    call = {"called_ms": 1, "since_ms": now, "region": _REGION, "hall": _hall(n), "place": "3 号自助机"}
    return json.dumps({"help": call})


async def _rounds(province: Province) -> list[dict[str, tuple[float, list[float], float]]]:
    clients = [Client(province.port, province.token, Window(device=f"W-{n:04d}-0")) for n in range(ASKERS)]

    async def hall(n: int) -> None:
        asked = {"stand": {"region": _REGION, "hall": _hall(n)}}
        status, told = await clients[n].ask("POST", f"/v1/kiosks/{clients[n].window.device}/hall", asked)
        if status != 200 or not told["terminal"] or bool(told["calls"]) != (n % 10 == 0):
            raise RuntimeError(f"{status} {told}")

    async def hello(n: int) -> None:
        status, told = await clients[n].ask("GET", f"/v1/hello?device={clients[n].window.device}&epoch=1")
        if status != 200:
            raise RuntimeError(f"{status} {told}")

    found = []
    for _ in range(ROUNDS):
        found.append({"hall": await _asked(province, hall), "hello": await _asked(province, hello)})
    for client in clients:
        if client.ways is not None:
            client.ways[1].close()
    return found


async def _asked(province: Province, ask: Callable[[int], Awaitable[None]]) -> tuple[float, list[float], float]:
    """All of them, again and again: questions a second, how long each took (ms), CPU of the platform for each (ms)."""
    waited: list[float] = []
    began, spent = time.perf_counter(), cpu_seconds(province.process.pid)

    async def one(n: int) -> None:
        while time.perf_counter() - began < SECONDS:
            at = time.perf_counter()
            await ask(n)
            waited.append((time.perf_counter() - at) * 1000)

    await asyncio.gather(*(one(n) for n in range(ASKERS)))
    took = time.perf_counter() - began
    return len(waited) / took, waited, (cpu_seconds(province.process.pid) - spent) / len(waited) * 1000
