"""A typeface mapped into memory, measured without being read whole.

reportlab reads every glyph of a font into Python lists when it opens one: about a second and 200 MB for the
five Chinese fonts of a paper. :class:`Typeface` keeps the file mapped and looks a character up when it is asked
for, so that the first paper after start-up is as quick as any other.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFace


class _CharMap(dict[int, int]):
    """Character to glyph, looked up in the font's own sorted groups (cmap format 12) and remembered."""

    def __init__(self, groups: array[int]) -> None:
        super().__init__()
        self._starts, self._ends, self._glyphs = groups[0::3], groups[1::3], groups[2::3]

    def __missing__(self, code: int) -> int:
        index = bisect_right(self._starts, code) - 1
        glyph = 0
        if index >= 0 and code <= self._ends[index]:
            glyph = self._glyphs[index] + code - self._starts[index]
        self[code] = glyph
        return glyph

    def __contains__(self, code: object) -> bool:
        return self[code] != 0  # type: ignore[index]  # reportlab asks with integers only


class _Metrics:
    """Advance width and left bearing per glyph, read from the mapped table."""

    def __init__(self, data: mmap.mmap, start: int, full: int) -> None:
        self._data, self._start, self._full = data, start, full

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        start, full = self._start, self._full
        if glyph < full:
            advance, bearing = struct.unpack_from(">HH", self._data, start + 4 * glyph)
            return advance, bearing
        (advance,) = struct.unpack_from(">H", self._data, start + 4 * (full - 1))
        (bearing,) = struct.unpack_from(">H", self._data, start + 4 * full + 2 * (glyph - full))
        return advance, bearing


class _Slice:
    """A table that copies only the glyphs asked for: reportlab would copy all 14 MB of outlines for every
    subset.
    """

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data, self._start = data, start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


def _numbers(data: mmap.mmap, start: int, count: int, code: str) -> array[int]:
    """``count`` big-endian numbers as a compact array."""
    values = array(code)
    values.frombytes(data[start : start + count * values.itemsize])
    if sys.byteorder == "little":
        values.byteswap()
    return values


class Typeface(TTFontFace):
    """A TrueType face over a mapped file; reportlab embeds its subsets.

    A font without a format 12 character map is read the slow way by reportlab itself. Raises reportlab's
    ``TTFError`` for a file that is no TrueType font.
    """

    charToGlyph: dict[int, int]

    def readFile(self, file: Any) -> None:
        """Map the file instead of reading it."""
        self.filename = str(file)
        with Path(self.filename).open("rb") as stream:
            self._ttf_data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def extractInfo(self, charInfo: int = 1) -> None:
        """Names and general measures by reportlab; characters, widths and outlines stay in the file."""
        groups = self._groups()
        if groups is None:
            super().extractInfo(1)
            return
        super().extractInfo(0)
        data = self._ttf_data
        (full,) = struct.unpack_from(">H", data, self.table["hhea"]["offset"] + 34)
        self.hmetrics = _Metrics(data, self.table["hmtx"]["offset"], full)
        self.charToGlyph = _CharMap(groups)
        self.charWidths: dict[int, float] = {}
        self.defaultWidth = self.hmetrics[0][0] * 1000 / self.unitsPerEm
        self.glyphPos = self._glyph_positions()

    def getCharWidth(self, code: int) -> float:
        """Width of a character in thousandths of the type size."""
        width = self.charWidths.get(code)
        if width is None:
            width = self.charWidths[code] = self.hmetrics[self._glyph(code)][0] * 1000 / self.unitsPerEm
        return width

    def _glyph(self, code: int) -> int:
        # Not .get(): the map looks a character up only when it is asked by index.
        return self.charToGlyph[code]

    def get_table(self, tag: str) -> Any:
        """The bytes of a table; the outlines only as a window on the file."""
        if tag == "glyf":
            return _Slice(self._ttf_data, self.table[tag]["offset"])
        return super().get_table(tag)  # type: ignore[no-untyped-call]  # reportlab

    def _groups(self) -> array[int] | None:
        """Start, end and first glyph of every range of the full-repertoire character map, flat."""
        data, start = self._ttf_data, self.table["cmap"]["offset"]
        (count,) = struct.unpack_from(">H", data, start + 2)
        for index in range(count):
            platform, encoding, offset = struct.unpack_from(">HHL", data, start + 4 + 8 * index)
            (shape,) = struct.unpack_from(">H", data, start + offset)
            if shape == 12 and (platform, encoding) in ((3, 10), (0, 4), (0, 6)):
                (groups,) = struct.unpack_from(">L", data, start + offset + 12)
                return _numbers(data, start + offset + 16, 3 * groups, "I")
        return None

    def _glyph_positions(self) -> Any:
        data, start = self._ttf_data, self.table["loca"]["offset"]
        (wide,) = struct.unpack_from(">h", data, self.table["head"]["offset"] + 50)
        if wide:
            return _numbers(data, start, self.numGlyphs + 1, "I")
        return array("I", (2 * value for value in _numbers(data, start, self.numGlyphs + 1, "H")))
