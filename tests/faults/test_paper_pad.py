"""No numbers, or no room on the disk: the clerk is led to the paper pad, nobody is sent home, nothing typed is lost.

The whole window is real, with its pages, its database and a province in a process of its own; the full disk is one.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import text

from app.domain.records import NumberBlock
from app.domain.time import at
from tests.faults import invariants
from tests.faults.report import report
from tests.needs import cannot
from tests.ui.conftest import app, dressed_app, furnish, garbage_on_the_gui_thread
from tests.ui.window.cases import open_world
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_visits_page import choose, intake, receipt
from tests.ui.window.intake.room import LI, ZHANG
from ui.children import Address, PlatformProcess
from ui.compare import compare
from ui.still import StillScheduler
from ui.window.days.pad_page import PadPage
from ui.window.intake import journal

__all__ = ["app", "dressed_app", "garbage_on_the_gui_thread"]
DISK = 192 * 2**20


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rehearsal profile with its catalogue, made once."""
    return furnish(tmp_path_factory.mktemp("pad") / "profile", "window")


@contextmanager
def window(folder: Path, furnished: Path, province: Address | None = None) -> Iterator[Hall]:
    """The window over its own copy of the profile, three sheets of the pad printed in the morning.

    Its numbers are those of ``province``, where there is one; the line is down when this is entered.
    """
    shutil.copytree(furnished, folder / "profile")
    with open_world(folder) as world:
        hall = Hall(world)
        if province is None:
            world.place.blocks.add(NumberBlock("pad", "pad", 1, 50))
        else:
            with world.place.database.writing() as connection:
                connection.execute(text("DELETE FROM number_blocks"))
            _sync(hall, province)
            world.place.line.connect(None)
        try:
            hall.open()
            _go_to_pad(hall)
            hall.ctrl(Qt.Key.Key_P)
            hall.type("3")
            hall.enter()
            assert _states(hall) == ["issued"] * 3
            hall.press(Qt.Key.Key_F2)
            yield hall
        finally:
            hall.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "zc-pad", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        cannot("no right to mount a small disk here: run as root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_without_numbers_the_clerk_is_led_to_the_pad_and_every_number_adds_up_afterwards(
    app: QApplication, furnished: Path, tmp_path: Path
) -> None:
    """Offline, the block is used up in front of a citizen: she leaves with a numbered sheet, and it is a case later."""
    province = PlatformProcess(tmp_path / "platform.db", tmp_path / "platform.log")
    address = province.start()
    try:
        with window(tmp_path, furnished, address) as hall:
            _without_numbers(hall, address)
            assert compare(hall.place, str(tmp_path / "platform.db")).equal
            assert invariants.sound(hall.place.database) == []
    finally:
        province.stop()
    report("paper-pad-numbers", {"sheets": 3, "entered": 2, "explained": 1, "lost": 0, "doubled": 0})


def _without_numbers(hall: Hall, address: Address) -> None:
    _use_up_the_numbers(hall)
    assert "没有可用的文书号（ZC-NUM-01）" in hall.words() and "印好的登记页还有 3 页" in hall.words()
    hall.look("pad-led")
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    draft = _refused(hall, "ZC-NUM-01", "登记本")
    assert hall.office.draft(draft)["phone"] == "13800000001", "what was typed is on the disk"
    hall.ctrl(Qt.Key.Key_J)
    assert hall.shell.place() == "pad" and "编号快用完了" in hall.words()
    # Two citizens go with sheets 2 and 3 in hand; sheet 1 fell out of the pad. Then the line is back.
    _sync(hall, address)
    _look(hall)
    hall.press(Qt.Key.Key_F2)
    assert "没有可用的文书号" not in hall.words() and hall.place.blocks.left("paper") > 0
    numbers = [_enter(hall, sheet, person) for sheet, person in ((1, ZHANG), (2, LI))]
    _explain_the_gap(hall)
    _sync(hall, address)
    assert len(set(numbers)) == 2


