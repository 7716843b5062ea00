"""Decisions about paper: what may be printed, sealed, given, voided, reprinted."""

from __future__ import annotations

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import unseen
from app.domain.acts_intake import Answer, paper_issued
from app.domain.acts_law import RESULTS, taker_refusal
from app.domain.case import Case
from app.domain.deadlines import due
from app.domain.delivery import away_refusal, issued_licence, sent_back
from app.domain.limits import notice_served_on
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.serving import DIRECT
from app.domain.states import CaseState
from app.domain.taken_back import LAW, made_by_correction
from app.values import replace


def _paper(case: Case, document_id: object) -> Paper | cmd.Refusal:
    paper = next((p for p in case.papers if p.document_id == document_id), None)
    if paper is None:
        return cmd.Refusal("ZC-PAPER-01", "没有这份文书", "", "请在办件的文书列表中重新选择")
    if paper.void:
        return cmd.Refusal("ZC-PAPER-02", f"{paper.number} 已作废", "", "请使用新编号的文书")
    return paper


PURPOSE_ROOM = 20
"""Characters of what a print of a licence may be used for: it stands across the whole sheet."""

_NEEDS: dict[PaperKind, tuple[str, str]] = {
    PaperKind.ACCEPTANCE: ("accepted", "还没有受理，不能打印受理通知书"),
    PaperKind.GRANT: ("decision", "还没有决定，不能打印决定书"),
    PaperKind.REFUSAL: ("decision", "还没有决定，不能打印决定书"),
    PaperKind.PICKUP: ("ready", "结果还没有出来，不能打印取件凭证"),
    PaperKind.ROUTING: ("received", "还没有收件，不能打印流程单"),
    PaperKind.NOTICE: ("received", "还没有收件，没有要告知的"),
    PaperKind.TOLERANCE_NOTICE: ("accepted", "还没有受理，不能打印容缺受理通知书"),
    PaperKind.NON_ACCEPTANCE: ("declined", "没有不予受理，不能打印决定书"),
    PaperKind.WITHDRAWAL: ("withdrawn", "没有撤回，不能打印撤回申请书"),
    PaperKind.SPECIAL_PROCEDURE: ("specials", "没有特别程序，不能打印告知书"),
    PaperKind.EXTENSION: ("extension", "没有延期，不能打印延长期限通知书"),
    PaperKind.TOLERANCE_LAPSED: ("ending", "没有退件办结，不能打印通知书"),
    PaperKind.REVOCATION: ("ending", "没有撤销受理，不能打印决定书"),
    PaperKind.HANDOVER_LIST: ("received", "还没有收件，没有要交接的资料"),
    PaperKind.POWER_OF_ATTORNEY: ("intake", "还没有填写申请，不能打印授权委托书"),
    PaperKind.RATING_SLIP: ("received", "还没有收件，不能打印评价单"),
}

_ENDINGS: dict[PaperKind, type[ev.Happened]] = {
    PaperKind.TOLERANCE_LAPSED: ev.ReturnedClosed,
    PaperKind.REVOCATION: ev.AcceptanceRevoked,
}
_AGAIN = frozenset({PaperKind.HANDOVER_LIST, PaperKind.SPECIAL_PROCEDURE, PaperKind.RATING_SLIP})
"""May be issued more than once: each tells of another hand-over, procedure or visit."""


def issue_paper(case: Case, command: cmd.IssuePaper, context: cmd.Context) -> Answer:
    """A paper about a fact already in the log; a second one of the same kind is a 补打, not a new number."""
    need = _NEEDS.get(command.kind)
    if need is None:
        return cmd.Refusal("ZC-PAPER-03", "这种文书不能单独出具", "", "")
    if not getattr(case, need[0]):
        return cmd.Refusal("ZC-PAPER-04", need[1], "", "")
    if command.kind is PaperKind.NOTICE:
        return _notice_of_department(case, context)
    if command.kind is PaperKind.TOLERANCE_NOTICE and not (case.accepted and case.accepted.tolerated):
        return cmd.Refusal("ZC-PAPER-06", "没有容缺受理，请打印受理通知书", "S0 22(3)", "")
    if command.kind is PaperKind.WITHDRAWAL and not isinstance(case.withdrawn, ev.Withdrawn):
        return cmd.Refusal("ZC-PAPER-06", "办件不是申请人撤回的", "", "请看办件的时间线")
    if command.kind is PaperKind.GRANT and not isinstance(case.decision, ev.Granted):
        return cmd.Refusal("ZC-PAPER-06", "决定是不予许可，不能打印准予许可决定书", "行政许可法 38(2)", "")
    if command.kind is PaperKind.REFUSAL and not isinstance(case.decision, ev.Refused):
        return cmd.Refusal("ZC-PAPER-06", "决定是准予许可，不能打印不予许可决定书", "行政许可法 38(1)", "")
    ending = _ENDINGS.get(command.kind)
    if ending is not None and not isinstance(case.ending, ending):
        return cmd.Refusal("ZC-PAPER-06", need[1], "", "请看办件的时间线")
    if command.kind is PaperKind.POWER_OF_ATTORNEY and (case.intake is None or case.intake.agent is None):
        return cmd.Refusal("ZC-PAPER-08", "没有代理人，不用授权委托书", "行政许可法 29", "请先登记代理人")
    if case.papers_of(command.kind) and command.kind not in _AGAIN:
        return cmd.Refusal("ZC-PAPER-05", "这份文书已经出具过", "", "请用「补打」，补打会编号并写明原因")
    return (paper_issued(command.kind, context),)


