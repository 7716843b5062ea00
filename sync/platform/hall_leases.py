"""Leases in a hall: the province is asked while its line is up; while it is down, a window may give a case to another
of the same hall, and the province is asked as soon as it can be.

Only its holder may give a case away here: a takeover from a dead window needs a permit of the province's supervisor.
What the hall granted is a commit of the hall's own, which never goes up. The province hears of the move itself, behind
all that was written before it and before all that was written after it; so its fence falls where the hall's did.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, insert, select, update

from sync.platform import leases, tables
from sync.platform.database import Database
from sync.platform.hall import Hall
from sync.platform.judge import Sender
from sync.platform.projection import FINAL, LEASE_MOVED, CaseView
from sync.platform.rebirth import get
from sync.platform.staff import commit_of, common, event_of
from sync.platform.upstream_line import DOWN, WRONG, UpstreamError, UpstreamLine
from sync.platform.writing import load_cases, load_writers
from sync.wire.chain import GENESIS
from sync.wire.models import Change, LeaseAction, LeaseAnswer, LeaseRequest
from sync.wire.problems import (
    BUSY,
    LEASE_STALE,
    MALFORMED,
    NO_PERMIT,
    NOT_FOUND,
    OUT_OF_REACH,
    UPSTREAM_WRONG,
    ProblemError,
)

_log = logging.getLogger(__name__)

HALL_DEVICE = "hall"
"""Who writes what the hall itself grants; the windows show it as 大厅, not as the province."""
WAITING, GRANTED, REFUSED = "waiting", "granted", "refused"
_CODES = {kind.code: kind for kind in (LEASE_STALE, MALFORMED, NO_PERMIT, NOT_FOUND)}
_NO = "省平台没有同意这次转办"


class HallLeases:
    """``level`` brings everything of the hall up and raises UpstreamError; ``hear`` fetches what the province says."""

    def __init__(
        self,
        database: Database,
        line: UpstreamLine,
        hall: Hall,
        now_ms: Callable[[], int],
        level: Callable[[], None],
        hear: Callable[[Collection[str]], None],
    ) -> None:
        self._database = database
        self._line = line
        self._hall = hall
        self._now_ms = now_ms
        self._level = level
        self._hear = hear

    def read(self, case: UUID, device: str) -> LeaseAnswer:
        """Who has the case as the hall knows it. Raises ProblemError: to who does not hear of it, it is not there."""
        with self._database.read() as connection:
            view = self._seen(connection, case, device)
            return _answer(connection, view, case)

    def move(self, case: UUID, request: LeaseRequest) -> LeaseAnswer:
        """Move the lease: by the province, or, while it is out of reach, between windows of the hall.

        Raises ProblemError.
        """
        with self._database.read() as connection:
            view = load_cases(connection, [case.bytes]).get(case.bytes)
            if view is None:
                raise ProblemError(NO_PERMIT if request.action is LeaseAction.TAKE else NOT_FOUND, "case")
            if request.action is LeaseAction.GIVE:
                self._check(connection, view, request)
        try:
            self._level()
            if request.action is LeaseAction.GIVE:
                self._meet(request.to)
                asked = request.model_copy(update={"fence": self._line.lease_of(case, request.device).fence})
            else:
                self._meet(request.device)
                asked = request
            self._line.move_lease(case, asked)
            self._hear({request.device, request.to or request.device})
        except UpstreamError as error:
            if error.code in _CODES:
                raise ProblemError(_CODES[error.code], error.detail) from error
            if error.code != DOWN:  # it is there: nothing is given behind its back
                kind = UPSTREAM_WRONG if error.code in WRONG else BUSY
                raise ProblemError(kind, f"{error.code} {error.detail}") from error
            if request.action is LeaseAction.TAKE:
                raise ProblemError(OUT_OF_REACH, "a takeover needs the province") from error
            _log.warning("a lease is given by the hall alone: %s", error.code)
            return self._grant(case, request)
        with self._database.read() as connection:
            return _answer(connection, load_cases(connection, [case.bytes])[case.bytes], case)

    def settle(self) -> bool:
        """Ask the province about the first move that the hall granted alone; whether there was one.

        Raises UpstreamError; then it waits, and with it what was written behind it. A move of a case whose beginning
        stays here waits too.
        """
        table, commits, relayed = tables.hall_leases, tables.commits, tables.relayed
        # A window that goes no further keeps back what its case stands on: asked now, the province would not know it.
        kept_back = (
            select(commits.c.position)
            .join(relayed, and_(relayed.c.device == commits.c.device, relayed.c.epoch == commits.c.epoch))
            .where(relayed.c.trouble != "", commits.c.seq > relayed.c.seq)
            .where(commits.c.case_id == table.c.case_id, commits.c.position < table.c.position)
        )
        query = (
            select(table).where(table.c.state == WAITING, ~kept_back.exists()).order_by(table.c.position).limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return False
        request = LeaseRequest.model_validate_json(row.request)
        case = UUID(bytes=row.case_id)
        try:
            refused, theirs = self._ask(case, request)
        except UpstreamError as error:
            if error.code not in _CODES:
                raise
            refused, theirs = error.code, None
        if refused:
            _log.error("the province refuses a lease that the hall gave: %s", refused)
            self._take_back(row, case, request, refused, theirs)
            return True
        with self._database.write() as connection:
            _mark(connection, row.position, GRANTED, "")
        return True

    def _ask(self, case: UUID, request: LeaseRequest) -> tuple[str, LeaseAnswer | None]:
        theirs = self._line.lease_of(case, request.device)
        if theirs.home == request.to:
            return "", theirs
        if theirs.holder != request.device:
            return "lease-stale", theirs
        self._meet(request.to)
        try:
            self._line.move_lease(case, request.model_copy(update={"fence": theirs.fence}))
        except UpstreamError as error:
            if error.code not in _CODES:
                raise
            return error.code, theirs
        return "", theirs

    def _take_back(
        self, row: Any, case: UUID, request: LeaseRequest, code: str, theirs: LeaseAnswer | None
    ) -> None:
        """The windows hear that the case is where the province has it."""
        home = theirs.home if theirs is not None else request.device
        with self._database.write() as connection:
            _mark(connection, row.position, REFUSED, code)
            self._write_move(connection, case, home, f"{_NO}（{code}）", request)

    def _seen(self, connection: Connection, case: UUID, device: str) -> CaseView:
        view = load_cases(connection, [case.bytes]).get(case.bytes)
        writer = load_writers(connection, [case.bytes]).get((case.bytes, device))
        hears = device in self._hall.members(connection) or (writer is not None and writer.joined)
        if view is None or not hears:
            raise ProblemError(NOT_FOUND, "case")
        return view

    def _check(self, connection: Connection, view: CaseView, request: LeaseRequest) -> None:
        self._seen(connection, UUID(bytes=view.case_id), request.device)
        if view.home == request.to and view.holder == request.to and request.device != request.to:
            return
        if view.holder != request.device or request.fence != view.lease_epoch:
            raise ProblemError(LEASE_STALE, f"fence {view.lease_epoch}" if view.home == request.device else "")

    def _meet(self, device: str) -> None:
        """The province gives a case to windows it knows only."""
        heads = tables.heads
        with self._database.read() as connection:
            query = select(heads.c.epoch).where(heads.c.device == device).order_by(heads.c.epoch.desc()).limit(1)
            known = connection.execute(query).scalar()
            here = device in self._hall.members(connection)
        if here:
            self._line.announce(device, known or 1)

    def _grant(self, case: UUID, request: LeaseRequest) -> LeaseAnswer:
        with self._database.write() as connection:
            view = load_cases(connection, [case.bytes])[case.bytes]
            self._check(connection, view, request)
            if view.home != request.to:
                if view.stage in FINAL:
                    raise ProblemError(LEASE_STALE, view.stage)
                if request.to not in self._hall.members(connection):
                    raise ProblemError(OUT_OF_REACH, "a window of another hall needs the province")
                position = self._write_move(connection, case, request.to, request.reason, request)
                row = {"position": position, "case_id": case.bytes, "device": request.device, "state": WAITING}
                row |= {"request": request.model_dump_json(), "detail": "", "at_ms": self._now_ms()}
                connection.execute(insert(tables.hall_leases).values(**row))
            return _answer(connection, load_cases(connection, [case.bytes])[case.bytes], case)

    def _write_move(
        self, connection: Connection, case: UUID, to: str, reason: str, request: LeaseRequest
    ) -> int:
        """The hall's own commit that says who has the case; gives its position."""
        view = load_cases(connection, [case.bytes])[case.bytes]
        commits, events = tables.commits, tables.events
        device = f"{HALL_DEVICE}.{(get(connection, 'epoch') or '')[:8]}"
        last = connection.execute(
            select(commits.c.seq, commits.c.hash)
            .where(commits.c.device == device, commits.c.epoch == 1)
            .order_by(commits.c.seq.desc())
        ).first()
        version = connection.execute(
            select(events.c.version)
            .where(events.c.case_id == case.bytes, events.c.device == device)
            .order_by(events.c.version.desc())
        ).scalar()
        now, by = self._now_ms(), {"operator": request.operator, "operator_name": request.name}
        fence = view.lease_epoch + (view.holder != to)
        payload = common(now, by | {"operator_number": request.number})
        payload |= {"to": to, "fence": fence, "reason": f"大厅先行转办，待省平台确认：{reason}"}
        event = event_of(LEASE_MOVED, (version or 0) + 1, payload, now)
        seq, prev = (last.seq + 1, last.hash) if last is not None else (1, GENESIS)
        command = commit_of(Sender(device, 1), seq, prev, case.bytes, event, now)
        self._hall.take_own(connection, Change(**command.model_dump(), device=device, epoch=1))
        here = and_(commits.c.device == device, commits.c.epoch == 1, commits.c.seq == seq)
        return int(connection.execute(select(commits.c.position).where(here)).scalar_one())


def held_back(connection: Connection) -> dict[bytes, int]:
    """Case → place of the first move that the province was not asked about: what was written behind it waits."""
    table = tables.hall_leases
    query = select(table.c.case_id, table.c.position).where(table.c.state == WAITING)
    found: dict[bytes, int] = {}
    for row in connection.execute(query.order_by(table.c.position)):
        found.setdefault(bytes(row.case_id), row.position)
    return found


def _mark(connection: Connection, position: int, state: str, detail: str) -> None:
    table = tables.hall_leases
    connection.execute(update(table).where(table.c.position == position).values(state=state, detail=detail))


def _answer(connection: Connection, view: CaseView, case: UUID) -> LeaseAnswer:
    table = tables.hall_leases
    waiting = select(table.c.position).where(table.c.case_id == case.bytes, table.c.state == WAITING)
    alone = connection.execute(waiting).first() is not None
    return leases.answer(view, case).model_copy(update={"provisional": alone})
