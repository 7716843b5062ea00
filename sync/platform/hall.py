"""大厅服务器: the same platform in a hall, under the province: its windows see each other's cases when only the line to
the province is down, and everything goes up by the same protocol.

A hall's server decides nothing for the province: it judges commits as the province would, so that windows can go on,
and takes over what it hears from there as it is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select, update

from sync.platform import confidential, gone, tables
from sync.platform.bulk import insert_rows, rows_at
from sync.platform.database import Database, take
from sync.platform.projection import ENDED, PLATFORM, CaseView, advance
from sync.platform.ranges import count_in, left_by
from sync.platform.rebirth import get, put
from sync.platform.upstream_line import WRONG, UpstreamError, UpstreamLine
from sync.platform.writing import (
    Change,
    load_cases,
    store_cases,
    store_events,
    store_feed,
    store_papers,
    store_scans,
    stored_line,
)
from sync.wire.models import BlockAnswer, BlockRequest, ChangesPage, Command, CommitBody, Gone, GoneKind
from sync.wire.models import Change as Heard
from sync.wire.problems import KEY_REUSED, OUT_OF_REACH, UPSTREAM_WRONG, ProblemError

_log = logging.getLogger(__name__)

UPSTREAM = "upstream"


class HallError(Exception):
    """This database is a hall's and was opened as a province's, or the other way round."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def settle_role(database: Database, upstream: str) -> None:
    """A database serves a hall (``upstream`` names the province) or is the province, for ever. Raises HallError."""
    with database.write() as connection:
        known = get(connection, UPSTREAM)
        written = connection.execute(select(tables.commits.c.position).limit(1)).first() is not None
        if known is None and written and upstream:
            raise HallError("这个数据库已作为省平台用过，不能改作大厅服务器；请另建一个库。")
        if known and not upstream:
            raise HallError("这是大厅服务器的数据库，须用 --upstream 指明省平台；它不能代替省平台作决定。")
        if upstream and known != upstream:
            put(connection, UPSTREAM, upstream)


