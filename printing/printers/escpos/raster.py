"""Drawing operations as dots, for what a receipt printer cannot set itself: rare characters, frames, codes, pens."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from printing.fonts import Face, Fonts
from printing.page import MM_PER_POINT, Circle, Line, Modules, Op, Polyline, Rect, Text
from printing.printers.escpos.commands import picture

DOT = 0.125
"""Millimetres."""


def dots(mm: float) -> int:
    """The nearest whole dot."""
    return round(mm / DOT)


class Raster:
    """Paints operations black on white; keeps the typefaces it opened."""

    def __init__(self, fonts: Fonts, width: int) -> None:
        self._fonts, self._width = fonts, width
        self._open: dict[tuple[Face, int], ImageFont.FreeTypeFont] = {}

    def band(self, ops: Sequence[Op], top: int, bottom: int) -> bytes:
        """The dots between two heights as a command."""
        image = Image.new("1", (self._width, max(bottom - top, 1)), 1)
        pen = ImageDraw.Draw(image)
        for op in ops:
            self._draw(pen, op, top)
        # The printer burns what is 1, the picture's paper is 1.
        inverted = bytes(byte ^ 0xFF for byte in image.tobytes())
        return picture(self._width, inverted)

    def _draw(self, pen: ImageDraw.ImageDraw, op: Op, top: int) -> None:
        match op:
            case Text():
                self._text(pen, op, top)
            case Line():
                self._line(pen, op, top)
            case Rect():
                box = (
                    dots(op.x),
                    dots(op.y) - top,
                    dots(op.x + op.width) - 1,
                    dots(op.y + op.height) - top - 1,
                )
                pen.rectangle(box, fill=0 if op.fill == 0 else None, outline=0, width=max(dots(op.line), 1))
            case Circle():
                r, x, y = dots(op.radius), dots(op.x), dots(op.y) - top
                pen.ellipse((x - r, y - r, x + r, y + r), outline=0, width=max(dots(op.width), 1))
            case Polyline():
                pen.line(
                    [(dots(x), dots(y) - top) for x, y in op.points], fill=0, width=max(dots(op.width), 2)
                )
            case Modules():
                self._modules(pen, op, top)

    def _text(self, pen: ImageDraw.ImageDraw, op: Text, top: int) -> None:
        x = op.x / DOT
        em = dots(op.size * MM_PER_POINT)
        for face, run in self._fonts.runs(op.text, op.face):
            for character in run:
                pen.text(
                    (round(x), dots(op.y) - top), character, fill=0, font=self._font(face, em), anchor="ls"
                )
                x += self._fonts.width(character, face, op.size) * MM_PER_POINT / DOT + op.spacing / DOT

    def _font(self, face: Face, em: int) -> ImageFont.FreeTypeFont:
        found = self._open.get((face, em))
        if found is None:
            found = self._open[face, em] = ImageFont.truetype(str(getattr(self._fonts, face.value)), em)
        return found

    def _line(self, pen: ImageDraw.ImageDraw, op: Line, top: int) -> None:
        wide = max(dots(op.width), 1)
        x1, x2, y = dots(op.x1), dots(op.x2), dots(op.y1) - top
        if not op.dash:
            pen.line((x1, y, x2, dots(op.y2) - top), fill=0, width=wide)
            return
        on, off = (dots(part) for part in op.dash)
        for x in range(x1, x2, on + off):
            pen.rectangle((x, y - wide // 2, min(x + on, x2) - 1, y + (wide - 1) // 2), fill=0)

    @staticmethod
    def _modules(pen: ImageDraw.ImageDraw, op: Modules, top: int) -> None:
        x0, y0, pitch = dots(op.x), dots(op.y) - top, dots(op.pitch)
        tall = dots(op.pitch_y) if op.pitch_y else pitch
        for x, y, wide, high in op.boxes:
            left, upper = x0 + x * pitch, y0 + y * tall
            pen.rectangle((left, upper, left + wide * pitch - 1, upper + high * tall - 1), fill=0)
