"""收件凭证 on 58 mm thermal paper: 384 dots of 1/8 mm. The same words as the 80 mm roll, labels above their values."""

from __future__ import annotations

from app.values import dataclass, field, replace
from printing.codes import barcode_boxes, barcode_text, qr_boxes
from printing.documents.base import Envelope
from printing.documents.intake import CorrectionReceipt, Receipt
from printing.fonts import Face, Fonts
from printing.layouts.roll_thumb import thumb_room
from printing.layouts.words import BESIDE
from printing.page import MM_PER_POINT, Line, Modules, Op, Page, Rect
from printing.text import Rich, Style, bold, lines_of, set_line

DOT = 0.125
DOTS = 384
MARGIN = 8 * DOT
ROOM = (DOTS - 16) * DOT
EM = 24 * DOT / MM_PER_POINT
BODY = Style(Face.SANS, EM, 34 * DOT, align="left")
MIDDLE = replace(BODY, align="center")


@dataclass
class _Slip:
    """Writes downwards; the paper is as long as what stands on it."""

    fonts: Fonts
    y: float = 16 * DOT
    ops: list[Op] = field(default_factory=list)

    def lines(self, rich: Rich, style: Style = BODY) -> None:
        for line in lines_of(rich, self.fonts, style, ROOM):
            self.ops += set_line(line, self.fonts, style, MARGIN, self.y, ROOM)
            self.y += style.leading

    def rule(self) -> None:
        self.y += 8 * DOT
        self.ops.append(Line(MARGIN, self.y, MARGIN + ROOM, self.y, 2 * DOT, (8 * DOT, 6 * DOT)))
        self.y += 12 * DOT

    def framed(self, words: str) -> None:
        top = self.y
        self.y += 4 * DOT
        self.lines(bold(words), MIDDLE)
        self.y += 4 * DOT
        self.ops.append(Rect(MARGIN, top, ROOM, self.y - top, line=3 * DOT))
        self.y += 10 * DOT


def receipt_slip(paper: Receipt, fonts: Fonts, proof: bool) -> list[Page]:
    """D01 and D01b on the narrow roll: one page as long as needed."""
    slip, e = _Slip(fonts), paper.envelope
    if e.rehearsal:
        slip.framed("演练 不作凭证")
    if proof:
        slip.framed("样张 未出具")
    if e.printing > 1:
        slip.framed(f"补打 第{e.printing}次 {e.reprint_reason}")
    slip.lines(e.hall, MIDDLE)
    slip.lines(bold(paper.NAME), Style(Face.SANS, EM * 1.6, 56 * DOT, align="center"))
    slip.lines(e.number, MIDDLE)
    slip.rule()
    _facts(slip, paper)
    slip.rule()
    slip.lines(bold("收到的材料"))
    for number, line in enumerate(paper.materials, start=1):
        custody = f"（{line.custody}）" if line.custody and line.custody != "收存" else ""
        slip.lines(f"{number}. {line.name}{custody}")
        slip.lines(line.form_words, replace(BODY, align="right"))
    slip.lines(bold(f"共收纸质材料 {paper.paper_count} 份"))
    slip.rule()
    _next(slip, paper)
    if paper.signature is not None and paper.signature.thumb:
        slip.y += 12 * DOT
        ops, slip.y = thumb_room(fonts, paper.signature.witness, BODY, MARGIN, ROOM, slip.y)
        slip.ops += ops
    slip.rule()
    _codes(slip, e)
    slip.lines(f"打印 {e.printed_at:%Y-%m-%d %H:%M}", MIDDLE)
    slip.lines(f"第 {e.printing} 次打印 · 设备 {e.device}", MIDDLE)
    return [Page(DOTS * DOT - 0.002, slip.y + 16 * DOT, tuple(slip.ops))]


def _facts(slip: _Slip, paper: Receipt) -> None:
    slip.lines(["申请人 ", bold(paper.applicant.name)])
    if paper.applicant.masked:
        slip.lines(f"证件 {paper.applicant.masked.split(' ', 1)[-1]}")
    if paper.agent:
        slip.lines(f"代理人 {paper.agent.name}")
    if isinstance(paper, CorrectionReceipt):
        slip.lines(f"补正 {paper.answers}")
    slip.lines(["办理 ", bold(paper.item)])
    if paper.situation:
        slip.lines(paper.situation)
    slip.lines(f"收件 {paper.received_at:%Y-%m-%d %H:%M}")
    slip.lines(f"{paper.envelope.window} {paper.envelope.operator}")


def _next(slip: _Slip, paper: Receipt) -> None:
    if isinstance(paper, CorrectionReceipt) and paper.remaining:
        slip.lines([bold(f"还需补正 {len(paper.remaining)} 项"), f"：{'；'.join(paper.remaining)}。"])
        if paper.remaining_by:
            slip.lines(["最迟 ", bold(f"{paper.remaining_by.month}月{paper.remaining_by.day}日"), "。"])
    elif paper.next_step:
        by = f"，最迟 {paper.next_by.month}月{paper.next_by.day}日" if paper.next_by else ""
        slip.lines([bold("下一步"), f"：{paper.next_step.rstrip('。')}{by}。{BESIDE if by else ''}"])
    slip.lines("本凭证只证明材料已收到，不代表已受理。")


def _codes(slip: _Slip, e: Envelope) -> None:
    boxes, side = qr_boxes(e.number)
    pitch = 6 * DOT
    left = round((DOTS - side * 6) / 2) * DOT
    slip.ops.append(Modules(left, slip.y, pitch, boxes, e.number))
    slip.y += side * pitch + 16 * DOT
    code = barcode_text(e.number)
    bars, modules = barcode_boxes(code)
    left = round((DOTS - modules * 2) / 2) * DOT
    slip.ops.append(Modules(left, slip.y, 2 * DOT, bars, code, pitch_y=72 * DOT))
    slip.y += 80 * DOT
    slip.lines(code, MIDDLE)
    if e.query_code:
        slip.lines(["扫码查进度 查询码 ", bold(e.query_code)], MIDDLE)
    slip.lines(["投诉建议 ", bold(e.phone_complaint)], MIDDLE)
