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


def test_a_page_is_drawn_some_operations_per_turn_and_seen_when_it_is_whole(present: Present, qtbot: QtBot) -> None:
    """Drawn in one go, a page of two thousand characters kept the next key waiting for more than a frame."""
    first = Page(100, 140, (Rect(10, 10, 20, 20, fill=0.0, stroke=None),))
    many = tuple(Text(5 + x * 4, 10 + y * 3, "办理", Face.SANS, 7) for x in range(22) for y in range(40))
    second = Page(100, 140, (*many, Rect(80, 120, 10, 10, fill=0.0, stroke=None)))
    preview = PagePreview()
    qtbot.addWidget(preview)
    preview.resize(300, 400)
    present(preview)
    preview.set_page(first)
    qtbot.waitUntil(lambda: preview._image is not None)
    preview.set_page(second)
    sheet = preview._sheet
    assert sheet is not None and preview._image is None
    assert not sheet.draw(0.0005), "not all of it at once"
    qtbot.waitUntil(lambda: preview._image is not None)
    assert preview._image == page_image(second, preview.page_rect().width(), preview.devicePixelRatioF())


def test_a_page_that_must_be_seen_at_once_is_drawn_to_its_end(present: Present, qtbot: QtBot) -> None:
    """Whoever looks never sees half a page, nor the page of the person before."""
    first = Page(100, 140, (Rect(0, 0, 100, 140, fill=0.0, stroke=None),))
    second = Page(100, 140, (Rect(50, 70, 50, 70, fill=0.0, stroke=None),))
    preview = PagePreview()
    qtbot.addWidget(preview)
    preview.resize(300, 400)
    present(preview)
    for page in (first, second):
        preview.set_page(page)
        seen, place = preview.grab().toImage(), preview.page_rect()
        assert ink(seen, place.center().x() + 20, place.center().y() + 20, 1) > 200
    assert ink(seen, place.left() + 20, place.top() + 20, 1) == 0
    preview.set_page(second)
    preview.set_page(None)
    qtbot.waitUntil(lambda: not preview._timer)
    assert preview._image is None and preview._sheet is None, "nothing of it stays"