def _notice_of_department(case: Case, context: cmd.Context) -> Answer:
    """The department notified and the window prints: the paper belongs to the notice that came down (D03)."""
    without = [notice for notice in case.notices if case.paper(notice.document_id) is None]
    if not without:
        return cmd.Refusal("ZC-PAPER-05", "这份文书已经出具过", "", "请用「补打」，补打会编号并写明原因")
    return (replace(paper_issued(PaperKind.NOTICE, context), document_id=without[-1].document_id),)


def issue_certificate(case: Case, command: cmd.IssueCertificate, context: cmd.Context) -> Answer:
    """The certificate on a serial-numbered blank; one blank, one document (许可法 39)."""
    if not isinstance(case.decision, ev.Granted):
        return cmd.Refusal("ZC-PAPER-10", "没有准予决定，不能打印证照", "行政许可法 39", "")
    if case.papers_of(PaperKind.CERTIFICATE):
        return cmd.Refusal("ZC-PAPER-05", "证照已经出具过", "", "污损的，登记空白证作废后换一本")
    if made_by_correction(case):
        why = "证照因内容有误收回，不能照原样再出一本"
        return cmd.Refusal("ZC-PAPER-75", why, LAW, "请办更正件，新证照在更正件里出")
    if command.blank_kind != case.item.blank_kind:
        return cmd.Refusal(
            "ZC-PAPER-11", f"本事项用的是「{case.item.blank_kind}」空白证", "", "请核对空白证种类"
        )
    issued = paper_issued(PaperKind.CERTIFICATE, context)
    used = ev.BlankUsed(context.now, context.operator, issued.document_id, command.blank_kind, command.serial)
    return (issued, used)


def _wrong_twin() -> cmd.Refusal:
    """The electronic licence says what the sheet was taken back for."""
    why = "证照因内容有误收回，电子证照也不再打印"
    return cmd.Refusal("ZC-PAPER-75", why, LAW, "请办更正件，新证照在更正件里出")


def replace_blank(case: Case, command: cmd.ReplaceBlank, context: cmd.Context) -> Answer:
    """A spoiled sheet is voided with its reason and kept; the certificate goes on to the next serial,
    counted as another print. One that another window voided alone goes on the same way.
    """
    paper = _paper(case, command.document_id)
    if isinstance(paper, cmd.Refusal):
        return paper
    if not paper.blank and not (paper.ruined and command.serial):
        return cmd.Refusal("ZC-PAPER-12", "这份文书没有用空白证", "", "")
    if not command.reason.strip():
        return cmd.Refusal("ZC-PAPER-13", "空白证作废必须写明原因", "", "例如：卡纸、污损、打印错误")
    if paper.given_at is not None:
        return cmd.Refusal("ZC-PAPER-14", "证照已经交付，不能再换空白证", "", "更正按新办件办理")
    if (away := away_refusal(case, (paper.document_id,), "")) is not None:
        return away
    kind = case.item.blank_kind
    spoiled = paper.ruined and (kind, command.serial, "void") in case.blanks
    if spoiled or command.serial == paper.blank:
        return cmd.Refusal("ZC-PAPER-15", "新空白证号和作废的一样", "", "请核对手里的空白证号")
    voided = ev.BlankVoided(context.now, context.operator, paper.document_id, kind, paper.blank, command.reason)
    if not command.serial:
        return (voided,)
    used = ev.BlankUsed(context.now, context.operator, paper.document_id, kind, command.serial)
    reason = f"空白证作废：{command.reason}"
    again = ev.PaperReprinted(context.now, context.operator, paper.document_id, paper.printings + 1, reason)
    return (used, again) if paper.ruined else (voided, used, again)


