"""Unattended terminals: their signs of life, and the lock that their keeper turns from afar (S1 一(四))."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypedDict

from fastapi import FastAPI, Path, Response
from sqlalchemy import Connection, delete, insert, select

from sync.platform.database import Database, open_database
from sync.platform.device_halls import stand_heard
from sync.platform.tables import kiosk_beats, kiosk_locks
from sync.wire.kiosk import KeeperOrders, SignedCall, SignOfLife, Stand
from sync.wire.models import Device

SILENT_MS = 5 * 60_000
"""A terminal that was not heard of for so long is silent: somebody must look."""
KEPT_MS = 2 * 60 * 60_000
"""So long a call that somebody signed for is still told to the terminal: nobody waits longer at one."""
MOST = 32
"""So many calls of a terminal are kept: no more go into an answer."""
ANOTHER_MS = 30 * 60_000
"""A call so long after the last one for the same reason is another person's, who has not waited since then."""
PEOPLE = frozenset({"help", "compare", "pad", "thumb", "print"})
"""Reasons for which a person stands there; what lies there, or broke, is called for until somebody signs."""


def add_kiosk(app: FastAPI, database: Database, now_ms: Callable[[], int]) -> None:
    """``/v1/kiosks/…``."""

    @app.post("/v1/kiosks/{device}/beat", response_model=KeeperOrders)
    def beat(device: Annotated[Device, Path()], sign: SignOfLife) -> Response:
        """A terminal lives; answered with whether it shall stay open."""
        with database.write() as connection:
            now = now_ms()
            calls, on_record = _note(connection, device, sign, now)
            told = {"answers": _signed(calls, now), "on_record": on_record}
            orders = _orders(connection, device, now).model_copy(update=told)
        return Response(orders.model_dump_json(), media_type="application/json")


class Call(TypedDict):
    """``called_ms``: when the terminal says that it called (0: it was called before calls had names). By our clock
    ``since_ms`` when it was called first, ``last_ms`` last, ``signed_ms`` when somebody signed, 0: nobody yet. ``by``:
    the 工号 of who signed, empty where the command did, ``name`` how a clerk of the hall is called. ``region``,
    ``hall``, ``place``: where the terminal stood, empty for one that did not say.
    """

    called_ms: int
    since_ms: int
    last_ms: int
    signed_ms: int
    by: str
    name: str
    region: str
    hall: str
    place: str


Calls = dict[str, Call]
"""By reason."""


def calls_of(row: Any, now_ms: int) -> Calls:
    """As they are kept, without those that are over; a list of reasons is what platforms before this one wrote."""
    found = json.loads(row.calls) if row is not None and row.calls else {}
    if isinstance(found, list):
        found = {reason: {"since_ms": row.received_ms} for reason in found}
    calls = {
        reason: Call(
            called_ms=call.get("called_ms", 0),
            since_ms=call["since_ms"],
            last_ms=call.get("last_ms", call["since_ms"]),
            signed_ms=call.get("signed_ms", 0),
            by=call.get("by", ""),
            name=call.get("name", ""),
            region=call.get("region", ""),
            hall=call.get("hall", ""),
            place=call.get("place", ""),
        )
        for reason, call in found.items()
    }
    return {reason: call for reason, call in calls.items() if not _over(reason, call, now_ms)}


def _over(reason: str, call: Call, now_ms: int) -> bool:
    """Whether who called has surely gone; what nobody signed for and waits by itself is never over."""
    if not call["signed_ms"] and reason not in PEOPLE:
        return False
    return now_ms - (call["signed_ms"] or call["last_ms"]) > KEPT_MS


def kept_calls(connection: Connection, device: str, now_ms: int) -> Calls:
    """The calls of a terminal that are not over."""
    return calls_of(connection.execute(select(kiosk_beats).where(kiosk_beats.c.device == device)).first(), now_ms)


def _signed(calls: Calls, now_ms: int) -> list[SignedCall]:
    return [
        SignedCall(reason=reason, called_ms=call["called_ms"], ago_ms=max(0, now_ms - call["signed_ms"]))
        for reason, call in calls.items()
        if call["signed_ms"]
    ]


