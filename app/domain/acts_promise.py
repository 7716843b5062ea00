"""容缺受理 and 告知承诺: what is owed or promised instead of handed in, with its paper, its clock and its end."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import moment_refusal, promise_refusal
from app.domain.acts_intake import Answer, paper_issued, unpledged
from app.domain.case import Case
from app.domain.deadlines import due
from app.domain.guide import Period
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, merge
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from app.domain.tolerance import no_room, tolerance_limit
from app.values import replace

RETURN, REVOKE = "退件办结", "撤销受理"

LICENCE_KIND = "licence"
"""告知承诺 of a 许可 (S4 14): granted on the promise and checked afterwards; the other kind is of a proof (S0 9)."""

TOLD = ("办理事项名称", "设定证明的依据", "证明的内容", "承诺的方式", "虚假承诺的责任")
"""What S0 9(2) wants told in writing before anybody commits."""

CHECKED_HOW = "核查方式"
"""What S4 14 wants told besides, when a 许可 is granted on a promise and checked afterwards."""

PROMISED = ("已知晓告知事项", "已符合相关条件", "愿意承担虚假承诺的责任", "承诺意思表示真实")
"""What S0 9(3) wants promised, each statement by itself."""


def promises_open(case: Case, context: cmd.Context) -> cmd.Refusal | None:
    """Acceptance waits until what is owed is pledged and what is promised is signed."""
    standing = case.pledge_standing
    pledged = standing.lines if standing is not None else ()
    missing = [m.name for m in case.tolerated if m.line_id not in pledged]
    if missing and not context.rules.tolerance_pledge:
        # Where the rules ask for no D06 time and credit are looked at here, since nobody did before.
        none = no_room(case, context)
        return none or (promise_refusal(case, context, "容缺") if context.rules.tolerance_credit_check else None)
    if missing:
        return cmd.Refusal(
            "ZC-CASE-33",
            f"容缺的材料还没有书面承诺：{'、'.join(missing)}",
            "S0 22(3)；容缺办法",
            "请申请人签《容缺受理承诺书》；不愿容缺的，一次性告知",
        )
    none = no_room(case, context) if case.tolerated else None
    if none is not None:
        return none
    made = {line for each in case.commitments for line in each.lines}
    unsigned = [m.name for m in case.committed if m.line_id not in made]
    if unsigned:
        return cmd.Refusal(
            "ZC-CASE-35",
            f"还没有签告知承诺书：{'、'.join(unsigned)}",
            "S0 9",
            "请申请人签《告知承诺书》；不愿承诺的，按要求提交证明",
        )
    return None


def pledge(case: Case, command: cmd.PledgeTolerance, context: cmd.Context) -> Answer:
    """容缺受理承诺 (D06): secondary materials of the guide's list only, of free will, with good credit."""
    refusal = _pledge_refusal(case, command, context)
    if refusal is None and context.rules.tolerance_credit_check:
        refusal = promise_refusal(case, context, "容缺")
    if refusal is not None:
        return refusal
    # Signed anew for the same, it takes the place of the first and not its time: that runs on from the first.
    since = case.pledged_on if case.pledged_before(command.lines) else None
    anew = replace(case, pledge=None, pledged_on=since)
    limit, none = tolerance_limit(anew, context), no_room(anew, context)
    if limit is None or none is not None:
        return none or ()
    until = command.promised_by or limit
    if not context.now.date <= until <= limit:
        return cmd.Refusal(
            "ZC-CASE-36",
            f"补交期限不能超过事项的规定时限（{limit.month}月{limit.day}日）",
            "容缺办法",
            "请和申请人重新商定日期",
        )
    pledged = ev.TolerancePledged(
        at=context.now,
        by=context.operator,
        document_id=context.slots[PaperKind.TOLERANCE_PLEDGE].document_id,
        lines=command.lines,
        supply=command.supply,
        promised_by=until,
        outcome=context.rules.overdue.tolerated,
        signature=command.signature,
        credit="通过",
    )
    old = unpledged(case, "重新签了容缺受理承诺书", context)
    return (*old, pledged, paper_issued(PaperKind.TOLERANCE_PLEDGE, context))


