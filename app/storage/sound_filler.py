"""Writes down how the names of a case sound, beside people's work: never in a save, whose time is counted.

It follows the log: from the commit at which it began it goes on to what came since, and back to the first one. How far
it is stands in the transaction that writes the sounds, so a kill loses nothing and doubles nothing. What it writes is
made of the words by which a case is found already, and is dropped with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.storage.database import Database
from app.storage.name_sounds import Readings
from app.storage.prepared import Prepared
from app.storage.problem import Problem
from app.storage.schema import case_row, commits, name_sound, search_key, sounded
from app.values import dataclass

PORTION = 50
"""Commits of one portion: a save that comes meanwhile waits some milliseconds for it."""
_CHECKED = 400
_INSERT = Prepared(insert(name_sound), ("key", "case_id"))
Sounds = Mapping[bytes, frozenset[str]]


@dataclass(frozen=True)
class _Done:
    """The commits whose cases have their sounds, both ends counted; what is beyond them waits."""

    oldest: int
    newest: int

    def waits(self, top: int) -> bool:
        return self.newest < top or self.oldest > 1


class SoundFiller:
    """``readings`` is called once, when the first name is written down."""

    def __init__(self, database: Database, readings: Callable[[], Readings]) -> None:
        self._database = database
        self._load = readings
        self._readings: Readings | None = None

    def portion(self, commits_at_once: int = PORTION) -> bool:
        """Write down the names of some cases, the newest first; whether more wait. To be called on a worker.

        Raises UserFacingError ZC-DB-…; then nothing of the portion was written, and the next call tries it again.
        """
        with self._database.read.connect() as connection:
            top = _top(connection)
            if not _done(connection, top).waits(top):
                return False
        self._readings = self._readings or self._load()
        with self._database.writing() as connection:
            top = _top(connection)
            done, cases = _next(connection, _done(connection, top), commits_at_once)
            _put(connection, cases, sounds_of(connection, cases, self._readings))
            row = {"n": 1, "oldest": done.oldest, "newest": done.newest}
            connection.execute(upsert(sounded).values(row).on_conflict_do_update(index_elements=["n"], set_=row))
        return done.waits(top)


def sound_again(connection: Connection, case_id: UUID) -> None:
    """A case came back to the lists: from its last word on backwards nothing counts as done, unless it waits anyway."""
    last = connection.execute(select(func.max(commits.c.arrival)).where(commits.c.case_id == case_id.bytes)).scalar()
    if last is not None:
        followed = (sounded.c.oldest <= last, sounded.c.newest >= last)
        connection.execute(update(sounded).where(*followed).values(oldest=last + 1))


def _top(connection: Connection) -> int:
    return connection.execute(select(func.max(commits.c.arrival))).scalar() or 0


def _done(connection: Connection, top: int) -> _Done:
    row = connection.execute(select(sounded.c.oldest, sounded.c.newest)).first()
    # At the first time the newest case comes first, and none has been done.
    return _Done(row.oldest, row.newest) if row is not None else _Done(top + 1, top)


def _next(connection: Connection, done: _Done, count: int) -> tuple[_Done, Sequence[bytes]]:
    """The cases of the next commits, what came since before what is older; and how far that is."""
    n = commits.c.arrival
    rows = select(n, commits.c.case_id).limit(count)
    found = connection.execute(rows.where(n > done.newest).order_by(n)).all()
    if found:
        done = _Done(done.oldest, found[-1].arrival)
    else:
        found = connection.execute(rows.where(n < done.oldest).order_by(n.desc())).all()
        done = _Done(found[-1].arrival if len(found) == count else 1, done.newest)
    return done, list(dict.fromkeys(row.case_id for row in found))


def sounds_of(connection: Connection, cases: Sequence[bytes], readings: Readings) -> Sounds:
    """The sounds of the names in some hundred cases, as those stand in lists and search now."""
    lines = select(case_row.c.case_id, case_row.c.applicant, case_row.c.item).where(case_row.c.case_id.in_(cases))
    names: dict[bytes, set[str]] = {}
    items: dict[bytes, str] = {}
    for row in connection.execute(lines):
        names[row.case_id], items[row.case_id] = {row.applicant}, row.item
    # An agent stands among the search words alone.
    for row in connection.execute(select(search_key).where(search_key.c.case_id.in_(list(names)))):
        if row.key != items[row.case_id] and _may_be_name(row.key):
            names[row.case_id].add(row.key)
    return {case: readings.keys(found) for case, found in names.items()}


def _may_be_name(key: str) -> bool:
    """Numbers of papers and blanks have digits in them."""
    return all(character.isalpha() or character in "·• " for character in key)


def _put(connection: Connection, cases: Sequence[bytes], wanted: Sounds) -> None:
    """Make the sounds of ``cases`` what they are to be; what stands already is not written again."""
    held = _held(connection, cases)
    for case in cases:
        for key in held.get(case, frozenset()) - wanted.get(case, frozenset()):
            mine = (name_sound.c.key == key, name_sound.c.case_id == case)
            connection.execute(delete(name_sound).where(*mine))
    fresh = [(key, case) for case, keys in wanted.items() for key in keys - held.get(case, frozenset())]
    if fresh:
        _INSERT.run(connection, [{"key": key, "case_id": case} for key, case in sorted(fresh)])


def _held(connection: Connection, cases: Sequence[bytes]) -> Sounds:
    found: dict[bytes, set[str]] = {}
    for row in connection.execute(select(name_sound).where(name_sound.c.case_id.in_(cases))):
        found.setdefault(row.case_id, set()).add(row.key)
    return {case: frozenset(keys) for case, keys in found.items()}


def sound_problems(connection: Connection, readings: Readings | None) -> Iterator[Problem]:
    """Sounds of a case that is not listed here, which were to be forgotten with it; and, with ``readings``, those that
    are not what the names of a case give. What has not been written down yet is nothing wrong.
    """
    shown = select(case_row.c.case_id)
    astray = select(name_sound.c.case_id).where(name_sound.c.case_id.not_in(shown)).distinct()
    for case in connection.scalars(astray):
        yield Problem(f"name_sound {_id(case)}", "读音没有对应的办件")
    if readings is None:
        return
    done = _done(connection, _top(connection))
    every = connection.scalars(shown.order_by(case_row.c.case_id)).all()
    for n in range(0, len(every), _CHECKED):
        cases = every[n : n + _CHECKED]
        held, wanted = _held(connection, cases), sounds_of(connection, cases, readings)
        for case in _settled(connection, cases, done):
            if held.get(case, frozenset()) != wanted[case]:
                yield Problem(f"name_sound {_id(case)}", "读音与姓名不一致")


def _settled(connection: Connection, cases: Sequence[bytes], done: _Done) -> Iterable[bytes]:
    """Those of ``cases`` whose last word has been followed."""
    last = func.max(commits.c.arrival)
    rows = select(commits.c.case_id, last.label("last")).where(commits.c.case_id.in_(cases)).group_by(commits.c.case_id)
    return [row.case_id for row in connection.execute(rows) if done.oldest <= row.last <= done.newest]


def _id(raw: bytes) -> UUID:
    return UUID(bytes=raw.ljust(16, b"\0")[:16])
