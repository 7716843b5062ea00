"""A bag whose case ended while it was on its way, or before it went: the papers are somebody's still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.custody import RETURNED
from app.domain.rights import Grant, Right
from app.storage.log import load_case
from app.usecases.desk import Session
from app.usecases.forward import forward
from app.usecases.move_bundle import move_bundle
from tests.ui.station.test_bags import ask
from tests.ui.station.test_evening import SMALLEST, evening, found
from ui.shared.measure import cut_texts
from ui.shots.cases import NURSE_ITEM, receive
from ui.station import work

Open = Callable[..., Any]


def taken_in(station: Any) -> Any:
    """One case was taken in; who sits here may also end it, as the county would."""
    office = station.face.workplace.office
    office.enter(Session(office.desk.session.operator, tuple(map(Grant, Right))))
    case = receive(office, NURSE_ITEM, False)
    station.printed()
    return case


def end(office: Any, case: Any, how: str) -> None:
    if how == "不予受理":
        office.decline(case, "authority", "不归本机关管", "市局")
    else:
        office.withdraw(case, "不办了")


def bag_page(station: Any) -> Any:
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    page = station.face.pages["bundle"]
    station.hand.wait(lambda: page.rows, "the bag")
    station.idle()
    return page


@pytest.mark.parametrize("size", [SMALLEST, (1366, 768)])
@pytest.mark.parametrize("how", ["不予受理", "申请人撤回"])
def test_a_bag_that_comes_back_after_its_case_ended_is_listed_counted_and_goes_back_to_whom_it_belongs(
    open_station: Open, size: tuple[int, int], how: str
) -> None:
    """It had no row any more, and the evening counted no bag: originals lay nowhere."""
    station = open_station(size)
    office, shell = station.face.workplace.office, station.opening.shell
    case = taken_in(station)
    work.hand_on(office, work.bundles(office), "区里", "王五")
    end(office, case, how)
    station.printed()
    page = bag_page(station)
    assert how in page.rows[0].line.mark.text and not cut_texts(shell)
    ask(station, page, "1")
    station.hand.keys("R")
    station.hand.wait(page.bags, "the bag to be back")
    station.idle()
    assert "还给本人" in shell.band.accessibleName() and not cut_texts(shell)
    assert "1 袋要退还" in page.note.text() and page.rows[0].hasFocus(), "this row, as the words beside say"
    assert page.rows[0].line.mark.text == how and page.rows[0].line.picked is False, "it goes to nobody of itself"
    assert not page.go.isEnabled()
    point = found(evening(station), "收存的原件")
    assert point.found.startswith("1袋") and how in point.found
    station.hand.keys("Alt+Home")
    row = station.face.pages["home"].rows["bundle"].line
    station.hand.wait(lambda: station.face.pages["home"].isVisible(), "the first page")
    assert row.mark.text == "1 袋要退还" and "没有等着送" in row.sub and not cut_texts(shell)
    page = bag_page(station)
    ask(station, page, "1")
    station.hand.keys("H")
    station.hand.wait(lambda: not page.rows, "the papers to be given back")
    last = office.stores.views.case(case).bundles[-1]
    assert (last.to_place, last.hand) == (RETURNED, office.stores.views.case(case).intake.applicant.name)
    assert found(evening(station), "收存的原件").found.startswith("0袋")


def test_a_bag_that_is_back_has_the_keyboard_among_many(open_station: Open) -> None:
    """在这一行登记 was said of a row that stood elsewhere, and Enter asked about another bag."""
    station = open_station(SMALLEST)
    office = station.face.workplace.office
    cases = [taken_in(station) for _ in range(3)]
    work.hand_on(office, work.bundles(office), "区里", "王五")
    end(office, cases[1], "不予受理")
    page = bag_page(station)
    number = next(number for number, row in enumerate(page.rows) if row.line.value.ended)
    assert number == 1
    ask(station, page, "2")
    station.hand.keys("R")
    station.hand.wait(page.bags, "the bag to be back")
    station.idle()
    assert page.rows[0].hasFocus() and page.rows[0].line.value.ended == "不予受理"


def test_papers_that_never_left_are_listed_and_counted_too_when_their_case_ends(open_station: Open) -> None:
    station = open_station()
    office = station.face.workplace.office
    case = taken_in(station)
    (before,) = work.bundles(office)
    end(office, case, "不予受理")
    station.printed()
    (bag,) = work.bundles(office)
    assert (bag.code, bag.ended, before.ended) == (before.code, "不予受理", "")
    page = bag_page(station)
    ask(station, page, "1")
    station.hand.keys("S")
    station.idle()
    assert page.rows[0].line.picked and page.go.isEnabled(), "what the county keeps goes there all the same"
    work.give_back(office, bag, "李四")
    assert work.bundles(office) == () and work.carried(office) == ()


def test_what_was_missing_in_a_bag_lies_here_also_once_its_case_ended(open_station: Open) -> None:
    station = open_station()
    office = station.face.workplace.office
    case = taken_in(station)
    work.hand_on(office, work.bundles(office), "区里", "王五")
    (gone,) = work.carried(office)
    assert work.bundles(office) == ()
    work.found_fewer(office, gone, 1, 0)
    end(office, case, "不予受理")
    (bag,) = work.bundles(office)
    assert (bag.originals, bag.copies, bag.ended) == (1, 0, "不予受理")
    page = bag_page(station)
    dialog = station.opening.shell.dialog()
    for key, goes in (("N", False), ("J", True)):
        page.rows[0].click()
        for word in ("S", key):
            station.hand.wait(dialog.isVisible, word)
            station.hand.keys(word)
            station.idle()
        assert page.go.isEnabled() == goes, "nobody signs for what was missing and nobody saw since"


def test_what_a_clerk_of_the_county_found_missing_as_she_took_the_bag_lies_here_once_its_case_ended(
    open_station: Open,
) -> None:
    station = open_station()
    office = station.face.workplace.office
    case = taken_in(station)
    work.hand_on(office, work.bundles(office), "区里", "王五")
    (gone,) = work.carried(office)
    left = gone.move.originals - 1, gone.move.copies
    office.act(move_bundle, case, gone.move.bundle, "审批科", "赵六", *left, fewer="少一份原件")
    end(office, case, "不予受理")
    (bag,) = work.bundles(office)
    assert (bag.originals, bag.copies, bag.ended) == (1, 0, "不予受理")


def test_a_case_that_ended_is_not_replayed_at_every_look_and_its_bag_goes_once_it_is_given_back(
    open_station: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    station = open_station()
    office = station.face.workplace.office
    case = taken_in(station)
    end(office, case, "不予受理")
    station.printed()
    (bag,) = work.bundles(office)
    replayed: list[object] = []
    monkeypatch.setattr("app.storage.replayed.load_case", lambda tx, case: replayed.append(case) or load_case(tx, case))
    assert work.bundles(office) == (bag,) and replayed == []
    work.give_back(office, bag, "李四")
    assert work.bundles(office) == ()


def test_a_bag_that_was_only_asked_about_is_not_shown_as_going_to_the_county(open_station: Open) -> None:
    """The press that asked left a tick in the row, and the bag went nowhere."""
    station = open_station()
    office = station.face.workplace.office
    end(office, taken_in(station), "不予受理")
    station.printed()
    page = bag_page(station)
    ask(station, page, "1")
    assert not page.rows[0].isChecked()
    station.hand.keys("N")
    station.idle()
    assert not page.rows[0].isChecked() and not page.go.isEnabled()


def test_the_papers_of_a_case_that_was_forwarded_go_along_and_not_back_to_the_applicant(open_station: Open) -> None:
    """The evening said 原件要退还: who decides would have had none of her papers (许可法 35)."""
    station = open_station()
    office = station.face.workplace.office
    office.act(forward, taken_in(station), "样例市局", "由市局决定", "材料齐全")
    station.printed()
    page = bag_page(station)
    (bag,) = page.bags()
    assert bag.ended == "" and page.rows[0].isChecked() and page.go.isEnabled()
    point = found(evening(station), "收存的原件")
    assert point.found.startswith("1袋") and "退还" not in point.found
