"""D21 证照: the fields at their places on the blank, moved by what the printer is known to do; the preview adds
the blank's own print.
"""

from __future__ import annotations

import math

from app.errors import UserFacingError
from app.values import replace
from printing.codes import qr_boxes
from printing.documents.licence import Calibration, Certificate, LicenceCopy, PlacedField
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.layouts.sheet import LEFT, Sheet, watermark
from printing.layouts.sizes import LEAST_ON_CARD, LEAST_ON_SHEET
from printing.page import MM_PER_POINT, Modules, Op, Page, Rect, Text
from printing.text import Style, bold, lines_of, placed, set_line, shrunk, text_width

SPILL, SPILL_ON_CARD = 4.0, 1.2
"""Millimetres by which small lines may stand out of the box of their field: on a card the next one is close below."""
LEADING = 1.1
"""Line pitch of small lines, in ems."""
GREY = 0.45
CARD = 100.0
"""mm; a blank with a shorter side below this is a card."""


def certificate(paper: Certificate, fonts: Fonts, proof: bool) -> list[Page]:
    """The over-print alone, or with ``proof`` the look of the finished certificate."""
    ops: list[Op] = [*watermark(fonts, paper.envelope, proof, paper.width, paper.height)]
    if proof:
        ops += _blank(paper, fonts)
    for field in paper.placed:
        ops += [op if proof else _shifted(op, paper.calibration) for op in _field(paper, field, fonts)]
    return [Page(paper.width, paper.height, tuple(ops))]


def _card(paper: Certificate) -> bool:
    return min(paper.width, paper.height) < CARD


def _field(paper: Certificate, field: PlacedField, fonts: Fonts) -> list[Op]:
    """One field in its box: smaller if it must be, but not too small to be read; then in lines. Raises UserFacingError
    ZC-PRN-27 for what even the lines do not hold, ZC-PRN-28 for a character that no font has: a licence that leaves
    words out is none.
    """
    if strange := fonts.undrawn(field.value):
        codes = "、".join(f"U+{ord(sign):04X}" for sign in strange)
        raise UserFacingError(
            "ZC-PRN-28",
            f"《{paper.title}》的“{field.label}”里有字库没有的字（{codes}），证上会是打叉的方框",
            "已录入的内容都在，没有打印",
            "请核对是不是打错；没有打错，请发证机关制证；空白证照没有用上",
        )
    face = Face.SERIF_BOLD if field.bold else Face.SERIF
    least, spill = (LEAST_ON_CARD, SPILL_ON_CARD) if _card(paper) else (LEAST_ON_SHEET, SPILL)
    size = shrunk(fonts, field.value, face, field.size, field.width, least)
    if text_width(fonts, field.value, face, size) <= field.width + 0.01:
        y = field.y + field.height / 2 + 0.38 * size * MM_PER_POINT
        at = {"left": field.x, "center": field.x + field.width / 2, "right": field.x + field.width}[
            field.align
        ]
        return placed(fonts, field.value, face, size, at, y, align=field.align)
    style = Style(face, least, least * MM_PER_POINT * LEADING, align=field.align)
    lines = lines_of(field.value, fonts, style, field.width)
    if len(lines) * style.leading > field.height + spill:
        larger, other = "请换用A4的空白证照，或者请发证机关制证；空白证照没有用上", "请发证机关制证；空白证照没有用上"
        raise UserFacingError(
            "ZC-PRN-27",
            f"《{paper.title}》的“{field.label}”有{len(field.value)}个字，这种空白证照上放不下",
            "已录入的内容都在，没有打印",
            larger if _card(paper) else other,
        )
    top = field.y + (field.height - len(lines) * style.leading) / 2
    return [
        op
        for number, line in enumerate(lines)
        for op in set_line(line, fonts, style, field.x, top + number * style.leading, field.width)
    ]


