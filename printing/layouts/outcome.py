"""Layouts of the decision on the merits: grant and refusal of a licence."""

from __future__ import annotations

from app.domain.time import date_words
from printing.documents.outcome import ARTICLE_REFUSAL, Approval, Refusal
from printing.fonts import Fonts
from printing.layouts.parts import Numbered, remedies
from printing.layouts.sheet import Sheet
from printing.layouts.words import SIGN, item_words, you
from printing.page import Page
from printing.text import bold


def approval(paper: Approval, fonts: Fonts, proof: bool) -> list[Page]:
    """D11 准予许可决定书."""
    sheet = Sheet(fonts, paper, paper.title or paper.NAME, proof)
    sheet.head(paper.envelope.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    accepted = f"（{paper.acceptance_number}）" if paper.acceptance_number else ""
    sheet.paragraph(
        f"{you(paper.addressee)}于{date_words(paper.applied_on)}提出的",
        bold(item_words(paper.item, paper.situation)),
        f"申请，本机关已于{date_words(paper.accepted_on)}受理{accepted}。{paper.facts.rstrip('。')}。",
    )
    sheet.paragraph(
        f"依据{'、'.join(paper.clauses)}的规定，本机关决定：", bold(f"{paper.decision.rstrip('。')}。")
    )
    part = Numbered(sheet)
    if paper.licence:
        number = f"，编号 {paper.licence_number}" if paper.licence_number else ""
        part("许可证件", f"{paper.licence}{number}。")
    if paper.valid:
        part("有效期", f"{paper.valid}。")
    if paper.scope:
        part("许可范围", f"{paper.scope}。")
    if paper.conditions:
        part("应当遵守的要求", "".join(paper.conditions))
    if paper.collect:
        part("领取", f"{paper.collect}。")
    if paper.publication:
        part("公开", f"{paper.publication}。")
    sheet.closing("", None, paper.envelope.authority)
    return sheet.finish()


def refusal(paper: Refusal, fonts: Fonts, proof: bool) -> list[Page]:
    """D11b 不予许可决定书."""
    sheet = Sheet(fonts, paper, paper.title or paper.NAME, proof)
    sheet.head(paper.envelope.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    number = f"（{paper.acceptance_number}）" if paper.acceptance_number else ""
    sheet.paragraph(
        f"{you(paper.addressee)}于{date_words(paper.applied_on)}提出的",
        bold(item_words(paper.item, paper.situation)),
        f"申请，本机关已于{date_words(paper.accepted_on)}受理{number}。",
    )
    sheet.paragraph(f"经审查，{paper.facts.rstrip('。；')}。")
    clauses = "、".join(dict.fromkeys((*paper.clauses, ARTICLE_REFUSAL)))
    sheet.paragraph(f"依据{clauses}，本机关决定", bold("不予许可"), "。", gap=0.0)
    remedies(sheet, paper.review_body, paper.court)
    sheet.closing(SIGN, paper.signature, paper.envelope.authority)
    return sheet.finish()
