"""资料袋交接 on the page of the case: a bag goes on with what is in it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.storage.custody import SqlCustody, lying_of
from app.usecases.move_bundle import move_bundle
from tests.ui.window.cases import World
from tests.ui.window.test_case_course import more
from tests.ui.window.test_case_page import fill, open_case, page, press, settle
from ui.theme import t
from ui.window.case.page import CasePage
from ui.window.case.sentences import sentence

__all__ = ["open_case", "page", "settle"]


def taking(world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None]) -> UUID:
    """A case whose bag of three originals and two copies lies at the county, with the form for who takes it now."""
    case = world.receive()
    world.place.office.act(move_bundle, case, "B-1", "区里", "王五", 3, 2)
    open_case(case)
    more(page, "bundle", qtbot)
    return case


def test_a_window_that_types_one_count_alone_loses_no_paper_of_a_bag(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """The copies were taken for missing where that field was left empty, and nobody had said so."""
    case = taking(world, page, qtbot, open_case)
    office = world.place.office
    fill(page, "case.bundle.place", "审批科", qtbot)
    fill(page, "case.bundle.hand", "赵六", qtbot)
    fill(page, "case.bundle.originals", "3", qtbot)
    press(page, "case.bundle.save", qtbot)
    settle()
    assert [(each.to_place, each.originals, each.copies) for each in office.case(case).bundles] == [("区里", 3, 2)]
    assert world.window.notices[-1].code == "ZC-CASE-25" and "份数留空" in world.window.notices[-1].next
    page.window().findChild(QLineEdit, "case.bundle.originals").clear()
    press(page, "case.bundle.save", qtbot)
    settle()
    moves = office.case(case).bundles
    assert [(each.to_place, each.originals, each.copies) for each in moves] == [("区里", 3, 2), ("审批科", 3, 2)]
    assert page.seen is not None and page.seen.case.bundles == moves


def test_who_finds_fewer_papers_in_a_bag_takes_it_with_a_word_and_the_rest_is_looked_for_where_it_was_taken_in(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """It was refused whatever she typed, so that she signed for papers that were not there."""
    case = taking(world, page, qtbot, open_case)
    office = world.place.office
    for name, value in (("place", "审批科"), ("hand", "赵六"), ("originals", "3"), ("copies", "1")):
        fill(page, f"case.bundle.{name}", value, qtbot)
    fill(page, "case.bundle.fewer", "少户口本复印件", qtbot)
    press(page, "case.bundle.save", qtbot)
    settle()
    last = office.case(case).bundles[-1]
    assert (last.hand, last.originals, last.copies, last.fewer) == ("赵六", 3, 1, "少户口本复印件")
    assert page.seen is not None
    (said,) = [said for each in page.seen.events if "少户口本" in (said := sentence(each.event, page.seen.case, t))]
    assert said.endswith("比登记的少：少户口本复印件")


def test_a_word_of_what_is_missing_is_not_dropped_where_the_counts_were_left_empty(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """The bag was recorded as whole and what she had written was gone; one count alone said all copies were missing."""
    case = taking(world, page, qtbot, open_case)
    office = world.place.office
    for name, value in (("place", "审批科"), ("hand", "赵六"), ("fewer", "少户口本复印件")):
        fill(page, f"case.bundle.{name}", value, qtbot)
    for count in ("", "3"):
        fill(page, "case.bundle.originals", count, qtbot)
        press(page, "case.bundle.save", qtbot)
        settle()
        assert len(office.case(case).bundles) == 1
        assert page.window().findChild(QLineEdit, "case.bundle.fewer").text() == "少户口本复印件"
    fill(page, "case.bundle.copies", "1", qtbot)
    press(page, "case.bundle.save", qtbot)
    settle()
    last = office.case(case).bundles[-1]
    assert (last.originals, last.copies, last.fewer) == (3, 1, "少户口本复印件")


def test_who_opens_an_empty_bag_signs_for_nothing_that_was_in_it(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """It was refused: 一份也没有的不接, so that the bag that lay before her stayed with whoever had brought it."""
    case = taking(world, page, qtbot, open_case)
    office = world.place.office
    for name, value in (("place", "审批科"), ("hand", "赵六"), ("originals", "0"), ("copies", "0")):
        fill(page, f"case.bundle.{name}", value, qtbot)
    fill(page, "case.bundle.fewer", "打开是空袋", qtbot)
    press(page, "case.bundle.save", qtbot)
    settle()
    last = office.case(case).bundles[-1]
    assert (last.hand, last.originals, last.copies, last.fewer) == ("赵六", 0, 0, "打开是空袋")
    (line,) = SqlCustody(world.place.database).of_case(case)
    assert "空袋" in lying_of(line).words and "原件0份" not in lying_of(line).words
