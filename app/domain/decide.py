"""``decide``: a case, a command and a context of values give events or a refusal. No I/O, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.domain import (
    acts_course,
    acts_ends,
    acts_intake,
    acts_law,
    acts_notice,
    acts_paper,
    acts_promise,
    acts_proof,
    acts_side,
    delivery,
    parcels,
    taken_back,
    thumb,
)
from app.domain import commands as cmd
from app.domain.acts_intake import Answer, rights_ok
from app.domain.case import Case
from app.domain.paper import PaperKind
from app.domain.rights import RIGHT_NAMES, Right
from app.domain.time import date_words
from app.domain.transitions import STATE_NAMES, TABLE
from app.values import replace

ELSEWHERE = "ZC-CASE-06"
"""The case lies in another hand."""

_Act = Callable[[Any, Any, cmd.Context], Answer]

_ACTS: dict[type, tuple[_Act, str]] = {
    cmd.OpenCase: (acts_intake.open_case, "opened"),
    cmd.StartPrecheck: (acts_ends.start_precheck, "precheck_started"),
    cmd.ReturnPrecheck: (acts_ends.return_precheck, "precheck_returned"),
    cmd.Receive: (acts_intake.receive, "received"),
    cmd.TurnAway: (acts_ends.turn_away, "turned_away"),
    cmd.CorrectOnSpot: (acts_ends.correct_on_spot, "corrected_on_spot"),
    cmd.CheckMaterials: (acts_intake.check_materials, "materials_checked"),
    cmd.IssueNotice: (acts_intake.issue_notice, "notice_issued"),
    cmd.ReduceNotice: (acts_side.reduce_notice, "notice_reduced"),
    cmd.WithdrawNotice: (acts_notice.withdraw_notice, "notice_withdrawn"),
    cmd.TakeCorrection: (acts_intake.take_correction, "correction_received"),
    cmd.PledgeTolerance: (acts_promise.pledge, "tolerance_pledged"),
    cmd.MakeCommitment: (acts_promise.commit, "commitment_made"),
    cmd.DeclineCommitment: (acts_promise.decline_commitment, "commitment_declined"),
    cmd.Accept: (acts_law.accept, "accepted"),
    cmd.ConfirmDeemedAcceptance: (acts_ends.confirm_acceptance, "accepted"),
    cmd.Decline: (acts_law.decline, "declined"),
    cmd.Withdraw: (acts_law.withdraw, "withdrawn"),
    cmd.ProposeDeemedWithdrawal: (acts_law.propose_deemed_withdrawal, "deemed_withdrawal_proposed"),
    cmd.ConfirmDeemedWithdrawal: (acts_law.confirm_deemed_withdrawal, "deemed_withdrawn"),
    cmd.ConfirmToleranceLapse: (acts_promise.confirm_lapse, "returned_closed"),
    cmd.UndoSilence: (acts_promise.undo, "silence_undone"),
    cmd.Transfer: (acts_law.transfer, "transferred"),
    cmd.StartSpecial: (acts_course.start_special, "special_started"),
    cmd.EndSpecial: (acts_course.end_special, "special_ended"),
    cmd.Extend: (acts_course.extend, "extended"),
    cmd.StartJoint: (acts_course.start_joint, "joint_started"),
    cmd.CompleteBranch: (acts_course.complete_branch, "branch_completed"),
    cmd.DecideOnSpot: (acts_law.decide_on_spot, "granted"),
    cmd.FailService: (acts_ends.fail_service, "service_failed"),
    cmd.TakeParcelBack: (parcels.take_back, "parcel_returned"),
    cmd.HandOver: (acts_law.hand_over, "handed_over"),
    cmd.LayOutProof: (acts_law.lay_out_proof, "handed_over"),
    cmd.Forward: (acts_ends.forward, "forwarded"),
    cmd.VoidCase: (acts_ends.void_case, "voided"),
    cmd.DeleteCase: (acts_ends.delete_case, "deleted"),
    cmd.ProposeDeemedAcceptance: (acts_ends.propose_acceptance, ""),
    cmd.ProposeToleranceLapse: (acts_promise.propose_lapse, ""),
    cmd.SupplyOwed: (acts_promise.supply, ""),
    cmd.CheckCommitment: (acts_promise.check, ""),
    cmd.WaiveMaterial: (acts_side.waive, ""),
    cmd.ObjectMaterial: (acts_side.dispute, ""),
    cmd.MoveBundle: (acts_side.move_bundle, ""),
    cmd.PostParcel: (parcels.post, ""),
    cmd.ChooseDelivery: (delivery.choose, ""),
    cmd.PressThumb: (thumb.press, ""),
    cmd.ReviseDeadline: (acts_side.revise_deadline, ""),
    cmd.AskPartner: (acts_side.ask_partner, ""),
    cmd.ShowLicence: (acts_proof.show_licence, ""),
    cmd.NameProject: (acts_proof.name_project, ""),
    cmd.RecallPaper: (acts_side.recall_paper, ""),
    cmd.AskPaperBack: (taken_back.ask_back, ""),
    cmd.TakePaperBack: (taken_back.take_back, ""),
    cmd.LeaveNotBrought: (taken_back.leave, ""),
    cmd.IssuePaper: (acts_paper.issue_paper, ""),
    cmd.IssueCertificate: (acts_paper.issue_certificate, ""),
    cmd.CopyLicence: (acts_paper.copy_licence, ""),
    cmd.ReplaceBlank: (acts_paper.replace_blank, ""),
    cmd.RecordOut: (acts_paper.record_out, ""),
    cmd.RecordSeal: (acts_paper.record_seal, ""),
    cmd.GivePaper: (acts_paper.give_paper, ""),
    cmd.VoidPaper: (acts_paper.void_paper, ""),
    cmd.ReprintPaper: (acts_paper.reprint_paper, ""),
}

_PAPERS: dict[type, tuple[PaperKind, ...]] = {
    cmd.OpenCase: (PaperKind.FORM,),
    cmd.Receive: (PaperKind.RECEIPT,),
    cmd.CheckMaterials: (PaperKind.RECEIPT,),
    cmd.TurnAway: (PaperKind.TURN_AWAY,),
    cmd.IssueNotice: (PaperKind.NOTICE,),
    cmd.ReduceNotice: (PaperKind.NOTICE,),
    cmd.TakeCorrection: (PaperKind.CORRECTION_RECEIPT,),
    cmd.SupplyOwed: (PaperKind.CORRECTION_RECEIPT,),
    cmd.PledgeTolerance: (PaperKind.TOLERANCE_PLEDGE,),
    cmd.MakeCommitment: (PaperKind.COMMITMENT,),
    cmd.ConfirmDeemedAcceptance: (PaperKind.ACCEPTANCE, PaperKind.TOLERANCE_NOTICE),
    cmd.Decline: (PaperKind.NON_ACCEPTANCE,),
    cmd.Withdraw: (PaperKind.WITHDRAWAL,),
    cmd.ConfirmDeemedWithdrawal: (PaperKind.DEEMED_WITHDRAWAL,),
    cmd.Transfer: (PaperKind.ROUTING,),
    cmd.StartSpecial: (PaperKind.SPECIAL_PROCEDURE,),
    cmd.Extend: (PaperKind.EXTENSION,),
    cmd.Forward: (PaperKind.HANDOVER_LIST,),
    cmd.HandOver: (PaperKind.SERVICE_PROOF,),
    cmd.LayOutProof: (PaperKind.SERVICE_PROOF,),
    cmd.TakePaperBack: (PaperKind.TAKEN_BACK,),
    cmd.IssueCertificate: (PaperKind.CERTIFICATE,),
    cmd.CopyLicence: (PaperKind.LICENCE_COPY,),
}


def papers_needed(command: cmd.Command, case: Case | None = None) -> tuple[PaperKind, ...]:
    """Kinds of paper that ``command`` may issue: the caller takes a number for each inside the transaction."""
    match command:
        case cmd.IssuePaper():
            return (command.kind,)
        case cmd.DecideOnSpot():
            return (PaperKind.GRANT,) if command.grant else (PaperKind.REFUSAL,)
        case cmd.Accept() if not command.voucher:
            return ()
        case cmd.Accept():
            tolerant = case is not None and bool(case.tolerated)
            return (PaperKind.TOLERANCE_NOTICE if tolerant else PaperKind.ACCEPTANCE,)
        case cmd.ConfirmToleranceLapse():
            proposal = case.lapse_proposal if case is not None else None
            revoked = proposal is not None and proposal.outcome == acts_promise.REVOKE
            return (PaperKind.REVOCATION if revoked else PaperKind.TOLERANCE_LAPSED,)
        case cmd.AskPartner():
            return (PaperKind.FEE_NOTICE,) if command.system == acts_side.PAYMENT else ()
        case cmd.VoidPaper() if not command.again:
            return ()
        case cmd.RecallPaper() | cmd.VoidPaper():
            paper = case.paper(command.document_id) if case is not None else None
            return (paper.kind,) if paper is not None else ()
        case cmd.ReviseDeadline():
            return acts_side.papers_replaced(case, command.clock)
        case _:
            return _PAPERS.get(type(command), ())


def decide(case: Case | None, command: cmd.Command, context: cmd.Context) -> Answer:
    """Events that ``command`` brings about, or why it may not be."""
    act, event = _ACTS[type(command)]
    if context.looks_only:
        return cmd.Refusal(
            "ZC-RIGHT-03", "监察人员只能查看，不能办理、登记或者打印", "S1 28", "要改正的，请告诉承办这一件的单位"
        )
    if event:
        refusal = _may(case, command, event, context)
        if refusal is not None and refusal.code == ELSEWHERE and case is not None:
            return acts_side.propose_to_holder(case, command, context) or refusal
        if refusal is None and case is not None and isinstance(command, cmd.TakeCorrection) and command.leaving:
            return acts_side.told_to_holder(case, command, context)
        if refusal is not None:
            return refusal
    elif case is None:
        return cmd.Refusal("ZC-CASE-04", "没有这个办件", "", "请重新查询")
    else:
        refusal = _fact_refusal(case, command, context)
        if refusal is not None:
            return refusal
    return act(case, command, context)


def _fact_refusal(case: Case, command: cmd.Command, context: cmd.Context) -> cmd.Refusal | None:
    """Facts need no lease as a rule, yet some are nobody's without a right (S4 5(2)). The fold asks nothing of it: what
    came down from elsewhere happened.
    """
    match command:
        case cmd.IssueCertificate() | cmd.PostParcel():
            # Two windows off line would each make one, or post it: the hand that has the case does (许可法 39).
            refusal = rights_ok(Right.HAND_OVER, context, RIGHT_NAMES[Right.HAND_OVER])
            return refusal or _lease_refusal(case, context)
        case cmd.TakePaperBack():
            # It moves the case, and its sheet is in the ledger of the window that has the case.
            refusal = rights_ok(Right.HAND_OVER, context, RIGHT_NAMES[Right.HAND_OVER])
            elsewhere = _lease_refusal(case, context)
            return refusal or (replace(elsewhere, what_next=taken_back.there(case)) if elsewhere is not None else None)
        case cmd.AskPaperBack() | cmd.LeaveNotBrought():
            return rights_ok(Right.HAND_OVER, context, RIGHT_NAMES[Right.HAND_OVER])
        case cmd.VoidPaper() if command.again:
            # The same: two numbers for one paper would both be alive. While the department has the case, the paper
            # lies where it was issued.
            paper = case.paper(command.document_id)
            here = paper is not None and case.lease == "platform" and paper.place.device == context.device
            return None if here else _lease_refusal(case, context)
        case cmd.GivePaper():
            paper = case.paper(command.document_id)
            result = paper is not None and paper.kind in acts_law.RESULTS
            return rights_ok(Right.HAND_OVER, context, RIGHT_NAMES[Right.HAND_OVER]) if result else None
        case cmd.WaiveMaterial():
            if context.rights & {Right.NOTIFY, Right.ACCEPT}:
                return None
            return rights_ok(Right.NOTIFY, context, RIGHT_NAMES[Right.NOTIFY])
        case _:
            return None


def _may(case: Case | None, command: cmd.Command, event: str, context: cmd.Context) -> cmd.Refusal | None:
    state = case.state if case is not None else None
    row = TABLE.find(state, event)
    if row is None:
        stands = STATE_NAMES[state] if state is not None else "还没有收件"
        return cmd.Refusal("ZC-CASE-05", f"办件现在是「{stands}」，不能做这一步", "", "请看办件页的时间线")
    what = RIGHT_NAMES[row.right] if row.right is not None else ""
    refusal = rights_ok(row.right, context, what) or (_clock_refusal(case, context) if case is not None else None)
    if refusal is not None:
        return refusal
    return _lease_refusal(case, context) if case is not None else None


def _lease_refusal(case: Case, context: cmd.Context) -> cmd.Refusal | None:
    if case.lease != context.device:
        holder = "部门" if case.lease == "platform" else "另一个窗口"
        return cmd.Refusal(
            "ZC-CASE-06", f"办件在{holder}手里", "S3 一(二)", "等部门办理或者退回；您可以打印、盖章登记和查询"
        )
    return None


def _clock_refusal(case: Case, context: cmd.Context) -> cmd.Refusal | None:
    """No act of law is dated before what it follows: a clock that was set back is put right first."""
    dated: list[date | None] = [
        case.received.received_on if case.received is not None else None,
        case.notices[-1].at.date if case.notices else None,
        case.accepted.at.date if case.accepted is not None else None,
        case.decision.decided_on if case.decision is not None else None,
    ]
    latest = max((day for day in dated if day is not None), default=None)
    if latest is not None and context.now.date < latest:
        return cmd.Refusal(
            "ZC-CASE-45",
            f"本机时间早于办件已有的记录（{date_words(latest)}）",
            "行政许可法 32、42",
            "请校准时间或者联网后再办；已收件不受影响",
        )
    return None
