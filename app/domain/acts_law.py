"""Decisions of law: 受理, 不予受理, 撤回, 视为撤回, 转部门, 即办 decision, 送达."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_intake import Answer, notice_ended, paper_issued
from app.domain.case import Case
from app.domain.deadlines import binding, due
from app.domain.guide import ServiceGuide
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.time import Timestamp

_NOT_YET = (MaterialStatus.TOLERATED, MaterialStatus.COMMITTED)


def accept(case: Case, command: cmd.Accept, context: cmd.Context) -> Answer:
    """受理 when all is there (许可法 32(1)(5)); the due date told is min(法定, 承诺), each in its own unit."""
    owed = case.open_faults
    if owed:
        names = "、".join(material.name for material in owed)
        return cmd.Refusal(
            "ZC-CASE-30", f"还缺：{names}", "行政许可法 32(1)(4)", "出具一次性告知书，或者登记补正材料"
        )
    if any(material.status in _NOT_YET for material in case.materials):
        return cmd.Refusal(
            "ZC-CASE-32",
            "容缺受理和告知承诺要有书面承诺和通知，本版本还不能出具",
            "S0 9、22(3)",
            "请出具一次性告知书，补正期内补齐即可受理",
        )
    guide = context.guide
    if guide is None:
        return cmd.Refusal("ZC-CASE-01", "目录里没有这个事项", "S1 12", "请同步目录后再受理，收件不受影响")
    if context.offline and guide.quantity_limit not in ("", "无"):
        return cmd.Refusal(
            "ZC-CASE-31", "有数量限制的事项不能离线受理", "行政许可法 57", "已收件；联网后按受理顺序办理"
        )
    on_counter = command.route == "counter"
    if on_counter and Right.DECIDE not in context.rights:
        return cmd.Refusal("ZC-RIGHT-02", "您没有当场决定的授权，不能按即办受理", "S4 5(2)", "改为转部门办理")
    # 许可法 32(1)(5): once all corrections are there the case is to be accepted, so that day counts, not ours.
    day = case.completed.completed_on if case.completed is not None else context.now.date
    return (_acceptance(guide, command.route, day, context), paper_issued(PaperKind.ACCEPTANCE, context))


def _acceptance(guide: ServiceGuide, route: str, day: date, context: cmd.Context) -> ev.Accepted:
    bound = binding(day, guide.legal, guide.promised, context.calendar)
    return ev.Accepted(
        at=context.now,
        by=context.operator,
        accepted_on=day,
        due=bound.due.date if bound is not None else None,
        due_firm=bound.due.firm if bound is not None else True,
        limit_words=bound.period.words() if bound is not None else "",
        binding=bound.limit.value if bound is not None else "",
        count_note=bound.due.note if bound is not None else "",
        authority=guide.authority.name,
        route=route,
        excluded=guide.excluded_steps,
    )


def decline(case: Case, command: cmd.Decline, context: cmd.Context) -> Answer:
    """不予受理 in writing with reasons (S0 22(2)); for want of materials only after a correction that
    claims to be complete failed.
    """
    if not command.reasons.strip():
        return cmd.Refusal(
            "ZC-CASE-40", "不予受理必须写明理由", "行政许可法 32(2)；S0 22(2)", "请填写事实和依据"
        )
    if command.ground == "materials" and not case.notices:
        return cmd.Refusal(
            "ZC-CASE-41",
            "材料不齐不能直接不予受理，先一次性告知",
            "行政许可法 32(1)(4)",
            "请出具一次性告知书",
        )
    if command.ground == "materials" and not case.open_faults:
        return cmd.Refusal(
            "ZC-CASE-43", "补正后材料已经齐全，应当受理", "行政许可法 32(1)(5)", "请受理，或者按其他理由办理"
        )
    if command.ground == "authority" and not command.where_to_apply.strip():
        return cmd.Refusal(
            "ZC-CASE-42", "不属本机关职权的，要告知向谁申请", "行政许可法 32(1)(2)", "请填写有权机关"
        )
    declined = ev.Declined(
        context.now, context.operator, command.ground, command.reasons, command.where_to_apply
    )
    return (declined, paper_issued(PaperKind.NON_ACCEPTANCE, context))


def withdraw(case: Case, command: cmd.Withdraw, context: cmd.Context) -> Answer:
    """The applicant may withdraw in writing before a decision."""
    return (ev.Withdrawn(context.now, context.operator, command.reason),)


def propose_deemed_withdrawal(
    case: Case, command: cmd.ProposeDeemedWithdrawal, context: cmd.Context
) -> Answer:
    """The clock only proposes; nothing takes effect without a sync and a person."""
    if not notice_ended(case, context):
        return cmd.Refusal("ZC-CASE-50", "补正期还没有届满", "S0 22(2)", "")
    if case.proposal is not None:
        return ()
    return (ev.DeemedWithdrawalProposed(context.now, context.operator, case.notices[-1].ends),)


def confirm_deemed_withdrawal(
    case: Case, command: cmd.ConfirmDeemedWithdrawal, context: cmd.Context
) -> Answer:
    """视为撤回 after a sync newer than the deadline: an earlier hand-in elsewhere would have come down and wins."""
    if case.proposal is None:
        return cmd.Refusal("ZC-CASE-51", "补正期届满的提示还没有产生", "S0 22(2)", "")
    ended = case.notices[-1].ends
    synced = Timestamp(command.last_sync_ms).date
    if synced <= ended:
        return cmd.Refusal(
            "ZC-CASE-52",
            "补正期满后还没有同步过，申请人可能已在别处补正",
            "S0 22(2)",
            "联网同步后再确认，期限提醒不受影响",
        )
    withdrawn = ev.DeemedWithdrawn(context.now, context.operator, ended, command.last_sync_ms)
    return (withdrawn, paper_issued(PaperKind.DEEMED_WITHDRAWAL, context))


def transfer(case: Case, command: cmd.Transfer, context: cmd.Context) -> Answer:
    """转部门; the lease goes with it."""
    if any(material.status is MaterialStatus.OPEN for material in case.materials):
        return cmd.Refusal("ZC-CASE-55", "还有材料没有核对，不能转部门", "", "请先逐项核对材料")
    return (ev.Transferred(context.now, context.operator, command.to, command.reason),)


def decide_on_spot(case: Case, command: cmd.DecideOnSpot, context: cmd.Context) -> Answer:
    """即办 (许可法 34): a written decision on the spot by who holds may_decide; a refusal needs reasons (38(2))."""
    day = context.now.date
    deliver = due(day, context.rules.delivery_period, context.calendar)
    item = case.item
    if not command.grant:
        if not command.reasons.strip():
            return cmd.Refusal("ZC-CASE-60", "不予许可必须写明理由", "行政许可法 38(2)", "请填写理由")
        refused = ev.Refused(
            context.now, context.operator, day, item.authority, command.reasons, deliver.date
        )
        ready = ev.ResultReady(context.now, context.operator, ("不予许可决定书",))
        return (refused, paper_issued(PaperKind.REFUSAL, context), ready)
    granted = ev.Granted(
        at=context.now,
        by=context.operator,
        decided_on=day,
        decided_by=item.authority,
        validity=command.validity,
        licence_number=command.licence_number,
        power="综窗授权",
        deliver_by=deliver.date,
    )
    ready = ev.ResultReady(context.now, context.operator, tuple(name for name in (item.result_name,) if name))
    return (granted, paper_issued(PaperKind.GRANT, context), ready)


def hand_over(case: Case, command: cmd.HandOver, context: cmd.Context) -> Answer:
    """送达 with a signed proof (D16); what must bear a seal is refused without one (许可法 32, 39)."""
    if not command.documents:
        return cmd.Refusal(
            "ZC-CASE-70", "没有选择要交付的文书", "行政许可法 44", "请选择要交付的证照或者决定书"
        )
    for document_id in command.documents:
        paper = case.paper(document_id)
        if paper is not None and paper.is_given:
            return cmd.Refusal(
                "ZC-CASE-73", f"{paper.number} 已经交付过", "行政许可法 44", "请只选择还没有交付的文书"
            )
        if paper is None or not paper.may_be_given:
            number = paper.number if paper is not None else "（未知文书）"
            return cmd.Refusal(
                "ZC-CASE-71",
                f"{number} 还没有出纸或者还没有盖章，不能交付",
                "行政许可法 39",
                "盖章登记后再交付",
            )
    if not command.recipient.name or not command.recipient.signature:
        return cmd.Refusal("ZC-CASE-72", "领取人没有签名", "行政许可法 44", "请领取人在签名板或者回证上签名")
    slot = context.slots[PaperKind.SERVICE_PROOF]
    handed = ev.HandedOver(
        context.now, context.operator, command.recipient, command.method, command.documents, slot.document_id
    )
    return (handed, paper_issued(PaperKind.SERVICE_PROOF, context))
