"""Files that were carried in on a stick: opened, checked, and taken in through the same doors as the line."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select

from sync.platform import tables
from sync.platform.blob_store import BlobStore, blob_file
from sync.platform.database import Database
from sync.platform.devices import binding_of
from sync.platform.hall_carries import HallCarries
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.uploads import Uploads
from sync.wire.carry import COMMITS, DATA, SCAN, CarryError, carry_key, read_frames, read_head
from sync.wire.models import CarryAnswer, CommandBatch, CommandResult, UploadRequest, UploadState
from sync.wire.problems import MALFORMED, NOT_FOUND, SEALED_BY_ANOTHER, ProblemError

_SEED = "carry_seed"
_PIN = "device_key:"


class CarryDesk:
    """Takes in carried files that lie here as scans do. ``above``: a hall's way, for what the province alone opens."""

    def __init__(
        self,
        database: Database,
        files: BlobStore,
        ledger: Ledger,
        uploads: Uploads,
        above: HallCarries | None = None,
    ) -> None:
        self._database = database
        self._files = files
        self._ledger = ledger
        self._uploads = uploads
        self._above = above

    def public_key(self) -> str:
        """What devices seal to; made on first use."""
        return carry_key(self._seed())

    def take(self, digest: str) -> CarryAnswer:
        """Take in the file of this content; doing it again gives the same answers. Raises ProblemError."""
        size = self._files.held(digest)
        if size is None:
            raise ProblemError(NOT_FOUND, digest[:12])
        try:
            with blob_file(self._files, digest, size) as file:
                head = read_head(file)
                self._pin(head.device, head.signer)
                try:
                    return self._apply(file, Sender(head.device, head.epoch))
                except CarryError as error:
                    if error.code != "not-for-us" or self._above is None:
                        raise
            return self._above.take(digest, head.device)
        except CarryError as error:
            raise ProblemError(MALFORMED, error.code) from error

    def _apply(self, file: IO[bytes], sender: Sender) -> CarryAnswer:
        results: list[CommandResult] = []
        scans = 0
        upload: UploadState | None = None
        for kind, content in read_frames(file, self._seed()):
            if kind == COMMITS:
                with _readable():
                    batch = CommandBatch.model_validate_json(content)
                if batch.device != sender.device:
                    raise CarryError("foreign-commits")
                results += self._ledger.submit(Sender(batch.device, batch.epoch), batch.commits)[1]
            elif kind == SCAN:
                with _readable():
                    upload = self._uploads.open(_request(json.loads(content), sender))
                scans += upload.held
            elif kind == DATA and upload is not None and not upload.held:
                # Every file begins its scans at the start; what an earlier one brought is passed over.
                upload, whole = self._piece(upload, content)
                scans += whole
        return CarryAnswer(device=sender.device, scans=scans, results=results)

    def _piece(self, upload: UploadState, content: bytes) -> tuple[UploadState | None, bool]:
        try:
            after = self._uploads.append(upload.id, upload.offset, content)
        except ProblemError:
            # One scan that does not fit its digest keeps nothing else from coming in; it stays awaited.
            return None, False
        return after, after.held

    def _pin(self, device: str, key: str) -> None:
        """The key a device signed its first file with is its key from then on."""
        table = tables.server
        with self._database.write() as connection:
            bound = binding_of(connection, device)
            known = _value(connection, _PIN + device)
            if known is None and bound is not None and bound.key.startswith("ed25519:"):
                known = bound.key
            if known is None:
                connection.execute(insert(table).values(name=_PIN + device, value=key))
            elif known != key:
                raise ProblemError(SEALED_BY_ANOTHER, "another key signed for this device")

    def _seed(self) -> bytes:
        with self._database.read() as connection:
            known = _value(connection, _SEED)
        if known is not None:
            return base64.b64decode(known)
        with self._database.write() as connection:
            return carry_seed(connection)


def carry_seed(connection: Connection) -> bytes:
    """The seed of the key that devices seal to; made at first use, the same ever after."""
    known = _value(connection, _SEED)
    if known is None:
        known = base64.b64encode(secrets.token_bytes(32)).decode()
        connection.execute(insert(tables.server).values(name=_SEED, value=known))
    return base64.b64decode(known)


def _value(connection: Connection, name: str) -> str | None:
    table = tables.server
    found = connection.execute(select(table.c.value).where(table.c.name == name)).scalar()
    return None if found is None else str(found)


def _request(said: Any, sender: Sender) -> UploadRequest:
    return UploadRequest(
        device=sender.device,
        epoch=sender.epoch,
        case=UUID(said["case"]),
        digest=said["digest"],
        size=said["size"],
        fresh=True,
    )


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise CarryError("unreadable") from error
