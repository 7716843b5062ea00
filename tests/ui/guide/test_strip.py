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
