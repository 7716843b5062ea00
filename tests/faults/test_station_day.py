"""A long day at a station: one agent for three companies, then no numbers left. The whole face, by keys, no line."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QLabel

from app.domain.records import NumberBlock
from printing.pdf_words import words_of
from tests.faults.report import report
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from tests.ui.station.conftest import Station, furnished_station, open_station
from tests.ui.station.test_journeys import Open, received
from tests.ui.window.intake.room import LI
from ui.shared.measure import cut_texts
from ui.shots.room import ZHANG
from ui.station import work
from ui.station.work import WHO

__all__ = ["app", "dressed_app", "furnished_station", "garbage_on_the_gui_thread", "open_station"]
COMPANIES = (
    ("沈阳样例食品有限公司", "91210100MA00000XX5"),
    ("沈阳样例运输有限公司", "91210100MA0000000D"),
    ("沈阳样例商贸有限公司", "91210100MA0000010E"),
)


CASES = 12


def _handed_on(station: Station, folder: Path) -> str:
    """The sack goes to the county; gives the words of the one list that goes with it."""
    station.hand.keys("2")
    station.hand.wait(lambda: len(station.face.pages["bundle"].rows) == CASES, "the bags")
    station.idle()
    assert not cut_texts(station.opening.shell)
    station.hand.type("station.bundle.hand", "送件员周八")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: all(case.bundles for case in station.cases()), "the hand-over")
    station.hand.wait(lambda: list((folder / "papers").glob("*D12b*.pdf")), "the list")
    station.idle()
    (slip,) = (folder / "papers").glob("*D12b*.pdf")
    return "".join(words_of(slip.read_bytes()).pages)


def test_an_agent_with_twelve_cases_for_three_companies_sends_all_of_it_to_the_county_on_one_list(
    open_station: Open, tmp_path: Path
) -> None:
    """One at a time, put aside in the middle for who is only passing by; one list takes the twelve bags along, and the
    twelfth case costs the machine no more than the first ones.
    """
    station = open_station()
    spent: list[float] = []
    for count in range(1, CASES + 1):
        began = time.process_time()
        name, uscc = COMPANIES[(count - 1) % 3]
        station.face.go_home()
        station.face.card_read(LI)
        station.hand.wait(lambda: station.intake.state.card is not None, "the card")
        station.intake.who.party.focus()
        station.hand.keys("D")
        station.idle()
        station.hand.type("intake.company_name", name)
        station.hand.type("intake.uscc", uscc)
        if station.hand.shown("intake.uscc_reason"):
            station.hand.type("intake.uscc_reason", "按营业执照录入")
        station.hand.type("intake.phone", "13800000002")
        station.hand.keys("Return")
        station.idle()
        if count % 5 == 2:
            station.hand.keys("Ctrl+S")
            station.idle()
            assert station.intake.step == WHO and station.intake.state.empty(), "the page is free for the next"
            station.intake.parking.chosen.emit(station.face.workplace.office.open_drafts()[0])
            station.hand.wait(lambda n=name: station.intake.state.company == n, "what was put aside")
            station.idle()
        station.choose()
        station.collect()
        received(station, count)
        station.printed()
        spent.append(time.process_time() - began)
    held = [case.intake for case in station.cases() if case.intake is not None]
    assert {name: sum(each.applicant.name == name for each in held) for name, _ in COMPANIES} == {
        name: CASES // 3 for name, _ in COMPANIES
    }
    assert {each.agent.person.name for each in held if each.agent} == {LI.name} and all(each.agent for each in held)
    early, late = sorted(spent[1:4])[1], sorted(spent[-3:])[1]
    assert late <= 2 * early, spent
    station.face.go_home()
    station.idle()
    words = _handed_on(station, tmp_path)
    bags = [case.bundles[-1].bundle for case in station.cases()]
    assert len(set(bags)) == CASES and not [bag for bag in bags if bag not in words], "every bag is on the one list"
    assert not work.bundles(station.face.workplace.office)
    figures = {"cases": CASES, "companies": 3, "lists": 1, "cpu_first": early, "cpu_last": late}
    report("station-agent", {**figures, "lost": 0, "doubled": 0})


def test_on_a_day_without_numbers_nobody_is_sent_home_and_nothing_typed_is_lost(open_station: Open) -> None:
    """The pad is named, the typed intake stays; when numbers come down it is taken in as it stood."""
    station = open_station()
    blocks = station.face.workplace.blocks
    while blocks.left("paper"):
        with station.face.workplace.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM number_blocks")
    station.begin()
    station.collect()
    rows = station.intake.state.material_rows()
    station.hand.keys("Ctrl+Return")
    station.idle()
    assert not [case for case in station.cases() if case.received], "no number on paper that is not in the log"
    band = " ".join(label.text() for label in station.opening.shell.findChildren(QLabel) if label.isVisible())
    assert "登记本" in band or "手工" in band, band
    assert station.intake.state.material_rows() == rows and len(station.face.workplace.office.open_drafts()) == 1
    blocks.add(NumberBlock("b2", "paper", 501, 600))
    for button in station.opening.shell.dialog().findChildren(type(station.intake.primary)):
        if station.opening.shell.dialog().isVisible():
            button.click()
            break
    station.idle()
    received(station)
    station.printed()
    assert station.cases()[0].intake.applicant.id_number == ZHANG.number
    report("station-numbers", {"received": 1, "lost": 0, "doubled": 0})
