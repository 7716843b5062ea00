"""Layouts of 容缺受理: pledge, notice, 退件办结, 撤销受理."""

from __future__ import annotations

from functools import partial

from app.domain.guide import Period
from app.domain.time import date_words
from printing.documents.base import day_words
from printing.documents.tolerance import (
    AcceptanceRevoked,
    Owed,
    ToleranceLapsed,
    ToleranceNotice,
    TolerancePledge,
)
from printing.fonts import Fonts
from printing.layouts.decisions import branch_table, fetching, oversight, uncounted
from printing.layouts.parts import Numbered, notes_of, ordinal, remedies
from printing.layouts.sheet import Sheet, on_fewest
from printing.layouts.signing import Signer
from printing.layouts.table import Column
from printing.layouts.words import SIGN, UNTOLD, item_words, material_list, me, you
from printing.page import Page
from printing.text import Rich, Style, bold

COLUMNS = (
    Column("序号", 13, "center"),
    Column("材料", 58),
    Column("容缺情形", 47),
    Column("补交形式", 24, "center"),
    Column("补交方式", 26),
)


def _owed(rows: tuple[Owed, ...]) -> list[list[Rich]]:
    return [[str(n), row.name, row.state, row.form, row.way] for n, row in enumerate(rows, start=1)]


def tolerance_pledge(paper: TolerancePledge, fonts: Fonts, proof: bool) -> list[Page]:
    """D06 容缺受理承诺书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    sheet.addressee(paper.envelope.authority)
    who, receipt = me(paper.applicant), f"（收件凭证{paper.receipt_number}）" if paper.receipt_number else ""
    sheet.paragraph(
        f"{who}",
        bold(paper.applicant.name),
        f"（{paper.applicant.masked}）申请办理" if paper.applicant.masked else "申请办理",
        bold(item_words(paper.item, paper.situation)),
        f"{receipt}，主要申请材料已经齐全，下列材料暂时不能提交，申请容缺受理：",
        keep=True,
    )
    sheet.table(COLUMNS, _owed(paper.owed))
    sheet.paragraph(
        f"{who}承诺最迟在 ", bold(day_words(paper.promised_by)), " 补交上列材料，并声明：", keep=True
    )
    for number, statement in enumerate(paper.statements, start=1):
        sheet.paragraph(f"（{ordinal(number)}）{statement}")
    signers = [Signer("申请人签名：" if paper.agent is None else "代理人签名：", paper.signature)]
    if paper.agent is not None:
        sheet.paragraph(
            f"本承诺由代理人{paper.agent.name}（{paper.agent.masked}）代为签署，授权委托书{paper.authorisation}。"
        )
    sheet.signing(signers)
    return sheet.finish()


def tolerance_notice(paper: ToleranceNotice, fonts: Fonts, proof: bool) -> list[Page]:
    """D07 容缺受理通知书; set tighter when that keeps it on fewer pages, as D02 is."""
    return on_fewest(partial(_tolerance_notice, paper, fonts, proof))


def _tolerance_notice(paper: ToleranceNotice, fonts: Fonts, proof: bool, body: Style) -> list[Page]:
    sheet = Sheet(fonts, paper, paper.NAME, proof, body=body)
    e = paper.envelope
    sheet.head(e.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    receipt = f"（收件凭证{paper.receipt_number}）" if paper.receipt_number else ""
    pledge = f"和所作承诺（容缺受理承诺书{paper.pledge_number}）" if paper.pledge_number else "和所作承诺"
    who = you(paper.addressee)
    sheet.paragraph(
        f"{who}于{date_words(paper.applied_on)}申请办理",
        bold(item_words(paper.item, paper.situation)),
        f"{receipt}。{UNTOLD if paper.deemed else '经审查，主要申请材料齐全、符合法定形式。'}"
        f"根据{who}的自愿申请{pledge}，依据{'、'.join(paper.law)}，{'该申请' if paper.deemed else '本机关'}自",
        bold(date_words(paper.accepted_on)),
        f"起{'视为受理，下列材料按' if paper.deemed else ''}容缺受理。"
        "现将需要补正的材料、时限和超期补正处理方式一次性告知如下：",
        keep=True,
    )
    sheet.table(COLUMNS, _owed(paper.owed))
    part = Numbered(sheet)
    counting = f"{paper.counting}。" if paper.counting else ""
    until = bold(day_words(paper.ends_on))
    # A day that was agreed or is set by rule is no period that runs from the next day.
    runs = "" if paper.period.startswith("按") else "自收到本通知书的次日起 "
    part("补正时限", runs, bold(paper.period), "，至 ", until, f"止。{counting}")
    part("超期补正处理方式", f"{paper.on_expiry}。")
    part("不实承诺的后果", f"{paper.on_false}。")
    part("提交方式", f"{paper.hand_in}。")
    if paper.materials:
        part.materials("已收到的主要材料", paper.materials)
    _decided_by(part, paper)
    if paper.branches:
        part("办理的事项", f"{paper.matter}由下列事项组成，一次受理、分别办理：" if paper.matter else "")
        branch_table(sheet, paper.branches)
    fetching(part, paper)
    for heading, words in notes_of(paper):
        part(heading, *words)
    if paper.replaces:
        part("更正说明", f"本通知书更正并取代{paper.replaces}，原通知书作废。")
    oversight(part, e)
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()


def _decided_by(part: Numbered, paper: ToleranceNotice) -> None:
    if paper.limit:
        due: list[Rich] = ["，至 ", bold(day_words(paper.due_on)), "止"] if paper.due_on else []
        # Done on the day itself: no period runs from the next day.
        at_once = paper.limit.endswith(Period(0).words())
        lead: list[Rich] = [bold(f"{Period(0).words()}，受理当日办结")] if at_once else [
            "自受理次日起 ", bold(paper.limit)
        ]  # fmt: skip
        part("办理期限", *lead, *due, "。", uncounted(paper.excluded))
    elif paper.due_on:
        part("办理期限", "至 ", bold(day_words(paper.due_on)), "止。", uncounted(paper.excluded))


def tolerance_lapsed(paper: ToleranceLapsed, fonts: Fonts, proof: bool) -> list[Page]:
    """D09 退件办结通知书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    who = you(paper.addressee)
    # What nobody signed for is not said to have been served.
    given = f"于{date_words(paper.served_on)}送达" if paper.served_on is not None else "出具"
    sheet.paragraph(
        f"{who}申请办理的",
        bold(item_words(paper.item, paper.situation)),
        f"，本机关已于{date_words(paper.accepted_on)}容缺受理，并{given}"
        f"《容缺受理通知书》（{paper.notice_number}），应当补交{'、'.join(paper.owed)}，补正期限至 ",
        bold(day_words(paper.ended_on)),
        "止。",
    )
    sheet.paragraph(*_lapse(paper.failing, len(paper.owed)))
    sheet.paragraph(
        f"依据{'、'.join(paper.law)}，", bold("视为放弃申请，作退件办结处理"), "。现将有关事项告知如下："
    )
    part = Numbered(sheet)
    if paper.returned:
        part("材料退还", f"{material_list(paper.returned)}随本通知书退还，请当面核对。")
    else:
        part("材料退还", "已收存的申请材料可以凭收件凭证领回。")
    part("重新申请", f"{who}可以在材料齐全后重新申请。")
    if paper.credit:
        part("信用记录", f"{paper.credit.rstrip('。')}。")
    if paper.review_body and paper.court:
        remedies(sheet, paper.review_body, paper.court, what="处理")
    else:
        part(
            "异议", f"有异议的，可以向本机关提出，咨询电话{e.phone_help}，投诉和监督电话{e.phone_complaint}。"
        )
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()


