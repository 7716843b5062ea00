"""The parts of a kiosk page that are touched: buttons and tiles, keys, and the badge that nobody knows of."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.kiosk.ink import paint_icon, paint_words, splits, words_width, wrapped
from ui.kiosk.screen import Choice
from ui.kiosk.tokens import SIZES
from ui.shared.paint import CENTRE, paint_box, paint_text
from ui.theme import look

DOUBLE_MS = 450
"""Whoever learnt to open things by two taps gives the second within this; it is not meant for the page that came."""
_EDGE = 20
"""Air inside the frame of a tile, above its sign and below its last line, in pixels."""


class Taps:
    """When a finger last left something, and whether the page has turned under it since."""

    def __init__(self) -> None:
        self.turned = False
        self._at = -DOUBLE_MS

    def lifted(self, stamp: int) -> None:
        """A finger left a control at ``stamp`` (milliseconds of the events)."""
        self.turned, self._at = False, stamp

    def early(self, stamp: int) -> bool:
        """Whether a finger that comes at ``stamp`` still means the page that is gone."""
        return self.turned and 0 <= stamp - self._at < DOUBLE_MS


class Touch(QAbstractButton):
    """Something to touch. It acts when the finger leaves it; nothing hovers.

    ``taps`` is what all pages of a window know of the finger; without it every touch counts.
    """

    taps: Taps | None = None

    def __init__(self, parent: QWidget, choice: Choice, tall: bool = False, lead: bool = False) -> None:
        super().__init__(parent)
        self._tall, self._lead, self.noted = tall, lead, False
        self.sign, self.small = SIZES.tile_icon, False
        self.tell(choice)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a finger leaves no frame behind
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)

    def tell(self, choice: Choice) -> None:
        """What it is to who touches, hears or looks for it."""
        self.choice = choice
        self.setText(choice.text)
        self.setObjectName(f"kiosk.{choice.name}" + (f".{choice.value}" if choice.value else ""))
        self.setAccessibleName(f"{choice.text}，{choice.note}" if choice.note else choice.text)
        self.setEnabled(not choice.idle)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.taps is not None and self.taps.early(event.timestamp()):
            event.accept()
            self.clearFocus()
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.taps is not None and self.isDown():
            self.taps.lifted(event.timestamp())
        super().mouseReleaseEvent(event)

    def _icon(self) -> int:
        return SIZES.tile_icon if self._tall else 44

    def wanted(self, width: int) -> int:
        """Height for ``width``."""
        large = look().theme.type.body.size > 40
        least = SIZES.button_large if large else SIZES.button
        if self._tall:
            return SIZES.tile
        if self._lead:
            return SIZES.resume
        return max(least, self._words(self._room(width), self.choice.note) + 2 * 20)

    def _pad(self) -> int:
        """Air at both ends: one word in the middle of its button needs less than lines that begin at its edge."""
        return 32 if self.choice.note else 16

    def _words(self, room: int, note: str) -> int:
        """Height of text and note in ``room``."""
        return wrapped(self._font(), self.choice.text, room) + wrapped(self._note_font(room), note, room)

    def _note_font(self, room: int) -> QFont:
        """What she wrote stands larger than its name, as long as it takes no second line for it."""
        body, typed = look().font("body"), self.choice.name == "edit" and not self.choice.idle
        return body if typed and words_width(body, self.choice.note) <= room else look().font("secondary")

    def _font(self) -> QFont:
        if self.choice.answers:
            return look().font("secondary")
        bold = self._tall or self.choice.kind in ("primary", "on")
        return look().font(
            "body" if self.small or self._squeezed() else "title" if self._tall or self._lead else "body",
            bold or self._sought(),
        )

    def _sought(self) -> bool:
        """Whether it is looked for on every page, and stands out a little: whom to call, and that there is more."""
        return self.choice.name == "call" or (self.choice.name == "page-next" and self.choice.kind == "plain")

    def _squeezed(self) -> bool:
        """Whether a low tile must also say why it is off."""
        if not self._tall or self.choice.kind != "off":
            return False
        high = wrapped(look().font("title", True), self.choice.text, self._tile_room())
        high += wrapped(look().font("secondary"), self._first(), self._tile_room())
        return self.height() < max(SIZES.tile_least, high + SIZES.near)

    def cut(self) -> bool:
        """Whether words do not fit, or one has to break inside."""
        if self._tall:
            return self.height() < self._tile_height() or self.split()
        return self.height() < self.wanted(self.width()) or self.split()

    def split(self) -> bool:
        """Whether a word has to break inside: nobody reads half a word in a hurry."""
        room = self._tile_room() if self._tall else self._room(self.width())
        return splits(self._font(), self.choice.text, room) or splits(self._note_font(room), self.choice.note, room)

    def torn(self) -> bool:
        """Whether a tile's name does not stand in its lines: a word breaks inside, or a short name that is one word."""
        font, name = self._font(), self.choice.text
        one = " " not in name and words_width(font, name) > self._tile_room()
        return one or self.cut()

    def _beside(self) -> tuple[int, int]:
        """Side of the sign that stands before the words of a tile, and where they begin."""
        size = min(self.sign, self.height() - 60)
        return size, 28 + size + 24 if size > 0 else 28

    def _tile_room(self) -> int:
        """Width of the words on a tile: below its sign, or beside it."""
        return self.width() - (2 * 38 if self._stacked() else self._beside()[1] + 20)

    def _room(self, width: int) -> int:
        """Width of the words on a button so wide."""
        return width - 2 * self._pad() - (44 + 24 if self.choice.icon else 0)

    def _tile_height(self) -> int:
        if self._stacked():
            return self._words(self.width() - 2 * 38, self._note()) + SIZES.tile_icon + 40
        return self._words(self._tile_room(), self._note()) + 8

    def _stacked(self) -> bool:
        return self.height() >= 260 and look().theme.type.body.size <= 40

    def _note(self) -> str:
        if self.choice.kind == "off":
            above = SIZES.tile_icon + 40 if self._stacked() else 8
            whole = self._words(self._tile_room(), self.choice.note) + above <= self.height()
            if not self._stacked() and self._words(self._tile_room(), self._first()) + above > self.height():
                return ""  # on a screen of old, in 大字 and 低位: why stands above, where the page tells it
            return self.choice.note if whole and (self.noted or self._stacked()) else self._first()
        return self.choice.note if self._stacked() or self.noted else ""

    def _first(self) -> str:
        """What a low tile says beside its name: why it is off in a word, whom to ring stands above."""
        return self.choice.note.split("\n")[0] if self.choice.kind == "off" else self.choice.note

    def high_noted(self) -> int:
        """How high a tile so wide must be to say more than its name beside its sign; 0 where a word breaks."""
        room = self._tile_room()
        if splits(look().font("secondary"), self.choice.note, room):
            return 0
        return self._words(room, self._first()) + 4 + SIZES.near

    def sizeHint(self) -> QSize:
        return QSize(SIZES.least * 2, SIZES.button)

    def _colours(self) -> tuple[str, str, str, str]:
        """Fill, edge, words, note."""
        c = look().theme.c
        if self.choice.kind == "off":
            return c.disabled_bg, c.control, c.disabled_fg, c.danger_fg
        ink, note = (c.text2, c.text) if self.choice.answers else (c.text, c.text2)
        if self.choice.kind == "told":
            return c.bg, c.border, ink, note
        if self.choice.kind == "primary":
            return (c.primary_pressed if self.isDown() else c.primary), c.primary, c.on_primary, c.on_primary
        if self.choice.kind == "on":
            return c.tint, c.primary, c.on_tint, c.on_tint
        if self.choice.name == "page-next":
            return (c.surface if self.isDown() else c.tint), c.primary, c.on_tint, c.text2
        if self.choice.name == "call":
            return (c.tint if self.isDown() else c.surface), c.primary, c.primary, c.text2
        return (c.tint if self.isDown() else c.surface), c.control, ink, note

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink, note = self._colours()
        th = look().theme
        radius = th.radius.kiosk_tile if self._tall else th.radius.tile
        self._frame(p, fill, edge, radius)
        if self._tall:
            self._paint_tile(p, ink, note)
        else:
            self._paint_row(p, ink, note)
        if self.hasFocus():
            paint_box(p, self.rect().adjusted(3, 3, -3, -3), "", th.c.focus, radius, SIZES.focus)

    def _frame(self, p: QPainter, fill: str, edge: str, radius: int) -> None:
        width = 3 if self.choice.kind in ("on", "off") or self._sought() else 2
        pen = QPen(
            QColor(edge), width, Qt.PenStyle.DashLine if self.choice.kind == "off" else Qt.PenStyle.SolidLine
        )
        p.setPen(pen)
        p.setBrush(QColor(fill))
        half = width / 2
        p.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), radius, radius)

    def _paint_tile(self, p: QPainter, ink: str, note: str) -> None:
        c, size, left = look().theme.c, SIZES.tile_icon, 38
        room = self.width() - 2 * left
        if self._stacked():
            words = self._words(room, self._note())
            high = self.height() - words - 20
            size = min(size, high - 2 * _EDGE)  # the last line stands as far off the frame as the sign
            y = (high - size) // 2
            box = QRect(left, y, size, size)
            y += size + 16
        else:
            (size, left), room = self._beside(), self._tile_room()
            box = QRect(28, (self.height() - size) // 2, size, size)
            y = (self.height() - self._words(room, self._note())) // 2
        plate = c.surface if self.choice.kind in ("primary", "off") else c.tint
        sign = c.primary if self.choice.kind == "primary" else ink if self.choice.kind == "off" else c.on_tint
        if look().theme.name == "contrast" and self.choice.kind == "primary":
            plate, sign = c.on_primary, c.primary
        if size > 0:
            paint_box(p, box, plate, "", look().theme.radius.tile)
            self._sign(p, box.adjusted(size // 4, size // 4, -size // 4, -size // 4), sign)
        high = wrapped(self._font(), self.choice.text, room)
        paint_words(p, QRect(left, y, room, high), self.choice.text, self._font(), ink)
        if self._note():
            box = QRect(left, y + high + 4, room, self.height() - y - high)
            paint_words(p, box, self._note(), look().font("secondary"), note)

    def _sign(self, p: QPainter, box: QRect, ink: str) -> None:
        paint_icon(p, box, self.choice.icon, ink, self)
        if self.choice.kind == "off":
            p.setPen(QPen(QColor(ink), SIZES.stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            p.drawLine(box.topRight(), box.bottomLeft())

    def _paint_row(self, p: QPainter, ink: str, note: str) -> None:
        icon = "check" if self.choice.kind == "on" else self.choice.icon
        size = 64 if self._lead else 44
        room = self.width() - 2 * self._pad() - (size + 24 if icon else 0)
        words = wrapped(self._font(), self.choice.text, room)
        notes = wrapped(self._note_font(room), self.choice.note, room)
        y = (self.height() - words - notes) // 2
        wide = min(room, words_width(self._font(), self.choice.text))
        x = 32 + (size + 24 if icon else 0)
        if not self.choice.note:
            x = max(16 + (size + 24 if icon else 0), (self.width() - wide + (size + 24 if icon else 0)) // 2)
            room = self.width() - x - 16
        if icon:
            paint_icon(p, QRect(x - size - 24, (self.height() - size) // 2, size, size), icon, ink, self)
        paint_words(p, QRect(x, y, room, words), self.choice.text, self._font(), ink)
        if self.choice.note:
            paint_words(p, QRect(x, y + words, room, notes), self.choice.note, self._note_font(room), note)


class Key(Touch):
    """A key of the keyboard."""

    def wanted(self, width: int) -> int:
        return SIZES.key_large if look().theme.type.body.size > 40 else SIZES.key

    def _font(self) -> QFont:
        font = QFont(look().font("title", self.choice.kind == "primary"))
        room = self.width() - 16
        while QFontMetrics(font).horizontalAdvance(self.choice.text) > room and font.pixelSize() > 28:
            font.setPixelSize(font.pixelSize() - 2)
        return font

    def cut(self) -> bool:
        return QFontMetrics(self._font()).horizontalAdvance(self.choice.text) > self.width() - 8

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge, ink, _ = self._colours()
        self._frame(p, fill, edge, look().theme.radius.tile)
        if self.choice.icon:
            side = min(44, self.height() // 2)
            box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
            paint_icon(p, box, self.choice.icon, ink, self)
        else:
            paint_text(p, self.rect(), self.choice.text, self._font(), ink, CENTRE)
        if self.hasFocus():
            th = look().theme
            paint_box(p, self.rect().adjusted(3, 3, -3, -3), "", th.c.focus, th.radius.tile, SIZES.focus)


class Badge(QAbstractButton):
    """The sign of the hall in the header; five taps call the keeper's page. It looks like nothing to touch."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("kiosk.badge")
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def text(self) -> str:
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        c = look().theme.c
        side = SIZES.badge
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_box(p, box, c.rail_text, c.rail_text, 16)
        paint_icon(p, box.adjusted(12, 12, -12, -12), "landmark", c.rail, self)
