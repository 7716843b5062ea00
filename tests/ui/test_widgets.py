"""The shared widgets do what a clerk's hands expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import gallery
from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.shared.overlay import Dialog
from ui.shared.pad import SignaturePad
from ui.shared.palette import Group, Hit, pieces
from ui.shared.pane import MessageBand, Pane, VerdictBar
from ui.shared.segment import Choice, Segment
from ui.shared.table import Column, Table
from ui.shared.tabs import Tab, Tabs
from ui.theme import apply_theme, look

Present = Callable[[QWidget], None]


def put(desk: QWidget, *widgets: QWidget) -> None:
    layout = desk.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()
    desk.activateWindow()
    QApplication.processEvents()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_a_field_that_is_wrong_still_shows_its_focus(
    app: QApplication, desk: QWidget, qtbot: QtBot, theme: str
) -> None:
    apply_theme(app, theme)
    field = Field("口令")
    put(desk, field)
    field.edit.setFocus()
    qtbot.waitUntil(field.edit.hasFocus, timeout=60_000)
    field.set_error("口令至少 8 位")
    picture = field.edit.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 0).name() == look().theme.c.focus.lower()
    inside = picture.pixelColor(picture.width() // 2, picture.height() - 5)
    assert inside.name() == look().theme.c.danger_bg.lower()


def test_a_button_is_pressed_by_the_key_it_shows(desk: QWidget, qtbot: QtBot) -> None:
    button = KeyButton("出具告知书", "Ctrl+Enter", "printer", "primary")
    put(desk, button)
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(desk, key, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2
    button.setEnabled(False)
    qtbot.keyClick(desk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 2


def test_a_hidden_button_sleeps(desk: QWidget, qtbot: QtBot) -> None:
    button = KeyButton("暂存", "Ctrl+S")
    put(desk, button)
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    button.hide()
    qtbot.keyClick(desk, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not pressed


def test_bare_keys_choose_in_their_pane_but_never_in_a_text_field(desk: QWidget, qtbot: QtBot) -> None:
    pane = Pane("材料", "3", key="Alt+3")
    segment = Segment(
        [Choice("original", "原件", "S"), Choice("copy", "复印", "D")], scope=pane, name="怎么收"
    )
    note = Field("说明")
    pane.body.addWidget(segment)
    pane.body.addWidget(note)
    put(desk, pane)
    taken: list[str] = []
    segment.changed.connect(taken.append)
    segment.focus()
    qtbot.keyClick(desk.focusWidget() or desk, Qt.Key.Key_D)
    assert (taken, segment.value()) == (["copy"], "copy")
    note.edit.setFocus()
    qtbot.keyClick(note.edit, Qt.Key.Key_S)
    assert (taken, note.value()) == (["copy"], "s")


def test_a_locked_choice_cannot_be_taken_and_says_why(desk: QWidget, qtbot: QtBot) -> None:
    choices = [Choice("original", "原件", "S"), Choice("promise", "承诺", "C", locked="指南未列入范围")]
    segment = Segment(choices, "original", explain=True)
    put(desk, segment)
    refused: list[tuple[str, str]] = []
    taken: list[str] = []
    segment.refused.connect(lambda value, why: refused.append((value, why)))
    segment.changed.connect(taken.append)
    segment.focus()
    qtbot.keyClick(desk.focusWidget() or desk, Qt.Key.Key_C)
    assert refused == [("promise", "指南未列入范围")]
    assert (taken, segment.value()) == ([], "original")
    assert "承诺不可选：指南未列入范围" in gallery.texts_of(desk)
    segment.set_locked("promise", "")
    qtbot.keyClick(desk.focusWidget() or desk, Qt.Key.Key_C)
    assert taken == ["promise"]


def test_the_next_material_locks_other_choices_without_new_ones_and_keeps_the_keyboard_at_them(
    desk: QWidget, qtbot: QtBot
) -> None:
    first = [Choice("original", "原件", "S"), Choice("promise", "承诺", "C", locked="指南未列入范围")]
    segment = Segment(first, "original", explain=True)
    put(desk, segment)
    segment.focus()
    at, cells = desk.focusWidget(), tuple(segment._cells)
    segment.set_choices([Choice("original", "原件", "S", locked="已经收下"), Choice("promise", "承诺", "C")])
    assert (tuple(segment._cells), desk.focusWidget()) == (cells, at)
    assert segment.value() is None
    assert "原件不可选：已经收下" in gallery.texts_of(desk)
    taken: list[str] = []
    segment.changed.connect(taken.append)
    qtbot.keyClick(desk.focusWidget() or desk, Qt.Key.Key_S)
    qtbot.keyClick(desk.focusWidget() or desk, Qt.Key.Key_C)
    assert taken == ["promise"]
    segment.set_choices([Choice("copy", "复印件", "D")])
    assert [choice.value for choice in segment.choices()] == ["copy"]


def test_many_choices_stand_in_two_lines_where_their_words_have_no_room(desk: QWidget) -> None:
    words = ("原件", "复印件", "电子件", "免于提交", "容缺后补", "告知承诺", "不合格")
    segment = Segment([Choice(word, word, key) for word, key in zip(words, "SDEMRCX", strict=True)], "原件")
    heights = []
    for width in (900, 360, 900):
        desk.setFixedWidth(width)
        put(desk, segment)
        QApplication.processEvents()
        heights.append(segment.height())
        assert cut_texts(desk) == []
    assert heights[1] > 3 * heights[0] // 2 and heights[2] == heights[0]


def test_long_answers_make_no_column_wider_than_it_is(desk: QWidget) -> None:
    """Three answers of a 情形 beside each other pushed everything else of 办什么 out of the window."""
    words = ("有合法稳定住所", "有合法稳定就业", "连续就读")
    segment = Segment([Choice(word, word, str(n)) for n, word in enumerate(words, 1)])
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(segment)
    area.setFixedWidth(250)
    put(desk, area)
    QApplication.processEvents()
    assert segment.width() <= area.viewport().width()
    assert cut_texts(desk) == []
    assert all(cell.visibleRegion().boundingRect() == cell.rect() for cell in segment.findChildren(QRadioButton))


@pytest.mark.parametrize(("kind", "pressed"), [("default", 1), ("quiet", 1), ("primary", 0), ("danger", 0)])
def test_enter_presses_the_focused_button_unless_it_decides(
    desk: QWidget, qtbot: QtBot, kind: str, pressed: int
) -> None:
    """The eye is on the ring and the finger on Enter; nothing happened, and nothing said why."""
    button = KeyButton("填写", "Alt+F", kind=kind)
    put(desk, button)
    button.setFocus()
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(clicks) == pressed
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(clicks) == pressed


def test_an_enter_that_does_not_press_never_comes_to_the_button_of_qt(desk: QWidget) -> None:
    """On some desktops Qt's own button is pressed by Enter: 作废 would come with the Enter of a scanner."""
    button = KeyButton("作废", "Alt+V", kind="danger")
    put(desk, button)
    pressed = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    button.keyPressEvent(pressed)
    assert not pressed.isAccepted()


