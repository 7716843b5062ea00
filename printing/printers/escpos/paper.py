"""The mechanism of a receipt printer made of software: carries out ESC/POS, keeps what is on the paper as text and
as dots, and stands when the roll ends, the cover is open or the blade is stuck.
"""

from __future__ import annotations

from pathlib import Path

import segno
from barcode.codex import Code128
from PIL import Image, ImageDraw, ImageFont

from app.values import dataclass, field
from printing.printers.escpos.commands import CELL, CLEAR, CLEARED

_CHARSET = "gb18030"
NEAR_END = 2000
"""Dots left on the roll (250 mm) at which the sensor warns."""


class _Short(Exception):
    """The command is not whole yet."""


@dataclass
class Paper:
    """One printer. ``left`` is what the roll still holds in dots; ``receipts`` what was cut off; ``forgets`` whether it
    knows how to empty its buffer, as many cheap ones do not.
    """

    font: Path
    width: int = 576
    left: int = 400_000
    cover_open: bool = False
    blade_stuck: bool = False
    forgets: bool = True
    lines: list[str] = field(default_factory=list)
    receipts: list[Image.Image] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _waiting: bytearray = field(default_factory=bytearray)
    _answers: bytearray = field(default_factory=bytearray)
    _strips: list[Image.Image] = field(default_factory=list)
    _row: list[tuple[int, int, str]] = field(default_factory=list)
    _x: int = 0
    _times: int = 1
    _code: bytes = b""
    _module: int = 3
    _fonts: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict)
    _bar: tuple[int, int] = (3, 162)

    def take(self, data: bytes) -> bytes:
        """Bytes arrive; gives what it answers. Questions in real time are answered at once, even while it stands."""
        quick = bytearray()
        if CLEAR in data:
            before, _, data = data.rpartition(CLEAR)
            if self.forgets:
                self._waiting.clear()
                self._answers.clear()
                self._row, self._x = [], 0
                quick += CLEARED
            else:
                self._waiting += before.replace(CLEAR, b"")
        for n in range(1, 5):
            quick += bytes([self._status(n)]) * data.count(bytes((0x10, 0x04, n)))
            data = data.replace(bytes((0x10, 0x04, n)), b"")
        self._waiting += data
        return bytes(quick) + self.work()

    def work(self) -> bytes:
        """Carry out what can be carried out; gives the answers that came due."""
        while self._waiting and not self._stands():
            try:
                used = self._step(bytes(self._waiting))
            except _Short:
                break
            if not used:  # the roll ended before the line was whole
                break
            del self._waiting[:used]
        answers, self._answers = bytes(self._answers), bytearray()
        return answers

    def _stands(self) -> bool:
        return self.cover_open or self.blade_stuck or self.left <= 0

    def _status(self, n: int) -> int:
        ended, near = self.left <= 0, self.left < NEAR_END
        match n:
            case 1:
                return 0x12 | (0x08 if self._stands() else 0)
            case 2:
                return (
                    0x12
                    | (0x04 if self.cover_open else 0)
                    | (0x20 if ended else 0)
                    | (0x40 * self.blade_stuck)
                )
            case 3:
                return 0x12 | (0x08 if self.blade_stuck else 0)
        return 0x12 | (0x0C if near else 0) | (0x60 if ended else 0)

    def _step(self, data: bytes) -> int:
        """Carry out the first command; how many bytes it had, 0 when the paper does not do for it."""
        head = data[0]
        if head == 0x1B:
            return self._escape(data)
        if head == 0x1D:
            return self._group(data)
        if head == 0x1C:
            return _whole(data, 2)
        if head == 0x0A:
            return 1 if self._move(30) else 0
        return self._characters(data)

    def _escape(self, data: bytes) -> int:
        match data[_whole(data, 2) - 1]:
            case 0x40:
                self._row, self._x, self._times = [], 0, 1
                return 2
            case 0x24:
                self._x = int.from_bytes(data[2 : _whole(data, 4)], "little")
                return 4
            case 0x4A:
                return 3 if self._move(data[_whole(data, 3) - 1]) else 0
        return _whole(data, 3)

    def _group(self, data: bytes) -> int:
        match data[_whole(data, 2) - 1]:
            case 0x21:
                self._times = (data[_whole(data, 3) - 1] & 0x0F) + 1
            case 0x50:
                return _whole(data, 4)
            case 0x56:
                return self._cut(data)
            case 0x72:
                self._answers.append(0x03 if self.left < NEAR_END else 0x00)
            case 0x76:
                return self._picture(data)
            case 0x28:
                return self._qr(data)
            case 0x77:
                self._bar = (data[_whole(data, 3) - 1], self._bar[1])
            case 0x68:
                self._bar = (self._bar[0], data[_whole(data, 3) - 1])
            case 0x6B:
                return self._barcode(data)
        return _whole(data, 3)

    def _characters(self, data: bytes) -> int:
        size = 1
        if data[0] >= 0x80:
            _whole(data, 2)
            size = 4 if 0x30 <= data[1] <= 0x39 else 2
        character = data[: _whole(data, size)].decode(_CHARSET, "replace")
        self._row.append((self._x, self._times, character))
        self._x += (CELL if size > 1 else CELL // 2) * self._times
        return size

    def _move(self, dots: int) -> bool:
        """Print the line and move on by at least its height."""
        high = max((times * CELL for _, times, _ in self._row), default=0)
        strip = Image.new("L", (self.width, max(dots, high, 1)), 255)
        pen = ImageDraw.Draw(strip)
        for x, times, character in self._row:
            pen.text((x, round(0.88 * CELL * times)), character, fill=0, font=self._font(times), anchor="ls")
        if not self._lay(strip if max(dots, high) else None):
            return False
        if self._row:
            row = sorted(self._row)
            self.lines.append("".join(_gap(row, at) + c for at, (_, _, c) in enumerate(row)))
        self._row, self._x = [], 0
        return True

    def _font(self, times: int) -> ImageFont.FreeTypeFont:
        if times not in self._fonts:
            self._fonts[times] = ImageFont.truetype(str(self.font), CELL * times)
        return self._fonts[times]

    def _lay(self, strip: Image.Image | None) -> bool:
        if strip is None:
            return True
        if strip.height > self.left:
            self.left = 0
            return False
        self.left -= strip.height
        self._strips.append(strip)
        return True

    def _picture(self, data: bytes) -> int:
        _whole(data, 8)
        across, high = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
        end = _whole(data, 8 + across * high)
        dots = Image.frombytes("1", (across * 8, high), bytes(b ^ 0xFF for b in data[8:end]))
        strip = Image.new("L", (self.width, high), 255)
        strip.paste(dots.convert("L"), (0, 0))
        return end if self._lay(strip) else 0

    def _qr(self, data: bytes) -> int:
        size = int.from_bytes(data[3 : _whole(data, 5)], "little")
        body = data[5 : _whole(data, 5 + size)]
        if body[1] == 0x43:
            self._module = body[2]
        elif body[1] == 0x50:
            self._code = body[3:]
        elif body[1] == 0x51:
            matrix = segno.make(self._code.decode("utf-8"), error="m", micro=False, boost_error=False).matrix
            boxes = [(x, y) for y, row in enumerate(matrix) for x, one in enumerate(row) if one]
            if not self._lay(self._blocks(boxes, len(matrix), self._module, self._module)):
                return 0
        return 5 + size

    def _barcode(self, data: bytes) -> int:
        size = data[_whole(data, 4) - 1]
        text = data[6 : _whole(data, 4 + size)].decode("ascii")
        pattern: str = Code128(text).build()[0]
        boxes = [(x, 0) for x, one in enumerate(pattern) if one == "1"]
        return 4 + size if self._lay(self._blocks(boxes, 1, *self._bar)) else 0

    def _blocks(self, boxes: list[tuple[int, int]], rows: int, wide: int, high: int) -> Image.Image:
        margin = 24
        strip = Image.new("L", (self.width, rows * high + 2 * margin), 255)
        pen = ImageDraw.Draw(strip)
        for x, y in boxes:
            left, top = margin + x * wide, margin + y * high
            pen.rectangle((left, top, left + wide - 1, top + high - 1), fill=0)
        return strip

    def _cut(self, data: bytes) -> int:
        used = _whole(data, 4 if data[_whole(data, 3) - 1] in (65, 66) else 3)
        if self._strips:
            roll = Image.new("L", (self.width, sum(strip.height for strip in self._strips)), 255)
            y = 0
            for strip in self._strips:
                roll.paste(strip, (0, y))
                y += strip.height
            self.receipts.append(roll)
            self.texts.append("\n".join(self.lines))
        self._strips, self.lines = [], []
        return used


def _gap(row: list[tuple[int, int, str]], at: int) -> str:
    """A blank where the paper shows one."""
    if not at:
        return ""
    x, times, character = row[at - 1]
    end = x + (CELL if len(character.encode(_CHARSET)) > 1 else CELL // 2) * times
    return " " if row[at][0] > end else ""


def _whole(data: bytes, size: int) -> int:
    if len(data) < size:
        raise _Short
    return size
