"""What the clock of the running program looks at; implements ``app.ports.day.PeriodLooks``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Select, literal_column, select, tuple_

from app.domain.case import Case
from app.domain.codec import from_json
from app.domain.guide import ServiceGuide
from app.ports.day import Running
from app.storage import log
from app.storage.database import Database
from app.storage.schema import case_row, due, guides, items

PAGE = 1000
"""Rows read in one go: some ten milliseconds of the worker on which people's own work is done."""


class SqlPeriods:
    """Running clocks and the cases and guides behind them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # A version of a guide never changes; reading one costs more than replaying a case.
        self._guides: dict[tuple[str, str], ServiceGuide | None] = {}

    def ended(self, before: date) -> Iterator[Running]:
        """Clocks that ended before this day, the longest ended first; read a page at a time."""
        order = (due.c.date, due.c.case_id, due.c.kind)
        statement = _with_count(*order).where(due.c.date < before.isoformat()).order_by(*order)
        for _, case_id, kind, count in self._paged(statement, order):
            yield Running(kind, UUID(bytes=case_id), count)

    def running(self) -> Iterator[Running]:
        """Cases with a running clock; read a page at a time."""
        statement = _with_count(due.c.case_id).distinct().order_by(due.c.case_id)
        for case_id, count in self._paged(statement, (due.c.case_id,)):
            yield Running("", UUID(bytes=case_id), count)

    def _paged(self, statement: Select[Any], order: tuple[Column[Any], ...]) -> Iterator[Sequence[Any]]:
        """The rows of a statement that begins with the columns of its ``order``. No page is held open: between two of
        them people save.
        """
        last: Sequence[Any] = ()
        while True:
            page = statement if not last else statement.where(tuple_(*order) > tuple_(*last))
            with self._database.read.connect() as connection:
                rows = connection.execute(page.limit(PAGE)).all()
            yield from rows
            if len(rows) < PAGE:
                return
            last = rows[-1][: len(order)]

    def case(self, case_id: UUID) -> Case | None:
        """A case, replayed."""
        with self._database.read.connect() as connection:
            return log.load_case(connection, case_id)

    def guide(self, code: str, version: str = "") -> ServiceGuide | None:
        """The guide of an item as ``version`` says; the one in use when none is named."""
        with self._database.read.connect() as connection:
            key = (code, version or _in_use(connection, code))
            if key not in self._guides:
                statement = select(guides.c.body).where(guides.c.code == key[0], guides.c.version == key[1])
                body = connection.execute(statement).scalar()
                self._guides[key] = from_json(ServiceGuide, json.loads(body)) if body else None
            return self._guides[key]


def _in_use(connection: Connection, code: str) -> str:
    """The version of the catalogue, else the one that came last, "" where none did: as an act has it."""
    known: str | None = connection.execute(select(items.c.version).where(items.c.code == code)).scalar()
    if known is None:
        last = select(guides.c.version).where(guides.c.code == code).order_by(literal_column("rowid").desc()).limit(1)
        known = connection.execute(last).scalar()
    return known or ""


def _with_count(*columns: Column[Any]) -> Select[Any]:
    return select(*columns, case_row.c.count).join_from(due, case_row, case_row.c.case_id == due.c.case_id)