def _shifted(op: Op, by: Calibration) -> Op:
    """Where a point of the blank lies for this printer; letters keep their size, they only follow the turn."""
    if not isinstance(op, Text):
        return op
    cos, sin = math.cos(math.radians(by.degrees)), math.sin(math.radians(by.degrees))
    x = by.dx + by.sx * (op.x * cos - op.y * sin)
    y = by.dy + by.sy * (op.x * sin + op.y * cos)
    return replace(op, x=x, y=y, angle=op.angle - by.degrees)


def _blank(paper: Certificate, fonts: Fonts) -> list[Op]:
    """What is printed on the blank already: frame, title, labels, serial number. Grey: it comes from the stock,
    not from us.
    """
    w, h = paper.width, paper.height
    # A card has no room for the frame of a sheet: everything shrinks with the shorter side, never grows.
    k = min(1.0, min(w, h) / 210.0 * 1.25)
    ops: list[Op] = [
        Rect(10 * k, 10 * k, w - 20 * k, h - 20 * k, stroke=GREY, line=1.2 * k),
        Rect(12.5 * k, 12.5 * k, w - 25 * k, h - 25 * k, stroke=GREY, line=0.3),
    ]
    spread = 3.0 * k
    size = shrunk(fonts, paper.title, Face.SERIF_BOLD, 34 * k, w - 60 * k, 18 * k, spread)
    title = min(58.0, h * 0.2)
    ops += _grey(
        placed(fonts, paper.title, Face.SERIF_BOLD, size, w / 2, title, align="center", spacing=spread)
    )
    number = f"印制号 {paper.serial}"
    # On a card the lowest line of a field reaches to the right edge; its labels leave room at the left.
    edge, align = (18 * k, "left") if _card(paper) else (w - 18 * k, "right")
    ops += _grey(placed(fonts, number, Face.SANS, max(9 * k, 5.0), edge, h - 17 * k, align=align))
    for field in paper.placed:
        y = field.y + field.height / 2 + 0.38 * min(14.0, field.size) * MM_PER_POINT
        ops += _grey(
            placed(fonts, field.label, Face.SERIF, min(14.0, field.size), field.x - 5 * k, y, align="right")
        )
        ops.append(Rect(field.x, field.y + field.height, field.width, 0.0, stroke=0.7, line=0.15))
    return ops


def _grey(ops: list[Op]) -> list[Op]:
    return [replace(op, grey=GREY) if isinstance(op, Text) else op for op in ops]


def licence_copy(paper: LicenceCopy, fonts: Fonts, proof: bool) -> list[Page]:
    """证照打印件 on plain A4: what the licence says, its 证照标识 as a code, and across it what it may be used for."""
    sheet = Sheet(fonts, paper, paper.title, proof)
    sheet.head(paper.envelope.authority, paper.NAME)
    sheet.fields([(field.label, field.value) for field in paper.fields])
    sheet.fields([("证照标识", paper.identifier), ("打印用途", bold(f"仅供{paper.purpose}使用"))])
    boxes, side = qr_boxes(paper.identifier)
    sheet.rows.append(Row(48, (Modules(LEFT, 4, 40.0 / side, boxes, paper.identifier),), gap=4.0))
    sheet.paragraph("本件由电子证照打印，与电子证照的内容一致；是否有效以扫描证照标识核验的结果为准。")
    sheet.closing("", None, paper.envelope.authority)
    return [replace(page, ops=(*_only_for(paper, fonts, page), *page.ops)) for page in sheet.finish()]


def _only_for(paper: LicenceCopy, fonts: Fonts, page: Page) -> list[Op]:
    """仅供…使用 across the sheet, light, under the text: a print that strays serves for nothing else."""
    words = f"仅供{paper.purpose}使用"
    size = min(34.0, page.width * 1.1 / MM_PER_POINT / len(words))
    along = text_width(fonts, words, Face.SANS_BOLD, size) / 2 * 0.7071
    x, y = page.width / 2 - along, page.height / 2 + along
    return [Text(x, y, words, Face.SANS_BOLD, size, grey=0.85, angle=45.0)]
