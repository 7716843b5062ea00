"""The encrypted database of a profile: SQLCipher through SQLAlchemy, one writer, readers beside it.

Durability is promise 1: write-ahead log with ``synchronous=FULL``, so a commit that returned survives a power cut.
Every write transaction begins with ``BEGIN IMMEDIATE``, since an upgrade from read to write fails at once and ignores
the busy timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import UserFacingError
from app.storage.dberrors import database_missing, database_read_only, explain_db_error, explain_open_error
from app.storage.faultpoints import hit

BUSY_MS = 5_000
WRITER_WAIT_SECONDS = 30
READERS = 4
CACHE_KIB = 1_000
"""Pages that one connection keeps. A commit makes every reader drop its own, so that more make neither the first answer
after it nor a save quicker on 100,000 cases, but only what is asked again with nothing written between; and a
connection fills what it is given in the course of a day.
"""
# A log that grew in a long transaction is cut back to this at the next checkpoint.
LOG_BYTES = 64 * 1024 * 1024


class Database:
    """The two ways into one database file. ``write`` has a single connection: writers queue up in the process, too."""

    def __init__(self, path: Path, key: bytes, *, read_only: bool) -> None:
        self.path = path
        self._key = key
        self._write = (
            None if read_only else _engine(partial(_connect_writer, path, key), "BEGIN IMMEDIATE", 1)
        )
        reader = partial(_connect_reader, path, key, read_only=read_only)
        self._read = _engine(reader, "BEGIN DEFERRED", READERS)

    @property
    def write(self) -> Engine:
        """Engine whose transactions may write. Raises UserFacingError ZC-DB-04 when opened read-only."""
        if self._write is None:
            raise database_read_only(self.path)
        return self._write

    @property
    def writable(self) -> bool:
        """Whether this opening may write at all."""
        return self._write is not None

    @property
    def read(self) -> Engine:
        """Engine whose transactions see one consistent state and cannot write."""
        return self._read

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction whose failure is told in the words of a clerk.

        Raises UserFacingError ZC-DB-02 to -06 and -09; then nothing of it was written.
        """
        try:
            with self.write.begin() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            raise explain_db_error(error) from error

    def explain(self, error: BaseException) -> UserFacingError:
        """``error`` in the words of a clerk; names the damaged places when the file is damaged."""
        return explain_open_error(error, self.path, self._key)

    def copy_to(self, path: Path) -> None:
        """Write one consistent state to the new file ``path``, under the same key, while others go on writing.

        Raises the driver's errors and OSError; see ``explain``.
        """
        path.unlink(missing_ok=True)
        with self._read.connect() as connection, closing(_connect(path, self._key, "rwc")) as copy:
            source: Any = connection.connection.driver_connection
            source.backup(copy)

    def forget(self) -> None:
        """Let go of statements that were prepared: each keeps the values of its first use (剩余信息保护)."""
        for engine in (self.read, self.write):
            engine.clear_compiled_cache()

    def close(self) -> None:
        """Let go of the file; the log is folded into it when nobody else has it open."""
        self._read.dispose()
        if self._write is not None:
            self._write.dispose()


def open_database(path: Path, key: bytes, *, read_only: bool = False, must_exist: bool = False) -> Database:
    """Open ``path`` with the 32-byte ``key``, making it when it is missing and neither flag forbids.

    Raises UserFacingError: ZC-DB-01 key does not fit, ZC-DB-02 file damaged, ZC-DB-03 to -05 disk, ZC-DB-06 busy,
    ZC-DB-07 missing.
    """
    if len(key) != 32:
        raise ValueError("the key has 32 bytes")
    if (read_only or must_exist) and (not path.exists() or path.stat().st_size == 0):
        raise database_missing(path)
    database = Database(path, key, read_only=read_only)
    try:
        with (database.read if read_only else database.write).begin() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    except (DBAPIError, sqlcipher.Error, OSError) as error:
        database.close()
        raise explain_open_error(error, path, key) from error
    return database


def schema_version(engine: Engine) -> int:
    """``PRAGMA user_version``; 0 in a fresh file."""
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def set_schema_version(target: Engine | Connection, version: int) -> None:
    """Store ``version``; given a Connection it becomes part of the transaction under way."""
    statement = f"PRAGMA user_version = {int(version)}"
    if isinstance(target, Connection):
        target.exec_driver_sql(statement)
        return
    with target.begin() as connection:
        connection.exec_driver_sql(statement)


def _engine(connect: Callable[[], Any], begin: str, size: int) -> Engine:
    # SQLAlchemy would choose a pool by the URL, which says nothing here: it would keep one connection per thread.
    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        # Who read last still has its pages: in turn, all of them would be filled with the same ones.
        pool_use_lifo=True,
        pool_timeout=WRITER_WAIT_SECONDS,
        # An error names the statement, never the values: they are names, addresses and identity numbers.
        hide_parameters=True,
    )
    event.listen(engine, "begin", partial(_begin, begin))
    if begin == "BEGIN IMMEDIATE":
        event.listen(engine, "commit", _before_commit)
    return engine


def _begin(statement: str, connection: Connection) -> None:
    connection.exec_driver_sql(statement)


def _before_commit(_: Connection) -> None:
    hit("database:before-commit")


def _connect_writer(path: Path, key: bytes) -> Any:
    connection = _connect(path, key, "rwc")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
        connection.execute("PRAGMA foreign_keys = ON")
    except sqlcipher.Error:
        connection.close()
        raise
    return connection


def _connect_reader(path: Path, key: bytes, *, read_only: bool) -> Any:
    connection = _connect(path, key, "ro" if read_only else "rw")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(path: Path, key: bytes, mode: str) -> Any:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlcipher.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        # SQLCipher would write page numbers to the error stream; what matters comes back as an error.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        # Named, so that a later library with other defaults still opens the file.
        connection.execute("PRAGMA cipher_compatibility = 4")
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    except sqlcipher.Error:
        connection.close()
        raise
    return connection


__all__ = [
    "Database",
    "explain_db_error",
    "open_database",
    "schema_version",
    "set_schema_version",
]
