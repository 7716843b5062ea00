"""Ctrl+K does what was named, or opens where it is done and says how: no name leads nowhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.window.days.hall import Hall
from ui.shots.room import ZHANG
from ui.window.deeds import DEEDS, do


def name(hall: Hall, words: str) -> None:
    """Type it into the palette and take the first hit."""
    hall.ctrl(Qt.Key.Key_K)
    hall.type(words)
    hall.until(lambda: hall.shell.palette_box.isVisible() and not hall.world.runner.busy())
    hall.rest()
    hall.press(Qt.Key.Key_Return)


def test_what_stands_on_the_page_is_parked_from_anywhere_and_taken_up_again(hall: Hall) -> None:
    page = hall.face.pages["intake"]
    page.card_read(ZHANG)
    hall.rest()
    page.who.go_to("phone")
    hall.type("13800000001")
    hall.rest()
    hall.press(Qt.Key.Key_F3)
    name(hall, "zancun")
    hall.until(page.state.empty)
    assert hall.shell.place() == "intake" and "已暂存" in hall.told()
    hall.press(Qt.Key.Key_F3)
    name(hall, "unfinished")
    assert page.parking.list.isVisible()


def test_who_looks_for_a_change_of_hands_comes_to_the_lock(hall: Hall) -> None:
    name(hall, "huanren")
    assert hall.face.entrance.locked.isVisible()


@pytest.mark.parametrize(("words", "place"), (("盖章登记", "print"), ("补打", "search"), ("kan juan zong", "search")))
def test_an_act_on_a_paper_or_a_case_leads_to_where_it_is_done(hall: Hall, words: str, place: str) -> None:
    name(hall, words)
    hall.until(lambda: hall.shell.place() == place)
    if place == "search":
        assert "先找到办件" in hall.told()
    else:
        assert hall.face.pages["print"].tabs.value() == "queue"


def test_no_act_is_a_dead_end_on_an_empty_window(hall: Hall) -> None:
    """Nothing parked, no item chosen, no case open: each still opens a page or says what comes first."""
    for deed in DEEDS:
        if deed.key in ("lock", "help"):
            continue
        hall.said.clear()
        do(hall.face, deed.key)
        hall.rest()
        assert hall.shell.place() == (deed.place.partition("/")[0]), deed.key
        assert not [notice for notice in hall.said if notice.code], deed.key


def test_a_form_that_is_being_filled_in_outlives_another_act_by_its_name(hall: Hall) -> None:
    """Ctrl+K 更正 with a form open: what was typed in it must stand there."""
    case = hall.world.receive(fault=False)
    page = hall.face.pages["search"]
    hall.shell.go("search")
    page.show_case(case)
    hall.until(lambda: not page.case.covered())
    hall.rest()
    assert page.case.bar.begin("withdraw")
    hall.rest()
    assert page.case.form.spec is not None
    page.case.form.set_value("reason", "申请人不办了")
    for key in ("mend", "reprint", "complain", "seal", "next"):
        do(hall.face, key)
        hall.rest()
        hall.shell.go("search")
        hall.rest()
        assert page.stack.currentWidget() is page.case and page.case.form.spec is not None, key
        assert page.case.form.values()["reason"] == "申请人不办了", key
