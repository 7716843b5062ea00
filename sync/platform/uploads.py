"""Taking scans in: resumable by offset, one writer at a time, whole only when the digest says so."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from sync.platform import durable, tables
from sync.platform.blob_store import BlobStore
from sync.platform.database import Database
from sync.platform.hall import UPSTREAM
from sync.platform.rebirth import get
from sync.wire.models import UploadRequest, UploadState
from sync.wire.problems import DIGEST_MISMATCH, MALFORMED, OFFSET_MISMATCH, UPLOAD_GONE, ProblemError

_LOCKS = 64


class Uploads:
    """Scans on their way. ``now_ms`` gives UTC milliseconds.

    The content goes to its file before the database says how far it is: an offset that was told is on disk.
    """

    def __init__(self, database: Database, files: BlobStore, now_ms: Callable[[], int]) -> None:
        self._database = database
        self._files = files
        self._now_ms = now_ms
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    def state(self, digest: str) -> UploadState:
        """How far a scan has come; ``id`` stays secret to its writer."""
        with self._database.read() as connection:
            row = self._row(connection, digest)
            if self._is_held(connection, digest):
                came = connection.execute(
                    select(tables.blobs.c.received_ms).where(tables.blobs.c.digest == digest)
                ).scalar()
                covered = durable.scan_covered(connection, came) and _is_above(connection, digest)
                return _held(digest, row_size(connection, digest)).model_copy(update={"backed_up": covered})
        offset = min(row.offset, self._files.arrived(digest)) if row is not None else 0
        return UploadState(id="", digest=digest, offset=offset, size=row.size if row else 0, held=False)

    def open(self, request: UploadRequest) -> UploadState:
        """Begin or go on with a scan; whoever was sending it before is cut off.

        Raises ProblemError when another size was announced for this digest.
        """
        digest, size = request.digest, request.size
        with self._turn(digest):
            with self._database.write() as connection:
                _belongs(connection, request.case, digest, request.device)
                known = self._row(connection, digest)
                if self._is_held(connection, digest):
                    return _held(digest, size)
                if self._files.held(digest) == size:
                    # Moved into place, and then the process was killed: only the row is missing.
                    self._arrived(connection, request.device, digest, size)
                    return _held(digest, size)
                offset = 0
                if known is not None and known.size == size and not request.fresh:
                    offset = min(known.offset, self._files.arrived(digest))
                connection.execute(delete(tables.uploads).where(tables.uploads.c.digest == digest))
                upload = secrets.token_hex(16)
                row = {"digest": digest, "id": upload, "size": size, "offset": offset}
                more = {"device": request.device, "opened_ms": self._now_ms()}
                connection.execute(insert(tables.uploads).values(**row, **more))
            if offset == size:
                return self._finish(upload, request.device, digest, size)
        return UploadState(id=upload, digest=digest, offset=offset, size=size, held=False)

    def append(self, upload: str, offset: int, data: bytes) -> UploadState:
        """Take the next piece of a scan. Raises ProblemError.

        The last piece makes it whole; when the whole does not fit its digest, all of it is thrown away.
        """
        row = self._writer(upload)
        with self._turn(row.digest):
            row = self._writer(upload)
            at = min(row.offset, self._files.arrived(row.digest))
            if offset != at:
                raise ProblemError(OFFSET_MISMATCH, f"expected {at}", expected=at)
            following = offset + len(data)
            if following > row.size or not data:
                raise ProblemError(MALFORMED, "a piece is empty or goes beyond the announced size")
            self._files.append(row.digest, offset, data)
            table = tables.uploads
            with self._database.write_beside((f"upload:{upload}",)) as connection:
                moved = connection.execute(update(table).where(table.c.id == upload).values(offset=following))
            if moved.rowcount == 0:
                # Another worker let another sender in meanwhile.
                raise ProblemError(UPLOAD_GONE)
            if following == row.size:
                return self._finish(upload, row.device, row.digest, row.size)
        return UploadState(id=upload, digest=row.digest, offset=following, size=row.size, held=False)

    def _finish(self, upload: str, device: str, digest: str, size: int) -> UploadState:
        fits = self._files.finish(digest, size)
        with self._database.write() as connection:
            connection.execute(delete(tables.uploads).where(tables.uploads.c.id == upload))
            if fits:
                self._arrived(connection, device, digest, size)
        if not fits:
            raise ProblemError(DIGEST_MISMATCH, digest[:12])
        return _held(digest, size)

    def _arrived(self, connection: Connection, device: str, digest: str, size: int) -> None:
        table = tables.blobs
        connection.execute(delete(table).where(table.c.digest == digest))
        values = {"digest": digest, "size": size, "device": device, "received_ms": self._now_ms()}
        connection.execute(insert(table).values(**values))

    def _is_held(self, connection: Connection, digest: str) -> bool:
        size = row_size(connection, digest)
        # The row alone is not believed: files and rows may come from two backups.
        return size is not None and self._files.held(digest) == size

    def _row(self, connection: Connection, digest: str) -> Any:
        return connection.execute(select(tables.uploads).where(tables.uploads.c.digest == digest)).first()

    def _writer(self, upload: str) -> Any:
        with self._database.read() as connection:
            row = connection.execute(select(tables.uploads).where(tables.uploads.c.id == upload)).first()
        if row is None:
            raise ProblemError(UPLOAD_GONE)
        return row

    @contextmanager
    def _turn(self, digest: str) -> Iterator[None]:
        """One writer of a scan at a time, in this process and in all that work on the same database."""
        with self._locks[int(digest[:4], 16) % _LOCKS], self._database.turns.of(int(digest[:15], 16)):
            yield


def _is_above(connection: Connection, digest: str) -> bool:
    """On a hall's server: whether the province has this scan too; there the hall's own backup counts for nothing."""
    if get(connection, UPSTREAM) is None:
        return True
    sent = tables.relayed_blobs.c.digest
    return connection.execute(select(sent).where(sent == digest)).first() is not None


def row_size(connection: Connection, digest: str) -> Any:
    """Size of a scan that the database calls whole, None when it does not."""
    table = tables.blobs
    return connection.execute(select(table.c.size).where(table.c.digest == digest)).scalar()


def awaited(connection: Connection) -> list[tuple[UUID, str]]:
    """(case, digest) of every scan that was announced and is not here: the case is 传输未齐."""
    table, held = tables.case_blobs, tables.blobs
    rows = connection.execute(
        select(table.c.case_id, table.c.digest)
        .outerjoin(held, held.c.digest == table.c.digest)
        .where(held.c.digest.is_(None))
        .order_by(table.c.case_id, table.c.digest)
    )
    return [(UUID(bytes=row.case_id), row.digest) for row in rows]


def _belongs(connection: Connection, case: UUID, digest: str, device: str) -> None:
    table = tables.case_blobs
    key = {"case_id": case.bytes, "digest": digest}
    if connection.execute(select(table.c.digest).filter_by(**key)).first() is None:
        connection.execute(insert(table).values(**key, device=device))


def _held(digest: str, size: int) -> UploadState:
    return UploadState(id="", digest=digest, offset=size, size=size, held=True)
