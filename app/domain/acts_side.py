"""Facts beside the main line: recalled papers, waived and disputed materials, custody, moved dates, other systems."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from app.domain import commands as cmd
from app.domain import elsewhere
from app.domain import events as ev
from app.domain.acts_guards import HOLDER, ask
from app.domain.acts_intake import Answer, paper_issued, take_correction
from app.domain.bundles import lying
from app.domain.case import Case
from app.domain.clocks import CLOCK_NAMES
from app.domain.deadlines import due
from app.domain.delivery import COURIER, POST, delivery_of
from app.domain.paper import PRINTING, PaperKind, Seal
from app.domain.recount import moved
from app.domain.running import Change
from app.domain.said import RECTIFY_BY, REF, number_of
from app.domain.serials import BILL, WAYBILL, missing, numbered
from app.domain.shared import EXCHANGE, objection_question
from app.domain.time import date_words
from app.values import replace

RATING, PAYMENT, SEAL, HOTLINE, ASSIST = "rating", "payment", "seal", "hotline", "assist"
_HELP_COMES = ("", "wanted", "assigned")
"""Outcomes of a question for a helper while one is still to come: a second one would be a second visit."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
BAD_LEVELS = ("1", "2")
"""不满意 and 非常不满意: 差评, to be mended within the period of the rule set."""
_TOLD_BY = {"correction": PaperKind.NOTICE, "notice": PaperKind.RECEIPT, "tolerance": PaperKind.TOLERANCE_NOTICE}


def reduce_notice(case: Case, command: cmd.ReduceNotice, context: cmd.Context) -> Answer:
    """收回更正 of a notice: the same facts and fewer demands. A recall can only take away; when nothing is
    left, the correction is complete.
    """
    notice = case.notices[-1]
    asked = {fault.line_id for fault in notice.faults}
    strange = [line for line in command.lines if line not in asked]
    if strange or not command.reason.strip():
        return cmd.Refusal(
            "ZC-CASE-15",
            "收回更正只能去掉告知书里多要的材料，并写明理由",
            "行政许可法 31、32(1)(4)",
            "请重新选择；不能增加要求",
        )
    paper = case.paper(notice.document_id)
    if paper is None or paper.void:
        return cmd.Refusal("ZC-PAPER-02", "告知书已经作废", "", "请使用新编号的文书")
    left = tuple(fault for fault in notice.faults if fault.line_id not in command.lines)
    slot = context.slots[PaperKind.NOTICE]
    reduced = ev.NoticeReduced(
        context.now,
        context.operator,
        slot.document_id if left else notice.document_id,
        slot.text if left else notice.number,
        notice.number,
        command.lines,
        left,
        command.reason,
    )
    recalled = ev.PaperRecalled(
        context.now,
        context.operator,
        notice.document_id,
        command.reason,
        slot.document_id if left else None,
    )
    if left:
        return (reduced, recalled, paper_issued(PaperKind.NOTICE, context))
    return (reduced, recalled, ev.CorrectionsCompleted(context.now, context.operator, context.now.date))


def recall_paper(case: Case, command: cmd.RecallPaper, context: cmd.Context) -> Answer:
    """收回更正 of a paper that was given: the same facts under a new number; the old number is kept and void."""
    paper = case.paper(command.document_id)
    if paper is None:
        return cmd.Refusal("ZC-PAPER-01", "没有这份文书", "", "请在办件的文书列表中重新选择")
    if paper.void:
        return cmd.Refusal("ZC-PAPER-02", f"{paper.number} 已作废", "", "请使用新编号的文书")
    if not paper.given:
        return cmd.Refusal("ZC-PAPER-42", "还没有交付的文书，直接作废就可以", "", "请用「作废」")
    if paper.kind in (PaperKind.NOTICE, PaperKind.CERTIFICATE):
        return cmd.Refusal(
            "ZC-PAPER-43",
            "告知书请用「更正告知」，证照请用「收回证照」，更正按新办件办理",
            "行政许可法 32(1)(4)",
            "请在办件页选择",
        )
    if not command.reason.strip():
        return cmd.Refusal("ZC-PAPER-40", "收回必须写明原因", "", "请填写原因")
    issued = paper_issued(paper.kind, context)
    recalled = ev.PaperRecalled(
        context.now, context.operator, paper.document_id, command.reason, issued.document_id
    )
    return (recalled, issued)


