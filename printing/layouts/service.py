"""Layouts on the way out and inside the house: pick-up slip, proof of service, routing slip."""

from __future__ import annotations

from app.values import dataclass, replace
from printing.documents.base import day_words, minute_words
from printing.documents.service import PickupSlip, ProofOfService, RoutingSlip, ServiceMethod
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.layouts.sheet import LEFT, RIGHT, ROOM, SMALL, Sheet
from printing.layouts.signing import pen
from printing.layouts.table import Column
from printing.layouts.words import RESULT_COLUMNS, item_words, person_words, result_cells
from printing.page import Op, Page, Rect
from printing.text import Rich, bold, in_lines, placed, shrunk, text_runs, text_width

EMPTY_TIME = "    年    月    日    时    分"
"""Where who receives a paper writes when, if she signs by hand."""
BY_HAND = "　　　　年　　　月　　　日　　　时　　　分"
"""The same with room for a pen, on a sheet that is laid out for one."""


def pickup_slip(paper: PickupSlip, fonts: Fonts, proof: bool) -> list[Page]:
    """D15 取件凭证."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    sheet.fields(
        [
            ("领取人", person_words(paper.person)),
            ("办理事项", bold(item_words(paper.item, paper.situation))),
            ("办件编号", paper.envelope.case_number),
        ]
    )
    sheet.table(RESULT_COLUMNS, result_cells(paper.results))
    pairs: list[tuple[str, Rich]] = [("领取地点", paper.place)]
    if paper.hours:
        pairs.append(("领取时间", paper.hours))
    if paper.until:
        pairs.append(("最迟领取", bold(day_words(paper.until))))
    pairs.append(("请携带", paper.bring))
    if paper.agent_rule:
        pairs.append(("委托领取", paper.agent_rule))
    if paper.courier:
        pairs.append(("邮寄送达", paper.courier))
    if paper.electronic:
        pairs.append(("电子件", paper.electronic))
    sheet.fields(pairs, label=32.0)
    if paper.code:
        sheet.rows.append(_code_box(fonts, paper.code, sheet.size.width / 2))
    sheet.closing("", None, paper.envelope.hall)
    return sheet.finish()


def _code_box(fonts: Fonts, code: str, middle: float) -> Row:
    left = middle - 40
    ops: list[Op] = [Rect(left, 0, 80, 24, line=0.4)]
    ops += placed(fonts, "取件码", Face.SANS, 11, middle, 7.0, align="center")
    ops += placed(fonts, code, Face.SANS_BOLD, 26, middle, 19.0, align="center", spacing=0.6)
    return Row(24, tuple(ops), gap=6.0)


def proof_of_service(paper: ProofOfService, fonts: Fonts, proof: bool) -> list[Page]:
    """D16 送达回证."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.authority)
    pairs: list[tuple[str, Rich]] = [("受送达人", person_words(paper.addressee))]
    if paper.item:
        pairs.append(("事由", paper.item))
    sheet.fields(pairs)
    sheet.table(RESULT_COLUMNS, result_cells(paper.papers))
    facts: list[list[Rich]] = [
        ["送达地点", paper.place],
        ["送达方式", _methods(paper.method)],
        ["送达时间", BY_HAND if paper.to_sign else minute_words(paper.served_at)],
        ["送达人", "　　".join(paper.servers)],
    ]
    if paper.reference:
        facts.append(["邮件号（回执号）", paper.reference])
    sheet.table((Column("项目", 36, "center"), Column("内容", 132)), facts)
    sheet.rows.append(_receiving(fonts, paper))
    if paper.method is ServiceMethod.LEFT or paper.refusal:
        sheet.table(
            (Column("拒收事由", 84), Column("见证人签名或者盖章", 84)),
            [[paper.refusal, paper.witness]],
        )
    sheet.paragraph(f"备注：{paper.remark or '无'}", style=SMALL, gap=2.0)
    sheet.paragraph(
        "受送达人本人不在，由同住成年家属或者单位负责收件的人签收的，应当写明与受送达人的关系。本回证由送达机关存档。",
        style=replace(SMALL, leading=5.4, size=9.5),
    )
    return sheet.finish()


def _methods(chosen: ServiceMethod) -> str:
    return "  ".join(f"{'■' if method is chosen else '□'}{method.value}" for method in ServiceMethod)


