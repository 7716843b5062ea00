"""A case as its counterparts may see it, read from the log."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from sync.platform import tables
from sync.platform.partners.base import CaseFile, Figures, Holder, Past
from sync.platform.writing import load_cases


class LogPlatform:
    """What the platform can tell a counterpart, in the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def block_holder(self, series: str, n: int) -> str:
        """The device that holds number ``n`` of a series in one of its blocks, empty when none does."""
        table = tables.blocks
        query = select(table.c.device).where(table.c.series == series, table.c.first <= n, table.c.last >= n)
        return str(self._connection.execute(query).scalar() or "")

    def case_by_number(self, number: str) -> CaseFile | None:
        """The case with this number on one of its papers, if it is exactly one."""
        table = tables.papers
        query = select(table.c.case_id).where(table.c.number == number).distinct()
        found = list(self._connection.execute(query).scalars())
        return read_case(self._connection, bytes(found[0])) if len(found) == 1 else None

    def case_of(self, case_id: str) -> CaseFile | None:
        """A case by its id, or None."""
        return read_case(self._connection, UUID(case_id).bytes)

    def figures(self, device: str, through: int) -> Figures:
        """What is here of a device up to and including its commit ``through`` (of its last epoch)."""
        commits, events = tables.commits, tables.events
        epoch = self._connection.execute(
            select(func.max(commits.c.epoch)).where(commits.c.device == device)
        ).scalar()
        mine = (commits.c.device == device, commits.c.epoch == epoch, commits.c.seq <= through)
        count, cases = self._connection.execute(
            select(func.count(), func.count(commits.c.case_id.distinct())).where(*mine)
        ).one()
        told = self._connection.execute(
            select(func.count()).select_from(events.join(commits)).where(*mine)
        ).scalar_one()
        last = self._connection.execute(
            select(commits.c.hash).where(*mine).order_by(commits.c.seq.desc()).limit(1)
        ).scalar()
        return Figures(count, told, cases, str(last or ""))


def read_case(connection: Connection, case_id: bytes) -> CaseFile | None:
    """The case as its applied commits tell it; None when it is unknown here."""
    view = load_cases(connection, [case_id]).get(case_id)
    if view is None:
        return None
    history = tuple(_history(connection, case_id))
    applicant, agent = _people(history)
    return CaseFile(
        case=UUID(bytes=case_id),
        stage=view.stage,
        item_code=view.item_code,
        item_name=view.item_name,
        department=view.department,
        received_on=view.received_on,
        accepted_on=view.accepted_on,
        due=view.due,
        decided_on=view.decided_on,
        applicant=applicant,
        agent=agent,
        numbers=_numbers(connection, case_id),
        history=history,
    )


def bodies_of(connection: Connection, case_id: bytes) -> dict[int, str]:
    """Log position → stored text of every applied commit of a case."""
    table = tables.commits
    query = select(table.c.position, table.c.body).where(
        table.c.case_id == case_id, table.c.parked.is_(False)
    )
    return {row.position: row.body for row in connection.execute(query)}


def _history(connection: Connection, case_id: bytes) -> Iterator[Past]:
    table = tables.commits
    query = (
        select(table).where(table.c.case_id == case_id, table.c.parked.is_(False)).order_by(table.c.position)
    )
    for row in connection.execute(query):
        for event in json.loads(row.body)["events"]:
            yield Past(row.position, row.device, event["type"], event["payload"], row.digest)


def _numbers(connection: Connection, case_id: bytes) -> tuple[str, ...]:
    table = tables.papers
    query = select(table.c.number).where(table.c.case_id == case_id).order_by(table.c.position)
    return tuple(connection.execute(query).scalars())


def _people(history: Sequence[Past]) -> tuple[Holder, Holder | None]:
    """Applicant and agent as the latest 收件 (or draft) names them."""
    for past in reversed(history):
        intake = _part(past.payload, "intake")
        if intake:
            phone = _word(intake, "phone")
            agent = _part(_part(intake, "agent"), "person")
            return _applicant(_part(intake, "applicant"), phone), _person(agent, "") if agent else None
    return Holder(), None


def _applicant(values: Mapping[str, Any], phone: str) -> Holder:
    organisation = _part(values, "organisation")
    if organisation:
        number = phone or _word(organisation, "phone")
        return Holder(_word(organisation, "name"), "USCC", _word(organisation, "uscc"), number)
    return _person(_part(values, "person"), phone)


def _person(values: Mapping[str, Any], phone: str) -> Holder:
    name, kind, number = (_word(values, part) for part in ("name", "id_type", "id_number"))
    return Holder(name, kind, number, phone or _word(values, "phone"))


def _part(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