def waive(case: Case, command: cmd.WaiveMaterial, context: cmd.Context) -> Answer:
    """A line may be dispensed with when another proof shows the fact; it must be recorded (S4 9(1), S0 21(2))."""
    if all(m.line_id != command.line_id for m in case.materials):
        return cmd.Refusal("ZC-CASE-03", "办事指南没有这项材料", "S0 21", "请重新选择")
    if case.terminal:
        return cmd.Refusal("ZC-CASE-05", "办件已经结束，不能再免交材料", "S0 21(2)", "请看办件页的时间线")
    if not command.fact.strip() or not command.proof.strip():
        return cmd.Refusal(
            "ZC-CASE-23", "免交要写明要证明的事实，和用什么证明的", "S4 9(1)；S0 21(2)", "请补全"
        )
    return (
        ev.MaterialWaived(context.now, context.operator, command.line_id, command.fact, command.proof),
    )


def dispute(case: Case, command: cmd.ObjectMaterial, context: cmd.Context) -> Answer:
    """Shared data that the applicant calls wrong: her own material counts, both are kept, the source is told."""
    if command.line_id and all(m.line_id != command.line_id for m in case.materials):
        return cmd.Refusal("ZC-CASE-03", "办事指南没有这项材料", "S0 21", "请重新选择")
    own = command.own
    if own is not None and (own.line_id != command.line_id or not own.taken):
        return cmd.Refusal("ZC-CASE-22", "申请人自己的材料还没有核对", "S4 7(2)", "请先登记收到的原件或者复印件")
    if not command.claimed.strip():
        return cmd.Refusal("ZC-CASE-24", "请写明申请人认为正确的内容", "S4 7(2)；S1 26", "请补全")
    objected = ev.MaterialObjected(
        context.now, context.operator, command.line_id, command.system, command.shown, command.claimed, own
    )
    return (objected, ask(case, context, EXCHANGE, command.line_id, **objection_question(case, command)))


def move_bundle(case: Case, command: cmd.MoveBundle, context: cmd.Context) -> Answer:
    """Originals are custody: each hand-over has a scan and a name; what was never taken in cannot be moved.

    A bag that is known holds what was recorded: other counts are refused, unless it was ``recounted`` and holds fewer,
    or who takes it says why there are ``fewer``; the rest is then looked for where it was taken in. None are given
    where nobody counted; such a word without them is refused, for it would be lost. A bag with nothing in it is said to
    be ``empty``, with that word: also one that was to be made up, and whose papers are not to be found.
    """
    if not command.bundle.strip() or not command.to_place.strip() or not command.hand.strip():
        return cmd.Refusal("ZC-CASE-25", "交接要有条码、去向和接手人", "S3 一(二)", "请扫描条码并填写")
    before = [each for each in case.bundles if each.bundle == command.bundle]
    if command.empty:
        return _empty_bag(case, command, context, before[-1] if before else None)
    if not before and command.originals + command.copies <= 0:
        return cmd.Refusal("ZC-CASE-25", "新的资料袋要写明份数", "S3 一(二)", "请清点后填写")
    last = before[-1] if before else None
    if last is not None and last.to_place == "退还申请人":
        return cmd.Refusal("ZC-CASE-26", "这袋资料已经退还申请人", "", "请核对条码")
    counts = (command.originals, command.copies)
    if last is not None and not any(counts):
        counts = (last.originals, last.copies)
    if last is not None and (counts[0] > last.originals or counts[1] > last.copies):
        return cmd.Refusal("ZC-CASE-25", "袋里不会比登记的多", "S3 一(二)", "请清点；多出来的另装一袋，用新的条码")
    why, lacks = command.fewer.strip(), last is not None and counts != (last.originals, last.copies)
    if lacks and not (command.recounted or why):
        words = "填的份数比这袋登记的少，没有登记交接"
        after = "份数留空，按登记的交接；清点下来真少了的，写明少了什么、怎么发现的，再登记，并告诉收件的一方"
        return cmd.Refusal("ZC-CASE-25", words, "S3 一(二)", after)
    if why and last is not None and not lacks:
        words = "写了少了什么，份数却没有少，没有登记交接"
        after = "原件、复印件都写清点到的份数；一份也没有的，两处都写 0"
        return cmd.Refusal("ZC-CASE-25", words, "S3 一(二)", after)
    return (_moved_on(command, context, last, counts),)


