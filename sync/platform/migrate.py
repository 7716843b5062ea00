"""Bringing the tables of a platform to the version of this program: all of it in one transaction, or nothing.

The version stands in the table ``server`` under ``schema``; a database without that row is of version 1, the last
before versions were written down. Two processes that open an old database at once do not both change it: the first
holds a lock (PostgreSQL: an advisory one; SQLite: the write lock), the second finds it done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from sync.platform import tables
from sync.platform.migrations import STEPS
from sync.platform.transactions import WRITE

VERSION = max(STEPS) + 1
"""What this program reads and writes."""

_SCHEMA = "schema"
_LOCK = 0x5A43_0001
Fresh = Callable[[], Mapping[str, str]]
"""What a new database knows of itself: epoch and seed."""


class SchemaError(Exception):
    """The database is of another version: ``code`` is schema-newer or schema-older, ``words`` are for people."""

    def __init__(self, code: str, found: int) -> None:
        super().__init__(f"{code}: {found}, this program: {VERSION}")
        self.code = code
        self.words = {
            "schema-newer": f"数据库是更新版本（{found}）的，本程序只认得 {VERSION}；请换用新版程序，数据没有改动。",
            "schema-older": f"数据库是旧版本（{found}）的；请先运行 platform migrate（或 serve），数据没有改动。",
        }[code]


def prepare(
    engine: Engine, fresh: Fresh, *, upgrade: bool, hit: Callable[[str], None] = lambda name: None
) -> dict[str, str]:
    """Make the tables of a new database, or bring an older one up when ``upgrade``; gives what ``server`` holds.

    ``hit`` is told the name of each place passed, so that a test may end the process there. Raises SchemaError.
    """
    with engine.connect() as connection, connection.begin():
        known = _known(connection)
    if known is not None and _version(known) == VERSION:
        return known
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        known = _known(connection)
        if known is None:
            known = _make(connection, fresh)
        elif _version(known) < VERSION:
            if not upgrade:
                raise SchemaError("schema-older", _version(known))
            _climb(connection, known, hit)
        elif _version(known) > VERSION:
            raise SchemaError("schema-newer", _version(known))
        hit("before-commit")
    hit("after-commit")
    return known


def _known(connection: Connection) -> dict[str, str] | None:
    """What ``server`` holds, None when this is no platform's database yet."""
    if not inspect(connection).has_table(tables.server.name):
        return None
    return dict(connection.execute(select(tables.server.c.name, tables.server.c.value)).all()) or None


def _version(known: Mapping[str, str]) -> int:
    return int(known.get(_SCHEMA, "1"))


def _make(connection: Connection, fresh: Fresh) -> dict[str, str]:
    tables.metadata.create_all(connection)
    known = dict(fresh()) | {_SCHEMA: str(VERSION)}
    connection.execute(insert(tables.server), [{"name": n, "value": v} for n, v in known.items()])
    return known


def _climb(connection: Connection, known: dict[str, str], hit: Callable[[str], None]) -> None:
    table = tables.server
    op = Operations(MigrationContext.configure(connection))
    for version in range(_version(known), VERSION):
        STEPS[version](op, hit)
        hit(f"step-{version}")
    if _SCHEMA in known:
        connection.execute(update(table).where(table.c.name == _SCHEMA).values(value=str(VERSION)))
    else:
        connection.execute(insert(table).values(name=_SCHEMA, value=str(VERSION)))
    known[_SCHEMA] = str(VERSION)