def test_a_second_choice_takes_the_place_of_the_first(desk: QWidget) -> None:
    segment = Segment([Choice("a", "甲"), Choice("b", "乙"), Choice("c", "丙")], "a")
    put(desk, segment)
    for cell in (2, 1, 0, 2):
        segment.findChildren(QRadioButton)[cell].click()
        assert segment.value() == "abc"[cell]


def test_taking_back_a_choice_by_program_tells_nobody(desk: QWidget) -> None:
    segment = Segment([Choice("a", "甲"), Choice("b", "乙")], "a")
    put(desk, segment)
    taken: list[str] = []
    segment.changed.connect(taken.append)
    segment.set_value("b")
    segment.set_value(None)
    assert (taken, segment.value()) == ([], None)


def test_a_field_keeps_quiet_until_something_changed(desk: QWidget, qtbot: QtBot) -> None:
    field = Field("联系电话", required=True)
    other = QLineEdit()
    put(desk, field, other)
    told: list[str] = []
    field.committed.connect(told.append)
    field.edit.setFocus()
    other.setFocus()
    field.edit.setFocus()
    qtbot.keyClicks(field.edit, "13800000001")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    other.setFocus()
    assert told == ["13800000001"]
    assert field.label.text() == "联系电话（必填）"


def test_a_complaint_stands_below_its_field_until_it_is_edited(desk: QWidget, qtbot: QtBot) -> None:
    field = Field("证件号码")
    put(desk, field)
    field.set_error("少了 4 位")
    assert field.message.isVisible() and field.edit.accessibleDescription() == "少了 4 位"
    qtbot.keyClicks(field.edit, "1")
    assert not field.message.isVisible()


