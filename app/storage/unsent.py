"""What only this device has: cases with own operations that no platform took into its log, or with scans to send."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select

from app.storage.database import Database
from app.storage.receipts import held_ids, is_dismissed
from app.storage.scans import ScanState
from app.storage.schema import UNSENT_SCANS, blobs, commits
from app.values import dataclass


@dataclass(frozen=True)
class UnsentCase:
    """A case, how many of its operations wait, since when (UTC ms), and digests of its scans.

    ``begun``: the platform has an earlier part of it, so that only the rest is to be entered again. Without a waiting
    operation it has all but the scans.
    """

    case_id: UUID
    waiting: int
    since_ms: int
    begun: bool
    scans: tuple[str, ...]


def unsent_cases(database: Database, device: str) -> Sequence[UnsentCase]:
    """Every case of which something waits, the oldest first."""
    with database.read.connect() as connection:
        # What is only held may turn out to be the losing one of two, and what was dismissed is: neither counts as sent.
        held = or_(commits.c.id.in_(held_ids(connection, device)), is_dismissed())
        waits = and_(commits.c.device == device, or_(commits.c.ack.is_(None), held))
        waiting = (blobs.c.state == ScanState.WAITING, UNSENT_SCANS)
        scans_wait = select(blobs.c.case_id).where(*waiting, blobs.c.case_id.is_not(None))
        table = (
            select(
                commits.c.case_id,
                func.sum(case((waits, 1), else_=0)).label("waiting"),
                func.coalesce(func.min(case((waits, commits.c.at_ms))), func.max(commits.c.at_ms)).label("since"),
                func.count().label("all"),
            )
            .group_by(commits.c.case_id)
            .having(or_(func.sum(case((waits, 1), else_=0)) > 0, commits.c.case_id.in_(scans_wait)))
            .order_by(func.coalesce(func.min(case((waits, commits.c.arrival))), func.max(commits.c.arrival)))
        )
        rows = connection.execute(table).all()
        scans: dict[bytes, list[str]] = {row.case_id: [] for row in rows}
        # No index leads from a case to its scans: all of them are looked through, and that once.
        if scans:
            for case_id, digest in connection.execute(select(blobs.c.case_id, blobs.c.digest)):
                if case_id in scans:
                    scans[case_id].append(digest)
    return [
        UnsentCase(
            UUID(bytes=row.case_id), row.waiting, row.since, row.all > row.waiting, tuple(sorted(scans[row.case_id]))
        )
        for row in rows
    ]
