"""The bar at the bottom keeps its sentence and its buttons whole, however and whenever they came."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.shared.ahead import place_ahead
from ui.shared.button import KeyButton
from ui.shared.pane import VerdictBar

SAID = "待领取：邮件退回了，再寄或者请来人领，原来的送达回证已经作废"


def test_buttons_that_came_before_the_page_was_seen_are_not_cut(desk: QWidget) -> None:
    """A page is drawn before somebody opens it; what its first case offers came to a bar that nobody saw yet."""
    page = QWidget()
    bar, column = VerdictBar(), QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(bar)
    buttons = [bar.add_button(KeyButton(words, "Alt+Q")) for words in ("补打取件凭证", "交付", "把结果再寄一次")]
    for button in buttons:
        button.hide()
    place_ahead(page, desk, desk.size().expandedTo(page.minimumSizeHint()))
    page.resize(760, 120)
    page.render(QPixmap(page.size()), QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    bar.set_verdict("warn", SAID, "最迟10月16日送达")
    for button in buttons:
        button.show()
    page.show()
    QApplication.processEvents()
    assert [each.width() >= each.sizeHint().width() for each in buttons] == [True] * 3
    sentence = bar.findChildren(type(bar._sentence))[0]
    assert sentence.wordWrap() or sentence.width() >= sentence.fontMetrics().horizontalAdvance(SAID)
