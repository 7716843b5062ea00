"""Words in lines and icons, as every part of a kiosk page draws them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from ui.shared.paint import CENTRE, paint_text
from ui.theme import look, pixmap

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_MIDDLE = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_ANYWHERE = int(Qt.TextFlag.TextWrapAnywhere)


def flags_for(font: QFont, text: str, width: int, centre: bool = False) -> int:
    """Lines break as the language wants; a word that is longer than a line breaks anywhere."""
    flags = _MIDDLE if centre else _LEFT
    return flags | _ANYWHERE if _box(font, text, width, flags).width() > width else flags


def _box(font: QFont, text: str, width: int, flags: int) -> QRect:
    """The room that ``text`` takes in lines of ``width``."""
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(width, 1), 1 << 16), flags, text)


def splits(font: QFont, text: str, width: int) -> bool:
    """Whether a word of ``text`` has to break inside to stand in ``width``."""
    return bool(flags_for(font, text, width) & _ANYWHERE)


def wrapped(font: QFont, text: str, width: int) -> int:
    """Height of ``text`` in ``width``."""
    if not text:
        return 0
    box = _box(font, text, width, _LEFT)
    if box.width() > width:
        box = _box(font, text, width, _LEFT | _ANYWHERE)
    return box.height()


def paint_words(p: QPainter, rect: QRect, text: str, font: QFont, colour: str, centre: bool = False) -> None:
    """Words in lines."""
    paint_text(p, rect, text, font, colour, flags_for(font, text, rect.width(), centre))


def words_width(font: QFont, text: str) -> int:
    """Width of ``text`` on one line."""
    return QFontMetrics(font).horizontalAdvance(text)


def paint_icon(p: QPainter, box: QRect, name: str, colour: str, widget: QWidget) -> None:
    """An icon in the middle of ``box``; ``large`` is drawn as two letters, since no icon says 大字."""
    if name == "large":
        big, small = QFont(look().font("title", True)), QFont(look().font("title", True))
        big.setPixelSize(box.height())
        small.setPixelSize(box.height() * 6 // 10)
        half = box.width() * 6 // 10
        p.setPen(QColor(colour))
        p.setFont(big)
        p.drawText(QRect(box.left() - 4, box.top(), half + 8, box.height()), CENTRE, "T")
        p.setFont(small)
        p.drawText(
            QRect(box.left() + half - 4, box.top() + box.height() // 6, half, box.height()), CENTRE, "T"
        )
        return
    size = min(box.width(), box.height())
    p.drawPixmap(
        QPoint(box.center().x() - size // 2 + 1, box.center().y() - size // 2 + 1),
        pixmap(name, colour, size, widget),
    )
