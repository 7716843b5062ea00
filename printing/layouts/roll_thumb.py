"""捺印 on a roll: a framed box for the thumb, the name of the witness, and a line on which the witness signs."""

from __future__ import annotations

from printing.fonts import Face, Fonts
from printing.page import Line, Op, Rect
from printing.text import Style, lines_of, placed, set_line

DOT = 0.125
WIDE, TALL = 160 * DOT, 112 * DOT
"""The box, 20 x 14 mm."""
_LABEL = 80 * DOT
_HAND = 40 * DOT
"""Blank above the line: room to write in."""


def thumb_room(
    fonts: Fonts, witness: str, style: Style, left: float, room: float, y: float
) -> tuple[list[Op], float]:
    """What is printed from ``y`` downwards between ``left`` and ``left + room`` (mm), and where it ends."""
    ops: list[Op] = placed(fonts, "捺印：", Face.SANS, style.size, left, y + style.baseline)
    x = left + _LABEL
    ops.append(Rect(x, y, WIDE, TALL, line=2 * DOT))
    middle = y + (TALL - style.leading) / 2 + style.baseline
    ops += placed(fonts, "（指印）", Face.SANS, style.size, x + WIDE / 2, middle, align="center")
    y += TALL + 12 * DOT
    for line in lines_of(f"见证人：{witness}", fonts, style, room):
        ops += set_line(line, fonts, style, left, y, room)
        y += style.leading
    y += _HAND
    ops += placed(fonts, "签名：", Face.SANS, style.size, left, y + style.baseline)
    y += style.leading
    ops.append(Line(x, y, left + room, y, 2 * DOT))
    return ops, y + 8 * DOT
