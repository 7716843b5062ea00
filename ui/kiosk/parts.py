"""The parts of a kiosk page that are read: each knows the height it wants for a width, and whether its words fit."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageReader, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.values import replace
from printing.codes import qr_boxes
from ui.kiosk.ink import paint_icon, paint_words, splits, words_width, wrapped
from ui.kiosk.screen import Band, Card, Mark
from ui.kiosk.tokens import SIZES
from ui.shared.paint import CENTRE, paint_box, paint_text
from ui.theme import look, t


class Part(QWidget):
    """Something drawn. ``wanted`` is its height for a width; ``cut`` says which words do not fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def wanted(self, width: int) -> int:
        """Height in pixels."""
        raise NotImplementedError

    def text(self) -> str:
        """Every word that stands here."""
        return ""

    def cut(self) -> bool:
        """Whether words do not fit."""
        return self.height() < self.wanted(self.width())


class Paragraph(Part):
    """Words that are read."""

    def __init__(
        self,
        parent: QWidget,
        text: str,
        role: str = "body",
        tone: str = "text",
        bold: bool = False,
        centre: bool = False,
    ) -> None:
        super().__init__(parent)
        self._text, self._role, self._tone, self._bold, self._centre = text, role, tone, bold, centre
        self.setAccessibleName(text)

    def wanted(self, width: int) -> int:
        return wrapped(look().font(self._role, self._bold), self._text, width)

    def text(self) -> str:
        return self._text

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        font = look().font(self._role, self._bold)
        paint_words(p, self.rect(), self._text, font, look().theme.tone(self._tone), self._centre)


