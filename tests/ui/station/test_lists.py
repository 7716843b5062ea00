"""物料交接单: what goes to the county goes on one list, with a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from sqlalchemy import insert, select

from app.domain.transitions import TERMINAL
from app.errors import RefusedError
from app.storage.schema import case_row
from app.storage.verify import verify
from tests.ui.commands.test_day import words
from tests.ui.station.conftest import Station
from ui.station import work
from ui.station.bundle import BundlePage
from ui.station.slip import Given, Slip, give

Open = Callable[..., Station]


def test_nothing_is_handed_over_before_the_bags_were_read(open_station: Open) -> None:
    """Pressed that early, a list without a bag went to the printer, and was refused as a paper that lacks something."""
    station = open_station()
    station.face.go_home()
    station.idle()
    face = station.face
    given: list[object] = []

    def give_away(*what: object) -> Given:
        given.append(what)
        raise AssertionError(what)

    page = BundlePage(face.workplace.office, face.runner, face.tell, give_away)
    page.hand.set_value("送件员周八")
    page.go.click()
    station.idle()
    assert given == [] and not page.go.isEnabled()
    page.deleteLater()


def test_papers_go_to_the_county_on_one_list_with_a_name(open_station: Open, tmp_path: Path) -> None:
    """Who took which bag is in the log before the list is printed; without a name nothing leaves the house."""
    station = open_station()
    station.take_in()
    station.face.go_home()
    station.idle()
    station.hand.keys("2")
    station.hand.wait(lambda: station.hand.shown("station.bundle.go"), "the bags")
    station.hand.keys("Ctrl+Return")
    station.idle()
    assert not station.cases()[0].bundles
    assert "路上丢了" in station.face.pages["bundle"].hand.message.text()
    fields = [station.hand.find(f"station.bundle.{name}") for name in ("hand", "target")]
    assert len({field.mapToGlobal(QPoint()).y() for field in fields}) == 1, "what is wrong moves no field"
    station.hand.type("station.bundle.hand", "送件员周八")
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: bool(station.cases()[0].bundles), "the hand-over")
    station.hand.wait(lambda: list((tmp_path / "papers").glob("*D12b*.pdf")), "the list")
    station.idle()
    moved = station.cases()[0].bundles[-1]
    assert (moved.hand, moved.bundle) == ("送件员周八", "B-Z01-000001")
    assert not station.face.pages["bundle"].bags()
    station.hand.keys("Escape")
    station.idle()
    assert station.opening.shell.place() == "home"
    # The list is kept like any paper: what the printer lost comes once more, with the same number and bags.
    (lost,) = (tmp_path / "papers").glob("*D12b*.pdf")
    lost.unlink()
    station.face._take("papers")
    station.face._shown("papers")
    station.idle()
    papers = station.face.pages["papers"]
    (slip,) = [each for each in papers.values() if isinstance(each, Slip)]
    assert slip.number.endswith("-D12b-0001") and [bag.code for bag in slip.bags] == ["B-Z01-000001"]
    for printing, (key, reason) in enumerate((("Y", "没打出来"), ("D", "丢失")), 2):
        papers.again(slip)
        station.idle()
        station.hand.keys(key)
        station.hand.wait(lambda: list((tmp_path / "papers").glob("*D12b*.pdf")), "the list once more")
        station.idle()
        (again,) = (tmp_path / "papers").glob("*D12b*.pdf")
        said = "".join(words(again).split())
        assert f"补打第{printing}次" in said and reason in said, "no print passes for the first one"
        again.unlink()
    papers.again(slip)
    station.idle()
    station.hand.keys("N")
    station.idle()
    assert not list((tmp_path / "papers").glob("*D12b*.pdf")), "who does not say why prints nothing"
    assert verify(station.face.workplace.database).ok, "who asked, when and why is on record"
    station.idle()
    told = " ".join(label.text() for label in station.opening.shell.band.findChildren(QLabel))
    assert "补打交接单" in told and "登记交接" not in told, "nothing is handed over a second time"


def test_what_a_correction_brought_goes_with_the_next_round(open_station: Open) -> None:
    """A second bag for what came after the first; two hundred newer cases hide none, and a bad one stops none."""
    station = open_station()
    station.take_in()
    office, database = station.face.workplace.office, station.face.workplace.database
    with database.writing() as connection:
        row = dict(connection.execute(select(case_row)).mappings().one())
        newer = {"state": sorted(TERMINAL)[0].value, "opened_ms": row["opened_ms"] + 1}
        connection.execute(insert(case_row), [{**row, **newer, "case_id": uuid4().bytes} for _ in range(200)])
    (bag,) = work.bundles(office)
    bad = replace(bag, code="", originals=0, copies=0)
    given = give(station.face.workplace, (bad, bag), "区政务中心", "周八")
    assert [each.code for each in given.slip.bags] == [bag.code] and given.refused == (bad,)
    with pytest.raises(RefusedError, match="ZC-CASE-25"):
        work.hand_on(office, (bad,), "区政务中心", "周八")
    case = office.stores.views.case(bag.case_id)
    assert case is not None and work.bundle_of(case) is None
    brought = replace(next(row for row in case.materials if row.taken), line_id="more", originals=1, copies=0)
    later = work.bundle_of(replace(case, materials=(*case.materials, brought)))
    assert later is not None and (later.originals, later.copies) == (1, 0) and later.code == f"{bag.code}-2"
