"""What must not reach every device that hears of a case: complaints (S0 25) and ratings (the citizen's alone).

The words of a citizen about a clerk stay between the desk where they were said and the platform; the answer to a
complaint goes back there and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.wire.models import EventBody

_QUIET = frozenset({"hotline", "rating"})
_BACK_ONLY = frozenset({"hotline"})


def audience(
    connection: Connection, case_id: bytes, events: Sequence[EventBody], others: tuple[str, ...]
) -> tuple[str, ...]:
    """Which of ``others`` may hear of a commit with these events."""
    kinds = {(event.type, _word(event.payload, "system")) for event in events}
    if any(kind == "partner_asked" and system in _QUIET for kind, system in kinds):
        return ()
    if any(kind == "partner_answered" and system in _BACK_ONLY for kind, system in kinds):
        asked = {_word(event.payload, "ask") for event in events}
        return tuple(device for device in others if device in _askers(connection, case_id, asked))
    return others


def quiet_positions(connection: Connection, case_id: bytes) -> frozenset[int]:
    """Places in the log that somebody who joins a case late is not told of."""
    return frozenset(
        position
        for position, _device, events in _partner_commits(connection, case_id)
        if any(
            event["type"] == "partner_asked" and _word(event["payload"], "system") in _QUIET
            for event in events
        )
        or any(_word(event["payload"], "system") in _BACK_ONLY for event in events)
    )


def _askers(connection: Connection, case_id: bytes, asks: set[str]) -> set[str]:
    return {
        device
        for _position, device, events in _partner_commits(connection, case_id)
        if any(
            event["type"] == "partner_asked" and _word(event["payload"], "ask") in asks for event in events
        )
    }


def _partner_commits(
    connection: Connection, case_id: bytes
) -> Iterable[tuple[int, str, Sequence[Mapping[str, Any]]]]:
    commits, events = tables.commits, tables.events
    kinds = ("partner_asked", "partner_answered")
    partnered = (
        select(events.c.id).where(events.c.position == commits.c.position, events.c.type.in_(kinds)).exists()
    )
    query = select(commits.c.position, commits.c.device, commits.c.body).where(
        commits.c.case_id == case_id, commits.c.parked.is_(False), partnered
    )
    for row in connection.execute(query):
        yield row.position, row.device, json.loads(row.body)["events"]


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
