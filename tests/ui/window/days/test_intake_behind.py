"""An intake that ends while the clerk looks at another page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.window.days.hall import CTRL, Hall
from tests.ui.window.days.test_visits_page import choose, intake
from ui.shots.cases import as_taken
from ui.shots.room import ZHANG


def test_who_comes_back_to_the_page_that_was_emptied_meanwhile_begins_where_the_next_person_does(hall: Hall) -> None:
    """The keyboard lay on a strip above the page, or nowhere: A, S, D and Enter went to what nobody looked at."""
    hall.press(Qt.Key.Key_F2)
    page = intake(hall)
    page.card_read(ZHANG)
    hall.rest()
    hall.fill("intake.phone", "13800000001")
    choose(hall, "hszyzc")
    hall.type("N")
    hall.rest()
    for row in page.state.material_rows():
        page._judge(as_taken(row, 1, 0), True)
    hall.rest()
    page.materials.take_focus()
    for key, mods in ((Qt.Key.Key_Return, CTRL), (Qt.Key.Key_F6, None), (Qt.Key.Key_F4, None)):
        QTest.keyClick(QApplication.focusWidget() or hall.shell, key, mods or Qt.KeyboardModifier.NoModifier)
    hall.until(lambda: page.state.empty())
    hall.rest()
    assert hall.shell.place() == "handover", "she is not called back"
    hall.press(Qt.Key.Key_F2)
    hall.rest()
    now = QApplication.focusWidget()
    assert now is not None and page.who.party.isAncestorOf(now)