def test_a_pane_key_goes_to_its_first_field(desk: QWidget, qtbot: QtBot) -> None:
    one, other = Pane("谁", "1", key="Alt+1"), Pane("材料", "3", key="Alt+3")
    first, second = Field("姓名"), Field("说明")
    one.body.addWidget(first)
    other.body.addWidget(second)
    put(desk, one, other)
    qtbot.keyClick(desk, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert desk.focusWidget() is second.edit


@dataclass(frozen=True)
class Row:
    number: int


def rows_table() -> Table:
    return Table(
        [Column("号", 80, lambda r: str(r.number)), Column("事项", 0, lambda r: f"第 {r.number} 件")], "清单"
    )


def test_the_title_stands_above_the_numbers_it_names(desk: QWidget) -> None:
    """Numbers at the right of their column, their title at its left: the title was read as that of nothing."""
    table = Table([Column("数", 200, str, right=True), Column("哪些", 0, str)], "表")
    put(desk, table)
    picture = table.horizontalHeader().grab(QRect(0, 0, 200, 20)).toImage()
    ground = picture.pixel(1, 1)
    inked = [x for x in range(200) if any(picture.pixel(x, y) != ground for y in range(20))]
    assert inked and min(inked) > 100


def test_more_rows_are_asked_for_once_and_come_from_outside(desk: QWidget) -> None:
    table = rows_table()
    put(desk, table)
    asked: list[int] = []
    table.rows.wanted.connect(asked.append)
    table.set_rows([Row(i) for i in range(200)], more=True)
    table.rows.fetchMore(QModelIndex())
    assert not table.rows.canFetchMore(QModelIndex())
    table.rows.append([Row(200)], more=False)
    assert (asked, table.rows.rowCount()) == ([200], 201)


def test_a_row_opens_with_enter_and_is_told_when_picked(desk: QWidget, qtbot: QtBot) -> None:
    table = rows_table()
    put(desk, table)
    picked: list[Row] = []
    opened: list[Row] = []
    ticked: list[Row] = []
    table.picked.connect(picked.append)
    table.opened.connect(opened.append)
    table.ticked.connect(ticked.append)
    table.set_rows([Row(1), Row(2)])
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert ([r.number for r in picked], opened, ticked) == ([1, 2], [Row(2)], [Row(2)])


def test_filters_are_taken_by_their_digit(desk: QWidget, qtbot: QtBot) -> None:
    tabs = Tabs([Tab("all", "全部", 46, "1"), Tab("red", "红灯", 3, "2", "red")], scope=desk)
    put(desk, tabs, Field("别处"))
    seen: list[str] = []
    tabs.changed.connect(seen.append)
    desk.setFocus()
    tabs.findChildren(KeyButton)[0].setFocus()
    qtbot.keyClick(desk.focusWidget() or desk, Qt.Key.Key_2)
    assert (seen, tabs.value()) == (["red"], "red")
    assert tabs.findChildren(KeyButton)[1].hasFocus(), "the ring goes along, or Enter would take the first one again"
    tabs.set_counts({"red": 4})
    assert tabs.findChildren(KeyButton)[1].text() == "红灯 4"


ANSWERS = (("out", "出来了", "Y"), ("not_out", "没出来", "N"), ("spoiled", "坏了", "Z"))


def test_a_question_of_which_nobody_said_what_is_likely_is_answered_by_no_habit(desk: QWidget, qtbot: QtBot) -> None:
    """Enter on a question that came up said 出来了 unless whoever asked had thought of it."""
    box = AskBox("受理通知书出来了吗？", "请看一眼出纸口", ANSWERS)
    put(desk, box)
    heard: list[str] = []
    box.answered.connect(heard.append)
    box.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        qtbot.keyClick(desk.focusWidget() or box, key)
    assert heard == []


def test_the_question_in_place_is_answered_by_y_n_z(desk: QWidget, qtbot: QtBot) -> None:
    box = AskBox("受理通知书出来了吗？", "请看一眼出纸口", ANSWERS)
    put(desk, box)
    heard: list[str] = []
    box.answered.connect(heard.append)
    box.buttons[0].setFocus()
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Z):
        qtbot.keyClick(box.buttons[0], key)
    assert heard == ["out", "not_out", "spoiled"]


