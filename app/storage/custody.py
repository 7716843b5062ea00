"""Originals in custody (保管): the bundles as the log of every case saw them last."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.domain.chain import read_event
from app.domain.events import BundleMoved
from app.domain.transitions import TERMINAL
from app.ports.stock import BundleLine, BundleStep
from app.storage.database import Database
from app.storage.schema import case_row, events

_ENDED = frozenset(state.value for state in TERMINAL)


class SqlCustody:
    """Reads bundles from the log; moving one is an act on its case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bundles(self) -> Sequence[BundleLine]:
        """Every bundle, in order of its code."""
        statement = (
            select(
                events.c.case_id, events.c.payload, case_row.c.receipt, case_row.c.item, case_row.c.applicant
            )
            .add_columns(case_row.c.state, events.c.type, events.c.schema)
            .join(case_row, case_row.c.case_id == events.c.case_id)
            .where(events.c.type == "bundle_moved")
            .order_by(events.c.arrival)
        )
        steps: dict[str, list[BundleStep]] = {}
        lines: dict[str, BundleLine] = {}
        with self._database.read.connect() as connection:
            for row in connection.execute(statement):
                moved = read_event(row.type, row.schema, json.loads(row.payload))
                if not isinstance(moved, BundleMoved):
                    continue
                code, mine = moved.bundle, steps.setdefault(moved.bundle, [])
                # Whoever took it last gives it now; the first giver is who made it up.
                giver = mine[-1].hand if mine else moved.by.name
                mine.append(
                    BundleStep(
                        moved.from_place,
                        moved.to_place,
                        giver,
                        moved.hand,
                        moved.at.ms,
                        moved.waybill,
                    )
                )
                lines[code] = BundleLine(
                    code,
                    UUID(bytes=row.case_id),
                    row.receipt,
                    row.item,
                    row.applicant,
                    moved.originals,
                    moved.copies,
                    row.state in _ENDED,
                    tuple(mine),
                )
        return [lines[code] for code in sorted(lines)]
