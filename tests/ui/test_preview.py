"""The preview is the page that prints."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from printing.fonts import Face
from printing.page import Circle, Line, Modules, Page, Polyline, Rect, Text
from ui.shared.preview import PagePreview, page_image

Present = Callable[[QWidget], None]


def ink(image: QImage, x: float, y: float, scale: float) -> int:
    """Darkness (0 paper, 255 black) at a place in millimetres."""
    return 255 - QColor(image.pixel(round(x * scale), round(y * scale))).lightness()


def test_every_operation_lands_where_it_prints(app: QApplication) -> None:
    page = Page(
        100,
        50,
        (
            Rect(10, 10, 10, 10, fill=0.0, stroke=None),
            Line(30, 15, 40, 15, width=1.0),
            Circle(60, 25, 10, width=1.0),
            Polyline(((80, 10), (90, 10)), width=1.0),
            Modules(80, 30, 1.0, ((0, 0, 2, 2),), "x"),
            Modules(90, 30, 0.5, ((0, 0, 1, 1),), "x", pitch_y=10.0),
            Rect(0, 45, 5, 5, fill=0.5, stroke=None),
        ),
    )
    image = page_image(page, 1000)
    black = [(15, 15), (35, 15), (70, 25), (60, 15), (85, 10), (81, 31), (90.25, 35)]
    white = [(25, 15), (60, 25), (5, 5), (83.5, 33.5), (95, 5)]
    assert all(ink(image, x, y, 10) > 200 for x, y in black)
    assert all(ink(image, x, y, 10) == 0 for x, y in white)
    assert 100 < ink(image, 2, 47, 10) < 150
    assert (image.width(), image.height()) == (1000, 500)


def test_text_is_as_wide_on_screen_as_on_paper(app: QApplication) -> None:
    em = 12 * 25.4 / 72
    page = Page(100, 20, (Text(10, 12, "国" * 10, Face.SANS, 12),))
    image = page_image(page, 2000)
    dark = [x for x in range(image.width()) if any(ink(image, x, y, 1) > 80 for y in range(100, 280, 4))]
    width = (max(dark) - min(dark)) / 20
    assert abs(width - 10 * em) < em * 0.2
    assert abs(min(dark) / 20 - 10) < em * 0.2


def test_a_dashed_circle_has_gaps(app: QApplication) -> None:
    image = page_image(Page(60, 60, (Circle(30, 30, 21, 0.5, dash=(2, 2)),)), 600)
    whole = page_image(Page(60, 60, (Circle(30, 30, 21, 0.5),)), 600)
    assert total(whole) * 0.3 < total(image) < total(whole) * 0.7


def total(image: QImage) -> int:
    return sum(
        255 - QColor(image.pixel(x, y)).lightness() for x in range(0, 600, 2) for y in range(0, 600, 2)
    )


def test_the_page_is_drawn_once_per_size_and_turns(app: QApplication, qtbot: QtBot, present: Present) -> None:
    preview = PagePreview()
    preview.resize(300, 400)
    preview.set_pages([Page(210, 297, ()), Page(210, 297, (Rect(0, 0, 210, 297, fill=0.0),))], "告知书")
    present(preview)
    preview.grab()
    first = preview._image
    preview.grab()
    assert preview._image is first
    place = preview.page_rect()
    assert abs(place.width() / place.height() - 210 / 297) < 0.02
    before = preview.grab().toImage().pixelColor(place.center()).lightness()
    preview.turn(1)
    preview.turn(1)
    after = preview.grab().toImage().pixelColor(place.center()).lightness()
    assert (before, after) == (255, 0)
