"""From a case to its papers: every paper is composed from the log alone, so that a reprint says what the first
print said."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.domain.assurance import known_by
from app.domain.case import Case
from app.domain.case_number import case_number
from app.domain.delivery import delivery_of, of_intake
from app.domain.elsewhere import hand_ins
from app.domain.events import (
    CorrectionReceived,
    DeemedWithdrawn,
    Granted,
    MaterialSupplied,
    Received,
    Refused,
)
from app.domain.guide import FormField, form_fields
from app.domain.limits import notice_served_on
from app.domain.paper import PaperKind
from app.domain.time import ClockQuality, quality_words
from app.errors import UserFacingError
from app.values import replace
from printing import compose_course as course
from printing import documents as doc
from printing.answered import answered, told_by
from printing.articles import articles
from printing.compose_base import (
    GuideOf,
    Source,
    StrokesOf,
    agent_of,
    civil,
    commitment_of,
    common,
    counting,
    handed_in,
    helper_of,
    late_check,
    missing,
    nothing_drawn,
    origin,
    party,
    receipt_number,
    replaced,
    situation_words,
    thumb_of,
    tolerance_of,
)
from printing.compose_result import branches_told, collect
from printing.compose_service import certificate, licence_print, pickup, routing, service_proof, taken_back
from printing.documents.base import ARTICLE_ACCEPT, ARTICLE_NOTICE, LICENSING
from printing.documents.decisions import UNSTATED, Fault, Ground
from printing.documents.intake import Entry, ReceiptPart, Section

_GROUNDS = {
    "not-needed": Ground.NOT_NEEDED,
    "authority": Ground.NOT_OURS,
    "materials": Ground.STILL_FAILING,
    "false": Ground.FALSE_MATERIAL,
}


def compose(
    case: Case,
    document_id: UUID,
    guide_of: GuideOf,
    visit: tuple[Case, ...] = (),
    strokes_of: StrokesOf = nothing_drawn,
) -> doc.Paper:
    """The paper ``document_id`` of ``case`` as a typed document; a receipt lists the other cases of the ``visit`` too.
    ``strokes_of`` draws a signature that was kept under a digest; what is not here is not drawn.

    Raises UserFacingError ZC-PRN-40 when the log does not hold what the paper tells of.
    """
    paper = case.paper(document_id)
    if paper is None or case.intake is None:
        raise UserFacingError("ZC-PRN-40", "办件里没有这份文书", "办件记录没有改变", "请在办件页重新选择")
    guide = guide_of(case.item.code, case.item.catalogue_version)
    composed = _COMPOSERS[paper.kind](Source(case, paper, guide, strokes_of))
    if visit and isinstance(composed, doc.Receipt) and late_check(case, document_id) is None:
        return replace(composed, more=tuple(_part(each, guide_of) for each in visit))
    return composed


def _part(case: Case, guide_of: GuideOf) -> ReceiptPart:
    """Another case of the visit on the combined receipt."""
    received, intake = case.received, case.intake
    if received is None or intake is None:
        raise missing()
    return ReceiptPart(
        applicant=party(intake.applicant),
        item=intake.item.name,
        situation=situation_words(intake, guide_of(intake.item.code, intake.item.catalogue_version)),
        case_number=case_number(case),
        materials=handed_in(received.materials),
        next_by=case.notice_due,
        delivery=of_intake(intake).words,
    )


def _receipt(source: Source) -> doc.Receipt:
    received = source.case.received
    if received is None:
        raise missing()
    # Of what was looked at after 收件 the receipt lists just that; it lay here since 收件, and counts from then.
    check = late_check(source.case, source.paper.document_id)
    entered = check.at if check is not None else received.at if received.handed_at is not None else None
    return doc.Receipt(
        **common(source),
        applicant=party(source.intake.applicant, known_by(source.intake) if source.intake.agent is None else ""),
        agent=agent_of(source),
        received_at=civil(received.taken_at),
        entered_at=civil(entered) if entered is not None else None,
        clock_note=_clock_note(received),
        materials=handed_in(check.materials if check is not None else received.materials),
        channel=source.intake.channel,
        channel_note=_channel_note(source),
        next_by=source.case.notice_due,
        delivery=of_intake(source.intake).words,
        signature=thumb_of(source.intake),
        replaces=replaced(source),
        helper=helper_of(source),
    )


def _clock_note(received: Received) -> str:
    """That the clock had gone back, beside a moment that it told: what stands on a sheet of the pad it did not tell."""
    told = received.handed_at is None and received.at.quality is ClockQuality.SET_BACK
    return quality_words(received.at) if told else ""


def _channel_note(source: Source) -> str:
    intake, received = source.intake, source.case.received
    parts = [
        f"代{intake.collected_for}收件" if intake.collected_for else "",
        f"网上申请号{intake.online_no}" if intake.online_no else "",
        f"更正已送达的办件：{intake.corrects_what}" if intake.corrects is not None else "",
        f"登记本{received.pad_number}号补录" if received is not None and received.pad_number else "",
    ]
    return "；".join(part for part in parts if part)


def _correction_receipt(source: Source) -> doc.CorrectionReceipt:
    case = source.case
    wanted = origin(case, source.paper.document_id)
    handed: tuple[CorrectionReceived | MaterialSupplied, ...] = (*case.corrections, *case.supplies, *hand_ins(case))
    correction = next((c for c in handed if c.document_id == wanted), None)
    if correction is None:
        raise missing()
    names = {material.line_id: material.name for material in case.materials}
    remaining = tuple(names.get(line, line) for line in correction.remaining)
    owed = isinstance(correction, MaterialSupplied)
    until = case.tolerance_due if owed else case.correction_due
    checked = "材料已补齐，接着审核；齐全、符合要求的，受理并给您受理通知书"
    complete = "容缺材料已补齐，办件继续办理" if owed else checked
    return doc.CorrectionReceipt(
        **common(source),
        applicant=party(source.intake.applicant),
        agent=agent_of(source),
        received_at=civil(correction.handed_at or correction.at),
        entered_at=civil(correction.at) if correction.handed_at is not None else None,
        materials=handed_in(correction.materials),
        channel=source.intake.channel,
        answers=answered(source, correction),
        answers_name="容缺受理通知书" if owed else "一次性告知书",
        remaining=remaining,
        remaining_by=until if remaining else None,
        delivery=delivery_of(source.case).words,
        next_step="" if remaining else complete,
    )


def _form(source: Source) -> doc.Application:
    intake = source.intake
    fields = form_fields(source.guide, intake.answers) if source.guide is not None else ()
    return doc.Application(
        **common(source),
        applicant=party(intake.applicant),
        agent=agent_of(source),
        title=_form_title(source),
        sections=_sections(fields, intake.form),
        signature=thumb_of(intake),
    )


def _form_title(source: Source) -> str:
    lines = source.guide.materials if source.guide is not None else ()
    return next((line.name for line in lines if line.is_form), f"{source.intake.item.name}申请表")


def _sections(fields: tuple[FormField, ...], values: dict[str, str]) -> tuple[Section, ...]:
    groups: dict[str, list[Entry]] = {}
    for field in fields:
        entry = Entry(field.label, _shown(field, values.get(field.id, "")), wide=field.max_length > 40)
        groups.setdefault(field.section, []).append(entry)
    return tuple(Section(title, tuple(entries)) for title, entries in groups.items())


def _shown(field: FormField, value: str) -> str:
    return f"{value}{field.unit}" if value else ""


def _notice(source: Source) -> doc.DeficiencyNotice:
    case = source.case
    notice = next((n for n in case.told_notices if n.document_id == source.paper.document_id), None)
    if notice is None or case.received is None:
        raise missing()
    ends = case.told("correction", notice.ends, notice.ends_firm)[0] or notice.ends
    return doc.DeficiencyNotice(
        **common(source),
        addressee=party(source.intake.applicant),
        agent=agent_of(source),
        applied_at=civil(case.received.taken_at),
        faults=tuple(
            Fault(fault.material, fault.code.value, fault.finding, fault.correction, fault.basis)
            for fault in notice.faults
        ),
        period=notice.period.words(),
        ends_on=ends,
        counting=counting(notice.ends, ends, notice.count_note),
        receipt_number=receipt_number(case),
        second_reason=notice.again_reason,
        replaces=replaced(source),
        channel=source.intake.channel,
        helper=helper_of(source),
        tolerance=tolerance_of(source),
        commitment=commitment_of(source),
        law=(ARTICLE_NOTICE, articles(source.province).correction),
        hand_in=source.hand_in,
    )


def _acceptance(source: Source) -> doc.Acceptance:
    case = source.case
    if case.accepted is None or case.received is None:
        raise missing()
    accepted = case.accepted
    told, _ = case.told("main", accepted.due, accepted.due_firm)
    return doc.Acceptance(
        **common(source),
        addressee=party(source.intake.applicant),
        agent=agent_of(source),
        applied_on=case.received.received_on,
        accepted_on=accepted.accepted_on,
        limit=accepted.limit_words or UNSTATED,
        limit_kind=accepted.binding if accepted.binding in ("法定", "承诺") else "承诺",
        due_on=told,
        counting=counting(accepted.due, told, accepted.count_note),
        excluded=accepted.excluded,
        materials=handed_in(case.materials, case),
        result=source.intake.item.result_name,
        collect=collect(source),
        receipt_number=receipt_number(case),
        deemed=accepted.deemed,
        law=(ARTICLE_ACCEPT if source.intake.item.licence else articles(source.province).acceptance,),
        branches=branches_told(source, accepted),
        matter=source.intake.item.name if accepted.branches else "",
        replaces=replaced(source),
        channel=source.intake.channel,
        helper=helper_of(source),
        tolerance=tolerance_of(source),
        commitment=commitment_of(source),
    )


def _deemed_withdrawal(source: Source) -> doc.DeemedWithdrawal:
    case = source.case
    if case.received is None or not case.notices:
        raise missing()
    notice = case.notices[-1]
    ended = case.withdrawn.ended_on if isinstance(case.withdrawn, DeemedWithdrawn) else notice.ends
    return doc.DeemedWithdrawal(
        **common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        notice_number=told_by(source, notice),
        served_on=notice_served_on(case) or notice.at.date,
        ended_on=ended,
        returned=course.held(source),
        law=(articles(source.province).correction,),
    )


def _declined_by(source: Source, ground: Ground) -> tuple[str, ...]:
    """Articles of a refusal beside that of its ground; what is false is kept as evidence and not given back."""
    of_ground = {
        Ground.STILL_FAILING: articles(source.province).correction,
        Ground.FALSE_MATERIAL: LICENSING + "第七十八条",
    }
    return (of_ground.get(ground, LICENSING + "第三十二条"),)


def _non_acceptance(source: Source) -> doc.NonAcceptance:
    case = source.case
    if case.declined is None or case.received is None:
        raise missing()
    ground = _GROUNDS.get(case.declined.ground, Ground.STILL_FAILING)
    owed = tuple(f"{m.name}：{m.note or (m.fault.value if m.fault else '未提交')}" for m in case.open_faults)
    return doc.NonAcceptance(
        **common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        ground=ground,
        facts=case.declined.reasons,
        clauses=_declined_by(source, ground),
        competent=case.declined.where_to_apply,
        notice_number=told_by(source, case.notices[-1]) if case.notices else "",
        failing=owed,
        review_body=source.intake.item.review_body,
        court=source.intake.item.court,
        returned=() if ground is Ground.FALSE_MATERIAL else course.held(source),
    )


def _grant(source: Source) -> doc.Approval:
    case = source.case
    decision = case.decision
    if not isinstance(decision, Granted) or case.received is None or case.accepted is None:
        raise missing()
    item = source.intake.item
    name = party(source.intake.applicant).name
    return doc.Approval(
        **common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        accepted_on=case.accepted.accepted_on,
        acceptance_number=course.acceptance_number(source),
        clauses=(
            LICENSING + "第三十四条" if decision.power else LICENSING + "第三十八条第一款",
            *_basis(source),
        ),
        decision=course.granted_words(source, name),
        conditions=(decision.conditions,) if decision.conditions else (),
        valid=decision.validity or (source.guide.validity if source.guide is not None else ""),
        licence=course.granted_results(source),
        licence_number=decision.licence_number,
        collect=collect(source).removeprefix("凭本通知书和身份证件"),
        title="" if item.licence else "准予决定书",
    )


def _refusal(source: Source) -> doc.Refusal:
    case = source.case
    decision = case.decision
    if not isinstance(decision, Refused) or case.received is None or case.accepted is None:
        raise missing()
    item = source.intake.item
    return doc.Refusal(
        **common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        accepted_on=case.accepted.accepted_on,
        acceptance_number=course.acceptance_number(source),
        facts=decision.reasons,
        clauses=_basis(source) or (LICENSING + "第三十四条",),
        review_body=item.review_body,
        court=item.court,
        title="" if item.licence else "不予决定书",
    )


def _basis(source: Source) -> tuple[str, ...]:
    return source.guide.basis[:2] if source.guide is not None else ()


_COMPOSERS: dict[PaperKind, Callable[[Source], doc.Paper]] = {
    PaperKind.FORM: _form,
    PaperKind.RECEIPT: _receipt,
    PaperKind.CORRECTION_RECEIPT: _correction_receipt,
    PaperKind.ACCEPTANCE: _acceptance,
    PaperKind.NOTICE: _notice,
    PaperKind.DEEMED_WITHDRAWAL: _deemed_withdrawal,
    PaperKind.NON_ACCEPTANCE: _non_acceptance,
    PaperKind.GRANT: _grant,
    PaperKind.REFUSAL: _refusal,
    PaperKind.ROUTING: routing,
    PaperKind.PICKUP: pickup,
    PaperKind.SERVICE_PROOF: service_proof,
    PaperKind.CERTIFICATE: certificate,
    PaperKind.LICENCE_COPY: licence_print,
    PaperKind.TAKEN_BACK: taken_back,
    PaperKind.WITHDRAWAL: course.withdrawal,
    PaperKind.TOLERANCE_PLEDGE: course.tolerance_pledge,
    PaperKind.TOLERANCE_NOTICE: course.tolerance_notice,
    PaperKind.COMMITMENT: course.commitment,
    PaperKind.TOLERANCE_LAPSED: course.tolerance_lapsed,
    PaperKind.REVOCATION: course.revocation,
    PaperKind.HANDOVER_LIST: course.handover_list,
    PaperKind.SPECIAL_PROCEDURE: course.special_procedure,
    PaperKind.EXTENSION: course.extension,
    PaperKind.FEE_NOTICE: course.fee_notice,
    PaperKind.POWER_OF_ATTORNEY: course.power_of_attorney,
    PaperKind.TURN_AWAY: course.turn_away,
    PaperKind.RATING_SLIP: course.rating_slip,
}
