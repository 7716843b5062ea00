"""Every step, one function each. A step changes tables of plain rows and projections; the log it never touches.

A step says what it makes by itself instead of asking ``schema``: that one goes on, a step never changes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from alembic.operations import Operations
from sqlalchemy import BLOB, Column, Integer, Text


def visits_days_and_the_pad(op: Operations) -> None:
    """1 → 2: a case knows its visit; tables of visits, of the papers of a day, of the sheets of the pad."""
    op.add_column("case_row", Column("visit", BLOB))
    op.create_index("case_row_visit", "case_row", ["visit"])
    op.create_table(
        "visits",
        Column("id", BLOB, primary_key=True),
        *(
            Column(name, Text, nullable=False)
            for name in ("state", "device", "operator", "name", "proof", "reason")
        ),
        Column("opened_ms", Integer, nullable=False),
        Column("changed_ms", Integer, nullable=False),
    )
    op.create_index("visits_state", "visits", ["state", "changed_ms"])
    op.create_table(
        "day_records",
        Column("id", BLOB, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("kind", "day", "device")),
        Column("at_ms", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("by", "second")),
        Column("open_points", Integer, nullable=False),
        Column("body", Text, nullable=False),
    )
    op.create_index("day_records_day", "day_records", ["day", "kind"])
    op.create_table(
        "pad_sheets",
        Column("number", Text, primary_key=True),
        Column("n", Integer, nullable=False),
        Column("device", Text, nullable=False),
        Column("document_id", BLOB, nullable=False, unique=True),
        Column("state", Text, nullable=False),
        Column("case_id", BLOB),
        *(Column(name, Text, nullable=False) for name in ("reason", "operator")),
        Column("issued_ms", Integer, nullable=False),
        Column("changed_ms", Integer, nullable=False),
    )


STEPS: Mapping[int, Callable[[Operations], None]] = {1: visits_days_and_the_pad}
"""The step that leaves each version behind."""
