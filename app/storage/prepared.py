"""Statements that every save runs, put into words once and given to the driver as they are.

What SQLAlchemy does around one execution costs two to four times what SQLite does inside it, and a save makes fifteen.
The statement itself stays one of SQLAlchemy's, over the tables of the schema; only its way to the driver is short.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlcipher3 import dbapi2 as sqlcipher

Values = Mapping[str, Any]


class Prepared:
    """One statement with its values by name; ``columns`` are those of a row that an insert is given.

    Values go to the driver unchanged: text, whole numbers, bytes and None, as the schema keeps them.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = columns

    @cached_property
    def _text(self) -> tuple[str, tuple[str, ...], Values]:
        """The words, the names of the values in their order, and the values that stand in the statement itself."""
        # Asked at the first use: importing this module builds no dialect.
        from sqlalchemy.dialects.sqlite import dialect

        made: Any = self._statement.compile(dialect=dialect(), column_keys=list(self._columns) or None)
        order = tuple(made.positiontup)
        fixed = {name: value for name, value in made.params.items() if name in order and value is not None}
        return str(made), order, fixed

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Every row of the answer. Raises SQLAlchemy's DBAPIError, as ``Connection.execute`` does."""
        text, order, fixed = self._text
        given = [values[name] if name in values else fixed[name] for name in order]
        try:
            found: list[tuple[Any, ...]] = _driver(connection).execute(text, given).fetchall()
        except sqlcipher.Error as error:
            raise _explained(text, error) from error
        return found

    def first(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """The first row of the answer, None without one; raises like :meth:`rows`."""
        found = self.rows(connection, **values)
        return found[0] if found else None

    def run(self, connection: Connection, many: Iterable[Values]) -> None:
        """Once for each of ``many``; raises like :meth:`rows`."""
        text, order, fixed = self._text
        given = [[one[name] if name in one else fixed[name] for name in order] for one in many]
        try:
            _driver(connection).executemany(text, given)
        except sqlcipher.Error as error:
            raise _explained(text, error) from error


def _driver(connection: Connection) -> Any:
    # Its first execution would have begun the transaction; so does this one.
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.driver_connection


def _explained(text: str, error: sqlcipher.Error) -> Exception:
    """The error as SQLAlchemy tells it: with the statement, never with the values, which are names and numbers."""
    told: Exception = DBAPIError.instance(text, None, error, sqlcipher.Error, hide_parameters=True)
    return told
