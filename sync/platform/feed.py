"""What a device is still to hear of, page by page, behind an opaque cursor."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, select

from sync.platform import tables
from sync.platform.bulk import mark_of
from sync.platform.database import Database
from sync.platform.gone import news_of
from sync.wire.models import Change, ChangesPage, Gone, GoneKind
from sync.wire.problems import CURSOR_EXPIRED, OF_THIS_LIFE, ProblemError

_log = logging.getLogger(__name__)

_PAGE_BYTES = 1024 * 1024
_CHECK = 16
_NEW = (
    "SELECT EXISTS (SELECT 1 FROM feed WHERE device = ? AND position > ?) "
    "OR EXISTS (SELECT 1 FROM gone WHERE device = ? AND position > ?)"
)


def page_of(database: Database, device: str, cursor: str, limit: int) -> ChangesPage:
    """``page`` as one moment shows it: between two statements a commit and a case that leaves may get their places,
    and a cursor behind the second would pass over the first for good.
    """
    with database.read() as connection:
        if not _anything(connection, device, _position(connection, database.server_epoch, device, cursor)):
            return ChangesPage(commits=[], cursor=cursor or f"{database.server_epoch}.0.", more=False)
    with database.snapshot() as connection:
        return page(connection, database.server_epoch, device, cursor, limit)


def page(connection: Connection, server_epoch: str, device: str, cursor: str, limit: int) -> ChangesPage:
    """Commits of others about cases of ``device`` behind ``cursor`` (empty: from the start), and cases that left it.

    Raises ProblemError when the cursor belongs to another history: another server epoch, a place where something else
    lies now or that is still to come (the platform was restored from a backup), or one that was left since.
    """
    position = _position(connection, server_epoch, device, cursor)
    if not _anything(connection, device, position):
        return ChangesPage(commits=[], cursor=cursor or f"{server_epoch}.0.", more=False)
    feed, commits, gone = tables.feed, tables.commits, tables.gone
    left = and_(gone.c.device == device, gone.c.case_id == commits.c.case_id)
    rows = connection.execute(
        select(feed.c.position.label("at"), commits)
        .join(commits, commits.c.position == feed.c.commit_position)
        .where(feed.c.device == device, feed.c.position > position)
        .where(~select(gone.c.id).where(left).exists())
        .order_by(feed.c.position)
        .limit(limit + 1)
    ).all()
    leaving = connection.execute(
        select(gone)
        .where(gone.c.device == device, gone.c.position > position)
        .order_by(gone.c.position)
        .limit(limit + 1)
    ).all()
    taken = _fitting(rows, limit)
    cut = len(rows) > len(taken)
    told = [row for row in leaving if not cut or row.position < taken[-1].at]
    if len(told) > limit:
        # What lies behind the last that is told comes with the next page.
        told, cut = told[:limit], True
        taken = [row for row in taken if row.at < told[-1].position]
    if not taken and not told:
        return ChangesPage(commits=[], cursor=cursor or f"{server_epoch}.0.", more=False)
    last, check = max([(row.at, row.hash) for row in taken] + [(row.position, row.id.hex()) for row in told])
    return ChangesPage(
        commits=[_change(row) for row in taken],
        cursor=f"{server_epoch}.{last}.{check[:_CHECK]}",
        more=cut,
        gone=_gone(connection, told, taken),
    )


def _anything(connection: Connection, device: str, position: int) -> bool:
    """Whether there is anything behind ``position``: each window asks twice a minute, and mostly there is not."""
    query = _NEW.replace("?", mark_of(connection))
    return bool(connection.exec_driver_sql(query, (device, position, device, position)).scalar())


def own(connection: Connection, device: str, epoch: int, first: int, limit: int) -> list[Change]:
    """Commits of ``device`` and ``epoch`` from ``first`` on without a gap, until the first that has no text."""
    commits = tables.commits
    rows = connection.execute(
        select(commits)
        .where(commits.c.device == device, commits.c.epoch == epoch, commits.c.seq >= first)
        .order_by(commits.c.seq)
        .limit(limit)
    ).all()
    whole = next((n for n, row in enumerate(rows) if row.body is None), len(rows))
    return [_change(row) for row in _fitting(rows[:whole], limit)]


def _position(connection: Connection, server_epoch: str, device: str, cursor: str) -> int:
    if not cursor:
        return 0
    epoch, _, rest = cursor.partition(".")
    number, _, check = rest.partition(".")
    if epoch != server_epoch or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise ProblemError(CURSOR_EXPIRED)
    position = int(number)
    known = not position or _check_at(connection, device, position) == check
    if not known and not _told_again(connection, device, position, check):
        if _was_left(connection, position):
            raise ProblemError(CURSOR_EXPIRED)
        _log.error("%s was told of place %s, which is not here: were files put back?", device, position)
        raise ProblemError(CURSOR_EXPIRED, OF_THIS_LIFE)
    return position


def _was_left(connection: Connection, position: int) -> bool:
    """Whether the place was given out and is empty: a case had left from there, and was given back."""
    counters, feed, gone = tables.counters, tables.feed, tables.gone
    given = connection.execute(select(counters.c.value).where(counters.c.name == "feed")).scalar() or 0
    lies = [select(table.c.position).where(table.c.position == position).limit(1) for table in (feed, gone)]
    return position <= given and all(connection.execute(query).first() is None for query in lies)


def _check_at(connection: Connection, device: str, position: int) -> str:
    feed, commits = tables.feed, tables.commits
    found = connection.execute(
        select(commits.c.hash)
        .join(feed, feed.c.commit_position == commits.c.position)
        .where(feed.c.position == position, feed.c.device == device)
    ).scalar()
    if found is None:
        gone = tables.gone
        mine = (gone.c.position == position, gone.c.device == device)
        left = connection.execute(select(gone.c.id).where(*mine)).scalar()
        found = left.hex() if left is not None else ""
    return str(found)[:_CHECK]


def _told_again(connection: Connection, device: str, position: int, check: str) -> bool:
    """Whether what lay there was a case that left, which was told of again at a later place."""
    gone = tables.gone
    later = (gone.c.device == device, gone.c.position > position)
    return any(id_.hex()[:_CHECK] == check for id_ in connection.execute(select(gone.c.id).where(*later)).scalars())


def _fitting(rows: Any, limit: int) -> list[Any]:
    taken: list[Any] = []
    size = 0
    for row in rows[:limit]:
        size += len(row.body.encode())
        if taken and size > _PAGE_BYTES:
            break
        taken.append(row)
    return taken


def _gone(connection: Connection, rows: Sequence[Any], commits: Sequence[Any]) -> list[Gone]:
    news = news_of(connection, [bytes(row.case_id) for row in rows if row.kind == GoneKind.MOVED])
    found = []
    for row in rows:
        home, stage = news.get(bytes(row.case_id), ("", ""))
        found.append(
            Gone(
                id=UUID(bytes=row.id),
                case=UUID(bytes=row.case_id),
                kind=GoneKind(row.kind),
                reason=row.reason,
                at=row.at_ms,
                after=sum(1 for one in commits if one.at < row.position),
                home=home,
                stage=stage,
            )
        )
    return found


def _change(row: Any) -> Change:
    return Change(
        device=row.device,
        epoch=row.epoch,
        seq=row.seq,
        id=UUID(bytes=row.id),
        case=UUID(bytes=row.case_id),
        body=row.body,
        digest=row.digest,
        prev=row.prev,
        hash=row.hash,
    )
