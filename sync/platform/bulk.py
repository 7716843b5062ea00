"""Many rows in one statement, past what SQLAlchemy does per row: that was half of the work of a batch.

Values are what the drivers of SQLite and PostgreSQL take as it is: bytes, text, numbers and truth values. Names are
those of our own tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

_AT_ONCE = 200
FEW = 16
"""So many rows of a table go along in a statement of several tables; more are sent on their own."""


class Together:
    """Writes that wait for each other and go as one statement, where the database can do that (PostgreSQL).

    A round trip costs more than the rows: each time the thread lets go of the interpreter, and has to win it again
    while others wait for what it holds. Two of them must not touch the same row, and nothing of them is seen before
    ``send``.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._parts: list[str] = []
        self._values: list[Any] = []

    def keep(self, statement: str, values: Sequence[Any]) -> str:
        """One more statement, with ``%s`` for its values; gives the name by which ``send`` may speak of its rows."""
        name = f"w{len(self._parts)}"
        self._parts.append(f"{name} AS ({statement})")
        self._values += values
        return name

    @property
    def waits(self) -> bool:
        """Whether anything was kept."""
        return bool(self._parts)

    def send(self, last: str = "SELECT 1", values: Sequence[Any] = ()) -> Sequence[Any]:
        """All that was kept, and ``last``; gives its rows."""
        before = f"WITH {', '.join(self._parts)} " if self._parts else ""
        given = (*self._values, *values)
        self._parts, self._values = [], []
        return self.connection.exec_driver_sql(before + last, given).all()


Writes = Connection | Together
"""Where rows go: at once, or with others."""


def together(connection: Connection) -> Writes:
    """Writes that go as one where they can; elsewhere each at once."""
    return Together(connection) if connection.dialect.name == "postgresql" else connection


def connection_of(writes: Writes) -> Connection:
    """The connection, on which nothing waits any more."""
    if isinstance(writes, Together):
        if writes.waits:
            writes.send()
        return writes.connection
    return writes


def reading(writes: Writes) -> Connection:
    """The connection, to read what nothing that waits will change."""
    return writes.connection if isinstance(writes, Together) else writes


def insert_rows(writes: Writes, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; none is no statement at all."""
    if not rows:
        return
    names = tuple(rows[0])
    if isinstance(writes, Together) and len(rows) <= FEW:
        one = f"({', '.join(['%s'] * len(names))})"
        into = f"INSERT INTO {_quoted(table.name)} ({', '.join(map(_quoted, names))}) VALUES "  # noqa: S608 — our own names
        writes.keep(into + ", ".join([one] * len(rows)), [row[name] for row in rows for name in names])
        return
    connection = connection_of(writes)
    columns, marks = ", ".join(map(_quoted, names)), ", ".join([mark_of(connection)] * len(names))
    statement = f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 — our own names
    _run(connection, statement, rows, names)


def update_rows(
    writes: Writes, table: Table, keys: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Set all other columns of each row where ``keys`` fit; rows name the same columns."""
    if not rows:
        return
    rest = tuple(name for name in rows[0] if name not in keys)
    few = isinstance(writes, Together) and len(rows) <= FEW
    mark = "%s" if few else mark_of(connection_of(writes))
    changed = ", ".join(f"{_quoted(name)} = {mark}" for name in rest)
    found = " AND ".join(f"{_quoted(key)} = {mark}" for key in keys)
    statement = f"UPDATE {_quoted(table.name)} SET {changed} WHERE {found}"  # noqa: S608 — names of our own tables
    names = (*rest, *keys)
    if isinstance(writes, Together) and few:
        for row in rows:
            writes.keep(statement, [row[name] for name in names])
        return
    _run(connection_of(writes), statement, rows, names)


def rows_at(
    connection: Connection,
    table: Table,
    keys: tuple[str, ...],
    wanted: Sequence[tuple[Any, ...]],
    rest: tuple[str, ...],
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """key → values of ``rest``, of the rows whose ``keys`` are among ``wanted``."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for row in _select(connection, table, keys, part, rest):
            found[tuple(row[: len(keys)])] = tuple(row[len(keys) :])
    return found


def _select(
    connection: Connection,
    table: Table,
    keys: tuple[str, ...],
    part: Sequence[tuple[Any, ...]],
    rest: tuple[str, ...],
) -> Any:
    """Joined with the keys, which are looked up one by one: for a list of rows SQLite would read the whole table."""
    named = ", ".join(f"k{n}" for n in range(len(keys)))
    given: tuple[Any, ...]
    if connection.dialect.name == "sqlite":
        marks = ", ".join([f"({', '.join('?' * len(keys))})"] * len(part))
        before, wanted = f"WITH wanted ({named}) AS (VALUES {marks}) ", "wanted CROSS JOIN"
        given = tuple(value for key in part for value in key)
    else:
        # One statement for any number of keys, so that the server plans it once.
        types = (table.c[key].type.compile(connection.dialect) for key in keys)
        arrays = ", ".join(f"CAST(%s AS {kind}[])" for kind in types)
        before, wanted = "", f"unnest({arrays}) AS wanted ({named}) JOIN"
        given = tuple(map(list, zip(*part, strict=True)))
    shown = ", ".join(map(_quoted, (*keys, *rest)))
    found = " AND ".join(f"{_quoted(key)} = k{n}" for n, key in enumerate(keys))
    statement = f"{before}SELECT {shown} FROM {wanted} {_quoted(table.name)} ON {found}"  # noqa: S608 — as above
    return connection.exec_driver_sql(statement, given)


def _run(
    connection: Connection, statement: str, rows: Sequence[Mapping[str, Any]], names: tuple[str, ...]
) -> None:
    pick = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    values = [pick(row) for row in rows]
    connection.exec_driver_sql(statement, values[0] if len(values) == 1 else values)


def mark_of(connection: Connection) -> str:
    """How a value is marked in a statement of the driver."""
    return "?" if connection.dialect.name == "sqlite" else "%s"


def _quoted(name: str) -> str:
    return f'"{name}"'
