"""The strip at the foot of every page: QR code with the number, facts of the print, bar code."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.entrances import entrance_words
from app.values import dataclass
from printing.codes import barcode_boxes, barcode_text, qr_boxes
from printing.documents.base import Envelope
from printing.fonts import Face, Fonts
from printing.layouts.sizes import LEAST_ON_SHEET, SIZES, SheetSize
from printing.page import Line, Modules, Op
from printing.text import Style, lines_of, placed, text_runs, text_width

UNLUCKY = ((0.2917, 0.3125), (0.2725, 0.2900))
"""Millimetres: between 2⅓ and 2½ dots of a printer of 203 dpi, and about 2¼ dots of a fax, the bars meet the dots by
luck only.
"""
FOOT_SIZE = 9.0
PLACE = 1
"""The line that names the case, or hall and window of a paper without one."""
BESIDE_BARS = 3
"""The last of the lines that end beside the bar code and its letters."""
PITCH, FIRST, LAST = 4.5, 6.0, 30.5
"""Millimetres from line to line, and below the rule of the strip the base lines of the first and of the last there is
room for; on A5 the last stands above what takes the whole width.
"""
LAST_SMALL = 28.5

Words = list[tuple[str, bool]]
"""A line in its parts, each with whether it is bold."""


@dataclass(frozen=True)
class Foot:
    """The strip of one paper."""

    fonts: Fonts
    envelope: Envelope
    public: bool = True

    def ops(self, page: int, pages: int) -> list[Op]:
        """Drawing operations of the strip."""
        at = self.size
        done: list[Op] = [Line(at.left, at.foot, at.right, at.foot, 0.25)]
        boxes, side = qr_boxes(self.envelope.number)
        pitch = 26.0 / side
        done.append(Modules(at.left, at.foot + 2.4, pitch, boxes, self.envelope.number))
        rows = list(self._rows(page, pages))
        last = LAST_SMALL if at.small else LAST
        down = min(PITCH, (last - FIRST) / max(len(rows) - 1, 1))
        for index, row in enumerate(rows):
            done += self._set(row, at.left + 30.5, at.foot + FIRST + index * down, self._room(index))
        if at.small and self.public:
            # The longest line has the whole width of the small sheet.
            done += self._set(self._entrances(), at.left, at.foot + 32.6, at.room)
        return done + self._barcode()

    @property
    def size(self) -> SheetSize:
        """The sheet below which it stands."""
        return SIZES[self.envelope.sheet]

    @property
    def _bars(self) -> float:
        """Millimetres of the bar code at most: papers of the house have long codes and short words beside them."""
        return 47.0 if self.public else 50.0

    def _room(self, index: int) -> float:
        """Millimetres of a line: no scanner reads bars that words stand on."""
        at = self.size
        beside = not at.small and index <= BESIDE_BARS
        return at.room - 30.5 - (self._bars + 1.0 if beside else 0.0)

    def _set(self, line: Words, x: float, y: float, room: float) -> list[Op]:
        done: list[Op] = []
        size = max(LEAST_ON_SHEET, self._fit(line, room))
        for words, heavy in line:
            face = Face.SANS_BOLD if heavy else Face.SANS
            done += text_runs(self.fonts, words, face, size, x, y)
            x += text_width(self.fonts, words, face, size) + 3.2
        return done

    def _fit(self, line: Words, room: float) -> float:
        """Points at which a line ends within ``room``."""
        faces = [(words, Face.SANS_BOLD if heavy else Face.SANS) for words, heavy in line]
        wide = sum(text_width(self.fonts, words, face, FOOT_SIZE) for words, face in faces)
        return min(FOOT_SIZE, FOOT_SIZE * (room - 3.2 * (len(line) - 1)) / wide)

    def _rows(self, page: int, pages: int) -> Iterator[Words]:
        """The lines as they stand: what is too long beside the bars goes below them, what is too long there goes on in
        the next line; nothing gets smaller than a person can read.
        """
        lines, index = self._lines(page, pages), 0
        if not self.size.small and self._fit(lines[PLACE], self._room(PLACE)) < LEAST_ON_SHEET:
            lines.insert(BESIDE_BARS + 1, lines.pop(PLACE))
        for line in lines:
            for row in self._broken(line, self._room(index)):
                index += 1
                yield row

    def _broken(self, line: Words, room: float) -> Iterator[Words]:
        """One line, or as many as it needs at the least size: its parts below each other, a long part in pieces."""
        row: Words = []
        for part in line:
            if row and self._fit([*row, part], room) < LEAST_ON_SHEET:
                yield row
                row = []
            row.append(part)
            if self._fit(row, room) < LEAST_ON_SHEET:
                *whole, rest = self._pieces(part, room)
                yield from ([piece] for piece in whole)
                row = [rest]
        yield row

    def _pieces(self, part: tuple[str, bool], room: float) -> list[tuple[str, bool]]:
        words, heavy = part
        style = Style(face=Face.SANS_BOLD if heavy else Face.SANS, size=LEAST_ON_SHEET, align="left")
        lines = lines_of(words, self.fonts, style, room)
        return [("".join(glyph.character for glyph in line.glyphs), heavy) for line in lines]

    def _lines(self, page: int, pages: int) -> list[Words]:
        e = self.envelope
        again = f"第 {e.printing} 次（补打）" if e.printing > 1 else "第 1 次"
        first = [(_asked(e), True), (f"投诉与建议 {e.phone_complaint}", True)]
        if e.query_code:
            first.insert(1, (f"查询码 {e.query_code}", False))
        if not self.public:
            first = [("本表由大厅内部使用并存档，不对外出具", True)]
        who = [(f"经办 {e.operator}（{e.operator_no}）", False)]
        if e.phone_help:
            who.append((f"咨询 {e.phone_help}", False))
        if e.offline:
            who.append(("离线出具", True))
        return [
            first,
            [(f"办件编号 {e.case_number}" if e.case_number else f"{e.hall} {e.window}", False)],
            who,
            [
                (f"打印 {e.printed_at:%Y-%m-%d %H:%M}", False),
                (again, e.printing > 1),
                (f"设备 {e.device}", False),
            ],
            [(f"办事指南目录 {e.catalogue} 版", False), (f"第 {page} 页 / 共 {pages} 页", False)],
            *([self._entrances()] if self.public and not self.size.small else []),
        ]

    def _entrances(self) -> Words:
        return [(entrance_words(self.envelope.province), False)]

    def _barcode(self) -> list[Op]:
        code = barcode_text(self.envelope.number)
        boxes, modules = barcode_boxes(code)
        pitch = min(self._bars / modules, 0.33)
        pitch = next((low for low, high in UNLUCKY if low < pitch < high), pitch)
        at = self.size
        if at.small:
            # No room beside the words: below the other code, its letters beside it.
            y, end = at.foot + 34.2, at.left + modules * pitch
            small: list[Op] = [Modules(at.left, y, pitch, boxes, code, pitch_y=9.0)]
            return small + text_runs(self.fonts, code, Face.SANS, FOOT_SIZE, end + 4.0, y + 6.0)
        wide, left = modules * pitch, at.right - modules * pitch
        ops: list[Op] = [Modules(left, at.foot + 2.4, pitch, boxes, code, pitch_y=10.5)]
        return ops + placed(
            self.fonts, code, Face.SANS, FOOT_SIZE, left + wide / 2, at.foot + 17.4, align="center"
        )


def _asked(e: Envelope) -> str:
    """By what one may ask: nobody can look up what has no case yet, and a number that stands nowhere helps nobody."""
    if e.case_number:
        return "扫码或凭办件编号查询进度"
    return "扫码查询进度" if e.query_code else "扫码可核对本页编号"
