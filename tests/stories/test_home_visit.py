"""上门: a helper leaves with printed sheets, has neither line nor printer at a house, her machine dies there, and what
was written on paper and in the machine is whole when she is back.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.case import Case
from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.domain.time import at
from app.ports import JobState
from app.storage.verify import verify
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from tests.ui.station.conftest import Station, furnished_station, open_station
from tests.ui.station.test_pad import at_pad, print_sheets
from ui.shared.measure import cut_texts
from ui.station.slip import Slip

__all__ = ["app", "dressed_app", "furnished_station", "garbage_on_the_gui_thread", "open_station"]

Open = Callable[..., Station]
SMALL = (1024, 530)
DAY = "9-28"
"""As it is written on the sheets; no day is ever filled in for her."""


def told(station: Station) -> str:
    """What the band above the page says."""
    return " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))


def take_in(station: Station, count: int) -> Case:
    """Ctrl+Enter, and the case is on record."""
    known = {case.id for case in station.cases() if case.received is not None}
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len([c for c in station.cases() if c.received is not None]) == count, "the receipt")
    station.idle()
    (made,) = [case for case in station.cases() if case.received is not None and case.id not in known]
    return made


def printer_away(station: Station) -> Path:
    """Nothing can be printed until what this returns is taken away."""
    folder: Path = station.face.workplace.settings.printer_folder
    folder.rename(folder.with_name("printed before"))
    folder.write_text("", "utf-8")
    return folder


def battery_dies(station: Station, left: Path) -> None:
    """What is on the disk at this moment is all that the next start finds."""
    here = station.face.workplace.profile.path
    shutil.copytree(here, left, ignore=shutil.ignore_patterns("*.sock", "profile.lock", "papers"))


def to_the_pad(station: Station) -> Any:
    station.face.go_home()
    station.idle()
    station.hand.keys("7")
    return at_pad(station)


def enter_sheet(station: Station, number: str, time: str, caller: str) -> None:
    """From the sheet to the intake of what was written on it."""
    page = to_the_pad(station)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: page.form.isVisible(), "which sheet, and when")
    station.idle()
    assert not cut_texts(station.opening.shell)
    for name, value in (("number", number), ("day", DAY), ("time", time), ("home", caller)):
        station.hand.find(f"case.pad.{name}").clear()
        if value:
            station.hand.type(f"case.pad.{name}", value)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.opening.shell.place() == "intake", "the intake")
    station.idle()


def begin_at_home(station: Station) -> None:
    """A new intake at somebody's home: who, and what."""
    station.face.go_home()
    station.idle()
    station.hand.keys("1")
    station.idle()
    station.hand.keys("Alt+V")
    station.begin()


def go_on(station: Station) -> None:
    """What was being typed when the battery died goes on as it was left."""
    now = station.face.pages["home"].now
    assert now.isVisible() and "居住证" in now.words.text()
    station.hand.keys("Return")
    station.hand.wait(lambda: station.intake.isVisible() and station.intake.state.guide is not None, "the draft")
    assert station.intake.state.channel == "上门" and station.intake.state.phone == "13800000001"


def hand_over(station: Station, papers: Path) -> Slip:
    """All bags that lie here go to the county; the list that goes with them."""
    station.face.go_home()
    station.idle()
    station.hand.keys("2")
    station.hand.wait(lambda: station.hand.shown("station.bundle.go"), "the bags")
    station.hand.type("station.bundle.hand", "送件员周八")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: list(papers.glob("*D12b*.pdf")), "the list")
    station.idle()
    station.hand.keys("Alt+Home")
    station.hand.keys("4")
    station.idle()
    (slip,) = [each for each in station.face.pages["papers"].values() if isinstance(each, Slip)]
    return slip


@pytest.mark.law("H07", "J18")
def test_what_was_done_at_a_house_by_machine_and_on_paper_is_whole_when_the_helper_is_back(
    open_station: Open, tmp_path: Path
) -> None:
    station = open_station(SMALL)
    station.face.workplace.blocks.add(NumberBlock("p1", "pad", 1, 50))
    page = to_the_pad(station)
    print_sheets(station, page, "2")
    numbers = [row.sheet.number for row in page.seen.rows]

    # at the house: no line, no printer; the first of the family by machine
    folder = printer_away(station)
    begin_at_home(station)
    station.collect()
    first = take_in(station, 1)
    assert "登记页" in told(station) and "Alt+V" in told(station), "he is not left without a paper"
    assert not cut_texts(station.opening.shell)

    # the second is being typed when the battery dies; a colleague goes on by hand, on a sheet
    begin_at_home(station)
    left = tmp_path / "left"
    battery_dies(station, left)
    station.opening.shut()
    station.opening.close()

    # back at the station, the printer on its cable again
    folder.unlink()
    station = open_station(SMALL, left=left)
    station.clock.move(at(2026, 9, 28, 16, 0))
    station.printed()
    (receipt,) = station.face.workplace.stores.views.case(first.id).papers_of(PaperKind.RECEIPT)
    assert (receipt.out, receipt.printings) == (1, 1), "it comes of itself, once"
    go_on(station)

    # what is on the sheet is entered by her who sits here, for him who called there
    enter_sheet(station, numbers[0], "11:20", "帮办员周八")
    station.begin()
    station.collect()
    second = take_in(station, 2)
    received, intake = second.received, second.intake
    assert received is not None and received.pad_number == numbers[0]
    assert received.handed_at is not None and received.handed_at.words().endswith("11时20分")
    assert intake is not None and intake.channel == "上门"
    assert intake.assistance is not None and intake.assistance.helper == "帮办员周八"
    assert "登记页" not in told(station), "he has the sheet"
    station.printed()

    # the sheet that stayed blank may be one of the station itself
    enter_sheet(station, numbers[1], "15:30", "")
    assert station.intake.state.channel == "驿站" and not station.intake.state.helper

    assert len(hand_over(station, tmp_path / "papers").bags) == 2
    place = station.face.workplace
    assert not place.stores.jobs.jobs(JobState.ALLOCATED, JobState.SENT, JobState.FAILED)
    assert verify(place.database).ok
