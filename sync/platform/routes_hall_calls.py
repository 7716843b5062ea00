"""Calls at the terminals of a hall, for the clerks at its windows: who calls since when, and 我去 (record 0134)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Path, Response
from sqlalchemy import Connection, bindparam, select

from sync.platform.database import Database
from sync.platform.device_halls import known_stand, stand_for
from sync.platform.quick import Quick
from sync.platform.routes_kiosk import PEOPLE, SILENT_MS, Call, calls_of, kept_calls, sign_for
from sync.platform.tables import kiosk_beats
from sync.wire.kiosk import Going, HallAsk, HallCall, HallCalls, Stand
from sync.wire.models import Device

TOLD_MS = 10 * 60_000
"""So long a call that somebody signed for is still told to the windows: who wanted to go reads who went."""
MOST = 100
"""So many calls go into an answer, who waits longest first."""
_OF_HALL = select(kiosk_beats.c.device, kiosk_beats.c.received_ms, kiosk_beats.c.calls).where(
    kiosk_beats.c.hall == bindparam("hall"), kiosk_beats.c.region == bindparam("region")
)
"""Made once, as every window asks it every fifteen seconds."""


def add_hall_calls(app: FastAPI, database: Database, now_ms: Callable[[], int], quick: Quick) -> None:
    """``/v1/kiosks/{device}/hall``, where ``device`` is the window that asks."""

    @app.post("/v1/kiosks/{device}/hall", response_model=HallCalls)
    async def hall(device: Annotated[Device, Path()], asked: HallAsk) -> Response:
        """Who calls at the terminals of the hall that the window stands in; with ``go`` a clerk of it signs first.

        Where the window stands is what is on record, whatever it names.
        """
        return await quick.run(partial(answer, device, asked))

    def answer(device: str, asked: HallAsk) -> Response:
        told = _answer(database, device, asked, now_ms())
        return Response(told.model_dump_json(), media_type="application/json")


def _answer(database: Database, device: str, asked: HallAsk, now: int) -> HallCalls:
    if asked.go is None:
        # All windows of a province ask this: one look into the tables, in one transaction.
        with database.read() as connection:
            known = known_stand(connection, device, asked.stand)
            if known is not None:
                return _found(connection, known, now)
    stand, signed = stand_for(database, device, asked.stand, now), list[str]()
    if asked.go is not None:
        with database.write() as connection:
            signed = _gone(connection, stand, asked.go, now)
    with database.read() as connection:
        return _found(connection, stand, now).model_copy(update={"signed": signed})


def _found(connection: Connection, stand: Stand, now_ms: int) -> HallCalls:
    rows = _of_hall(connection, stand)
    return HallCalls(calls=_told(rows, stand, now_ms), terminal=_lives(rows, now_ms))


def _here(call: Call, stand: Stand) -> bool:
    return bool(stand.hall and stand.region) and (call["region"], call["hall"]) == (stand.region, stand.hall)


def _gone(connection: Connection, stand: Stand, go: Going, now_ms: int) -> list[str]:
    """A clerk signs for calls of her own hall alone, and only where a person stands."""
    known = kept_calls(connection, go.terminal, now_ms)
    hers = {r: at for r, at in go.seen.items() if r in PEOPLE and r in known and _here(known[r], stand)}
    return sign_for(connection, go.terminal, now_ms, hers, go.by, go.name)[0]


def _of_hall(connection: Connection, stand: Stand) -> Sequence[Any]:
    """The terminals of a hall, by the index: a province has thousands."""
    if not (stand.hall and stand.region):
        return ()
    return connection.execute(_OF_HALL, {"hall": stand.hall, "region": stand.region}).all()


def _lives(rows: Sequence[Any], now_ms: int) -> bool:
    """Whether one of them was heard of lately."""
    return any(row.received_ms >= now_ms - SILENT_MS for row in rows)


def _told(rows: Sequence[Any], stand: Stand, now_ms: int) -> list[HallCall]:
    found = [
        _one(row.device, reason, call, now_ms)
        for row in rows
        for reason, call in calls_of(row, now_ms).items()
        if reason in PEOPLE and _here(call, stand) and now_ms - (call["signed_ms"] or now_ms) <= TOLD_MS
    ]
    found.sort(key=lambda one: (one.signed_ago_ms is not None, -one.ago_ms))
    return found[:MOST]


def _one(terminal: str, reason: str, call: Call, now_ms: int) -> HallCall:
    signed = call["signed_ms"]
    return HallCall(
        terminal=terminal,
        place=call["place"],
        reason=reason,
        called_ms=call["called_ms"],
        ago_ms=max(0, now_ms - call["since_ms"]),
        signed_ago_ms=max(0, now_ms - signed) if signed else None,
        by=call["by"],
        name=call["name"],
    )
