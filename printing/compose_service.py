"""Composing the papers on the way out: pick-up slip, proof of service, certificate, routing slip."""

from __future__ import annotations

from app.domain.assurance import compared
from app.domain.case import Case
from app.domain.delivery import COURIER, POST, delivery_of, issued_licence
from app.domain.events import Granted, HandedOver, Recipient, Refused
from app.domain.guide import ServiceGuide
from app.domain.outward import OutwardStep, outward
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.progress import query_code
from app.domain.serving import ELECTRONIC
from app.domain.serving import POST as BY_POST
from app.domain.taken_back import WRONG_CONTENT
from app.domain.time import Timestamp, date_words
from app.values import replace
from printing import documents as doc
from printing.compose_base import (
    Source,
    agent_of,
    civil,
    common,
    envelope,
    hall_words,
    kind_name,
    missing,
    origin,
    party,
)
from printing.documents.licence import PlacedField, Shown
from printing.documents.service import HandOver, ResultPaper, ServiceMethod, Step


def pickup(source: Source) -> doc.PickupSlip:
    """D15 取件凭证."""
    case = source.case
    decision = case.decision
    names = case.ready.results if case.ready is not None else ()
    results = [ResultPaper(name) for name in names]
    decided = (*case.papers_of(PaperKind.GRANT), *case.papers_of(PaperKind.REFUSAL))
    results += [ResultPaper(kind_name(p.kind), p.number) for p in decided]
    if not results and isinstance(decision, (Granted, Refused)):
        results = [ResultPaper("准予决定" if isinstance(decision, Granted) else "不予许可决定书")]
    place = source.paper.place
    posted = delivery_of(case).way == POST
    return doc.PickupSlip(
        **common(source),
        person=agent_of(source) or party(source.intake.applicant),
        results=tuple(results),
        place=hall_words(replace(place, hours=""), "发件窗口"),
        hours=place.hours,
        until=decision.deliver_by if decision is not None and not posted else None,
        bring=_POSTED_BRING if posted else doc.PickupSlip.bring,
        code=query_code(case.id),
        courier=_posted(case),
        electronic=_electronic(case),
    )


_POSTED_BRING = "已选邮寄，不用来窗口；临时要自取的，带本人居民身份证和本凭证"


def _posted(case: Case) -> str:
    """Where the parcel is, for who chose post; for the others how to choose it still."""
    wish = delivery_of(case)
    if wish.way != POST:
        return "可以改选邮政快递送达，请拨打咨询电话登记地址"
    booked = case.asked(COURIER)
    waybill = f"，运单号 {booked.subject}" if booked is not None and booked.subject else ""
    return f"按您的选择邮寄到{wish.address}{waybill}，不用再跑一次"


def _electronic(case: Case) -> str:
    """The electronic result: made, or on its way; empty for who did not ask for one."""
    if not delivery_of(case).electronic:
        return ""
    made = issued_licence(case)
    return f"已制发，证照标识 {made}" if made else "联网制发后从网上送达，与纸质件同效"


def service_proof(source: Source) -> doc.ProofOfService:
    """D16 送达回证 of the hand-over that it proved: one that was undone since is told as it was, not as the next."""
    case = source.case
    first = origin(case, source.paper.document_id)
    handed = next((each for each in reversed(case.services) if each.proof == first), None)
    if handed is None and source.paper.serves:
        return _sheet(source)
    if handed is None:
        raise missing()
    served = tuple(p for p in case.papers if p.document_id in handed.documents)
    relation = handed.recipient.relation
    desk = f"{source.paper.place.hall}{source.paper.place.window}"
    return doc.ProofOfService(
        envelope=envelope(source),
        papers=tuple(_served(source, paper) for paper in served),
        addressee=party(source.intake.applicant),
        item=source.intake.item.name,
        place=_PLACES.get(handed.method, desk),
        method=ServiceMethod(handed.method) if handed.method in list(ServiceMethod) else ServiceMethod.DIRECT,
        served_at=civil(handed.at),
        recipient=handed.recipient.name,
        relation="" if relation == "本人" else relation,
        refusal=handed.refusal,
        witness=handed.witness or handed.recipient.witness,
        reference=handed.reference,
        servers=(f"{handed.by.name}（{handed.by.number}）",),
        remark="；".join(_remarks(handed.recipient, bool(source.paper.serves))),
        signature=_signature(source, handed),
    )


def _signature(source: Source, handed: HandedOver) -> doc.Signature | None:
    """What was signed on the pad, and when; None where nothing was, whoever it is that took the papers."""
    kept = handed.recipient.signature
    return doc.Signature(source.strokes_of(kept), civil(handed.at)) if kept else None


def _sheet(source: Source) -> doc.ProofOfService:
    """D16 to be signed by hand: what is to be given to whom, and room for name and time. It says of nothing that it was
    done.
    """
    case, paper, who = source.case, source.paper, source.paper.recipient or Recipient("")
    return doc.ProofOfService(
        envelope=envelope(source),
        papers=tuple(_served(source, each) for each in case.papers if each.document_id in paper.serves),
        addressee=party(source.intake.applicant),
        item=source.intake.item.name,
        place=f"{paper.place.hall}{paper.place.window}",
        served_at=civil(paper.issued_at),
        to_sign=True,
        recipient=who.name,
        relation="" if who.relation == "本人" else who.relation,
        servers=(f"{paper.issued_by}（{paper.issued_by_no}）",),
        remark="；".join(_remarks(who, False)),
    )


