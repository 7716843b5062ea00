"""The cases that a search names: by what is written of them, then by how the names of people in them sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sqlalchemy import ColumnElement, Connection, FromClause, Table, and_, func, literal, select

from app.storage.name_sounds import letters_of
from app.storage.schema import name_sound, search_key

FEW_HITS, WALKED_KEYS = 10_000, 50_000
"""So many keys that begin with what was typed are sorted; else so many of the newest cases' keys are walked."""

Hits = Callable[[Connection, int], Sequence[bytes]]


def ways_to_find(text: str) -> Iterator[Hits]:
    """What to ask for ``text``, one after the other until there are enough cases. What is written comes first: a name
    that is only said like it, and of those one that is longer than what was typed, never takes its place.
    """
    key = text.strip().upper()
    if not key:
        return
    yield partial(_newest, search_key, key)
    letters = letters_of(text)
    if letters:
        yield partial(_whole, letters)
        yield partial(_newest, name_sound, letters)


def _whole(key: str, connection: Connection, count: int) -> Sequence[bytes]:
    """The newest cases of people whose name sounds so, to its end."""
    sounds = select(name_sound.c.case_id).where(name_sound.c.key == key).order_by(name_sound.c.case_id.desc())
    return connection.execute(sounds.limit(count)).scalars().all()


def _newest(table: Table, key: str, connection: Connection, count: int) -> Sequence[bytes]:
    """The newest cases, as far as ``count`` keys lead, of those with a key that begins with ``key``.

    Identifiers are ordered by time, the keys by their words: the index gives the oldest of many, and a case of today
    would not be found. So a few hits are sorted; where there are many (every second case is of the item that was
    typed), the newest cases are walked until enough of them fit.
    """
    upper = key + "\U0010ffff"  # above every key that begins so, whatever its last character is

    def begins(rows: FromClause) -> ColumnElement[bool]:
        return and_(rows.c.key >= key, rows.c.key < upper)

    some = select(literal(1)).where(begins(table)).limit(FEW_HITS + 1).subquery()
    if connection.execute(select(func.count()).select_from(some)).scalar_one() > FEW_HITS:
        newest = select(table).order_by(table.c.case_id.desc()).limit(WALKED_KEYS).subquery()
        found = connection.execute(select(newest.c.case_id).where(begins(newest)).limit(count)).scalars().all()
        if len(found) == count:
            return found
    sorted_hits = select(table.c.case_id).where(begins(table)).order_by(table.c.case_id.desc())
    return connection.execute(sorted_hits.limit(count)).scalars().all()
