"""Layouts of 特别程序 and 延期."""

from __future__ import annotations

from app.domain.time import date_words
from printing.documents.base import Party, day_words
from printing.documents.procedures import ExtensionNotice, SpecialProcedureNotice
from printing.fonts import Fonts
from printing.layouts.parts import Numbered
from printing.layouts.sheet import Sheet
from printing.layouts.words import SIGN, item_words, you
from printing.page import Page
from printing.text import Rich, bold


def _accepted(sheet: Sheet, party: Party, item: str, when: str, number: str, tail: str) -> None:
    sheet.addressee(party.name, party.masked)
    sheet.paragraph(
        f"{you(party)}申请办理的",
        bold(item),
        f"，本机关已于{when}受理{f'（{number}）' if number else ''}。{tail}",
    )


def special_procedure(paper: SpecialProcedureNotice, fonts: Fonts, proof: bool) -> list[Page]:
    """D13 特别程序告知书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.authority)
    reason = f"{paper.reason.rstrip('。，')}，" if paper.reason else ""
    item = item_words(paper.item, paper.situation)
    when = date_words(paper.accepted_on)
    _accepted(sheet, paper.addressee, item, when, paper.acceptance_number, "")
    sheet.paragraph(
        f"{reason}依据{'、'.join(paper.law)}，需要进行 ", bold(paper.procedure), "。现将有关事项告知如下："
    )
    part = Numbered(sheet)
    until: list[Rich] = ["，预计至 ", bold(day_words(paper.ends_on)), "结束"] if paper.ends_on else []
    part("所需时间", bold(paper.needed), f"，自{day_words(paper.starts_on)}开始", *until, "。")
    remaining = f"本程序结束后，办理期限还剩 {paper.remaining}，继续计算。" if paper.remaining else ""
    part("对办理期限的影响", bold("上述时间不计入办理期限"), f"。{remaining}")
    if paper.body:
        part("组织实施", f"{paper.body}。")
    part("批准", f"本程序由{paper.approver}批准。")
    part("联系", f"{paper.contact or e.phone_help}；投诉和监督电话{e.phone_complaint}。")
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()


def extension(paper: ExtensionNotice, fonts: Fonts, proof: bool) -> list[Page]:
    """D14 延长办理期限通知书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.authority)
    due = f"原办理期限至{day_words(paper.was_due_on)}止。" if paper.was_due_on else ""
    item = item_words(paper.item, paper.situation)
    when = date_words(paper.accepted_on)
    _accepted(sheet, paper.addressee, item, when, paper.acceptance_number, due)
    approved = f"于{date_words(paper.approved_on)}" if paper.approved_on else ""
    sheet.paragraph(
        f"因{paper.reason.rstrip('。；').removeprefix('因')}，依据{'、'.join(paper.law)}，"
        f"经{paper.approver}{approved}批准，办理期限延长 ",
        bold(paper.length),
        "，至 ",
        bold(day_words(paper.due_on)),
        f"止。{f'{paper.counting}。' if paper.counting else ''}",
    )
    if paper.replaces:
        sheet.paragraph(bold("更正说明。"), f"本通知书更正并取代{paper.replaces}，原通知书作废。")
    sheet.paragraph(
        "延长期限只有一次。本机关将在延长后的期限内作出决定并书面告知。"
        f"对延长期限有异议的，可以拨打咨询电话{e.phone_help}，或者投诉和监督电话{e.phone_complaint}。"
    )
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()
