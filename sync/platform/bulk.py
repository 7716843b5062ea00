"""Many rows in one statement, past what SQLAlchemy does per row: on SQLite that was half of the work of a batch.

Other databases go through SQLAlchemy, which has its own fast way for them. Values are what the driver takes as it is:
bytes, text, numbers and truth values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, column, insert, select, update, values

_AT_ONCE = 200


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; none is no statement at all."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), list(rows))
        return
    names = tuple(rows[0])
    columns, marks = ", ".join(map(_quoted, names)), ", ".join("?" * len(names))
    statement = f"INSERT INTO {_quoted(table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 — our own names
    connection.exec_driver_sql(statement, _values(rows, names))


def update_rows(
    connection: Connection, table: Table, keys: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Set all other columns of each row where ``keys`` fit; rows name the same columns."""
    if not rows:
        return
    rest = tuple(name for name in rows[0] if name not in keys)
    if connection.dialect.name != "sqlite":
        where = [table.c[key] == bindparam(f"k_{key}") for key in keys]
        given: dict[str, Any] = {name: bindparam(f"v_{name}") for name in rest}
        params = [{f"{'k' if n in keys else 'v'}_{n}": value for n, value in row.items()} for row in rows]
        connection.execute(update(table).where(*where).values(given), params)
        return
    changed = ", ".join(f"{_quoted(name)} = ?" for name in rest)
    found = " AND ".join(f"{_quoted(key)} = ?" for key in keys)
    statement = f"UPDATE {_quoted(table.name)} SET {changed} WHERE {found}"  # noqa: S608 — names of our own tables
    connection.exec_driver_sql(statement, _values(rows, (*rest, *keys)))


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
    if connection.dialect.name != "sqlite":
        columns = [table.c[name] for name in keys]
        given = values(*(column(c.name, c.type) for c in columns), name="wanted").data(list(part))
        asked = select(*columns, *(table.c[name] for name in rest))
        return connection.execute(asked.join(given, and_(*(given.c[c.name] == c for c in columns))))
    named = ", ".join(f"k{n}" for n in range(len(keys)))
    marks = ", ".join([f"({', '.join('?' * len(keys))})"] * len(part))
    found = " AND ".join(f"{_quoted(key)} = k{n}" for n, key in enumerate(keys))
    statement = (
        f"WITH wanted ({named}) AS (VALUES {marks}) "  # noqa: S608 — names of our own tables
        f"SELECT {', '.join(map(_quoted, (*keys, *rest)))} FROM wanted "
        f"CROSS JOIN {_quoted(table.name)} ON {found}"
    )
    return connection.exec_driver_sql(statement, tuple(value for key in part for value in key))


def _values(rows: Sequence[Mapping[str, Any]], names: tuple[str, ...]) -> list[tuple[Any, ...]]:
    pick = itemgetter(*names)
    return [pick(row) for row in rows]


def _quoted(name: str) -> str:
    return f'"{name}"'
