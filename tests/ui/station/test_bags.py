"""What goes wrong with a bag on its way: not taken, a paper missing, scanned twice or by mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.bundles import fewer
from app.ports.equipment import CodeScan
from app.storage.log import load_case
from tests.ui.station.test_evening import SMALLEST, evening, found, take_in
from ui.shared.measure import cut_texts
from ui.station import work

Open = Callable[..., Any]


def left(station: Any) -> Any:
    """One bag left with the driver; the page of the bags is open."""
    take_in(station)
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    page = station.face.pages["bundle"]
    station.hand.wait(page.bags, "the bag")
    station.idle()
    station.hand.type("station.bundle.hand", "王五")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.rows and not page.bags(), "the hand-over")
    station.idle()
    return page


def ask(station: Any, page: Any, key: str) -> None:
    """The row is opened and the question answered."""
    dialog = station.opening.shell.dialog()
    station.hand.keys(key)
    station.hand.wait(dialog.isVisible, "the question")
    assert not cut_texts(station.opening.shell)


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768)])
def test_a_bag_that_the_county_did_not_take_lies_here_again_and_goes_on_the_next_list(
    open_station: Open, size: tuple[int, int]
) -> None:
    """It could be put on no list any more, and the evening counted no bag here."""
    station = open_station(size)
    page = left(station)
    assert page.rows[0].line.mark.text == "已交走" and "王五" in page.rows[0].line.sub
    assert not cut_texts(station.opening.shell)
    ask(station, page, "1")
    station.hand.keys("R")
    station.hand.wait(page.bags, "the bag to be back")
    station.idle()
    (bag,) = page.bags()
    moves = station.cases()[0].bundles
    assert [each.bundle for each in moves] == [bag.code] * 2 and moves[-1].to_place == "样例镇政务服务驿站"
    assert "演练员" in moves[-1].hand, "who answers for it now"
    assert (bag.originals, bag.copies) == (moves[0].originals, moves[0].copies)
    day = evening(station)
    assert found(day, "收存的原件").found.startswith("1袋")
    assert "1份收件凭证的章在区里" in found(day, "待盖章").found, "it came back in the bag"
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    station.hand.wait(page.bags, "the bag")
    station.idle()
    station.hand.type("station.bundle.hand", "赵六")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.rows and not page.bags(), "the second round")
    assert station.cases()[0].bundles[-1].hand == "赵六"


def test_a_paper_that_is_missing_in_the_bag_counts_as_lying_here_until_it_is_sent(open_station: Open) -> None:
    station = open_station(SMALLEST)
    page = left(station)
    before = station.cases()[0].bundles[-1]
    ask(station, page, "1")
    station.hand.keys("S")
    dialog = station.opening.shell.dialog()
    station.idle()
    station.hand.wait(dialog.isVisible, "what is missing")
    assert not cut_texts(station.opening.shell)
    for digit in "B-Z01-000012":  # a scanner that types into the question says nothing
        station.hand.keys(digit)
    assert dialog.isVisible() and station.cases()[0].bundles[-1] == before
    station.hand.keys("Y")
    station.hand.wait(page.bags, "the missing paper")
    station.idle()
    after = station.cases()[0].bundles[-1]
    assert (after.originals, after.copies) == (before.originals - 1, before.copies)
    assert (after.to_place, after.hand) == (before.to_place, before.hand), "the bag itself is where it was"
    (gone,) = work.carried(station.face.workplace.office)
    assert gone.move.at == before.at, "when it left, not when it was counted"
    (bag,) = page.bags()
    assert (bag.originals, bag.copies, bag.code) == (1, 0, f"{before.bundle}-2")
    assert "先在本站找" in station.opening.shell.band.accessibleName()
    page = evening(station)
    assert found(page, "待盖章").found == "0份", "the receipt went with the bag: it is not said to lie here"
    assert found(page, "收存的原件").found.startswith("1袋")


def test_the_last_paper_of_a_bag_is_not_called_missing(open_station: Open) -> None:
    station = open_station()
    left(station)
    (carried,) = work.carried(station.face.workplace.office)
    assert fewer(carried.move, carried.move.originals, carried.move.copies) is None


@pytest.mark.parametrize("typed", [True, False])
def test_a_bag_that_is_scanned_twice_counts_once_and_one_from_elsewhere_is_not_sent_along(
    open_station: Open, typed: bool
) -> None:
    """The code of a bag stood in 交给谁 as the name of who took it."""
    station = open_station()
    take_in(station)
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    page, band = station.face.pages["bundle"], station.opening.shell.band
    station.hand.wait(page.bags, "the bag")
    station.idle()
    (bag,) = page.bags()

    def scan(code: str) -> None:
        if typed:
            station.hand.type("station.bundle.hand", code)
            station.hand.keys("Return")
        else:
            station.face.code_scanned(CodeScan("unknown", code))
        station.idle()

    page.rows[0].click()
    station.idle()
    assert bag.code in page.unticked
    for said in ("扫到 B-", "只算一袋"):
        scan(bag.code)
        assert said in band.accessibleName() and "要送的 1 袋，扫到 1 袋" in band.accessibleName()
        assert bag.code not in page.unticked and page.hand.value() == ""
    scan("B-Z09-000001")
    assert "不是本站要送的" in band.accessibleName() and page.hand.value() == ""
    station.hand.type("station.bundle.hand", "王五")
    station.hand.keys("Return")
    station.idle()
    assert page.hand.value() == "王五", "a name stays a name"


def test_only_the_bags_of_cases_that_changed_are_looked_at_anew_and_none_is_told_as_it_was(
    open_station: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two thousand open cases every look at the first page replayed all of them: a second in which nothing saved.
    """
    station = open_station()
    for _ in range(2):
        take_in(station)
        station.hand.keys("Alt+Home")
        station.idle()
    office = station.face.workplace.office
    replayed: list[object] = []
    monkeypatch.setattr("app.storage.replayed.load_case", lambda tx, case: replayed.append(case) or load_case(tx, case))
    first, second = work.bundles(office)
    replayed.clear()
    assert work.bundles(office) == (first, second) and replayed == []
    work.hand_on(office, (first,), "区里", "王五")
    assert work.bundles(office) == (second,) and replayed == [first.case_id]
