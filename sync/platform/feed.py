"""What a device is still to hear of, page by page, behind an opaque cursor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.wire.models import Change, ChangesPage
from sync.wire.problems import CURSOR_EXPIRED, ProblemError

_PAGE_BYTES = 1024 * 1024
_CHECK = 16


def page(connection: Connection, server_epoch: str, device: str, cursor: str, limit: int) -> ChangesPage:
    """Commits of others about cases of ``device`` behind ``cursor`` (empty: from the beginning).

    Raises ProblemError when the cursor belongs to another history: another server epoch, or a place in the feed
    where something else lies now (the platform was restored from a backup).
    """
    position = _position(connection, server_epoch, device, cursor)
    feed, commits = tables.feed, tables.commits
    rows = connection.execute(
        select(feed.c.position.label("at"), commits)
        .join(commits, commits.c.position == feed.c.commit_position)
        .where(feed.c.device == device, feed.c.position > position)
        .order_by(feed.c.position)
        .limit(limit + 1)
    ).all()
    taken = _fitting(rows, limit)
    if not taken:
        return ChangesPage(commits=[], cursor=cursor or f"{server_epoch}.0.", more=False)
    last = taken[-1]
    return ChangesPage(
        commits=[_change(row) for row in taken],
        cursor=f"{server_epoch}.{last.at}.{last.hash[:_CHECK]}",
        more=len(rows) > len(taken),
    )


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
    if position and _check_at(connection, device, position) != check:
        raise ProblemError(CURSOR_EXPIRED)
    return position


def _check_at(connection: Connection, device: str, position: int) -> str:
    feed, commits = tables.feed, tables.commits
    found = connection.execute(
        select(commits.c.hash)
        .join(feed, feed.c.commit_position == commits.c.position)
        .where(feed.c.position == position, feed.c.device == device)
    ).scalar()
    return str(found or "")[:_CHECK]


def _fitting(rows: Any, limit: int) -> list[Any]:
    taken: list[Any] = []
    size = 0
    for row in rows[:limit]:
        size += len(row.body)
        if taken and size > _PAGE_BYTES:
            break
        taken.append(row)
    return taken


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