def _remarks(who: Recipient, by_hand: bool) -> tuple[str, ...]:
    signed = "领取人已在签名板签名" if who.signature else ""
    signed = "领取人已在纸质回证上签名，签名和时间见原件" if by_hand else signed
    by = f"凭{who.authority}代领" if who.authority else ""
    return tuple(words for words in (by, signed, compared(who)) if words)


_PLACES = {BY_POST: "申请人登记的收件地址", ELECTRONIC: "申请人的电子送达地址"}


def _served(source: Source, paper: Paper) -> ResultPaper:
    name = source.intake.item.result_name if paper.kind is PaperKind.CERTIFICATE else kind_name(paper.kind)
    number = f"{paper.number}，印制号 {paper.blank}" if paper.blank else paper.number
    return ResultPaper(
        name or "证照",
        number,
        1,
        needs_seal=paper.seal is not Seal.NONE,
        sealed=paper.sealing is not None or paper.seal is Seal.NONE,
    )


def certificate(source: Source) -> doc.Certificate:
    """D21: the fields that fall into the frames of the blank."""
    case = source.case
    decision = case.decision
    if not isinstance(decision, Granted):
        raise missing()
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


def _face_rows(source: Source) -> list[tuple[str, str]]:
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
    return [("姓名", person.name), ("性别", person.sex), ("身份证件号码", person.id_number)]


def routing(source: Source) -> doc.RoutingSlip:
    """D12 办件流转单."""
    case = source.case
    due, _ = case.main_due
    return doc.RoutingSlip(
        **common(source),
        applicant=party(source.intake.applicant),
        due=date_words(due) if due is not None else "",
        bundle=case.bundles[-1].bundle if case.bundles else "",
        bundle_count=sum(1 for material in case.materials if material.held),
        special=case.special.kind if case.special is not None else "",
        steps=tuple(_step(step, source.paper.issued_at) for step in outward(case)),
        hand_overs=tuple(HandOver(moved.by.name, moved.hand, _short(moved.at)) for moved in case.bundles),
    )


def _step(step: OutwardStep, until: Timestamp) -> Step:
    """A step as it stood when the slip was issued: a reprint says no more than the first print."""
    began = step.start if step.start is not None and step.start.ms <= until.ms else None
    ended = step.end if step.end is not None and step.end.ms <= until.ms else None
    took = f"{step.minutes}分钟" if ended is not None and step.minutes is not None else ""
    return Step(
        step.name,
        _short(began) if began is not None else "",
        _short(ended) if ended is not None else "",
        took,
        step.person if ended is not None else "",
        step.window if began is not None else "",
    )


def _short(at: Timestamp) -> str:
    return f"{at.local.month}月{at.local.day}日 {at.local.hour}:{at.local.minute:02d}"


def licence_print(source: Source) -> doc.LicenceCopy:
    """D21b as it was issued: with a number of its own and the purpose that was said then."""
    return licence_copy(source.case, source.paper, source.guide, source.paper.purpose)


def licence_copy(case: Case, paper: Paper, guide: ServiceGuide | None, purpose: str) -> doc.LicenceCopy:
    """证照打印件 of the electronic licence that this case brought, for one ``purpose``; ``paper`` names it.

    Raises UserFacingError ZC-PRN-40 while no licence was made.
    """
    source, decision = Source(case, paper, guide), case.decision
    identifier = issued_licence(case)
    if not isinstance(decision, Granted) or not identifier:
        raise missing()
    rows = [*_face_rows(source), ("证书编号", decision.licence_number), ("有效期", decision.validity)]
    return doc.LicenceCopy(
        envelope=envelope(source),
        title=source.intake.item.result_name,
        identifier=identifier,
        purpose=purpose.strip(),
        fields=tuple(Shown(label, value) for label, value in rows if value),
    )


def taken_back(source: Source) -> doc.TakenBackReceipt:
    """D22 证照收回凭证, as it was taken back by the event it receipts."""
    case = source.case
    back = case.taken_back_by(source.paper.document_id)
    paper = case.paper(back.document_id) if back is not None else None
    if back is None or paper is None:
        raise missing()
    who = back.recipient
    # Whoever brings what is another's gets no code to look after that person's case with.
    hers = back.why == WRONG_CONTENT and who.relation in _HERS
    code = query_code(case.id) if hers else ""
    return doc.TakenBackReceipt(
        envelope=replace(envelope(source), query_code=code),
        holder=party(source.intake.applicant),
        item=source.intake.item.name,
        certificate=source.intake.item.result_name or kind_name(paper.kind),
        number=paper.number,
        serial=back.serial,
        brought_by=who.name,
        relation=who.relation,
        taken_at=civil(back.at),
        why=back.why,
        reason=back.reason,
        fate=_KEPT if back.kept else _VOID,
        then=_then(back.why, back.kept),
    )


_HERS = ("本人", "代理人")
_KEPT = "证照内容没有错，由本中心保管，等交给证照上的人"
_VOID = "作废，空白证登记作废，由本中心留存"


def _then(why: str, kept: bool) -> str:
    """What follows for whom the certificate is made out to, whoever brought it."""
    if why == WRONG_CONTENT:
        return (
            "新证照由更正件另出；还没有办更正件的，请在本窗口办理，本中心留存的材料不用再交。新证照做好以后通知领取。"
        )
    given = "这本证照" if kept else "另出的证照"
    return f"{given}由证照上的人领取，会通知本人；交回的人不用再办。"
