"""A box that is put together from what was drawn before looks like one drawn at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.shared import paint
from ui.theme import look

STEPS = 2
"""Of 255, at a smoothed corner: two ways of rounding."""


@pytest.mark.parametrize("size", [(120, 32), (20, 16), (7, 7), (1300, 3), (500, 200)])
@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize(("fill", "line"), [("surface", "border"), ("", "focus"), ("tint", "")])
def test_a_box_looks_the_same_however_it_came(
    app: QApplication, size: tuple[int, int], width: int, fill: str, line: str
) -> None:
    c = look().theme.c
    inks = (getattr(c, fill) if fill else "", getattr(c, line) if line else "")
    drawn = _picture(paint._draw_box, size, width, inks)
    assert _apart(drawn, _picture(paint.paint_box, size, width, inks)) <= STEPS
    assert _apart(drawn, _picture(paint.paint_box, size, width, inks)) <= STEPS, "the second time too"


def test_a_box_on_a_screen_with_finer_pixels_is_drawn_for_them(app: QApplication) -> None:
    c = look().theme.c
    pictures = []
    for draw in (paint._draw_box, paint.paint_box):
        image = _empty(QImage(240, 64, QImage.Format.Format_RGB32))
        image.setDevicePixelRatio(2)
        painter = QPainter(image)
        draw(painter, QRect(2, 2, 100, 24), c.surface, c.border, 4, 1)
        painter.end()
        pictures.append(image)
    assert _apart(*pictures) == 0


def test_what_is_kept_drawn_has_a_bound(app: QApplication) -> None:
    c = look().theme.c
    for side in range(20, 120):
        for high in (20, 21, 22):
            _picture(paint.paint_box, (side, high), 1, (c.surface, c.border))
    assert len(look()._drawn) <= 256


def _empty(image: QImage) -> QImage:
    image.fill(QColor(look().theme.c.bg))
    return image


def _picture(draw: object, size: tuple[int, int], width: int, inks: tuple[str, str]) -> QImage:
    assert callable(draw)
    image = _empty(QImage(1320, 220, QImage.Format.Format_RGB32))
    painter = QPainter(image)
    draw(painter, QRect(3, 5, *size), *inks, look().theme.radius.field, width)
    painter.end()
    return image


def _apart(one: QImage, other: QImage) -> int:
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max(abs(a - b) for a, b in pairs)
