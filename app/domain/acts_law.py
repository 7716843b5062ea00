"""Decisions of law: 受理, 不予受理, 撤回, 视为撤回, 转部门, 即办 decision, 送达."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import ask, collected_refusal, credit_again
from app.domain.acts_intake import Answer, acceptance_day, notice_ended, paper_issued, relieved, too_late
from app.domain.acts_promise import not_synced, promises_open
from app.domain.acts_proof import project_decision
from app.domain.case import Case
from app.domain.deadlines import Binding, binding, due
from app.domain.delivery import ELECTRONIC, LICENCE, away_refusal, delivery_of, licence_wish, service_refusal
from app.domain.elsewhere import asked_of_holder, handed_on
from app.domain.guide import ServiceGuide
from app.domain.limits import beside_at_once, correction_end, main_limit, notice_served_on
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.serving import DIRECT, signed_on, unauthorised, unlike_sheet, unproved, void_sheets
from app.domain.states import CaseState
from app.domain.tolerance import AT_ONCE, day_to_bring, why_never
from app.values import replace

WINDOW_POWER = "综窗授权"
"""Of a decision that a window made by what was delegated to it (即办)."""

GROUNDS = ("not-needed", "authority", "materials", "false")
"""行政许可法 32(1)(1), 32(1)(2), 32(1)(4), 78: why an application may not be accepted."""


def accept(case: Case, command: cmd.Accept, context: cmd.Context) -> Answer:
    """受理 when all is there (许可法 32(1)(5)), or all but what may come later (容缺) or is promised (告知承诺).

    The due date told is min(法定, 承诺), each in its own unit. With 容缺 the notice is D07 and not D02.
    """
    case, eased = relieved(case, context)
    refusal = collected_refusal(case) or _not_ready(case, context) or promises_open(case, context)
    if refusal is not None:
        return refusal
    guide = context.guide
    if guide is None:
        return cmd.Refusal("ZC-CASE-01", "目录里没有这个事项", "S1 12", "请同步目录后再受理，收件不受影响")
    on_counter = command.route == "counter"
    if on_counter and Right.DECIDE not in context.rights:
        return cmd.Refusal("ZC-RIGHT-02", "您没有当场决定的授权，不能按即办受理", "S4 5(2)", "改为转部门办理")
    spared = context.rules.acceptance_voucher_optional_on_spot and on_counter and not case.tolerated
    if not command.voucher and not spared:
        return cmd.Refusal(
            "ZC-CASE-122",
            "受理通知书不能省",
            "行政许可法 32(2)；S4 11(1)",
            "请照常出具；只有规则允许并且当场办结的才可以不出",
        )
    accepted = acceptance(case, guide, command.route, acceptance_day(case, context), context)
    asked = credit_again(case, context)
    if not command.voucher:
        return (*eased, accepted, *asked)
    paper = PaperKind.TOLERANCE_NOTICE if case.tolerated else PaperKind.ACCEPTANCE
    return (*eased, accepted, paper_issued(paper, context), *asked)


def _not_ready(case: Case, context: cmd.Context) -> cmd.Refusal | None:
    owed = case.open_faults
    if owed:
        names = "、".join(material.name for material in owed)
        return cmd.Refusal(
            "ZC-CASE-30", f"还缺：{names}", "行政许可法 32(1)(4)", "出具一次性告知书，或者登记补正材料"
        )
    limit = context.guide.quantity_limit if context.guide is not None else ""
    if context.offline and limit not in ("", "无"):
        return cmd.Refusal(
            "ZC-CASE-31", "有数量限制的事项不能离线受理", "行政许可法 57", "已收件；联网后按受理顺序办理"
        )
    return None


def acceptance(
    case: Case, guide: ServiceGuide, route: str, day: date, context: cmd.Context, *, deemed: bool = False
) -> ev.Accepted:
    """The event of 受理 on ``day`` with every date that its paper tells."""
    until = day_to_bring(case, context, day)
    tolerated = _tolerated(case, deemed) if until is not None else ()
    until = until if tolerated else None
    # Where silence dates it back, the limit is the law's own; the day in the pledge stands beside it. A day that she
    # did not sign moves no decision.
    pledge = case.pledge_standing
    signed = pledge is not None and until == pledge.promised_by
    keeps = until if signed and day >= _pledged_on(case) else None
    bound = main_limit(guide, context.rules, day, context.calendar, tolerated=bool(tolerated), keeps=keeps)
    if keeps is not None and bound is None and _signed_anew(case):
        # Signed when the limit had run out with us: what was late already is not put off by it.
        keeps, bound = None, main_limit(guide, context.rules, day, context.calendar, tolerated=True)
    end, firm = (bound.due.date, bound.due.firm) if bound is not None else _when_brought(guide, until, keeps, context)
    made = {line for each in case.commitments for line in each.lines}
    return ev.Accepted(
        at=context.now,
        by=context.operator,
        accepted_on=day,
        due=end,
        due_firm=firm,
        limit_words=bound.period.words() if bound is not None else "",
        binding=bound.limit.value if bound is not None else "",
        count_note=bound.due.note if bound is not None else "",
        authority=guide.authority.name,
        route=route,
        deemed=deemed,
        excluded=guide.excluded_steps,
        tolerated=tolerated,
        tolerated_until=until,
        tolerated_firm=_firm(case, until, bound, context),
        tolerated_outcome=_outcome(case, context) if tolerated else "",
        committed=tuple(m.line_id for m in case.committed if not deemed or m.line_id in made),
        branches=branch_limits(case.intake.branches if case.intake is not None else (), day, context),
    )


def _tolerated(case: Case, deemed: bool) -> tuple[str, ...]:
    """What is owed after 受理 while a day is left to bring it; 视为受理 adds nothing to what the applicant pledged by
    herself.
    """
    pledge = case.pledge_standing
    pledged = pledge.lines if pledge is not None else ()
    return tuple(m.line_id for m in case.tolerated if not deemed or m.line_id in pledged)


def _outcome(case: Case, context: cmd.Context) -> str:
    """What follows when it is not brought: as she pledged it, or as the rules have it where they want no pledge."""
    pledge = case.pledge_standing
    return pledge.outcome if pledge is not None else context.rules.overdue.tolerated


def _pledged_on(case: Case) -> date:
    return case.pledged_on or date.min


def _signed_anew(case: Case) -> bool:
    return case.pledge is not None and case.pledge.at.date > _pledged_on(case)


def _when_brought(
    guide: ServiceGuide, until: date | None, keeps: date | None, context: cmd.Context
) -> tuple[date | None, bool]:
    """Where 即办 is all that a later guide knows, or every limit ends before the day that a pledge keeps, it is decided
    when the material comes, at the latest on that day. A guide without any limit tells none.
    """
    shorter = keeps is not None and any(beside_at_once(guide, context.rules))
    if until is None or not (shorter or why_never(guide, context.rules) == AT_ONCE):
        return None, True
    return until, context.calendar.knows(until)


def _firm(case: Case, until: date | None, bound: Binding | None, context: cmd.Context) -> bool:
    """Whether the day to bring is certain: one that was agreed is; the day of the decision is as certain as that."""
    pledge = case.pledge_standing
    if pledge is not None and until == pledge.promised_by:
        return True
    if until is not None and bound is not None and until == bound.due.date:
        return bound.due.firm
    return until is None or context.calendar.knows(until)


def branch_limits(
    branches: tuple[ev.Branch, ...], day: date, context: cmd.Context
) -> tuple[ev.BranchLimit, ...]:
    """When each branch of a 一件事 is due; one that waits for another has no date yet (S4 5(3))."""
    told = []
    for branch in branches:
        bound = binding(day, branch.legal, branch.promised, context.calendar)
        waits = bool(branch.after)
        told.append(
            ev.BranchLimit(
                branch.item.code,
                branch.item.name,
                branch.item.department,
                bound.period.words() if bound is not None else "",
                bound.due.date if bound is not None and not waits else None,
                bound.due.firm if bound is not None and not waits else False,
            )
        )
    return tuple(told)


def decline(case: Case, command: cmd.Decline, context: cmd.Context) -> Answer:
    """不予受理 in writing with reasons (S0 22(2)); for want of materials only after a correction that
    claims to be complete failed.
    """
    refusal = collected_refusal(case)
    if refusal is not None:
        return refusal
    if not command.reasons.strip():
        return cmd.Refusal(
            "ZC-CASE-40", "不予受理必须写明理由", "行政许可法 32(2)；S0 22(2)", "请填写事实和依据"
        )
    if command.ground not in GROUNDS:
        return cmd.Refusal("ZC-CASE-44", "不予受理要选择法定的情形", "行政许可法 32(1)、78", "请重新选择")
    if too_late(case, context):
        return cmd.Refusal(
            "ZC-CASE-14",
            "收到材料已满5个工作日没有告知，自收件之日起即为受理",
            "行政许可法 32(1)(4)",
            "请确认视为受理；不符合条件的，作不予许可决定并写明理由",
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
    """The applicant may withdraw in writing before a decision; what was handed in goes back, told on the slip."""
    returned = tuple(material.line_id for material in case.materials if material.held)
    withdrawn = ev.Withdrawn(context.now, context.operator, command.reason, returned)
    if case.state is CaseState.DRAFT:
        return (withdrawn,)
    return (withdrawn, paper_issued(PaperKind.WITHDRAWAL, context))


def propose_deemed_withdrawal(
    case: Case, command: cmd.ProposeDeemedWithdrawal, context: cmd.Context
) -> Answer:
    """The clock only proposes; nothing takes effect without a sync and a person."""
    refusal = _still_runs(case, context)
    if refusal is not None:
        return refusal
    if notice_served_on(case) is None:
        return cmd.Refusal(
            "ZC-CASE-56",
            "告知书还没有送达，补正期没有开始",
            "S0 22(2)；行政许可法 32(1)(4)",
            "请送达并登记；补正期自送达之日重新计算",
        )
    if case.proposal is not None:
        return ()
    ends, _ = correction_end(case, context.calendar)
    return (ev.DeemedWithdrawalProposed(context.now, context.operator, ends),)


def _still_runs(case: Case, context: cmd.Context) -> cmd.Refusal | None:
    """The period that counts today has not certainly ended: silence says nothing yet."""
    if not notice_ended(case, context):
        return cmd.Refusal("ZC-CASE-50", "补正期还没有届满", "S0 22(2)", "请按现在的期限等待；届满后再办")
    return None


def confirm_deemed_withdrawal(
    case: Case, command: cmd.ConfirmDeemedWithdrawal, context: cmd.Context
) -> Answer:
    """视为撤回 after a sync newer than the deadline: an earlier hand-in elsewhere would have come down and wins.

    The end that counts today speaks, not the one of the proposal: new holidays or a late service may have moved it.
    """
    if case.proposal is None:
        return cmd.Refusal("ZC-CASE-51", "补正期届满的提示还没有产生", "S0 22(2)", "")
    ended, _ = correction_end(case, context.calendar)
    unsynced = not_synced(ended, command.last_sync_ms, "S0 22(2)")
    refusal = _still_runs(case, context) or unsynced or _handed_in_elsewhere(case, ended)
    if refusal is not None:
        return refusal
    withdrawn = ev.DeemedWithdrawn(context.now, context.operator, ended, command.last_sync_ms)
    return (withdrawn, paper_issued(PaperKind.DEEMED_WITHDRAWAL, context))


def _handed_in_elsewhere(case: Case, ended: date) -> cmd.Refusal | None:
    """A hand-in at another counter within the period wins, once it has come down (S0 22)."""
    if any(handed_on(told) <= ended for told in asked_of_holder(case) if told.waiting):
        return cmd.Refusal(
            "ZC-CASE-57",
            "申请人已在补正期内到别的窗口交了材料",
            "S0 22(2)",
            "请取回材料并登记补正，不能按视为撤回办理",
        )
    return None


def transfer(case: Case, command: cmd.Transfer, context: cmd.Context) -> Answer:
    """转部门; the lease goes with it, and so does the slip that says in whose hand the case is (D12)."""
    if any(material.status is MaterialStatus.OPEN for material in case.materials):
        return cmd.Refusal("ZC-CASE-55", "还有材料没有核对，不能转部门", "", "请先逐项核对材料")
    moved = ev.Transferred(context.now, context.operator, command.to, command.reason)
    return (moved, paper_issued(PaperKind.ROUTING, context))


def decide_on_spot(case: Case, command: cmd.DecideOnSpot, context: cmd.Context) -> Answer:
    """即办 (许可法 34): a written decision on the spot by who holds may_decide; a refusal needs reasons (38(2))."""
    refusal = _undecidable(case, command)
    if refusal is not None:
        return refusal
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
        return (refused, paper_issued(PaperKind.REFUSAL, context), ready, *project_decision(case, context))
    granted = ev.Granted(
        at=context.now,
        by=context.operator,
        decided_on=day,
        decided_by=item.authority,
        validity=command.validity,
        licence_number=command.licence_number,
        power=WINDOW_POWER,
        deliver_by=deliver.date,
        conditions=command.conditions,
        refused_branches=tuple(branch.code for branch in case.branches if branch.granted is False),
        check_by=check_by(case, context),
    )
    ready = ev.ResultReady(context.now, context.operator, tuple(name for name in (item.result_name,) if name))
    told = (*_licence_ask(case, context), *project_decision(case, context))
    return (granted, paper_issued(PaperKind.GRANT, context), ready, *told)


def _licence_ask(case: Case, context: cmd.Context) -> tuple[ev.PartnerAsked, ...]:
    """Who wants the electronic result gets it made without another word; off line the question waits (S0 24)."""
    wish = licence_wish(case, context.guide)
    return (ask(case, context, LICENCE, "applicant", **wish),) if wish is not None else ()


def _undecidable(case: Case, command: cmd.DecideOnSpot) -> cmd.Refusal | None:
    """What must be there before anybody decides: owed materials, and all branches of a 一件事."""
    if case.owed and command.grant:
        names = "、".join(material.name for material in case.owed)
        return cmd.Refusal(
            "ZC-CASE-62", f"容缺材料还没有补齐：{names}", "S0 22(3)", "补齐后再决定；期满不补按容缺超期办理"
        )
    if case.open_faults and command.grant:
        names = "、".join(material.name for material in case.open_faults)
        return cmd.Refusal(
            "ZC-CASE-62",
            f"视为受理时还缺：{names}",
            "行政许可法 32(1)(4)、38",
            "可以登记申请人补交的材料；不符合条件的，作不予决定并写明理由",
        )
    running = [branch.name for branch in case.branches if branch.granted is None]
    if running:
        return cmd.Refusal(
            "ZC-CASE-61", f"还有联办事项没有办完：{'、'.join(running)}", "行政许可法 26", "请等各部门书面办结"
        )
    if case.branches and command.grant and not any(branch.granted for branch in case.branches):
        return cmd.Refusal("ZC-CASE-63", "各联办事项都没有准予", "行政许可法 38(2)", "请作不予决定并写明理由")
    return None


def check_by(case: Case, context: cmd.Context) -> date | None:
    """When a 许可 granted on a promise is to have been checked (S4 14)."""
    if not any(made.kind == "licence" for made in case.commitments):
        return None
    return due(context.now.date, context.rules.commitment_check_period, context.calendar).date


RESULTS = frozenset({PaperKind.GRANT, PaperKind.REFUSAL, PaperKind.CERTIFICATE})
"""What service ends a case with: the decision, or the certificate that it grants (许可法 38, 39, 44)."""


def _no_result(case: Case, command: cmd.HandOver) -> cmd.Refusal | None:
    """A case ends with its result in hand: a receipt serves nothing, and who was granted a certificate gets it."""
    chosen = [paper for paper in case.papers if paper.document_id in command.documents]
    if not any(paper.kind in RESULTS for paper in chosen):
        return cmd.Refusal(
            "ZC-CASE-134",
            "所选文书里没有办理结果，不能按送达办结",
            "行政许可法 44",
            "请选择证照或者决定书；其他文书用「交付」登记",
        )
    granted = case.decision if isinstance(case.decision, ev.Granted) else None
    # What a department made itself comes with its decision, also in a 一件事, where the branch of the certificate may
    # have been refused; what a window granted alone is made on a blank of the window.
    alone = granted is not None and granted.power == WINDOW_POWER and not case.branches
    wanted = alone and bool(case.item.blank_kind)
    if not wanted or delivery_of(case).form == ELECTRONIC:
        return None
    given = [p for p in case.papers_of(PaperKind.CERTIFICATE) if p in chosen or p.given_at is not None]
    if given:
        return None
    return cmd.Refusal(
        "ZC-CASE-135",
        f"「{case.item.blank_kind}」还没有制证或者没有选上，不能只交决定书",
        "行政许可法 39、44",
        "请先打印证照、盖章，再一并交付；只要电子件的，先改登记取件方式",
    )


def hand_over(case: Case, command: cmd.HandOver, context: cmd.Context) -> Answer:
    """送达 with a signed proof (D16); what must bear a seal is refused without one (许可法 32, 39).

    A sheet that was laid out to be signed by hand is the proof once it lies here signed; one that nobody signed counts
    no longer when the papers were served otherwise.
    """
    day = signed_on(case, command.sheet, context.now.date)
    refusal = _unservable(case, command, day) or unproved(case, command) or unlike_sheet(case, command)
    if refusal is not None:
        return refusal
    void = void_sheets(case, context, command.sheet)
    by_sheet = command.sheet
    proof = by_sheet or context.slots[PaperKind.SERVICE_PROOF].document_id
    handed = ev.HandedOver(
        context.now, context.operator, command.recipient, command.method, command.documents, proof,
        command.reference, command.refusal, command.witness,
    )  # fmt: skip
    issued = () if by_sheet else (paper_issued(PaperKind.SERVICE_PROOF, context),)
    return (handed, *issued, *void, *_licence_ask(case, context))


def lay_out_proof(case: Case, command: cmd.LayOutProof, context: cmd.Context) -> Answer:
    """D16 to be signed by hand (民事诉讼法 87): only for what could be given now, and it says of nothing that it was. A
    sheet that was laid out before counts no longer.
    """
    meant = cmd.HandOver(command.recipient, DIRECT, command.documents)
    refusal = _unservable(case, meant, context.now.date)
    if refusal is not None:
        return refusal
    issued = paper_issued(PaperKind.SERVICE_PROOF, context)
    laid = replace(issued, serves=command.documents, recipient=command.recipient)
    return (*void_sheets(case, context, None), laid)


def _unservable(case: Case, command: cmd.HandOver, day: date) -> cmd.Refusal | None:
    """Why these papers may not go to this person this way on ``day``, whatever proves it afterwards."""
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
    refusal = (
        _no_result(case, command)
        or away_refusal(case, command.documents, command.method)
        or service_refusal(case, command.method, command.reference)
    )
    if refusal is not None:
        return refusal
    return taker_refusal(case, command, day)


def taker_refusal(case: Case, command: cmd.HandOver, day: date) -> cmd.Refusal | None:
    """Why a result may not go to this person on ``day``: nobody is named, or nothing lets her take it for another."""
    recipient = command.recipient
    if recipient.mark and not recipient.witness.strip():
        return cmd.Refusal("ZC-CASE-19", "捺印要有见证人", "S4 10", "请填写见证人姓名，见证人也要签名")
    company = case.intake is not None and case.intake.applicant.organisation is not None
    if company and recipient.relation in ("", "本人"):
        return cmd.Refusal(
            "ZC-CASE-75",
            "单位领取要写明来人的姓名和身份",
            "行政许可法 44；民事诉讼法 89",
            "请选择法定代表人、代理人、经办人或者其他，并填写姓名",
        )
    if not recipient.name:
        return cmd.Refusal("ZC-CASE-72", "没有写明受送达人", "行政许可法 44", "请填写姓名")
    return unauthorised(case, command, day)
