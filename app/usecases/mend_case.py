"""更正件: what was served with an error is mended by a new case; the old one stays as it was."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.acts_guards import GUARDIAN, needs_guardian
from app.domain.case import Case
from app.domain.electronic import LICENCE
from app.domain.folds_course import licence_shown
from app.domain.guide import ServiceGuide
from app.domain.happened import BY_HAND, THUMB, Intake
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, shown_only
from app.domain.paper import PaperKind
from app.domain.people import Agent, Person
from app.domain.reuse import Offer, gives_power, line_digest, of_who_acts, of_who_acts_alone, reuse, reused
from app.domain.states import CaseState
from app.errors import RefusedError
from app.usecases.desk import Desk, Done
from app.usecases.intake import by_licence, item_ref, obtainable, prefill, rows_for
from app.usecases.receive import receive
from app.values import dataclass, replace

SHOW_AGAIN = "原办件收件时看过，没有留下，请再出示"
"""The finding of a row that the hall only looked at when it took in the case that is mended now."""

GIVEN_ANEW = "原委托只管原来那件，请另交委托"
"""The finding of the power that the agent of the old case had: it was given for that case."""
IN_PERSON = "本人来办更正，不用委托"
"""The note of the same row when nobody acts for her this time."""


@dataclass(frozen=True)
class Today:
    """Who asks for the mending, as told today: ``agent`` with the power given for it, None when the applicant came;
    ``witness`` of her thumb, "" when she signs; ``phone`` None for the applicant's own; ``name`` the applicant's as her
    document has it, where that was what is wrong, "" when it stands as it should.
    """

    agent: Agent | None = None
    witness: str = ""
    witness_note: str = ""
    phone: str | None = None
    name: str = ""


HERSELF = Today()


def mend_case(desk: Desk, served: UUID, case_id: UUID, what: str, today: Today = HERSELF) -> Done:
    """Receive a new case that mends ``served``: same item and applicant, nothing asked for that the hall has.

    Who acted for her then, by which power, and who saw her thumb, was for the old case alone (行政许可法 29; 民法典
    173: a power ends with what it was given for): ``today`` says it anew, and the channel is that of this desk.
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
    begun = _renamed(_as_told(_nobody_seen(old.intake), today), today.name.strip())
    intake = replace(
        begun, form=_form_of(guide, begun), assistance=None, channel=desk.channel, visit=None, queue_no="",
        online_no="", corrects=served, corrects_what=what.strip(),
        item=item_ref(guide) if guide is not None else old.item,
    )  # fmt: skip
    return receive(desk, case_id, intake, tuple(_told_anew(row, old, intake) for row in asked))


def relation_of(intake: Intake, person: Person, day: date) -> str:
    """As what ``person`` acts for the applicant of ``intake``: to her she is what she was in the old case."""
    before = intake.agent
    if before is not None and before.person.id_number == person.id_number != "":
        return before.relation
    if intake.applicant.organisation is not None:
        return "经办人"
    return GUARDIAN if needs_guardian(intake.applicant.person, day) else "代理人"


def _nobody_seen(intake: Intake) -> Intake:
    """The intake without what was found out about its people by looking at them: that was another day."""
    applicant = intake.applicant
    if applicant.person is not None:
        applicant = replace(applicant, person=_as_written(applicant.person))
    return replace(intake, applicant=applicant, identity_checked="")


def _renamed(intake: Intake, name: str) -> Intake:
    """The intake with the applicant's name as it should be, in the form too where that told the wrong one: who is meant
    is known by the number, which stays.
    """
    applicant, wrong = intake.applicant, intake.applicant.name
    if not name or name == wrong:
        return intake
    if applicant.organisation is not None:
        applicant = replace(applicant, organisation=replace(applicant.organisation, name=name))
    elif applicant.person is not None:
        applicant = replace(applicant, person=replace(applicant.person, name=name))
    form = {key: name if value == wrong else value for key, value in intake.form.items()}
    return replace(intake, applicant=applicant, form=form)


def _as_told(intake: Intake, today: Today) -> Intake:
    """The intake with who acts and how it is signed today; the telephone of a former agent is not the applicant's."""
    phone = today.phone
    if phone is None:
        phone = intake.phone if intake.agent is None else intake.applicant.phone
    return replace(
        intake, agent=today.agent, phone=phone, signed_by=THUMB if today.witness.strip() else BY_HAND,
        witness=today.witness, witness_note=today.witness_note,
    )  # fmt: skip


def _form_of(guide: ServiceGuide | None, intake: Intake) -> dict[str, str]:
    """The form as it was filled, but for what it says of who acts: that is who acts now."""
    if guide is None:
        return intake.form
    of_agent = {each.id for each in guide.form if each.prefill.startswith("agent.")}
    now = prefill(guide, intake.answers, intake.applicant, intake.agent)
    kept = {key: value for key, value in intake.form.items() if key not in of_agent}
    return {**kept, **{key: value for key, value in now.items() if key in of_agent}}


def _as_written(person: Person) -> Person:
    return replace(person, source="typed", sam_id="")


def _told_anew(row: SubmittedMaterial, old: Case, intake: Intake) -> SubmittedMaterial:
    """The row as :func:`_held` has it, unless it is about who acted then and somebody else, or nobody, acts now."""
    if not of_who_acts(row):
        return _held(row, old)
    if intake.agent is None:
        none = replace(_blank(row), status=MaterialStatus.WAIVED, note=IN_PERSON)
        return none if of_who_acts_alone(row) else _held(row, old)
    before = old.intake.agent if old.intake is not None else None
    same = before is not None and before.person.id_number == intake.agent.person.id_number != ""
    if same and not gives_power(row):
        return _held(row, old)
    note = GIVEN_ANEW if gives_power(row) else ""
    return replace(_blank(row), status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, note=note)


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
        _blank(row), status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, note=SHOW_AGAIN if shown else ""
    )


def _blank(row: SubmittedMaterial) -> SubmittedMaterial:
    """The row as nothing was handed in for it."""
    return replace(row, kept=False, originals=0, copies=0, fault=None, trust=None, auth="", evidence="", scans=())


def _lies_here(row: SubmittedMaterial) -> bool:
    """Whether paper of it, or its electronic copy, stayed with the hall; a card that was read left nothing."""
    if row.status is not MaterialStatus.ELECTRONIC or row.auth == LICENCE:
        return row.held
    return bool(row.scans) or not shown_only(row)


def _no(code: str, why: str, then: str) -> RefusedError:
    return RefusedError(code, why, "行政许可法 8、69；S1 26", "原办件和文书都没有改变", then)
