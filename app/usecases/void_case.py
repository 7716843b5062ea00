"""办件作废."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import VoidCase
from app.usecases.desk import Desk, Done, Session, act, guide_for


def void_case(desk: Desk, case_id: UUID, reason: str, supervisor: Session) -> Done:
    """Void a case, confirmed by another person who may accept its item; ``supervisor`` is who proved herself for it.

    Raises RefusedError ZC-CASE-97.
    """
    with desk.units.begin() as tx:
        case = tx.case(case_id)
        item = case.intake.item if case is not None and case.intake is not None else None
        guide = guide_for(tx, item.code, item.catalogue_version) if item is not None else None
    rights = supervisor.rights(guide, desk.clock.now().date)
    return act(desk, case_id, VoidCase(reason, supervisor.operator, rights))
