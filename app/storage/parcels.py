"""Where parcels are found: the case of a waybill, and cases whose parcel lies here again."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from app.domain.delivery import COURIER, POST, brought_back_at, came_back, sent_back
from app.domain.ids import uuid7
from app.domain.states import CaseState
from app.domain.time import SHANGHAI
from app.storage import log
from app.storage.schema import case_row, events

_OURS = re.compile(r"[A-Z]{2}(\d{8})\d{8}")
_LEAST, _MOST = bytes(10), b"\xff" * 10


def case_of_waybill(connection: Connection, waybill: str) -> UUID | None:
    """The case a parcel was booked for under a number of a window's block, however long ago; None for any other.

    The number begins with its day, and so do the identifiers of events: one day of the log is looked through.
    """
    wanted = waybill.strip().upper()
    found = _OURS.fullmatch(wanted)
    if found is None:
        return None
    try:
        day = datetime.strptime(found[1], "%Y%m%d").replace(tzinfo=SHANGHAI)
        first, last = ((day + timedelta(days=n)).timestamp() * 1000 for n in (-1, 2))
    except (ValueError, OverflowError):
        return None
    if first < 0:
        return None
    booked = and_(
        events.c.id.between(uuid7(int(first), _LEAST).bytes, uuid7(int(last), _MOST).bytes),
        events.c.type == "partner_asked",
        func.instr(events.c.payload, f'"{wanted}"') > 0,
    )
    row = connection.execute(select(events.c.case_id).where(booked).limit(1)).first()
    return UUID(bytes=row.case_id) if row is not None else None


def by_post(connection: Connection) -> list[UUID]:
    """Cases whose result waits and that may have to do with the post: chosen so, booked or come back. Others need not
    be replayed: most results are fetched.
    """
    asked = and_(events.c.type == "partner_asked", func.instr(events.c.payload, f'"{COURIER}"') > 0)
    choices = events.c.type.in_(("opened", "received", "delivery_chosen"))
    chosen = and_(choices, func.instr(events.c.payload, f'"{POST}"') > 0)
    waiting = (
        select(events.c.case_id)
        .join(case_row, case_row.c.case_id == events.c.case_id)
        .where(case_row.c.state == CaseState.AWAITING_PICKUP.value)
        .where(or_(asked, chosen, events.c.type == "parcel_returned"))
        .distinct()
    )
    return [UUID(bytes=value) for value in connection.execute(waiting).scalars()]


def came_back_of(connection: Connection, cases: Collection[UUID]) -> frozenset[UUID]:
    """Those of ``cases`` (some hundred at most) whose parcel lies here again and whose result nobody got since."""
    told = or_(
        events.c.type.in_(("parcel_returned", "service_failed")),
        and_(events.c.type == "partner_answered", func.instr(events.c.payload, '"returned"') > 0),
    )
    some = select(events.c.case_id).where(events.c.case_id.in_([each.bytes for each in cases]), told).distinct()
    back = set()
    for value in connection.execute(some).scalars().all():
        case = log.load_case(connection, UUID(bytes=value))
        if case is None or brought_back_at(case) is not None:
            continue  # no post sent it back: the wrong person had it
        if came_back(case) and (case.handed_over is None or sent_back(case)):
            back.add(case.id)
    return frozenset(back)
