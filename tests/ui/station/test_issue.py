"""发件 on the lowest screen: the list, what is given and the pad each have the page, and a mouse goes between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.domain.states import CaseState
from tests.ui.station.test_evening import SMALLEST, give_out
from ui.shared.measure import cut_texts, nameless
from ui.theme import look

Open = Callable[..., Any]


def issue_desk(station: Any) -> Any:
    """The case that lies here is put on the desk by its row among those to be reminded."""
    give_out(station)
    station.hand.keys("Alt+Home")
    station.hand.keys("5")
    station.hand.wait(lambda: station.face.pages["remind"].rows, "whose result lies here")
    station.hand.click(station.face.pages["remind"].rows[0].objectName())
    station.hand.wait(lambda: station.opening.shell.place() == "handover", "the issue desk")
    station.idle()
    return station.face.pages["handover"]


def sign(page: Any) -> None:
    """A name, with a finger or a mouse."""
    pad, left = page.pad, Qt.MouseButton.LeftButton
    for x in (60, 200):
        QTest.mousePress(pad, left, pos=QPoint(x, 40))
        for step in range(1, 8):
            QTest.mouseMove(pad, QPoint(x + 10 * step, 40 + 8 * (step % 3)))
        QTest.mouseRelease(pad, left, pos=QPoint(x + 80, 60))


def test_on_the_lowest_screen_a_result_is_checked_signed_for_and_given_with_the_mouse_alone(open_station: Open) -> None:
    """Three words of what is given stood in view, the name of the item was cut to one sign, and the pad was a strip."""
    station = open_station(SMALLEST)
    page, shell = issue_desk(station), station.opening.shell
    assert page.giving.isVisible() and not page.waiting.isVisible() and not page.pad.isVisible()
    assert page.facts.isVisible() and not cut_texts(shell) and not nameless(shell)
    assert page.giving.note.text() == "张三（本人）", "who signs stands above the pad too"
    station.hand.click("station.issue.sign")
    station.idle()
    assert page.pad.isVisible() and page.pad.height() * 5 > shell.height() and not page.facts.isVisible()
    assert page.pad.width() * 10 > shell.width() * 9 and not cut_texts(shell)
    assert page.pad.visibleRegion().boundingRect().height() == page.pad.height()
    page.name.set_value("")
    station.hand.click("handover.primary")
    assert page.name.edit.hasFocus() and page.name.isVisible(), "what is wanting is asked for where it can be told"
    page.name.set_value("张三")
    station.hand.click("station.issue.sign")
    sign(page)
    station.hand.click("handover.primary")
    station.idle()
    (case,) = station.cases()
    assert case.state is CaseState.SERVED, shell.band.accessibleName()
    station.printed()
    assert page.waiting.isVisible() and not page.pad.isVisible(), "nobody's result comes to the pad by itself"


def test_the_paper_that_lets_another_fetch_is_asked_for_and_kept_while_the_pad_has_the_page(open_station: Open) -> None:
    """Behind the pad it is not in view, and must count all the same."""
    station = open_station(SMALLEST)
    page = issue_desk(station)
    page.relation.set_value("其他")
    page.name.set_value("李四")
    page._other_person()
    station.hand.click("station.issue.sign")
    sign(page)
    station.hand.click("handover.primary")
    assert page.authority.isVisible() and page.authority.edit.hasFocus(), "nothing is given without it"
    page.authority.set_value("委托书")
    station.hand.click("station.issue.sign")
    assert page._taker().authority == "委托书"


def test_on_a_higher_screen_both_panes_stand_side_by_side(open_station: Open) -> None:
    station = open_station((1366, 768))
    page = issue_desk(station)
    assert page.waiting.isVisible() and page.giving.isVisible() and page.pad.isVisible()
    assert station.opening.shell.height() >= look().theme.size.station_tall
    assert not station.hand.shown("station.issue.sign") and not station.hand.shown("station.issue.list")


def test_after_a_result_was_given_nobody_is_asked_to_sign_and_a_hand_turns_to_the_next(open_station: Open) -> None:
    """The pad stood there for nobody; on a low screen the next that was chosen stayed hidden behind the list."""
    station = open_station((1366, 768))
    page = issue_desk(station)
    page._clear_desk()
    assert not page.pad.isVisible() and not page.give.isVisible()
    page.refresh()
    station.idle()
    assert page._asked is None
    page.table.pick(0)
    assert page._step == 1
    station.idle()
    assert page.pad.isVisible()
