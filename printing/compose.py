"""From a case to its papers: every paper is composed from the log alone, so that a reprint says what the
first print said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.events import Granted, Intake, Refused
from app.domain.guide import FormField, ServiceGuide, form_fields
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.nations import nation_name, sex_name
from app.domain.paper import PAPER_RULES, Paper, PaperKind, Seal
from app.domain.people import Applicant, IdType, Person
from app.domain.time import Timestamp, date_words
from app.errors import UserFacingError
from printing import documents as doc
from printing.documents.base import ARTICLE_ACCEPT, LIAONING, LICENSING
from printing.documents.decisions import Fault, Ground
from printing.documents.intake import Entry, HandedIn, Section
from printing.documents.licence import PlacedField
from printing.documents.service import ResultPaper, ServiceMethod

GuideOf = Callable[[str, str], ServiceGuide | None]

_ID_NAMES: dict[IdType, str] = {
    IdType.RESIDENT_CARD: "居民身份证",
    IdType.TEMPORARY_CARD: "临时居民身份证",
    IdType.HOUSEHOLD_BOOK: "户口簿",
    IdType.HMT_RESIDENCE: "港澳台居民居住证",
    IdType.FOREIGNER_CARD: "外国人永久居留身份证",
    IdType.USCC: "统一社会信用代码",
    IdType.OTHER: "其他证件",
}
_FORMS: dict[MaterialStatus, str] = {
    MaterialStatus.ORIGINAL: "原件",
    MaterialStatus.COPY: "复印件",
    MaterialStatus.EXEMPT: "免提交",
    MaterialStatus.TOLERATED: "容缺后补",
    MaterialStatus.COMMITTED: "告知承诺",
    MaterialStatus.FAULTY: "原件",
}
_HALL_PAPERS = (PaperKind.FORM, PaperKind.RECEIPT, PaperKind.CORRECTION_RECEIPT, PaperKind.PICKUP)
_GROUNDS = {
    "not-needed": Ground.NOT_NEEDED,
    "authority": Ground.NOT_OURS,
    "materials": Ground.STILL_FAILING,
    "false": Ground.FALSE_MATERIAL,
}


@dataclass(frozen=True)
class _Source:
    """What a paper is composed from."""

    case: Case
    paper: Paper
    guide: ServiceGuide | None

    @property
    def intake(self) -> Intake:
        if self.case.intake is None:
            raise UserFacingError(
                "ZC-PRN-40", "办件没有登记内容，不能排版文书", "办件记录没有改变", "请联系维护人员"
            )
        return self.case.intake


def compose(case: Case, document_id: UUID, guide_of: GuideOf) -> doc.Paper:
    """The paper ``document_id`` of ``case`` as a typed document.

    Raises UserFacingError ZC-PRN-40 when the log does not hold what the paper tells of.
    """
    paper = case.paper(document_id)
    if paper is None or case.intake is None:
        raise UserFacingError("ZC-PRN-40", "办件里没有这份文书", "办件记录没有改变", "请在办件页重新选择")
    guide = guide_of(case.item.code, case.item.catalogue_version)
    return _COMPOSERS[paper.kind](_Source(case, paper, guide))


def envelope(source: _Source) -> doc.Envelope:
    """What stands around the content of every paper."""
    case, paper = source.case, source.paper
    item = source.intake.item
    printed = (paper.printed_at or paper.issued_at).local
    return doc.Envelope(
        number=paper.number,
        authority=paper.place.hall if paper.kind in _HALL_PAPERS else item.authority,
        hall=paper.place.hall,
        window=paper.place.window,
        operator=paper.issued_by,
        operator_no=paper.issued_by_no,
        device=paper.place.device,
        catalogue=item.catalogue_version,
        issued_on=paper.issued_on,
        printed_at=printed,
        case_number=case_number(case),
        query_code=query_code(case.id),
        phone_help=item.authority_phone or paper.place.hall_phone,
        phone_complaint=paper.place.complaint_phone,
        printing=paper.printings,
        reprint_reason=paper.reasons[-1] if paper.reasons else "",
        offline=paper.offline,
        rehearsal=paper.place.rehearsal,
    )


def case_number(case: Case) -> str:
    """办件编号: item code, day of 收件, and the serial of the receipt; before 收件 the serial of the first paper."""
    papers = case.papers_of(PaperKind.RECEIPT) or case.papers
    if not papers or case.intake is None:
        return ""
    serial = "".join(ch for ch in papers[0].number.rsplit("-", 1)[-1] if ch.isdigit())[-4:]
    day = papers[0].issued_on.strftime("%Y%m%d")
    return f"{case.item.code}{day}{serial.zfill(4)}"


def query_code(case_id: UUID) -> str:
    """Four characters that open the progress of a case to who holds its paper (stage and date only)."""
    return hashlib.sha256(case_id.bytes).hexdigest()[:4].upper()


def situation_words(intake: Intake, guide: ServiceGuide | None) -> str:
    """The 情形 as answered, in the words of the guide."""
    if guide is None:
        return ""
    words = []
    for question in guide.questions:
        chosen = next((c for c in question.choices if c.key == intake.answers.get(question.id)), None)
        if chosen is not None:
            plain = chosen.label in ("是", "否")
            words.append(f"{question.text.rstrip('？?')}：{chosen.label}" if plain else chosen.label)
    return "；".join(words)


def _person(person: Person) -> doc.Party:
    return doc.Party(person.name, _ID_NAMES[person.id_type], person.id_number, person.phone)


def party(applicant: Applicant) -> doc.Party:
    """The applicant as a party of a paper."""
    if applicant.organisation is not None:
        organisation = applicant.organisation
        return doc.Party(
            organisation.name, "统一社会信用代码", organisation.uscc, organisation.phone, company=True
        )
    if applicant.person is not None:
        return _person(applicant.person)
    return doc.Party("")


def _common(source: _Source) -> dict[str, Any]:
    return {
        "envelope": envelope(source),
        "item": source.intake.item.name,
        "situation": situation_words(source.intake, source.guide),
    }


def _agent(source: _Source) -> doc.Party | None:
    return _person(source.intake.agent.person) if source.intake.agent is not None else None


def handed_in(materials: tuple[SubmittedMaterial, ...]) -> tuple[HandedIn, ...]:
    """The list of a receipt: what was taken, and what need not be handed in; what is missing is not on it."""
    rows = tuple(_handed(material) for material in materials if material.taken or material.settled)
    return rows or (HandedIn("没有收取纸质材料", "无", 0),)


def _handed(material: SubmittedMaterial) -> HandedIn:
    count = (material.originals + material.copies) or (1 if material.taken else 0)
    custody = "收存" if material.taken else ""
    if material.status is MaterialStatus.FAULTY:
        custody = "收存，待补正"
    elif material.status is MaterialStatus.COPY:
        custody = "核对后原件退回"
    elif material.status is MaterialStatus.EXEMPT:
        custody = "由数据共享取得，待核验"
    return HandedIn(material.name, _FORMS.get(material.status, "原件"), count, custody)


def _moment(stamp: Timestamp) -> Any:
    return stamp.local


def _receipt(source: _Source) -> doc.Receipt:
    received = source.case.received
    if received is None:
        raise _missing()
    return doc.Receipt(
        **_common(source),
        applicant=party(source.intake.applicant),
        agent=_agent(source),
        received_at=_moment(received.at),
        materials=handed_in(received.materials),
        channel=source.intake.channel,
        next_by=received.notice_due,
        delivery=source.intake.delivery,
    )


def _correction_receipt(source: _Source) -> doc.CorrectionReceipt:
    correction = next((c for c in source.case.corrections if c.document_id == source.paper.document_id), None)
    if correction is None:
        raise _missing()
    names = {material.line_id: material.name for material in source.case.materials}
    notice = source.case.notices[-1] if source.case.notices else None
    remaining = tuple(names.get(line, line) for line in correction.remaining)
    return doc.CorrectionReceipt(
        **_common(source),
        applicant=party(source.intake.applicant),
        agent=_agent(source),
        received_at=_moment(correction.at),
        materials=handed_in(correction.materials),
        channel=source.intake.channel,
        answers=correction.answers_number,
        remaining=remaining,
        remaining_by=notice.ends if notice is not None and remaining else None,
        delivery=source.intake.delivery,
        next_step="" if remaining else "材料已补齐，本窗口当场审核受理",
    )


def _form(source: _Source) -> doc.Application:
    intake = source.intake
    fields = form_fields(source.guide, intake.answers) if source.guide is not None else ()
    return doc.Application(
        **_common(source),
        applicant=party(intake.applicant),
        agent=_agent(source),
        title=_form_title(source),
        sections=_sections(fields, intake.form),
    )


def _form_title(source: _Source) -> str:
    lines = source.guide.materials if source.guide is not None else ()
    return next((line.name for line in lines if line.is_form), f"{source.intake.item.name}申请表")


def _sections(fields: tuple[FormField, ...], values: dict[str, str]) -> tuple[Section, ...]:
    groups: dict[str, list[Entry]] = {}
    for field in fields:
        entry = Entry(field.label, _shown(field, values.get(field.id, "")), wide=field.max_length > 40)
        groups.setdefault(field.section, []).append(entry)
    return tuple(Section(title, tuple(entries)) for title, entries in groups.items())


def _shown(field: FormField, value: str) -> str:
    if field.prefill.endswith(".sex"):
        return sex_name(value)
    if field.prefill.endswith(".nation"):
        return nation_name(value)
    return f"{value}{field.unit}" if value else ""


def _notice(source: _Source) -> doc.DeficiencyNotice:
    case = source.case
    notice = next((n for n in case.notices if n.document_id == source.paper.document_id), None)
    if notice is None or case.received is None:
        raise _missing()
    receipts = case.papers_of(PaperKind.RECEIPT)
    return doc.DeficiencyNotice(
        **_common(source),
        addressee=party(source.intake.applicant),
        agent=_agent(source),
        applied_at=_moment(case.received.at),
        faults=tuple(
            Fault(fault.material, fault.code.value, fault.finding, fault.correction, fault.basis)
            for fault in notice.faults
        ),
        period=notice.period.words(),
        ends_on=notice.ends,
        counting=notice.count_note.rstrip("。"),
        receipt_number=receipts[0].number if receipts else "",
        second_reason=notice.again_reason,
    )


def _acceptance(source: _Source) -> doc.Acceptance:
    case = source.case
    if case.accepted is None or case.received is None:
        raise _missing()
    accepted = case.accepted
    receipts = case.papers_of(PaperKind.RECEIPT)
    return doc.Acceptance(
        **_common(source),
        addressee=party(source.intake.applicant),
        agent=_agent(source),
        applied_on=case.received.received_on,
        accepted_on=accepted.accepted_on,
        limit=accepted.limit_words or "即办",
        limit_kind=accepted.binding if accepted.binding in ("法定", "承诺") else "承诺",
        due_on=accepted.due,
        counting=accepted.count_note.rstrip("。"),
        excluded=accepted.excluded,
        materials=tuple(row for row in handed_in(case.materials)),
        result=source.intake.item.result_name,
        collect=_collect(source),
        receipt_number=receipts[0].number if receipts else "",
        deemed=accepted.deemed,
        law=(ARTICLE_ACCEPT,) if source.intake.item.licence else (LIAONING + "第二十二条",),
    )


def _collect(source: _Source) -> str:
    if source.intake.delivery == "邮寄":
        return "按登记的地址邮寄送达"
    return f"凭本通知书和身份证件到{source.paper.place.hall}发件窗口领取"


def _deemed_withdrawal(source: _Source) -> doc.DeemedWithdrawal:
    case = source.case
    if case.received is None or not case.notices:
        raise _missing()
    notice = case.notices[-1]
    return doc.DeemedWithdrawal(
        **_common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        notice_number=notice.number,
        served_on=notice.at.date,
        ended_on=notice.ends,
        returned=tuple(row for row in handed_in(case.materials) if row.count),
    )


def _non_acceptance(source: _Source) -> doc.NonAcceptance:
    case = source.case
    if case.declined is None or case.received is None:
        raise _missing()
    ground = _GROUNDS.get(case.declined.ground, Ground.STILL_FAILING)
    owed = tuple(f"{m.name}：{m.note or (m.fault.value if m.fault else '未提交')}" for m in case.open_faults)
    return doc.NonAcceptance(
        **_common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        ground=ground,
        facts=case.declined.reasons,
        clauses=(LICENSING + "第三十二条",)
        if ground is not Ground.STILL_FAILING
        else (LIAONING + "第二十二条",),
        competent=case.declined.where_to_apply,
        notice_number=case.notices[-1].number if case.notices else "",
        failing=owed,
        review_body=source.intake.item.review_body,
        court=source.intake.item.court,
        returned=tuple(row for row in handed_in(case.materials) if row.count),
    )


def _grant(source: _Source) -> doc.Approval:
    case = source.case
    decision = case.decision
    if not isinstance(decision, Granted) or case.received is None or case.accepted is None:
        raise _missing()
    accepted_papers = case.papers_of(PaperKind.ACCEPTANCE)
    item = source.intake.item
    name = party(source.intake.applicant).name
    return doc.Approval(
        **_common(source),
        addressee=party(source.intake.applicant),
        applied_on=case.received.received_on,
        accepted_on=case.accepted.accepted_on,
        acceptance_number=accepted_papers[0].number if accepted_papers else "",
        clauses=(
            LICENSING + "第三十四条" if decision.power else LICENSING + "第三十八条第一款",
            *_basis(source),
        ),
        decision=f"准予{name}{item.name}" + (f"，发给{item.result_name}" if item.result_name else ""),
        valid=decision.validity or (source.guide.validity if source.guide is not None else ""),
        licence=item.result_name,
        licence_number=decision.licence_number,
        collect=f"到{source.paper.place.hall}发件窗口领取",
        title="" if item.licence else "准予决定书",
    )


def _basis(source: _Source) -> tuple[str, ...]:
    return source.guide.basis[:2] if source.guide is not None else ()


def _pickup(source: _Source) -> doc.PickupSlip:
    case = source.case
    decision = case.decision
    names = case.ready.results if case.ready is not None else ()
    results = [ResultPaper(name) for name in names]
    results += [ResultPaper(_kind_name(p.kind), p.number) for p in case.papers_of(PaperKind.GRANT)]
    if not results and isinstance(decision, (Granted, Refused)):
        results = [ResultPaper("准予决定" if isinstance(decision, Granted) else "不予许可决定书")]
    place = source.paper.place
    return doc.PickupSlip(
        **_common(source),
        person=_agent(source) or party(source.intake.applicant),
        results=tuple(results),
        place=place.address or f"{place.hall}发件窗口",
        hours=place.hours,
        until=decision.deliver_by if decision is not None else None,
        code=query_code(case.id),
    )


def _kind_name(kind: PaperKind) -> str:
    return PAPER_RULES[kind].name


def _service_proof(source: _Source) -> doc.ProofOfService:
    case = source.case
    handed = case.handed_over
    if handed is None:
        raise _missing()
    served = tuple(p for p in case.papers if p.document_id in handed.documents)
    relation = handed.recipient.relation
    return doc.ProofOfService(
        envelope=envelope(source),
        papers=tuple(_served(source, paper) for paper in served),
        addressee=party(source.intake.applicant),
        item=source.intake.item.name,
        place=f"{source.paper.place.hall}{source.paper.place.window}",
        method=ServiceMethod(handed.method) if handed.method in list(ServiceMethod) else ServiceMethod.DIRECT,
        served_at=_moment(handed.at),
        recipient=handed.recipient.name,
        relation="" if relation == "本人" else relation,
        servers=(f"{handed.by.name}（{handed.by.number}）",),
        remark="领取人已在签名板签名" if handed.recipient.signature else "",
    )


def _served(source: _Source, paper: Paper) -> ResultPaper:
    name = source.intake.item.result_name if paper.kind is PaperKind.CERTIFICATE else _kind_name(paper.kind)
    number = f"{paper.number}，印制号 {paper.blank}" if paper.blank else paper.number
    return ResultPaper(
        name or "证照",
        number,
        1,
        needs_seal=paper.seal is not Seal.NONE,
        sealed=paper.sealing is not None or paper.seal is Seal.NONE,
    )


def _certificate(source: _Source) -> doc.Certificate:
    case = source.case
    decision = case.decision
    if not isinstance(decision, Granted):
        raise _missing()
    licence = decision.licence_number or source.paper.number
    rows = [*_face_rows(source), ("证书编号", licence), ("有效期", decision.validity or "见办事指南")]
    placed = [PlacedField(label, value, 78.0, 88.0 + 14 * n, 110.0) for n, (label, value) in enumerate(rows)]
    placed.append(PlacedField("发证机关", source.intake.item.authority, 96.0, 214.0, 95.0, align="center"))
    placed.append(PlacedField("发证日期", date_words(decision.decided_on), 96.0, 228.0, 95.0, align="center"))
    base = envelope(source)
    return doc.Certificate(
        envelope=replace(base, offline=False),
        title=source.intake.item.result_name,
        licence_number=licence,
        serial=source.paper.blank,
        placed=tuple(placed),
    )


def _face_rows(source: _Source) -> list[tuple[str, str]]:
    applicant = source.intake.applicant
    if applicant.organisation is not None:
        organisation = applicant.organisation
        return [
            ("名称", organisation.name),
            ("统一社会信用代码", organisation.uscc),
            ("法定代表人", organisation.representative),
        ]
    person = applicant.person
    assert person is not None
    return [("姓名", person.name), ("性别", sex_name(person.sex)), ("身份证件号码", person.id_number)]


def _routing(source: _Source) -> doc.RoutingSlip:
    case = source.case
    accepted = case.accepted
    return doc.RoutingSlip(
        **_common(source),
        applicant=party(source.intake.applicant),
        due=date_words(accepted.due) if accepted is not None and accepted.due is not None else "",
        bundle_count=sum(1 for material in case.materials if material.taken),
    )


def _missing() -> UserFacingError:
    return UserFacingError(
        "ZC-PRN-40", "办件里没有这份文书要说的内容", "办件记录没有改变", "请在办件页重新选择"
    )


_COMPOSERS: dict[PaperKind, Callable[[_Source], doc.Paper]] = {
    PaperKind.FORM: _form,
    PaperKind.RECEIPT: _receipt,
    PaperKind.CORRECTION_RECEIPT: _correction_receipt,
    PaperKind.ACCEPTANCE: _acceptance,
    PaperKind.NOTICE: _notice,
    PaperKind.DEEMED_WITHDRAWAL: _deemed_withdrawal,
    PaperKind.NON_ACCEPTANCE: _non_acceptance,
    PaperKind.GRANT: _grant,
    PaperKind.ROUTING: _routing,
    PaperKind.PICKUP: _pickup,
    PaperKind.SERVICE_PROOF: _service_proof,
    PaperKind.CERTIFICATE: _certificate,
}
