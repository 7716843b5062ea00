"""The laid-out roll as ESC/POS: text as text where the printer has the characters, dots for everything else.

It starts from the same page as the PDF, so that preview, PDF and thermal paper show the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass
from printing.fonts import Face, Fonts
from printing.page import MM_PER_POINT, Circle, Line, Modules, Op, Page, Polyline, Rect, Text
from printing.printers.escpos.commands import CELL, CUT, START, at, barcode, feed, qr, style
from printing.printers.escpos.raster import DOT, Raster, dots


@dataclass(frozen=True)
class Thermal:
    """What a printer can do: ``width`` in dots (576 for 80 mm, 384 for 58 mm), the charset it has glyphs for, and
    whether it draws codes itself. Old ones know GB 2312 or GBK only and print rubbish for four-byte GB 18030.
    """

    width: int = 576
    charset: str = "gbk"
    codes: bool = False
    text: bool = True


@dataclass
class _Band:
    """What lies between two heights, in dots."""

    top: int
    bottom: int
    ops: list[Op]

    @property
    def plain(self) -> bool:
        """Whether it is one line of characters."""
        return all(isinstance(op, Text) and not op.angle for op in self.ops) and (
            len({dots(op.y) for op in self.ops if isinstance(op, Text)}) == 1
        )


def receipt_bytes(pages: Sequence[Page], fonts: Fonts, printer: Thermal) -> bytes:
    """The pages of a roll, each cut off at its end. Raises ValueError for a page wider than the paper."""
    raster = Raster(fonts, printer.width)
    parts = [START]
    for page in pages:
        if dots(page.width) > printer.width:
            raise ValueError(f"a page of {dots(page.width)} dots on paper of {printer.width}")
        y = 0
        for band in _bands(page):
            y = _set(band, y, parts, fonts, printer, raster)
        parts += [feed(max(dots(page.height) - y, 0)), CUT]
    return b"".join(parts)


def _set(band: _Band, y: int, parts: list[bytes], fonts: Fonts, printer: Thermal, raster: Raster) -> int:
    """Write one band; gives the height reached."""
    if printer.codes and any(isinstance(op, Modules) for op in band.ops):
        return _codes(band, y, parts, fonts, printer, raster)
    line = _line(band, fonts, printer) if printer.text and band.plain else None
    if line is None:
        parts += [feed(band.top - y)] if band.top > y else []
        parts.append(raster.band(band.ops, band.top, band.bottom))
        return band.bottom
    high, data = line
    top = max(band.bottom - high, y)
    parts += [feed(top - y)] if top > y else []
    parts += [data, feed(high)]
    return top + high


def _codes(band: _Band, y: int, parts: list[bytes], fonts: Fonts, printer: Thermal, raster: Raster) -> int:
    """Codes drawn by the printer stand alone on their lines, the words beside them follow beneath."""
    parts += [feed(band.top - y)] if band.top > y else []
    y = band.top
    for op in (op for op in band.ops if isinstance(op, Modules)):
        pitch = dots(op.pitch)
        if op.pitch_y:
            parts.append(barcode(op.text, pitch, dots(op.pitch_y)))
        else:
            parts.append(qr(op.text, pitch))
        parts.append(feed(8))
    rest = _merged([_band(op) for op in band.ops if not isinstance(op, Modules)])
    y = rest[0].top if rest else band.bottom
    for other in rest:
        y = _set(other, y, parts, fonts, printer, raster)
    return max(band.bottom, y)


def _line(band: _Band, fonts: Fonts, printer: Thermal) -> tuple[int, bytes] | None:
    """Height and bytes of a line in the printer's own characters; None when it lacks one or the line is too long."""
    parts, end, high, touched = [], 0, CELL, 0.0
    for op in sorted((op for op in band.ops if isinstance(op, Text)), key=lambda op: op.x):
        times = max(1, min(2, round(op.size * MM_PER_POINT / DOT / CELL)))
        try:
            data = op.text.encode(printer.charset)
        except UnicodeEncodeError:
            return None
        wide = sum(CELL if len(c.encode(printer.charset)) > 1 else CELL // 2 for c in op.text) * times
        left = _place(op, fonts, wide, dots(band_width(printer)))
        # Runs of one sentence touch: the next begins where the last one ended.
        joined = end and abs(op.x / DOT - touched) <= 2
        left = end if joined else left
        if left < end or left + wide > printer.width:
            return None
        parts += [style(times, op.face is Face.SANS_BOLD or op.face is Face.SERIF_BOLD), at(left), data]
        end, high = left + wide, max(high, CELL * times)
        touched = op.x / DOT + fonts.width(op.text, op.face, op.size) * MM_PER_POINT / DOT
    return high, b"".join(parts)


def band_width(printer: Thermal) -> float:
    """Width of the paper in millimetres."""
    return printer.width * DOT


def _place(op: Text, fonts: Fonts, wide: int, paper: int) -> int:
    """Where a run begins in cells: what stood at the right edge or in the middle still does."""
    size = fonts.width(op.text, op.face, op.size) * MM_PER_POINT / DOT + len(op.text) * op.spacing / DOT
    left = op.x / DOT
    if abs(left + size / 2 - paper / 2) <= 2:
        return round((paper - wide) / 2)
    if left + size >= paper - 2 * CELL:
        return round(left + size) - wide
    return round(left)


def _bands(page: Page) -> list[_Band]:
    return _merged([_band(op) for op in page.ops])


def _merged(bands: list[_Band]) -> list[_Band]:
    """Bands from top to bottom; what overlaps is one."""
    done: list[_Band] = []
    for band in sorted(bands, key=lambda b: (b.top, b.bottom)):
        if done and band.top < done[-1].bottom:
            done[-1].bottom = max(done[-1].bottom, band.bottom)
            done[-1].ops += band.ops
        else:
            done.append(band)
    return done


def _band(op: Op) -> _Band:
    match op:
        case Text():
            em = op.size * MM_PER_POINT / DOT
            return _Band(dots(op.y) - round(0.9 * em), dots(op.y) + round(0.16 * em) + 1, [op])
        case Line():
            half = dots(op.width)
            return _Band(dots(min(op.y1, op.y2)) - half, dots(max(op.y1, op.y2)) + half + 1, [op])
        case Rect():
            return _Band(dots(op.y), dots(op.y + op.height), [op])
        case Circle():
            return _Band(dots(op.y - op.radius) - 1, dots(op.y + op.radius) + 2, [op])
        case Polyline():
            heights = [dots(y) for _, y in op.points]
            return _Band(min(heights) - 2, max(heights) + 3, [op])
        case Modules():
            tall = max(y + high for _, y, _, high in op.boxes) * (op.pitch_y or op.pitch)
            return _Band(dots(op.y), dots(op.y + tall), [op])