class BandPart(Part):
    """Icon, bold title, lines; the colour of its state."""

    ICON = 44

    def __init__(self, parent: QWidget, band: Band) -> None:
        super().__init__(parent)
        self._band = band
        self.setAccessibleName(self.text())

    def text(self) -> str:
        return "\n".join(part for part in (self._band.title, *self._band.lines) if part)

    def _room(self, width: int) -> int:
        return width - 2 * 32 - self.ICON - 24

    def wanted(self, width: int) -> int:
        room = self._room(width)
        height = wrapped(look().font("body", True), self._band.title, room)
        height += sum(wrapped(look().font("body"), line, room) + 4 for line in self._band.lines if line)
        return max(height + 2 * 22, self.ICON + 2 * 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        tint = th.state(self._band.state)
        paint_box(p, self.rect(), tint.bg, tint.bd, th.radius.kiosk_tile, 2)
        single = not self._band.title or not any(self._band.lines)
        y = (self.height() - self.wanted(self.width())) // 2 + 22
        top = self.height() // 2 - self.ICON // 2 if single else y
        paint_icon(p, QRect(32, top, self.ICON, self.ICON), self._band.icon, tint.fg, self)
        x, room = 32 + self.ICON + 24, self._room(self.width())
        if single:
            height = sum(
                wrapped(look().font("body", bool(self._band.title)), t, room) for t in self.text().split("\n")
            )
            y = (self.height() - height) // 2
        if self._band.title:
            height = wrapped(look().font("body", True), self._band.title, room)
            paint_words(p, QRect(x, y, room, height), self._band.title, look().font("body", True), tint.fg)
            y += height + 4
        for line in self._band.lines:
            if line:
                height = wrapped(look().font("body"), line, room)
                paint_words(p, QRect(x, y, room, height), line, look().font("body"), tint.fg)
                y += height + 4


class StepsPart(Part):
    """The way with the present step marked: number or ✓, word, colour."""

    def __init__(self, parent: QWidget, marks: tuple[Mark, ...]) -> None:
        super().__init__(parent)
        self._marks = marks
        self.setAccessibleName(self.text())

    def text(self) -> str:
        return "、".join(mark.text for mark in self._marks)

    def _cells(self, width: int) -> list[QRect]:
        """The ground of each step: all alike, else by the length of their words."""
        count, font = max(len(self._marks), 1), look().font("secondary", True)
        needs = [words_width(font, mark.text) + 12 for mark in self._marks]
        spare, alike = width - sum(needs), width // count
        widths = [alike] * count
        if spare >= 0 and max(needs, default=0) > alike:
            widths = [need + spare // count for need in needs]
        return [QRect(sum(widths[:n]), 0, each, self.height()) for n, each in enumerate(widths)]

    def _boxes(self, width: int) -> list[QRect]:
        """Where the word of each step stands, from the left; where one would break inside, the present one's alone, in
        as much of the width as it needs: the others are told by number and ✓.
        """
        font, cells = look().font("secondary", True), self._cells(width)
        boxes = [cell.adjusted(4, 0, -4, 0) for cell in cells]
        if not any(splits(font, mark.text, box.width()) for mark, box in zip(self._marks, boxes, strict=False)):
            return boxes
        for n, mark in enumerate(self._marks):
            need = min(words_width(font, mark.text) + 12, width) if mark.state == "now" else 0
            left = max(0, min(cells[n].center().x() - need // 2, width - need))
            boxes[n] = QRect(left, 0, need, self.height())
        return boxes

    def wanted(self, width: int) -> int:
        font = look().font("secondary", True)
        words = [
            wrapped(font, mark.text, box.width())
            for mark, box in zip(self._marks, self._boxes(width), strict=False)
            if box.width()
        ]
        return SIZES.step + 12 + max(words, default=0)

    def cut(self) -> bool:
        font = look().font("secondary", True)
        boxes = zip(self._marks, self._boxes(self.width()), strict=False)
        return super().cut() or any(splits(font, mark.text, box.width()) for mark, box in boxes if box.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, th = SIZES.step, look().theme
        cells, boxes = self._cells(self.width()), self._boxes(self.width())
        middles = [cell.left() + cell.width() // 2 for cell in cells]
        for n in range(len(self._marks) - 1):
            done = self._marks[n].state == "done"
            p.setPen(QPen(QColor(th.c.ok_fg if done else th.c.border), 4))
            p.drawLine(middles[n] + size // 2, size // 2, middles[n + 1] - size // 2, size // 2)
        for n, mark in enumerate(self._marks):
            self._node(p, QRect(middles[n] - size // 2, 0, size, size), n + 1, mark.state)
            tone = "text" if mark.state == "now" else "text2"
            box, font = boxes[n].adjusted(0, size + 12, 0, 0), look().font("secondary", mark.state == "now")
            if box.width():
                paint_words(p, box, mark.text, font, th.tone(tone), centre=True)

    def _node(self, p: QPainter, box: QRect, number: int, state: str) -> None:
        c = look().theme.c
        fill = {"done": c.ok_fg, "now": c.primary}.get(state, c.surface)
        edge = {"done": c.ok_fg, "now": c.primary}.get(state, c.control)
        paint_box(p, box, fill, edge, box.width() // 2, 3)
        if state == "done":
            paint_icon(p, box.adjusted(16, 16, -16, -16), "check", c.surface, self)
        else:
            ink = c.on_primary if state == "now" else c.text2
            paint_text(p, box, str(number), look().font("body", True), ink, CENTRE)


class Pane(QWidget):
    """White ground behind parts that belong together."""

    def paintEvent(self, event: QPaintEvent) -> None:
        th = look().theme
        paint_box(QPainter(self), self.rect(), th.c.surface, th.c.border, th.radius.kiosk_tile, 2)


class CardPart(Part):
    """One thing to read: title, note, lines, its way, what to do.

    ``compact`` 1: without its way, 2: without its note, 3: title and what is to do alone, not by when, 4: as two
    lines, where room is short.
    """

    PAD, EDGE, NARROW = 32, 28, 20
    MOST = 4

    def __init__(self, parent: QWidget, card: Card, compact: int = 0) -> None:
        super().__init__(parent)
        if compact > 1:
            card = replace(card, note="")
        if compact > 2 and card.band is not None:
            card = replace(card, band=replace(card.band, lines=()))
        if compact > 3 and card.band is not None:
            card = replace(card, band=None, lines=(card.band.title,))
        self.card = card
        self._edge = self.NARROW if compact > 1 else self.EDGE
        self._steps = StepsPart(self, card.marks) if card.marks and not compact else None
        self._band = BandPart(self, card.band) if card.band is not None else None
        self.setAccessibleName(self.text())

    def text(self) -> str:
        parts = [self.card.title, self.card.note, *self.card.lines]
        return "\n".join(part for part in parts if part)

    def wanted(self, width: int) -> int:
        inner = width - 2 * self.PAD
        parts = [self._steps, self._band]
        return (
            self._words(inner) + sum(part.wanted(inner) + 24 for part in parts if part is not None) + 2 * self._edge
        )

    def _words(self, inner: int) -> int:
        height = wrapped(look().font("title", True), self.card.title, inner)
        height += wrapped(look().font("secondary"), self.card.note, inner)
        return height + sum(wrapped(look().font("body"), line, inner) + 6 for line in self.card.lines)

    def resizeEvent(self, event: QEvent) -> None:
        inner = self.width() - 2 * self.PAD
        y = self._edge + self._words(inner) + 24
        for part in (self._steps, self._band):
            if part is not None:
                part.setGeometry(self.PAD, y, inner, part.wanted(inner))
                y += part.height() + 24

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        th = look().theme
        paint_box(p, self.rect(), th.c.surface, th.c.border, th.radius.kiosk_tile, 2)
        y, inner = self._edge, self.width() - 2 * self.PAD
        texts = [(self.card.title, "title", True, "text"), (self.card.note, "secondary", False, "text2")]
        texts += [(line, "body", False, "text2") for line in self.card.lines]
        for words, role, bold, tone in texts:
            height = wrapped(look().font(role, bold), words, inner)
            if words:
                paint_words(
                    p, QRect(self.PAD, y, inner, height), words, look().font(role, bold), th.tone(tone)
                )
            y += height + (6 if role == "body" else 0)


class CardDrawing(Part):
    """Where the card goes: the card above the plate, an arrow; as large as its room, ``high`` on an upright page."""

    def __init__(self, parent: QWidget, high: int = SIZES.drawing) -> None:
        super().__init__(parent)
        self._high = high

    def cut(self) -> bool:
        return False

    def wanted(self, width: int) -> int:
        return self._high if width > 900 else SIZES.drawing_wide

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = look().theme.c
        scale = self.height() / SIZES.drawing
        p.translate(self.width() / 2, 0)
        p.scale(scale, scale)
        self._box(p, QRectF(-184, 8, 368, 226), c.surface, c.primary, 16, 5)
        for y, width in ((58, 160), (94, 120), (130, 186)):
            p.fillRect(QRectF(-152, y, width, 10), QColor(c.control))
        p.fillRect(QRectF(-152, 194, 302, 10), QColor(c.control))
        self._box(p, QRectF(62, 50, 88, 112), c.tint, c.primary, 8, 4)
        p.setPen(QPen(QColor(c.primary), 4))
        p.drawEllipse(QPointF(106, 90), 20, 20)
        p.drawArc(QRectF(70, 118, 72, 76), 0, 180 * 16)
        self._box(p, QRectF(-270, 240, 540, 200), c.disabled_bg, c.control, 18, 4)
        pen = QPen(QColor(c.primary), 4, Qt.PenStyle.DashLine)
        p.setPen(pen)
        p.setBrush(QColor(c.surface))
        p.drawRoundedRect(QRectF(-210, 270, 420, 140), 12, 12)
        p.setPen(QPen(QColor(c.primary), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        p.drawLine(QPointF(0, 290), QPointF(0, 384))
        p.drawLine(QPointF(-34, 350), QPointF(0, 384))
        p.drawLine(QPointF(34, 350), QPointF(0, 384))

    def _box(self, p: QPainter, box: QRectF, fill: str, line: str, radius: int, width: int) -> None:
        p.setPen(QPen(QColor(line), width))
        p.setBrush(QColor(fill))
        p.drawRoundedRect(box, radius, radius)


class QrPart(Part):
    """A code for a telephone: black on white whatever the theme, whole pixels a module, with its quiet zone."""

    QUIET = 4

    def __init__(self, parent: QWidget, text: str, low: bool) -> None:
        super().__init__(parent)
        self._boxes, self._side = qr_boxes(text)
        self._low = low
        self.setAccessibleName(t("kiosk.upload.code"))

    def cut(self) -> bool:
        return self._module() < 3

    def _module(self) -> int:
        return self.height() // (self._side + 2 * self.QUIET)

    def wanted(self, width: int) -> int:
        return SIZES.qr_low if self._low else SIZES.qr

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c, module = look().theme.c, self._module()
        side = module * (self._side + 2 * self.QUIET)
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        p.fillRect(QRect(left, top, side, side), QColor(c.paper))
        x0, y0 = left + module * self.QUIET, top + module * self.QUIET
        for x, y, w, h in self._boxes:
            p.fillRect(QRect(x0 + x * module, y0 + y * module, w * module, h * module), QColor(c.paper_ink))


class PicturePart(Part):
    """A sheet that was handed in, as she handed it in; as large as its room."""

    def __init__(self, parent: QWidget, picture: bytes) -> None:
        super().__init__(parent)
        self.image = _decoded(picture)
        self.setAccessibleName(t("kiosk.material.last"))

    def drawn(self) -> bool:
        """Whether it is an image at all."""
        return not self.image.isNull()

    def cut(self) -> bool:
        return False

    def wanted(self, width: int) -> int:
        return self.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        c = look().theme.c
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect((self.width() - size.width()) // 2, 0, size.width(), size.height())
        p.drawImage(box, self.image)
        p.setPen(QPen(QColor(c.control), 2))
        p.drawRect(box.adjusted(1, 1, -1, -1))


def _decoded(picture: bytes) -> QImage:
    """The image no larger than it is drawn: a photograph of a telephone must not hold up the page."""
    data = QBuffer()
    data.setData(picture)
    reader = QImageReader(data)
    reader.setAutoTransform(True)
    size, most = reader.size(), 2 * SIZES.picture
    if size.isValid() and max(size.width(), size.height()) > most:
        reader.setScaledSize(size.scaled(most, most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class Ring(Part):
    """Seconds that are left, as an arc and a number."""

    def __init__(self, parent: QWidget, seconds: int, of: int, unit: str) -> None:
        super().__init__(parent)
        self.seconds, self._of, self._unit = seconds, of, unit

    def set_seconds(self, seconds: int) -> None:
        """Go on counting."""
        self.seconds = seconds
        self.update()

    def text(self) -> str:
        return f"{self.seconds}{self._unit}"

    def wanted(self, width: int) -> int:
        large = look().theme.type.body.size > 40
        if width > 900:
            return (SIZES.ring_wide if large else SIZES.ring) + 8
        return (SIZES.ring_wide * 2 // 3 if large else SIZES.ring_wide) + 8

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, width = look().theme.c, SIZES.ring_width
        side = min(self.height() - 8, SIZES.ring) - width
        box = QRectF((self.width() - side) / 2, width / 2, side, side)
        p.setPen(QPen(QColor(c.border), width))
        p.drawEllipse(box)
        p.setPen(QPen(QColor(c.primary), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        p.drawArc(box, 90 * 16, -round(360 * 16 * self.seconds / max(self._of, 1)))
        number = QFont(look().font("verdict", True))
        number.setPixelSize(round(side * 0.42))
        p.setFont(number)
        p.setPen(QColor(c.text))
        p.drawText(box.adjusted(0, -side * 0.1, 0, -side * 0.1), CENTRE, str(self.seconds))
        unit = QFont(look().font("body"))
        unit.setPixelSize(min(unit.pixelSize(), round(side * 0.24)))
        p.setFont(unit)
        p.setPen(QColor(c.text2))
        p.drawText(QRectF(box.left(), box.top() + side * 0.58, side, side * 0.34), CENTRE, self._unit)
