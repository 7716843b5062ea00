"""What a picture must not show is found: each check sees the flaw it is for, and passes what is well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.table import Column, Table
from ui.shots.judge import Words, blanks, colours, complaints, cut_cells, overlaps
from ui.shots.room import Camera

Present = Callable[[QWidget], None]
WORDS = Words({"a": "收件"})


def page(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.resize(600, 300)
    row = QHBoxLayout(made)
    for part in parts:
        row.addWidget(part)
    return made


def test_a_page_that_is_well_has_no_complaint(app: QApplication, present: Present) -> None:
    pane = Pane("谁")
    pane.body.addWidget(Text("张三"))
    shown = page(pane, QPushButton("收件"))
    present(shown)
    assert complaints(shown, WORDS, shown.grab().toImage()) == []


def test_neighbours_that_lie_over_each_other_are_found(app: QApplication, present: Present) -> None:
    made = QWidget()
    made.resize(400, 200)
    one, other = QLabel("一", made), QLabel("二", made)
    one.setGeometry(10, 10, 100, 40)
    other.setGeometry(60, 20, 100, 40)
    present(made)
    assert overlaps(made) == ["QLabel '一' and QLabel '二' in QWidget ''"]
    other.setGeometry(111, 10, 100, 40)
    assert overlaps(made) == []


def test_a_pane_without_a_word_and_a_button_without_a_name_are_found(
    app: QApplication, present: Present
) -> None:
    empty = Pane("")
    shown = page(empty, QPushButton(""))
    present(shown)
    assert len(blanks(shown)) == 2


def test_a_word_that_is_cut_off_is_found(app: QApplication, present: Present) -> None:
    label = Text("最迟 10月10日（周六，调休上班）告知", wrap=False)
    label.setFixedWidth(60)
    shown = page(label)
    present(shown)
    found = complaints(shown, WORDS, shown.grab().toImage())
    assert len(found) == 1 and found[0].startswith("cut:")


def test_a_state_that_its_column_cuts_is_found_and_a_table_makes_room_for_it(
    app: QApplication, present: Present
) -> None:
    table = Table([Column("来源", 40, lambda row: Word(row, "warn")), Column("什么事", 0, str)], "对账")
    table.set_rows(["从别的窗口转来"])
    shown = page(table)
    present(shown)
    assert cut_cells(shown) == []
    table.horizontalHeader().resizeSection(0, 60)
    (told,) = cut_cells(shown)
    assert "从别的窗口转来" in told


def test_a_table_without_rows_and_without_a_word_is_found(app: QApplication, present: Present) -> None:
    silent, told = Table([Column("事项", 0, str)], "待领取"), Table([Column("事项", 0, str)], "线索", blank="没有线索")
    shown = page(silent, told)
    present(shown)
    assert blanks(shown) == ["Table '待领取' without rows and without a word"]
    silent.set_rows(["护士执业注册"])
    assert blanks(shown) == []


def test_a_page_on_which_nothing_was_drawn_is_found(app: QApplication) -> None:
    plain = QImage(400, 300, QImage.Format.Format_RGB32)
    plain.fill(0xFFFFFF)
    assert colours(plain) == 1


@pytest.mark.parametrize(
    ("text", "raw", "foreign"),
    [
        ("intake.title", True, False),
        ("共 {count} 件", True, False),
        ("收件", False, True),
        ("共 3 件", False, True),
        ("张三", False, False),
        ("Intake", False, False),
    ],
)
def test_words_of_the_other_language_and_keys_without_words_are_told_from_data(
    text: str, raw: bool, foreign: bool
) -> None:
    words = Words(
        {"intake.title": "Intake", "intake.count": "{count} cases"},
        {"intake.title": "收件", "intake.count": "共 {count} 件"},
    )
    assert (words.raw(text), words.untranslated(text)) == (raw, foreign or (raw and "共" in text))


def test_a_window_that_grew_beyond_its_screen_is_found(app: QApplication, tmp_path: Path, present: Present) -> None:
    """The picture would show everything, while on the desk the lowest buttons are off the screen."""
    page = QWidget()
    page.setMinimumHeight(700)
    present(page)
    camera = Camera(tmp_path, ((1024, 600),), Words({}))
    camera.take("tall", page, app.processEvents)
    assert [one for one in camera.taken[0]["found"] if one.startswith("larger than its screen: 1024x700")]