def _empty_bag(case: Case, command: cmd.MoveBundle, context: cmd.Context, last: ev.BundleMoved | None) -> Answer:
    """Nothing is in the bag: the papers recorded for it are in nobody's hand, and nobody is said to have had them."""
    if not command.fewer.strip():
        after = "写明怎么发现的，再登记，并告诉收件的一方"
        return cmd.Refusal("ZC-CASE-25", "袋里一份也没有的，要写明是怎么回事", "S3 一(二)", after)
    if last is not None and last.to_place == "退还申请人":
        return cmd.Refusal("ZC-CASE-26", "这袋资料已经退还申请人", "", "请核对条码")
    made = lying(case)
    if last is None and (made is None or made.code != command.bundle):
        # A code that was typed wrong is no bag: said to be empty, it would make all papers of the case be looked for.
        return cmd.Refusal("ZC-CASE-25", "新的资料袋要写明份数", "S3 一(二)", "请核对条码")
    if last is not None and not last.originals + last.copies:
        return cmd.Refusal("ZC-CASE-25", "这袋登记的本来就没有材料", "S3 一(二)", "请核对条码")
    return (_moved_on(command, context, last, (0, 0)),)


def _moved_on(
    command: cmd.MoveBundle, context: cmd.Context, last: ev.BundleMoved | None, counts: tuple[int, int]
) -> ev.BundleMoved:
    return ev.BundleMoved(
        context.now,
        context.operator,
        command.bundle,
        last.to_place if last is not None else "收件台",
        command.to_place,
        command.hand,
        *counts,
        command.waybill,
        command.fewer.strip(),
    )


def revise_deadline(case: Case, command: cmd.ReviseDeadline, context: cmd.Context) -> Answer:
    """A new holiday table moved a told date: it is recorded, and a paper that told it is replaced. Nothing is told anew
    but what the table in force makes of it (:func:`moved`).
    """
    told, firm = told_dates(case).get(command.clock, (None, True))
    if told is None:
        return cmd.Refusal("ZC-CASE-54", "这个期限没有在计算", "", "")
    if told == command.due:
        return ()
    found = {each.told.clock.kind: each for each in moved(case, context.guide, context.rules, context.calendar)}
    change = found.get(command.clock)
    if change is None or (change.counts, change.due.firm) != (command.due, command.firm):
        why, next_step = _not_moved(command, firm, change)
        return cmd.Refusal("ZC-CASE-47", why, "民法典 201；行政许可法 42、82", next_step)
    others = _told_along(case, command.clock, tuple(found.values()))
    version = context.calendar.version
    moved_on = (
        (command.clock, told, command.due, command.firm),
        *((each.told.clock.kind, each.told.date, each.counts, each.due.firm) for each in others),
    )
    revised = tuple(ev.DeadlineRevised(context.now, context.operator, *each, version) for each in moved_on)
    why = "放假安排公布，截止日期改变"
    for kind in papers_replaced(case, command.clock):
        issued = paper_issued(kind, context)
        last = case.papers_of(kind)[-1].document_id
        return *revised, ev.PaperRecalled(context.now, context.operator, last, why, issued.document_id), issued
    return revised


def _not_moved(command: cmd.ReviseDeadline, firm: bool, change: Change | None) -> tuple[str, str]:
    """Why the date is not told anew as the command has it, and what to do."""
    name = CLOCK_NAMES.get(command.clock, command.clock)
    if change is not None:
        return f"按现在的放假安排，{name}应为{date_words(change.counts)}", "请按这个日期重新告知"
    kept = "已经确定告知的日期不能改得对申请人不利" if firm else f"按现在的放假安排，{name}没有变"
    return kept, "仍按原来告知的日期：申请人的期限不缩短，机关答应的日期照办"


def _told_along(case: Case, clock: str, found: tuple[Change, ...]) -> tuple[Change, ...]:
    """The other dates of the paper that tells ``clock`` which the holidays moved as well: it comes anew once, and says
    of the decision and of what is owed (容缺) alike what counts.
    """
    kinds = papers_replaced(case, clock)
    return tuple(
        each
        for each in found
        if (kind := each.told.clock.kind) != clock and kinds and papers_replaced(case, kind) == kinds
    )


def papers_replaced(case: Case | None, clock: str) -> tuple[PaperKind, ...]:
    """The kind of the paper that told the date of ``clock``; none where no valid paper tells it."""
    kind = _main_told_by(case) if case is not None and clock == "main" else _TOLD_BY.get(clock)
    return (kind,) if case is not None and kind is not None and case.papers_of(kind) else ()


