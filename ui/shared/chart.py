"""Charts drawn with the painter: upright bars in one or two series, and ranks lying down.

A series is told by fill and outline, never by colour alone; every number stands beside its bar, and a screen
reader is told the whole in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.values import dataclass, replace
from ui.shared.paint import CENTRE, LEFT, RIGHT, paint_box, paint_text
from ui.theme import look, said, t


@dataclass(frozen=True)
class Bar:
    """A place on the axis: its label, and a value for each series."""

    label: str
    values: tuple[int, ...]


class Bars(QLabel):
    """Upright bars. ``series`` are the names of one or two series; the second is drawn as an outline with a hatch."""

    def __init__(self, name: str, series: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = said(name)
        self.series = tuple(said(word) for word in series)
        self.bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_bars(())

    def minimumSizeHint(self) -> QSize:
        th = look().theme
        return QSize(th.size.search_box, 2 * th.size.rail_item)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Draw these."""
        self.bars = tuple(replace(bar, label=said(bar.label)) for bar in bars)
        heard = "；".join(f"{bar.label} {'、'.join(map(str, bar.values))}" for bar in self.bars)
        self.setAccessibleName(f"{self.name} {'、'.join(self.series)}".strip())
        self.setAccessibleDescription(said(heard))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.bars:
            return
        p, th = QPainter(self), look().theme
        line = look().line("caption")
        legend = line + th.space.s if self.series else 0
        if self.series:
            self._legend(p, QRect(0, 0, self.width(), line))
        floor = self.height() - line - th.space.s
        top = legend + line + th.space.xs
        highest = max((value for bar in self.bars for value in bar.values), default=0)
        p.fillRect(QRect(0, floor, self.width(), th.size.hairline), QColor(th.c.control))
        if not highest:
            ground = QRect(0, top, self.width(), floor - top)
            paint_text(p, ground, t("kit.no_figures"), look().font("body"), th.c.text2, CENTRE)
        step = self.width() / len(self.bars)
        widest = max(look().metrics("caption").horizontalAdvance(bar.label) for bar in self.bars)
        every = max(int((widest + th.space.s) / step + 0.999), 1)
        room = look().metrics("caption", True).horizontalAdvance(str(highest))
        roomy = step * 0.9 >= room * max(len(bar.values) for bar in self.bars)
        for n, bar in enumerate(self.bars):
            place = QRect(int(n * step), top, int(step), floor - top)
            self._bar(p, place, bar, highest, roomy)
            if n % every == 0:
                # The first and the last label of narrow bars would reach out of the chart.
                wide = look().metrics("caption").horizontalAdvance(bar.label) + 2
                left = min(max(int((n + 0.5) * step) - wide // 2, 0), max(self.width() - wide, 0))
                under = QRect(left, floor + th.space.xs, wide, line)
                paint_text(p, under, bar.label, look().font("caption"), th.c.text2, CENTRE)

    def _bar(self, p: QPainter, place: QRect, bar: Bar, highest: int, roomy: bool) -> None:
        """One place; where the numbers have no room beside each other only the highest is written."""
        th = look().theme
        count = len(bar.values)
        gap = min(th.space.s, place.width() // 6)
        width = max(min((place.width() - gap) // count, th.space.edge), 3)
        left = place.center().x() - width * count // 2
        for n, value in enumerate(bar.values):
            height = place.height() * value // highest if highest else 0
            box = QRect(left + n * width, place.bottom() - height + 1, width - 1, height)
            if value:
                _fill(p, box, n)
            if value and (roomy or (n == 0 and value == highest)):
                line = look().line("caption")
                wide = max(width, look().metrics("caption", True).horizontalAdvance(str(value)) + 2)
                over = QRect(box.center().x() - wide // 2, box.top() - line, wide, line)
                paint_text(p, over, str(value), look().font("caption", True), th.c.text, CENTRE)

    def _legend(self, p: QPainter, line: QRect) -> None:
        th = look().theme
        x = line.left()
        side = th.space.m
        for n, name in enumerate(self.series):
            _fill(p, QRect(x, line.center().y() - side // 2, side, side), n)
            x += side + th.space.xs
            width = look().metrics("caption").horizontalAdvance(name) + 1
            paint_text(p, QRect(x, line.top(), width, line.height()), name, look().font("caption"), th.c.text2, LEFT)
            x += width + th.space.lg


def _fill(p: QPainter, box: QRect, series: int) -> None:
    """The first series is full, the second an outline with a hatch."""
    c = look().theme.c
    if series == 0:
        p.fillRect(box, QColor(c.primary))
        return
    paint_box(p, box, c.surface, c.primary, 0)
    p.fillRect(box, QBrush(QColor(c.primary), Qt.BrushStyle.BDiagPattern))


class Ranks(QLabel):
    """Bars lying down, the longest first: the name over its bar, the number at its end."""

    def __init__(self, name: str, most: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.most = said(name), most
        self.rows: tuple[tuple[str, int], ...] = ()
        self._rest = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_rows(())

    def minimumSizeHint(self) -> QSize:
        return QSize(look().theme.size.search_box, self._row() * max(min(len(self.rows), self.most), 1))

    def _row(self) -> int:
        return look().line("secondary") + 2 * look().theme.space.m

    def set_rows(self, rows: Sequence[tuple[str, int]], rest: str = "") -> None:
        """Draw these; what goes beyond ``most`` stands together under the name ``rest``."""
        rows = [(said(name), n) for name, n in rows]
        self._rest = said(rest)
        self.rows = self._together(rows, self.most)
        self.setAccessibleName(self.name)
        self.setAccessibleDescription(said("；".join(f"{name} {n}" for name, n in rows)))
        self.setToolTip("\n".join(f"{name}　{n}" for name, n in rows))
        self.updateGeometry()
        self.update()

    def shown(self) -> tuple[tuple[str, int], ...]:
        """The rows that have room: where the page is low none is cut off unseen, the last one holds the others."""
        return self._together(self.rows, max(self.height() // self._row(), 1))

    def _together(self, rows: Sequence[tuple[str, int]], most: int) -> tuple[tuple[str, int], ...]:
        if len(rows) <= most:
            return tuple(rows)
        return (*rows[: most - 1], (self._rest, sum(n for _, n in rows[most - 1 :])))

    def paintEvent(self, event: QPaintEvent) -> None:
        p, th = QPainter(self), look().theme
        rows = self.shown()
        highest = max((n for _, n in rows), default=0)
        longest = max((str(n) for _, n in rows), key=len, default="")
        room = look().metrics("body", True).horizontalAdvance(max(longest, "0000", key=len)) + th.space.s
        for place, (name, n) in enumerate(rows):
            top = place * self._row()
            line = QRect(0, top, self.width() - room, look().line("secondary"))
            words = look().metrics("secondary").elidedText(name, Qt.TextElideMode.ElideMiddle, line.width())
            paint_text(p, line, words, look().font("secondary"), th.c.text, LEFT)
            width = (self.width() - room) * n // highest if highest else 0
            p.fillRect(QRect(0, line.bottom() + th.space.xs, width, th.space.s), QColor(th.c.primary))
            end = QRect(self.width() - room, top, room, self._row() - th.space.s)
            paint_text(p, end, str(n), look().font("body", True), th.c.text, RIGHT)
