"""What the clock of the running program looks at; implements ``app.ports.day.PeriodLooks``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.domain.case import Case
from app.domain.codec import from_json
from app.domain.guide import ServiceGuide
from app.storage import log
from app.storage.database import Database
from app.storage.schema import due, guides


class SqlPeriods:
    """Running clocks and the cases and guides behind them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # A version of a guide never changes; reading one costs more than replaying a case.
        self._guides: dict[tuple[str, str], ServiceGuide | None] = {}

    def ended(self, before: date) -> Mapping[str, tuple[UUID, ...]]:
        """Cases by the kind of their clock that ended before this day, all of them, the longest ended first."""
        statement = (
            select(due.c.kind, due.c.case_id).where(due.c.date < before.isoformat()).order_by(due.c.date)
        )
        found: dict[str, list[UUID]] = {}
        with self._database.read.connect() as connection:
            for row in connection.execute(statement):
                found.setdefault(row.kind, []).append(UUID(bytes=row.case_id))
        return {kind: tuple(cases) for kind, cases in found.items()}

    def running(self) -> Sequence[UUID]:
        """Cases with a running clock."""
        with self._database.read.connect() as connection:
            rows = connection.execute(select(due.c.case_id).distinct().order_by(due.c.case_id))
            return [UUID(bytes=row.case_id) for row in rows]

    def case(self, case_id: UUID) -> Case | None:
        """A case, replayed."""
        with self._database.read.connect() as connection:
            return log.load_case(connection, case_id)

    def guide(self, code: str, version: str) -> ServiceGuide | None:
        """The guide by which a case is judged."""
        key = (code, version)
        if key not in self._guides:
            statement = select(guides.c.body).where(guides.c.code == code, guides.c.version == version)
            with self._database.read.connect() as connection:
                body = connection.execute(statement).scalar()
            self._guides[key] = from_json(ServiceGuide, json.loads(body)) if body else None
        return self._guides[key]
