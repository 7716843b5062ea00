"""The bags of a station as their projection has them: what lies there of cases that ended, and what left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, select

from app.domain.bundles import KEPT_ENDS
from app.domain.custody import RETURNED
from app.domain.events import BundleMoved
from app.domain.states import TERMINAL, CaseState
from app.storage.database import Database
from app.storage.replayed import Counted, Replayed
from app.storage.schema import bundles, case_row, events

_ENDS = [state.value for state in KEPT_ENDS]
_COUNTED = (case_row.c.case_id, case_row.c.count.label("folded"))  # a row has a method of the name
_FEWER = exists().where(
    events.c.case_id == case_row.c.case_id,
    events.c.type == BundleMoved.TYPE,
    events.c.payload.like('%"fewer":"_%'),
    events.c.payload.not_like('%"fewer":""%'),
)
"""Whether somebody took a bag of the case with fewer papers than it was said to hold, and said so."""
_NOT_OPEN = [state.value for state in (*TERMINAL, CaseState.DRAFT, CaseState.PRECHECK)]
_DAY_MS = 24 * 3600 * 1000
SERVED_DAYS = 90
"""A served case of which no bag ever left is looked at for so long: most of these kept no paper at all."""


class SqlBags:
    """Names the cases that are to be looked at; what lies where is told by the case itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.kept: Replayed[Any] = Replayed(database)
        """What a station made of its cases the last time, for it asks at every step."""

    def taken_in(self, device: str) -> Sequence[Counted]:
        """Cases that ``device`` took in and that have not ended, the newest first."""
        statement = (
            select(*_COUNTED)
            .where(case_row.c.home == device, case_row.c.state.not_in(_NOT_OPEN))
            .order_by(case_row.c.opened_ms.desc())
        )
        with self._database.read.connect() as connection:
            return [(UUID(bytes=case), count) for case, count in connection.execute(statement)]

    def ended_here(self, device: str, here: str, now_ms: int) -> Sequence[Counted]:
        """Ended cases of ``device`` of which papers may lie ``here``: a bag that came back, one counted anew since it
        left, one in which whoever took it found fewer (for as long as a served case is looked at), or none that ever
        left. Their number does not grow with what was settled.
        """
        since = now_ms - SERVED_DAYS * _DAY_MS
        lacks = (case_row.c.changed_ms >= since) & _FEWER
        columns = (case_row.c.state, case_row.c.changed_ms, bundles.c.place, bundles.c.steps, lacks.label("lacks"))
        statement = (
            select(*_COUNTED, *columns)
            .outerjoin(bundles, bundles.c.case_id == case_row.c.case_id)
            .where(case_row.c.home == device, case_row.c.state.in_(_ENDS))
            .where((bundles.c.place == here) | bundles.c.place.is_(None) | bundles.c.steps.like("%], [%") | lacks)
        )
        with self._database.read.connect() as connection:
            rows = connection.execute(statement).all()

        def wanted(row: Any) -> bool:
            if row.place == here or row.lacks:
                return True
            lately = row.state != CaseState.SERVED.value or row.changed_ms >= since
            return lately and (row.place is None or _anew(row.steps))

        found = dict.fromkeys((row.case_id, row.folded) for row in rows if wanted(row))
        return [(UUID(bytes=case), count) for case, count in found]

    def left(self, device: str, here: str, limit: int) -> Sequence[UUID]:
        """The cases of ``device`` whose bags left ``here``, by the last hand-over, the newest first: those of ``limit``
        bags. Once the result was served nobody asks for its bag any more.
        """
        statement = (
            select(bundles.c.case_id)
            .join(case_row, case_row.c.case_id == bundles.c.case_id)
            .where(case_row.c.home == device, case_row.c.state != CaseState.SERVED.value)
            .where(bundles.c.place.not_in((here, RETURNED)))
            .order_by(bundles.c.since_ms.desc(), bundles.c.code.desc())
            .limit(limit)
        )
        with self._database.read.connect() as connection:
            return [UUID(bytes=each) for each in dict.fromkeys(connection.execute(statement).scalars())]

    def count_left(self, device: str, here: str) -> int:
        """How many bags :meth:`left` would find without a limit."""
        statement = (
            select(func.count())
            .select_from(bundles)
            .join(case_row, case_row.c.case_id == bundles.c.case_id)
            .where(case_row.c.home == device, case_row.c.state != CaseState.SERVED.value)
            .where(bundles.c.place.not_in((here, RETURNED)))
        )
        with self._database.read.connect() as connection:
            return int(connection.execute(statement).scalar_one())

    def named(self, device: str, code: str) -> UUID | None:
        """The case of ``device`` that a bag belongs to, however long ago it left; a scanner may say it in capitals."""
        statement = (
            select(bundles.c.case_id)
            .join(case_row, case_row.c.case_id == bundles.c.case_id)
            .where(case_row.c.home == device, func.upper(bundles.c.code) == code.upper())
            .order_by(bundles.c.since_ms.desc())
            .limit(1)
        )
        with self._database.read.connect() as connection:
            found = connection.execute(statement).scalar()
        return UUID(bytes=found) if found is not None else None


def _anew(steps: str) -> bool:
    """Whether a bag was counted anew in the hand that had it."""
    moves = [(to_place, hand) for _, to_place, _, hand, *_ in json.loads(steps)]
    return any(one == other for one, other in pairwise(moves))