def _receiving(fonts: Fonts, paper: ProofOfService) -> Row:
    """Box where the recipient signs, with relation and time: by the pen, or as it was signed on the pad."""
    ops: list[Op] = [Rect(LEFT, 0, ROOM, 34, line=0.25)]
    ops += text_runs(fonts, "收件人签名或者盖章：", Face.SERIF_BOLD, 11.5, LEFT + 3, 10)
    signed = paper.signature
    if signed is not None:
        ops += pen(signed, LEFT + 50, 2.0, 60, 12)
    relation = "本人" if not paper.relation and paper.recipient == paper.addressee.name else paper.relation
    who, whose = f"收件人：{paper.recipient}" if paper.recipient else "", f"与受送达人的关系：{relation}"
    # Beside each other while the name leaves room for it, else below it.
    below = text_width(fonts, who, Face.SERIF, 11.5) > 65
    size, lines = in_lines(fonts, who, Face.SERIF, 11.5, ROOM - 6, 8.5)
    for number, line in enumerate(reversed(lines)):
        ops += text_runs(fonts, line, Face.SERIF, size, LEFT + 3, 21 - 4.0 * number)
    at = (LEFT + 3, 28.5) if below else (LEFT + 70, 21)
    ops += text_runs(fonts, whose, Face.SERIF, shrunk(fonts, whose, Face.SERIF, 11.5, 100, 8.5), *at)
    when = BY_HAND if paper.to_sign else EMPTY_TIME
    if signed is not None and signed.signed_at is not None:
        when = minute_words(signed.signed_at)
    ops += placed(fonts, when, Face.SERIF, 11.5, RIGHT - 4, 30, align="right")
    return Row(34, tuple(ops), gap=1.0)


@dataclass(frozen=True)
class _Rows:
    """Heights of the rows of a slip that pens fill, in millimetres: a step, a hand-over, an opinion."""

    step: float
    hand: float
    opinion: float


_ROOMY, _CLOSE = _Rows(9.0, 10.0, 17.0), _Rows(7.5, 8.5, 14.0)


def routing_slip(paper: RoutingSlip, fonts: Fonts, proof: bool) -> list[Page]:
    """D12 办理流程单: on one page where closer rows allow it, for it travels with the papers."""
    pages = _slip(paper, fonts, proof, _ROOMY)
    if len(pages) > 1:
        closer = _slip(paper, fonts, proof, _CLOSE)
        return min(pages, closer, key=len)
    return pages


def _slip(paper: RoutingSlip, fonts: Fonts, proof: bool, rows: _Rows) -> list[Page]:
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    sheet.head(paper.envelope.hall)
    pairs: list[tuple[str, Rich]] = [
        ("申请人", paper.applicant.masked_name + f"（{paper.applicant.masked}）"),
        ("办理事项", bold(item_words(paper.item, paper.situation))),
        ("办结期限", [bold(paper.due or "—"), f"　缓急：{paper.urgency}"]),
        ("材料袋", f"{paper.bundle or '—'}　共 {paper.bundle_count} 件　封签号 {paper.seal_number or '—'}"),
    ]
    if paper.special:
        pairs.append(("特别程序", paper.special))
    sheet.fields(pairs)
    columns = (
        Column("环节", 26),
        Column("开始", 32),
        Column("结束", 32),
        Column("用时", 22),
        Column("办理人", 28),
        Column("窗口", 28),
    )
    sheet.table(
        columns, [[s.name, s.start, s.end, s.duration, s.person, s.window] for s in paper.steps], least=rows.step
    )
    blanks = max(3 - len(paper.hand_overs), 0)
    cells: list[list[Rich]] = [[h.giver, h.taker, h.at, h.note] for h in paper.hand_overs]
    cells += [["", "", "", ""]] * blanks
    sheet.table(
        (Column("移交人签名", 40), Column("接收人签名", 40), Column("时间", 34), Column("件数和封签", 54)),
        cells,
        least=rows.hand,
    )
    for opinion in paper.opinions:
        sheet.rows.append(_opinion(fonts, opinion, rows.opinion))
    return sheet.finish()


def _opinion(fonts: Fonts, name: str, tall: float) -> Row:
    ops: list[Op] = [Rect(LEFT, 0, 26, tall, line=0.25), Rect(LEFT + 26, 0, ROOM - 26, tall, line=0.25)]
    ops += placed(fonts, name, Face.SERIF_BOLD, 10.5, LEFT + 13, tall / 2 + 1.1, align="center")
    ops += placed(fonts, "签名：            年    月    日", Face.SERIF, 10.5, RIGHT - 4, tall - 2.8, align="right")
    return Row(tall, tuple(ops))
