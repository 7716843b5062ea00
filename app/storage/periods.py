"""What the clock of the running program looks at; implements ``app.ports.day.PeriodLooks``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.domain.case import Case
from app.domain.codec import from_json
from app.domain.guide import ServiceGuide
from app.ports.day import Running
from app.storage import log
from app.storage.database import Database
from app.storage.schema import case_row, due, guides


class SqlPeriods:
    """Running clocks and the cases and guides behind them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # A version of a guide never changes; reading one costs more than replaying a case.
        self._guides: dict[tuple[str, str], ServiceGuide | None] = {}

    def ended(self, before: date) -> Sequence[Running]:
        """Clocks that ended before this day, all of them, the longest ended first."""
        statement = (
            select(due.c.kind, due.c.case_id, case_row.c.count)
            .join(case_row, case_row.c.case_id == due.c.case_id)
            .where(due.c.date < before.isoformat())
            .order_by(due.c.date, due.c.case_id)
        )
        with self._database.read.connect() as connection:
            rows = connection.execute(statement)
            return [Running(kind, UUID(bytes=case_id), count) for kind, case_id, count in rows]

    def running(self) -> Sequence[Running]:
        """Cases with a running clock."""
        statement = (
            select(due.c.case_id, case_row.c.count)
            .join(case_row, case_row.c.case_id == due.c.case_id)
            .distinct()
            .order_by(due.c.case_id)
        )
        with self._database.read.connect() as connection:
            return [
                Running("", UUID(bytes=case_id), count) for case_id, count in connection.execute(statement)
            ]

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
