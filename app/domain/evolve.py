"""A case is its events: ``evolve`` folds one event into it, totally and without asking any rule of today."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.domain import events as ev
from app.domain.case import Case
from app.domain.folds import FOLDS
from app.domain.folds_course import ease
from app.domain.transitions import TABLE
from app.values import replace


def replay(case_id: UUID, recorded: Iterable[ev.Recorded]) -> Case | None:
    """The case that ``recorded`` make, in the order given; None for no events."""
    case: Case | None = None
    for item in recorded:
        case = evolve(case, item)
    return case


def evolve(case: Case | None, recorded: ev.Recorded) -> Case:
    """Fold one event. Total: what the table does not know is kept in ``irregular`` and changes no state."""
    event = recorded.event
    now = case or Case(id=recorded.case_id, home=recorded.device, lease=recorded.device)
    versions = dict(now.versions) | {recorded.device: recorded.version}
    now = replace(now, count=now.count + 1, versions=tuple(sorted(versions.items())))
    if event.LEGAL:
        row = TABLE.find(now.state, event.TYPE)
        if row is None:
            return replace(now, irregular=(*now.irregular, f"{event.TYPE}@{now.state or '-'}"))
        now = replace(now, state=row.target_of(joint=now.joint, corrected=getattr(event, "corrected", False)))
    after = ease(FOLDS[event.TYPE](now, event))
    return after if after.lease == now.lease else replace(after, fence=now.fence + 1)
