"""A stack of pages keeps what a page measures to itself."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.shared.labels import Text
from ui.shared.stack import Stack


class _Counting(Text):
    """Counts how often its height is asked for."""

    asked = 0

    def heightForWidth(self, width: int) -> int:
        self.asked += 1
        return super().heightForWidth(width)


def _inside(part: QWidget) -> QWidget:
    outer = QWidget()
    column = QVBoxLayout(outer)
    column.addWidget(part)
    column.addStretch(1)
    return outer


def test_a_page_is_opened_without_measuring_its_words_again_and_again(qtbot: QtBot, app: object) -> None:
    """Each of these measures cost her a part of a blink at every change of place."""
    words = _Counting("请把身份证放在读卡器上，也可以在下面手工录入姓名和号码。" * 3)
    stack, inner, other = Stack(), Stack(), QWidget()
    inner.addWidget(_inside(_inside(_inside(words))))
    stack.addWidget(_inside(_inside(inner)))
    stack.addWidget(other)
    window = _inside(stack)
    qtbot.addWidget(window)
    window.resize(600, 400)
    window.show()
    qtbot.waitExposed(window)
    stack.setCurrentWidget(other)
    words.asked = 0
    stack.setCurrentIndex(0)
    assert words.isVisible() and words.height() >= words.heightForWidth(words.width())
    assert words.asked < 5
