"""摆渡 through a hall: a file that only the province opens is kept, goes up as a scan does, and receipts come back."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import Connection, insert, select, update

from sync.platform import tables
from sync.platform.database import Database
from sync.platform.rebirth import get, put
from sync.platform.upstream_line import UpstreamError, UpstreamLine
from sync.wire.models import CarryAnswer
from sync.wire.problems import (
    DIGEST_MISMATCH,
    MALFORMED,
    SCHEMA_TOO_OLD,
    SEALED_BY_ANOTHER,
    SEQUENCE_FORK,
    ProblemError,
)

_log = logging.getLogger(__name__)

CARRY_KEY = "upstream_carry_key"
_REFUSED = {
    kind.code: kind for kind in (MALFORMED, SEALED_BY_ANOTHER, SEQUENCE_FORK, DIGEST_MISMATCH, SCHEMA_TOO_OLD)
}
"""What the province says of the file itself, for good; anything else (the hall's own token, say) may pass next time."""
_DOWN = "down"


class HallCarries:
    """Keeps sealed files for the province. All it knows lies in the database."""

    def __init__(self, database: Database, line: UpstreamLine) -> None:
        self._database = database
        self._line = line

    def key(self) -> str:
        """What windows seal to: the province's key, empty while it was never heard."""
        with self._database.read() as connection:
            return get(connection, CARRY_KEY) or ""

    def learn(self, key: str) -> None:
        """The province named its key."""
        if key and key != self.key():
            with self._database.write() as connection:
                put(connection, CARRY_KEY, key)

    def take(self, digest: str, device: str) -> CarryAnswer:
        """What the province said of the file, or that it waits. Raises ProblemError when the province refused it."""
        table = tables.hall_carries
        with self._database.write() as connection:
            row = _row(connection, digest)
            if row is None:
                values = {"digest": digest, "device": device, "answer": "", "trouble": ""}
                connection.execute(insert(table).values(**values))
        if row is None or (not row.answer and not row.trouble):
            try:
                self.step()
            except UpstreamError as error:
                _log.info("a sealed file waits: %s", error.code)
            with self._database.read() as connection:
                row = _row(connection, digest)
        if row is not None and row.trouble:
            code, _, detail = row.trouble.partition(" ")
            raise ProblemError(_REFUSED[code], detail)
        if row is None or not row.answer:
            return CarryAnswer(device=device, scans=0, results=[], waiting=True)
        return CarryAnswer.model_validate_json(row.answer)

    def step(self) -> int:
        """Have the province take in what is whole there; how many it answered.

        A file that cannot pass holds no other one up. Raises UpstreamError when the line is down, or with the last
        trouble after all were asked.
        """
        table, sent = tables.hall_carries, tables.relayed_blobs
        with self._database.read() as connection:
            there = select(table.c.digest).join(sent, sent.c.digest == table.c.digest)
            waiting = connection.execute(there.where(table.c.answer == "", table.c.trouble == "")).scalars().all()
        trouble: UpstreamError | None = None
        for digest in waiting:
            try:
                self._ask(digest)
            except UpstreamError as error:
                if error.code == _DOWN:
                    raise
                trouble = error
        if trouble is not None:
            raise trouble
        return len(waiting)

    def _ask(self, digest: str) -> None:
        table = tables.hall_carries
        try:
            values = {"answer": self._line.take_carry(digest).model_dump_json()}
        except UpstreamError as error:
            if error.code not in _REFUSED:
                raise
            _log.error("sealed file %s is refused by the province: %s", digest[:12], error)
            values = {"trouble": f"{error.code} {error.detail}"}
        with self._database.write() as connection:
            connection.execute(update(table).where(table.c.digest == digest).values(**values))


def _row(connection: Connection, digest: str) -> Any:
    table = tables.hall_carries
    return connection.execute(select(table).where(table.c.digest == digest)).first()
