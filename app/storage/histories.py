"""Whole histories, for those who look over many cases: counters, duplicates, the case file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.domain import events as ev
from app.domain.case import Case
from app.domain.chain import read_event
from app.domain.duplicates import same_matter
from app.storage import log
from app.storage.database import Database
from app.storage.schema import audit, case_row, commits, events, search_key


class SqlHistories:
    """The log, case by case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def every(self) -> Iterator[Sequence[ev.Recorded]]:
        """The events of every case, one case after the other."""
        statement = select(events).order_by(events.c.case_id, events.c.arrival)
        with self._database.read.connect() as connection:
            held: list[ev.Recorded] = []
            for row in connection.execute(statement):
                case_id = UUID(bytes=row.case_id)
                if held and held[0].case_id != case_id:
                    yield held
                    held = []
                event = read_event(row.type, row.schema, json.loads(row.payload))
                held.append(ev.Recorded(UUID(bytes=row.id), case_id, row.device, row.version, event))
            if held:
                yield held

    def of_case(self, case_id: UUID) -> Sequence[ev.Recorded]:
        """The events of one case."""
        with self._database.read.connect() as connection:
            return list(log.recorded_events(connection, case_id))

    def states(self) -> Sequence[tuple[UUID, str, int]]:
        """(case, state, number of events) of every case."""
        statement = select(case_row.c.case_id, case_row.c.state, case_row.c["count"]).order_by(
            case_row.c.case_id
        )
        with self._database.read.connect() as connection:
            return [(UUID(bytes=row[0]), row[1], row[2]) for row in connection.execute(statement)]

    def links(self, case_id: UUID) -> Sequence[dict[str, object]]:
        """The commits of a case with their place in the chain, so that a copy can be compared with the log."""
        statement = select(commits).where(commits.c.case_id == case_id.bytes).order_by(commits.c.arrival)
        with self._database.read.connect() as connection:
            return [
                {
                    "device": row.device,
                    "epoch": row.epoch,
                    "seq": row.seq,
                    "id": str(UUID(bytes=row.id)),
                    "at_ms": row.at_ms,
                    "body": row.body,
                    "digest": row.digest,
                    "prev": row.prev,
                    "hash": row.hash,
                    "acknowledged": row.ack is not None,
                }
                for row in connection.execute(statement)
            ]

    def looks(self, case_id: UUID) -> Sequence[dict[str, object]]:
        """Who looked at a case and what else the audit knows of it."""
        statement = select(audit).where(audit.c.subject == str(case_id)).order_by(audit.c.n)
        with self._database.read.connect() as connection:
            return [
                {"at_ms": row.at_ms, "operator": row.operator, "action": row.action}
                for row in connection.execute(statement)
            ]

    def asked(self, system: str) -> Sequence[UUID]:
        """Cases in which ``system`` was ever asked something, in the order in which it was."""
        statement = (
            select(events.c.case_id)
            .where(events.c.type == ev.PartnerAsked.TYPE, events.c.payload.contains(f'"{system}"', autoescape=True))
            .group_by(events.c.case_id)
            .order_by(func.min(events.c.arrival))
        )
        with self._database.read.connect() as connection:
            return [UUID(bytes=row.case_id) for row in connection.execute(statement)]

    def duplicates(self, case: Case, window_days: int) -> tuple[UUID, ...]:
        """Other cases of the same person and item within ``window_days``: linked, never merged (B6)."""
        return tuple(each.id for each in self._of_same(case) if same_matter(case, each, window_days))

    def _of_same(self, case: Case) -> list[Case]:
        """Other cases of the same person and item, the oldest first."""
        number = case.intake.applicant.id_number if case.intake is not None else ""
        if not number:
            return []
        statement = (
            select(case_row.c.case_id)
            .join(search_key, search_key.c.case_id == case_row.c.case_id)
            .where(
                search_key.c.key == number.upper(),
                case_row.c.item_code == case.item.code,
                case_row.c.case_id != case.id.bytes,
            )
            .order_by(case_row.c.opened_ms)
        )
        with self._database.read.connect() as connection:
            near = [
                log.load_case(connection, UUID(bytes=row.case_id)) for row in connection.execute(statement)
            ]
        return [each for each in near if each is not None]
