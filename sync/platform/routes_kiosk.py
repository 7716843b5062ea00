"""Unattended terminals: their signs of life, and the lock that their keeper turns from afar (S1 一(四))."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Path, Response
from sqlalchemy import Connection, delete, insert, select

from sync.platform.database import Database, open_database
from sync.platform.tables import kiosk_beats, kiosk_locks
from sync.wire.kiosk import KeeperOrders, SignOfLife
from sync.wire.models import Device

SILENT_MS = 5 * 60_000
"""A terminal that was not heard of for so long is silent: somebody must look."""


def add_kiosk(app: FastAPI, database: Database, now_ms: Callable[[], int]) -> None:
    """``/v1/kiosks/…``."""

    @app.post("/v1/kiosks/{device}/beat", response_model=KeeperOrders)
    def beat(device: Annotated[Device, Path()], sign: SignOfLife) -> Response:
        """A terminal lives; answered with whether it shall stay open."""
        with database.write() as connection:
            _note(connection, device, sign, now_ms())
            orders = _orders(connection, device, now_ms())
        return Response(orders.model_dump_json(), media_type="application/json")


def _note(connection: Connection, device: str, sign: SignOfLife, now_ms: int) -> None:
    before = connection.execute(select(kiosk_beats.c.calls).where(kiosk_beats.c.device == device)).scalar()
    calls = dict.fromkeys([*(json.loads(before) if before else []), *sign.calls])
    connection.execute(delete(kiosk_beats).where(kiosk_beats.c.device == device))
    row = {
        "device": device,
        "at_ms": sign.at_ms,
        "received_ms": now_ms,
        "phase": sign.phase,
        "faults": json.dumps(sign.faults),
        "calls": json.dumps(list(calls)),
        "figures": json.dumps(sign.figures),
    }
    connection.execute(insert(kiosk_beats).values(**row))


def _orders(connection: Connection, device: str, now_ms: int) -> KeeperOrders:
    row = connection.execute(select(kiosk_locks).where(kiosk_locks.c.device == device)).first()
    if row is None or not row.locked:
        return KeeperOrders()
    return KeeperOrders(locked=True, words=row.words, until_ms=row.until_ms if row.until_ms > now_ms else 0)


def lock(db: str, device: str, locked: bool, words: str = "", until_ms: int = 0) -> dict[str, Any]:
    """Turn the lock of a terminal; it hears of it with its next sign of life."""
    database = open_database(db)
    try:
        with database.write() as connection:
            connection.execute(delete(kiosk_locks).where(kiosk_locks.c.device == device))
            row = {"device": device, "locked": locked, "words": words, "until_ms": until_ms}
            connection.execute(insert(kiosk_locks).values(**row, changed_ms=_now_ms()))
    finally:
        database.close()
    return row


def answer_calls(db: str, device: str) -> dict[str, Any]:
    """Somebody went there: the calls of this terminal are answered."""
    database = open_database(db)
    try:
        with database.write() as connection:
            change = kiosk_beats.update().where(kiosk_beats.c.device == device).values(calls="[]")
            connection.execute(change)
    finally:
        database.close()
    return {"device": device, "calls": []}


def watch(db: str, now_ms: int) -> list[dict[str, Any]]:
    """Every terminal with its last sign of life, the silent ones marked."""
    database = open_database(db)
    try:
        with database.read() as connection:
            locks = {row.device: row.locked for row in connection.execute(select(kiosk_locks))}
            rows = connection.execute(select(kiosk_beats).order_by(kiosk_beats.c.device)).all()
    finally:
        database.close()
    return [
        {
            "device": row.device,
            "phase": row.phase,
            "silent": now_ms - row.received_ms > SILENT_MS,
            "seen_ms": row.received_ms,
            "faults": json.loads(row.faults),
            "calls": json.loads(row.calls),
            "locked": bool(locks.get(row.device, False)),
        }
        for row in rows
    ]


def add_command(command: argparse.ArgumentParser) -> None:
    """``zongchuang platform kiosk list|lock|open|answer``."""
    command.add_argument("act", choices=("list", "lock", "open", "answer"))
    command.add_argument("device", nargs="?", default="")
    command.add_argument("--words", default="", help="给群众看的话")
    command.add_argument("--until-ms", type=int, default=0, help="预计恢复，UTC 毫秒")


def run(given: argparse.Namespace) -> int:
    """Do what the keeper asked. Returns 2 without a device where one is wanted."""
    if given.act == "list":
        said: Any = watch(given.db, _now_ms())
    elif not given.device:
        return 2
    elif given.act == "answer":
        said = answer_calls(given.db, given.device)
    else:
        said = lock(given.db, given.device, given.act == "lock", given.words, given.until_ms)
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    return 0


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
