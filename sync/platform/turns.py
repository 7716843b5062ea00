"""Turns among the processes that work on one PostgreSQL; on SQLite there is one process, and nothing to take.

A turn has a connection of its own, from a pool of its own: whoever has one may still get a connection to work with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text

_AT_ONCE = 8
WAITED, TRIED = 0x5A43_0001, 0x5A43_0002
"""First halves of two-part keys: PostgreSQL keeps them apart from the one-part keys by which transactions wait for each
other, and whoever chooses a number cannot choose a turn of the other sort."""
_MOST = 2**31
_NOTICED = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
"""A process that dies lets go of its turn at once; a machine that dies within 20 seconds instead of two hours."""


class Turns:
    """Advisory locks on the database of ``engine``, held until the transaction of the turn ends."""

    def __init__(self, engine: Engine) -> None:
        self._engine: Engine | None = None
        if engine.dialect.name == "postgresql":
            self._engine = create_engine(
                engine.url, pool_size=1, max_overflow=_AT_ONCE - 1, connect_args={"options": _NOTICED}
            )

    @contextmanager
    def of(self, number: int) -> Iterator[None]:
        """Wait for the turn of ``number`` and keep it; numbers that share their low 31 bits share it."""
        if self._engine is None:
            yield
            return
        with self._engine.connect() as connection, connection.begin():
            query = text("SELECT pg_advisory_xact_lock(:sort, :key)")
            connection.execute(query, {"sort": WAITED, "key": number % _MOST})
            yield

    @contextmanager
    def if_free(self, number: int) -> Iterator[bool]:
        """The turn of ``number`` if nobody has it; gives whether it is ours."""
        if self._engine is None:
            yield True
            return
        with self._engine.connect() as connection, connection.begin():
            query = text("SELECT pg_try_advisory_xact_lock(:sort, :key)")
            yield bool(connection.execute(query, {"sort": TRIED, "key": number % _MOST}).scalar())

    def close(self) -> None:
        """Let go of the connections."""
        if self._engine is not None:
            self._engine.dispose()