def record_out(case: Case, command: cmd.RecordOut, context: cmd.Context) -> Answer:
    """Known to be out: the device said so, or the clerk looked. Saying it twice changes nothing."""
    paper = case.paper(command.document_id)
    if paper is None:
        return cmd.Refusal("ZC-PAPER-01", "没有这份文书", "", "")
    if paper.out >= command.printing:
        return ()
    if command.printing > paper.printings:
        return cmd.Refusal(
            "ZC-PAPER-07", f"{paper.number} 没有第 {command.printing} 次打印", "", "请先登记补打"
        )
    return (
        ev.PaperOut(
            context.now,
            context.operator,
            paper.document_id,
            command.printing,
            command.known_from,
            command.printer,
        ),
    )


def record_seal(case: Case, command: cmd.RecordSeal, context: cmd.Context) -> Answer:
    """已盖章 needs who, which seal and where it was (promise 3)."""
    paper = _paper(case, command.document_id)
    if isinstance(paper, cmd.Refusal):
        return paper
    if paper.seal is Seal.NONE:
        return cmd.Refusal("ZC-PAPER-20", "这份文书不用盖章", "", "")
    if not paper.is_out:
        return cmd.Refusal("ZC-PAPER-21", "还没有确认出纸，不能登记盖章", "", "请先确认纸出来了没有")
    if paper.sealing is not None:
        return cmd.Refusal("ZC-PAPER-22", "已经登记过盖章", "", "")
    if not (command.seal.strip() and command.by_whom.strip() and command.where.strip()):
        return cmd.Refusal(
            "ZC-PAPER-23", "盖章登记要写明哪枚章、谁盖的、在哪里盖的", "行政许可法 32(2)", "请补全"
        )
    wanted = context.delegated_seal
    if context.rules.seal_of == "delegating" and paper.seal is Seal.SPECIAL and wanted not in ("", command.seal):
        return cmd.Refusal(
            "ZC-PAPER-24", f"应当盖{context.rules.seal_words()}：{wanted}", "S4 11(4)", "请盖委托机关的章后再登记"
        )
    return (
        ev.PaperSealed(
            context.now, context.operator, paper.document_id, command.seal, command.by_whom, command.where
        ),
    )


def give_paper(case: Case, command: cmd.GivePaper, context: cmd.Context) -> Answer:
    """What the law wants sealed is not given unsealed (许可法 32(2), 39)."""
    paper = _paper(case, command.document_id)
    if isinstance(paper, cmd.Refusal):
        return paper
    if paper in sent_back(case):
        return cmd.Refusal(
            "ZC-PAPER-32",
            f"{paper.number} 登记了邮寄送达，邮件却退回了",
            "行政许可法 44；民事诉讼法 91",
            "请先登记退件，再交付：会出新的送达回证",
        )
    if paper.is_given:
        return cmd.Refusal("ZC-PAPER-30", "这份文书已经交付过", "", "再要一份请用「补打」")
    if (away := away_refusal(case, (paper.document_id,), "")) is not None:
        return away
    if not paper.may_be_given:
        return cmd.Refusal(
            "ZC-PAPER-31",
            f"{paper.number} 还没有出纸或者还没有盖章",
            "行政许可法 32(2)、39",
            "盖章登记后再交付",
        )
    if not command.recipient.name.strip():
        return cmd.Refusal("ZC-CASE-72", "没有写明交给谁", "行政许可法 44", "请填写姓名")
    if paper.kind in RESULTS:
        # What was left behind at a hand-over goes to nobody to whom 发件 would not have given it.
        meant = cmd.HandOver(command.recipient, DIRECT, (paper.document_id,))
        if (refusal := taker_refusal(case, meant, context.now.date)) is not None:
            return refusal
    given = ev.PaperGiven(context.now, context.operator, paper.document_id, command.recipient)
    return (given, *_period_begins(case, paper, context))


