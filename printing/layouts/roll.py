"""收件凭证 on 80 mm thermal paper: 576 dots of 1/8 mm. Everything stands on whole dots, black only, sans serif."""

from __future__ import annotations

from datetime import date

from app.values import dataclass, field, replace
from printing.codes import barcode_boxes, barcode_text, qr_boxes
from printing.documents.base import Envelope
from printing.documents.intake import CorrectionReceipt, HandedIn, Receipt
from printing.fonts import Face, Fonts
from printing.layouts.parts import notes_of
from printing.layouts.roll_thumb import thumb_room
from printing.layouts.words import BESIDE, item_words
from printing.page import MM_PER_POINT, Line, Modules, Op, Page, Rect
from printing.text import Rich, Style, bold, lines_of, placed, set_line, spans, text_width

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
    _facts(roll, paper)
    roll.rule()
    _materials(roll, paper.materials)
    for part in paper.more:
        roll.rule()
        roll.pair("申请人", bold(part.applicant.name))
        roll.pair("办理", bold(item_words(part.item, part.situation)))
        if part.next_by:
            roll.pair("最迟告知", bold(_day(part.next_by, part.next_note)))
        _materials(roll, part.materials)
    roll.lines(bold(f"共收纸质材料 {paper.paper_count} 份"), replace(BODY, align="right"))
    roll.rule()
    _next(roll, paper)
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
    again = f"第 {e.printing} 次打印" + (f"（补打：{e.reprint_reason}）" if e.printing > 1 else "")
    offline = "离线出具 · " if e.offline else ""
    roll.lines(f"{offline}设备 {e.device} · 目录 {e.catalogue} 版", SMALL)
    roll.lines(f"打印 {e.printed_at:%Y-%m-%d %H:%M} · {again}", SMALL)
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


def _facts(roll: Roll, paper: Receipt) -> None:
    e = paper.envelope
    roll.pair("申请人", bold(paper.applicant.name))
    if paper.applicant.masked:
        roll.pair("证件", paper.applicant.masked.split(" ", 1)[-1])
    if paper.applicant.proof:
        roll.pair("核验", paper.applicant.proof)
    if paper.agent:
        roll.pair("代理人", paper.agent.name)
    if isinstance(paper, CorrectionReceipt):
        roll.pair("补正", paper.answers)
    roll.pair("办理", bold(paper.item))
    if paper.situation:
        roll.pair("", paper.situation)
    roll.pair("收件时间", f"{paper.received_at:%Y-%m-%d %H:%M}{f'（{paper.clock_note}）' if paper.clock_note else ''}")
    roll.pair("窗口", f"{e.window}　{e.operator}（{e.operator_no}）")
    if paper.channel not in ("", "窗口"):
        roll.pair("渠道", f"{paper.channel}（{paper.channel_note}）" if paper.channel_note else paper.channel)
    if paper.entered_at:
        roll.pair("登记时间", f"{paper.entered_at:%Y-%m-%d %H:%M}")
    if paper.delivery:
        roll.pair("结果", paper.delivery)
    if paper.helper:
        roll.pair("帮代办", paper.helper.words)


def _materials(roll: Roll, materials: tuple[HandedIn, ...]) -> None:
    roll.both(bold("收到的材料"), "形式×份数", heavy=True)
    for number, line in enumerate(materials, start=1):
        kept = [line.custody] if line.custody and line.custody != "收存" else []
        custody = f"（{'，'.join(kept)}）" if kept else ""
        roll.both(f"{number}. {line.name}{custody}", line.form_words)


def _next(roll: Roll, paper: Receipt) -> None:
    if isinstance(paper, CorrectionReceipt) and paper.remaining:
        roll.lines([bold(f"还需补正 {len(paper.remaining)} 项"), f"：{'；'.join(paper.remaining)}。"])
        if paper.remaining_by:
            roll.lines(["请最迟在 ", bold(_short(paper, note="")), " 提交。"])
    elif paper.next_by:
        step = paper.next_step.rstrip("。")
        roll.lines([bold("下一步"), f"：{step}，最迟 ", bold(_short(paper, paper.next_note)), "。", BESIDE])
    elif paper.next_step:
        roll.lines([bold("下一步"), f"：{paper.next_step.rstrip('。')}。"])
    for heading, words in notes_of(paper):
        if heading != "帮代办":
            roll.lines([bold(heading), "：", *(span for word in words for span in spans(word))])
    if paper.replaces:
        roll.lines([bold("更正"), f"：取代{paper.replaces}，原凭证作废。"])
    roll.y += 6 * DOT
    roll.lines("本凭证只证明材料已收到，不代表已受理。")


def _short(paper: Receipt, note: str) -> str:
    day = paper.remaining_by if isinstance(paper, CorrectionReceipt) and paper.remaining else paper.next_by
    if day is None:
        return ""
    return _day(day, note)


def _day(day: date, note: str) -> str:
    weekday = f"周{'一二三四五六日'[day.weekday()]}"
    return f"{day.month}月{day.day}日（{weekday}{f'，{note}' if note else ''}）"


def _codes(roll: Roll, e: Envelope) -> None:
    boxes, side = qr_boxes(e.number)
    pitch = 6 * DOT
    roll.ops.append(Modules(LEFT, roll.y, pitch, boxes, e.number))
    x, start = LEFT + side * pitch + 20 * DOT, roll.y
    tall = side * pitch
    facts: list[Rich] = ["扫码查进度"]
    if e.query_code:
        facts.append(["查询码 ", bold(e.query_code)])
    facts.append(["投诉建议 ", bold(e.phone_complaint)])
    if e.phone_help:
        facts.append(f"咨询 {e.phone_help}")
    roll.y += max((tall - len(facts) * BODY.leading) / 2, 0.0)
    for fact in facts:
        roll.lines(fact, x=x, room=RIGHT - x)
    roll.y = start + tall + 24 * DOT
    code = barcode_text(e.number)
    bars, modules = barcode_boxes(code)
    step = 2 * DOT
    left = round((WIDTH - modules * step) / 2 / DOT) * DOT
    roll.ops.append(Modules(left, roll.y, step, bars, code, pitch_y=84 * DOT))
    roll.y += 90 * DOT
    roll.lines(code, replace(BODY, align="center"))
