"""The page that will print, drawn small: the same operations, another painter.

A page is known by its shape only (see the protocols below): ``printing.page`` satisfies them, and this module
needs nothing from there.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimerEvent, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.shared.paint import CENTRE, paint_box, paint_ring, paint_text
from ui.theme import look, said, t

POINT_MM = 25.4 / 72
FACES: Mapping[str, tuple[str, bool]] = {
    "sans": ("Noto Sans SC", False),
    "sans_bold": ("Noto Sans SC", True),
    "serif": ("Noto Serif SC", False),
    "serif_bold": ("Noto Serif SC", True),
    "fallback": ("HanaMinB", False),
}
DESIGN_PX = 1000
"""Text is set at this size and scaled down, so that widths do not depend on the zoom."""


class PageLike(Protocol):
    """A page: size in millimetres and drawing operations of the kinds Text, Line, Rect, Circle, Polyline, Modules."""

    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def ops(self) -> Sequence[Any]: ...


class PagePainter:
    """Draws operations in millimetres with a painter; an operation of an unknown kind raises KeyError."""

    def __init__(
        self, painter: QPainter, fallback: Callable[[str, str], Sequence[tuple[str, str]]] | None = None
    ) -> None:
        self._p = painter
        self._runs = fallback
        self._draw: dict[str, Callable[[Any], None]] = {
            "Text": self._text,
            "Line": self._line,
            "Rect": self._rect,
            "Circle": self._circle,
            "Polyline": self._polyline,
            "Modules": self._modules,
        }

    def draw(self, page: PageLike) -> None:
        """Draw every operation; the painter is scaled so that one unit is one millimetre."""
        for op in page.ops:
            self.draw_one(op)

    def draw_one(self, op: Any) -> None:
        """Draw one operation."""
        self._draw[type(op).__name__](op)

    def _text(self, op: Any) -> None:
        p = self._p
        p.save()
        p.translate(op.x, op.y)
        if op.angle:
            p.rotate(-op.angle)
        scale = op.size * POINT_MM / DESIGN_PX
        p.scale(scale, scale)
        p.setPen(_grey(op.grey))
        p.setFont(_font(str(op.face), op.spacing / scale))
        p.drawText(QPointF(0, 0), op.text)
        p.restore()

    def _line(self, op: Any) -> None:
        self._p.setPen(_pen(op.width, op.grey, op.dash))
        self._p.drawLine(QPointF(op.x1, op.y1), QPointF(op.x2, op.y2))

    def _rect(self, op: Any) -> None:
        box = QRectF(op.x, op.y, op.width, op.height)
        self._p.setPen(Qt.PenStyle.NoPen if op.stroke is None else _pen(op.line, op.stroke))
        self._p.setBrush(Qt.BrushStyle.NoBrush if op.fill is None else _grey(op.fill))
        self._p.drawRect(box)
        self._p.setBrush(Qt.BrushStyle.NoBrush)

    def _circle(self, op: Any) -> None:
        self._p.setPen(_pen(op.width, op.grey, op.dash))
        self._p.setBrush(Qt.BrushStyle.NoBrush)
        self._p.drawEllipse(QPointF(op.x, op.y), op.radius, op.radius)

    def _polyline(self, op: Any) -> None:
        pen = _pen(op.width, 0.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._p.setPen(pen)
        self._p.drawPolyline(QPolygonF([QPointF(x, y) for x, y in op.points]))

    def _modules(self, op: Any) -> None:
        high = op.pitch_y or op.pitch
        ink = _grey(0.0)
        for x, y, width, height in op.boxes:
            box = QRectF(op.x + x * op.pitch, op.y + y * high, width * op.pitch, height * high)
            self._p.fillRect(box, ink)


def _grey(value: float) -> QColor:
    return QColor.fromRgbF(value, value, value)


def _pen(width: float, grey: float, dash: Sequence[float] = ()) -> QPen:
    pen = QPen(_grey(grey), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / width for length in dash])
    return pen


def _font(face: str, spacing: float) -> QFont:
    family, bold = FACES[face]
    font = QFont([family, "HanaMinB"])
    font.setPixelSize(DESIGN_PX)
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return font


class Sheet:
    """The picture of a page, ``width`` logical pixels wide, black on white, drawn some operations at a time."""

    def __init__(self, page: PageLike, width: int, ratio: float = 1.0) -> None:
        self._scale = width * ratio / page.width
        size = QSize(round(width * ratio), max(round(page.height * self._scale), 1))
        self.image = QImage(size, QImage.Format.Format_RGB32)
        self.image.fill(QColor.fromRgbF(1, 1, 1))
        self._ratio = ratio
        self._left = deque(page.ops)

    def draw(self, seconds: float = math.inf) -> bool:
        """Draw on for so long; whether all of it is drawn."""
        until = time.perf_counter() + seconds
        self.image.setDevicePixelRatio(1.0)
        painter = QPainter(self.image)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(self._scale, self._scale)
        page = PagePainter(painter)
        while self._left and time.perf_counter() < until:
            page.draw_one(self._left.popleft())
        painter.end()
        self.image.setDevicePixelRatio(self._ratio)
        return not self._left


def page_image(page: PageLike, width: int, ratio: float = 1.0) -> QImage:
    """The page as an image ``width`` logical pixels wide, black on white; may run on any thread."""
    sheet = Sheet(page, width, ratio)
    sheet.draw()
    return sheet.image


SLICE_S = 0.004
"""Of a frame this much goes to a page that is being drawn: she may be typing what will stand on it."""


class PagePreview(QWidget):
    """Shows pages on a desk, whole page fitted; PgUp and PgDn turn them, Enter or a click asks for the big
    view (``opened``).

    The image is made once per page and size, a few milliseconds per turn of the event loop; until then what was shown
    before stands. ``set_page(None)`` shows an empty desk with a sentence.
    """

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[PageLike, ...] = ()
        self._at = 0
        self._image: QImage | None = None
        self._shown: tuple[int, int] = (0, 0)
        self._sheet: Sheet | None = None
        self._timer = 0
        self.blank = ""
        """Why there is no page, in words; "" says that nothing is chosen yet."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(t("kit.preview_name"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        side = look().theme.size.rail
        return QSize(side, side)

    def set_pages(self, pages: Sequence[PageLike], name: str = "") -> None:
        """Show these pages from the first; ``name`` is what a screen reader says."""
        self._pages, self._at = tuple(pages), 0
        self.setAccessibleName(said(name) or t("kit.preview_name"))
        self._draw_anew()

    def _draw_anew(self) -> None:
        """Another page is to be seen: begin to draw it. Nobody sees it yet: then it is drawn with what is around it."""
        self._image = self._sheet = None
        width = self.page_rect().width() if self._pages and self.isVisible() else 0
        if width < 2:
            self.update()
            return
        self._begin(width)
        if not self._timer:
            self._timer = self.startTimer(0)

    def _begin(self, width: int) -> Sheet:
        self._shown = (width, self._at)
        self._sheet = Sheet(self._pages[self._at], width, self.devicePixelRatioF())
        return self._sheet

    def timerEvent(self, event: QTimerEvent) -> None:
        if self._sheet is not None and not self._sheet.draw(SLICE_S):
            return
        self.killTimer(self._timer)
        self._timer = 0
        if self._sheet is not None:
            self._image, self._sheet = self._sheet.image, None
            self.update()

    def set_page(self, page: PageLike | None, name: str = "") -> None:
        """Show one page, or none."""
        self.set_pages(() if page is None else (page,), name)

    def turn(self, step: int) -> None:
        """Turn pages; stays at the ends."""
        at = min(max(self._at + step, 0), max(len(self._pages) - 1, 0))
        if at != self._at:
            self._at = at
            self._draw_anew()

    def page_rect(self) -> QRect:
        """Where the page lies on the desk."""
        space = look().theme.space
        room = self.rect().adjusted(space.m, space.m, -space.m, -space.m)
        if len(self._pages) > 1:
            room.adjust(0, 0, 0, -look().line("secondary"))
        page = self._pages[self._at]
        width = min(room.width(), int(room.height() * page.width / page.height))
        height = int(width * page.height / page.width)
        return QRect(
            room.center().x() - width // 2, room.top() + (room.height() - height) // 2, width, height
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        p.fillRect(self.rect(), QColor(th.c.desk))
        if not self._pages:
            flags = CENTRE | int(Qt.TextFlag.TextWordWrap)
            room = self.rect().adjusted(th.space.xl, 0, -th.space.xl, 0)
            ink = th.c.text2
            paint_text(p, room, self.blank or t("kit.preview_empty"), look().font("body"), ink, flags)
        else:
            self._paint_page(p)
        if self.hasFocus():
            paint_ring(p, self.rect(), look(), 0)

    def _paint_page(self, p: QPainter) -> None:
        th = look().theme
        place = self.page_rect()
        if place.width() < 2:
            return
        wanted = (place.width(), self._at)
        if self._image is None or self._shown != wanted:
            sheet = self._sheet if self._shown == wanted else None
            sheet = sheet or self._begin(place.width())
            sheet.draw()
            self._image, self._sheet = sheet.image, None
        p.drawImage(place.topLeft(), self._image)
        paint_box(p, place.adjusted(-1, -1, 1, 1), "", th.c.control, 0)
        if len(self._pages) > 1:
            words = t("kit.page_of", page=self._at + 1, count=len(self._pages))
            foot = QRect(0, place.bottom() + 2, self.width(), look().line("secondary"))
            paint_text(p, foot, words, look().font("secondary"), th.c.text, CENTRE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in turns:
            self.turn(turns[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit()