def test_a_full_disk_leads_to_the_pad_and_keeps_what_was_typed(
    app: QApplication, furnished: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a byte free: a sentence with its code, the pad, and what stood on the screen is kept once there is room."""
    monkeypatch.setattr(journal, "RETRY", 0.05)
    with window(small_disk, furnished) as hall:
        filler = small_disk / "filler"
        _fill(filler)
        _look(hall)
        assert "磁盘已满（ZC-DB-03）" in hall.words() and "不要让人回去" in hall.words()
        intake(hall).card_read(ZHANG)
        hall.fill("intake.phone", "13800000001")
        hall.press(Qt.Key.Key_Return)
        _dismissed(hall, "ZC-DB-03", "保存")
        assert "没存上 ZC-DB-03" in hall.words()
        hall.look("pad-full")
        hall.ctrl(Qt.Key.Key_J)
        assert hall.shell.place() == "pad" and _states(hall) == ["issued"] * 3
        hall.press(Qt.Key.Key_F2)
        page = intake(hall)
        assert page.state.card is not None and page.state.phone == "13800000001"
        draft = page.journal.draft
        assert draft is not None
        page.start_new()  # the next citizen comes while nothing can be kept
        hall.rest()
        filler.unlink()
        hall.until(lambda: not page.journal.pending())
        kept = hall.office.draft(draft)
        assert kept["phone"] == "13800000001" and ZHANG.number in kept["card"]
        _look(hall)
        assert "磁盘已满" not in hall.words()
        _enter(hall, 0, LI)
        assert invariants.sound(hall.place.database) == []
    report("paper-pad-room", {"free_bytes": 0, "lost": 0})


def _go_to_pad(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F6)
    hall.ctrl(Qt.Key.Key_J)


def _pad(hall: Hall) -> PadPage:
    page = hall.face.pages["pad"]
    assert isinstance(page, PadPage)
    return page


def _states(hall: Hall) -> list[str]:
    return [row.state for row in _pad(hall).table.rows.rows()]


def _look(hall: Hall) -> None:
    """What the window asks itself every few seconds."""
    hall.face._badges()
    hall.rest()


def _sync(hall: Hall, address: Address | None) -> None:
    hall.place.line.connect(address)
    assert hall.place.sync_once(StillScheduler()).ok


def _use_up_the_numbers(hall: Hall) -> None:
    """The block of the province is used up but for one number, without a line; then that one too."""
    with hall.place.database.writing() as connection:
        connection.execute(text("UPDATE number_blocks SET last = next WHERE series = 'paper'"))
    _look(hall)
    assert "文书号只剩 1 个" in hall.words(), "said before the last one is gone"
    hall.world.receive("hszyzc", False, {})
    _look(hall)


def _refused(hall: Hall, code: str, words: str) -> Any:
    """The receipt cannot be numbered; the draft stays."""
    draft = intake(hall).journal.draft
    hall.press(Qt.Key.Key_F8)
    if not any(notice.code == code for notice in hall.said):
        hall.press(Qt.Key.Key_Y)
    hall.until(lambda: any(notice.code == code for notice in hall.said))
    _dismissed(hall, code, words)
    return draft


def _dismissed(hall: Hall, code: str, words: str) -> None:
    """It was said in words, with its code, what was kept and what to do; Enter puts it away."""
    hall.until(lambda: any(notice.code == code for notice in hall.said))
    told = [notice for notice in hall.said if notice.code == code]
    assert all(each.title and each.kept and "登记本" in each.next for each in told)
    assert words in told[0].title + told[0].next
    for _ in told:
        if hall.shell.dialog().isVisible():
            hall.press(Qt.Key.Key_Return)
    assert not hall.shell.dialog().isVisible()


def _enter(hall: Hall, sheet: int, person: Any) -> str:
    """A sheet that was filled by hand after it was printed is entered; the number that the case got."""
    if hall.world.clock.now().ms < at(2026, 9, 21, 10, 0).ms:
        hall.world.clock.move(at(2026, 9, 21, 10, 0))
    _go_to_pad(hall)
    _pad(hall).tabs.set_value("all")
    _pad(hall).table.pick(sheet)
    number = _pad(hall).table.rows.row(sheet).sheet.number
    hall.enter()
    hall.fill("case.pad.day", "9月21日")
    hall.fill("case.pad.time", "9:25")
    hall.enter()
    assert hall.shell.place() == "intake" and f"补录登记本第 {number} 页" in hall.words()
    intake(hall).card_read(person)
    choose(hall, "hszyzc")
    receipt(hall)
    case = intake(hall).state.case
    assert case is not None and case.received is not None
    assert (case.received.pad_number, case.received.handed_at.ms) == (number, at(2026, 9, 21, 9, 25).ms)
    return str(case.papers[0].number)


def _explain_the_gap(hall: Hall) -> None:
    _go_to_pad(hall)
    assert _states(hall) == ["gap", "used", "used"] and "1 页跳过了，要说明" in hall.words()
    _pad(hall).table.pick(0)
    hall.ctrl(Qt.Key.Key_M)
    hall.type("装订时掉页，已查两遍")
    hall.enter()
    assert _states(hall) == ["missing", "used", "used"] and "账是平的" in hall.words()


def _fill(filler: Path) -> None:
    """Not a byte is left."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(2**20))
        except OSError:
            pass
        try:
            while True:
                file.write(b"x" * 512)
        except OSError:
            pass
