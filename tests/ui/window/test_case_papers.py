"""The list of papers on the page of a case, gone through with the arrows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window.cases import World, stand
from ui.window.case.page import CasePage
from ui.window.case.papers import PaperCard

K = Qt.Key


@pytest.fixture
def page(world: World, qtbot: QtBot) -> CasePage:
    return stand(CasePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)


def open_case(world: World, page: CasePage, qtbot: QtBot) -> None:
    case = world.receive(fault=False)
    world.place.office.accept(case)
    page.show_case(case)
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.case.id == case and not page.covered())
    alt_2(page, qtbot)


def alt_2(page: CasePage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, K.Key_2, Qt.KeyboardModifier.AltModifier)


def press(key: Qt.Key, qtbot: QtBot) -> None:
    now = QApplication.focusWidget()
    assert now is not None
    qtbot.keyClick(now, key)


def on_card(page: CasePage) -> int:
    """The paper that has the keyboard, counted from 0; -1 for none."""
    now: QWidget | None = QApplication.focusWidget()
    cards = page.papers.findChildren(PaperCard)
    return next((n for n, card in enumerate(cards) if card is now or card.isAncestorOf(now)), -1)


def test_down_goes_to_the_next_paper_at_the_same_button_and_up_comes_back(
    world: World, page: CasePage, qtbot: QtBot
) -> None:
    case = world.receive(fault=False)
    world.place.office.accept(case)
    world.all_out()
    page.show_case(case)
    qtbot.waitUntil(lambda: page.seen is not None and not page.covered())
    alt_2(page, qtbot)
    assert on_card(page) == 0
    press(K.Key_Right, qtbot)
    first = QApplication.focusWidget()
    assert first is not None and first.objectName().endswith(".reprint")
    press(K.Key_Down, qtbot)
    second = QApplication.focusWidget()
    assert on_card(page) == 1 and second is not None and second.objectName().endswith(".reprint")
    press(K.Key_Up, qtbot)
    assert QApplication.focusWidget() is first
    press(K.Key_Down, qtbot)
    press(K.Key_G, qtbot)
    assert page.form.spec is not None and page.form.spec.name == "seal"


def test_a_paper_with_which_nothing_can_be_done_yet_is_gone_through_too(
    world: World, page: CasePage, qtbot: QtBot
) -> None:
    open_case(world, page, qtbot)
    assert on_card(page) == 0
    press(K.Key_Down, qtbot)
    assert on_card(page) == 1
    press(K.Key_Down, qtbot)
    assert on_card(page) == 1, "below it stands what is still to come"
    press(K.Key_Up, qtbot)
    assert on_card(page) == 0


def test_when_nothing_is_left_to_do_the_keyboard_stands_on_a_paper_and_not_on_the_way_to_the_materials(
    world: World, page: CasePage, qtbot: QtBot
) -> None:
    """Closing the last form left it on 看材料 in the head, where the keys that the papers show are dead."""
    case = world.receive(fault=False)
    world.place.office.accept(case)
    world.all_out()
    page.show_case(case)
    qtbot.waitUntil(lambda: page.seen is not None and not page.covered())
    way = page.papers.findChild(QWidget, "case.tab.materials")
    assert way is not None and way.isVisible()
    way.setFocus()
    alt_2(page, qtbot)
    assert on_card(page) == 0
    press(K.Key_B, qtbot)
    assert page.form.spec is not None and page.form.spec.name == "reprint"
