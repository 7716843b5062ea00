"""Composing the papers beside the main line: 容缺, 告知承诺, 特别程序, 延期, 撤回, custody, fees, 代办, rating."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain import events as ev
from app.domain.acts_promise import PROMISED, REVOKE, TOLD
from app.domain.case import Case
from app.domain.citations import in_words
from app.domain.entrances import HOTLINE, entrances
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.power import printed_end
from app.domain.time import date_words
from app.values import replace
from printing import documents as doc
from printing.answered import tolerated_by
from printing.articles import articles
from printing.compose_base import (
    Source,
    agent_of,
    civil,
    commitment_of,
    common,
    counting,
    envelope,
    handed_in,
    helper_of,
    missing,
    origin,
    party,
    person_party,
    receipt_number,
    replaced,
)
from printing.compose_result import branches_told, collect
from printing.documents.base import ARTICLE_NOTICE, LICENSING
from printing.documents.commitment import CommitmentKind, Promise, Told, standard_promise
from printing.documents.custody import Bundle
from printing.documents.fees import FeeLine
from printing.documents.intake import HandedIn
from printing.documents.tolerance import Owed

PAY_WITHIN = timedelta(days=15)
_POWERS = ("代为递交、补正和领回申请材料", "代为签收有关文书", "代为领取办理结果")


def turn_away(source: Source) -> doc.TurnAwaySlip:
    """D19 即时告知单."""
    told = source.case.turned_away
    if told is None:
        raise missing()
    applicant = party(source.intake.applicant)
    frame = envelope(source)
    return doc.TurnAwaySlip(
        envelope=frame,
        asked=source.intake.item.name,
        reason=told.reason,
        basis=in_words(told.basis),
        told_at=civil(told.at),
        ways=tuple(way for way in told.instead.split("\n") if way.strip()),
        person=applicant if applicant.name else None,
        phone="" if frame.phone_help in told.instead else frame.phone_help,
    )


def granted_words(source: Source, name: str) -> str:
    """What is granted to ``name``. Of a 一件事 each item by itself: which are granted, which refused, why, and what the
    applicant can do about those (许可法 38(2)).
    """
    item, branches = source.intake.item, source.case.branches
    granted = "、".join(branch.name for branch in branches if branch.granted)
    refused = [branch for branch in branches if branch.granted is False]
    if not refused:
        parts = f"（{granted}）" if granted else ""
        return f"准予{name}{item.name}{parts}" + (f"，发给{item.result_name}" if item.result_name else "")
    items = {branch.item.code: branch.item for branch in source.intake.branches}
    words = [f"{item.name}中，准予{name}{granted}"]
    for branch in refused:
        its = items[branch.code]
        words.append(
            f"不予{branch.name}，理由：{branch.reasons}，对此可以依法向{its.review_body or '上一级机关'}"
            f"申请行政复议，或者向{its.court or '人民法院'}提起行政诉讼"
        )
    return "；".join(words)


def granted_results(source: Source) -> str:
    """What is given out; nothing of a refused item of a 一件事."""
    granted = [branch.name for branch in source.case.branches if branch.granted]
    if all(branch.granted for branch in source.case.branches):
        return source.intake.item.result_name
    return "、".join(granted) + "的许可证件"


def withdrawal(source: Source) -> doc.WithdrawalRequest:
    """A02 撤回申请书."""
    withdrawn, received = source.case.withdrawn, source.case.received
    if not isinstance(withdrawn, ev.Withdrawn) or received is None:
        raise missing()
    return doc.WithdrawalRequest(
        **common(source),
        applicant=party(source.intake.applicant),
        agent=agent_of(source),
        applied_on=received.received_on,
        receipt_number=receipt_number(source.case),
        reason=withdrawn.reason,
        returned=returned(source, withdrawn.returned),
    )


def returned(source: Source, lines: tuple[str, ...]) -> tuple[HandedIn, ...]:
    """The papers that go back to the applicant."""
    rows = tuple(m for m in source.case.materials if m.line_id in lines and m.held)
    back = []
    for material in rows:
        (row,) = handed_in((material,))
        copies = material.copies if material.originals and not material.own else 0
        here = 0 if material.given_back else row.count
        back += [HandedIn(row.name, row.form, here, "退还")] if here else []
        back += [HandedIn(row.name, "复印件", copies, "退还")] if copies else []
    return tuple(back)


def held(source: Source) -> tuple[HandedIn, ...]:
    """All paper that lies here, as it goes back when nothing comes of the case: not what was only looked at."""
    return returned(source, tuple(material.line_id for material in source.case.materials))


def _owed(materials: tuple[SubmittedMaterial, ...], way: str) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            m.name,
            f"{(m.fault or FaultCode.MISSING).value}{'：' + m.note if m.note else ''}",
            m.requirement or "原件1份",
            way,
        )
        for m in materials
    )


def _pledged(source: Source) -> tuple[ev.TolerancePledged, tuple[SubmittedMaterial, ...]]:
    pledge = source.case.pledge
    if pledge is None:
        raise missing()
    return pledge, tuple(m for m in source.case.materials if m.line_id in pledge.lines)


def tolerance_pledge(source: Source) -> doc.TolerancePledge:
    """D06 容缺受理承诺书."""
    pledge, rows = _pledged(source)
    agent = source.intake.agent
    return doc.TolerancePledge(
        **common(source),
        applicant=party(source.intake.applicant),
        agent=agent_of(source),
        authorisation=agent.authority if agent is not None else "",
        owed=_owed(rows, pledge.supply),
        promised_by=pledge.promised_by,
        receipt_number=receipt_number(source.case),
    )


def tolerance_notice(source: Source) -> doc.ToleranceNotice:
    """D07 容缺受理通知书: what is owed, in what form, until when, and what follows; with or without a pledge (D06)."""
    pledge = source.case.pledge
    accepted, received = source.case.accepted, source.case.received
    if accepted is None or received is None or accepted.tolerated_until is None:
        raise missing()
    pledges = source.case.papers_of(PaperKind.TOLERANCE_PLEDGE)
    rows = tuple(m for m in source.case.materials if m.line_id in accepted.tolerated)
    until = source.case.tolerance_due or accepted.tolerated_until
    due, _ = source.case.told("main", accepted.due, accepted.due_firm)
    period, why = _own_period(pledge, accepted, due)
    told = doc.ToleranceNotice(
        **common(source),
        addressee=party(source.intake.applicant),
        agent=agent_of(source),
        applied_on=received.received_on,
        accepted_on=accepted.accepted_on,
        owed=_owed(rows, pledge.supply if pledge is not None else "现场或者邮寄"),
        period=period,
        ends_on=until,
        counting=counting(accepted.tolerated_until, until, why),
        limit=f"{accepted.binding}{accepted.limit_words}" if accepted.limit_words else "",
        due_on=due,
        materials=handed_in(tuple(m for m in source.case.materials if m.line_id not in accepted.tolerated)),
        receipt_number=receipt_number(source.case),
        pledge_number=pledges[0].number if pledges else "",
        replaces=replaced(source),
        law=(*((ARTICLE_NOTICE,) if accepted.deemed else ()), *articles(source.province).tolerance),
        deemed=accepted.deemed,
        hand_in=source.hand_in,
        result=source.intake.item.result_name,
        collect=collect(source, known=True),
        branches=branches_told(source, accepted),
        matter=source.intake.item.name if accepted.branches else "",
        excluded=accepted.excluded,
        commitment=commitment_of(source),
        helper=helper_of(source),
    )
    if accepted.tolerated_outcome != REVOKE:
        return told
    return replace(told, on_expiry="期满没有补齐或者补交后仍不符合要求的，撤销受理并书面说明理由")


def _own_period(
    pledge: ev.TolerancePledged | None, accepted: ev.Accepted, due: date | None
) -> tuple[str, str]:
    """Whose day it is until which it may come, and what is to be said of it where it is not what she expects."""
    until = accepted.tolerated_until
    if pledge is None or until is None:
        return "按规定的期限", ""
    if until != pledge.promised_by:
        return "按规定的期限", _not_as_pledged(pledge.promised_by, accepted, until, due)
    if due is not None and until > due:
        return "按承诺的期限", "该日在办理期限以后，补交仍以承诺书写明的日期为准"
    return "按承诺的期限", ""


def _not_as_pledged(pledged: date, accepted: ev.Accepted, until: date, due: date | None) -> str:
    """Why another day than the pledged one counts; nothing where an older program cut it: no reason is known."""
    if pledged >= accepted.at.date:
        more = f"承诺书写明的是{date_words(pledged)}，本通知书给的时间更长，以本通知书的日期为准"
        return more if until > pledged else ""
    over = f"承诺书写明的{date_words(pledged)}在受理以前已过，以本通知书的日期为准"
    late = due is not None and until > due
    return f"{over}；本通知书的日期在办理期限以后，补交仍以它为准" if late else over


def tolerance_lapsed(source: Source) -> doc.ToleranceLapsed:
    """D09 退件办结通知书."""
    ended, accepted = source.case.ending, source.case.accepted
    notices = source.case.papers_of(PaperKind.TOLERANCE_NOTICE)
    if not isinstance(ended, ev.ReturnedClosed) or accepted is None:
        raise missing()
    given = notices[0].given_at if notices else None
    return doc.ToleranceLapsed(
        **common(source),
        addressee=party(source.intake.applicant),
        accepted_on=accepted.accepted_on,
        notice_number=tolerated_by(source),
        served_on=given.date if given is not None else None,
        ended_on=ended.ended_on,
        owed=tuple(m.name for m in source.case.owed),
        failing=_failing(source.case),
        returned=returned(source, ended.returned),
        law=articles(source.province).tolerance,
        review_body=source.intake.item.review_body,
        court=source.intake.item.court,
    )


def _failing(case: Case) -> tuple[str, ...]:
    """What was brought for 容缺 and is still not as it must be, each with what is wrong; not what never came."""
    came = [m for m in case.owed if m.status is MaterialStatus.FAULTY and m.fault not in (None, FaultCode.MISSING)]
    return tuple(f"{m.name}：{m.note or (m.fault.value if m.fault is not None else '')}" for m in came)


def revocation(source: Source) -> doc.AcceptanceRevoked:
    """D10 撤销受理决定书."""
    ended, accepted = source.case.ending, source.case.accepted
    if not isinstance(ended, ev.AcceptanceRevoked) or accepted is None:
        raise missing()
    return doc.AcceptanceRevoked(
        **common(source),
        addressee=party(source.intake.applicant),
        acceptance_number=tolerated_by(source),
        accepted_on=accepted.accepted_on,
        owed=tuple(m.name for m in source.case.owed),
        ended_on=ended.ended_on,
        facts=ended.reasons,
        review_body=source.intake.item.review_body,
        court=source.intake.item.court,
    )


def commitment(source: Source) -> doc.Commitment:
    """D08 告知承诺书: what was told and promised, as it was signed."""
    wanted = origin(source.case, source.paper.document_id)
    made = next((c for c in source.case.commitments if c.document_id == wanted), None)
    if made is None:
        raise missing()
    matter, basis, content, manner, liability = (made.told.get(name, "") for name in TOLD)
    told = Told(
        matter=matter,
        basis=basis,
        content=content,
        manner=manner,
        liability=liability,
        scope=made.told.get("适用范围", ""),
        check=made.told.get("核查方式", ""),
    )
    ticked = [
        replace(statement, ticked=word in made.promised)
        for statement, word in zip(standard_promise().all, PROMISED, strict=True)
    ]
    licence = made.kind == "licence"
    return doc.Commitment(
        **common(source),
        kind=CommitmentKind.LICENCE if licence else CommitmentKind.PROOF,
        applicant=party(source.intake.applicant),
        agent=agent_of(source),
        told=told,
        promise=Promise(*ticked),
        check_within=made.told.get("核查期限", "六十个工作日") if licence else "",
        receipt_number=receipt_number(source.case),
        text_version=made.text_version,
    )


def special_procedure(source: Source) -> doc.SpecialProcedureNotice:
    """D13 特别程序告知书: kind, basis and the time needed, told in writing (许可法 45)."""
    accepted, started = source.case.accepted, source.case.specials
    if accepted is None or not started:
        raise missing()
    told = [each for each in started if each.at.ms <= source.paper.issued_at.ms] or list(started)
    last = told[-1]
    return doc.SpecialProcedureNotice(
        **common(source),
        addressee=party(source.intake.applicant),
        accepted_on=accepted.accepted_on,
        acceptance_number=acceptance_number(source),
        procedure=last.kind,
        law=(LICENSING + "第四十五条",) if "45" in last.basis else (in_words(last.basis),),
        needed=last.period.words(),
        starts_on=last.started_on,
        ends_on=last.planned_end,
        approver=last.approver,
    )


def acceptance_number(source: Source) -> str:
    """Number of D02, or of D07 when the case was accepted with 容缺."""
    case = source.case
    papers = case.papers_of(PaperKind.ACCEPTANCE) + case.papers_of(PaperKind.TOLERANCE_NOTICE)
    return papers[0].number if papers else ""


def extension(source: Source) -> doc.ExtensionNotice:
    """D14 延长办理期限通知书."""
    accepted, extended = source.case.accepted, source.case.extension
    if accepted is None or extended is None:
        raise missing()
    due = source.case.told("main", extended.due, extended.due_firm)[0] or extended.due
    return doc.ExtensionNotice(
        **common(source),
        addressee=party(source.intake.applicant),
        accepted_on=accepted.accepted_on,
        acceptance_number=acceptance_number(source),
        reason=extended.reasons,
        length=extended.period.words(),
        approver=extended.approver,
        approved_on=extended.at.date,
        was_due_on=source.case.due_before_extension,
        due_on=due,
        counting=counting(extended.due, due, ""),
        replaces=replaced(source),
    )


def handover_list(source: Source) -> doc.HandoverList:
    """D12b 物料交接单: bundles as they lie, or everything when the case is forwarded."""
    case, paper = source.case, source.paper
    moved = {each.bundle: each for each in case.bundles if each.at.ms <= paper.issued_at.ms}
    item = source.intake.item
    code = receipt_number(case)
    bundles = tuple(
        Bundle(code=name, case_number=code, item=item.name, originals=last.originals, copies=last.copies)
        for name, last in moved.items()
    ) or (
        Bundle(
            code=code,
            case_number=code,
            item=item.name,
            originals=sum(m.in_custody[0] for m in case.materials),
            copies=sum(m.in_custody[1] for m in case.materials),
        ),
    )
    last = list(moved.values())[-1] if moved else None
    forwarded = case.ending if isinstance(case.ending, ev.Forwarded) else None
    target = forwarded.to if forwarded is not None else last.to_place if last is not None else item.department
    return doc.HandoverList(
        envelope=envelope(source),
        bundles=bundles,
        source=last.from_place if last is not None else f"{paper.place.hall}{paper.place.window}",
        target=target,
        giver=f"{paper.issued_by}（{paper.issued_by_no}）",
        taker=last.hand if last is not None else "",
        handed_at=civil(paper.issued_at),
        purpose="移送有权机关办理" if forwarded is not None else "转承办部门审查",
        waybill=last.waybill if last is not None else "",
        remark=forwarded.reason if forwarded is not None else "",
    )


def fee_notice(source: Source) -> doc.FeeNotice:
    """D17 缴费通知书: standard and basis of the guide, the code that the payment system gave."""
    guide = source.guide
    asked = source.case.asked("payment")
    if guide is None or asked is None:
        raise missing()
    fee = guide.fee
    answer, data = dict(asked.answer), dict(asked.data)
    amount = int(data.get("amount", fee.amount))
    until = date.fromisoformat(data["due"]) if "due" in data else source.paper.issued_on + PAY_WITHIN
    return doc.FeeNotice(
        **common(source),
        addressee=party(source.intake.applicant),
        lines=(FeeLine(guide.item.name, fee.standard, fee.basis, amount),),
        pay_code=data.get("code") or answer.get("code") or asked.ask.hex[:16].upper(),
        due_on=until,
    )


def power_of_attorney(source: Source) -> doc.PowerOfAttorney:
    """D18 授权委托书, with the free 帮代办 when somebody helped."""
    agent = source.intake.agent
    if agent is None:
        raise missing()
    start = source.paper.issued_on
    return doc.PowerOfAttorney(
        **common(source),
        principal=party(source.intake.applicant),
        agent=person_party(agent.person),
        relation=agent.relation,
        powers=_POWERS,
        valid_from=start,
        valid_to=printed_end(agent.until, start),
        read=tuple(
            role
            for role, person in (("委托人", source.intake.applicant.person), ("受托人", agent.person))
            if person is not None and person.source == "card"
        ),
        helper=helper_of(source),
    )


def rating_slip(source: Source) -> doc.RatingSlip:
    """D20 评价单."""
    received = source.case.received
    if received is None:
        raise missing()
    at = entrances(source.province)
    online = f"也可以在{'、'.join(dict.fromkeys((at.app, at.portal)))}评价，或者拨打{HOTLINE}"
    return doc.RatingSlip(**common(source), served_on=source.paper.issued_on, online=online)
