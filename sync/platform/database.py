"""Opening the platform's database: durable SQLite by default, one writing transaction at a time."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from sync.platform import tables
from sync.wire.signing import SUITES, Signer, signer_for

_BUSY_MS = 15_000
_WRITE = "zc_write"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={_BUSY_MS}",
    "foreign_keys=ON",
    # A checkpoint after 16 MiB instead of 4, and room for the indexes: identifiers come in no order. Both are about
    # speed alone: what is committed is synced in the log before anybody is answered.
    "wal_autocheckpoint=4000",
    "journal_size_limit=67108864",
    "cache_size=-65536",
)


def raw(identifier: UUID) -> bytes:
    """An identifier as it is stored."""
    return identifier.bytes


def text(stored: bytes) -> str:
    """An identifier as it is shown."""
    return str(UUID(bytes=stored))


@dataclass(frozen=True)
class Database:
    """An open platform database: its engine, the epoch of its history, and the key it signs with."""

    engine: Engine
    server_epoch: str
    signer: Signer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing transaction: it holds the write lock from its start; durable when this returns."""
        with writing(self.engine) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for reading."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that takes the write lock at once, so that what it read is still true when it writes."""
    with engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        if connection.dialect.name != "sqlite":
            connection.execute(select(tables.server.c.name).with_for_update())
        yield connection


def url_of(db: str) -> str:
    """A database URL from a URL or a plain file path. Raises ValueError for what is neither."""
    if "://" not in db:
        return f"sqlite:///{Path(db).resolve()}"
    try:
        return make_url(db).render_as_string(hide_password=False)
    except ArgumentError as error:
        raise ValueError(f"not a database URL: {db}") from error


def open_database(db: str, suite: str = "") -> Database:
    """Open (and create when new) the database at ``db``, a URL or a path.

    ``suite`` is of ``sync.wire.signing.SUITES``; a new platform takes it for good. Raises ValueError for another one.
    """
    engine = create_engine(url_of(db))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    with engine.connect().execution_options(**{_WRITE: True}) as connection, connection.begin():
        tables.metadata.create_all(connection)
        known = dict(connection.execute(select(tables.server.c.name, tables.server.c.value)).all())
        if not known:
            known = {"epoch": _new_epoch(), "seed": base64.b64encode(secrets.token_bytes(32)).decode()}
            known["suite"] = suite or SUITES[0]
            connection.execute(insert(tables.server), [{"name": n, "value": v} for n, v in known.items()])
    taken = known.get("suite", SUITES[0])
    if suite and suite != taken:
        engine.dispose()
        raise ValueError(f"this platform signs with {taken}")
    return Database(engine, known["epoch"], signer_for(taken, base64.b64decode(known["seed"])))


def renew_epoch(db: str) -> str:
    """Give the database a new server epoch, to be done after restoring it from a backup. Returns the epoch."""
    database = open_database(db)
    try:
        with database.write() as connection:
            epoch = _new_epoch()
            connection.execute(
                update(tables.server).where(tables.server.c.name == "epoch").values(value=epoch)
            )
        return epoch
    finally:
        database.close()


def take(connection: Connection, counter: str, count: int) -> int:
    """Take ``count`` consecutive positions of ``counter`` and return the first.

    The row is locked until the transaction ends, so that a reader never sees a later position before an earlier
    one: with a free-running sequence it could, and would pass over rows for good.
    """
    table = tables.counters
    values: dict[str, Any] = {"name": counter, "value": count}
    # One statement: two that begin a counter at once must not both find it missing.
    if connection.dialect.name == "postgresql":
        return _first(connection, postgresql.insert(table).values(**values), count)
    return _first(connection, sqlite.insert(table).values(**values), count)


def _first(connection: Connection, statement: Any, count: int) -> int:
    raised = {"value": tables.counters.c.value + count}
    upsert = statement.on_conflict_do_update(index_elements=["name"], set_=raised)
    last: int = connection.execute(upsert.returning(tables.counters.c.value)).scalar_one()
    return last - count + 1


def _new_epoch() -> str:
    return secrets.token_hex(8)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late: we say it ourselves
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
