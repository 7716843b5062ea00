"""Layouts of the papers given while handing in: application form, receipts, slip for what does not belong here."""

from __future__ import annotations

from datetime import date
from functools import partial

from printing.documents.base import day_words, minute_words
from printing.documents.intake import Application, CorrectionReceipt, Receipt, ReceiptPart, TurnAwaySlip
from printing.fonts import Fonts
from printing.layouts.form import form_rows
from printing.layouts.parts import material_table, notes_of, ordinal
from printing.layouts.sheet import FLUSH, LEFT, ROOM, SMALL, Sheet, on_fewest
from printing.layouts.words import BESIDE, SIGN, counts_from, item_words, person_words
from printing.page import Page
from printing.text import Rich, Style, bold


def noted_day(day: date, note: str) -> str:
    """2026年10月10日（星期六，调休上班）."""
    words = day_words(day)
    return f"{words[:-1]}，{note}）" if note else words


def receipt_fields(paper: Receipt) -> list[tuple[str, Rich]]:
    """The facts at the top of a receipt."""
    e = paper.envelope
    pairs: list[tuple[str, Rich]] = [("申请人", person_words(paper.applicant))]
    if paper.applicant.proof:
        pairs.append(("身份核验", paper.applicant.proof))
    if paper.agent:
        pairs.append(("代理人", person_words(paper.agent)))
    if not paper.more:
        pairs.append(("办理事项", bold(item_words(paper.item, paper.situation))))
    channel = f"{paper.channel}（{paper.channel_note}）" if paper.channel_note else paper.channel
    pairs += [
        ("收件时间", minute_words(paper.received_at) + (f"（{paper.clock_note}）" if paper.clock_note else "")),
        ("收件窗口", f"{e.window}　{e.operator}（{e.operator_no}）　收件渠道：{channel}"),
    ]
    if paper.entered_at:
        pairs.append(("登记时间", f"{minute_words(paper.entered_at)}（{counts_from(paper)}）"))
    if paper.delivery and not paper.more:
        pairs.append(("结果送达", paper.delivery))
    if paper.helper:
        pairs.append(("帮代办", paper.helper.words))
    return pairs


def receipt(paper: Receipt, fonts: Fonts, proof: bool) -> list[Page]:
    """D01 收件凭证 on A4; set tighter when that keeps it on one page."""
    return on_fewest(partial(_receipt, paper, fonts, proof))


def _receipt(paper: Receipt, fonts: Fonts, proof: bool, body: Style) -> list[Page]:
    sheet = Sheet(fonts, paper, paper.NAME, proof, body=body)
    sheet.head(paper.envelope.hall)
    sheet.fields(receipt_fields(paper))
    if paper.more:
        _cases(sheet, paper)
    else:
        material_table(sheet, paper.materials)
    sheet.paragraph(bold(f"共收纸质材料 {paper.paper_count} 份。"), style=FLUSH, keep=True)
    if not paper.more:
        _next_step(sheet, paper)
    _notes(sheet, paper)
    sheet.paragraph("本凭证只证明材料已收到，不代表已受理。")
    sheet.closing(SIGN, paper.signature, paper.envelope.hall)
    return sheet.finish()


def _cases(sheet: Sheet, paper: Receipt) -> None:
    """The cases of one visit, each with its applicant, its materials and what comes next."""
    sheet.paragraph(f"本次来访共办理 {len(paper.more) + 1} 件：", style=FLUSH, keep=True, gap=1.5)
    first = ReceiptPart(
        applicant=paper.applicant,
        item=paper.item,
        situation=paper.situation,
        case_number=paper.envelope.case_number,
        materials=paper.materials,
        next_by=paper.next_by,
        next_note=paper.next_note,
        delivery=paper.delivery,
    )
    for number, part in enumerate((first, *paper.more), start=1):
        lead = f"{ordinal(number)}、{part.applicant.name}：{item_words(part.item, part.situation)}"
        sheet.paragraph(bold(lead), style=FLUSH, keep=True, gap=1.0)
        facts = [part.applicant.masked, f"办件编号 {part.case_number}" if part.case_number else ""]
        sheet.paragraph("　".join(fact for fact in facts if fact), style=SMALL, keep=True)
        material_table(sheet, part.materials)
        then: list[Rich] = [f"{part.delivery}。" if part.delivery else ""]
        if part.next_by:
            when = bold(noted_day(part.next_by, part.next_note))
            then = ["材料如有问题，最迟 ", when, " 一次告知全部内容。", BESIDE, *then]
        sheet.paragraph(*then, style=SMALL)


