"""资料袋交接 on the page of the case: a bag goes on with what is in it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.usecases.move_bundle import move_bundle
from tests.ui.window.cases import World
from tests.ui.window.test_case_course import more
from tests.ui.window.test_case_page import fill, open_case, page, press, settle
from ui.window.case.page import CasePage

__all__ = ["open_case", "page", "settle"]


def test_a_window_that_types_one_count_alone_loses_no_paper_of_a_bag(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """The copies were taken for missing where that field was left empty, and nobody had said so."""
    case = world.receive()
    office = world.place.office
    office.act(move_bundle, case, "B-1", "区里", "王五", 3, 2)
    open_case(case)
    more(page, "bundle", qtbot)
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
