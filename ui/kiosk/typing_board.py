"""The line that is written into and the keyboard under it: pinyin, Latin letters, digits, marks, or a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.people import grouped_phone
from ui.kiosk.ink import paint_words, wrapped
from ui.kiosk.keyboard import CODE_ROWS, LETTERS, MARKS
from ui.kiosk.parts import Part
from ui.kiosk.screen import Choice, Input, Keys, Screen
from ui.kiosk.tokens import SIZES
from ui.kiosk.touch import Key, Touch
from ui.shared.paint import paint_box
from ui.theme import look, t

_HIDDEN = "●"


class Line(Part):
    """Label, what was written, and what is wrong with it."""

    def __init__(self, parent: QWidget, line: Input) -> None:
        super().__init__(parent)
        self.line = line
        self.letters = ""

    def show_line(self, line: Input, letters: str) -> None:
        """Another value."""
        self.line, self.letters = line, letters
        self.setAccessibleName(line.label)
        self.update()

    def text(self) -> str:
        return self.line.label

    def seen(self) -> str:
        """What was written, as it stands on the screen."""
        value = _HIDDEN * len(self.line.value) if self.line.mode == "secret" else self.line.value
        value = grouped_phone(value) if self.line.phone else value
        return value + self.letters

    def wanted(self, width: int) -> int:
        label = wrapped(look().font("body"), self.line.label, width)
        room = width - 2 * 28
        value = max(wrapped(look().font("title"), self.seen() + "|", room), look().line("title"))
        flaw = wrapped(look().font("secondary"), self.line.error or self.line.placeholder, width)
        return label + 8 + max(SIZES.line, value + 32) + (flaw + 8 if flaw else 0)

    def cut(self) -> bool:
        return self._box()[0].height() < SIZES.least

    def _box(self) -> tuple[QRect, int, int]:
        """Where it is written, and the height of the label above and of the words below. The label gives way: the page
        is named after it, and nobody can write into a slit.
        """
        width, flaw = self.width(), self.line.error or self.line.placeholder
        below = wrapped(look().font("secondary"), flaw, width) + 8 if flaw else 0
        label = wrapped(look().font("body"), self.line.label, width) + 8
        if self.height() - label - below < SIZES.least:
            label = 0
        return QRect(0, label, width, self.height() - label - below), label, below

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c = look().theme.c
        width, flaw = self.width(), self.line.error or self.line.placeholder
        box, label, below = self._box()
        if label:
            paint_words(p, QRect(0, 0, width, label - 8), self.line.label, look().font("body"), c.text2)
        edge = c.danger_bd if self.line.error else c.primary
        paint_box(p, box, c.surface, edge, look().theme.radius.tile, 4)
        inner = box.adjusted(28, 12, -28, -12)
        self._paint_value(p, inner)
        if flaw:
            ink = c.danger_fg if self.line.error else c.text2
            paint_words(p, QRect(0, box.bottom() + 8, width, below), flaw, look().font("secondary"), ink)

    def _paint_value(self, p: QPainter, box: QRect) -> None:
        c, font = look().theme.c, look().font("title")
        value = self.seen()
        high = wrapped(font, value + "|", box.width())
        top = (
            max(box.top(), box.top() + (box.height() - high) // 2)
            if high <= box.height()
            else box.bottom() - high
        )
        p.setClipRect(box)
        paint_words(p, QRect(box.left(), top, box.width(), high), value + "|", font, c.text)
        p.setClipping(False)
        if self.letters:
            p.fillRect(QRect(box.left(), box.bottom() - 2, box.width(), 3), QColor(c.tint))


class TypingBoard(QWidget):
    """Line, candidates, keys; the keys stay while she types, only the line and the candidates change."""

    def __init__(
        self,
        parent: QWidget,
        screen: Screen,
        area: QRect,
        large: bool,
        touched: Callable[[str, str], None],
        low: int = 0,
    ) -> None:
        """``low``: pixels below the top of ``area`` where keys may begin (低位); the line is only read and may stand
        above, as near to them as it can.
        """
        super().__init__(parent)
        assert screen.input is not None and screen.keys is not None
        self._touched, self._low = touched, low
        self._mode, self._plane = screen.input.mode, screen.keys.plane
        wide = parent.width() > parent.height()
        self._key = SIZES.key_wide if wide else SIZES.key_large if large else SIZES.key
        over = self._keys_height() - (area.height() - low)
        if over > 0:
            self._key = max(SIZES.least, self._key - -(-over // (len(self._rows()) + 1)))
        self._candidates: list[Key] = []
        self.touches: list[Touch] = []
        self.setGeometry(area)
        self.line = Line(self, screen.input)
        self._keys_top = area.height() - self._keys_height()
        self._row_of_candidates()
        self._build()
        self.show_line(screen)

    def fits(self, screen: Screen) -> bool:
        """Whether the same keys stand there."""
        line, keys = screen.input, screen.keys
        return line is not None and keys is not None and (line.mode, keys.plane) == (self._mode, self._plane)

    # making

    def _rows(self) -> list[Sequence[str]]:
        if self._plane == "code":
            return list(CODE_ROWS)
        if self._plane == "digits":
            return ["123", "456", "789"]
        if self._plane == "marks":
            return [MARKS[:5], MARKS[5:10], MARKS[10:]]
        return list(LETTERS)

    def _keys_height(self) -> int:
        rows = len(self._rows()) + 1
        height = rows * self._key + (rows - 1) * SIZES.key_gap
        return height + (SIZES.candidates + SIZES.gap if self._plane == "pinyin" else 0)

    def _row_of_candidates(self) -> None:
        if self._plane != "pinyin":
            return
        count, gap = 10, SIZES.key_gap
        width = (self.width() - gap * (count - 1)) // count
        for n in range(count):
            key = self._key_at(
                Choice("key", "", ""), QRect(n * (width + gap), self._keys_top, width, SIZES.candidates)
            )
            key.hide()
            self._candidates.append(key)

    def _build(self) -> None:
        y, gap = self._keys_top, SIZES.key_gap
        if self._plane == "pinyin":
            y += SIZES.candidates + SIZES.gap
        rows = self._rows()
        most = max(len(row) for row in rows)
        width = (self.width() - gap * (most - 1)) // most
        for row in rows:
            x = (self.width() - len(row) * width - (len(row) - 1) * gap) // 2
            for letter in row:
                shown = letter.upper() if self._plane in ("pinyin", "latin", "code") else letter
                self._key_at(Choice("key", shown, letter), QRect(x, y, width, self._key))
                x += width + gap
            y += self._key + gap
        self._last_row(y)

    def _last_row(self, y: int) -> None:
        """0 under the digits; the planes; take back; done."""
        choices: list[tuple[Choice, int]] = []
        if self._plane == "digits":
            choices.append((Choice("key", "0", "0"), 3))
        if self._mode == "pinyin":
            for plane in ("pinyin", "latin", "digits", "marks"):
                if plane != self._plane:
                    choices.append((Choice("key", t(f"kiosk.plane.{plane}"), f"plane:{plane}"), 2))
        elif self._mode == "number":
            choices.append((Choice("key", ".", "."), 2))
        choices.append((Choice("key", t("kiosk.key_erase"), "erase"), 3))
        choices.append((Choice("key", t("kiosk.key_ok"), "ok", kind="primary"), 4))
        total, gap = sum(weight for _, weight in choices), SIZES.key_gap
        room, x = self.width() - gap * (len(choices) - 1), 0
        for choice, weight in choices:
            width = room * weight // total
            self._key_at(choice, QRect(x, y, width, self._key))
            x += width + gap

    def _key_at(self, choice: Choice, rect: QRect) -> Key:
        key = Key(self, choice)
        key.setGeometry(rect)
        key.clicked.connect(lambda: self._touched("key", key.choice.value))
        self.touches.append(key)
        return key

    # showing

    def show_line(self, screen: Screen) -> None:
        """What was typed, and what the letters may mean."""
        line, keys = screen.input, screen.keys
        if line is None or keys is None:
            return
        self.line.show_line(line, keys.letters)
        room = self._keys_top - SIZES.gap
        height = min(self.line.wanted(self.width()), max(SIZES.line, room))
        self.line.setGeometry(0, max(0, min(self._low, room - height)), self.width(), height)
        self._show_candidates(keys)

    def _show_candidates(self, keys: Keys) -> None:
        gap, x = SIZES.key_gap, 0
        offered = self._with_room(keys)
        for n, key in enumerate(self._candidates):
            choice = offered[n] if n < len(offered) else None
            if choice is None:
                key.hide()
                continue
            width = min(self._wanted(choice.text), self.width() - x)
            key.choice = choice
            key.setText(choice.text)
            key.setObjectName(f"kiosk.key.{choice.value}")
            key.setAccessibleName(choice.text)
            key.setGeometry(x, self._keys_top, width, SIZES.candidates)
            key.show()
            x += width + gap

    def _with_room(self, keys: Keys) -> list[Choice]:
        """‹, as many candidates as there is room for, and › where others wait: a hand comes to every one of them."""
        gap = SIZES.key_gap
        turn, room = self._wanted("›") + gap, self.width() + gap
        room -= turn if keys.before else 0
        widths = [self._wanted(text) + gap for text in keys.candidates]
        on = keys.turns and (keys.more or sum(widths) > room)
        room -= turn if on else 0
        fits = sum(1 for n in range(len(widths)) if sum(widths[: n + 1]) <= room) or 1
        made = [Choice("key", text, f"pick:{text}") for text in keys.candidates[:fits]]
        before = [Choice("key", "‹", "back")] if keys.before else []
        return [*before, *made, *([Choice("key", "›", f"next:{fits}")] if on else [])]

    def _wanted(self, text: str) -> int:
        return max((self.width() - SIZES.key_gap * 9) // 10, wrapped_width(text))


def wrapped_width(text: str) -> int:
    """Width of a candidate with its margins."""
    return look().metrics("title").horizontalAdvance(text) + 32
