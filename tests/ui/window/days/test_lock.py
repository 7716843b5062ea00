"""A locked screen: nothing that was open stands above it, and who comes back finds it as she left it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.window.days.hall import Hall
from ui.settings import REHEARSAL_PASSWORD, all_rights
from ui.shared.overlay import Overlay
from ui.window.intake.away import AwayFacts, AwaySheet


def lock(hall: Hall) -> None:
    hall.face.lock()
    hall.rest()
    assert not [each for each in hall.shell.findChildren(Overlay) if each.isVisible()]
    assert "张三" not in hall.words()


def sheet_of(hall: Hall) -> AwaySheet:
    """A sheet in which somebody has begun to type."""
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.rest()
    sheet = AwaySheet(AwayFacts("样例局", "12345", "样例路1号"), hall.shell)
    sheet.closed.connect(sheet.deleteLater)
    sheet.open()
    hall.fill("intake.away.reason", "张三说她要办的在别处")
    return sheet


def test_a_sheet_waits_behind_the_lock_with_every_word_and_comes_back_to_the_same_person(hall: Hall) -> None:
    sheet = sheet_of(hall)
    lock(hall)
    hall.press(Qt.Key.Key_Escape)
    hall.enter()
    hall.type("x")
    assert sheet.reason.value() == "张三说她要办的在别处" and sheet.shelved, "no key reaches it"
    hall.face._unlock(REHEARSAL_PASSWORD)
    hall.until(sheet.isVisible)
    assert sheet.reason.value() == "张三说她要办的在别处"
    assert sheet.reason.edit.hasFocus(), "and the cursor is where it was"


def test_what_the_first_person_had_open_is_closed_for_the_next(hall: Hall) -> None:
    """Another hand signs no sheet that it did not open, and answers no question that it was not asked."""
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    sheet = sheet_of(hall)
    closed: list[bool] = []
    sheet.closed.connect(lambda: closed.append(True))
    lock(hall)
    hall.face.entrance.locked.switched.emit()
    hall.face._log_in("0713", "qianqi-0713")
    hall.until(lambda: not hall.shell.covered())
    hall.rest()
    assert closed == [True] and not [each for each in hall.shell.findChildren(Overlay) if each.isVisible()]


def test_a_sheet_whose_answer_comes_under_the_lock_waits_too(hall: Hall) -> None:
    """What was asked of a worker before the lock opens nothing above it; an error of the unlocking is said on it."""
    sheet = sheet_of(hall)
    sheet.close_overlay()
    lock(hall)
    late = AwaySheet(AwayFacts("样例局", "12345", "样例路1号"), hall.shell)
    late.open()
    assert not late.isVisible()
    hall.face._unlock("wrong-password")
    hall.until(lambda: "不对" in hall.words())
    assert not hall.shell.dialog().isVisible()
    hall.face._unlock(REHEARSAL_PASSWORD)
    hall.until(late.isVisible)
    late.close_overlay()
