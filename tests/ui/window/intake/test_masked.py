"""What is half typed stays hers when another window comes to the front for a moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.people import mask_phone
from ui.shared.field import Field
from ui.window.intake.masked import MaskedField


@pytest.fixture
def seat(app: QApplication, qtbot: QtBot) -> QWidget:
    """The window of this program."""
    window = QWidget()
    QVBoxLayout(window)
    window.resize(640, 480)
    window.show()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def message(qtbot: QtBot) -> Iterator[QWidget]:
    """A window of another program, as far as the field can tell."""
    made = QPushButton("系统更新")
    qtbot.addWidget(made)
    yield made
    made.hide()


def put(seat: QWidget, qtbot: QtBot, field: Field) -> None:
    layout = seat.layout()
    assert layout is not None
    layout.addWidget(field)
    field.show()
    seat.activateWindow()
    field.edit.setFocus()
    qtbot.waitUntil(field.edit.hasFocus, timeout=60_000)


def call_away(message: QWidget, field: Field, qtbot: QtBot) -> str:
    """The other window comes and goes; what the field showed meanwhile."""
    message.show()
    message.activateWindow()
    qtbot.waitUntil(lambda: not field.edit.hasFocus(), timeout=60_000)
    shown = field.edit.text()
    message.hide()
    field.window().activateWindow()
    qtbot.waitUntil(field.edit.hasFocus, timeout=60_000)
    return shown


@pytest.mark.parametrize("revealed", [False, True])
def test_a_telephone_is_typed_on_where_a_message_of_the_system_broke_in(
    seat: QWidget, qtbot: QtBot, message: QWidget, revealed: bool
) -> None:
    field, told = MaskedField("联系电话", mask_phone), []
    field.left.connect(told.append)
    field.reveal(revealed)
    put(seat, qtbot, field)
    QTest.keyClicks(field.edit, "1380000000")
    shown = call_away(message, field, qtbot)
    assert shown == ("1380000000" if revealed else "138***0000")
    assert told == [], "what is not finished was judged"
    QTest.keyClicks(field.edit, "1")
    assert field.real() == field.edit.text() == "13800000001"


def test_a_digit_mended_in_the_middle_is_mended_there_after_a_message(
    seat: QWidget, qtbot: QtBot, message: QWidget
) -> None:
    field = MaskedField("联系电话", mask_phone)
    put(seat, qtbot, field)
    QTest.keyClicks(field.edit, "1380000001")
    QTest.keyClick(field.edit, Qt.Key.Key_Left)
    call_away(message, field, qtbot)
    QTest.keyClicks(field.edit, "0")
    assert field.real() == "13800000001"


def test_a_finished_number_stays_masked_when_she_comes_back_from_another_window(
    seat: QWidget, qtbot: QtBot, message: QWidget
) -> None:
    field = MaskedField("联系电话", mask_phone)
    field.set_real("13800000001")
    put(seat, qtbot, field)
    call_away(message, field, qtbot)
    assert (field.edit.text(), field.edit.placeholderText()) == ("", "138****0001")
    assert field.real() == "13800000001"


def test_the_menu_of_the_right_button_leaves_a_number_as_she_sees_it(seat: QWidget, qtbot: QtBot) -> None:
    field = MaskedField("联系电话", mask_phone)
    put(seat, qtbot, field)
    QTest.keyClicks(field.edit, "1380000000")
    menu = field.edit.createStandardContextMenu()
    qtbot.addWidget(menu)
    menu.popup(field.edit.mapToGlobal(field.edit.rect().center()))
    QApplication.processEvents()
    assert field.edit.text() == "1380000000"
    menu.close()
    QTest.keyClicks(field.edit, "1")
    assert field.real() == "13800000001"


def test_a_name_is_typed_on_behind_what_stands_there(seat: QWidget, qtbot: QtBot, message: QWidget) -> None:
    field = Field("姓名")
    field.edit.editingFinished.connect(lambda: field.edit.setCursorPosition(0))
    put(seat, qtbot, field)
    QTest.keyClicks(field.edit, "Zhang")
    call_away(message, field, qtbot)
    QTest.keyClicks(field.edit, "San")
    assert field.value() == "ZhangSan"