def _called(known: Calls, sign: SignOfLife, stand: Stand, now_ms: int) -> Calls:
    """A call is open until somebody signs for it; the same one said again, because our answer was lost, stays what it
    is, and who calls once more waits since the first time. Signed ones are kept for as long as anybody may stand there.
    """
    region, hall, place = stand.region, stand.hall, sign.place
    for kept in known.values():
        if not (kept["signed_ms"] or kept["hall"]):
            kept |= {"region": region, "hall": hall}  # it is known by now where she waits
    for reason in sign.calls:
        at, call = sign.called_ms.get(reason, sign.at_ms), known.get(reason)
        if call is not None and call["called_ms"] == at:
            continue
        if call is None or call["signed_ms"] or now_ms - call["last_ms"] > ANOTHER_MS:
            known[reason] = Call(
                called_ms=at, since_ms=now_ms, last_ms=now_ms, signed_ms=0, by="", name="",
                region=region, hall=hall, place=place,
            )
        else:
            call |= {"called_ms": at, "last_ms": now_ms, "region": region, "hall": hall, "place": place}
    return dict(list(known.items())[-MOST:])


def _note(connection: Connection, device: str, sign: SignOfLife, now_ms: int) -> tuple[Calls, Stand | None]:
    """Its calls; with them the hall on record, where it names another."""
    stand, on_record = stand_heard(connection, device, sign.stand, now_ms)
    calls = _called(kept_calls(connection, device, now_ms), sign, stand, now_ms)
    connection.execute(delete(kiosk_beats).where(kiosk_beats.c.device == device))
    row = {
        "device": device,
        "at_ms": sign.at_ms,
        "received_ms": now_ms,
        "phase": sign.phase,
        "faults": json.dumps(sign.faults),
        "calls": json.dumps(calls),
        "figures": json.dumps(sign.figures),
        "region": stand.region,
        "hall": stand.hall,
    }
    connection.execute(insert(kiosk_beats).values(**row))
    return calls, on_record


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


def answer_calls(
    db: str, device: str, now_ms: int = 0, seen: Mapping[str, int] | None = None, by: str = ""
) -> dict[str, Any]:
    """Somebody goes there: she signs for the open calls of this terminal, and who waits at it reads that.

    ``seen``: reason → ``called_ms`` of the calls that she read, no other is signed; without it every open one. ``by``
    is her 工号. Gives the reasons that she signed for, none where nobody waits, and those that came since she looked.
    """
    database, now = open_database(db), now_ms or _now_ms()
    try:
        with database.write() as connection:
            signed, left = sign_for(connection, device, now, seen, by)
    finally:
        database.close()
    return {"device": device, "calls": left, "signed": signed, "signed_ms": now if signed else 0}


def sign_for(
    connection: Connection, device: str, now_ms: int, seen: Mapping[str, int] | None, by: str, name: str = ""
) -> tuple[list[str], list[str]]:
    """See ``answer_calls``, in the caller's transaction: (reasons signed, reasons left)."""
    known = kept_calls(connection, device, now_ms)
    opened = [reason for reason, call in known.items() if not call["signed_ms"]]
    signed = [r for r in opened if seen is None or seen.get(r) == known[r]["called_ms"]]
    for reason in signed:
        known[reason] |= {"signed_ms": now_ms, "by": by, "name": name}
    if signed:
        change = kiosk_beats.update().where(kiosk_beats.c.device == device).values(calls=json.dumps(known))
        connection.execute(change)
    return signed, [reason for reason in opened if reason not in signed]


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
            "calls": [reason for reason, call in calls.items() if not call["signed_ms"]],
            "called": [{"reason": reason, **call} for reason, call in calls.items()],
            "locked": bool(locks.get(row.device, False)),
        }
        for row, calls in ((row, calls_of(row, now_ms)) for row in rows)
    ]


def add_command(command: argparse.ArgumentParser) -> None:
    """``zongchuang platform kiosk list|lock|open|answer``; ``answer``: she signs that she goes there."""
    command.add_argument("act", choices=("list", "lock", "open", "answer"))
    command.add_argument("device", nargs="?", default="")
    command.add_argument("--words", default="", help="给群众看的话")
    command.add_argument("--until-ms", type=int, default=0, help="预计恢复，UTC 毫秒")
    command.add_argument("--by", default="", help="answer：过去的人的工号")


def run(given: argparse.Namespace) -> int:
    """Do what the keeper asked. Returns 2 without a device where one is wanted."""
    if given.act == "list":
        said: Any = watch(given.db, _now_ms())
    elif not given.device:
        return 2
    elif given.act == "answer":
        said = answer_calls(given.db, given.device, by=given.by)
    else:
        said = lock(given.db, given.device, given.act == "lock", given.words, given.until_ms)
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    return 0


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