def _main_told_by(case: Case) -> PaperKind | None:
    """D14 after 延期, else D07 with 容缺 and D02 without; what a special procedure moved stands on none of them."""
    if case.extension is not None:
        return PaperKind.EXTENSION
    told = case.accepted.due if case.accepted is not None else None
    if any(ended.due is not None and ended.due != told for ended in case.special_ends):
        return None
    return PaperKind.TOLERANCE_NOTICE if case.papers_of(PaperKind.TOLERANCE_NOTICE) else PaperKind.ACCEPTANCE


def told_dates(case: Case) -> dict[str, tuple[date | None, bool]]:
    """The dates that were told and still run: clock → the day, and whether it was told as certain."""
    found: dict[str, tuple[date | None, bool]] = {}
    accepted, received = case.accepted, case.received
    if accepted is not None and accepted.due is not None and case.decision is None:
        found["main"] = case.main_due
    if case.notices:
        found["correction"] = case.told("correction", case.notices[-1].ends, case.notices[-1].ends_firm)
    if received is not None and received.notice_due is not None and not case.notices:
        found["notice"] = case.told("notice", received.notice_due, received.notice_due_firm)
    if accepted is not None and accepted.tolerated_until is not None and case.owed:
        found["tolerance"] = case.tolerance_told
    return found


def propose_to_holder(
    case: Case, command: cmd.Command, context: cmd.Context
) -> tuple[ev.Event, ...] | cmd.Refusal | None:
    """What an applicant hands in or says here of a case that another hand holds: the holder is told and decides.

    None for acts that are the holder's own.
    """
    if isinstance(command, cmd.Withdraw):
        if not command.reason.strip():
            return cmd.Refusal("ZC-CASE-48", "撤回申请要写明原因并由申请人签名", "行政许可法 29", "请补全")
        return (ask(case, context, HOLDER, elsewhere.WITHDRAWAL, reason=command.reason),)
    if not isinstance(command, cmd.TakeCorrection):
        return None
    return told_to_holder(case, command, context)


def told_to_holder(case: Case, command: cmd.TakeCorrection, context: cmd.Context) -> Answer:
    """What is handed in here of a case that another hand holds, or may hold by now."""
    taken = take_correction(case, command, context)
    if isinstance(taken, cmd.Refusal):
        return taken
    # Each hand-in is receipted where it is handed in; what follows from it is the holder's (S0 22).
    correction = next(event for event in taken if isinstance(event, ev.CorrectionReceived))
    paper = next(event for event in taken if isinstance(event, ev.PaperIssued))
    return (ask(case, context, HOLDER, elsewhere.CORRECTION, **elsewhere.question(correction)), paper)


def ask_partner(case: Case, command: cmd.AskPartner, context: cmd.Context) -> Answer:
    """Ask another system; the question waits in the outbox while the line is down (A6)."""
    if not command.system.strip():
        return cmd.Refusal("ZC-CASE-27", "没有说明问哪个系统", "", "")
    if command.system == RATING:
        refusal = _rating_refusal(case, command)
        if refusal is not None:
            return refusal
    if command.system == HOTLINE and (not command.data.get("sealed") or set(command.data) - {"kind", "sealed"}):
        return cmd.Refusal(
            "ZC-CASE-129",
            "投诉、举报和纠错的内容要密封后才能记入本机",
            "S0 25；S1 30",
            "请用「投诉纠错」登记；也可以请申请人拨打12345，或者填纸质意见单投入意见箱",
        )
    if command.system == ASSIST and (helped := case.asked(ASSIST)) is not None and helped.outcome in _HELP_COMES:
        return cmd.Refusal(
            "ZC-CASE-136",
            f"已经登记过{'，'.join(help_words(helped.data))}，帮办中心还没有办完",
            "S3 三(二)",
            "要改方式、改时间的，请直接告诉帮办中心；办完以后还要帮的，再登记",
        )
    data = dict(command.data)
    if command.system == RATING:
        data["score"] = data["level"]  # the name that 好差评 has for it
    if command.system == RATING and data["level"] in BAD_LEVELS:
        data[RECTIFY_BY] = due(context.now.date, context.rules.rectify_period, context.calendar).date.isoformat()
    if command.system == SEAL:
        paper = next((p for p in case.papers if str(p.document_id) == command.subject), None)
        data[PRINTING] = str(paper.printings) if paper is not None else ""
        return seal_refusal(case, command) or (ask(case, context, SEAL, command.subject, **data),)
    if command.system == PAYMENT:
        return _charge(case, command, context)
    if command.system == COURIER and not data.get("action"):
        return _book(case, command, context)
    asked = ask(case, context, command.system, command.subject, **data)
    if command.system == HOTLINE:
        # She is owed an answer: the number by which she asks for it is made here, whether or not there is a line.
        asked = replace(asked, data={**asked.data, REF: number_of(asked.ask)})
    return (asked,)


