"""发件 on the old counter PCs: what the clerk must say is in view, and nothing scrolls while the pad may be lower."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from resources import path
from tests.ui.window.days.hall import SIZES, Hall
from tests.ui.window.days.test_handover_card import put, waits
from tests.ui.window.days.test_handover_proof import ALL
from tests.ui.window.intake.room import LI
from ui.shared.pane import Pane
from ui.texts import ENGLISH, Texts
from ui.theme import look
from ui.window.handover_page import HandoverPage


def seen(pane: Pane, part: QWidget) -> bool:
    """Whether all of ``part`` is in view."""
    view = part.visibleRegion().boundingRect()
    return pane.isAncestorOf(part) and view.size() == part.size()


def test_who_is_nobody_to_the_case_brings_what_is_to_be_said_of_her_into_view(hall: Hall) -> None:
    """The message asked to choose the relation, and its height pushed the choice behind the pad."""
    _, page = hall.licence_at_desk(*ALL)
    hall.shell.resize(*SIZES[0])
    hall.rest()
    put(hall, LI)
    assert "选好与申请人的关系" in hall.told() and seen(page.giving, page.relation)


def test_a_warning_below_one_of_two_fields_leaves_the_other_where_it_is(hall: Hall) -> None:
    _, page = hall.licence_at_desk(*ALL)
    page.relation.set_value("其他")
    page._other_person()
    hall.rest()
    before = page.name.mapTo(page, page.name.rect().topLeft()).y()
    hall.enter()
    hall.rest()
    assert page.authority.isVisible() and "请写明" in hall.words()
    top = [each.mapTo(page, each.rect().topLeft()).y() for each in (page.name, page.authority)]
    assert top[0] == top[1], "the name stood in the middle of the other's three lines"
    assert before <= top[0] + page.name.height()


@pytest.mark.parametrize("language", ["zh-CN", ENGLISH])
def test_what_has_room_is_not_scrolled_while_the_pad_may_be_lower(hall: Hall, language: str) -> None:
    before, world = look().texts, hall.world
    case = waits(hall)
    look().speak(Texts.load(path("texts"), language))
    page = HandoverPage(hall.office, world.runner, world.scheduler, world.tell)
    try:
        page.resize(1278, 720)  # what the bars leave of 1366×768
        page.show()
        page.show_case(case)
        hall.rest()
        shown = page.giving.inner.visibleRegion().boundingRect()
        low = page.pad.height() <= look().theme.size.pad_height // 2
        assert low or shown.height() == page.giving.inner.height(), (shown, page.giving.inner.height())
    finally:
        page.close()
        page.deleteLater()
        look().speak(before)
