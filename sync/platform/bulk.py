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


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; none is no statement at all."""
    if not rows:
        return
    names = tuple(rows[0])
    columns, marks = ", ".join(map(_quoted, names)), ", ".join([_mark(connection)] * len(names))
    statement = f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 — our own names
    _run(connection, statement, rows, names)


def update_rows(
    connection: Connection, table: Table, keys: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Set all other columns of each row where ``keys`` fit; rows name the same columns."""
    if not rows:
        return
    rest = tuple(name for name in rows[0] if name not in keys)
    mark = _mark(connection)
    changed = ", ".join(f"{_quoted(name)} = {mark}" for name in rest)
    found = " AND ".join(f"{_quoted(key)} = {mark}" for key in keys)
    statement = f"UPDATE {_quoted(table.name)} SET {changed} WHERE {found}"  # noqa: S608 — names of our own tables
    _run(connection, statement, rows, (*rest, *keys))


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


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.name == "sqlite" else "%s"


def _quoted(name: str) -> str:
    return f'"{name}"'
