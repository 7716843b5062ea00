"""A bag with nothing in it: on its way, at the county, or before it leaves; nobody is said to have had its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.values import replace
from tests.ui.station.test_bags import ask, left
from tests.ui.station.test_evening import SMALLEST, evening, found, take_in
from ui.shared.measure import cut_texts
from ui.station import work

Open = Callable[..., Any]
SIZES = [SMALLEST, (1366, 768)]


def answer(station: Any, *keys: str) -> None:
    """Question after question, each read whole."""
    dialog = station.opening.shell.dialog()
    for key in keys:
        station.hand.wait(dialog.isVisible, f"the question for {key}")
        assert not cut_texts(station.opening.shell)
        station.hand.keys(key)
        station.idle()


@pytest.mark.parametrize("size", SIZES)
def test_a_bag_that_was_opened_empty_is_recorded_with_a_word_and_its_papers_are_on_no_list_until_they_are_found(
    open_station: Open, size: tuple[int, int]
) -> None:
    """The last paper of a bag could not be called missing: the county signed for it, or nothing was on record."""
    station = open_station(size)
    page = left(station)
    before = station.cases()[0].bundles[-1]
    ask(station, page, "1")
    answer(station, "S", "Q", "K")
    after = station.cases()[0].bundles[-1]
    assert (after.originals, after.copies, after.fewer) == (0, 0, "区里打开时是空袋")
    assert (after.hand, after.to_place) == (before.hand, before.to_place)
    station.hand.wait(page.bags, "the papers that are to be found")
    (bag,) = page.bags()
    held = before.originals, before.copies
    assert (bag.originals, bag.copies, bag.sought) == (*held, sum(held))
    assert page.rows[0].line.mark.text.endswith("份要找") and page.rows[1].line.mark.text == "空袋"
    assert not page.go.isEnabled() and "已选 0 袋" in page.note.text(), "of itself it goes with nobody"
    assert not cut_texts(station.opening.shell)
    day = evening(station)
    assert "要找" in str(found(day, "收存的原件").found)
    assert "1份收件凭证的章在区里" in found(day, "待盖章").found, "the receipt was no more in it than the papers"


def test_what_was_found_of_an_empty_bag_goes_on_and_the_rest_stays_to_be_found(open_station: Open) -> None:
    station = open_station()
    page = left(station)
    count = station.cases()[0].bundles[-1]
    ask(station, page, "1")
    answer(station, "S", "Q", "L")
    station.hand.wait(page.bags, "the papers that are to be found")
    page.rows[0].click()
    answer(station, "F", "Escape")
    assert not page.go.isEnabled(), "who looked away said nothing"
    page.rows[0].click()
    answer(station, "F", "Y", "J")
    assert page.go.isEnabled() and page.rows[0].line.picked
    station.hand.type("station.bundle.hand", "赵六")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len(station.cases()[0].bundles) == 3, "the second round")
    station.idle()
    second = station.cases()[0].bundles[-1]
    assert (second.originals, second.copies) == (count.originals - 1, count.copies)
    (bag,) = page.bags()
    assert (bag.originals, bag.copies, bag.sought) == (1, 0, 1) and not page.go.isEnabled()


@pytest.mark.parametrize("size", SIZES)
def test_a_bag_whose_papers_are_not_to_be_found_is_said_to_be_empty_before_anybody_signs_for_it(
    open_station: Open, size: tuple[int, int]
) -> None:
    station = open_station(size)
    take_in(station)
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    page = station.face.pages["bundle"]
    station.hand.wait(page.bags, "the bag")
    station.idle()
    assert not cut_texts(station.opening.shell)
    page.rows[0].setFocus()
    station.hand.keys("Alt+E")
    answer(station, "Q")
    (move,) = station.cases()[0].bundles
    assert (move.originals, move.copies, move.fewer) == (0, 0, work.NOT_HERE) and "演练员" in move.hand
    station.hand.wait(lambda: page.bags() and page.bags()[0].sought, "the papers that are to be found")
    assert not page.go.isEnabled() and len(page.rows) == 1
    station.hand.keys("Alt+Home")
    station.idle()
    home = station.face.pages["home"]
    assert "要找" in home.rows["bundle"].line.mark.text and "没有等着送" in home.rows["bundle"].line.sub


def test_a_bag_of_one_paper_is_empty_without_it_and_an_empty_one_cannot_lack_more(open_station: Open) -> None:
    """按 S was written in the question of a bag of one, and S did nothing."""
    station = open_station(SMALLEST)
    page = left(station)
    (bag,) = work.carried(page.office)
    for originals, asks in ((1, True), (0, False)):
        page._ask_left(replace(bag, move=replace(bag.move, originals=originals, copies=0)))
        dialog = station.opening.shell.dialog()
        station.hand.wait(dialog.isVisible, "the question")
        words = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
        assert "按 R" in words and ("按 S" in words) == asks
        if asks:
            station.hand.keys("S")
            station.idle()
            words = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
            assert "按 Q" in words and "少几份" not in words
        answer(station, "N")
