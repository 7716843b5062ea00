"""更正件: what was served with an error is mended by a new case; the old one stays as it was."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.case import Case
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.reuse import Offer, line_digest, reuse
from app.domain.states import CaseState
from app.errors import RefusedError
from app.usecases.desk import Desk, Done
from app.usecases.intake import item_ref, rows_for
from app.usecases.receive import receive


def mend_case(desk: Desk, served: UUID, case_id: UUID, what: str) -> Done:
    """Receive a new case that mends ``served``: same item and applicant, nothing asked for that the hall has.

    Raises RefusedError ZC-CASE-128 for a case that was not served or when ``what`` is empty, ZC-CASE-04 without a case.
    """
    with desk.units.begin() as tx:
        old = tx.case(served)
        guide = tx.guide(old.item.code) if old is not None and old.intake is not None else None
    if old is None or old.intake is None:
        raise _no("ZC-CASE-04", "没有这个办件", "请重新查询")
    if old.state is not CaseState.SERVED:
        raise _no("ZC-CASE-128", "还没有送达的办件不用更正件", "请在原办件上收回更正，或者作废后重打")
    if not what.strip():
        raise _no("ZC-CASE-128", "更正件要写明错在哪里、改成什么", "请填写")
    answers = old.intake.answers
    asked = rows_for(guide, answers) if guide is not None else old.materials
    intake = replace(
        old.intake, corrects=served, corrects_what=what.strip(), visit=None, queue_no="", online_no="",
        item=item_ref(guide) if guide is not None else old.item,
    )  # fmt: skip
    return receive(desk, case_id, intake, tuple(_held(row, old) for row in asked))


def _held(row: SubmittedMaterial, old: Case) -> SubmittedMaterial:
    """A row that the old case has already; a material that was not asked for then is left to be looked at."""
    before = next((each for each in old.materials if each.line_id == row.line_id), None)
    if before is None or not before.settled:
        return row
    if not before.held:
        return replace(before, status=before.status if before.status is not MaterialStatus.TOLERATED else row.status)
    receipt = old.papers_of(PaperKind.RECEIPT)
    number = receipt[0].number if receipt else str(old.id)
    return reuse(row, Offer(row.line_id, row.name, old.id, number, line_digest(row)))


def _no(code: str, why: str, then: str) -> RefusedError:
    return RefusedError(code, why, "行政许可法 8、69；S1 26", "原办件和文书都没有改变", then)
