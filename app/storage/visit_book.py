"""The visits of a device; implements ``app.ports.day.VisitBook``."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, select
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.case import Case
from app.ports.day import Visit
from app.ports.desk import UNTYPED
from app.storage import log
from app.storage.database import Database
from app.storage.schema import case_row, drafts, search_key, visits
from app.storage.stores import audit_within

DRAFT_FIELD = "visit"
"""The field of a draft that says to which visit it belongs."""


class SqlVisitBook:
    """Rows of visits; their cases are found by the projection of ``Intake.visit``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, visit: Visit, actor: str) -> None:
        """Keep a visit as it is now, with a line in the audit."""
        values = {
            "id": visit.id.bytes,
            "state": visit.state,
            "device": visit.device,
            "operator": visit.operator,
            "name": visit.name,
            "proof": visit.proof,
            "reason": visit.reason,
            "opened_ms": visit.opened_ms,
            "changed_ms": visit.changed_ms,
        }
        statement = upsert(visits)
        update = {key: statement.excluded[key] for key in values if key not in ("id", "opened_ms")}
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=update), values)
            audit_within(connection, visit.changed_ms, actor, f"visit-{visit.state}", str(visit.id))

    def visit(self, visit_id: UUID) -> Visit | None:
        """One visit."""
        with self._database.read.connect() as connection:
            row = connection.execute(select(visits).where(visits.c.id == visit_id.bytes)).first()
        return _visit(row) if row is not None else None

    def visits(self, *states: str) -> Sequence[Visit]:
        """Visits in any of ``states``, the oldest first."""
        statement = select(visits).order_by(visits.c.opened_ms, visits.c.id)
        if states:
            statement = statement.where(visits.c.state.in_(states))
        with self._database.read.connect() as connection:
            return [_visit(row) for row in connection.execute(statement)]

    def cases(self, visit_id: UUID) -> Sequence[Case]:
        """Cases of the visit that were taken in, in the order of their 收件."""
        return self._cases(case_row.c.visit == visit_id.bytes, received=True)

    def visit_of(self, case_id: UUID) -> UUID | None:
        """The visit a case belongs to."""
        statement = select(case_row.c.visit).where(case_row.c.case_id == case_id.bytes)
        with self._database.read.connect() as connection:
            found = connection.execute(statement).scalar()
        return UUID(bytes=found) if found else None

    def drafts(self, visit_id: UUID) -> Sequence[UUID]:
        """Unfinished intakes of the visit; where only a card was read none was begun."""
        own = drafts.alias()
        typed = exists().where(own.c.draft == drafts.c.draft, own.c.field.not_in(UNTYPED), own.c.value != "")
        statement = select(drafts.c.draft).where(
            drafts.c.field == DRAFT_FIELD, drafts.c.value == str(visit_id), typed
        )
        with self._database.read.connect() as connection:
            return [UUID(bytes=row.draft) for row in connection.execute(statement.order_by(drafts.c.at_ms))]

    def of_person(self, number: str) -> Sequence[Case]:
        """Cases of an applicant by number."""
        if not number:
            return ()
        keyed = select(search_key.c.case_id).where(search_key.c.key == number.upper())
        found = self._cases(case_row.c.case_id.in_(keyed))
        return [c for c in found if c.intake is not None and c.intake.applicant.id_number == number]

    def _cases(self, condition: ColumnElement[bool], received: bool = False) -> Sequence[Case]:
        statement = (
            select(case_row.c.case_id).where(condition).order_by(case_row.c.opened_ms, case_row.c.case_id)
        )
        with self._database.read.connect() as connection:
            ids = [UUID(bytes=row.case_id) for row in connection.execute(statement)]
            cases = [case for each in ids if (case := log.load_case(connection, each)) is not None]
        if not received:
            return cases
        taken = [(case.received.at.ms, case) for case in cases if case.received is not None]
        return [case for _, case in sorted(taken, key=lambda pair: (pair[0], pair[1].id))]


def _visit(row: Row[tuple[object, ...]]) -> Visit:
    r = row._mapping
    return Visit(
        UUID(bytes=r["id"]),
        r["state"],
        r["device"],
        r["operator"],
        r["name"],
        r["proof"],
        r["reason"],
        r["opened_ms"],
        r["changed_ms"],
    )
