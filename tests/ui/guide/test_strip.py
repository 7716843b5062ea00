"""The strip of a lesson on narrow screens."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.guide.strip import LessonStrip
from ui.shared.measure import cut_texts


def test_a_long_sentence_goes_below_its_buttons_and_comes_back_where_there_is_room(app: QApplication) -> None:
    """At 1024 pixels a lesson of three lines would push the work off the screen."""
    page = QWidget()
    column = QVBoxLayout(page)
    strip = LessonStrip()
    column.addWidget(strip)
    column.addStretch(1)
    page.resize(1024, 600)
    page.show()
    strip.show_step("第一课 · 8/11", "按右下角的按钮，凭证打出来，件转给区里，受理由区里定。" * 3, ("Ctrl+Enter",))
    strip.show()
    heights = {}
    for width in (1024, 3000, 1024):
        page.resize(width, 600)
        app.processEvents()
        app.processEvents()
        assert not cut_texts(page), width
        heights[width] = strip.say.mapTo(strip, strip.say.rect().topLeft()).y() - strip.name.y()
    assert heights[1024] >= strip.name.height() > heights[3000]
    page.close()


def test_after_a_long_sentence_a_short_one_stands_beside_its_buttons_again(app: QApplication) -> None:
    """It stayed below them, and a low screen missed that line for the rest of the lesson."""
    page, strip = QWidget(), LessonStrip()
    column = QVBoxLayout(page)
    column.addWidget(strip)
    column.addStretch(1)
    page.resize(810, 300)
    page.show()
    strip.show()
    heights = []
    short = ("首页按 2：把材料交给区里。", "2")
    long = ("右下角是“收件转部门”：按它，凭证打出来，件转给区里，受理由区里定。", "Ctrl+Enter")
    for say, key in (short, long, short):
        strip.show_step("第一课：帮人收一件 · 8/11", say, (key,))
        app.processEvents()
        app.processEvents()
        heights.append(strip.height())
    page.close()
    assert heights[0] == heights[2] < heights[1]
