"""``decide``: a case, a command and a context of values give events or a refusal. No I/O, no clock, no randomness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain import acts_intake, acts_law, acts_paper
from app.domain import commands as cmd
from app.domain.acts_intake import Answer, rights_ok
from app.domain.case import Case
from app.domain.paper import PaperKind
from app.domain.rights import RIGHT_NAMES
from app.domain.transitions import STATE_NAMES, TABLE

_Act = Callable[[Any, Any, cmd.Context], Answer]

_ACTS: dict[type, tuple[_Act, str]] = {
    cmd.OpenCase: (acts_intake.open_case, "opened"),
    cmd.Receive: (acts_intake.receive, "received"),
    cmd.IssueNotice: (acts_intake.issue_notice, "notice_issued"),
    cmd.TakeCorrection: (acts_intake.take_correction, "correction_received"),
    cmd.Accept: (acts_law.accept, "accepted"),
    cmd.Decline: (acts_law.decline, "declined"),
    cmd.Withdraw: (acts_law.withdraw, "withdrawn"),
    cmd.ProposeDeemedWithdrawal: (acts_law.propose_deemed_withdrawal, "deemed_withdrawal_proposed"),
    cmd.ConfirmDeemedWithdrawal: (acts_law.confirm_deemed_withdrawal, "deemed_withdrawn"),
    cmd.Transfer: (acts_law.transfer, "transferred"),
    cmd.DecideOnSpot: (acts_law.decide_on_spot, "granted"),
    cmd.HandOver: (acts_law.hand_over, "handed_over"),
    cmd.IssuePaper: (acts_paper.issue_paper, ""),
    cmd.IssueCertificate: (acts_paper.issue_certificate, ""),
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
    cmd.IssueNotice: (PaperKind.NOTICE,),
    cmd.TakeCorrection: (PaperKind.CORRECTION_RECEIPT,),
    cmd.Accept: (PaperKind.ACCEPTANCE,),
    cmd.Decline: (PaperKind.NON_ACCEPTANCE,),
    cmd.ConfirmDeemedWithdrawal: (PaperKind.DEEMED_WITHDRAWAL,),
    cmd.HandOver: (PaperKind.SERVICE_PROOF,),
    cmd.IssueCertificate: (PaperKind.CERTIFICATE,),
}


def papers_needed(command: cmd.Command) -> tuple[PaperKind, ...]:
    """Kinds of paper that ``command`` may issue: the caller takes a number for each inside the transaction."""
    if isinstance(command, cmd.IssuePaper):
        return (command.kind,)
    if isinstance(command, cmd.DecideOnSpot):
        return (PaperKind.GRANT,) if command.grant else (PaperKind.REFUSAL,)
    return _PAPERS.get(type(command), ())


def decide(case: Case | None, command: cmd.Command, context: cmd.Context) -> Answer:
    """Events that ``command`` brings about, or why it may not be."""
    act, event = _ACTS[type(command)]
    if event:
        refusal = _may(case, command, event, context)
        if refusal is not None:
            return refusal
    elif case is None:
        return cmd.Refusal("ZC-CASE-04", "没有这个办件", "", "请重新查询")
    return act(case, command, context)


def _may(case: Case | None, command: cmd.Command, event: str, context: cmd.Context) -> cmd.Refusal | None:
    state = case.state if case is not None else None
    row = TABLE.find(state, event)
    if row is None:
        stands = STATE_NAMES[state] if state is not None else "还没有收件"
        return cmd.Refusal("ZC-CASE-05", f"办件现在是「{stands}」，不能做这一步", "", "请看办件页的时间线")
    if case is not None and case.lease != context.device:
        holder = "部门" if case.lease == "platform" else "另一个窗口"
        return cmd.Refusal(
            "ZC-CASE-06", f"办件在{holder}手里", "S3 一(二)", "等部门办理或者退回；您可以打印、盖章登记和查询"
        )
    what = RIGHT_NAMES[row.right] if row.right is not None else ""
    return rights_ok(row.right, context, what)