def _pledge_refusal(
    case: Case, command: cmd.PledgeTolerance, context: cmd.Context
) -> cmd.Refusal | None:
    rows = [m for m in case.materials if m.line_id in command.lines]
    if not command.lines or len(rows) != len(command.lines):
        return cmd.Refusal("ZC-CASE-33", "没有选择要容缺的材料", "S0 22(3)", "请选择材料")
    left = [m.name for m in case.tolerated if m.line_id not in command.lines]
    if left:
        # One pledge with one day stands for all that comes later.
        return cmd.Refusal(
            "ZC-CASE-33",
            f"承诺书要写全容缺的材料，还有：{'、'.join(left)}",
            "S0 22(3)",
            "请把全部容缺的材料写在一份承诺书里",
        )
    main = [m.name for m in rows if not m.tolerable]
    if main:
        return cmd.Refusal(
            "ZC-CASE-34",
            f"主要材料不能容缺：{'、'.join(main)}",
            "S0 8、22(3)",
            "请一次性告知；容缺只限办事指南列出的材料",
        )
    flawed = [m.name for m in rows if m.fault not in (None, FaultCode.MISSING)]
    if flawed and context.rules.tolerance_scope == "missing":
        return cmd.Refusal(
            "ZC-CASE-34",
            f"只有缺少的材料可以容缺，有瑕疵的不可以：{'、'.join(flawed)}",
            "S4 11(2)",
            "请当场更正，或者一次性告知",
        )
    others = [m.name for m in case.open_faults if m.line_id not in command.lines]
    if others:
        return cmd.Refusal(
            "ZC-CASE-30", f"其他材料还缺：{'、'.join(others)}", "S0 22(3)", "容缺之外的材料要先齐全"
        )
    ways = context.rules.supply_ways
    if ways and command.supply not in ways:
        return cmd.Refusal(
            "ZC-CASE-32", f"补交方式只能是：{'、'.join(ways)}", "容缺办法", "请和申请人商定一种并重新选择"
        )
    if not command.signature:
        return cmd.Refusal("ZC-CASE-39", "申请人没有在承诺书上签名", "容缺办法", "请申请人签名；不愿签的，一次性告知")
    return None


def commit(case: Case, command: cmd.MakeCommitment, context: cmd.Context) -> Answer:
    """告知承诺 (D08): all five told, all four promised, signed, by someone whose former promises were true."""
    refusal = _commit_refusal(case, command, context) or promise_refusal(case, context, "告知承诺")
    if refusal is not None:
        return refusal
    made = ev.CommitmentMade(
        at=context.now,
        by=context.operator,
        document_id=context.slots[PaperKind.COMMITMENT].document_id,
        kind=command.kind,
        lines=command.lines,
        told=dict(command.told),
        promised=command.promised,
        text_version=command.text_version,
        signature=command.signature,
        credit="通过",
    )
    return (made, paper_issued(PaperKind.COMMITMENT, context))


def _commit_refusal(case: Case, command: cmd.MakeCommitment, context: cmd.Context) -> cmd.Refusal | None:
    guide = context.guide
    excluded = guide.commitment.excluded if guide is not None and guide.commitment is not None else ""
    if excluded and not _only_for_the_other(excluded, command.kind, context):
        return cmd.Refusal(
            "ZC-CASE-09", f"该事项不适用告知承诺：{excluded}", "S0 9(1)", "请申请人提交法律要求的证明"
        )
    offered = guide.commitment.kind if guide is not None and guide.commitment is not None else ""
    if command.kind == LICENCE_KIND and offered != LICENCE_KIND:
        return cmd.Refusal(
            "ZC-CASE-09", "办事指南没有对该许可实行告知承诺", "S4 14；S0 8", "请按普通程序办理，先审查后决定"
        )
    rows = [m for m in case.materials if m.line_id in command.lines]
    wrong = [m.name for m in rows if not m.committable]
    if wrong or len(rows) != len(command.lines) or (command.kind == "proof" and not rows):
        return cmd.Refusal(
            "ZC-CASE-09", f"《{'、'.join(wrong) or '所选材料'}》不实行告知承诺", "S0 9(1)", "请登记实际收到的材料"
        )
    wanted = (*TOLD, CHECKED_HOW) if command.kind == LICENCE_KIND else TOLD
    untold = [name for name in wanted if not command.told.get(name, "").strip()]
    if untold:
        return cmd.Refusal(
            "ZC-CASE-64", f"告知内容不全：{'、'.join(untold)}", "S0 9(2)", "请补全证明事项清单的告知内容后再签"
        )
    open_words = [words for words in PROMISED if words not in command.promised]
    if open_words:
        return cmd.Refusal(
            "ZC-CASE-65",
            f"承诺内容没有逐项确认：{'、'.join(open_words)}",
            "S0 9(3)",
            "请申请人逐项确认；不愿承诺的，提交证明",
        )
    if not command.signature:
        return cmd.Refusal("ZC-CASE-39", "申请人没有在承诺书上签名", "S0 9(3)", "请申请人签名；不愿签的，提交证明")
    return None


