"""The area a citizen signs on: pen, finger or mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QImageWriter,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTabletEvent,
    qRgba,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.values import dataclass
from ui.shared.paint import CENTRE, LEFT, paint_box, paint_ring, paint_text
from ui.theme import look, t

FAST = 30
"""Of 100: the first steps of packing take a fifth of the time of the usual ones and make the picture a sixth larger."""
PEN_WIDTH = 3.0
"""Pixels at full pressure; a line of about 0.8 mm on a 96 dpi screen, as a ball pen draws."""


@dataclass(frozen=True)
class Sample:
    """One point of a stroke: x and y in pixels of the pad, pressure 0–1, t in milliseconds since the first touch."""

    x: float
    y: float
    pressure: float
    t: float


class SignaturePad(QWidget):
    """Collects strokes. ``began`` comes with the first stroke, ``changed`` after every stroke and when it is wiped.

    ``now`` gives seconds that never run backwards (the Clock port's ``monotonic``).
    """

    began = Signal()
    changed = Signal()

    def __init__(self, now: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._start = 0.0
        self._strokes: list[list[Sample]] = []
        self._drawing = False
        self._caption = ""
        self.waiting = False
        """Whether it is signed elsewhere just now, on a pad of its own; kept by who woke that pad."""
        self.words_font: QFont | None = None
        self.setAccessibleName(t("kit.pad_name"))
        self.setAccessibleDescription(t("kit.pad_hint"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        size = look().theme.size
        return QSize(size.pad_width, size.pad_height)

    def minimumSizeHint(self) -> QSize:
        size = look().theme.size
        return QSize(size.pad_width // 2, size.pad_height // 2)

    def set_caption(self, text: str) -> None:
        """Who signs and when, small below the line; it is not part of the signature."""
        self._caption = text
        self.update()

    def strokes(self) -> tuple[tuple[Sample, ...], ...]:
        """Every stroke, in order."""
        return tuple(tuple(stroke) for stroke in self._strokes)

    def empty(self) -> bool:
        """Whether nothing was drawn yet."""
        return not self._strokes

    def show_strokes(self, strokes: Sequence[Sequence[tuple[float, float, float, float]]]) -> None:
        """Show what was signed elsewhere (x, y, pressure, ms), as large as fits; nobody draws into it until a wipe."""
        points = [point for stroke in strokes for point in stroke]
        left, top = min((p[0] for p in points), default=0), min((p[1] for p in points), default=0)
        wide = max((p[0] for p in points), default=0) - left
        high = max((p[1] for p in points), default=0) - top
        edge = look().theme.space.edge
        scale = min((self.width() - 2 * edge) / max(wide, 1), (self.height() - 2 * edge) / max(high, 1), 1.0)
        x0, y0 = (self.width() - wide * scale) / 2, (self.height() - high * scale) / 2
        self._strokes = [
            [Sample(x0 + (x - left) * scale, y0 + (y - top) * scale, pressure, ms) for x, y, pressure, ms in stroke]
            for stroke in strokes
        ]
        self._drawing = False
        self.setEnabled(False)
        self.changed.emit()
        self.update()

    def take_up(self, strokes: Sequence[Sequence[tuple[float, float, float, float]]]) -> None:
        """Show what was signed on a pad that this one stands for (x, y, pressure, ms), where it stood and no larger;
        she may sign on.
        """
        points = [point for stroke in strokes for point in stroke]
        if not points:
            return
        wide, high = max(max(p[0] for p in points), 1), max(max(p[1] for p in points), 1)
        scale = min(self.width() / wide, self.height() / high, 1.0)
        self._strokes = [
            [Sample(x * scale, y * scale, pressure, ms) for x, y, pressure, ms in stroke] for stroke in strokes
        ]
        self._start = self._now() - points[-1][3] / 1000
        self.update()

    def wipe(self) -> None:
        """Take everything away; nothing of it is kept."""
        self._strokes.clear()
        self._drawing = False
        self.changed.emit()
        self.update()

    def png(self, scale: float = 2.0) -> bytes:
        """The signature as PNG, black on transparent, cut to its strokes; b"" when empty."""
        box = self._bounds()
        if box.isEmpty():
            return b""
        ink = QColor(look().theme.c.paper_ink)
        # A byte per pixel says how much ink is there: a quarter of what four would take to pack, after every stroke.
        image = QImage(box.size() * scale, QImage.Format.Format_Alpha8)
        image.fill(0)
        painter = QPainter(image)
        painter.scale(scale, scale)
        painter.translate(-box.topLeft())
        self._paint_strokes(painter, ink)
        painter.end()
        image.reinterpretAsFormat(QImage.Format.Format_Indexed8)
        image.setColorTable([qRgba(ink.red(), ink.green(), ink.blue(), much) for much in range(256)])
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, QByteArray(b"PNG"))
        writer.setCompression(FAST)
        writer.write(image)
        return bytes(data.data())

    def _bounds(self) -> QRect:
        points = [s for stroke in self._strokes for s in stroke]
        if not points:
            return QRect()
        left, top = min(s.x for s in points), min(s.y for s in points)
        right, bottom = max(s.x for s in points), max(s.y for s in points)
        pad = int(PEN_WIDTH) + 1
        return QRect(int(left), int(top), int(right - left) + 1, int(bottom - top) + 1).adjusted(
            -pad, -pad, pad, pad
        )

    def tabletEvent(self, event: QTabletEvent) -> None:
        self._point(event.type(), event.position(), event.pressure())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(QEvent.Type.TabletPress, event.position(), 0.5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(QEvent.Type.TabletMove, event.position(), 0.5)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._point(QEvent.Type.TabletRelease, event.position(), 0.5)

    def _point(self, kind: QEvent.Type, at: QPointF, pressure: float) -> None:
        if kind == QEvent.Type.TabletPress:
            if not self._strokes:
                self._start = self._now()
                self.began.emit()
            self._strokes.append([])
            self._drawing = True
        if not self._drawing:
            return
        inside = QPointF(min(max(at.x(), 0), self.width()), min(max(at.y(), 0), self.height()))
        passed = (self._now() - self._start) * 1000
        self._strokes[-1].append(Sample(inside.x(), inside.y(), pressure, passed))
        if kind == QEvent.Type.TabletRelease:
            self._drawing = False
            self.changed.emit()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        paint_box(p, self.rect(), th.c.sunken, th.c.control, th.radius.card, 2)
        edge = self.height() - th.space.edge
        p.fillRect(QRect(th.space.vast, edge, self.width() - 2 * th.space.vast, 1), QColor(th.c.control))
        if self.empty():
            words = self.words_font or look().font("title")
            paint_text(p, self.rect().adjusted(0, 0, 0, -th.space.edge), t("kit.pad_hint"), words, th.c.text3, CENTRE)
        if self._caption:
            below = QRect(th.space.vast, edge, self.width() - 2 * th.space.vast, th.space.edge)
            paint_text(p, below, self._caption, self.words_font or look().font("secondary"), th.c.text2, LEFT)
        self._paint_strokes(p, QColor(th.c.text))
        if self.hasFocus():
            paint_ring(p, self.rect(), look(), th.radius.card)

    def _paint_strokes(self, p: QPainter, colour: QColor) -> None:
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in self._strokes:
            for a, b in zip(stroke, stroke[1:] or stroke, strict=False):
                width = PEN_WIDTH * (0.4 + 0.6 * (a.pressure + b.pressure))
                p.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                p.drawLine(QPointF(a.x, a.y), QPointF(b.x, b.y))
