"""Sheets that are scanned for a case later: 补正 at the page of the case, and retakes that break off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.transitions import CaseState
from app.errors import DeviceError, UserFacingError
from app.ports.equipment import ScanWish
from devices import codes
from devices.pages.simulator import FolderSimulator
from tests.pictures import TELLING, heic, telephone_jpeg
from tests.ui.window.cases import World, button, open_world
from ui.scandesk import Progress, ScanDesk, Sheets
from ui.window.case.page import CasePage


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(app: QApplication, furnished: Path, tmp_path: Path, scans: Path) -> Any:
    with open_world(tmp_path, furnished, devices=[{"kind": "page-scanner", "url": f"folder:{scans}"}]) as opened:
        yield opened


class Page:
    """The page of a case in 待补正, as the clerk has it before her."""

    def __init__(self, desk: World, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.page = CasePage(desk.place.office, desk.runner, desk.scheduler, desk.tell)
        qtbot.addWidget(self.page)
        self.page.resize(1278, 720)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)
        self.case = desk.receive()
        desk.place.office.issue_notice(self.case)
        desk.all_out()
        self.page.show_case(self.case)
        self.until(lambda: not self.page.covered())
        self.rest()

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def rest(self) -> None:
        self.until(lambda: not self.desk.runner.busy() and not self.page.scanning.busy())
        QApplication.processEvents()
        self.until(lambda: not self.desk.runner.busy())

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(button(self.page, name), Qt.MouseButton.LeftButton)

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.page, key)

    @property
    def words(self) -> str:
        return self.page.materials.strip.words.text()

    def owing(self) -> list[Any]:
        return list(self.page.materials.brought())


@pytest.fixture
def at_case(desk: World, qtbot: QtBot) -> Page:
    return Page(desk, qtbot)


@pytest.mark.law("B3-9")
def test_sheets_of_a_correction_go_into_its_receipt_and_are_sent_with_the_case(
    at_case: Page, scans: Path
) -> None:
    scanner = FolderSimulator(scans)
    first, second = at_case.owing()
    at_case.page.enter("materials", at_case.page.materials)
    assert at_case.page.materials.current() == first and "没有扫描件" in at_case.words
    scanner.lay("page")
    scanner.lay("page")
    at_case.key(Qt.Key.Key_P)
    at_case.until(lambda: "已扫 2 页" in at_case.words)
    at_case.rest()
    made = at_case.page.materials.scans[first.line_id]
    assert len(made) == 1, "several pages make one PDF"
    store = at_case.desk.place.scans
    assert store.waiting(9) == [], "nothing leaves the house before it is registered"

    at_case.page.materials.save_wanted.emit()
    at_case.rest()
    said = at_case.desk.window.notices[-1]
    assert "还没说收的是原件还是复印件" in said.title, "a scan is never dropped in silence"
    at_case.page.materials.row(first.line_id).take_focus()
    at_case.key(Qt.Key.Key_S)
    assert at_case.page.materials.current() == second, "the strip follows the focus"
    assert "没有扫描件" in at_case.words
    at_case.page.materials.save_wanted.emit()
    at_case.rest()
    at_case.until(lambda: len(at_case.owing()) == 1)
    case = at_case.desk.place.office.case(at_case.case)
    row = next(row for row in case.materials if row.line_id == first.line_id)
    assert (case.state, row.scans) == (CaseState.AWAITING_CORRECTION, made)
    assert [(scan.digest, scan.case_id) for scan in store.waiting(9)] == [(made[0], case.id)]
    assert first.line_id not in at_case.page.scanning._sheets, "its pictures leave memory"


def test_a_page_of_a_correction_is_taken_again_and_what_was_replaced_goes(at_case: Page, scans: Path) -> None:
    scanner = FolderSimulator(scans)
    first = at_case.owing()[0]
    at_case.page.enter("materials", at_case.page.materials)
    scanner.lay("page")
    at_case.press("case.scan")
    at_case.until(lambda: "已扫 1 页" in at_case.words)
    at_case.rest()
    old = at_case.page.materials.scans[first.line_id]
    scanner.lay("page", "3")
    at_case.press("case.scan.redo")
    at_case.until(lambda: at_case.page.materials.scans[first.line_id] != old)
    at_case.rest()
    assert "已扫 1 页" in at_case.words
    assert not at_case.desk.place.scans._store.holds(old[0])


def test_a_pile_with_separators_goes_to_the_materials_they_name_and_is_theirs_from_then_on(
    at_case: Page, scans: Path
) -> None:
    scanner = FolderSimulator(scans)
    first, second = at_case.owing()
    held = at_case.page.materials.scans
    at_case.page.enter("materials", at_case.page.materials)
    scanner.lay("page")
    scanner.lay("separator", str(second.number))
    scanner.lay("page")
    scanner.lay("separator", "户口簿")
    scanner.lay("page")
    at_case.press("case.scan")
    at_case.until(lambda: second.line_id in held)
    at_case.rest()
    store = at_case.desk.place.scans
    given = held[second.line_id]
    assert (len(held[first.line_id]), len(given)) == (2, 1), "what a separator names nowhere stays with its own row"
    said = at_case.desk.window.notices[-1]
    assert f"材料{second.number}" in said.title and "“户口簿”" in said.next, "pages that stayed are told"

    scanner.lay("page")
    at_case.press("case.scan")
    at_case.until(lambda: "已扫 4 页" in at_case.words)
    at_case.rest()
    assert held[second.line_id] == given, "a sheet scanned later for the first material is no sheet of the second"
    scanner.lay("page")
    at_case.press("case.scan.anew")
    at_case.until(lambda: "已扫 1 页" in at_case.words)
    at_case.rest()
    assert len(held[first.line_id]) == 1 and held[second.line_id] == given, "who scans one anew keeps the other"
    assert store._store.holds(given[0]) and store._store.holds(held[first.line_id][0])


def test_a_jam_in_a_pile_with_separators_is_told_and_the_pile_goes_on_as_one(at_case: Page, scans: Path) -> None:
    first, second = at_case.owing()
    held = at_case.page.materials.scans
    marked = FolderSimulator(scans).lay("separator", str(second.number))
    mark = marked.read_bytes()
    marked.unlink()
    pages = [*sheets_of(scans, 1), mark, *sheets_of(scans, 1)]
    asked = next(one for one in at_case.desk.place.plugged._asked if one.config.kind == "page-scanner")
    at_case.page.enter("materials", at_case.page.materials)
    asked.driver = JammingScanner(pages[:2], True)
    at_case.press("case.scan")
    at_case.rest()
    assert "这次扫到 2 页" in at_case.desk.window.notices[-1].title and second.line_id not in held
    asked.driver = JammingScanner(pages[2:], False)
    at_case.press("case.scan")
    at_case.until(lambda: second.line_id in held)
    at_case.rest()
    assert (len(held[first.line_id]), len(held[second.line_id])) == (1, 1)


def test_the_escape_key_stops_a_scan_and_does_not_leave_the_case(at_case: Page) -> None:
    left: list[bool] = []
    at_case.page.left.connect(lambda: left.append(True))
    at_case.page.enter("materials", at_case.page.materials)
    at_case.key(Qt.Key.Key_P)
    at_case.page.materials.save_wanted.emit()
    assert "还在扫描" in at_case.desk.window.notices[-1].title
    at_case.key(Qt.Key.Key_Escape)
    at_case.rest()
    assert not left and "没有扫描件" in at_case.words
    at_case.key(Qt.Key.Key_Escape)
    assert left


class JammingScanner:
    """Gives its sheets, then jams: a real scanner's feeder, as far as the desk sees it."""

    def __init__(self, sheets: list[bytes], jams: bool) -> None:
        self.sheets, self.jams = sheets, jams

    def check(self) -> None: ...

    def scan(self, wish: ScanWish, on_page: Any, on_progress: Any, cancelled: Any) -> int:
        for sheet in self.sheets:
            on_page(sheet)
        if self.jams:
            raise DeviceError(codes.PAPER_JAM, "again")
        return len(self.sheets)


