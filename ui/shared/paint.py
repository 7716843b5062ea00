"""One painter per small part, used by widgets and by table delegates alike, so that a chip is the same chip
everywhere.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF, QTextLayout

from app.values import dataclass
from ui.theme import Look
from ui.tokens import STATE_ICONS

CENTRE = int(Qt.AlignmentFlag.AlignCenter)
CENTRE_WRAPPED = CENTRE | int(Qt.TextFlag.TextWordWrap)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)

KEY_WORDS = {
    "Return": "Enter",
    "Del": "Delete",
    "Ins": "Insert",
    "PgUp": "PgUp",
    "PgDown": "PgDn",
    "Up": "↑",
    "Down": "↓",
}


@dataclass(frozen=True)
class Word:
    """A chip as data: a word, its state (``ok info warn danger neutral``) and an icon name or "" for the
    state's own.
    """

    text: str
    state: str = "neutral"
    icon: str = ""


@dataclass(frozen=True)
class Lit:
    """A deadline light as data: ``kind`` is ``ok warn red pause``, ``text`` the word beside it."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Marked:
    """A text with a chip before it: what a line of a list is, besides its name."""

    mark: Word
    text: str


LIGHT_TONE = {"ok": "text", "warn": "warn", "red": "danger", "pause": "text2"}


def crisp(rect: QRect) -> QRectF:
    """The rectangle through the middle of its border pixels, so that 1 px lines stay 1 px."""
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)


def paint_box(p: QPainter, rect: QRect, fill: str, line: str, radius: int, width: int = 1) -> None:
    """A filled rounded box with a border drawn inside ``rect``.

    Filled shapes, one in the other: Qt strokes the outline of a pane six times as slowly as it fills it.
    """
    if not (line or radius):
        if fill:
            p.fillRect(rect, QColor(fill))
        return
    smooth = p.testRenderHint(QPainter.RenderHint.Antialiasing)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not line:
        if fill:
            p.fillPath(_rounded(rect, radius), QColor(fill))
    else:
        inner, within = rect.adjusted(width, width, -width, -width), max(radius - width / 2, 0)
        outer = _rounded(rect, radius + width / 2)
        if not fill:
            outer.addRoundedRect(QRectF(inner), within, within)
        p.fillPath(outer, QColor(line))
        if fill and fill != line:
            p.fillPath(_rounded(inner, within), QColor(fill))
    p.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)


def _rounded(rect: QRect, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), radius, radius)
    return path


def paint_text(p: QPainter, rect: QRect, text: str, font: QFont, colour: str, flags: int = LEFT) -> None:
    """Text in one colour; it is the caller's duty that ``rect`` holds it."""
    p.setFont(font)
    p.setPen(QColor(colour))
    p.drawText(rect, flags, text)


def two_lines(look: Look, words: str, bold: bool, width: int) -> str:
    """``words`` on one line where they fit into ``width``, else on two, broken where the language breaks; what fits on
    neither is elided.
    """
    metrics = look.metrics("body", bold)
    if metrics.horizontalAdvance(words) <= width:
        return words
    layout = QTextLayout(words, look.font("body", bold))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    first = words[: line.textLength()].rstrip()
    rest = words[line.textLength() :]
    return f"{first}\n{metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)}" if rest else first


@cache
def key_words(keys: str) -> str:
    """How a key is printed on its cap: Qt's ``Return`` is the clerk's ``Enter``."""
    parts = keys.split("+") if keys != "+" else [keys]
    return "+".join(KEY_WORDS.get(part, part) for part in parts)


def key_cap_size(look: Look, text: str) -> QSize:
    """Size of a key cap."""
    room = look.advance(key_words(text), "caption") + 2 * (look.theme.space.xs + 1)
    height = max(look.theme.size.key_cap, look.metrics("caption").height())
    return QSize(max(room, height), height)


def paint_key_cap(p: QPainter, rect: QRect, text: str, look: Look, ink: str = "") -> None:
    """A key cap; ``ink`` draws it in one colour on a coloured ground (no fill), else in the cap's own colours."""
    c = look.theme.c
    paint_box(p, rect, "" if ink else c.kbd_bg, ink or c.kbd_bd, look.theme.radius.cap)
    paint_text(p, rect, key_words(text), look.font("caption"), ink or c.kbd_fg, CENTRE)


