"""The steps of cases that somebody is to be told of, without a case being replayed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.domain.chain import read_event
from app.domain.news import STEPS, news_of
from app.domain.states import CaseState
from app.storage.database import Database
from app.storage.schema import events
from app.values import dataclass

_TYPES = [kind for kinds in STEPS.values() for kind in kinds]
_MOST = 400
"""Cases that one question may name; SQLite takes no more than some hundred values."""


@dataclass(frozen=True)
class Step:
    """The step that is told of a case: ``step`` names it for ever, ``at_ms`` (UTC) is when who took it took it."""

    case_id: UUID
    step: UUID
    at_ms: int


class SqlNews:
    """Looks for the steps; who was told is kept elsewhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def steps(self, cases: Sequence[tuple[UUID, CaseState]], device: str) -> Sequence[Step]:
        """Of each of these cases, as it stands, the step that is told of it; of none that ``device`` took itself."""
        found: list[Step] = []
        for at in range(0, len(cases), _MOST):
            found += self._steps(dict(cases[at : at + _MOST]), device)
        return found

    def _steps(self, cases: dict[UUID, CaseState], device: str) -> list[Step]:
        statement = (
            select(events)
            .where(events.c.case_id.in_([each.bytes for each in cases]), events.c.type.in_(_TYPES))
            .order_by(events.c.arrival)
        )
        made: dict[UUID, list[Any]] = defaultdict(list)
        with self._database.read.connect() as connection:
            for row in connection.execute(statement):
                made[UUID(bytes=row.case_id)].append(row)
        found = []
        for case, rows in made.items():
            number = news_of(cases[case], ((row.type, row.device) for row in rows), device)
            if number is not None:
                row = rows[number]
                event = read_event(row.type, row.schema, json.loads(row.payload))
                found.append(Step(case, UUID(bytes=row.id), event.at.ms))
        return found
