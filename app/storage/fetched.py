"""Results that wait for the holder of a card: by her number, and by her name where she represents an organisation."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, func, select

from app.domain.codec import dumps
from app.domain.states import CaseState
from app.storage.schema import case_row, events, search_key

_WAITS = case_row.c.state == CaseState.AWAITING_PICKUP.value
_NEWEST = case_row.c.changed_ms.desc()


def of_number(connection: Connection, number: str) -> list[UUID]:
    """Cases whose result waits and whose applicant or agent has this number, the newest change first, however many."""
    mine = select(search_key.c.case_id).where(search_key.c.key == number.strip().upper())
    query = select(case_row.c.case_id).where(_WAITS, case_row.c.case_id.in_(mine)).order_by(_NEWEST)
    return [UUID(bytes=value) for value in connection.execute(query).scalars()]


def that_name(connection: Connection, name: str) -> list[UUID]:
    """Cases whose result waits and that had somebody of this name as they came in, the newest change first: as what,
    the case itself says. Only results that wait are looked through.
    """
    if not name.strip():
        return []
    told = func.instr(events.c.payload, dumps(name.strip())) > 0
    query = (
        select(case_row.c.case_id)
        .join(events, events.c.case_id == case_row.c.case_id)
        .where(_WAITS, events.c.type.in_(("opened", "received")), told)
        .group_by(case_row.c.case_id)
        .order_by(_NEWEST)
    )
    return [UUID(bytes=value) for value in connection.execute(query).scalars()]