def chip_size(look: Look, word: Word, role: str = "secondary") -> QSize:
    """Size of a chip: icon, gap, word and 8 px at each end."""
    th = look.theme
    width = look.advance(word.text, role) + th.size.chip_icon + 2 * th.space.s + th.space.xs
    return QSize(width, max(th.size.chip, look.line(role) + th.space.xs))


def paint_chip(p: QPainter, rect: QRect, word: Word, look: Look, role: str = "secondary") -> None:
    """Icon + word + colour in a box."""
    th = look.theme
    tint = th.state(word.state)
    paint_box(p, rect, tint.bg, tint.bd, th.radius.field)
    size = th.size.chip_icon
    at = QPoint(rect.left() + th.space.s, rect.center().y() - size // 2 + 1)
    p.drawPixmap(at, look.pixmap(word.icon or STATE_ICONS[word.state], tint.fg, size))
    room = rect.adjusted(th.space.s + size + th.space.xs, 0, 0, 0)
    paint_text(p, room, word.text, look.font(role), tint.fg)


def paint_light(p: QPainter, rect: QRect, kind: str, look: Look) -> None:
    """The shape of a deadline light, centred in ``rect``: ● ok, ▲ warn, octagon with a bar red, two bars pause."""
    size = look.theme.size.light
    box = QRectF(0, 0, size, size)
    box.moveCenter(QRectF(rect).center())
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    _LIGHTS[kind](p, box, look)
    p.restore()


def _light_ok(p: QPainter, box: QRectF, look: Look) -> None:
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(look.theme.c.light_ok))
    p.drawEllipse(box.adjusted(1, 1, -1, -1))


def _light_warn(p: QPainter, box: QRectF, look: Look) -> None:
    c = look.theme.c
    p.setPen(
        QPen(
            QColor(c.light_warn_edge),
            1.5,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    p.setBrush(QColor(c.light_warn))
    top = QPointF(box.center().x(), box.top() + 0.5)
    p.drawPolygon(QPolygonF([top, box.bottomRight() + QPointF(0, -1), box.bottomLeft() + QPointF(0, -1)]))


def _light_red(p: QPainter, box: QRectF, look: Look) -> None:
    c = look.theme.c
    cut = box.width() * 0.29
    path = QPainterPath(QPointF(box.left() + cut, box.top()))
    for x, y in (
        (box.right() - cut, box.top()),
        (box.right(), box.top() + cut),
        (box.right(), box.bottom() - cut),
        (box.right() - cut, box.bottom()),
        (box.left() + cut, box.bottom()),
        (box.left(), box.bottom() - cut),
        (box.left(), box.top() + cut),
    ):
        path.lineTo(x, y)
    path.closeSubpath()
    p.fillPath(path, QColor(c.light_red))
    bar = QRectF(0, 0, box.width() * 0.5, box.height() * 0.16)
    bar.moveCenter(box.center())
    p.fillRect(bar, QColor(c.surface))


def _light_pause(p: QPainter, box: QRectF, look: Look) -> None:
    wide = box.width() * 0.22
    for x in (box.left() + box.width() * 0.18, box.right() - box.width() * 0.18 - wide):
        p.fillRect(QRectF(x, box.top() + 1, wide, box.height() - 2), QColor(look.theme.c.light_pause))


_LIGHTS = {"ok": _light_ok, "warn": _light_warn, "red": _light_red, "pause": _light_pause}


def paint_ring(p: QPainter, rect: QRect, look: Look, radius: int | None = None) -> None:
    """The focus ring, inside ``rect``; the halo around it is drawn by :class:`ui.shared.halo.Halo`."""
    th = look.theme
    paint_box(p, rect, "", th.c.focus, th.radius.field if radius is None else radius, th.ring)


def paint_number(p: QPainter, rect: QRect, number: str, look: Look) -> None:
    """The round number at the head of a step or pane."""
    c = look.theme.c
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(c.primary))
    p.drawEllipse(rect)
    p.restore()
    paint_text(p, rect, number, look.font("secondary", True), c.on_primary, CENTRE)
