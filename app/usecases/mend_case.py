"""更正件: what was served with an error is mended by a new case; the old one stays as it was."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.case import Case
from app.domain.electronic import LICENCE
from app.domain.folds_course import licence_shown
from app.domain.happened import Intake
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, shown_only
from app.domain.paper import PaperKind
from app.domain.people import Person
from app.domain.reuse import Offer, line_digest, reuse, reused
from app.domain.states import CaseState
from app.errors import RefusedError
from app.usecases.desk import Desk, Done
from app.usecases.intake import by_licence, item_ref, obtainable, rows_for
from app.usecases.receive import receive

_AT_A_DESK = ("窗口", "驿站")

SHOW_AGAIN = "原办件收件时看过，没有留下，请再出示"
"""The finding of a row that the hall only looked at when it took in the case that is mended now."""


def mend_case(desk: Desk, served: UUID, case_id: UUID, what: str) -> Done:
    """Receive a new case that mends ``served``: same item and applicant, nothing asked for that the hall has.

    What was only looked at then was not shown now, and nobody's card was read for it: such a row is missing until it is
    shown again. What was promised then was promised for the old case alone (S0 9): of such a row nothing is said yet.
    Raises RefusedError ZC-CASE-128 for a case that was not served or when ``what`` is empty, ZC-CASE-04
    without a case.
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
        _begun_here(_nobody_seen(old.intake)), corrects=served, corrects_what=what.strip(), visit=None, queue_no="",
        online_no="",
        item=item_ref(guide) if guide is not None else old.item,
    )  # fmt: skip
    return receive(desk, case_id, intake, tuple(_held(row, old) for row in asked))


def _nobody_seen(intake: Intake) -> Intake:
    """The intake without what was found out about its people by looking at them: that was another day."""
    applicant, agent = intake.applicant, intake.agent
    if applicant.person is not None:
        applicant = replace(applicant, person=_as_written(applicant.person))
    if agent is not None:
        agent = replace(agent, person=_as_written(agent.person))
    return replace(intake, applicant=applicant, agent=agent, identity_checked="")


def _begun_here(intake: Intake) -> Intake:
    """The intake without who helped then, and how it came then: the new case is opened at a desk, by its clerk."""
    channel = intake.channel if intake.channel in _AT_A_DESK else Intake.channel
    return replace(intake, assistance=None, channel=channel)


def _as_written(person: Person) -> Person:
    return replace(person, source="typed", sam_id="")


def _held(row: SubmittedMaterial, old: Case) -> SubmittedMaterial:
    """A row that the old case has already; what the hall has not, and cannot fetch or ask about, is missing."""
    before = next((each for each in old.materials if each.line_id == row.line_id), None)
    if before is not None and before.settled:
        if _lies_here(before):
            receipt = old.papers_of(PaperKind.RECEIPT)
            number = receipt[0].number if receipt else str(old.id)
            return reuse(row, Offer(row.line_id, row.name, old.id, number, line_digest(row)))
        if before.status is MaterialStatus.COMMITTED and not row.obtainable:
            # Whoever does not promise anew brings the proof (S0 10(2)); which of both is hers to say.
            return replace(before, status=MaterialStatus.OPEN, note="") if row is before else row
        if reused(before) or before.status is MaterialStatus.WAIVED:
            return before
        if before.auth == LICENCE:
            # The register is asked anew with the receipt: its former answer says nothing of today.
            return by_licence(row, before.evidence)
        if before.status is MaterialStatus.EXEMPT and not licence_shown(before):
            return obtainable(replace(row, obtainable=row.obtainable or before.obtainable))
    if row.obtainable:
        return obtainable(row)
    shown = before is not None and before.settled and not before.owed
    return replace(
        row, status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, note=SHOW_AGAIN if shown else "", kept=False,
        originals=0, copies=0, trust=None, auth="", evidence="", scans=(),
    )  # fmt: skip


def _lies_here(row: SubmittedMaterial) -> bool:
    """Whether paper of it, or its electronic copy, stayed with the hall; a card that was read left nothing."""
    if row.status is not MaterialStatus.ELECTRONIC or row.auth == LICENCE:
        return row.held
    return bool(row.scans) or not shown_only(row)


def _no(code: str, why: str, then: str) -> RefusedError:
    return RefusedError(code, why, "行政许可法 8、69；S1 26", "原办件和文书都没有改变", then)
