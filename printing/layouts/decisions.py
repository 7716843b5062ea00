"""Layouts of the papers by which the authority speaks: acceptance, notice, withdrawal, non-acceptance."""

from __future__ import annotations

from functools import partial

from app.domain.guide import Period
from app.domain.time import date_words
from printing.documents.base import Envelope, day_words, minute_words
from printing.documents.decisions import (
    GROUND_LAW,
    UNSTATED,
    Acceptance,
    DeemedWithdrawal,
    DeficiencyNotice,
    Ground,
    NonAcceptance,
)
from printing.documents.notes import Branch, channel_words
from printing.documents.tolerance import ToleranceNotice
from printing.fonts import Fonts
from printing.layouts.parts import Numbered, notes_of, ordinal, remedies
from printing.layouts.sheet import Sheet, on_fewest
from printing.layouts.table import Column
from printing.layouts.words import SIGN, UNTOLD, item_words, material_list, you
from printing.page import Page
from printing.text import Rich, Style, bold


def acceptance(paper: Acceptance, fonts: Fonts, proof: bool) -> list[Page]:
    """D02 受理通知书; set tighter when that keeps it on one page, which a 一件事 in its common form then needs."""
    return on_fewest(partial(_acceptance, paper, fonts, proof))


def _acceptance(paper: Acceptance, fonts: Fonts, proof: bool, body: Style) -> list[Page]:
    sheet = Sheet(fonts, paper, paper.NAME, proof, body=body)
    e = paper.envelope
    sheet.head(e.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    receipt = f"（收件凭证{paper.receipt_number}）" if paper.receipt_number else ""
    sheet.paragraph(
        f"{you(paper.addressee)}于{date_words(paper.applied_on)}{channel_words(paper.channel)}向本机关申请办理",
        bold(item_words(paper.item, paper.situation)),
        f"{receipt}。{_why_accepted(paper)}依据{'、'.join(paper.law)}，本机关自",
        bold(date_words(paper.accepted_on)),
        "起受理。",
    )
    part = Numbered(sheet)
    if paper.branches:
        part("办理的事项", f"{paper.matter}由下列事项组成，一次受理、分别办理：" if paper.matter else "")
        branch_table(sheet, paper.branches)
    part("办理期限", *_limit(paper))
    if paper.materials:
        part.materials("受理的材料", paper.materials)
    fetching(part, paper)
    for heading, words in notes_of(paper):
        part(heading, *words)
    if paper.replaces:
        part("更正说明", f"本通知书更正并取代{paper.replaces}，原通知书作废。")
    oversight(part, e)
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()


def fetching(part: Numbered, paper: Acceptance | ToleranceNotice) -> None:
    """What is to be had, and how."""
    if paper.result or paper.collect:
        result = f"办理结果为{paper.result}。" if paper.result else ""
        part("领取结果", result, f"{paper.collect}。" if paper.collect else "")


def oversight(part: Numbered, e: Envelope) -> None:
    """Where to ask and where to complain."""
    part(
        "查询和监督",
        "扫描本通知书二维码可以查询办理进度。"
        f"咨询电话{e.phone_help or e.phone_complaint}，投诉和监督电话{e.phone_complaint}。",
    )


def _why_accepted(paper: Acceptance) -> str:
    if paper.deemed:
        return UNTOLD
    if paper.tolerance:
        return "经审查，主要申请材料齐全、符合法定形式，所缺次要材料按容缺受理。"
    return "经审查，申请材料齐全、符合法定形式。"


def branch_table(sheet: Sheet, branches: tuple[Branch, ...]) -> None:
    """The items of a 一件事, each with who decides it and until when."""
    columns = (
        Column("序号", 13, "center"),
        Column("事项", 54),
        Column("承办部门", 42),
        Column("办理期限", 26, "center"),
        Column("最迟办结", 33, "center"),
    )
    rows: list[list[Rich]] = []
    for number, branch in enumerate(branches, start=1):
        due = branch.starts or (day_words(branch.due_on) if branch.due_on else "")
        name = f"{branch.item}（{branch.number}）" if branch.number else branch.item
        rows.append([str(number), name, branch.department, branch.limit, due])
    sheet.table(columns, rows)


def _limit(paper: Acceptance) -> list[Rich]:
    if paper.limit == UNSTATED:
        return _unstated(paper)
    parts: list[Rich] = [f"{paper.limit_kind}办理期限为 ", bold(paper.limit)]
    if paper.limit == Period(0).words():
        # Done on the day itself: no period runs from the next day.
        parts.append("，受理当日办结")
    else:
        parts.append("，自受理次日起计算")
    if paper.due_on:
        parts += ["，至 ", bold(day_words(paper.due_on)), "止"]
    parts.append("。")
    if paper.counting:
        parts.append(f"{paper.counting}。")
    if paper.excluded:
        parts.append(uncounted(paper.excluded))
    return parts


def uncounted(steps: tuple[str, ...]) -> str:
    """The steps whose time is no part of the limit (许可法 45); empty without any."""
    return f"{'、'.join(steps)}所需时间不计算在办理期限内。" if steps else ""


def _unstated(paper: Acceptance) -> list[Rich]:
    """No period is known, so none is named; a day that was told stands alone."""
    if paper.due_on:
        return ["至 ", bold(day_words(paper.due_on)), "止。"]
    return [f"办事指南没有写明办理期限。办理进度可以凭本通知书查询，也可以拨打{paper.envelope.phone_help}询问。"]


def deficiency_notice(paper: DeficiencyNotice, fonts: Fonts, proof: bool) -> list[Page]:
    """D03 一次性告知书; set tighter when that keeps it on fewer pages."""
    return on_fewest(partial(_deficiency_notice, paper, fonts, proof))


def _deficiency_notice(paper: DeficiencyNotice, fonts: Fonts, proof: bool, body: Style) -> list[Page]:
    sheet = Sheet(fonts, paper, paper.NAME, proof, body=body)
    e = paper.envelope
    sheet.head(e.authority, "申请材料补正通知书")
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    receipt = f"（收件凭证{paper.receipt_number}）" if paper.receipt_number else ""
    sheet.paragraph(
        f"{you(paper.addressee)}于{minute_words(paper.applied_at)}"
        f"{channel_words(paper.channel) or f'在{e.hall}{e.window}'}申请办理",
        bold(item_words(paper.item, paper.situation)),
        f"，本窗口已收件{receipt}。经对照公布的办事指南核对，下列 ",
        bold(f"{len(paper.faults)}"),
        f" 项申请材料不齐全或者不符合法定形式。依据{'、'.join(paper.law)}，现一次性告知如下：",
        keep=True,
    )
    _fault_table(sheet, paper)
    sheet.paragraph(bold("以上为需要补正的全部内容。"))
    counting = f"{paper.counting}。" if paper.counting else ""
    part = Numbered(sheet)
    part(
        "补正期限",
        "自收到本告知书的次日起 ",
        bold(paper.period),
        "，至 ",
        bold(day_words(paper.ends_on)),
        f"止。{counting}",
    )
    part("逾期后果", f"{paper.on_expiry}；{paper.on_failing}。")
    ask = f"想先问清楚的，请拨打{e.phone_help}。" if e.phone_help else ""
    part("提交方式", f"{paper.hand_in}。{ask}")
    if paper.second_reason:
        part("再次告知的说明", paper.second_reason)
    for heading, words in notes_of(paper):
        part(heading, *words)
    if paper.replaces:
        part("更正说明", f"本告知书更正并取代{paper.replaces}，原告知书作废，所列要求只减不增。")
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()


def _fault_table(sheet: Sheet, paper: DeficiencyNotice) -> None:
    columns = (
        Column("序号", 13, "center"),
        Column("申请材料", 40),
        Column("存在的问题", 41),
        Column("请这样补正", 44),
        Column("依据", 30),
    )
    rows: list[list[Rich]] = []
    for number, fault in enumerate(paper.faults, start=1):
        finding: Rich = [bold(fault.defect), f"：{fault.finding}"] if fault.defect else fault.finding
        rows.append([str(number), fault.material, finding, fault.remedy, fault.basis])
    sheet.table(columns, rows)


def deemed_withdrawal(paper: DeemedWithdrawal, fonts: Fonts, proof: bool) -> list[Page]:
    """D04 视为撤回告知书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    who = you(paper.addressee)
    sheet.paragraph(
        f"{who}于{date_words(paper.applied_on)}申请办理",
        bold(item_words(paper.item, paper.situation)),
        f"。本机关于{date_words(paper.served_on)}向{who}送达《一次性告知书》（{paper.notice_number}），补正期限至 ",
        bold(day_words(paper.ended_on)),
        "止。期限届满，所告知的材料没有全部补正。",
    )
    sheet.paragraph(
        f"依据{'、'.join(paper.law)}，", bold("该申请视为撤回"), "，本次办理终止。现将有关事项告知如下："
    )
    part = Numbered(sheet)
    if paper.returned:
        part("材料退还", f"{material_list(paper.returned)}随本告知书退还，请当面核对。")
    else:
        part("材料退还", "已收存的申请材料可以凭收件凭证领回。")
    part("重新申请", f"{who}可以重新申请，视为撤回不影响重新申请。")
    part(
        "异议",
        f"已在期限内提交补正材料的，请持补正材料收件凭证向本机关提出，咨询电话{paper.envelope.phone_help}，"
        f"投诉和监督电话{paper.envelope.phone_complaint}。",
    )
    sheet.closing(SIGN, paper.signature, paper.envelope.authority)
    return sheet.finish()


def non_acceptance(paper: NonAcceptance, fonts: Fonts, proof: bool) -> list[Page]:
    """D05 不予受理决定书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    sheet.paragraph(
        f"{you(paper.addressee)}于{date_words(paper.applied_on)}向本机关申请办理",
        bold(item_words(paper.item, paper.situation)),
        "。",
    )
    for words in _grounds(paper):
        sheet.paragraph(*words)
    own = (GROUND_LAW[paper.ground],) if paper.ground in GROUND_LAW else ()
    clauses = "、".join(dict.fromkeys((*paper.clauses, *own)))
    sheet.paragraph(f"依据{clauses}，本机关决定", bold("不予受理"), "。", gap=0.0)
    if paper.competent:
        sheet.paragraph("请向", bold(paper.competent), "申请。")
    if paper.returned:
        sheet.paragraph(f"所收{material_list(paper.returned)}随本决定书退还。")
    remedies(sheet, paper.review_body, paper.court, paper.online_review)
    sheet.closing(SIGN, paper.signature, paper.envelope.authority)
    return sheet.finish()


def _grounds(paper: NonAcceptance) -> list[list[Rich]]:
    """The facts, and what the ground adds to them."""
    facts = paper.facts.rstrip("。；：")
    if paper.ground is not Ground.STILL_FAILING:
        return [[f"经审查，{facts}。"]]
    lead = f"本机关已出具《一次性告知书》（{paper.notice_number}）。{facts}："
    rows: list[list[Rich]] = [[lead]]
    rows += [[f"（{ordinal(n)}）{line.rstrip('。；')}。"] for n, line in enumerate(paper.failing, start=1)]
    return rows
