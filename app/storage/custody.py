"""Originals in custody (保管): the bundles as the log of every case saw them last, by their projection."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, true

from app.domain.custody import RETURNED, Lying
from app.domain.time import Timestamp
from app.domain.transitions import TERMINAL
from app.ports.stock import BundleLine, BundleStep
from app.storage.database import Database
from app.storage.schema import bundles, case_row

_ENDED = frozenset(state.value for state in TERMINAL)
_MOST = 400
"""Codes that one question may name; SQLite takes no more than some hundred values."""


class SqlCustody:
    """Looks bundles up; moving one is an act on its case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bundles(self, *, returned: bool = True) -> Sequence[BundleLine]:
        """Every bundle, in order of its code; without ``returned`` those only that were not given back."""
        return self._read(true() if returned else bundles.c.place != RETURNED)

    def named(self, codes: Sequence[str]) -> Sequence[BundleLine]:
        """The bundles with these codes, as far as there are any."""
        found: list[BundleLine] = []
        for at in range(0, len(codes), _MOST):
            found += self._read(bundles.c.code.in_(codes[at : at + _MOST]))
        return found

    def of_case(self, case_id: UUID) -> Sequence[BundleLine]:
        """The bundles of one case."""
        return self._read(bundles.c.case_id == case_id.bytes)

    def _read(self, condition: ColumnElement[bool]) -> list[BundleLine]:
        with self._database.read.connect() as connection:
            return bundles_within(connection, condition)


def bundles_within(connection: Connection, condition: ColumnElement[bool]) -> list[BundleLine]:
    """The bundles of which ``condition`` holds, in order of their codes."""
    statement = (
        select(bundles, case_row.c.receipt, case_row.c.item, case_row.c.applicant, case_row.c.state)
        .join(case_row, case_row.c.case_id == bundles.c.case_id)
        .where(condition)
        .order_by(bundles.c.code, bundles.c.since_ms)
    )
    return [
        BundleLine(
            row.code,
            UUID(bytes=row.case_id),
            row.receipt,
            row.item,
            row.applicant,
            row.originals,
            row.copies,
            row.state in _ENDED,
            tuple(BundleStep(*step) for step in json.loads(row.steps)),
        )
        for row in connection.execute(statement)
    ]


def lying_of(bundle: BundleLine) -> Lying:
    """A bundle as the rules of custody see it."""
    last = bundle.last
    since = Timestamp(last.at_ms).date
    held = bundle.originals, not bundle.originals + bundle.copies
    return Lying(bundle.code, last.to_place, last.hand, since, bundle.ended, bundle.applicant, *held)
