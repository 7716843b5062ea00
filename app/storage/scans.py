"""Scans and their rows: kept sealed on disk first, then noted, so that a row never speaks of what is not there."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import IO, BinaryIO, cast
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.ports.delivery import WaitingScan
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.schema import UNSENT_SCANS, blobs, drafts, settings
from app.storage.stores import put_setting

MET = "scans.server_epoch"


class ScanState(StrEnum):
    """What is known of a scan: it waits for the line, the platform has it, it cannot be read here, or it was cleared
    away here, since the platform has it in a backup.
    """

    WAITING = "waiting"
    HELD = "held"
    DAMAGED = "damaged"
    CLEARED = "cleared"


_LOOSE = (blobs.c.case_id.is_(None), blobs.c.state == ScanState.WAITING, UNSENT_SCANS)
"""Of an intake that is not received yet; a picture of a spoiled blank is of no case either, but held."""


class SqlScans:
    """Scans of this device. Implements ``app.ports.delivery.Scans``."""

    def __init__(self, database: Database, store: BlobStore) -> None:
        self._database = database
        self._store = store

    def keep(self, content: bytes | IO[bytes], case_id: UUID | None) -> str:
        """Keep a scan, durable when this returns its digest. One of a case waits for the line from then on; one of an
        intake that is not received yet (None) stays in the house until an event of a case names it (:func:`claim`).

        Raises UserFacingError ZC-DB-03 to -05 when the disk refuses.
        """
        counted = _Counted(io.BytesIO(content) if isinstance(content, bytes) else content)
        digest = self._store.put(cast(IO[bytes], counted))
        hit("scans:kept")
        row: dict[str, object] = {"digest": digest, "state": ScanState.WAITING, "size": counted.count, "case_id": None}
        if case_id is not None:
            row["case_id"] = case_id.bytes
        statement = upsert(blobs).values(**row)
        # Kept again, a damaged one is whole again.
        healed = statement.on_conflict_do_update(
            index_elements=["digest"],
            set_={"state": ScanState.WAITING},
            where=blobs.c.state.in_((ScanState.DAMAGED, ScanState.CLEARED)),
        )
        with self._database.writing() as connection:
            connection.execute(healed)
            if case_id is not None:
                claim(connection, (digest,), case_id)
            hit("scans:before-commit")
        return digest

    def keep_own(self, content: bytes) -> str:
        """Keep a picture that belongs to no case (a spoiled blank): sealed like a scan, never offered to the line."""
        digest = self._store.put(io.BytesIO(content))
        row = {"digest": digest, "state": ScanState.HELD, "size": len(content), "case_id": None}
        with self._database.writing() as connection:
            connection.execute(upsert(blobs).values(**row).on_conflict_do_nothing())
        return digest

    def waiting(self, limit: int) -> Sequence[WaitingScan]:
        """What is to be sent, the smallest case first, so that whole cases arrive early."""
        whole = func.sum(blobs.c.size).over(partition_by=blobs.c.case_id)
        statement = (
            select(blobs.c.digest, blobs.c.size, blobs.c.case_id)
            .where(blobs.c.state == ScanState.WAITING, UNSENT_SCANS, blobs.c.case_id.is_not(None))
            .order_by(whole, blobs.c.case_id, blobs.c.size, blobs.c.digest)
            .limit(limit)
        )
        with self._database.read.connect() as connection:
            return [
                WaitingScan(row.digest, row.size, UUID(bytes=row.case_id))
                for row in connection.execute(statement)
            ]

    def open(self, digest: str) -> BinaryIO:
        """A seekable reader of the plain content. Raises UserFacingError ZC-BLOB-01, ZC-BLOB-02."""
        return self._store.open(digest)

    def delivered(self, digest: str) -> None:
        """The platform has it whole."""
        self._mark(digest, ScanState.HELD)

    def damaged(self, digest: str) -> None:
        """It cannot be read here: a work item."""
        self._mark(digest, ScanState.DAMAGED)

    def meet(self, server_epoch: str, lost: bool) -> None:
        """Offer everything again when the platform is no longer the one that took it (a restored backup)."""
        with self._database.writing() as connection:
            before = connection.execute(select(settings.c.value).where(settings.c.key == MET)).scalar()
            if before == server_epoch and not lost:
                return
            put_setting(connection, MET, server_epoch)
            connection.execute(
                update(blobs)
                # A picture of no case never goes to the line.
                .where(blobs.c.state == ScanState.HELD, blobs.c.case_id.is_not(None))
                .values(state=ScanState.WAITING)
            )

    def counts(self) -> dict[str, tuple[int, int]]:
        """state → (scans, bytes)."""
        statement = select(blobs.c.state, func.count(), func.sum(blobs.c.size)).group_by(blobs.c.state)
        with self._database.read.connect() as connection:
            return {state: (count, size) for state, count, size in connection.execute(statement)}

    def forget(self, digests: Iterable[str]) -> int:
        """Remove scans that no case has, with their files; what a case has stays, and so does what is kept for the
        house itself (:meth:`keep_own`). Returns how many went.
        """
        gone = 0
        for digest in digests:
            with self._database.writing() as connection:
                free = delete(blobs).where(blobs.c.digest == digest, *_LOOSE)
                removed = connection.execute(free).rowcount
            if removed:
                # The row first: a row never speaks of what is not there.
                self._store.delete(digest)
                gone += 1
        return gone

    def abandoned(self) -> Sequence[str]:
        """Scans that belong to no case and are named in no draft: of an intake that was given up."""
        with self._database.read.connect() as connection:
            loose = connection.scalars(select(blobs.c.digest).where(*_LOOSE)).all()
            if not loose:
                return ()
            typed = "\n".join(connection.scalars(select(drafts.c.value)).all())
        return [digest for digest in loose if digest not in typed]

    def _mark(self, digest: str, state: ScanState) -> None:
        with self._database.writing() as connection:
            connection.execute(update(blobs).where(blobs.c.digest == digest).values(state=state))


def claim(connection: Connection, digests: Iterable[str], case_id: UUID) -> None:
    """Scans of an intake become those of its case, in the transaction that received it; what has a case keeps it."""
    wanted = list(digests)
    if wanted:
        connection.execute(
            update(blobs)
            .where(blobs.c.digest.in_(wanted), blobs.c.case_id.is_(None))
            .values(case_id=case_id.bytes)
        )


class _Counted(io.RawIOBase):
    """Counts what is read through it."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self._inner.read(size)
        self.count += len(piece)
        return piece
