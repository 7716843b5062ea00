"""The first page: six tiles that stand where they stand, whatever has to be told above them or left below.

A band that comes up, a card that is laid down, a sheet in the slot or a line that is lost must move nothing under a
finger: what they need is kept free, and filled by nothing else while there is none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRect

from app.values import replace
from ui.kiosk.foot import Foot
from ui.kiosk.ink import words_width
from ui.kiosk.parts import BandPart, Paragraph, Part
from ui.kiosk.screen import Band, Choice
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import Touch
from ui.theme import look, t

_LAST = ("kiosk.finish", "kiosk.paper.have_yours")
"""What may stand in the place of its own at the foot."""

_TWO = ((2, SIZES.tile_icon), (2, SIZES.sign_least), (2, 0))
_THREE = ((3, SIZES.sign_least), (3, 0))
"""Tiles in columns, with less and less of a sign beside a name that has no room."""


class Front(Foot):
    """A page of tiles."""

    def _lay_out_front(self) -> None:
        frame, margin, gap = self.frame, SIZES.margin, SIZES.gap
        top, bottom = margin * 3 // 4, frame.height - margin
        slot, end = self._front_foot(bottom)
        line = self.made.state_line if self._in_slot(slot) is not self.made.state_line else None
        start, told = self._kept_free(top, end)
        area = QRect(margin, start, frame.width - 2 * margin, end - gap - start)
        if frame.wide and not frame.low:
            area.setLeft(told.right() + 1 + margin)
        self._tiles(area)
        self._front_told(told, line)

    # below

    def _front_foot(self, bottom: int) -> tuple[QRect, int]:
        """呼叫工作人员 and the switches; beside or above them the place for what may come; where all of it begins."""
        frame, margin, gap, switches = self.frame, SIZES.margin, SIZES.gap, self.made.switches
        height = SIZES.button_large if frame.large else SIZES.button
        if frame.wide:
            words = [words_width(look().font("body", True), t(key)) for key in _LAST]
            slot = QRect(margin, bottom - height, max(words) + SIZES.beside_words, height)
            beside = slot.right() + 1 + gap
            row, rest = (self._call(), *switches), tuple[Choice, ...]()
            if sum(map(self._least, row)) + gap * (len(row) - 1) > frame.width - margin - beside:  # as on old screens
                row, rest = row[:1], row[1:]
                slot.moveTop(slot.top() - height - gap)
            self._footed = self._row_of(row, slot.top(), height, beside)
            if rest:
                self._footed = [*self._footed, *self._row_of(rest, bottom - height, height)]
            return slot, slot.top()
        tongues = tuple(choice for choice in switches if choice.name == "language")
        y = bottom - height
        self._footed = self._row_of([each for each in switches if each not in tongues], y, height)
        y -= height + gap
        self._footed = [*self._row_of((self._call(), *tongues), y, height), *self._footed]
        y -= height + gap
        return QRect(margin, y, frame.width - 2 * margin, height), y

    def _in_slot(self, slot: QRect) -> Band | None:
        """What she can end here; else, on an upright screen, that the line is away, which is returned; else whom to
        ring.
        """
        for choice in self.made.foot:
            made = self.button(choice)
            made.setGeometry(slot)
            self._footed.append((made, slot))
        if self.made.foot:
            return None
        line = None if self.frame.wide else self.made.state_line
        part: Part | None = BandPart(self, line) if line is not None else None
        if part is not None and part.wanted(slot.width()) > slot.height():
            _away(part)
            part = line = None
        part = part or self._words(slot.width())
        if part is not None:
            high = part.wanted(slot.width())
            part.setGeometry(slot.left(), slot.top() + (slot.height() - high) // 2, slot.width(), high)
            self.parts.append(part)
        return line

    def _words(self, width: int) -> Part | None:
        """The small words of the page, where they have room in so much width."""
        words = ("\n" if self.frame.wide else "　").join(self.made.small)
        part = Paragraph(self, words, "secondary", "text2")
        height = SIZES.button_large if self.frame.large else SIZES.button
        if words and part.wanted(width) <= height:
            return part
        _away(part)
        return None

    # above

    def _kept_free(self, top: int, end: int) -> tuple[int, QRect]:
        """Where the tiles begin, and the room of what is told; it grows only for words that nobody foresaw."""
        frame, margin, gap = self.frame, SIZES.margin, SIZES.gap
        width = frame.width - 2 * margin
        if frame.wide and not frame.low:
            width = round(frame.width * SIZES.left_share) - 2 * margin
            return top, QRect(margin, top, width, end - gap - top)
        title = look().metrics("verdict", True).lineSpacing() + gap
        lines = (3, 4) if frame.wide else (4, 5)
        band = self._band_of(lines[frame.large])
        room = band if frame.wide and frame.large else title + band
        start = max(frame.low_y, top + room + gap)
        return start, QRect(margin, top, width, start - gap - top)

    def _band_of(self, lines: int) -> int:
        """Height of a band of so many lines, some of which may be one sentence."""
        part = BandPart(self, Band("info", "info", "0", ("0",) * (lines - 1)))
        _away(part)
        return part.wanted(self.frame.width) + SIZES.near

    def _front_told(self, room: QRect, line: Band | None) -> None:
        """Title, what to do and what happened, as much of it as there is room for, the most urgent last to give way."""
        parts = list[Part]()
        for parts in self._tellings(line):
            if sum(part.wanted(room.width()) + SIZES.gap for part in parts) - SIZES.gap <= room.height():
                break
            for part in parts:
                _away(part)
            parts = []
        free = room.height() - sum(part.wanted(room.width()) + SIZES.gap for part in parts) + SIZES.gap
        y = room.top() + (min(max(free // 3, 0), SIZES.air) if not self.frame.wide else 0)
        for part in parts:
            part.setGeometry(room.left(), y, room.width(), part.wanted(room.width()))
            part.show()
            self.parts.append(part)
            y += part.height() + SIZES.gap

    def _tellings(self, line: Band | None) -> Iterator[list[Part]]:
        """What is told, from all of it to the least: the lead goes first, then the ``line`` ends the band."""
        band = self.made.band
        ways: list[tuple[bool, bool, Band | None, Band | None]] = [(True, True, band, line)]
        if band is not None:
            ways += [(True, False, band, line)]
            if line is not None:
                ways += [(True, False, replace(band, lines=(*band.lines, *line.lines)), None)]
                ways += [(False, False, replace(band, lines=(*band.lines, *line.lines)), None)]
            ways += [(True, False, band, None), (False, False, band, None)]
            ways.append((False, False, replace(band, lines=()), None))
        else:
            ways += [(True, False, None, line), (True, False, None, None)]
        return (self._telling(*way) for way in ways)

    def _telling(self, title: bool, lead: bool, band: Band | None, line: Band | None) -> list[Part]:
        made, parts = self.made, list[Part]()
        if title:
            parts.append(Paragraph(self, made.title, "verdict", "text", True))
        if lead and made.lead:
            parts.append(Paragraph(self, made.lead, "body", "text2"))
        parts += [BandPart(self, each) for each in (band, line) if each is not None]
        for part in parts:
            part.hide()
        return parts

    # the tiles

    def _tiles(self, area: QRect) -> None:
        frame = self.frame
        made = [self.button(choice, tall=True) for choice in self.made.tiles]
        ways: tuple[tuple[int, int], ...] = _TWO
        if frame.wide and (frame.low or not frame.large):
            ways = ((3, SIZES.tile_icon), *_TWO, *_THREE) if frame.low else ((3, SIZES.tile_icon), *_TWO)
        for columns, sign in ways:
            for each in made:
                each.sign = sign
            self._tiled(made, area, columns)
            # Why one is off comes and goes, and moves nothing.
            if not any(each.torn() for each in made if each.choice.kind != "off"):
                return
        for each in made:  # a name of two words in 大字, on a screen of old
            each.small = True
        self._tiled(made, area, columns)

    def _tiled(self, made: Sequence[Touch], area: QRect, columns: int) -> None:
        """The tiles in so many columns."""
        rows = -(-len(made) // columns)
        gap = SIZES.gap // 2 if self.frame.wide and self.frame.large and self.frame.low else SIZES.gap
        want = SIZES.tile_low if self.frame.low or self.frame.large else SIZES.tile
        height = min(want, (area.height() - gap * (rows - 1)) // rows)
        width = (area.width() - gap * (columns - 1)) // columns
        for each in made:
            each.resize(width, height)
        if self.frame.large or self.frame.low:
            self._noted(made, height)
        for n, each in enumerate(made):
            x = area.left() + (n % columns) * (width + gap)
            y = area.top() + (n // columns) * (height + gap)
            each.setGeometry(x, y, width, height)

    def _noted(self, made: Sequence[Touch], height: int) -> None:
        """In 大字 and 低位 every tile says what it is for, or none does."""
        needs = [each.high_noted() for each in made]
        for each in made:
            each.noted = min(needs) > 0 and max(needs) <= height


def _away(part: Part) -> None:
    part.hide()
    part.deleteLater()
