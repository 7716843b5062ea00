"""What was made of cases by replaying them, kept until they change: the first page of a station is read anew at every
step, and its open cases are hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

from app.domain.case import Case
from app.storage.database import Database
from app.storage.log import load_case

Made = TypeVar("Made")
Counted = tuple[UUID, int]
"""A case, and how many events it has: it has not changed while these are as many as before."""


class Replayed(Generic[Made]):
    """Keeps what was made of the cases of the last question, in memory alone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: tuple[Hashable, dict[Counted, Made]] = None, {}

    def of(self, cases: Sequence[Counted], make: Callable[[Case], Made], key: Hashable) -> list[Made]:
        """What ``make`` makes of each case, in their order; of what has not changed it is not asked again. ``key`` is
        all that ``make`` looks at besides the case.
        """
        before = self._kept[1] if self._kept[0] == key else {}
        found: dict[Counted, Made] = {}
        with self._database.read.connect() as connection:
            for each in cases:
                if each in before:
                    found[each] = before[each]
                elif (case := load_case(connection, each[0])) is not None:
                    found[each] = make(case)
        self._kept = key, found
        return list(found.values())