def sheets_of(scans: Path, count: int) -> list[bytes]:
    """Different sheets, as pictures."""
    scanner = FolderSimulator(scans)
    laid = [scanner.lay("page") for _ in range(count)]
    found = [path.read_bytes() for path in laid]
    for path in laid:
        path.unlink()
    return found


def test_a_jam_in_a_retake_leaves_the_whole_scan_of_before_until_somebody_decides(
    desk: World, scans: Path
) -> None:
    """The earlier three pages are the scan until the new ones are whole, or the clerk takes them as they are."""
    pages = sheets_of(scans, 3)
    at, plugged = desk.place.scans, desk.place.plugged
    room = ScanDesk(plugged, at)
    url = room.scanners()[0]
    asked = next(one for one in plugged._asked if one.config.kind == "page-scanner")
    sheets, moves = Sheets(), list[Progress]()

    def scan(came: list[bytes], jams: bool) -> None:
        asked.driver = JammingScanner(came, jams)
        room.scan(url, sheets, moves.append, threading.Event())

    scan(pages, False)
    whole = sheets.scans
    sheets.retake(last=False)
    with pytest.raises(DeviceError):
        scan(pages[:1], True)
    assert sheets.broken and (len(sheets.pages), len(sheets.aside)) == (1, 3)
    assert sheets.scans == whole and at._store.holds(whole[0]), "one new page does not replace three"
    with pytest.raises(DeviceError):
        scan([], True)
    assert sheets.broken and len(sheets.pages) == 1, "a second jam loses nothing either"
    room.settle(url, sheets, use=False)
    assert not sheets.broken and sheets.pages == pages and sheets.scans == whole

    sheets.retake(last=False)
    with pytest.raises(DeviceError):
        scan(pages[:2], True)
    room.settle(url, sheets, use=True)
    assert len(sheets.pages) == 2 and sheets.scans != whole and sheets.replaced == list(whole)
    sheets.retake(last=True)
    scan(pages[2:], False)
    assert len(sheets.pages) == 2 and not sheets.aside, "a retake that is whole needs no question"


