"""Finding a case again: by name, by number, by what a scanner reads, and the intakes that were left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.window.cases import World, button, quiet, stand
from ui.office import Office
from ui.papernumber import kept_form
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.shared.table import text_width
from ui.window import search_page
from ui.window.search_page import SearchPage


@pytest.fixture
def page(world: World, qtbot: QtBot) -> SearchPage:
    return stand(SearchPage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)


@pytest.fixture
def settle(world: World, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        quiet(world, qtbot)

    return wait


@pytest.mark.parametrize(
    ("typed", "key"),
    (
        ("LN26D07000123", "D07000123"),
        ("YL26D07000123", "D07000123"),
        ("yl26d07000123", "D07000123"),
        ("D07000123", "D07000123"),
        ("D07-000123", "D07000123"),
        (" ＬＮ２６Ｄ０７０００１２３ ", "D07000123"),
        ("LN-HS-0004711", "LN-HS-0004711"),
        ("张三", "张三"),
        ("", ""),
    ),
)
def test_what_a_scanner_or_a_hand_types_becomes_the_key_that_is_stored(typed: str, key: str) -> None:
    assert kept_form(typed) == key


def test_a_scan_opens_its_case_at_once_and_esc_goes_back(
    world: World, page: SearchPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    world.receive()
    case = world.receive(fault=False)
    code = "".join(
        ch for ch in world.place.office.case(case).papers[0].number[-12:] if ch.isascii() and ch.isalnum()
    )
    page.refresh()
    settle()
    page.field.setFocus()
    with qtbot.waitSignal(page.open_case) as opened:
        qtbot.keyClicks(page.field, f"YL26{code}")
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert opened.args == [case]
    settle()
    qtbot.waitUntil(lambda: not page.case.covered())
    assert page.case.isVisible() and page.case.case_id == case
    qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Escape)
    assert page.list.isVisible()
    settle()


def test_typing_a_name_lists_its_cases_without_enter(
    world: World, page: SearchPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    world.receive()
    nurse = world.receive("hszyzc", False, {})
    page.refresh()
    settle()
    assert page.results.rows.rowCount() == 2
    typed = QInputMethodEvent()
    typed.setCommitString("护士")
    page.field.setFocus()
    QApplication.sendEvent(page.field, typed)
    qtbot.waitUntil(lambda: page.results.rows.rowCount() == 1)
    assert page.results.current().case_id == nurse
    qtbot.keyClick(page.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.open_case) as opened:
        qtbot.keyClick(page.results, Qt.Key.Key_Return)
    assert opened.args == [nurse]
    settle()


def test_nothing_found_says_how_to_find_it(
    world: World, page: SearchPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.field.setFocus()
    qtbot.keyClicks(page.field, "D99")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "D99" in page._empty.title.text())
    assert page._shown.currentIndex() == 1
    assert "条码" in page._empty.text.text()
    settle()


def test_an_intake_that_was_left_is_resumed_from_here(
    world: World, page: SearchPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    office = world.place.office
    draft = office.new_draft()
    office.keep(draft, "item", office.search_items("hszyzc")[0].code)
    page.refresh()
    settle()
    with qtbot.waitSignal(page.resume_draft) as asked:
        qtbot.mouseClick(button(page, "search.resume.1"), Qt.MouseButton.LeftButton)
    assert asked.args == [draft]
    assert cut_texts(page) + nameless(page) + tab_jumps(page) == []


def test_the_last_change_of_a_case_is_read_whole_in_the_list_on_an_old_screen(
    page: SearchPage, settle: Callable[[], None]
) -> None:
    """「11月28日 15…」: which of her cases of that day it was could not be seen."""
    settle()
    last = page.results.rows.columnCount() - 1
    assert page.results.columnWidth(last) >= text_width("12月28日 15:28")
    assert page.results.columnWidth(0) > page.results.columnWidth(last), "the name of the item keeps its room"


def test_the_list_comes_though_prints_and_the_line_move_faster_than_it_is_read(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each move took the place of the search before it: with hundreds of prints under way 查询 stood empty for ever."""
    world.receive(fault=False)
    page = stand(SearchPage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)
    real, moving = search_page.search_cases, [True]

    def moved(office: Office, words: str) -> search_page.Found:
        if moving:
            world.runner.post(page.refresh)
        return real(office, words)

    monkeypatch.setattr(search_page, "search_cases", moved)
    try:
        page.refresh()
        qtbot.waitUntil(lambda: page.results.rows.rowCount() == 1)
    finally:
        moving.clear()
    case = world.receive(fault=False)
    page.refresh()
    page.refresh()
    qtbot.waitUntil(lambda: case in {line.case_id for line in page.results.rows.rows()})
    quiet(world, qtbot)
