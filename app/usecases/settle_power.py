"""A 授权委托书 that was signed here takes the place of the one that ended, or was missing."""

from __future__ import annotations

from uuid import UUID

from app.domain.serving import mended_by
from app.domain.transitions import CaseState
from app.usecases.correct_on_spot import correct_on_spot
from app.usecases.desk import Desk, Done
from app.usecases.take_correction import take_correction


def settle_power(desk: Desk, case_id: UUID, document_id: UUID) -> Done:
    """The clerk says that the signed copy of this D18 lies here: what it mends is settled, at the desk (许可法
    32(1)(3)) or as a correction with its receipt (D01b). Raises ValueError where it mends nothing.
    """
    with desk.units.begin() as tx:
        case = tx.case(case_id)
    paper = case.paper(document_id) if case is not None else None
    day, device = desk.clock.now().date, desk.place.device
    rows = mended_by(case, document_id, day, device) if case is not None else ()
    if not rows or case is None or paper is None or case.intake is None:
        raise ValueError("no row is mended by this paper")
    if case.state is CaseState.AWAITING_CORRECTION:
        return take_correction(desk, case_id, rows)
    what = f"委托人重新委托，授权委托书 {paper.number}"
    return correct_on_spot(desk, case_id, rows, what, case.intake.applicant.name)
