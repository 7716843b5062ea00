"""The foot of a page: the ways back, out and on, 呼叫工作人员 and the switches, always in one place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.values import replace
from ui.kiosk.ink import words_width
from ui.kiosk.lists import Frame, Lists, Touched
from ui.kiosk.screen import Choice, Screen
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import Touch
from ui.theme import look, t

_WAYS = ("back", "home", "give-up", "call")


class Foot(Lists):
    """A page with its foot; ``_footed`` is what stands there."""

    def __init__(self, parent: QWidget, screen: Screen, frame: Frame, touched: Touched) -> None:
        super().__init__(parent, screen, frame, touched)
        self._footed: list[tuple[Touch, QRect]] = []

    def _foot(self, bottom: int) -> int:
        """Foot, call and switches from the bottom up; where they begin."""
        screen, frame = self.made, self.frame
        call = self._call()
        rows: list[tuple[Choice, ...]] = []
        if frame.wide:
            rows.append((*screen.foot, *((call,) if screen.call else ()), *screen.switches))
        else:
            tongues = tuple(choice for choice in screen.switches if choice.name == "language")
            switches = tuple(choice for choice in screen.switches if choice.name != "language")
            rows = [screen.foot, (*((call,) if screen.call else ()), *tongues), switches]
        rows = [part for row in rows for part in self._broken(row)]
        height = SIZES.button_large if frame.large else SIZES.button
        y = bottom
        placed: list[tuple[Touch, QRect]] = []
        for row in reversed([row for row in rows if row]):
            y -= height
            placed = [*self._row_of(row, y, height), *placed]
            y -= SIZES.gap
        self._footed = placed
        return y + SIZES.gap

    def _broken(self, row: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
        """A row in one line where its words have room, else in two; the ways back and out stay where they stand on
        every other page, or a finger that knows its way leaves instead of going back.
        """
        room = self.frame.width - 2 * SIZES.margin - SIZES.gap * (len(row) - 1)
        if len(row) < 3 or sum(map(self._least, row)) <= room:  # closer together leaves the page a line more
            return (row,)
        ways = tuple(each for each in row if each.name in _WAYS)
        if len(ways) > 1 and len(ways) < len(row):
            return tuple(each for each in row if each.name not in _WAYS), ways
        half = (len(row) + 1) // 2
        return row[:half], row[half:]

    def _need(self, choice: Choice) -> int:
        """Width in which the words of a control stand on one line."""
        return words_width(look().font("body", True), choice.text) + 2 * 32 + (44 + 24 if choice.icon else 0)

    def _least(self, choice: Choice) -> int:
        """The same with no more air than a control must have."""
        return words_width(look().font("body", True), choice.text) + (SIZES.beside_words if choice.icon else 2 * 16)

    def _row_of(
        self, row: Sequence[Choice], y: int, height: int, x: int = SIZES.margin
    ) -> list[tuple[Touch, QRect]]:
        width = self.frame.width - SIZES.margin - x
        weights = [self._weight(choice) for choice in row]
        room, made = width - SIZES.gap * (len(row) - 1), list[tuple[Touch, QRect]]()
        needs = [self._need(choice) for choice in row]
        spare = room - sum(needs)
        shares = [round(room * weight / sum(weights)) for weight in weights]
        if spare >= 0:
            shares = [need + round(spare * weight / sum(weights)) for need, weight in zip(needs, weights, strict=True)]
        elif (close := room - sum(map(self._least, row))) >= 0:
            shares = [self._least(choice) + close // len(row) for choice in row]
        if any(self._tight(choice, cell) for choice, cell in zip(row, shares, strict=True)):
            row = [replace(choice, icon="") for choice in row]  # words come first
        for choice, cell in zip(row, shares, strict=True):
            rect = QRect(x, y, cell, height)
            made.append((self.button(choice), rect))
            made[-1][0].setGeometry(rect)
            x += cell + SIZES.gap
        return made

    def _tight(self, choice: Choice, cell: int) -> bool:
        """Whether word and icon do not fit beside each other."""
        words = words_width(look().font("body", True), choice.text)
        return bool(choice.icon) and words > cell - SIZES.beside_words

    def _weight(self, choice: Choice) -> float:
        """Wider words get more room, within reason."""
        return max(4.0, min(8.0, words_width(look().font("body", True), choice.text) / 60 + 2))

    def _call(self) -> Choice:
        return Choice("call", t("kiosk.call_button"), icon="bell")
