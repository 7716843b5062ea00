"""Who brings only the 办件编号 of her paper is found at the window, and the page of her case shows that number."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.domain.case_number import case_number
from app.domain.records import NumberBlock
from tests.ui.window.cases import World, quiet, stand
from ui.shared.labels import Text
from ui.station.work import find as station_find
from ui.theme import look
from ui.window.case.page import CasePage
from ui.window.finding import find
from ui.window.handover_list import look_for
from ui.window.search_page import SearchPage

TAIL = 12


@pytest.fixture
def case(world: World) -> UUID:
    world.receive("hszyzc", False, {})
    return world.receive(fault=False)


@pytest.fixture
def number(world: World, case: UUID) -> str:
    return case_number(world.place.office.case(case))


def test_the_search_page_opens_the_case_of_the_number_as_it_is_typed(
    world: World, case: UUID, number: str, qtbot: QtBot
) -> None:
    page = stand(SearchPage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)
    page.refresh()
    quiet(world, qtbot)
    page.field.setFocus()
    with qtbot.waitSignal(page.open_case) as opened:
        qtbot.keyClicks(page.field, f"{number[:-TAIL]} {number[-TAIL:-4]}-{number[-4:]}")
        qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert opened.args == [case]
    quiet(world, qtbot)


def test_every_other_place_that_asks_for_a_number_knows_it_too(world: World, case: UUID, number: str) -> None:
    office = world.place.office
    assert ("case", case) in [hit.value for group in find(office, number) for hit in group.hits], "Ctrl+K"
    assert look_for(office, number) == (case, 0), "发件"
    assert [line.case_id for line in station_find(office, number)] == [case], "the station"


def test_at_the_issue_desk_a_number_that_two_were_told_is_not_said_to_be_unknown(world: World, case: UUID) -> None:
    """While only four digits were told, ten thousand numbers lay between two cases of one."""
    world.place.blocks.add(NumberBlock("b2", "paper", 10_000, 10_500))
    office = world.place.office
    ends = office.case(case).papers[0].number[-5:-1]
    with world.place.database.writing() as connection:
        connection.execute(text("UPDATE number_blocks SET next = last + 1 WHERE id = 'b1'"))
        connection.execute(text("UPDATE number_blocks SET next = first + :n WHERE id = 'b2'"), {"n": int(ends)})
    other = world.receive(fault=False)
    with world.place.database.writing() as connection:
        connection.execute(
            text("UPDATE events SET payload = json_remove(payload, '$.serial') WHERE type = 'paper_issued'")
        )
    number = case_number(office.case(case))
    assert number == case_number(office.case(other))
    assert look_for(office, number) == (None, 2)


def test_the_head_of_a_case_shows_the_number_of_its_papers_and_gives_it_to_be_copied(
    world: World, case: UUID, number: str, qtbot: QtBot
) -> None:
    """It called the end of an inner identifier 办件编号: no paper had it, and nobody was found by it."""
    page = stand(CasePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)
    page.show_case(case)
    quiet(world, qtbot)
    facts = page.findChild(Text, "case.facts")
    assert facts is not None and f"办件编号 {number}" in facts.text() and str(case)[-TAIL:] not in facts.text()
    facts.setSelection(facts.text().index(number), len(number))
    qtbot.keyClick(facts, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QApplication.clipboard()
    assert clipboard is not None and clipboard.text() == number
    assert look().texts.language == "zh-CN"
