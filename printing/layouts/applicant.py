"""Layouts of the papers by which the applicant acts: withdrawal, power of attorney."""

from __future__ import annotations

from app.domain.time import date_words
from printing.documents.applicant import PowerOfAttorney, WithdrawalRequest
from printing.documents.base import Party, day_words
from printing.fonts import Fonts
from printing.layouts.parts import material_table, ordinal
from printing.layouts.sheet import FLUSH, Sheet
from printing.layouts.signing import Signer
from printing.layouts.words import item_words, me, person_words
from printing.page import Page
from printing.text import Rich, bold, spans


def withdrawal_request(paper: WithdrawalRequest, fonts: Fonts, proof: bool) -> list[Page]:
    """A02 撤回申请书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall)
    sheet.addressee(e.authority)
    who = me(paper.applicant)
    because = f"因{paper.reason.rstrip('。').removeprefix('因')}，" if paper.reason else ""
    sheet.paragraph(
        f"{who}",
        bold(paper.applicant.name),
        f"（{paper.applicant.masked}）" if paper.applicant.masked else "",
        f"于{date_words(paper.applied_on)}申请办理",
        bold(item_words(paper.item, paper.situation)),
        f"（{paper.number_type}{paper.receipt_number}）。{because}现自愿",
        bold("撤回该申请"),
        "。",
    )
    sheet.paragraph(f"{who}已经知晓：撤回后本次办理终止，不影响重新申请；已收存的材料退还。")
    if paper.agent is not None:
        sheet.paragraph(f"本申请书由代理人{paper.agent.name}（{paper.agent.masked}）提交。")
    if paper.returned:
        sheet.paragraph(bold("退还的材料"), style=FLUSH, keep=True, gap=1.0)
        material_table(sheet, paper.returned)
        sheet.paragraph("以上材料已经当面核对领回。", style=FLUSH)
    else:
        sheet.paragraph("窗口没有收存纸质材料，无需退还。")
    sheet.signing(
        [
            Signer("申请人（代理人）签名：", paper.signature),
            Signer(f"{e.window}经办人签名：", paper.handler_signature),
        ]
    )
    return sheet.finish()


def _party(party: Party) -> list[Rich]:
    phone = f"　电话 {party.phone[:3]}****{party.phone[-4:]}" if len(party.phone) > 7 else ""
    return [*person_words(party), phone]


def power_of_attorney(paper: PowerOfAttorney, fonts: Fonts, proof: bool) -> list[Page]:
    """D18 授权委托书（帮代办登记）."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall, "帮代办登记" if paper.helper else "")
    pairs: list[tuple[str, Rich]] = [("委托人", _flat(_party(paper.principal)))]
    if paper.principal.proof:
        pairs.append(("身份核验", paper.principal.proof))
    pairs += [
        ("受托人", _flat(_party(paper.agent))),
        *([("双方关系", f"受托人是委托人的{paper.relation}")] if paper.relation else []),
        ("委托事项", bold(item_words(paper.item, paper.situation))),
        ("委托期限", f"自{date_words(paper.valid_from)}至{day_words(paper.valid_to)}"),
    ]
    sheet.fields(pairs)
    sheet.paragraph(
        "委托人委托受托人办理上述事项，受托人在下列权限和期限内办理的，由委托人承担法律后果：",
        keep=True,
        gap=2.0,
    )
    for number, power in enumerate(paper.powers, start=1):
        mark = "。" if number == len(paper.powers) else "；"
        sheet.paragraph(f"（{ordinal(number)}）{power.rstrip('。；')}{mark}")
    sheet.paragraph("受托人没有转委托的权利。委托人可以随时书面撤销委托。")
    if paper.helper:
        sheet.paragraph(bold("帮代办（免费）。"), f"{paper.helper.words}。任何人不得就帮代办收取费用。")
    sheet.signing(
        [Signer("委托人签名：", paper.signature), Signer("受托人签名：", paper.agent_signature)],
        note="一式两份，委托人与存档各执一份" + _whose_cards(paper.read),
    )
    return sheet.finish()


def _whose_cards(read: tuple[str, ...]) -> str:
    """Nothing is said of a number that was only typed."""
    if not read:
        return ""
    return f"；{'双方' if len(read) > 1 else read[0]}身份证件已在窗口核验"


def _flat(parts: list[Rich]) -> Rich:
    return [span for part in parts for span in spans(part)]
