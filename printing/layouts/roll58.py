"""收件凭证 on 58 mm thermal paper: 384 dots of 1/8 mm. The same words as the 80 mm roll, labels above their values."""

from __future__ import annotations

from app.values import dataclass, field, replace
from printing.codes import barcode_boxes, barcode_text, qr_boxes
from printing.documents.base import Envelope, Signature
from printing.documents.intake import HandedIn, Receipt
from printing.fonts import Face, Fonts
from printing.layouts.roll_thumb import thumb_room
from printing.layouts.roll_words import Pairs, asking, facts, material_words, part_facts, print_words, then
from printing.page import MM_PER_POINT, Line, Modules, Op, Page, Rect
from printing.text import Rich, Style, bold, lines_of, set_line, spans

DOT = 0.125
DOTS = 384
MARGIN = 8 * DOT
ROOM = (DOTS - 16) * DOT
EM = 24 * DOT / MM_PER_POINT
BODY = Style(Face.SANS, EM, 34 * DOT, align="left")
MIDDLE = replace(BODY, align="center")
SMALL = Style(Face.SANS, 20 * DOT / MM_PER_POINT, 28 * DOT, align="center")


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

    def pairs(self, pairs: Pairs) -> None:
        for label, value in pairs:
            self.lines([f"{label} " if label else "", *spans(value)])

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
    slip.pairs(facts(paper))
    slip.rule()
    _materials(slip, paper.materials)
    for part in paper.more:
        slip.rule()
        slip.pairs(part_facts(part))
        _materials(slip, part.materials)
    slip.lines(bold(f"共收纸质材料 {paper.paper_count} 份"))
    slip.rule()
    for words in then(paper):
        slip.lines(words)
    slip.lines("本凭证只证明材料已收到，不代表已受理。")
    _signing(slip, paper.signature)
    slip.rule()
    _codes(slip, e)
    for line in print_words(e):
        slip.lines(line, SMALL)
    return [Page(DOTS * DOT - 0.002, slip.y + 16 * DOT, tuple(slip.ops))]


def _materials(slip: _Slip, materials: tuple[HandedIn, ...]) -> None:
    slip.lines(bold("收到的材料"))
    for number, line in enumerate(materials, start=1):
        slip.lines(material_words(number, line))
        slip.lines(line.form_words, replace(BODY, align="right"))


def _signing(slip: _Slip, signature: Signature | None) -> None:
    """Room for a hand or a thumb, and below it for the seal: without it the slip is no receipt."""
    slip.y += 12 * DOT
    if signature is not None and signature.thumb:
        ops, slip.y = thumb_room(slip.fonts, signature.witness, BODY, MARGIN, ROOM, slip.y)
        slip.ops += ops
    else:
        slip.y += 32 * DOT
        slip.lines("申请人签收：__________")
    slip.y += 12 * DOT
    slip.lines("（收件专用章）", replace(BODY, align="right"))
    slip.y += 60 * DOT


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
    for fact in asking(e):
        slip.lines(fact, MIDDLE)
