"""Login, first administrator, lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.window.login import FirstRunPage, LockedPage, LoginPage

Present = Callable[[QWidget], None]


def test_an_empty_field_is_named_and_nothing_is_sent(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    page = LoginPage()
    present(page)
    sent: list[tuple[str, str]] = []
    page.submitted.connect(lambda n, p: sent.append((n, p)))
    page.number.set_value("0712")
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert page.password.message.text() == "请填写口令"
    assert not sent


def test_a_refusal_is_said_in_words_and_the_password_is_gone(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    page = LoginPage()
    present(page)
    sent: list[tuple[str, str]] = []
    page.submitted.connect(lambda n, p: sent.append((n, p)))
    page.number.set_value(" 0712 ")
    page.password.set_value("correct horse")
    qtbot.keyClick(page.password.edit, Qt.Key.Key_Return)
    assert sent == [("0712", "correct horse")]
    assert not page.button.isEnabled()
    page.show_error("工号或口令不对", "还可以试 4 次")
    assert page.message.isVisible() and page.button.isEnabled()
    assert page.password.value() == ""


def test_the_first_administrator_hears_every_mistake_at_once(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    page = FirstRunPage()
    present(page)
    made: list[tuple[str, str, str]] = []
    page.created.connect(lambda *values: made.append(values))
    page.name.set_value("赵六")
    page.number.set_value("工号七")
    page.password.set_value("short")
    page.button.click()
    assert page.again.message.text() == "请把口令再输一遍"
    page.again.set_value("other")
    page.button.click()
    assert page.number.message.isVisible() and page.password.message.isVisible()
    page.number.set_value("0712")
    page.password.set_value("long enough 1")
    page.button.click()
    assert page.again.message.text() == "两次口令不一样"
    page.again.set_value("long enough 1")
    page.button.click()
    assert made == [("赵六", "0712", "long enough 1")]


def test_nothing_is_said_of_unfinished_cases_where_nobody_has_worked_yet(app: QApplication, present: Present) -> None:
    first, later = FirstRunPage(), LoginPage()
    present(first)
    present(later)
    assert not first.kept.isVisible() and later.kept.isVisible()


def test_a_page_that_is_left_keeps_no_password(app: QApplication, present: Present) -> None:
    page = LockedPage()
    page.set_operator("赵六 0712")
    present(page)
    page.password.set_value("secret")
    page.hide()
    assert page.password.value() == ""


def test_the_lock_can_be_handed_to_another_person(app: QApplication, qtbot: QtBot, present: Present) -> None:
    page = LockedPage()
    present(page)
    with qtbot.waitSignal(page.switched):
        qtbot.keyClick(page, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)


def test_who_takes_the_seat_types_her_own_number_first(app: QApplication, present: Present) -> None:
    """The number of who left stood there and the cursor below it: what she typed was a wrong password of his."""
    page = LoginPage()
    present(page)
    page.number.set_value("0712")
    page.password.set_value("correct horse")
    page.hide()
    page.show()
    assert page.number.value() == "" and page.password.value() == ""
    assert page.focusWidget() is page.number.edit


@pytest.mark.parametrize(
    ("division", "named", "never"),
    [("210106", "辽事通", "浙里办"), ("330106", "浙里办", "辽"), ("220102", "12345", "辽"), ("", "12345", "辽")],
)
def test_before_anybody_logs_in_the_page_names_the_own_provinces_entrances_or_none(
    app: QApplication, present: Present, division: str, named: str, never: str
) -> None:
    for page in (LoginPage(), FirstRunPage(), LockedPage()):
        page.set_place_name("测试大厅", "9号窗口", division)
        present(page)
        told = page.findChild(QLabel, "login.entrances").text()
        assert named in told and never not in told