def _lapse(failing: tuple[str, ...], owed: int) -> list[Rich]:
    """What became of the ``owed`` materials: none came, some came and fail, or all came and fail."""
    if not failing:
        return ["期限届满，未收到上列材料。"]
    rest = "其余未收到。" if len(failing) < owed else ""
    return [f"补交的材料仍不符合要求：{'；'.join(line.rstrip('。；') for line in failing)}。{rest}"]


def acceptance_revoked(paper: AcceptanceRevoked, fonts: Fonts, proof: bool) -> list[Page]:
    """D10 撤销受理决定书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    notice = f"以{paper.notice_number}" if paper.notice_number else ""
    sheet.paragraph(
        f"{you(paper.addressee)}申请办理的",
        bold(item_words(paper.item, paper.situation)),
        f"，本机关已于{date_words(paper.accepted_on)}先予受理（{paper.acceptance_number}），"
        f"并{notice}一次性告知应当补正{'、'.join(paper.owed)}，补正期限至",
        bold(day_words(paper.ended_on)),
        "止。",
    )
    sheet.paragraph(f"经核查，{paper.facts.rstrip('。；')}。")
    sheet.paragraph(f"依据{'、'.join(paper.clauses)}，本机关决定", bold("撤销受理"), "。")
    if paper.returned:
        sheet.paragraph(f"所收{material_list(paper.returned)}随本决定书退还。材料齐全后，可以重新申请。")
    remedies(sheet, paper.review_body, paper.court, paper.online_review)
    sheet.closing(SIGN, paper.signature, paper.envelope.authority)
    return sheet.finish()