def test_a_signature_is_strokes_and_a_picture_and_can_be_wiped(desk: QWidget, qtbot: QtBot) -> None:
    ticks = iter(range(100))
    pad = SignaturePad(lambda: next(ticks) / 100)
    put(desk, pad)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    qtbot.mouseMove(pad, QPoint(90, 60))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 50))
    strokes = pad.strokes()
    assert len(strokes) == 1 and strokes[0][0].x == 40 and strokes[0][-1].x == 120
    assert [s.t for s in strokes[0]] == sorted(s.t for s in strokes[0])
    image = QImage.fromData(pad.png())
    assert image.width() > 160 and image.hasAlphaChannel()
    inked = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    assert inked[0].alpha() == 0 and max(each.alpha() for each in inked) == 255
    assert {each.name() for each in inked if each.alpha()} == {look().theme.c.paper_ink.lower()}
    assert image.depth() == 8, "packed after every stroke, while the next one begins: 55 ms with four bytes a point"
    pad.wipe()
    assert pad.empty() and pad.png() == b""


def test_the_palette_moves_over_heads_and_hands_back_the_value(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    window = gallery.shell()
    window.add_place("intake", QWidget())
    present(window)
    palette = window.palette_box
    asked: list[str] = []
    chosen: list[object] = []
    palette.asked.connect(asked.append)
    palette.chosen.connect(chosen.append)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert palette.isVisible()
    qtbot.keyClicks(palette.edit, "zs")
    palette.show_groups(
        [Group("办件", (Hit("张三", value=1),)), Group("人", (Hit("张三", value=2), Hit("李四", value=3)))]
    )
    qtbot.keyClick(palette.edit, Qt.Key.Key_Tab)
    assert (palette.current() or Hit("")).value == 2
    qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    assert (asked[-1], chosen, palette.isVisible()) == ("zs", [3], False)


def test_the_palette_begins_with_the_head_of_its_first_group(
    app: QApplication, qtbot: QtBot, present: Present
) -> None:
    """Also after a way down and back: who reads 收件 must read that it is a place to go to."""
    window = gallery.shell()
    window.add_place("intake", QWidget())
    present(window)
    palette = window.palette_box
    palette.open()
    palette.show_groups([Group("去", tuple(Hit(f"第{n}页", value=n) for n in range(30)))])
    qtbot.wait(50)
    assert palette.list.verticalScrollBar().maximum() > 0
    assert palette.list.verticalScrollBar().value() == 0
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
        for _ in range(29):
            qtbot.keyClick(palette.edit, key)
    assert palette.list.verticalScrollBar().value() == 0
    qtbot.keyClick(palette.edit, Qt.Key.Key_Escape)


def test_an_empty_search_says_what_to_try(app: QApplication, qtbot: QtBot, present: Present) -> None:
    window = gallery.shell()
    present(window)
    window.palette_box.open()
    window.palette_box.edit.setText("没有这个")
    window.palette_box.show_groups([])
    assert "没有找到“没有这个”" in window.palette_box.nothing.text()
    qtbot.keyClick(window.palette_box.edit, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()


@pytest.mark.parametrize("left", ["Esc", "lock"])
def test_an_early_enter_is_forgotten_when_the_palette_closes(
    app: QApplication, qtbot: QtBot, present: Present, left: str
) -> None:
    """Who presses Enter before the answer and then Esc, or locks, goes nowhere: not now and not at the next look."""
    window = gallery.shell()
    present(window)
    palette = window.palette_box
    chosen: list[object] = []
    palette.chosen.connect(chosen.append)
    palette.open()
    qtbot.keyClicks(palette.edit, "zs")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    if left == "Esc":
        qtbot.keyClick(palette.edit, Qt.Key.Key_Escape)
    else:
        window.show_full(QWidget(), shield=True)
    palette.show_groups([Group("办件", (Hit("张三", value=1),))], words="zs")
    assert chosen == [] and palette.current() is None, "an answer to a closed palette is dropped"
    window.show_places(same=True)
    assert palette.edit.text() == "zs", "the same person finds her words"
    window.show_places(same=False)
    assert palette.edit.text() == "", "another one does not"


def test_marks_cut_the_words_where_they_matched() -> None:
    assert pieces("个体户住所变更", [(3, 2)]) == [("个体户", False), ("住所", True), ("变更", False)]
    assert pieces("张三", [(0, 9)]) == [("张三", True)]
    assert pieces("", [(0, 1)]) == []


def test_a_cut_word_is_found(desk: QWidget) -> None:
    label = Text("医疗卫生机构拟聘用护士或助产士岗位的有效证明", wrap=False)
    label.setMaximumWidth(80)
    put(desk, label)
    assert any("医疗卫生机构" in found for found in cut_texts(desk))
    label.setMaximumWidth(600)
    label.setMinimumWidth(600)
    QApplication.processEvents()
    assert cut_texts(desk) == []


def test_a_nameless_field_and_a_backward_tab_are_found(desk: QWidget) -> None:
    first, second, third = QLineEdit(), QLineEdit(), QLineEdit()
    put(desk, first, second, third)
    second.setAccessibleName("第二")
    third.setAccessibleName("第三")
    assert not tab_jumps(desk)
    QWidget.setTabOrder(first, third)
    assert len(nameless(desk)) == 1
    assert tab_jumps(desk)


def test_the_verdict_is_one_sentence_for_the_screen_reader(desk: QWidget) -> None:
    bar = VerdictBar()
    put(desk, bar)
    bar.set_verdict("ok", "材料齐全，可受理", "承诺 7 个工作日内办结")
    assert (bar.accessibleName(), bar.property("state")) == ("材料齐全，可受理", "ok")


def test_a_band_stays_until_it_is_closed(desk: QWidget, qtbot: QtBot) -> None:
    band = MessageBand()
    put(desk, band)
    band.tell("warn", "线路断了", "照常办，恢复后自动传")
    assert band.isVisible()
    with qtbot.waitSignal(band.closed):
        qtbot.mouseClick(band.findChildren(KeyButton)[0], Qt.MouseButton.LeftButton)
    assert not band.isVisible()


def test_a_second_ctrl_enter_does_not_reach_the_page_under_an_error(desk: QWidget, qtbot: QtBot) -> None:
    """Each one queued the same refusal again: it took as many Enter to get rid of them, and Ctrl+L must still lock."""
    acts: list[str] = []
    primary, lock = KeyButton("交付", "Ctrl+Enter", kind="primary"), KeyButton("锁屏", "Ctrl+L")
    primary.clicked.connect(lambda: acts.append("primary"))
    lock.clicked.connect(lambda: acts.append("lock"))
    put(desk, primary, lock)
    dialog = Dialog(desk)
    answered: list[str] = []
    dialog.answered.connect(answered.append)
    dialog.show_error("领取人没有签名", "什么都没有改变", "请签名", "ZC-CASE-72")
    focused = desk.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert acts == [] and dialog.isVisible()
    qtbot.keyClick(focused, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert acts == ["lock"]
    qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert answered == ["ok"] and not dialog.isVisible()
