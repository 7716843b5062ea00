"""Other beginnings and other ends: 网上预审, 即时告知, 当场更正, 视为受理, 移送, 作废, 误录."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import collected_refusal
from app.domain.acts_intake import Answer, paper_issued
from app.domain.acts_law import acceptance
from app.domain.acts_promise import not_synced
from app.domain.case import Case
from app.domain.limits import deemed_after
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.states import CaseState

GROUNDS = ("not-needed", "not-here", "other")
GROUND_LAW = {
    "not-needed": "《中华人民共和国行政许可法》第三十二条第一款第一项",
    "not-here": "《中华人民共和国行政许可法》第三十二条第一款第二项",
}
"""The article of each ground as D19 cites it; any other ground has none that could be named beforehand."""


def ground_law(ground: str, authority: str, *, licence: bool) -> str:
    """The basis of a D19 as far as it is known before anybody writes: the article of a 许可, else who is published as
    competent (目录编制规范: 实施机构). "" where neither is known: the clerk says it.
    """
    if licence:
        return GROUND_LAW.get(ground, "")
    return f"政务服务事项目录公布的实施机构是{authority}" if ground == "not-here" and authority else ""


def start_precheck(case: Case, command: cmd.StartPrecheck, context: cmd.Context) -> Answer:
    """网上预审 of an online draft."""
    return (ev.PrecheckStarted(context.now, context.operator),)


def return_precheck(case: Case, command: cmd.ReturnPrecheck, context: cmd.Context) -> Answer:
    """The opinion goes back whole and once; it is no notice, since nothing was received yet."""
    if not command.opinion.strip():
        return cmd.Refusal("ZC-CASE-92", "预审退回要一次写明全部意见", "55号 二(二)", "请填写意见")
    return (ev.PrecheckReturned(context.now, context.operator, command.opinion),)


def turn_away(case: Case | None, command: cmd.TurnAway, context: cmd.Context) -> Answer:
    """D19: no turn-away without a reason in writing and a way (S0 23, 26(8)); our own troubles are no reason."""
    if command.ground not in GROUNDS or not command.reason.strip() or not command.basis.strip():
        return cmd.Refusal(
            "ZC-CASE-93", "即时告知要写明理由和依据", "行政许可法 32(1)(1)；S0 23", "请补全；材料不齐的应当收件"
        )
    received = case is not None and case.state is CaseState.RECEIVED
    if received and command.ground != "not-needed":
        return cmd.Refusal(
            "ZC-CASE-46",
            "已经收件的，不能只出即时告知单",
            "行政许可法 32(1)(2)、32(2)",
            "请出具不予受理决定书并告知向谁申请，或者移送",
        )
    if not command.instead.strip():
        return cmd.Refusal(
            "ZC-CASE-94",
            "要告诉申请人接下来可以怎么办",
            "S0 23",
            "例如：向哪个机关申请，或者由本窗口代收",
        )
    turned = ev.TurnedAway(
        context.now,
        context.operator,
        command.intake if case is None or case.intake is None else case.intake,
        command.ground,
        command.reason,
        command.basis,
        command.instead,
        context.rules.id,
    )
    return (turned, paper_issued(PaperKind.TURN_AWAY, context))


def correct_on_spot(case: Case, command: cmd.CorrectOnSpot, context: cmd.Context) -> Answer:
    """What can be mended at the desk is mended there, initialled by the applicant (许可法 32(1)(3))."""
    if not command.initialled.strip() or not command.what.strip():
        return cmd.Refusal(
            "ZC-CASE-95", "当场更正要写明改了什么，并由申请人签名", "行政许可法 32(1)(3)", "请补全"
        )
    known = {material.line_id for material in case.materials}
    strange = [m.name for m in command.materials if m.line_id not in known]
    if strange or any(m.status is MaterialStatus.OPEN for m in command.materials):
        return cmd.Refusal("ZC-CASE-22", "更正后的材料还没有核对", "", "请先逐项核对")
    return (
        ev.CorrectedOnSpot(
            context.now, context.operator, command.materials, command.what, command.initialled
        ),
    )


def propose_acceptance(case: Case, command: cmd.ProposeDeemedAcceptance, context: cmd.Context) -> Answer:
    """视为受理 binds 行政许可 alone; the clock only proposes it."""
    received = case.received
    if received is None or received.deemed_after is None:
        return cmd.Refusal("ZC-CASE-53", "不是行政许可，不产生视为受理", "行政许可法 32(1)(4)", "请尽快告知或者受理")
    ended = collected_refusal(case) or _silent_since(case, context)
    if isinstance(ended, cmd.Refusal):
        return ended
    if case.acceptance_proposal is not None:
        return ()
    return (ev.DeemedAcceptanceProposed(context.now, context.operator, ended),)


def _silent_since(case: Case, context: cmd.Context) -> date | cmd.Refusal:
    """The last of the 5 days, as it counts today; a refusal while they run or when somebody spoke in time."""
    if case.notices or case.overtaken or case.accepted is not None or case.terminal:
        return cmd.Refusal("ZC-CASE-53", "已经告知或者受理", "行政许可法 32(1)(4)", "")
    found = deemed_after(case, context.rules, context.calendar)
    if found is None or not found[1] or context.now.date <= found[0]:
        return cmd.Refusal("ZC-CASE-50", "5个工作日还没有届满", "行政许可法 32(1)(4)", "请在届满前告知或者受理")
    return found[0]


def confirm_acceptance(case: Case, command: cmd.ConfirmDeemedAcceptance, context: cmd.Context) -> Answer:
    """视为受理 from the day of 收件, after a sync newer than the 5 days: a notice given elsewhere would win. Its paper
    is D02, with 容缺 D07 in its place.
    """
    proposal, received = case.acceptance_proposal, case.received
    if proposal is None or received is None:
        return cmd.Refusal("ZC-CASE-51", "视为受理的提示还没有产生", "行政许可法 32(1)(4)", "")
    ended = collected_refusal(case) or _silent_since(case, context)
    if isinstance(ended, cmd.Refusal):
        return ended
    refusal = not_synced(ended, command.last_sync_ms, "行政许可法 32(1)(4)")
    if refusal is not None:
        return refusal
    if context.guide is None:
        return cmd.Refusal("ZC-CASE-01", "目录里没有这个事项", "S1 12", "请同步目录后再受理，收件不受影响")
    accepted = acceptance(case, context.guide, "department", received.received_on, context, deemed=True)
    # What she pledged is still owed: she gets its day in writing, as with any 容缺受理 (S0 22(3)).
    paper = PaperKind.TOLERANCE_NOTICE if accepted.tolerated else PaperKind.ACCEPTANCE
    return (accepted, paper_issued(paper, context))


def forward(case: Case, command: cmd.Forward, context: cmd.Context) -> Answer:
    """转报 with the opinion and everything (许可法 35), 移送 to who is competent: it ends here with a paper."""
    if not command.to.strip() or not command.reason.strip():
        return cmd.Refusal(
            "ZC-CASE-96", "移送要写明送到哪里和理由", "行政许可法 32(1)(2)、35", "请补全"
        )
    forwarded = ev.Forwarded(context.now, context.operator, command.to, command.reason, command.opinion)
    return (forwarded, paper_issued(PaperKind.HANDOVER_LIST, context))


def void_case(case: Case, command: cmd.VoidCase, context: cmd.Context) -> Answer:
    """作废 by a supervisor with the reason; what went out on paper stays on record."""
    who = command.supervisor
    if not command.reason.strip():
        return cmd.Refusal("ZC-CASE-97", "作废要写明理由", "S1 5", "请补全")
    if who.id == context.operator.id:
        return cmd.Refusal("ZC-CASE-97", "作废要由另一个人确认", "S1 5", "请主管来确认")
    if Right.ACCEPT not in command.rights:
        words = f"{who.name}没有这个事项的受理权限，不能确认作废"
        return cmd.Refusal("ZC-CASE-97", words, "S1 5", "请有受理权限的主管来确认")
    return (ev.Voided(context.now, context.operator, command.reason, who.name, who.number),)


def delete_case(case: Case, command: cmd.DeleteCase, context: cmd.Context) -> Answer:
    """误录: only before any paper came out, and on the same day; numbers taken stay used and void."""
    if not command.reason.strip():
        return cmd.Refusal("ZC-CASE-98", "误录删除要写明理由", "S1 5", "请填写")
    if any(paper.out for paper in case.papers):
        return cmd.Refusal(
            "ZC-CASE-98", "已经出过文书，不能按误录删除", "S1 5", "请办理作废，文书收回"
        )
    if context.at_printer:
        return cmd.Refusal(
            "ZC-CASE-98",
            "文书已经送到打印机，是否出纸还不知道",
            "S1 5",
            "请先到打印队列查看：没有出纸的再删除，出了纸的办理作废",
        )
    if case.received is not None and case.received.at.date != context.now.date:
        return cmd.Refusal("ZC-CASE-98", "不是当天录入的，不能按误录删除", "S1 5", "请办理作废")
    voids = tuple(
        ev.PaperVoided(context.now, context.operator, paper.document_id, f"误录：{command.reason}")
        for paper in case.papers
        if not paper.void
    )
    return (ev.Deleted(context.now, context.operator, command.reason), *voids)


def fail_service(case: Case, command: cmd.FailService, context: cmd.Context) -> Answer:
    """A failed 送达 is a fact with a reason; 留置 needs a witness."""
    if not command.method.strip() or not command.reason.strip():
        return cmd.Refusal("ZC-CASE-74", "送达不成要写明方式和原因", "行政许可法 44", "请补全")
    if command.method == "留置" and not command.witness.strip():
        return cmd.Refusal("ZC-CASE-19", "留置送达要有见证人", "民事诉讼法 89", "请填写见证人")
    return (ev.ServiceFailed(context.now, context.operator, command.method, command.reason, command.witness),)
