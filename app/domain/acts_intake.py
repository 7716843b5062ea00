"""Decisions at the counter: 收件, 一次性告知, 补正."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import (
    CROSS_AREA,
    IDENTITY,
    ask,
    ask_along,
    collected_refusal,
    comes_in,
    credit_ask,
    intake_refusal,
    item_refusal,
    looked_at_again,
    moment_refusal,
    not_listed,
    receipted_lines,
    receipted_refusal,
    words_refusal,
)
from app.domain.case import Case
from app.domain.case_number import serial_of
from app.domain.deadlines import due
from app.domain.electronic import LICENCE, electronic_refusal
from app.domain.guide import ServiceGuide, material_lines
from app.domain.limits import correction_end, counts_as_accepted, told_too_late
from app.domain.materials import (
    Fault,
    MaterialStatus,
    SubmittedMaterial,
    blank_material,
    fault_of,
    merge,
    with_status,
)
from app.domain.paper import PAPER_RULES, PaperKind
from app.domain.power import POWER_LINE, with_ended_power
from app.domain.reuse import for_purpose
from app.domain.rights import Right
from app.domain.shared import EXCHANGE, fetched, obtainable_refusal, question
from app.domain.tolerance import unacceptable
from app.values import replace

Answer = tuple[ev.Event, ...] | cmd.Refusal

GIVE_BACK = "现行办事指南已不再要求，请当场退还申请人"
"""Begins the note about a paper that must not be kept; the clerk reads it, and the timeline keeps it."""


def paper_issued(kind: PaperKind, context: cmd.Context) -> ev.PaperIssued:
    """The event that gives a paper of ``kind`` the number taken for it."""
    slot = context.slots[kind]
    rule = PAPER_RULES[kind]
    return ev.PaperIssued(
        at=context.now,
        by=context.operator,
        document_id=slot.document_id,
        kind=kind,
        number=slot.text,
        series=slot.series,
        n=slot.n,
        copies=rule.copies,
        seal=rule.seal,
        place=context.place,
        offline=context.offline,
        serial=serial_of(slot.n),
    )


def open_case(case: Case | None, command: cmd.OpenCase, context: cmd.Context) -> Answer:
    """Keep the form and print it for signature."""
    refusal = words_refusal(command.intake, context.guide)
    if refusal is not None:
        return refusal
    opened = ev.Opened(context.now, context.operator, command.intake, context.rules.id)
    return (opened, paper_issued(PaperKind.FORM, context))


def receive(case: Case | None, command: cmd.Receive, context: cmd.Context) -> Answer:
    """收件 never fails for our own reasons; what was not looked at is not taken and not demanded here.

    A line of the guide that came without a row is kept as not looked at: acceptance may not pass over it. The
    credit of the applicant is asked for at once and without a word (逢办必查, S3 三(三)).
    """
    guide = context.guide
    if guide is None:
        return cmd.Refusal("ZC-CASE-01", "目录里没有这个事项", "S1 12", "请重新选择事项，或者出具即时告知单")
    refusal = item_refusal(guide) or intake_refusal(command, guide, context) or _foreign(command, guide)
    if refusal is not None:
        return refusal
    handed = command.handed_at or context.now
    day = handed.date
    notice = due(day, context.rules.notice_period_for(licence=guide.item.is_licence), context.calendar)
    deemed = due(day, context.rules.deemed_period, context.calendar) if guide.item.is_licence else None
    given = {material.line_id: material for material in command.materials}
    lines = material_lines(guide, command.intake.answers)
    rows = tuple(for_purpose(given.get(line.id) or blank_material(line), guide.item.full_name) for line in lines)
    agent = command.intake.agent
    received = ev.Received(
        at=context.now,
        by=context.operator,
        intake=command.intake,
        materials=with_ended_power(rows, agent.until if agent is not None else None, day),
        received_on=day,
        rule_set=context.rules.id,
        notice_due=notice.date,
        notice_due_firm=notice.firm,
        deemed_after=deemed.date if deemed is not None else None,
        deemed_firm=deemed.firm if deemed is not None else None,
        handed_at=command.handed_at,
        pad_number=command.pad_number,
        notes=tuple(f"{GIVE_BACK}：{name}" for name in command.given_back),
    )
    receipt = paper_issued(PaperKind.RECEIPT, context)
    place = command.intake.collected_for
    offered = (ask(case, context, CROSS_AREA, to=place, mode="异地代收代办"),) if place else ()
    asked = _looked_up(case, received, receipt.number, context)
    return (received, receipt, credit_ask(case, context), *asked, *offered)


def check_materials(case: Case, command: cmd.CheckMaterials, context: cmd.Context) -> Answer:
    """核对 after 收件 of what nobody had looked at then: only with it can the case be told of, accepted or passed on.

    Nothing is demanded by it. What is taken in gets a receipt of its own; the period runs from 收件 all the same.
    After a notice was withdrawn before anybody had it, the rows are judged again, each that differs.
    """
    case, eased = relieved(case, context)
    gone = {each.line_id for each in eased}
    unseen = {m.line_id for m in case.materials if m.status is MaterialStatus.OPEN} | looked_at_again(case)
    rows = tuple(m for m in command.materials if m.line_id not in gone and m not in case.materials)
    guide = context.guide
    left = [m.name for m in rows if m.status is MaterialStatus.OPEN]
    again = [m.name for m in rows if m.line_id not in unseen]
    if left or again or not rows or guide is None or case.intake is None:
        named = "、".join(left or again)
        return cmd.Refusal(
            "ZC-CASE-137",
            f"没有要核对的材料：{named}" if again else f"材料还没有核对：{named}" if left else "没有登记核对的材料",
            "行政许可法 32(1)(4)",
            "收件时没有核对的材料，请逐项说明怎么收的",
        )
    refusal = (
        not_listed(rows, guide.materials) or electronic_refusal(rows, guide.materials) or receipted_refusal(case, rows)
    )
    if refusal is not None:
        return refusal
    rows = tuple(for_purpose(m, guide.item.full_name) for m in rows)
    receipts = case.papers_of(PaperKind.RECEIPT)
    asked = _row_asks(case, rows, case.intake, receipts[0].number if receipts else "", context)
    # What a receipt names already is not receipted twice.
    receipted = receipted_lines(case)
    fresh = tuple(m for m in rows if m.line_id not in receipted)
    if not any(comes_in(m) for m in fresh):
        return (*eased, ev.MaterialsChecked(context.now, context.operator, rows), *asked)
    others = tuple(m for m in rows if m.line_id in receipted)
    judged = (ev.MaterialsChecked(context.now, context.operator, others),) if others else ()
    receipt = paper_issued(PaperKind.RECEIPT, context)
    checked = ev.MaterialsChecked(context.now, context.operator, fresh, receipt.document_id)
    return (*eased, *judged, checked, receipt, *asked)


def _looked_up(
    case: Case | None, received: ev.Received, number: str, context: cmd.Context
) -> tuple[ev.PartnerAsked, ...]:
    """What 收件 asks other systems by itself: who the person is in the unified identity (S0 17), and of the materials.

    Nothing waits for the answers.
    """
    rows = _row_asks(case, received.materials, received.intake, number, context)
    return (*identity_asks(case, received.intake, context), *rows)


def _row_asks(
    case: Case | None,
    rows: tuple[SubmittedMaterial, ...],
    intake: ev.Intake,
    number: str,
    context: cmd.Context,
) -> tuple[ev.PartnerAsked, ...]:
    """What is asked of materials: what need not be handed in (S0 21(2)), whether a licence that was shown holds
    (S1 18).
    """
    asked = []
    fetches = [row for row in rows if fetched(row)]
    for n, row in enumerate(fetches):
        asked.append(ask_along(case, context, n, EXCHANGE, row.line_id, **question(row, intake, number)))
    shown = [row for row in rows if row.auth == LICENCE and row.settled]
    for n, row in enumerate(shown):
        asked.append(ask_along(case, context, n, "licence", row.evidence, action="verify", line=row.line_id))
    return tuple(asked)


def identity_asks(
    case: Case | None, intake: ev.Intake, context: cmd.Context
) -> tuple[ev.PartnerAsked, ...]:
    """The person at the desk is one account everywhere: what the card said is matched there, never a second one."""
    agent = intake.agent is not None
    person = intake.agent.person if intake.agent is not None else intake.applicant.person
    if person is None or not person.id_number:
        return ()
    method = "card" if intake.identity_checked.startswith("card") or person.source == "card" else "typed"
    return (ask(case, context, IDENTITY, "agent" if agent else "applicant", method=method),)


def _foreign(command: cmd.Receive, guide: ServiceGuide) -> cmd.Refusal | None:
    lines = {line.id: line for line in material_lines(guide, command.intake.answers)}
    foreign = [m.name for m in command.materials if m.line_id not in lines]
    if foreign:
        return cmd.Refusal(
            "ZC-CASE-03",
            f"办事指南在所选情形下没有要求：{'、'.join(foreign)}",
            "S0 21；S1 14",
            "请从清单中去掉",
        )
    return not_listed(command.materials, lines.values()) or electronic_refusal(command.materials, lines.values())


def relieved(case: Case, context: cmd.Context) -> tuple[Case, tuple[ev.MaterialWaived, ...]]:
    """The case without what a later catalogue dropped, and the record of it: the applicant keeps the better of both.

    ``context.guide`` is already the better of the version of 收件 and the present one.
    """
    guide, intake = context.guide, case.intake
    if guide is None or intake is None:
        return case, ()
    asked = {POWER_LINE, *(line.id for line in material_lines(guide, intake.answers))}
    dropped = tuple(m for m in case.materials if m.line_id not in asked and (m.owed or not m.settled))
    gone = tuple(m.line_id for m in dropped)
    events = tuple(
        ev.MaterialWaived(
            context.now, context.operator, m.line_id, GIVE_BACK if m.taken else "现行办事指南已不再要求", "办事指南"
        )
        for m in dropped
    )
    return replace(case, materials=with_status(case.materials, gone, MaterialStatus.WAIVED)), events


def issue_notice(case: Case, command: cmd.IssueNotice, context: cmd.Context) -> Answer:
    """一次性告知: every fault at once; a second notice only for what the correction brought to light
    (许可法 32(1)(4)).
    """
    refusal = collected_refusal(case)
    if refusal is not None:
        return refusal
    case, eased = relieved(case, context)
    untold = unacceptable(case, context)
    unsettled = tuple(row for row in case.materials if not row.settled or row in untold)
    if not unsettled:
        return cmd.Refusal(
            "ZC-CASE-10", "材料没有问题，不能出具告知书", "行政许可法 32(1)(5)", "材料齐全的，应当受理"
        )
    if any(m.status is MaterialStatus.OPEN for m in unsettled):
        return cmd.Refusal(
            "ZC-CASE-11", "还有材料没有核对，告知必须一次告全", "行政许可法 32(1)(4)", "请先逐项核对材料"
        )
    if too_late(case, context):
        return cmd.Refusal(
            "ZC-CASE-14",
            "收到材料已满5个工作日没有告知，自收件之日起即为受理",
            "行政许可法 32(1)(4)",
            "请确认视为受理；不能再要求补正",
        )
    faults = tuple(fault_of(material) for material in unsettled)
    refusal = (
        obtainable_refusal(case)
        or electronic_refusal(unsettled, context.guide.materials if context.guide is not None else ())
        or _second_notice(case, faults, command.again_reason)
    )
    if refusal is not None:
        return refusal
    slot = context.slots[PaperKind.NOTICE]
    period = context.rules.correction_period
    ends = due(context.now.date, period, context.calendar)
    notice = ev.NoticeIssued(
        at=context.now,
        by=context.operator,
        document_id=slot.document_id,
        number=slot.text,
        faults=faults,
        period=period,
        ends=ends.date,
        ends_firm=ends.firm,
        count_note=ends.note,
        again=bool(_told(case)),
        again_reason=command.again_reason,
    )
    gone = unpledged(case, "不能容缺，改为一次性告知", context) if untold else ()
    return (*eased, notice, paper_issued(PaperKind.NOTICE, context), *gone)


def unpledged(case: Case, why: str, context: cmd.Context) -> tuple[ev.PaperVoided, ...]:
    """The pledges that speak no more: else two days for one material would be in her hand."""
    papers = case.papers_of(PaperKind.TOLERANCE_PLEDGE)
    return tuple(ev.PaperVoided(context.now, context.operator, paper.document_id, why) for paper in papers)


def too_late(case: Case, context: cmd.Context) -> bool:
    """A first notice after the 5 days of the law would tell what is no longer true."""
    return told_too_late(case, context.rules, context.calendar, context.now.date)


def acceptance_day(case: Case, context: cmd.Context) -> date:
    """The day that counts as that of 受理 today (:func:`counts_as_accepted`)."""
    return counts_as_accepted(case, context.rules, context.calendar, context.now.date)


def _told(case: Case) -> tuple[ev.NoticeIssued, ...]:
    """Every notice that counts as told; one that was withdrawn before anybody had it does not."""
    return (*case.overtaken, *case.notices)


def _second_notice(case: Case, faults: tuple[Fault, ...], reason: str) -> cmd.Refusal | None:
    if not _told(case):
        return None
    told = {fault.line_id for notice in _told(case) for fault in notice.faults}
    untold = [fault.material for fault in faults if fault.line_id not in told]
    if untold:
        return cmd.Refusal(
            "ZC-CASE-12",
            f"第一次没有告知：{'、'.join(untold)}，不能再次要求",
            "行政许可法 32(1)(4)；S0 26(10)",
            "按已告知的内容审核；确属补正后才发现的，由主管处理",
        )
    if not reason.strip():
        return cmd.Refusal(
            "ZC-CASE-13",
            "再次告知必须写明是补正后才发现的问题",
            "行政许可法 32(1)(4)",
            "请填写原因，主管会收到提醒",
        )
    return None


def take_correction(case: Case, command: cmd.TakeCorrection, context: cmd.Context) -> Answer:
    """Each hand-in is receipted (D01b); the case stays 待补正 until all is there, or until the applicant
    calls the correction complete although it fails (S0 22).
    """
    if not command.materials:
        return cmd.Refusal("ZC-CASE-20", "没有登记补交的材料", "", "请先登记收到的材料")
    unseen = [m.name for m in command.materials if m.status is MaterialStatus.OPEN]
    if unseen:
        return cmd.Refusal("ZC-CASE-22", f"补交的材料还没有核对：{'、'.join(unseen)}", "", "请先逐项核对")
    asked = {fault.line_id for fault in case.notices[-1].faults}
    strange = [m.name for m in command.materials if m.line_id not in asked]
    if strange:
        return cmd.Refusal(
            "ZC-CASE-21", f"告知书没有要求补正：{'、'.join(strange)}", "S0 21", "请只登记告知书列出的材料"
        )
    lines = context.guide.materials if context.guide is not None else ()
    refusal = moment_refusal(command.handed_at, case.notices[-1].at, context) or electronic_refusal(
        command.materials, lines
    )
    if refusal is not None:
        return refusal
    case, eased = relieved(case, context)
    after = merge(case.materials, command.materials)
    remaining = tuple(m.line_id for m in after if not m.settled)
    slot = context.slots[PaperKind.CORRECTION_RECEIPT]
    correction = ev.CorrectionReceived(
        context.now, context.operator, slot.document_id, case.notices[-1].number, command.materials, remaining,
        command.handed_at,
    )  # fmt: skip
    paper = paper_issued(PaperKind.CORRECTION_RECEIPT, context)
    if remaining and not command.complete:
        return (*eased, correction, paper)
    # The day of the hand-in counts, not the day it was written down (许可法 32(1)(5)).
    day = (command.handed_at or context.now).date
    return (*eased, correction, paper, ev.CorrectionsCompleted(context.now, context.operator, day))


def notice_ended(case: Case, context: cmd.Context) -> bool:
    """Whether the correction period told on the notice has certainly ended."""
    if not case.notices:
        return False
    ends, firm = correction_end(case, context.calendar)
    return firm and context.now.date > ends


def rights_ok(right: Right | None, context: cmd.Context, what: str) -> cmd.Refusal | None:
    """Refusal when the operator lacks ``right``."""
    if right is None or right in context.rights:
        return None
    if context.resting:
        why = f"现在不能{what}：{context.resting}"
        return cmd.Refusal("ZC-RIGHT-04", why, "S0 4；S1 8", "可以收件，并转有权的窗口或者部门办理")
    return cmd.Refusal(
        "ZC-RIGHT-01",
        f"您在本窗口没有「{what}」的授权",
        "S4 5(2)；行政许可法 24",
        "可以收件并转部门，或者请有权的同事办理",
    )
