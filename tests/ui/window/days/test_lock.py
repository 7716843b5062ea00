"""A locked screen: nothing that was open stands above it, and who comes back finds it as she left it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.storage.schema import audit
from tests.ui.window.days.hall import CTRL, Hall
from ui.settings import REHEARSAL_PASSWORD, all_rights
from ui.shared.button import KeyButton
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


def open_case(hall: Hall) -> UUID:
    """She looks at a case, with all of it in view."""
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    case = hall.world.receive("hszyzc", fault=False, answers={})
    hall.face.show_case(case)
    hall.until(lambda: "张三" in hall.words())
    hall.rest()
    return case


def acts(hall: Hall) -> list[str]:
    """What may be done with the papers of the open case."""
    buttons = (each for each in hall.shell.findChildren(KeyButton) if each.isVisible())
    return [each.objectName() for each in buttons if each.objectName().startswith("case.paper.")]


def change(hall: Hall, number: str, password: str) -> None:
    """Who sat here leaves; another person logs in."""
    lock(hall)
    hall.face.entrance.locked.switched.emit()
    hall.face._log_in(number, password)
    hall.until(lambda: not hall.shell.covered())
    hall.rest()


def test_the_next_person_does_not_stand_before_the_case_of_the_one_before(hall: Hall) -> None:
    """F5 showed it whole, and of her look there was no trace."""
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    case = open_case(hall)
    hall.face.tell.message("ok", "张三的件已经登记")
    change(hall, "0713", "qianqi-0713")
    hall.press(Qt.Key.Key_F5)
    hall.press(Qt.Key.Key_F2)
    hall.press(Qt.Key.Key_F5)
    # A lesson speaks of 张三, whose card lies on the reader of a rehearsal.
    assert "张三" not in hall.words(but=hall.face.guide.strip)
    search = hall.face.pages["search"]
    search.show_case(case)
    hall.until(lambda: search.case.seen is not None)
    with hall.place.database.read.connect() as connection:
        rows = connection.execute(select(audit.c.operator).where(audit.c.action == "look")).all()
    assert len({row.operator for row in rows}) == 2, "each look stands under the name of who looked"


def test_the_next_person_does_not_stand_before_an_open_file_either(hall: Hall) -> None:
    """The 卷宗 of a stranger was the first that she saw, with every paper of his."""
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    open_case(hall)
    hall.press(Qt.Key.Key_J, CTRL)
    hall.until(lambda: hall.shell.place() == "file" and "张*" in hall.words())
    change(hall, "0713", "qianqi-0713")
    assert hall.shell.place() == "search" and "记录链" not in hall.words()


def test_nobody_who_comes_back_is_told_that_nobody_is_logged_in(hall: Hall) -> None:
    """What came over the line while the screen was locked left a dialog for each time."""
    open_case(hall)
    lock(hall)
    for _ in range(3):
        hall.face.line_moved()
        hall.face.pages["search"].case.refresh()
        hall.rest()
    hall.face._unlock(REHEARSAL_PASSWORD)
    hall.until(lambda: not hall.shell.covered())
    hall.rest()
    assert not hall.shell.dialog().isVisible() and "还没有登录" not in hall.words()
    assert "张三" in hall.words(), "and the case is read again"


@pytest.mark.law("P22")
def test_who_inspects_is_led_to_the_search_told_so_and_offered_nothing_that_is_refused(hall: Hall) -> None:
    """She stood before the intake, 可办理, with every button of a paper."""
    hall.place.add_operator("督查员", "9001", "ducha-9001", ())
    case = open_case(hall)
    assert acts(hall)
    change(hall, "9001", "ducha-9001")
    assert hall.shell.place() == "search" and "只能查看" in hall.words()
    hall.face.show_case(case)
    hall.until(lambda: "张三" in hall.words())
    hall.rest()
    assert not acts(hall)
    assert "您的账号只能查看这一件" in hall.words()


def test_a_window_that_falls_before_the_queue_is_locked_and_says_why(hall: Hall) -> None:
    """The clerk's cable was pulled, and her window with a stranger's number on it stood on the citizen's screen."""
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.rest()
    assert hall.face.screen is not None
    hall.face.screen.watch.fallen.emit()
    locked = hall.face.entrance.locked
    assert hall.shell.full() is locked and "您的显示器断开了" in hall.words() and "离开了" not in hall.words()
    hall.look("locked-fallen")
    hall.face._unlock(REHEARSAL_PASSWORD)
    hall.until(lambda: not hall.shell.covered())
    hall.rest()
    assert "您的显示器断开了" in hall.words(), "and it is told to her at her work"
    lock(hall)
    assert "离开了" in hall.words()


def test_a_window_that_falls_while_its_pages_are_made_is_locked_once_they_stand(hall: Hall) -> None:
    """The band said 已经锁屏, and nothing was."""
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.rest()
    said: list[tuple[bool, bool]] = []

    def parts() -> Iterator[None]:
        yield
        assert hall.face.screen is not None
        hall.face.screen.watch.fallen.emit()
        said.append((hall.face.lock(), "已经锁屏" in hall.told()))
        yield

    hall.face._in_slices(lambda: None, parts())
    hall.until(lambda: hall.face._building is None)
    hall.rest()
    assert said == [(False, False)]
    assert hall.shell.full() is hall.face.entrance.locked and "您的显示器断开了" in hall.words()
