"""F1: a page of help for every page there is, with the keys that really work; found by words; nothing goes stale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from resources import path
from tests.ui.window.days.hall import Hall
from ui.guide.book import found, help_page, pages
from ui.guide.keys import KeyLine, keys_of
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts, nameless
from ui.station.shell import PLACES as STATION_PLACES
from ui.texts import Texts
from ui.window.inner import INNER
from ui.window.rail import PLACES

WORDS = Texts.load(path("texts"))
WINDOW_PAGES = [key for key, _, _ in PLACES] + [page.key for page in INNER] + ["case"]


@pytest.mark.parametrize(
    ("face", "key"),
    [("window", key) for key in WINDOW_PAGES] + [("station", key) for key in sorted(STATION_PLACES)],
)
def test_every_page_says_what_it_is_for_three_things_and_what_to_do_when_it_fails(
    face: str, key: str
) -> None:
    page = help_page(WORDS, face, key)
    assert page.name and len(page.what) > 10 and len(page.does) == 3 and all(page.does)
    assert len(page.fail) > 8, "somebody stands there with a fault and reads this"


def test_who_looks_for_words_finds_the_page_that_speaks_of_them() -> None:
    assert found(WORDS, "卡纸")[0].key == "print"
    assert found(WORDS, "收件")[0].name in ("收件", "驿站收件"), "a page of that name comes first"
    assert found(WORDS, "") == () and found(WORDS, "火星文") == ()
    assert len({page.key for page in pages(WORDS)}) == len(pages(WORDS))


def words(hall: Hall) -> str:
    sheet = hall.face.guide.sheet
    assert sheet is not None and sheet.isVisible()
    return " ".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisibleTo(sheet))


def test_f1_shows_the_help_of_the_open_page_with_the_keys_on_its_buttons(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F3)
    hall.press(Qt.Key.Key_F1)
    said = words(hall)
    assert "待办与时限" in said and "Ctrl+J 交接与日结" in said and "F4 发件" in said
    sheet = hall.face.guide.sheet
    assert sheet is not None
    assert cut_texts(sheet) == [] and nameless(sheet) == []
    hall.press(Qt.Key.Key_F4)
    assert hall.shell.place() == "due", "keys of the page below sleep"
    hall.press(Qt.Key.Key_Escape)
    hall.press(Qt.Key.Key_F2)
    hall.press(Qt.Key.Key_F1)
    assert "一页办完一位" in words(hall)


def test_a_choice_that_is_hidden_has_no_key_in_the_help(hall: Hall) -> None:
    """护照 was listed while the page asked for an ID card only."""
    listed = {line.words for line in hall.face.guide.keys_here()}
    assert any("身份证件" in words for words in listed) and not any("护照" in words for words in listed)


def test_a_key_that_a_button_gets_stands_in_the_help_at_once(hall: Hall) -> None:
    page = hall.face.pages["due"]
    button = KeyButton("新的按钮", "Ctrl+Shift+Y", parent=page)
    assert KeyLine("Ctrl+Shift+Y", "新的按钮") in keys_of(page)
    button.set_key("Ctrl+Shift+U")
    listed = {line.key for line in keys_of(page)}
    assert "Ctrl+Shift+U" in listed and "Ctrl+Shift+Y" not in listed


def test_help_is_found_with_ctrl_k_and_opens_from_there(hall: Hall) -> None:
    hall.ctrl(Qt.Key.Key_K)
    hall.type("卡纸")
    hall.rest()
    hall.press(Qt.Key.Key_Return)
    assert "打印与空白证照" in words(hall) and "取出纸" in words(hall)


def test_no_help_opens_over_a_lock(hall: Hall) -> None:
    hall.shell.lock_wanted.emit()
    hall.face.guide.help()
    assert hall.face.guide.sheet is None


def test_words_of_two_lines_and_a_key_of_two_buttons_are_told_apart(app: QApplication) -> None:
    page = QWidget()
    for words in ("To do and\ndeadlines", "Dead-\nlines"):
        button = QPushButton(words, page)
        action = QAction(button)
        action.setShortcut("F3")
        button.addAction(action)
    assert [(line.key, line.words) for line in keys_of(page)] == [("F3", "To do and deadlines; Deadlines")]
