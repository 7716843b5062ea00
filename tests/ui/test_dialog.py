"""Questions and errors: only what was meant for them answers them, and each answer is heard."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_widgets import put
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.overlay import Dialog, Overlay


@pytest.mark.parametrize(
    "answers",
    [
        [("take", "换成这位", "Y", "default"), ("keep", "保留", "N", "primary")],
        [("lost", "遗失", "1", "default"), ("torn", "破损", "2", "default")],
    ],
    ids=["a safe answer", "none"],
)
def test_the_enter_of_what_was_typed_a_moment_ago_answers_no_question(
    desk: QWidget, qtbot: QtBot, answers: list[tuple[str, str, str, str]]
) -> None:
    """A telephone ends with Enter, and just then another card is read."""
    dialog = Dialog(desk)
    heard: list[str] = []
    dialog.answered.connect(heard.append)
    dialog.show_question("换人吗？", "", answers, "")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        focused = desk.window().focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)
    assert heard == [] and dialog.isVisible()
    qtbot.keyClick(desk.window().focusWidget(), answers[0][2])
    assert heard == [answers[0][0]], "its own key answers"


@pytest.mark.parametrize("count", [2, 5])
def test_answers_that_have_no_room_beside_each_other_stand_below_each_other_whole(
    desk: QWidget, count: int
) -> None:
    """The last letters and the key of the longest were cut."""
    dialog = Dialog(desk)
    answers = [(f"{n}", "高对比的颜色", f"{n}", "default") for n in range(1, count + 1)]
    dialog.show_question("换颜色？", "马上换上。", answers, "1")
    buttons = dialog.findChildren(KeyButton)
    assert len(buttons) == count
    assert all(each.width() >= each.sizeHint().width() for each in buttons)
    assert all(dialog.frame.rect().contains(each.geometry()) for each in buttons)
    tops = {each.y() for each in buttons}
    assert len(tops) == (1 if count == 2 else count)


def test_an_error_is_closed_by_the_enter_of_the_number_pad(desk: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(desk)
    heard: list[str] = []
    dialog.answered.connect(heard.append)
    dialog.show_error("出错了", "都在", "再试", "ZC-1")
    qtbot.keyClick(desk.window().focusWidget(), Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert heard == ["ok"] and not dialog.isVisible()


def test_an_answer_is_heard_though_the_row_it_was_asked_from_is_gone(desk: QWidget, qtbot: QtBot) -> None:
    """Rows are made anew while a question stands over them."""
    row = KeyButton("这一行", "Alt+F")
    put(desk, row)
    row.setFocus()
    dialog = Dialog(desk)
    heard: list[str] = []
    dialog.answered.connect(heard.append)
    dialog.show_question("保留吗？", "", [("keep", "保留", "N", "primary")], "keep")
    row.setParent(None)
    shiboken6.delete(row)
    qtbot.keyClick(desk.window().focusWidget(), "N")
    assert heard == ["keep"]


def test_a_letter_with_alt_is_the_key_of_the_sheet_and_is_never_typed_into_its_field(
    desk: QWidget, qtbot: QtBot
) -> None:
    """Alt+D, to send it on, wrote a d over the place it goes to."""

    class Sheet(Overlay):
        OWN_KEYS = True

    sheet = Sheet(desk)
    field, column = Field("代收转送到", "邻县"), QVBoxLayout(sheet.frame)
    button = KeyButton("代收转送", "Alt+D", scope=sheet)
    column.addWidget(field)
    column.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    sheet.open()
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClick(field.edit, Qt.Key.Key_D, Qt.KeyboardModifier.AltModifier)
    assert (field.value(), pressed) == ("邻县", [True])
    qtbot.keyClick(field.edit, Qt.Key.Key_D)
    assert field.value() == "d"
