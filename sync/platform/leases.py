"""Who may act on a case, and how that changes besides by acts of law: a window gives it away, or takes it over.

A lease has no end of its own: a window that is offline for days keeps its cases. So a case leaves a dead window only by
a word of its holder or of a supervisor, and every change counts up the fence that later acts are held against.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from sync.platform import gone, tables
from sync.platform.database import Database
from sync.platform.projection import FINAL, LEASE_MOVED, PLATFORM, CaseView
from sync.platform.staff import append_event, common
from sync.platform.staff_facts import StaffError
from sync.platform.writing import load_cases, load_writers
from sync.wire.models import LeaseAction, LeaseAnswer, LeaseRequest
from sync.wire.problems import LEASE_STALE, MALFORMED, NO_PERMIT, NOT_FOUND, ProblemError

_PERMIT = "lease_permit:"
_PERMIT_MS = 24 * 60 * 60 * 1000
_WRONG_TRIES = 5


@dataclass(frozen=True)
class Leases:
    """The leases of the province; a hall has others (``sync.platform.hall_leases``)."""

    database: Database
    now_ms: Callable[[], int]

    def read(self, case: UUID, device: str) -> LeaseAnswer:
        """See the function."""
        with self.database.read() as connection:
            return read(connection, case, device)

    def move(self, case: UUID, request: LeaseRequest) -> LeaseAnswer:
        """See the function."""
        return move(self.database, case, request, self.now_ms())


def read(connection: Connection, case: UUID, device: str) -> LeaseAnswer:
    """Who has the case, for a device that hears of it. Raises ProblemError: to all others it is not there."""
    view = load_cases(connection, [case.bytes]).get(case.bytes)
    writer = load_writers(connection, [case.bytes]).get((case.bytes, device))
    if view is None or writer is None or not writer.joined:
        raise ProblemError(NOT_FOUND, "case")
    return answer(view, case)


def move(database: Database, case: UUID, request: LeaseRequest, at_ms: int) -> LeaseAnswer:
    """Move the lease as asked; asking again for what is so already changes nothing. Raises ProblemError."""
    refused: ProblemError | None = None
    with database.write() as connection:
        try:
            return _move(database, connection, case, request, at_ms)
        except ProblemError as error:
            # A wrong permit is counted, so what was written until here stays.
            refused = error
    raise refused


def permit(database: Database, case: bytes, device: str, by: str, at_ms: int) -> str:
    """A word that lets ``device`` take the case over, once, within a day. ``by`` is the supervisor who says so."""
    code = secrets.token_hex(4)
    value = {"digest": _digest(code), "by": by, "until": at_ms + _PERMIT_MS, "tries": 0}
    with database.write() as connection:
        _put(connection, _PERMIT + case.hex() + device, value)
    return code


def give(
    database: Database, connection: Connection, case: bytes, to: str, reason: str, by: dict[str, str], at_ms: int
) -> CaseView:
    """Write that window ``to`` has the case from here on. Raises StaffError."""
    view = load_cases(connection, [case])[case]
    if view.stage in FINAL:
        raise StaffError("wrong-stage", view.stage, "办件已经办结，不需要转窗口")
    fence = view.lease_epoch + (view.holder not in (PLATFORM, to))
    payload = common(at_ms, by) | {"to": to, "fence": fence, "reason": reason}
    gone.come_back(connection, case, to)
    append_event(database, connection, case, LEASE_MOVED, payload, at_ms)
    return load_cases(connection, [case])[case]


def known_device(connection: Connection, device: str) -> bool:
    """Whether the platform ever heard of a window of this name."""
    heads, epochs = tables.heads, tables.epochs
    said = connection.execute(select(heads.c.device).where(heads.c.device == device)).first()
    return bool(said or connection.execute(select(epochs.c.device).where(epochs.c.device == device)).first())


def _move(
    database: Database, connection: Connection, case: UUID, request: LeaseRequest, at_ms: int
) -> LeaseAnswer:
    view = load_cases(connection, [case.bytes]).get(case.bytes)
    taking = request.action is LeaseAction.TAKE
    if view is None:
        raise ProblemError(NO_PERMIT if taking else NOT_FOUND, "case")
    to = request.device if taking else request.to
    by = {"operator": request.operator, "operator_name": request.name, "operator_number": request.number}
    if taking:
        if view.home == to:
            return answer(view, case)
        supervisor = _use_permit(connection, case, request, at_ms)
        reason = f"{request.reason}（主管 {supervisor} 同意接管，原窗口 {view.home}）"
    else:
        _check_holder(connection, view, request, to)
        if view.home == to:
            return answer(view, case)
        reason = request.reason
    try:
        return answer(give(database, connection, case.bytes, to, reason, by, at_ms), case)
    except StaffError as error:
        raise ProblemError(LEASE_STALE, error.code) from error


def _check_holder(connection: Connection, view: CaseView, request: LeaseRequest, to: str) -> None:
    writer = load_writers(connection, [view.case_id]).get((view.case_id, request.device))
    if writer is None or not writer.joined:
        raise ProblemError(NOT_FOUND, "case")
    if view.home == to and view.holder == to and request.device != to:
        # The answer to the first request was lost: it is done.
        return
    if view.holder != request.device or request.fence != view.lease_epoch:
        raise ProblemError(LEASE_STALE, f"fence {view.lease_epoch}" if view.home == request.device else "")
    if not to or to == PLATFORM or not known_device(connection, to):
        raise ProblemError(MALFORMED, "to: no such window")


def _use_permit(connection: Connection, case: UUID, request: LeaseRequest, at_ms: int) -> str:
    """Who allowed it; the permit is gone then, and after five wrong words too. Raises ProblemError."""
    name = _PERMIT + case.bytes.hex() + request.device
    table = tables.server
    known = connection.execute(select(table.c.value).where(table.c.name == name)).scalar()
    value: dict[str, Any] = json.loads(known) if known else {}
    if not value or value["until"] < at_ms or value["tries"] >= _WRONG_TRIES:
        raise ProblemError(NO_PERMIT)
    if not secrets.compare_digest(value["digest"], _digest(request.permit)):
        _put(connection, name, value | {"tries": value["tries"] + 1})
        raise ProblemError(NO_PERMIT)
    connection.execute(delete(table).where(table.c.name == name))
    return str(value["by"])


def _put(connection: Connection, name: str, value: dict[str, Any]) -> None:
    table = tables.server
    connection.execute(delete(table).where(table.c.name == name))
    connection.execute(insert(table).values(name=name, value=json.dumps(value, ensure_ascii=False)))


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def answer(view: CaseView, case: UUID) -> LeaseAnswer:
    """Who has the case, as it goes out."""
    return LeaseAnswer(case=case, holder=view.holder, home=view.home, fence=view.lease_epoch)
