"""清理: scans leave this disk when the platform has them in a backup, their case has ended, and some time has passed.

Nothing that waits, that a person must look at, or that only this device has is ever cleared away. The log itself stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select, update

from app.domain.states import TERMINAL
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.scans import ScanState
from app.storage.schema import blobs, case_row, commits, gone_cases, second_receipts
from app.values import dataclass

KEEP_DAYS = 30
"""Days a scan stays after the last word on its case."""
_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Clearable:
    """A scan that may go as far as this end knows; the platform is asked for each."""

    digest: str
    size: int
    case_id: UUID


class SqlPurge:
    """Finds and clears the scans of one device and epoch."""

    def __init__(self, database: Database, store: BlobStore, device: str, epoch: int) -> None:
        self._database = database
        self._store = store
        self._device = device
        self._epoch = epoch

    def clearable(self, durable_through: int, now_ms: int, keep_days: int = KEEP_DAYS) -> Sequence[Clearable]:
        """Delivered scans of ended cases and of cases that left this device, whose own commits are all acknowledged,
        in force, and backed up there.
        """
        refused = (
            exists()
            .where(second_receipts.c.commit_id == commits.c.id, second_receipts.c.refused != "")
            .correlate(commits)
        )
        holds_back = (
            exists()
            .where(commits.c.case_id == blobs.c.case_id, commits.c.device == self._device)
            .where(
                or_(
                    commits.c.ack.is_(None),
                    commits.c.parked.is_not(None),
                    refused,
                    commits.c.epoch != self._epoch,
                    commits.c.seq > durable_through,
                )
            )
        )
        # A case that left has no row in the lists any more; the last word on it is the platform's.
        left = and_(gone_cases.c.case_id == blobs.c.case_id, gone_cases.c.aside == 0)
        last_word = func.coalesce(gone_cases.c.told_ms, case_row.c.changed_ms)
        statement = (
            select(blobs.c.digest, blobs.c.size, blobs.c.case_id)
            .outerjoin(case_row, case_row.c.case_id == blobs.c.case_id)
            .outerjoin(gone_cases, left)
            .where(
                blobs.c.state == ScanState.HELD,
                or_(
                    gone_cases.c.case_id.is_not(None), case_row.c.state.in_([state.value for state in TERMINAL])
                ),
                last_word <= now_ms - keep_days * _DAY_MS,
                ~holds_back,
            )
            .order_by(last_word, blobs.c.digest)
        )
        with self._database.read.connect() as connection:
            rows = connection.execute(statement).all()
        return [Clearable(row.digest, row.size, UUID(bytes=row.case_id)) for row in rows]

    def clear(self, digest: str) -> None:
        """Clear one away: noted first, so that a killed program never misses what it did not note."""
        cleared = blobs.c.digest == digest, blobs.c.state == ScanState.HELD
        with self._database.writing() as connection:
            done = connection.execute(update(blobs).where(*cleared).values(state=ScanState.CLEARED))
        hit("purge:noted")
        if done.rowcount:
            self._store.delete(digest)

    def sweep(self) -> int:
        """Delete files that a killed run noted as cleared and left; how many."""
        with self._database.read.connect() as connection:
            noted = connection.scalars(select(blobs.c.digest).where(blobs.c.state == ScanState.CLEARED)).all()
        left = [digest for digest in noted if self._store.holds(digest)]
        for digest in left:
            self._store.delete(digest)
        return len(left)
