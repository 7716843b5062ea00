"""What was done without a line at a station and at a terminal, and the line comes back: acted at the real faces, with
the province in a process of its own on loopback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete, update

from app.domain.paper import PaperKind
from app.storage.schema import number_blocks
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from tests.ui.kiosk.booth import booth, card
from tests.ui.station.conftest import Station, furnished_station, open_station
from tests.ui.station.test_journeys import received
from tests.ui.window.days.test_hard_days import RARE
from ui.children import Address, PlatformProcess
from ui.compare import compare
from ui.still import StillScheduler

__all__ = ["app", "dressed_app", "furnished_station", "garbage_on_the_gui_thread", "open_station"]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    """The province in a process of its own."""
    folder = tmp_path_factory.mktemp("province")
    process = PlatformProcess(folder / "platform.db", folder / "platform.log")
    process.start()
    yield process
    process.stop()


def address(province: PlatformProcess) -> Address:
    assert province.address is not None
    return province.address


def sync(place: Any, province: PlatformProcess) -> None:
    """The cable is in for one round both ways, and out again."""
    place.line.connect(address(province))
    assert place.sync_once(StillScheduler()).ok
    place.line.connect(None)


def all_but_two_numbers_used(place: Any, province: PlatformProcess) -> None:
    """Of the province's block, in place of that of the furniture, two are left: a receipt and its slip."""
    with place.database.writing() as connection:
        connection.execute(delete(number_blocks))
    sync(place, province)
    with place.database.writing() as connection:
        block = update(number_blocks).where(number_blocks.c.series == "paper")
        connection.execute(block.values(last=number_blocks.c.next + 1))


def test_complaint_05_a_number_told_without_a_line_is_the_number_when_it_is_back_and_numbers_come_down(
    app: QApplication, tmp_path: Path, province: PlatformProcess
) -> None:
    """A terminal uses up its numbers offline; the cable goes in while somebody waits for the pad: she is taken in."""
    with booth(tmp_path) as b:
        all_but_two_numbers_used(b.place, province)
        case_id = b.apply("shbzkbl", card(RARE, "210102190001010014"))
        b.print_all()
        told = b.screen.lead
        b.lift()
        b.touch("taken")
        b.touch("finish")
        assert not b.place.blocks.left("paper")
        b.terminal.begin("apply")
        b.find("shbzkbl")
        b.lay()
        b.fill()
        b.terminal.signed(b"\x89PNG")
        b.touch("signed")
        assert b.key == "apply.pad", "led to the pad, not refused"
        sync(b.place, province)
        b.touch("retry")
        assert b.key == "apply.end", "the province gave numbers: what she filled in is taken in"
        b.print_all()
        b.touch("taken")
        b.lift()
        b.touch("finish")
        sync(b.place, province)
        counts = b.place.stores.views.counts()
        assert (counts["unsent"], counts["parked"]) == (0, 0)
        first = b.terminal.counter._book.case(case_id)
        assert first is not None and first.intake is not None and first.intake.applicant.name == RARE
        assert first.papers_of(PaperKind.RECEIPT)[0].number in told
        numbers = [c.papers_of(PaperKind.RECEIPT)[0].number for c in _cases(b.place)]
        assert len(numbers) == len(set(numbers)) == 2
        assert compare(b.place, str(province.database)).equal


def test_complaint_11_a_station_back_on_line_empties_its_record_by_a_key_and_every_act_has_its_receipt(
    province: PlatformProcess, open_station: Callable[..., Station]
) -> None:
    """What waited is listed, sent by Ctrl+R while the next person is served, and the list is empty by itself."""
    station = open_station()
    place = station.face.workplace
    station.begin()
    station.collect()
    received(station)
    station.printed()
    station.face.go_home()
    station.hand.keys("Alt+6")
    record = station.face.pages["record"]
    station.hand.wait(lambda: bool(record.rows), "what waits")
    assert "等待上传" in record.rows[0].line.sub
    place.line.connect(address(province))
    station.hand.keys("Ctrl+R")
    station.hand.wait(lambda: not place.stores.views.counts()["unsent"], "the outbox to empty")
    station.hand.wait(lambda: not record.rows, "the record to empty by itself")
    place.line.connect(None)  # the cable is pulled while the next person is served
    station.face.go_home()
    station.begin()
    station.collect()
    received(station, 2)
    station.printed()
    assert place.stores.views.counts()["unsent"] > 0
    place.line.connect(address(province))
    place.office.equipment.wake_sync()
    station.hand.wait(lambda: not place.stores.views.counts()["unsent"], "the outbox to empty again")
    assert not place.stores.views.counts()["parked"]
    numbers = [case.papers_of(PaperKind.RECEIPT)[0].number for case in station.cases()]
    assert len(numbers) == len(set(numbers)) == 2
    assert compare(place, str(province.database)).equal


def _cases(place: Any) -> list[Any]:
    views = place.stores.views
    return [views.case(line.case_id) for line in views.cases()]