class Hall:
    """What makes a platform a hall's: its members, what comes from above, and numbers kept in advance."""

    def __init__(self, database: Database, line: UpstreamLine, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._line = line
        self.now_ms = now_ms

    def members(self, connection: Connection) -> frozenset[str]:
        """The windows of the hall."""
        return frozenset(connection.execute(select(tables.members.c.device)).scalars())

    def meet(self, device: str) -> None:
        """A window speaks: a new one hears of every case of the hall that is still open."""
        with self._database.read() as connection:
            if device in self.members(connection):
                return
        with self._database.write() as connection:
            if device in self.members(connection) or device == PLATFORM:
                return
            connection.execute(insert(tables.members).values(device=device, joined_ms=self.now_ms()))
            _tell_all(connection, device)

    def take_over(self, device: str, page: ChangesPage) -> int:
        """Keep a page of changes for ``device`` and where it ends, in one transaction; gives how many were new.

        What is here already (a window of this hall wrote it, or it came for another) changes nothing.
        """
        new = 0
        with self._database.write() as connection:
            members = self.members(connection)
            leaving = sorted(page.gone, key=lambda one: one.after)
            for place, one in enumerate(page.commits):
                while leaving and leaving[0].after <= place:
                    new += _let_go(connection, device, leaving.pop(0), members)
                # The province tells it again: the case moved back to this window.
                gone.come_back(connection, one.case.bytes, device)
                new += _take_one(connection, one, members, self.now_ms())
            new += sum(_let_go(connection, device, one, members) for one in leaving)
            _note_heard(connection, device, page.commits)
            cursor = page.cursor
            table = tables.relay_cursors
            moved = connection.execute(update(table).where(table.c.device == device).values(cursor=cursor))
            if moved.rowcount == 0:
                connection.execute(insert(table).values(device=device, cursor=cursor))
        return new

    def take_own(self, connection: Connection, said: Heard) -> None:
        """Keep a commit that the hall itself wrote, in the caller's transaction: its windows hear of it."""
        _take_one(connection, said, self.members(connection), self.now_ms())

    def reserve(self, request: BlockRequest, key: str) -> BlockAnswer:
        """A block for a window: one kept for it, or, when there is none, one asked for now.

        Raises ProblemError while the province is out of reach and nothing is kept: the window has its paper pad.
        """
        with self._database.write() as connection:
            known = _given(connection, request, key)
            if known is not None:
                return known
            block = _spare(connection, request)
            if block is not None:
                _give(connection, request, key, block, self.now_ms())
                return block
        try:
            block = self._line.reserve(request, key)
        except UpstreamError as error:
            raise ProblemError(UPSTREAM_WRONG if error.code in WRONG else OUT_OF_REACH, error.code) from error
        with self._database.write() as connection:
            if _given(connection, request, key) is None:
                _give(connection, request, key, block, self.now_ms())
        return block

    def stock_up(self) -> None:
        """Have a block in hand for each window and series it ever asked for. Raises UpstreamError.

        The question is written down before it is asked: asked again after a crash, it gives the same block.
        """
        for request, key in self._wanted():
            block = self._line.reserve(request, key)
            table = tables.spares
            mine = (table.c.device == request.device, table.c.series == request.series, table.c.key == key)
            values = {"id": block.id, "first": block.first, "last": block.last}
            with self._database.write() as connection:
                connection.execute(update(table).where(*mine).values(**values))

    def _wanted(self) -> list[tuple[BlockRequest, str]]:
        blocks, spares = tables.blocks, tables.spares
        kept = (spares.c.device == blocks.c.device) & (spares.c.series == blocks.c.series)
        columns = [blocks.c[name] for name in ("device", "series", "epoch", "size")]
        missing = select(*columns).where(~select(spares.c.device).where(kept).exists())
        with self._database.read() as connection:
            latest = {
                (r.device, r.series): r for r in connection.execute(missing.order_by(blocks.c.reserved_ms))
            }
        if latest:
            rows = [
                {**row._mapping, "key": secrets.token_hex(16), "id": "", "first": 0, "last": 0}
                for row in latest.values()
            ]
            with self._database.write() as connection:
                connection.execute(insert(spares), rows)
        with self._database.read() as connection:
            asked = connection.execute(select(spares).where(spares.c.id == "")).all()
        return [
            (BlockRequest(device=r.device, epoch=r.epoch, series=r.series, size=r.size), r.key) for r in asked
        ]


def _tell_all(connection: Connection, device: str) -> None:
    commits, cases = tables.commits, tables.cases
    rows = connection.execute(
        select(commits)
        .join(cases, cases.c.case_id == commits.c.case_id)
        .where(commits.c.device != device, commits.c.parked.is_(False), cases.c.stage.not_in(ENDED))
        .where(commits.c.case_id.not_in(select(tables.gone.c.case_id)))
        .order_by(commits.c.position)
    ).all()
    quiet = {
        position
        for case_id in {row.case_id for row in rows}
        for position in confidential.quiet_positions(connection, case_id)
    }
    told = [row for row in rows if row.position not in quiet]
    if not told:
        return
    count_in(connection, [(device, stored_line(row)) for row in told])
    first = take(connection, "feed", len(told))
    entries = [
        {"position": n, "device": device, "commit_position": row.position}
        for n, row in enumerate(told, first)
    ]
    connection.execute(insert(tables.feed), entries)


def _let_go(connection: Connection, device: str, said: Gone, members: frozenset[str]) -> bool:
    """A case leaves ``device``, and all windows of the hall that only heard of it here; its other writers are told
    themselves.
    """
    table = tables.writers
    others = select(table.c.device).where(table.c.case_id == said.case.bytes, table.c.device != device)
    stay = set(connection.execute(others).scalars())
    if said.kind is GoneKind.MOVED:
        stay |= gone.home_of(connection, said.case.bytes)
    told = {device} | (members - stay)
    return gone.heard_gone(connection, said, told)


def _note_heard(connection: Connection, device: str, commits: Sequence[Heard]) -> None:
    """What the province told for ``device``, for the 对账, whether or not it was here already."""
    told = {(device, one.device, one.epoch, one.seq) for one in commits}
    keys = ("device", "writer", "epoch", "seq")
    known = rows_at(connection, tables.relay_heard, keys, sorted(told), ())
    fresh = [dict(zip(keys, one, strict=True)) for one in sorted(told - known.keys())]
    insert_rows(connection, tables.relay_heard, fresh)


def _take_one(connection: Connection, heard: Heard, members: frozenset[str], now_ms: int) -> bool:
    commits = tables.commits
    same = (commits.c.device == heard.device, commits.c.epoch == heard.epoch, commits.c.seq == heard.seq)
    if connection.execute(select(commits.c.position).where(*same)).first() is not None:
        return False
    if heard.device in members:
        # A window's own words come from the window: it has them, and sends them here in their order.
        return False
    command = Command(**{name: getattr(heard, name) for name in Command.model_fields})
    body = _body(heard)
    audience = tuple(sorted(members - {heard.device}))
    change = Change(command, take(connection, "commits", 1), body, None, audience)
    row = {
        name: getattr(heard, name) for name in ("device", "epoch", "seq", "body", "digest", "prev", "hash")
    }
    row |= {"position": change.position, "id": heard.id.bytes, "case_id": heard.case.bytes, "parked": False}
    row |= {"reason": "", "received_ms": now_ms, "receipt": "", "imported": True}
    connection.execute(insert(commits).values(**row))
    _show(connection, heard, body)
    store_events(connection, heard.device, [change])
    store_papers(connection, [change])
    store_scans(connection, heard.device, [change])
    store_feed(connection, heard.device, heard.epoch, [change], left_by(connection, [heard.case.bytes]))
    return True


def _body(heard: Heard) -> CommitBody | None:
    try:
        return CommitBody.model_validate_json(heard.body)
    except ValidationError:
        _log.error("commit %s from above cannot be read here", heard.id)
        return None


def _show(connection: Connection, heard: Heard, body: CommitBody | None) -> None:
    """The case as the province has it: what applied there applies here, whatever we would have said."""
    known = load_cases(connection, [heard.case.bytes])
    view = known.get(heard.case.bytes) or CaseView(heard.case.bytes, heard.device, heard.device)
    for event in body.events if body is not None else ():
        advance(view, event.type, event.payload)
    store_cases(connection, [view], frozenset(known))


def _given(connection: Connection, request: BlockRequest, key: str) -> BlockAnswer | None:
    table = tables.blocks
    mine = (table.c.device == request.device, table.c.key == key)
    row = connection.execute(select(table).where(*mine)).first()
    if row is None:
        return None
    if (row.series, row.size, row.epoch) != (request.series, request.size, request.epoch):
        raise ProblemError(KEY_REUSED)
    return BlockAnswer.model_validate(dict(row._mapping))


def _spare(connection: Connection, request: BlockRequest) -> BlockAnswer | None:
    table = tables.spares
    mine = (table.c.device == request.device, table.c.series == request.series)
    row = connection.execute(
        select(table).where(*mine, table.c.size == request.size, table.c.id != "")
    ).first()
    if row is None:
        return None
    connection.execute(delete(table).where(*mine))
    return BlockAnswer.model_validate(dict(row._mapping))


def _give(connection: Connection, request: BlockRequest, key: str, block: BlockAnswer, now_ms: int) -> None:
    row = {**request.model_dump(), **block.model_dump(), "key": key, "reserved_ms": now_ms}
    connection.execute(insert(tables.blocks).values(**row))
