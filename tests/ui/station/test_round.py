"""The round to the county with a fault in the middle, and what a station must not say: it never accepts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.paper import PaperKind
from tests.ui.station.test_evening import evening, found, take_in
from tests.ui.station.test_journeys import screen_words, words_of_paper
from ui.station.slip import slips
from ui.station.work import SIGN, bundles

Open = Callable[..., Any]
SMALLEST = (1024, 530)


def to_round(station: Any) -> Any:
    """Who takes the bags is typed; nothing left yet."""
    station.hand.keys("Alt+Home")
    station.hand.keys("2")
    station.idle()
    station.hand.type("station.bundle.hand", "王五")
    return station.face.pages["bundle"]


def test_a_round_that_is_confirmed_twice_in_a_hurry_leaves_once_and_on_one_list(open_station: Open) -> None:
    """A tired finger on Ctrl+Enter: a second list would tell of bags that are gone."""
    station = open_station(SMALLEST)
    take_in(station)
    to_round(station)
    target = QApplication.focusWidget()
    for _ in range(2):  # nothing is done between them
        QTest.keyClick(target, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    station.idle()
    (case,) = station.cases()
    assert len(case.bundles) == 1 and not bundles(station.face.workplace.office)
    (kept,) = slips(station.face.workplace)
    assert [bag.code for bag in kept.bags] == [case.bundles[0].bundle]


def test_a_receipt_that_is_printed_once_more_after_its_bag_left_leaves_nothing_for_the_evening(
    open_station: Open,
) -> None:
    """Another sheet bears no seal yet; where it is sealed is the county's, and the first went there already."""
    station = open_station(SMALLEST)
    take_in(station)
    to_round(station)
    station.hand.keys("Ctrl+Return")
    station.idle()
    (receipt,) = station.cases()[0].papers_of(PaperKind.RECEIPT)
    station.face.workplace.office.reprint(station.cases()[0].id, receipt.document_id, "群众丢失")
    station.printed()
    (again,) = station.cases()[0].papers_of(PaperKind.RECEIPT)
    assert (again.printings, again.is_out, again.awaits_seal) == (2, True, True)
    page = evening(station)
    assert found(page, "待盖章").found == "0份" and found(page, "未签收").found == "0份"


def test_no_word_of_a_station_says_that_somebody_was_accepted(open_station: Open) -> None:
    """It takes in, and the county decides (S4 5(2)): who heard 已受理 here would count days that do not run."""
    station = open_station()
    station.begin()
    station.collect()
    claims = re.compile(r"已受理|可以?受理|予以受理|受理成功")
    for step in range(SIGN + 1):
        station.intake.show_step(step)
        station.idle()
        assert not claims.search(screen_words(station)), step
    assert "受理由区里决定" in screen_words(station)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    assert not claims.search(screen_words(station))
    paper = words_of_paper(station, PaperKind.RECEIPT)
    assert "不代表已受理" in paper and not claims.search(paper.replace("不代表已受理", "")), "it is no acceptance"
    (case,) = station.cases()
    assert case.accepted is None and not case.papers_of(PaperKind.ACCEPTANCE)
    for key in ("2", "3", "4", "5"):
        station.hand.keys("Alt+Home")
        station.hand.keys(key)
        station.idle()
        assert not claims.search(screen_words(station)), key


def test_on_a_low_screen_the_signed_record_has_the_page_to_itself(open_station: Open) -> None:
    """Beside it the list had one row and a bar to scroll sideways."""
    station = open_station(SMALLEST)
    page = evening(station)
    page._actions["close"].update({point.name: "明早处理" for point in page.seen.points})
    page.refresh()
    station.idle()
    station.hand.keys("Ctrl+Return")
    station.hand.keys("P")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.seen is not None and page.seen.signed is not None, "the record")
    station.idle()
    assert page.pane.isVisible() and not page.right.isVisible()
    station.hand.keys("Alt+2")
    assert page.records_pane.isVisible() and not page.pane.isVisible() and page.records.hasFocus()
    station.hand.keys("Alt+1")
    assert page.pane.isVisible() and page.points.hasFocus()
