"""收件凭证 on 80 mm thermal paper: 576 dots of 1/8 mm. Everything stands on whole dots, black only, sans serif."""

from __future__ import annotations

from app.values import dataclass, field, replace
from printing.codes import barcode_boxes, barcode_text, qr_boxes
from printing.documents.base import Envelope
from printing.documents.intake import HandedIn, Receipt
from printing.fonts import Face, Fonts
from printing.layouts.roll_thumb import thumb_room
from printing.layouts.roll_words import Pairs, asking, facts, material_words, part_facts, print_words, then
from printing.page import MM_PER_POINT, Line, Modules, Op, Page, Rect
from printing.text import Rich, Style, bold, lines_of, placed, set_line, text_width

DOT = 0.125
WIDTH = 576 * DOT
LEFT, RIGHT = 24 * DOT, 552 * DOT
ROOM = RIGHT - LEFT
LABEL = 120 * DOT


def dots(count: float) -> float:
    """Type size in points whose em is ``count`` dots high."""
    return count * DOT / MM_PER_POINT


BODY = Style(Face.SANS, dots(24), 34 * DOT, align="left")
SMALL = Style(Face.SANS, dots(20), 28 * DOT, align="center")


@dataclass
class Roll:
    """Writes downwards; the paper is as long as what stands on it."""

    fonts: Fonts
    y: float = 24 * DOT
    ops: list[Op] = field(default_factory=list)

    def lines(self, rich: Rich, style: Style = BODY, x: float = LEFT, room: float = ROOM) -> None:
        for line in lines_of(rich, self.fonts, style, room):
            self.ops += set_line(line, self.fonts, style, x, self.y, room)
            self.y += style.leading

    def pair(self, label: str, value: Rich) -> None:
        self.ops += placed(self.fonts, label, Face.SANS, BODY.size, LEFT, self.y + BODY.baseline)
        self.lines(value, x=LEFT + LABEL, room=ROOM - LABEL)

    def pairs(self, pairs: Pairs) -> None:
        for label, value in pairs:
            self.pair(label, value)

    def both(self, left: Rich, right: str, *, heavy: bool = False) -> None:
        """Text at the left, a short one at the right on the same first line."""
        face = Face.SANS_BOLD if heavy else Face.SANS
        wide = text_width(self.fonts, right, face, BODY.size)
        self.ops += placed(self.fonts, right, face, BODY.size, RIGHT, self.y + BODY.baseline, align="right")
        self.lines(left, room=ROOM - wide - 24 * DOT)
        self.y += 8 * DOT

    def rule(self) -> None:
        self.y += 10 * DOT
        self.ops.append(Line(LEFT, self.y, RIGHT, self.y, 2 * DOT, (8 * DOT, 6 * DOT)))
        self.y += 14 * DOT


def receipt_roll(paper: Receipt, fonts: Fonts, proof: bool) -> list[Page]:
    """D01 and D01b on the roll: one page as long as needed."""
    roll, e = Roll(fonts), paper.envelope
    _marks(roll, e, proof)
    roll.lines(e.hall, replace(BODY, align="center"))
    title = 40 if len(paper.NAME) <= 8 else 34
    roll.lines(bold(paper.NAME), Style(Face.SANS, dots(title), 56 * DOT, align="center"))
    roll.lines(e.number, replace(BODY, align="center"))
    roll.rule()
    roll.pairs(facts(paper))
    roll.rule()
    _materials(roll, paper.materials)
    for part in paper.more:
        roll.rule()
        roll.pairs(part_facts(part))
        _materials(roll, part.materials)
    roll.lines(bold(f"共收纸质材料 {paper.paper_count} 份"), replace(BODY, align="right"))
    roll.rule()
    for words in then(paper):
        roll.lines(words)
    roll.y += 6 * DOT
    roll.lines("本凭证只证明材料已收到，不代表已受理。")
    roll.y += 44 * DOT
    if paper.signature is not None and paper.signature.thumb:
        roll.ops += placed(
            fonts, "（收件专用章）", Face.SANS, BODY.size, RIGHT, roll.y + BODY.baseline, align="right"
        )
        ops, roll.y = thumb_room(fonts, paper.signature.witness, BODY, LEFT, ROOM, roll.y)
        roll.ops += ops
    else:
        roll.both("申请人签收：__________", "（收件专用章）")
    roll.rule()
    _codes(roll, e)
    roll.rule()
    for line in print_words(e):
        roll.lines(line, SMALL)
    # A hair less than 576 dots, so that rounding never makes it 577.
    return [Page(WIDTH - 0.002, roll.y + 24 * DOT, tuple(roll.ops))]


def _marks(roll: Roll, e: Envelope, proof: bool) -> None:
    """Thermal paper has no light grey: rehearsal, preview and reprint are framed words at the top."""
    words = []
    if e.rehearsal:
        words.append("演练 不作凭证")
    if proof:
        words.append("样张 未出具")
    if e.printing > 1:
        words.append(f"补打 第{e.printing}次 {e.reprint_reason}")
    for line in words:
        style = Style(Face.SANS, dots(28), 40 * DOT, align="center")
        top = roll.y
        roll.y += 4 * DOT
        roll.lines(bold(line), style)
        roll.y += 4 * DOT
        roll.ops.append(Rect(LEFT, top, ROOM, roll.y - top, line=3 * DOT))
        roll.y += 12 * DOT


def _materials(roll: Roll, materials: tuple[HandedIn, ...]) -> None:
    roll.both(bold("收到的材料"), "形式×份数", heavy=True)
    for number, line in enumerate(materials, start=1):
        roll.both(material_words(number, line), line.form_words)


def _codes(roll: Roll, e: Envelope) -> None:
    boxes, side = qr_boxes(e.number)
    pitch = 6 * DOT
    roll.ops.append(Modules(LEFT, roll.y, pitch, boxes, e.number))
    x, start = LEFT + side * pitch + 20 * DOT, roll.y
    tall = side * pitch
    told = asking(e)
    roll.y += max((tall - len(told) * BODY.leading) / 2, 0.0)
    for fact in told:
        roll.lines(fact, x=x, room=RIGHT - x)
    roll.y = start + tall + 24 * DOT
    code = barcode_text(e.number)
    bars, modules = barcode_boxes(code)
    step = 2 * DOT
    left = round((WIDTH - modules * step) / 2 / DOT) * DOT
    roll.ops.append(Modules(left, roll.y, step, bars, code, pitch_y=84 * DOT))
    roll.y += 90 * DOT
    roll.lines(code, replace(BODY, align="center"))
