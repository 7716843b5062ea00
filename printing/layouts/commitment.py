"""Layout of D08 告知承诺书: the authority's part with its seal, then the applicant's part, each whole on its page."""

from __future__ import annotations

from app.values import replace
from printing.documents.commitment import Commitment, CommitmentKind, Statement
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.layouts.sheet import FLUSH, LEFT, RIGHT, Sheet
from printing.layouts.signing import Signer
from printing.layouts.table import Column
from printing.layouts.words import item_words, me
from printing.page import Op, Page, Rect
from printing.text import Rich, bold, lines_of, placed, set_line

HEADING = replace(FLUSH, align="center")
TICK, INDENT = "√", 7.0


def commitment(paper: Commitment, fonts: Fonts, proof: bool) -> list[Page]:
    """D08 告知承诺书 of either kind."""
    sheet = Sheet(fonts, paper, paper.title, proof)
    e = paper.envelope
    sheet.head(e.authority)
    sheet.paragraph(bold("第一部分　行政机关告知"), style=HEADING, keep=True)
    sheet.addressee(paper.applicant.name, paper.applicant.masked)
    sheet.paragraph("按照规定，本机关就办理下列事项告知如下：", keep=True)
    sheet.table((Column("告知事项", 34, "center"), Column("内容", 134)), _told(paper))
    version = f"　文本版本：{paper.text_version}" if paper.text_version else ""
    sheet.closing("", None, e.authority, note=f"咨询电话 {e.phone_help or e.phone_complaint}{version}")
    start = len(sheet.rows)
    _promise(sheet, paper)
    for index in range(start, len(sheet.rows) - 1):
        sheet.rows[index] = replace(sheet.rows[index], keep=True)
    return sheet.finish()


def _told(paper: Commitment) -> list[list[Rich]]:
    told, licence = paper.told, paper.kind is CommitmentKind.LICENCE
    rows: list[tuple[str, str]] = [
        ("办理事项的名称", told.matter),
        ("许可条件的依据" if licence else "设定证明的依据", told.basis),
        ("应当具备的条件" if licence else "证明的内容", told.content),
        ("适用范围" if licence else "适用对象", told.scope),
        ("承诺的方式", told.manner),
        ("不承诺的处理", told.otherwise),
    ]
    if licence:
        rows.append(("检查和验收", f"{paper.check_within}，{told.check}"))
    else:
        rows.append(("核查方式", told.check))
    rows.append(("虚假承诺的责任", told.liability))
    return [[bold(name), f"{text.rstrip('。')}。"] for name, text in rows if text]


def _promise(sheet: Sheet, paper: Commitment) -> None:
    who = me(paper.applicant)
    sheet.paragraph(bold("第二部分　申请人承诺"), style=HEADING, gap=2.0)
    receipt = f"（收件凭证{paper.receipt_number}）" if paper.receipt_number else ""
    by = f"，由代理人{paper.agent.name}（{paper.agent.masked}）签署" if paper.agent else ""
    sheet.paragraph(
        f"{who}",
        bold(paper.applicant.name),
        "就申请办理的",
        bold(item_words(paper.item, paper.situation)),
        f"{receipt}，自愿作出下列承诺{by}：",
    )
    for statement in paper.promise.all:
        sheet.rows += _statement(sheet.fonts, statement, ticked=statement.ticked and not paper.by_pen)
    if paper.by_pen:
        sheet.paragraph("（请逐项阅读后在方框内打勾。）")
    sheet.signing([Signer("申请人（代理人）签名：", paper.signature)])


def _statement(fonts: Fonts, statement: Statement, *, ticked: bool) -> list[Row]:
    """A sentence of the promise beside its box, with the tick in it when the applicant has made it."""
    left = LEFT + 2 * FLUSH.em
    lines = lines_of(statement.text, fonts, FLUSH, RIGHT - left - INDENT)
    rows = [
        Row(FLUSH.leading, tuple(set_line(line, fonts, FLUSH, left + INDENT, 0.0, RIGHT - left - INDENT)))
        for line in lines
    ]
    box: list[Op] = [Rect(left, 1.5, 4.4, 4.4, line=0.35)]
    if ticked:
        box += placed(fonts, TICK, Face.SERIF_BOLD, 14, left + 2.2, 5.6, align="center")
    rows[0] = replace(rows[0], ops=(*box, *rows[0].ops))
    return rows
