"""A witness of the numbers given out, kept beside the scans and not in the database: what a put-back file cannot know.

Numbers that were given out once must not be given out again, and a database that was put back by hand does not know
of its last ones. The witness does: it is written before a block is answered, and looked at before anybody is served.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from sqlalchemy import Connection, select

from sync.platform import tables
from sync.platform.blob_store import BlobStore
from sync.platform.database import Database, open_database, set_counter
from sync.platform.rebirth import begin_new_life

_log = logging.getLogger(__name__)

_NAME = "numbers.json"
_TURN = 0x5A43_0003
_SERIES = "series:"


def note_given(database: Database, files: BlobStore, series: str, last: int) -> None:
    """Numbers of ``series`` up to ``last`` are given out. A store that does not answer keeps nobody from numbers.

    Not in a transaction: while a store hangs, others write. One process at a time here; its threads are the caller's.
    """
    try:
        with database.turns.of(_TURN):
            known = _read(files, database.signer.key)
            if known.get(series, 0) < last:
                said = {"key": database.signer.key, "series": known | {series: last}}
                files.note(_NAME, json.dumps(said, ensure_ascii=False).encode())
    except OSError as error:
        _log.error("the witness of given numbers was not written: %s", type(error).__name__)


def renew_if_older(db: str, files: BlobStore) -> dict[str, Any] | None:
    """Begin a new life when the database ``db`` is older than the numbers it gave; to be done before anybody is served.

    Gives what ``begin_new_life`` did, and ``older``: the series by which it showed; None: nothing is known to be wrong.
    """
    database = open_database(db)
    try:
        given = _read(files, database.signer.key)
        with database.write() as connection:
            behind = {series: last for series, last in given.items() if _counter(connection, series) < last}
            if not behind:
                return None
            done = begin_new_life(connection)
            for series, last in behind.items():
                set_counter(connection, _SERIES + series, max(last, _counter(connection, series)))
    except OSError as error:
        _log.error("the witness of given numbers was not read: %s", type(error).__name__)
        return None
    finally:
        database.close()
    _log.error("the database is older than the numbers it gave (%s): a new life was begun", ", ".join(sorted(behind)))
    return {**done, "older": sorted(behind)}


def _counter(connection: Connection, series: str) -> int:
    table = tables.counters
    return int(connection.execute(select(table.c.value).where(table.c.name == _SERIES + series)).scalar() or 0)


def _read(files: BlobStore, key: str) -> dict[str, int]:
    """Series → last number that the platform with this public ``key`` gave: beside the scans of another lies another's.

    What cannot be read says nothing, and is written anew with the next block.
    """
    try:
        found = json.loads(files.noted(_NAME) or "{}")
        own = found["series"] if found.get("key") == key else {}
        return {str(series): int(last) for series, last in own.items()}
    except (ValueError, TypeError, AttributeError, KeyError):
        _log.error("the witness of given numbers cannot be read")
        return {}
