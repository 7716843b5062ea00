"""Over-printing (套打) that meets its frames: a test sheet to measure, and from four measurements what the
printer does to a blank.

Coordinates count from the edge of the sheet, not from the printable area, which differs by millimetres between
printers. A calibration belongs to one printer, tray and kind of blank.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.errors import UserFacingError
from app.values import dataclass, replace
from printing.documents.licence import Calibration, Certificate, PlacedField
from printing.fonts import Face, Fonts
from printing.page import Line, Op, Page, Rect, Text
from printing.pdf import Meta, pages_to_pdf
from printing.text import placed, text_runs

BAR = 100.0
CROSS = 20.0
# What a printer can plausibly do; more than this is a slip of the ruler or a wrong tray.
WIDEST_SHIFT, WIDEST_SCALE, WIDEST_TURN = 15.0, 0.02, 1.0
GOOD_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """What a ruler finds on the test sheet, in millimetres from the top left corner of the paper.

    ``left`` and ``right`` are the two upper crosses as (x, y); ``across`` and ``down`` the lengths of the bars
    of 100 mm.
    """

    left: tuple[float, float]
    right: tuple[float, float]
    across: float
    down: float


def calibration_from(measured: Measured, width: float) -> Calibration:
    """What to do to every point so that it falls where the blank wants it; ``width`` of the sheet in millimetres.

    Raises UserFacingError ``ZC-PRN-51`` when the measurements cannot be true.
    """
    span = width - 2 * CROSS
    turn = math.degrees(math.atan2(measured.right[1] - measured.left[1], span))
    sx, sy = BAR / measured.across, BAR / measured.down
    cos, sin = math.cos(math.radians(-turn)), math.sin(math.radians(-turn))
    x, y = measured.left
    # Undo turn and scale first, then what is left is the shift.
    dx = CROSS - sx * (x * cos - y * sin)
    dy = CROSS - sy * (x * sin + y * cos)
    if (
        max(abs(dx), abs(dy)) > WIDEST_SHIFT
        or max(abs(sx - 1), abs(sy - 1)) > WIDEST_SCALE
        or abs(turn) > WIDEST_TURN
    ):
        raise UserFacingError(
            "ZC-PRN-51",
            "量得的数值超出打印机可能的偏差，没有采用。",
            "原来的校准数据没有改动。",
            "请核对量尺读数、纸盒和“缩放”是否关闭，再量一次。",
        )
    return Calibration(round(dx, 2), round(dy, 2), round(sx, 4), round(sy, 4), round(-turn, 3))


def good_enough(found: Sequence[tuple[float, float]], width: float, height: float) -> bool:
    """Whether all four crosses of a second, calibrated sheet stand within half a millimetre of their places."""
    places = crosses(width, height)
    return len(found) == len(places) and all(
        math.dist(a, b) <= GOOD_ENOUGH for a, b in zip(found, places, strict=True)
    )


def crosses(width: float, height: float) -> tuple[tuple[float, float], ...]:
    """Places of the four crosses: upper left, upper right, lower left, lower right."""
    right, low = width - CROSS, height - CROSS
    return ((CROSS, CROSS), (right, CROSS), (CROSS, low), (right, low))


def calibration_sheet(
    fonts: Fonts,
    sheet: Certificate | None = None,
    width: float = 210.0,
    height: float = 297.0,
    by: Calibration | None = None,
) -> bytes:
    """A PDF with rulers on all edges, four crosses, two bars of 100 mm and the frames of ``sheet``, for plain
    paper. With ``by`` it is the second sheet, corrected as the over-print will be.
    """
    if sheet is not None:
        width, height = sheet.width, sheet.height
    ops: list[Op] = [*_rulers(width, height), *_bars(fonts, width, height)]
    for x, y in crosses(width, height):
        ops += [Line(x - 6, y, x + 6, y, 0.15), Line(x, y - 6, x, y + 6, 0.15)]
    for field in sheet.placed if sheet else ():
        ops += _frame(fonts, field)
    words = "套打校准页：请用直尺量左上、右上两个十字到纸边的距离和两条 100 毫米线的长度"
    ops += placed(fonts, words, Face.SANS, 9, width / 2, 38, align="center")
    if by is not None:
        ops = [corrected(op, by) for op in ops]
    return pages_to_pdf([Page(width, height, tuple(ops))], fonts, Meta("套打校准页"))


def corrected(op: Op, by: Calibration) -> Op:
    """A stroke or a run of text where this printer must be told to put it; boxes keep upright and follow their
    corner.
    """
    match op:
        case Line():
            x1, y1 = _told(op.x1, op.y1, by)
            x2, y2 = _told(op.x2, op.y2, by)
            return Line(x1, y1, x2, y2, op.width, op.dash, op.grey)
        case Text():
            x, y = _told(op.x, op.y, by)
            return replace(op, x=x, y=y, angle=op.angle - by.degrees)
        case Rect():
            x, y = _told(op.x, op.y, by)
            return replace(op, x=x, y=y)
    return op


def _told(x: float, y: float, by: Calibration) -> tuple[float, float]:
    cos, sin = math.cos(math.radians(by.degrees)), math.sin(math.radians(by.degrees))
    return by.dx + by.sx * (x * cos - y * sin), by.dy + by.sy * (x * sin + y * cos)


def _rulers(width: float, height: float) -> list[Op]:
    ops: list[Op] = []
    for mm in range(int(width) + 1):
        long = 5.0 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2.0
        ops += [Line(mm, 0, mm, long, 0.1), Line(mm, height - long, mm, height, 0.1)]
    for mm in range(int(height) + 1):
        long = 5.0 if mm % 10 == 0 else 3.5 if mm % 5 == 0 else 2.0
        ops += [Line(0, mm, long, mm, 0.1), Line(width - long, mm, width, mm, 0.1)]
    return ops


def _bars(fonts: Fonts, width: float, height: float) -> list[Op]:
    left, top = (width - BAR) / 2, min(48.0, height * 0.2)
    ops: list[Op] = [Line(left, top, left + BAR, top, 0.3), Line(left, top, left, top + BAR, 0.3)]
    for x, y in ((left, top), (left + BAR, top)):
        ops.append(Line(x, y - 2, x, y + 2, 0.3))
    ops.append(Line(left - 2, top + BAR, left + 2, top + BAR, 0.3))
    return ops + text_runs(fonts, "100 mm", Face.SANS, 8, left + BAR / 2 - 5, top - 2)


def _frame(fonts: Fonts, field: PlacedField) -> list[Op]:
    box = Rect(field.x, field.y, field.width, field.height, stroke=0.4, line=0.1)
    return [box, *text_runs(fonts, field.label, Face.SANS, 7, field.x + 1, field.y + 3)]
