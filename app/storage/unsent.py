"""What only this device has: cases with own operations that no platform gave a receipt for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, case, func, select

from app.storage.database import Database
from app.storage.schema import blobs, commits


@dataclass(frozen=True)
class UnsentCase:
    """A case, how many of its operations wait, since when (UTC ms), and digests of its scans.

    ``begun``: the platform has an earlier part of it, so that only the rest is to be entered again.
    """

    case_id: UUID
    waiting: int
    since_ms: int
    begun: bool
    scans: tuple[str, ...]


def unsent_cases(database: Database, device: str) -> Sequence[UnsentCase]:
    """Every case of which something waits, the oldest first."""
    waits = and_(commits.c.ack.is_(None), commits.c.device == device)
    table = (
        select(
            commits.c.case_id,
            func.sum(case((waits, 1), else_=0)).label("waiting"),
            func.min(case((waits, commits.c.at_ms))).label("since"),
            func.count().label("all"),
        )
        .group_by(commits.c.case_id)
        .having(func.sum(case((waits, 1), else_=0)) > 0)
        .order_by(func.min(case((waits, commits.c.arrival))))
    )
    with database.read.connect() as connection:
        found = []
        for row in connection.execute(table).all():
            mine = select(blobs.c.digest).where(blobs.c.case_id == row.case_id).order_by(blobs.c.digest)
            scans = tuple(connection.execute(mine).scalars())
            found.append(UnsentCase(UUID(bytes=row.case_id), row.waiting, row.since, row.all > row.waiting, scans))
    return found