def _only_for_the_other(excluded: str, kind: str, context: cmd.Context) -> bool:
    """Whether the reason excludes only the other kind of 告知承诺: each has a list of its own (S0 9(1), S4 14)."""
    lists = {"proof": context.rules.proof_exclusions, "licence": context.rules.licence_exclusions}
    own = lists.pop(kind, ())
    others = {reason for each in lists.values() for reason in each}
    return excluded in others and excluded not in own


def decline_commitment(case: Case, command: cmd.DeclineCommitment, context: cmd.Context) -> Answer:
    """Unwilling is no fault of anybody: the proof is owed as the law says (S0 10(2))."""
    if not command.lines:
        return cmd.Refusal("ZC-CASE-09", "没有选择材料", "S0 10(2)", "请选择材料")
    return (ev.CommitmentDeclined(context.now, context.operator, command.lines),)


def supply(case: Case, command: cmd.SupplyOwed, context: cmd.Context) -> Answer:
    """容缺 material handed in is receipted (D01b), wherever the case is: it needs no lease."""
    owed = {m.line_id for m in (case.owed or _left_open(case))}
    if not owed or case.terminal:
        return cmd.Refusal("ZC-CASE-66", "没有容缺待补的材料", "S0 22(3)", "请看办件的材料列表")
    strange = [m.name for m in command.materials if m.line_id not in owed]
    if strange or not command.materials:
        return cmd.Refusal(
            "ZC-CASE-21", f"没有要求补交：{'、'.join(strange) or '未选材料'}", "S0 21", "请只登记容缺通知书列出的材料"
        )
    unseen = [m.name for m in command.materials if m.status is MaterialStatus.OPEN]
    if unseen:
        return cmd.Refusal("ZC-CASE-22", f"补交的材料还没有核对：{'、'.join(unseen)}", "", "请先逐项核对")
    refusal = moment_refusal(command.handed_at, case.accepted.at if case.accepted else context.now, context)
    if refusal is not None:
        return refusal
    after = merge(case.materials, command.materials)
    notices = case.papers_of(PaperKind.TOLERANCE_NOTICE)
    supplied = ev.MaterialSupplied(
        context.now,
        context.operator,
        context.slots[PaperKind.CORRECTION_RECEIPT].document_id,
        notices[-1].number if notices else "",
        command.materials,
        tuple(m.line_id for m in after if m.line_id in owed and _still_owed(m)),
        command.handed_at,
    )
    return (supplied, paper_issued(PaperKind.CORRECTION_RECEIPT, context))


def _left_open(case: Case) -> tuple[SubmittedMaterial, ...]:
    """After 视为受理 nobody may demand what was missing; the applicant may bring it all the same."""
    if case.accepted is None or not case.accepted.deemed:
        return ()
    return tuple(m for m in case.materials if _still_owed(m))


def _still_owed(material: SubmittedMaterial) -> bool:
    return material.owed or not material.settled


def propose_lapse(case: Case, command: cmd.ProposeToleranceLapse, context: cmd.Context) -> Answer:
    """The clock only proposes (law: acts by silence)."""
    until = _lapsed_on(case, context)
    if isinstance(until, cmd.Refusal):
        return until
    if case.lapse_proposal is not None or case.terminal:
        return ()
    told = case.accepted.tolerated_outcome if case.accepted is not None else ""
    outcome = told or context.rules.overdue.tolerated
    return (ev.ToleranceLapseProposed(context.now, context.operator, until, outcome),)