def test_pictures_of_a_telephone_in_the_watched_folder_leave_place_and_device_at_the_door(
    desk: World, scans: Path
) -> None:
    """Window and station alike; what a telephone made as HEIC is refused in words, and stays in the folder."""
    room, sheets = ScanDesk(desk.place.plugged, desk.place.scans), Sheets()
    (scans / "a.jpg").write_bytes(telephone_jpeg(6))
    room.scan(room.scanners()[0], sheets, lambda _: None, threading.Event())
    assert not list(scans.iterdir()) and not [each for each in TELLING if each in sheets.pages[0]]
    with desk.place.scans.open(sheets.scans[0]) as pdf:
        content = pdf.read()
    assert content.startswith(b"%PDF") and not [each for each in TELLING if each in content]
    (scans / "b.jpg").write_bytes(heic())
    (scans / "c.heic").write_bytes(heic())
    for _ in range(2):
        with pytest.raises(UserFacingError, match="HEIC") as refused:
            room.scan(room.scanners()[0], sheets, lambda _: None, threading.Event())
    assert refused.value.code == "ZC-PIC-01" and "JPG" in refused.value.what_next
    assert len(list(scans.iterdir())) == 2 and len(sheets.pages) == 1, "nothing is lost and nothing else is taken"


def test_a_retake_that_broke_off_says_which_pages_came_and_asks(at_case: Page, scans: Path) -> None:
    pages = sheets_of(scans, 2)
    plugged = at_case.desk.place.plugged
    asked = next(one for one in plugged._asked if one.config.kind == "page-scanner")
    first = at_case.owing()[0]
    at_case.page.enter("materials", at_case.page.materials)
    asked.driver = JammingScanner(pages, False)
    at_case.press("case.scan")
    at_case.until(lambda: "已扫 2 页" in at_case.words)
    at_case.rest()
    whole = at_case.page.materials.scans[first.line_id]
    asked.driver = JammingScanner(pages[:1], True)
    at_case.press("case.scan.anew")
    at_case.rest()
    assert "新扫到 1 页；原来的 2 页还在用" in at_case.words
    said = at_case.desk.window.notices[-1]
    assert "这次扫到 1 页" in said.title and "没有被替换" in said.title
    assert at_case.page.materials.scans[first.line_id] == whole
    at_case.page.materials.row(first.line_id).take_focus()
    at_case.key(Qt.Key.Key_O)
    at_case.rest()
    assert "已扫 2 页" in at_case.words and at_case.page.materials.scans[first.line_id] == whole
