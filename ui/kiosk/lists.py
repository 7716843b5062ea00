"""What a page has in rows: choices and cards, in as many columns as their words allow, turned over where they
are many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.values import dataclass
from ui.kiosk.ink import words_width
from ui.kiosk.parts import CardPart, Paragraph, Part
from ui.kiosk.screen import Choice, Screen
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import Touch
from ui.theme import look, t

Touched = Callable[[str, str], None]


@dataclass(frozen=True)
class Frame:
    """The room of a page and how it is to be used."""

    width: int
    height: int
    top: int = 0
    large: bool = False
    low: bool = False

    @property
    def wide(self) -> bool:
        """Whether the screen lies on its side."""
        return self.width > self.height + self.top

    @property
    def low_y(self) -> int:
        """Where controls may begin."""
        return round((self.height + self.top) * SIZES.low_from) + 8 - self.top if self.low else 0


@dataclass(frozen=True)
class Grid:
    """How choices stand: ``heights`` of their lines, and which lines stand on which page."""

    columns: int
    width: int
    heights: Sequence[int]
    pages: Sequence[Sequence[int]]
    turning: int = 0
    """Width of the column beside them by which pages are turned; 0: they are turned below, or not at all."""


class Lists(QWidget):
    """The ground of a page with what stands on it in rows. ``pages``: over how many the longest of them goes;
    ``columns``: in how many choices stand, 0 as their words allow.
    """

    def __init__(self, parent: QWidget, screen: Screen, frame: Frame, touched: Touched) -> None:
        super().__init__(parent)
        self.made = screen
        self.frame = frame
        self.touched = touched
        self.touches: list[Touch] = []
        self.parts: list[Part] = []
        self.pages = 1
        self.columns = 0

    def button(self, choice: Choice, tall: bool = False, lead: bool = False) -> Touch:
        """A control that reports its touch."""
        made = Touch(self, choice, tall, lead)
        made.clicked.connect(lambda: self.touched(made.choice.name, made.choice.value))
        self.touches.append(made)
        return made

    # lists in pages

    def _rows(self, area: QRect) -> int:
        columns = self._columns(area)
        rows, gap = self.made.rows, self._gap()
        width = (area.width() - gap * (columns - 1)) // columns
        lead = self.made.countdown >= 0
        made = [self.button(choice, lead=lead and n == 0) for n, choice in enumerate(rows)]
        heights = [
            max(part.wanted(width) for part in made[n : n + columns]) for n in range(0, len(made), columns)
        ]
        lines = _pages(heights, area.height(), gap, self._button)
        page, y = self._stand(area, made, Grid(columns, width, heights, lines))
        if len(lines) > 1:
            y = self._turning(area, page, len(lines))
        return y - gap

    def _stand(self, area: QRect, made: Sequence[Touch], grid: Grid) -> tuple[int, int]:
        """Stand the choices of this page where they belong and take the others away; the page, and where it ends."""
        self.pages = max(self.pages, len(grid.pages))
        page, gap, width = min(self.made.page, len(grid.pages) - 1), self._gap(), grid.width
        shown = range(sum(map(len, grid.pages[:page])), sum(map(len, grid.pages[: page + 1])))
        y = area.top()
        for line, height in enumerate(grid.heights):
            cells = made[line * grid.columns : (line + 1) * grid.columns]
            if line not in shown:
                for cell in cells:
                    self.touches.remove(cell)
                    cell.deleteLater()
                    cell.hide()
                continue
            for n, cell in enumerate(cells):
                if self.made.picture and len(cells) < grid.columns:
                    cell.setGeometry(area.left(), y, area.width(), height)
                    continue
                cell.setGeometry(area.left() + n * (width + gap), y, width, height)
            y += height + gap
        return page, y

    # 低位 on a wide screen: little room below, all of the width

    def broad(self, beside: QRect, whole: QRect) -> Grid | None:
        """The choices over the ``whole`` width, where ``beside`` what is told they go over more pages; None where they
        do not, or where other things stand among them.
        """
        screen = self.made
        if not (self.frame.wide and self.frame.low and screen.rows) or screen.cards or screen.picture or screen.pad:
            return None
        if screen.qr or screen.drawing or screen.countdown >= 0:
            return None
        columns = self._columns(beside)
        before, _ = self._lines(columns, (beside.width() - self._gap() * (columns - 1)) // columns)
        most = len(_pages(before, beside.height(), self._gap(), self._button))
        grids = [each for columns in (2, 3) if (each := self._over(whole, columns)) is not None]
        best = min(grids, key=lambda grid: len(grid.pages), default=None)
        return best if best is not None and len(best.pages) < most else None

    def _over(self, area: QRect, columns: int) -> Grid | None:
        """So many columns, beside the column of turning where they go over several pages; None where words break."""
        gap = self._gap()
        for turning in (0, self._turning_width()):
            width = (area.width() - (turning + SIZES.gap if turning else 0) - gap * (columns - 1)) // columns
            heights, split = self._lines(columns, width)
            pages = _pages(heights, area.height(), gap, -gap)
            if not split and max(heights) <= area.height() and (turning or len(pages) == 1):
                return Grid(columns, width, heights, pages, turning)
        return None

    def _stands(self, area: QRect) -> bool:
        """Whether what is touched or read in a list stands in such an area, be it over several pages."""
        screen, high = self.made, area.height()
        if screen.input is not None:
            return area.width() >= SIZES.board_least
        rows, split = self._lines(1, area.width()) if screen.rows else ([], False)
        cards = self._card_lines(1, area.width()) if screen.cards else []
        if cards and rows:
            high -= sum(rows) + self._gap() * (len(rows) - 1) + SIZES.gap
        pages = _pages(cards or rows, high, SIZES.gap if cards else self._gap(), self._button)
        turning = self._button + SIZES.gap if len(pages) > 1 else 0
        turns = not turning or (area.width() - 2 * SIZES.gap) // 3 >= self._turning_width() - 32
        return not split and turns and max(cards or rows, default=0) + turning <= high

    def _turning_width(self) -> int:
        words = ("page_back", "page_next")
        return max(words_width(look().font("body", True), t(f"kiosk.{each}")) for each in words) + 2 * 32 + 68

    def _rows_broad(self, area: QRect, grid: Grid) -> None:
        """The choices as ``grid`` says, and beside them, where they go over several pages, what turns these."""
        page, _ = self._stand(area, [self.button(choice) for choice in self.made.rows], grid)
        self._turning_beside(area, grid, page)

    def _turning_beside(self, area: QRect, grid: Grid, page: int) -> None:
        """上一页, which page it is, 下一页, one under the other at the right of ``area``."""
        if len(grid.pages) > 1:
            height, (back, here, more) = self._button, self._turns(page, len(grid.pages))
            x, middle = area.right() + 1 - grid.turning, here.wanted(grid.turning)
            back.setGeometry(x, area.top(), grid.turning, height)
            here.setGeometry(x, area.top() + (area.height() - middle) // 2, grid.turning, middle)
            more.setGeometry(x, area.bottom() + 1 - height, grid.turning, height)

    # what is only read, on a wide screen

    def broad_cards(self, beside: QRect, whole: QRect) -> Grid | None:
        """The cards in columns over the ``whole`` width, where ``beside`` what is told they go over more pages; None
        where they do not, or where something else stands among them.
        """
        screen = self.made
        if not (self.frame.wide and screen.cards) or screen.rows or screen.drawing or screen.qr:
            return None
        if screen.countdown >= 0 or any(card.marks for card in screen.cards):
            return None
        most = len(_pages(self._card_lines(1, beside.width()), beside.height(), SIZES.gap, self._button))
        grids = [each for columns in (2, 3) if (each := self._cards_over(whole, columns)) is not None]
        best = min(grids, key=lambda grid: len(grid.pages), default=None)
        return best if best is not None and len(best.pages) < most else None

    def _cards_over(self, area: QRect, columns: int) -> Grid | None:
        """So many columns of cards, beside the column of turning where they go over several pages."""
        gap = SIZES.gap
        for turning in (0, self._turning_width()):
            width = (area.width() - (turning + gap if turning else 0) - gap * (columns - 1)) // columns
            heights = self._card_lines(columns, width)
            pages = _pages(heights, area.height(), gap, -gap)
            if max(heights) <= area.height() and (turning or len(pages) == 1):
                return Grid(columns, width, heights, pages, turning)
        return None

    def _card_lines(self, columns: int, width: int) -> list[int]:
        """Height of each line of the cards in so many columns, each so wide."""
        heights = []
        for card in self.made.cards:
            part = CardPart(self, card)
            heights.append(part.wanted(width))
            part.hide()
            part.deleteLater()
        return [max(heights[n : n + columns]) for n in range(0, len(heights), columns)]

    def _stand_cards(self, area: QRect, grid: Grid) -> None:
        """The cards of this page as ``grid`` says, and what turns it, no higher than what may be touched."""
        self.pages = len(grid.pages)
        page, y = min(self.made.page, self.pages - 1), area.top()
        for line in grid.pages[page]:
            for n, card in enumerate(self.made.cards[line * grid.columns : (line + 1) * grid.columns]):
                part = CardPart(self, card)
                part.setGeometry(area.left() + n * (grid.width + SIZES.gap), y, grid.width, grid.heights[line])
                self.parts.append(part)
            y += grid.heights[line] + SIZES.gap
        self._turning_beside(area.adjusted(0, max(0, self.frame.low_y - area.top()), 0, 0), grid, page)

    @property
    def _button(self) -> int:
        return SIZES.button_large if self.frame.large else SIZES.button

    def _gap(self) -> int:
        """Air between choices, less where 大字 leaves few lines."""
        tight = bool(self.made.picture) or (self.frame.wide and self.frame.low)
        return SIZES.gap // 2 if self.frame.large and tight else SIZES.gap

    def high(self, columns: int, width: int) -> int:
        """How high the choices are in so many columns, each so wide."""
        lines, _ = self._lines(columns, width)
        return sum(lines) + self._gap() * (len(lines) - 1)

    def _lines(self, columns: int, width: int) -> tuple[list[int], bool]:
        """Height of each line of the choices in so many columns, each so wide; whether a word breaks inside."""
        heights, split = [], False
        for choice in self.made.rows:
            control = Touch(self, choice)
            control.resize(width, SIZES.button)
            heights.append(control.wanted(width))
            split |= control.split()
            control.hide()
            control.deleteLater()
        return [max(heights[n : n + columns]) for n in range(0, len(heights), columns)], split

    def _columns(self, area: QRect) -> int:
        if self.columns:
            return self.columns
        columns = self._by_words(area)
        roomy = self.frame.wide or self.frame.large
        if columns == 1 and roomy and self.made.rows and self.made.countdown < 0 and not self.made.cards:
            gap, button = self._gap(), SIZES.button_large if self.frame.large else SIZES.button
            (one, _), (two, split) = self._lines(1, area.width()), self._lines(2, (area.width() - gap) // 2)
            fewer = len(_pages(two, area.height(), gap, button)) < len(_pages(one, area.height(), gap, button))
            stands = sum(two) + gap * (len(two) - 1) <= area.height() or max(two) + gap + button <= area.height()
            columns = 2 if fewer and stands and not split else 1  # higher lines rather than more pages to turn
        return columns

    def _by_words(self, area: QRect) -> int:
        """One column, or two where every word has room beside another."""
        rows = self.made.rows
        if self.made.cards and len(rows) > 1:
            two = (area.width() - self._gap()) // 2
            return 2 if len(rows) == 2 or (self.frame.wide and not self._lines(2, two)[1]) else 1
        if self.made.picture:
            return 2  # beside each other, so that the page she sees has room
        few = 3 if self.frame.wide and self.frame.low else 6  # 低位 leaves a wide screen two lines
        button = SIZES.button_large if self.frame.large else SIZES.button
        if not self.made.cards and len(rows) * (button + SIZES.gap) - SIZES.gap > area.height():
            few = 3  # beside each other rather than on a second page: a choice is seen as a whole
        if self.made.countdown >= 0 or len(rows) < few or any(row.note for row in rows):
            return 1
        room = (area.width() - SIZES.gap) // 2 - 2 * 32 - 68
        fits = all(words_width(look().font("body", True), row.text) <= room for row in rows)
        return 2 if fits else 1

    def _cards(self, area: QRect) -> int:
        gap, width = SIZES.gap, area.width()
        columns = self._columns(area)
        reserve = self.high(columns, (width - self._gap() * (columns - 1)) // columns) + gap if self.made.rows else 0
        room = area.height() - reserve
        cards = self._fitting(width, room, self._button + gap)
        lines = _pages([card.wanted(width) for card in cards], room, gap, self._button)
        self.pages = max(self.pages, len(lines))
        page = min(self.made.page, len(lines) - 1)
        shown = range(sum(map(len, lines[:page])), sum(map(len, lines[: page + 1])))
        y = area.top()
        for n, card in enumerate(cards):
            if n not in shown:
                card.deleteLater()
                card.hide()
                continue
            card.setGeometry(area.left(), y, width, card.wanted(width))
            self.parts.append(card)
            y += card.height() + gap
        if len(lines) > 1:
            y = self._turning(QRect(area.left(), area.top(), width, room), page, len(lines))
        return y

    def _fitting(self, width: int, room: int, turning: int) -> list[CardPart]:
        """Cards as full as the room allows: at least one must stand on a page, with the turning row under it."""
        cards: list[CardPart] = []
        for compact in range(CardPart.MOST + 1):
            for card in cards:
                card.deleteLater()
                card.hide()
            cards = [CardPart(self, card, compact) for card in self.made.cards]
            highest = max(card.wanted(width) for card in cards)
            if highest + (turning if len(cards) > 1 else 0) <= room:
                break
        return cards

    def _turning(self, area: QRect, page: int, pages: int) -> int:
        """上一页, where one is, 下一页; at the foot of the list, always in one place."""
        height = self._button
        y, third = area.bottom() - height, (area.width() - 2 * SIZES.gap) // 3
        back, here, more = self._turns(page, pages)
        back.setGeometry(area.left(), y, third, height)
        middle = here.wanted(third)
        here.setGeometry(area.left() + third + SIZES.gap, y + (height - middle) // 2, third, middle)
        more.setGeometry(area.left() + 2 * (third + SIZES.gap), y, third, height)
        return y + height + SIZES.gap

    def _turns(self, page: int, pages: int) -> tuple[Touch, Paragraph, Touch]:
        """上一页, which page it is, 下一页."""
        back = Choice("page-back", t("kiosk.page_back"), icon="arrow-left", kind="plain" if page else "off")
        more = Choice(
            "page-next", t("kiosk.page_next"), icon="arrow-right", kind="plain" if page < pages - 1 else "off"
        )
        here = Paragraph(self, t("kiosk.page_of", n=page + 1, count=pages), "body", "text2", centre=True)
        here.show()
        self.parts.append(here)
        return self.button(back), here, self.button(more)


def _pages(heights: Sequence[int], room: int, gap: int, turning: int) -> list[list[int]]:
    """Which lines stand on which page; with more than one page room is kept for the turning row."""
    if sum(heights) + gap * (len(heights) - 1) <= room:
        return [list(range(len(heights)))]
    room -= turning + gap
    pages: list[list[int]] = [[]]
    used = 0
    for n, height in enumerate(heights):
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0
        pages[-1].append(n)
        used += height + gap
    return pages