def help_words(data: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Of a question for a helper (帮代办): in which way (帮办、代办、上门), and when it suits, where that was said."""
    said = dict(data)
    return tuple(said[key] for key in ("kind", "when") if said.get(key))


def seal_refusal(case: Case, command: cmd.AskPartner) -> cmd.Refusal | None:
    """电子印章 only for a paper of this case that wants one, by the digest of its layout, never a picture (S1 17)."""
    paper = next((p for p in case.papers if str(p.document_id) == command.subject), None)
    if paper is None or paper.void or paper.seal is Seal.NONE:
        return cmd.Refusal("ZC-PAPER-20", "这份文书不用盖章，或者已经作废", "S1 17", "请在办件的文书列表中重新选择")
    if paper.sealing is not None:
        return cmd.Refusal("ZC-PAPER-22", "已经登记过盖章", "S1 17", "")
    if not command.data.get("seal", "").strip() or not _DIGEST.fullmatch(command.data.get("digest", "")):
        return cmd.Refusal(
            "ZC-PAPER-25", "电子印章按文书摘要申请，要写明哪枚章", "S1 17；电子签名法 13", "也可以盖实物章"
        )
    return None


def _charge(case: Case, command: cmd.AskPartner, context: cmd.Context) -> Answer:
    """缴费 only where the guide says so (许可法 58); the code stands on the paper and in the question alike."""
    if command.data.get("action"):
        return (ask(case, context, PAYMENT, command.subject, **command.data),)
    guide = context.guide
    if guide is None or not guide.fee.charged:
        return cmd.Refusal("ZC-CASE-28", "办事指南写明不收费，不能收费", "行政许可法 58", "请核对事项")
    if BILL not in context.serials:
        return missing(BILL)
    code, serial = numbered(BILL, context.serials[BILL], context.now)
    asked = ask(case, context, PAYMENT, code, code=code, fen=str(guide.fee.amount), **serial)
    return (asked, paper_issued(PaperKind.FEE_NOTICE, context))


def _book(case: Case, command: cmd.AskPartner, context: cmd.Context) -> Answer:
    """寄件: results go by post only to who chose it; materials may always come that way (S0 23, S1 9)."""
    direction = command.data.get("direction", "")
    wish = delivery_of(case)
    if direction == "out" and wish.way != POST:
        return cmd.Refusal(
            "ZC-CASE-103",
            f"申请人选的是{wish.way}，不能改为邮寄",
            "S0 23(1)、24",
            "请申请人改选邮寄并写明地址，或者通知领取",
        )
    if WAYBILL not in context.serials:
        return missing(WAYBILL)
    waybill, serial = numbered(WAYBILL, context.serials[WAYBILL], context.now)
    to = {"to": wish.address} if direction == "out" else {}
    return (ask(case, context, COURIER, waybill, **command.data, **serial, **to),)


def _rating_refusal(case: Case, command: cmd.AskPartner) -> cmd.Refusal | None:
    """好差评: by the applicant, once per service, and a bad one says what was bad (GB/T 39734)."""
    level = command.data.get("level", "")
    if level not in ("1", "2", "3", "4", "5") or command.data.get("by") != "applicant":
        return cmd.Refusal("ZC-CASE-29", "评价由申请人自己作出，共五级", "国办发〔2019〕51号", "请交给申请人评价")
    if case.asked(RATING, command.subject) is not None:
        return cmd.Refusal("ZC-CASE-29", "这次办理已经评价过", "国办发〔2019〕51号", "一次一评")
    if level in BAD_LEVELS and not command.data.get("detail", "").strip():
        return cmd.Refusal("ZC-CASE-29", "差评请选择或者写明原因", "国办发〔2019〕51号", "原因只用于整改")
    return None
