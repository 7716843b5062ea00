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
from sync.wire.kiosk import KeeperOrders, SignedCall, SignOfLife
from sync.wire.models import Device

SILENT_MS = 5 * 60_000
"""A terminal that was not heard of for so long is silent: somebody must look."""
KEPT_MS = 2 * 60 * 60_000
"""So long a call that somebody signed for is still told to the terminal: nobody waits longer at one."""
MOST = 32


def add_kiosk(app: FastAPI, database: Database, now_ms: Callable[[], int]) -> None:
    """``/v1/kiosks/…``."""

    @app.post("/v1/kiosks/{device}/beat", response_model=KeeperOrders)
    def beat(device: Annotated[Device, Path()], sign: SignOfLife) -> Response:
        """A terminal lives; answered with whether it shall stay open."""
        with database.write() as connection:
            _note(connection, device, sign, now_ms())
            orders = _orders(connection, device, now_ms())
            orders = orders.model_copy(update={"answers": _signed(connection, device, now_ms())})
        return Response(orders.model_dump_json(), media_type="application/json")


Calls = dict[str, dict[str, int]]
"""Reason → ``called_ms`` (terminal's clock), ``since_ms`` and ``signed_ms`` (ours; 0: nobody signed yet)."""


def _calls(text: str | None, since_ms: int) -> Calls:
    """As they are kept; a list of reasons is what platforms before this one wrote, and read of a mapping."""
    found = json.loads(text) if text else {}
    if isinstance(found, list):
        return {reason: {"called_ms": 0, "since_ms": since_ms, "signed_ms": 0} for reason in found}
    return dict(found)


def _kept(connection: Connection, device: str) -> Calls:
    row = connection.execute(select(kiosk_beats).where(kiosk_beats.c.device == device)).first()
    return _calls(row.calls, row.received_ms) if row is not None else {}


def _signed(connection: Connection, device: str, now_ms: int) -> list[SignedCall]:
    return [
        SignedCall(reason=reason, called_ms=call["called_ms"], ago_ms=max(0, now_ms - call["signed_ms"]))
        for reason, call in _kept(connection, device).items()
        if call["signed_ms"]
    ]


def _called(before: Calls, sign: SignOfLife, now_ms: int) -> Calls:
    """A call is open until somebody signs for it; the same one said again, because our answer was lost, stays what it
    is. Signed ones are kept for as long as anybody may still stand there.
    """
    old = {reason for reason, call in before.items() if call["signed_ms"] and now_ms - call["signed_ms"] > KEPT_MS}
    known = {reason: call for reason, call in before.items() if reason not in old}
    for reason in sign.calls:
        at, call = sign.called_ms.get(reason, sign.at_ms), known.get(reason)
        if call is None or (call["signed_ms"] and call["called_ms"] != at):
            known[reason] = {"called_ms": at, "since_ms": now_ms, "signed_ms": 0}
        elif not call["signed_ms"]:
            known[reason] = {**call, "called_ms": at}
    return dict(list(known.items())[-MOST:])


def _note(connection: Connection, device: str, sign: SignOfLife, now_ms: int) -> None:
    calls = _called(_kept(connection, device), sign, now_ms)
    connection.execute(delete(kiosk_beats).where(kiosk_beats.c.device == device))
    row = {
        "device": device,
        "at_ms": sign.at_ms,
        "received_ms": now_ms,
        "phase": sign.phase,
        "faults": json.dumps(sign.faults),
        "calls": json.dumps(calls),
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


def answer_calls(db: str, device: str, now_ms: int = 0) -> dict[str, Any]:
    """Somebody goes there: she signs for every open call of this terminal, and who waits at it reads that.

    Gives the reasons that she signed for; none where nobody waits.
    """
    database, now = open_database(db), now_ms or _now_ms()
    try:
        with database.write() as connection:
            known = _kept(connection, device)
            opened = [reason for reason, call in known.items() if not call["signed_ms"]]
            calls = {reason: {**call, "signed_ms": call["signed_ms"] or now} for reason, call in known.items()}
            change = kiosk_beats.update().where(kiosk_beats.c.device == device).values(calls=json.dumps(calls))
            connection.execute(change)
    finally:
        database.close()
    return {"device": device, "calls": [], "signed": opened, "signed_ms": now if opened else 0}


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
            "calls": [reason for reason, call in _calls(row.calls, row.received_ms).items() if not call["signed_ms"]],
            "called": [
                {"reason": reason, "since_ms": call["since_ms"], "signed_ms": call["signed_ms"]}
                for reason, call in _calls(row.calls, row.received_ms).items()
            ],
            "locked": bool(locks.get(row.device, False)),
        }
        for row in rows
    ]


def add_command(command: argparse.ArgumentParser) -> None:
    """``zongchuang platform kiosk list|lock|open|answer``; ``answer``: she signs that she goes there."""
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