def _period_begins(case: Case, paper: Paper, context: cmd.Context) -> tuple[ev.DeadlineRevised, ...]:
    """The correction period runs from the day the notice is served; served later than written, it ends later."""
    if paper.kind is not PaperKind.NOTICE or not case.notices or case.state is not CaseState.AWAITING_CORRECTION:
        return ()
    notice = case.notices[-1]
    if notice.document_id != paper.document_id or notice_served_on(case) is not None:
        return ()
    told, firm = case.told("correction", notice.ends, notice.ends_firm)
    found = due(context.now.date, notice.period, context.calendar)
    if told is None or found.date <= told:
        return ()
    return (
        ev.DeadlineRevised(
            context.now,
            context.operator,
            "correction",
            told,
            found.date,
            firm and found.firm,
            context.calendar.version,
        ),
    )


def void_paper(case: Case, command: cmd.VoidPaper, context: cmd.Context) -> Answer:
    """作废: the number stays used and the reason is kept; a blank that the paper stood on is void with it.

    What was wrong is seen before anybody has it: where the paper is wanted nevertheless, the same facts go out under a
    new number in the same act, so that no case stands without the paper it owes (许可法 32).
    """
    paper = _paper(case, command.document_id)
    if isinstance(paper, cmd.Refusal):
        return paper
    if not command.reason.strip():
        return cmd.Refusal("ZC-PAPER-40", "作废必须写明原因", "", "请填写原因")
    if paper.given_at is not None:
        return cmd.Refusal("ZC-PAPER-41", "已经交付的文书不能作废", "", "请用「收回更正」")
    if (away := away_refusal(case, (paper.document_id,), "")) is not None:
        return away
    if command.again and not paper.may_be_voided:
        return cmd.Refusal(
            "ZC-PAPER-44",
            "证照和申请人签名的文书不能换号重出",
            "行政许可法 29、39",
            "证照换一本空白证打印；签名的重新签一份",
        )
    if command.again and (why := case.why_dead(paper.document_id)):
        return cmd.Refusal("ZC-PAPER-45", f"办件已经作废（{why}），文书不再换号重出", "", "请看办件页的时间线")
    if command.again:
        issued = replace(paper_issued(paper.kind, context), purpose=paper.purpose)
        again = ev.PaperVoided(
            context.now, context.operator, paper.document_id, command.reason, issued.document_id
        )
        return (again, issued)
    voided = ev.PaperVoided(context.now, context.operator, paper.document_id, command.reason)
    if not paper.blank:
        return (voided,)
    kind = case.item.blank_kind
    reason = f"证照作废：{command.reason}"
    return (
        voided,
        ev.BlankVoided(context.now, context.operator, paper.document_id, kind, paper.blank, reason),
    )


def copy_licence(case: Case, command: cmd.CopyLicence, context: cmd.Context) -> Answer:
    """A print of an electronic licence: each says what it may be used for, and has a number of its own (S0 24)."""
    if not isinstance(case.decision, ev.Granted) or not issued_licence(case):
        return cmd.Refusal(
            "ZC-PAPER-60", "这个办件还没有制发电子证照", "S0 24；S1 18", "纸质证照到发件台领取；电子证照制发后再打印"
        )
    if case.content_wrong:
        return _wrong_twin()
    purpose = command.purpose.strip()
    if not purpose or len(purpose) > PURPOSE_ROOM or any(unseen(character) for character in purpose):
        return cmd.Refusal(
            "ZC-PAPER-61", f"请写明打印件的用途，最多{PURPOSE_ROOM}个字", "S0 16", "例如：办理入学、投标、申请贷款"
        )
    return (replace(paper_issued(PaperKind.LICENCE_COPY, context), purpose=purpose),)


def reprint_paper(case: Case, command: cmd.ReprintPaper, context: cmd.Context) -> Answer:
    """补打 is counted, reasoned and looks unlike a first print."""
    paper = _paper(case, command.document_id)
    if isinstance(paper, cmd.Refusal):
        return paper
    if not command.reason.strip():
        return cmd.Refusal("ZC-PAPER-50", "补打必须写明原因", "", "例如：申请人遗失、没有出纸、纸张破损")
    if paper.kind is PaperKind.LICENCE_COPY and case.content_wrong:
        return _wrong_twin()
    # A sheet that went through the printer is spoiled or good; one that never did is still in the hand.
    if paper.ruined or (paper.blank and paper.out >= paper.printings):
        return cmd.Refusal("ZC-PAPER-51", "证照不能在同一本空白证上补打", "", "请登记空白证作废，换一本打印")
    return (
        ev.PaperReprinted(
            context.now, context.operator, paper.document_id, paper.printings + 1, command.reason
        ),
    )
