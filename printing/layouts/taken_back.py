"""Layout of the receipt for a certificate that came back."""

from __future__ import annotations

from printing.documents.base import minute_words
from printing.documents.taken_back import TakenBackReceipt
from printing.fonts import Fonts
from printing.layouts.sheet import Sheet
from printing.layouts.words import person_words
from printing.page import Page
from printing.text import Rich, bold


def taken_back(paper: TakenBackReceipt, fonts: Fonts, proof: bool) -> list[Page]:
    """D22 证照收回凭证."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    e = paper.envelope
    pairs: list[tuple[str, Rich]] = [
        ("持证人", person_words(paper.holder)),
        ("办理事项", bold(paper.item)),
        ("收回的证照", bold(paper.certificate)),
        ("印制号", bold(paper.serial)),
    ]
    if paper.number:
        pairs.append(("文书编号", paper.number))
    pairs += [
        ("交回人", f"{paper.brought_by}（{paper.relation}）"),
        ("收回时间", minute_words(paper.taken_at)),
        ("收回窗口", f"{e.window}　{e.operator}（{e.operator_no}）"),
    ]
    sheet.fields(pairs)
    sheet.paragraph(bold("一、收回原因。"), f"{paper.why}：{paper.reason.rstrip('。')}。")
    sheet.paragraph(bold("二、怎么处理。"), f"{paper.fate.rstrip('。')}。")
    sheet.paragraph(bold("三、下一步。"), paper.then)
    sheet.paragraph(
        "本凭证只证明证照已经交回，不是撤销、注销许可的决定；撤销、注销由作出许可决定的机关依法决定。",
    )
    note = "一式两份，交回人与存档各执一份"
    sheet.closing("交回人签名：", None, paper.envelope.hall, note=note)
    return sheet.finish()