def _lapsed_on(case: Case, context: cmd.Context) -> date | cmd.Refusal:
    """The day that ended the 容缺 period, as it counts today; a refusal while it runs or nothing is owed any more."""
    accepted = case.accepted
    if accepted is None or accepted.tolerated_until is None or not case.owed:
        return cmd.Refusal("ZC-CASE-66", "没有容缺待补的材料", "S0 22(3)", "")
    until = case.tolerance_due
    if until is None or context.now.date <= until:
        return cmd.Refusal("ZC-CASE-50", "容缺期限还没有届满", "S0 22(3)", "请按现在的期限等待；届满后再确认")
    return until


def confirm_lapse(case: Case, command: cmd.ConfirmToleranceLapse, context: cmd.Context) -> Answer:
    """退件办结 (辽宁) or 撤销受理 with reasons (浙江), after a sync newer than the end that counts today."""
    proposal = case.lapse_proposal
    if proposal is None:
        return cmd.Refusal("ZC-CASE-51", "容缺期限届满的提示还没有产生", "S0 22(3)", "")
    ended = _lapsed_on(case, context)
    if isinstance(ended, cmd.Refusal):
        return ended
    refusal = not_synced(ended, command.last_sync_ms, "S0 22(3)")
    if refusal is not None:
        return refusal
    names = "、".join(m.name for m in case.owed)
    reasons = command.reasons.strip() or f"容缺期限届满，未补齐：{names}"
    if proposal.outcome == REVOKE:
        revoked = ev.AcceptanceRevoked(
            context.now, context.operator, ended, reasons, command.last_sync_ms
        )
        return (revoked, paper_issued(PaperKind.REVOCATION, context))
    returned = tuple(m.line_id for m in case.materials if m.held)
    closed = ev.ReturnedClosed(
        context.now, context.operator, ended, reasons, command.last_sync_ms, returned
    )
    return (closed, paper_issued(PaperKind.TOLERANCE_LAPSED, context))


def not_synced(ended: date, last_sync_ms: int, law: str) -> cmd.Refusal | None:
    """An act by silence waits for a sync newer than the deadline: an earlier hand-in elsewhere would win."""
    if Timestamp(last_sync_ms).date <= ended:
        return cmd.Refusal(
            "ZC-CASE-52",
            "期满后还没有同步过，申请人可能已在别处办理",
            law,
            "联网同步后再确认，期限提醒不受影响",
        )
    return None


def undo(case: Case, command: cmd.UndoSilence, context: cmd.Context) -> Answer:
    """An earlier hand-in that arrives late wins over the end by silence."""
    ended = case.withdrawn if isinstance(case.withdrawn, ev.DeemedWithdrawn) else case.ending
    if not isinstance(ended, (ev.DeemedWithdrawn, ev.ReturnedClosed, ev.AcceptanceRevoked)):
        return cmd.Refusal("ZC-CASE-67", "办件不是因期满而结束的", "S0 22", "请按新办件办理")
    if command.handed_in_on > ended.ended_on:
        return cmd.Refusal(
            "ZC-CASE-67", "材料是期满以后交的", "S0 22", "可以重新申请，已有的材料可以复用"
        )
    if not command.reason.strip():
        return cmd.Refusal("ZC-CASE-67", "请写明材料在哪里、什么时候交的", "S0 22", "请补全")
    return (ev.SilenceUndone(context.now, context.operator, command.handed_in_on, command.reason),)


def check(case: Case, command: cmd.CheckCommitment, context: cmd.Context) -> Answer:
    """核查: the outcome is recorded; what follows from a false promise is the department's (S0 11)."""
    made = {line for each in case.commitments for line in each.lines} | {
        "" for each in case.commitments if each.kind == LICENCE_KIND
    }
    if command.line_id not in made:
        return cmd.Refusal("ZC-CASE-68", "没有对这项材料的承诺", "S0 11", "请看办件的承诺书")
    if command.outcome not in ("属实", "限期整改", "不实"):
        return cmd.Refusal("ZC-CASE-68", "核查结果只能是属实、限期整改或者不实", "S0 11", "请重新选择")
    until = None
    if command.outcome == "限期整改":
        if command.rectify_days <= 0:
            return cmd.Refusal("ZC-CASE-68", "限期整改要写明期限", "S0 11", "请填写工作日数")
        until = due(context.now.date, Period(command.rectify_days), context.calendar).date
    return (
        ev.CommitmentChecked(
            context.now, context.operator, command.line_id, command.outcome, command.finding, until
        ),
    )
