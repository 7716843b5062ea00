"""Opening the platform's database: durable SQLite by default, one writing transaction at a time."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, insert, update
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from sync.platform import tables
from sync.platform.bulk import Together, Writes
from sync.platform.migrate import prepare
from sync.platform.rebirth import begin_new_life
from sync.platform.s3 import redacted
from sync.platform.transactions import BESIDE, WRITE
from sync.platform.turns import Turns
from sync.wire.signing import SUITES, Signer, signer_for

_BUSY_MS = 15_000
_POOL = 8
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


_TAKE = (
    "INSERT INTO counters (name, value) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET value = counters.value + %s RETURNING value"
)
_LOST_TURN = frozenset({"40001", "40P01"})
"""serialization_failure, deadlock_detected."""
_ALL = 0x5A43_0002
_ALONE = sql("SELECT pg_advisory_xact_lock(:all)")
_TURNS = (
    "SELECT CASE WHEN k = %s THEN pg_advisory_xact_lock_shared(k) ELSE pg_advisory_xact_lock(k) END "
    "FROM unnest(CAST(%s AS bigint[])) AS k"
)
"""In the order of the array. All locks end with the transaction, after what it wrote can be seen."""


@dataclass(frozen=True)
class Database:
    """An open platform database: its engine, the epoch of its history, its key, the turns of its processes."""

    engine: Engine
    server_epoch: str
    signer: Signer
    turns: Turns

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing transaction: it holds the write lock from its start; durable when this returns."""
        with writing(self.engine) as connection:
            yield connection

    @contextmanager
    def write_beside(self, names: Iterable[str]) -> Iterator[Connection]:
        """A writing transaction about what ``names`` names: others may write about something else meanwhile.

        On SQLite it is the one writing transaction.
        """
        with beside(self.engine, names) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """For reading: each statement sees one moment, and on SQLite all of them the same one (else ``snapshot``).

        On PostgreSQL a transaction would add nothing to that but two round trips.
        """
        if self.engine.dialect.name == "postgresql":
            with self.one_by_one() as connection:
                yield connection
            return
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def one_by_one(self) -> Iterator[Connection]:
        """Each statement is a transaction of its own, one that writes too; for PostgreSQL."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A view of one moment for however many statements."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let go of the file."""
        self.turns.close()
        self.engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that takes the write lock at once, so that what it read is still true when it writes."""
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        if connection.dialect.name != "sqlite":
            connection.execute(_ALONE, {"all": _ALL})
        yield connection


@contextmanager
def beside(engine: Engine, names: Iterable[str]) -> Iterator[Connection]:
    """As ``Database.write_beside``: whoever writes alone waits for it, and it for whoever writes alone."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with engine.connect().execution_options(**{BESIDE: True}) as connection, connection.begin():
        connection.exec_driver_sql(_TURNS, (_ALL, [_ALL, *_keys(names)]))
        yield connection


def hold(connection: Connection, names: Callable[[], Iterable[str]]) -> None:
    """Keep what ``names`` gives to this transaction until it ends; nothing to do where one writes at a time.

    To be called once in a transaction, for things of kinds that its first names are not of: then nobody waits for
    somebody who waits for him.
    """
    if connection.get_execution_options().get(BESIDE):
        connection.exec_driver_sql(_TURNS, (_ALL, _keys(names())))


def lost_its_turn(error: DBAPIError) -> bool:
    """Whether the database ended a transaction for the sake of others: done again, it may well pass."""
    return getattr(error.orig, "sqlstate", None) in _LOST_TURN


def _keys(names: Iterable[str]) -> list[int]:
    """Numbers of the locks, in the one order in which all take them."""
    return sorted({int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1 for name in names})


def url_of(db: str) -> str:
    """A database URL from a URL or a plain file path. Raises ValueError for what is neither."""
    if "://" not in db:
        return f"sqlite:///{Path(db).resolve()}"
    try:
        return make_url(db).render_as_string(hide_password=False)
    except ArgumentError:
        raise ValueError(f"not a database URL: {redacted(db)}") from None


def open_database(db: str, suite: str = "", *, upgrade: bool = False) -> Database:
    """Open (and create when new) the database at ``db``, a URL or a path.

    ``suite`` is of ``sync.wire.signing.SUITES``; a new platform takes it for good. Raises ValueError for another, and
    SchemaError when it is of a newer version, or of an older one and not to be brought up (``upgrade``).
    """
    engine = engine_of(db)
    try:
        known = prepare(engine, lambda: _identity(suite), upgrade=upgrade)
        taken = known.get("suite", SUITES[0])
        if suite and suite != taken:
            raise ValueError(f"this platform signs with {taken}")
    except BaseException:
        engine.dispose()
        raise
    signer = signer_for(taken, base64.b64decode(known["seed"]))
    return Database(engine, known["epoch"], signer, Turns(engine))


def engine_of(db: str) -> Engine:
    """Connections to ``db``, durable and with transactions that begin when we say so."""
    url = url_of(db)
    if url.startswith("postgresql"):
        # No ping before each use: when the standby took over, the first request fails as busy, all connections of the
        # pool are dropped, and whoever asked asks again, as after every failure.
        return create_engine(url, pool_size=_POOL, max_overflow=_POOL // 2)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _identity(suite: str) -> dict[str, str]:
    seed = base64.b64encode(secrets.token_bytes(32)).decode()
    return {"epoch": _new_epoch(), "seed": seed, "suite": suite or SUITES[0]}


def renew_epoch(db: str) -> dict[str, Any]:
    """Begin a new life, to be done after the files of the database were put back from a backup.

    Gives ``{server_epoch, passed_over}``.
    """
    database = open_database(db)
    try:
        with database.write() as connection:
            return begin_new_life(connection)
    finally:
        database.close()


def take(writes: Writes, counter: str, count: int) -> int:
    """Take ``count`` consecutive positions of ``counter`` and return the first.

    The row is locked until the transaction ends, so that a reader never sees a later position before an earlier
    one: with a free-running sequence it could, and would pass over rows for good. What waited in ``writes`` is sent
    along.
    """
    table = tables.counters
    if isinstance(writes, Together):
        ((last,),) = writes.send(_TAKE, (counter, count, count))
        return int(last) - count + 1
    connection = writes
    values: dict[str, Any] = {"name": counter, "value": count}
    # One statement: two that begin a counter at once must not both find it missing.
    if connection.dialect.name == "postgresql":
        return _first(connection, postgresql.insert(table).values(**values), count)
    return _first(connection, sqlite.insert(table).values(**values), count)


def set_counter(connection: Connection, counter: str, value: int) -> None:
    """Put ``counter`` at ``value``."""
    table = tables.counters
    moved = connection.execute(update(table).where(table.c.name == counter).values(value=value))
    if moved.rowcount == 0:
        connection.execute(insert(table).values(name=counter, value=value))


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
    immediate = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
