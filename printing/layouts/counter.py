"""Layouts of the fee notice and the rating slip."""

from __future__ import annotations

from app.domain.time import date_words
from printing.documents.base import day_words
from printing.documents.fees import FeeNotice, capital_amount, plain_amount
from printing.documents.rating import RatingSlip
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.layouts.parts import Numbered
from printing.layouts.sheet import FLUSH, SMALL, Sheet
from printing.layouts.sizes import LEAST_ON_SHEET, SheetSize
from printing.layouts.table import Column
from printing.layouts.words import SIGN, item_words, you
from printing.page import Line, Op, Page, Rect
from printing.text import Rich, bold, placed, shrunk

FEE_COLUMNS = (
    Column("序号", 13, "center"),
    Column("收费项目", 48),
    Column("收费标准", 34),
    Column("收费依据", 45),
    Column("金额（元）", 28, "right"),
)


def fee_notice(paper: FeeNotice, fonts: Fonts, proof: bool) -> list[Page]:
    """D17 缴费通知书."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.authority)
    sheet.addressee(paper.addressee.name, paper.addressee.masked)
    sheet.paragraph(
        f"{you(paper.addressee)}申请办理的",
        bold(item_words(paper.item, paper.situation)),
        "，按照公布的收费项目和标准应当缴纳下列费用：",
        keep=True,
    )
    rows: list[list[Rich]] = []
    for number, line in enumerate(paper.lines, start=1):
        count = f"×{line.quantity}" if line.quantity > 1 else ""
        rows.append([str(number), line.name, f"{line.standard}{count}", line.basis, plain_amount(line.amount)])
    rows.append(["", bold("合计"), "", "", bold(plain_amount(paper.total))])
    sheet.table(FEE_COLUMNS, rows)
    sheet.paragraph(
        "合计人民币（大写）：", bold(capital_amount(paper.total)), f"（¥{plain_amount(paper.total)}）。", style=FLUSH
    )
    sheet.rows.append(_pay_code(sheet.size, fonts, paper.pay_code))
    part = Numbered(sheet)
    part("缴款期限", "请最迟在 ", bold(day_words(paper.due_on)), " 当日缴款。")
    part("缴款方式", f"{paper.ways}。")
    if paper.relief:
        part("减免", f"{paper.relief}。")
    part("说明", f"{paper.on_unpaid}。")
    sheet.closing(SIGN, paper.signature, e.authority)
    return sheet.finish()


def _pay_code(at: SheetSize, fonts: Fonts, code: str) -> Row:
    middle, wide = at.width / 2, 104.0
    ops: list[Op] = [Rect(middle - wide / 2, 0, wide, 18, line=0.4)]
    ops += placed(fonts, "缴款码", Face.SANS, 10.5, middle, 6.0, align="center")
    ops += placed(fonts, code, Face.SANS_BOLD, 17, middle, 14.6, align="center", spacing=0.3)
    return Row(20.0, tuple(ops), gap=2.0)


def rating_slip(paper: RatingSlip, fonts: Fonts, proof: bool) -> list[Page]:
    """D20 评价单."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    sheet.head(e.hall, "政务服务“好差评”")
    sheet.fields(
        [
            ("办理事项", bold(item_words(paper.item, paper.situation))),
            ("办理日期", date_words(paper.served_on)),
            ("办理窗口", f"{e.window}（{e.operator_no}）"),
        ]
    )
    sheet.paragraph(bold("您对这次服务的评价（选一项打勾）"), style=FLUSH, gap=3.0, keep=True)
    sheet.rows.append(_levels(sheet.size, fonts, paper.levels))
    for title, options in (("做得好的（可多选）", paper.good), ("不满意的原因（可多选）", paper.bad)):
        sheet.paragraph(bold(title), style=FLUSH, gap=3.0, keep=True)
        sheet.rows += [_options(sheet.size, fonts, options[start : start + 3]) for start in range(0, len(options), 3)]
    sheet.paragraph(bold("您的意见和建议"), style=FLUSH, gap=3.0, keep=True)
    sheet.rows += [_rule(sheet.size, 9.0) for _ in range(4)]
    for words in _left_number(sheet.size):
        sheet.paragraph(words, gap=4.0)
    sheet.paragraph(f"{paper.return_to}。{f'{paper.online}。' if paper.online else ''}")
    sheet.paragraph(
        "差评由专人核实、限期整改并向您反馈；评价内容不影响您办理任何事项。", style=SMALL, gap=2.0
    )
    return sheet.finish()


def _levels(at: SheetSize, fonts: Fonts, levels: tuple[str, ...]) -> Row:
    wide = at.room / max(len(levels), 1)
    ops: list[Op] = []
    for number, level in enumerate(levels):
        left = at.left + number * wide
        ops += [Rect(left, 0, wide, 17, line=0.25), Rect(left + wide / 2 - 2.5, 2.6, 5, 5, line=0.35)]
        ops += placed(fonts, level, Face.SERIF, 11.5, left + wide / 2, 13.4, align="center")
    return Row(17.0, tuple(ops), gap=1.5)


def _left_number(at: SheetSize) -> tuple[str, ...]:
    """Where to write a telephone number: the line for it is never broken, on A5 it has a paragraph of its own."""
    free, call = "评价自愿，不填姓名。", "希望得到回复的，请留下联系电话："
    return (free, f"{call}{'＿' * 11}") if at.small else (f"{free}{call}{'＿' * 8}",)


def _options(at: SheetSize, fonts: Fonts, options: tuple[str, ...]) -> Row:
    """Three reasons side by side, each with its box."""
    ops: list[Op] = []
    for number, option in enumerate(options):
        left = at.left + number * at.room / 3
        ops.append(Rect(left, 2.0, 3.6, 3.6, line=0.3))
        most, room = at.fit(FLUSH).size, at.room / 3 - 7.0
        size = shrunk(fonts, option, Face.SERIF, most, room, LEAST_ON_SHEET) if at.small else 12
        ops += placed(fonts, option, Face.SERIF, size, left + 6, FLUSH.baseline)
    return Row(FLUSH.leading, tuple(ops))


def _rule(at: SheetSize, tall: float) -> Row:
    return Row(tall, (Line(at.left, tall - 0.5, at.right, tall - 0.5, 0.2),))