def _notes(sheet: Sheet, paper: Receipt) -> None:
    """What the receipt carries beside its own content; the helper stands among the facts already."""
    for heading, words in notes_of(paper):
        if heading != "帮代办":
            sheet.paragraph(bold(f"{heading}。"), *words)
    if paper.replaces:
        sheet.paragraph(bold("更正说明。"), f"本凭证更正并取代{paper.replaces}，原凭证作废。")


def _next_step(sheet: Sheet, paper: Receipt) -> None:
    if paper.next_by:
        when: list[str | Rich] = ["，最迟 ", bold(noted_day(paper.next_by, paper.next_note)), "。", BESIDE]
        sheet.paragraph(bold("下一步。"), paper.next_step.rstrip("。"), *when)
    elif paper.next_step:
        sheet.paragraph(bold("下一步。"), f"{paper.next_step.rstrip('。')}。")


def correction_receipt(paper: CorrectionReceipt, fonts: Fonts, proof: bool) -> list[Page]:
    """D01b 补正材料收件凭证; set tighter when that keeps it on one page."""
    return on_fewest(partial(_correction_receipt, paper, fonts, proof))


def _correction_receipt(paper: CorrectionReceipt, fonts: Fonts, proof: bool, body: Style) -> list[Page]:
    sheet = Sheet(fonts, paper, paper.NAME, proof, body=body)
    sheet.head(paper.envelope.hall)
    pairs = receipt_fields(paper)
    pairs.insert(1, ("补正依据", f"《{paper.answers_name}》（{paper.answers}）"))
    sheet.fields(pairs)
    material_table(sheet, paper.materials)
    sheet.paragraph(bold(f"本次共收纸质补正材料 {paper.paper_count} 份。"), style=FLUSH, keep=True)
    if paper.remaining:
        until: list[Rich] = (
            [" 请最迟在 ", bold(day_words(paper.remaining_by)), " 提交。"] if paper.remaining_by else []
        )
        owed = "；".join(paper.remaining)
        sheet.paragraph(bold(f"还需补正 {len(paper.remaining)} 项。"), f"{owed}。", *until)
    else:
        sheet.paragraph(bold(f"{paper.answers_name}所列材料已全部提交。"), keep=True)
        _next_step(sheet, paper)
    _notes(sheet, paper)
    sheet.paragraph("本凭证只证明补正材料已收到，不代表已受理。")
    sheet.closing(SIGN, paper.signature, paper.envelope.hall)
    return sheet.finish()


def application(paper: Application, fonts: Fonts, proof: bool) -> list[Page]:
    """A01 申请表."""
    sheet = Sheet(fonts, paper, paper.title or paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    pairs: list[tuple[str, Rich]] = [("申请事项", bold(item_words(paper.item, paper.situation)))]
    if paper.agent:
        pairs.append(("代理人", person_words(paper.agent)))
    sheet.fields(pairs)
    for section in paper.sections:
        sheet.rows += form_rows(fonts, section, LEFT, ROOM)
    sheet.paragraph(bold("声明。"), paper.declaration, gap=4.0)
    sheet.closing("申请人（代理人）签名：", paper.signature, note="本表免费提供，一式一份，由收件窗口存档")
    return sheet.finish()


def turn_away(paper: TurnAwaySlip, fonts: Fonts, proof: bool) -> list[Page]:
    """D19 即时告知单."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    if paper.person and paper.person.name:
        sheet.addressee(paper.person.name, paper.person.masked)
    sheet.paragraph(
        f"你于{minute_words(paper.told_at)}在本中心{paper.envelope.window}咨询（申请）的",
        bold(paper.asked),
        "，本窗口不能直接收件办理，现当场告知如下：",
    )
    sheet.paragraph(bold("一、理由。"), paper.reason)
    sheet.paragraph(bold("二、依据。"), f"{paper.basis.rstrip('。')}。")
    sheet.paragraph(bold("三、你可以这样办。"), keep=True)
    for number, way in enumerate(paper.ways, start=1):
        sheet.paragraph(f"（{ordinal(number)}）{way}")
    if paper.phone:
        sheet.paragraph("去以前想问清楚的，请拨打", bold(paper.phone), "。")
    sheet.paragraph(
        f"对本次告知有异议的，可以要求窗口负责人当场说明，也可以拨打{paper.envelope.phone_complaint}反映。",
    )
    sheet.closing("当事人签收：", paper.signature, paper.envelope.hall)
    return sheet.finish()
