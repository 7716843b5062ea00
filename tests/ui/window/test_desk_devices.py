"""The window with its devices: what is scanned reaches the page of the job, and sheets become part of a material."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.domain.materials import MaterialStatus
from app.domain.people import Applicant
from app.ports.equipment import CodeScan, SocialCardReading
from app.storage.config import read_config, write_config
from devices.pages.simulator import FolderSimulator
from devices.sam.lines import PtyLine
from devices.scanner.protocol import recognise
from devices.scanner.simulator import ScannerSimulator
from tests.faults import driver
from tests.ui.window.cases import ZHANG
from ui.bootstrap import Settings
from ui.cli import main, run_line
from ui.shared.button import KeyButton
from ui.tour.hand import pause
from ui.window.run import Opening

LICENCE = "1.2.156.3005.2.11100000000013338W011.11210000000000000X.000000001.001.I"
QUICK = {"poll_interval": "0.05", "reopen_interval": "0.05"}


class Window:
    """The whole window over a copy of a profile with these devices."""

    def __init__(self, folder: Path, opened: Settings | None = None, **settings: Any) -> None:
        write_config(folder, replace(read_config(folder), extra={"reader": "", **settings}))
        self.opening = Opening(rehearsal=True)
        self.opening.shell.resize(1366, 768)
        self.opening.shell.show()
        self.opening.shell.activateWindow()
        self.opening.open(opened or Settings(folder, rehearsal=True, run_line=run_line))
        self.until(lambda: self.face is not None and bool(self.face.pages) and not self.face.behind.loading)
        self.rest()

    @property
    def face(self) -> Any:
        return self.opening.face

    def until(self, holds: Callable[[], bool], ms: int = 60_000) -> None:
        for _ in range(ms // 10):
            if holds():
                return
            pause(10)
        raise AssertionError("it did not come in time")

    def rest(self) -> None:
        self.until(lambda: not self.opening.runner.busy())

    def scan(self, text: str) -> None:
        self.face.code_scanned(recognise(text))
        self.rest()

    @property
    def intake(self) -> Any:
        return self.face.pages["intake"]

    def begin(self) -> None:
        """An intake as far as its material list."""
        item = self.face.workplace.office.search_items("hszyzc")[0]
        self.intake.choose_item(item.code)
        self.until(lambda: self.intake.state.guide is not None)
        question = self.intake.state.guide.questions[0]
        self.intake._answer(question.id, question.choices[0].key)
        self.rest()
        self.intake.materials.take_focus()

    def button(self, name: str) -> KeyButton:
        found = self.opening.shell.findChild(KeyButton, name)
        assert found is not None
        return found

    def said(self) -> str:
        return self.opening.shell.band.accessibleName()

    def close(self) -> None:
        self.opening.shut()
        self.opening.close()
        self.opening.shell.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def windows(app: QApplication, numbered: Path, tmp_path: Path) -> Iterator[Callable[..., Window]]:
    opened: list[Window] = []

    def make(**settings: Any) -> Window:
        folder = tmp_path / "profile"
        shutil.copytree(numbered, folder)
        opened.append(Window(folder, **settings))
        return opened[-1]

    yield make
    for window in opened:
        window.close()


def received(window: Window) -> Any:
    """A case that was taken in at this window, with its receipt."""
    at = window.face.workplace
    driver.Driver(at)._receive_only()
    return at.stores.views.case(driver.ONLY_RECEIVE)


def test_a_scanned_receipt_opens_its_case_wherever_the_clerk_is(windows: Any, tmp_path: Path) -> None:
    with ScannerSimulator(PtyLine(tmp_path / "gun")) as gun:
        window = windows(devices=[{"kind": "code-scanner", "url": gun.url, **QUICK}])
        case = received(window)
        receipt = case.papers[-1]
        code = window.face.workplace.press.pages(window.face.workplace.composed(case, receipt.document_id))
        signed = next(
            op.text for page in code for op in page.ops if getattr(op, "text", "").startswith("ZC1:")
        )
        window.until(
            lambda: "扫码枪" in {r.name for r in window.face.workplace.device_rows() if r.state == "ok"}
        )
        gun.scan(signed)
        window.until(lambda: window.opening.shell.place() == "search")
        window.until(lambda: window.face.pages["search"].case.case_id == case.id)


def test_a_forged_seal_opens_nothing_and_says_so(windows: Any) -> None:
    window = windows()
    case = received(window)
    pages = window.face.workplace.press.pages(
        window.face.workplace.composed(case, case.papers[-1].document_id)
    )
    signed = next(op.text for page in pages for op in page.ops if getattr(op, "text", "").startswith("ZC1:"))
    head, seal = signed.rsplit(":", 1)
    raw = bytearray(base64.b32decode(seal))
    raw[-1] ^= 1
    window.scan(f"{head}:{base64.b32encode(bytes(raw)).decode()}")
    assert window.opening.shell.place() == "intake"
    assert "签名不符" in window.said()


def test_at_the_issue_desk_a_receipt_goes_to_the_hand_over(windows: Any) -> None:
    window = windows()
    case = received(window)
    window.opening.shell.go("handover")
    window.rest()
    window.scan(case.papers[-1].number)
    window.until(lambda: window.face.pages["handover"]._case is not None)
    assert (window.opening.shell.place(), window.face.pages["handover"]._case.id) == ("handover", case.id)


def test_a_command_typed_beside_the_window_shows_in_it(windows: Any) -> None:
    window = windows()
    window.opening.shell.go("print")
    window.face.pages["print"].show_room("stock")
    window.rest()
    profile = str(window.face.workplace.profile.path)
    window.until(lambda: window.face._holder is not None)
    assert main(["--profile", profile, "print", "stock", "--receive", "A1", "--kind", "甲证"]) == 0
    stock = window.face.pages["print"].rooms["stock"].table
    window.until(lambda: any(blank.kind == "甲证" for blank in stock.rows.rows()))


def test_a_locked_screen_takes_no_codes(windows: Any) -> None:
    window = windows()
    case = received(window)
    window.face.lock()
    window.scan(case.papers[-1].number)
    assert window.opening.shell.covered()
    assert window.opening.shell.place() == "intake"


def test_a_shown_licence_takes_the_place_of_the_current_material(windows: Any) -> None:
    window = windows()
    window.begin()
    rows = window.intake.state.material_rows()
    form = next(row for row in rows if row.is_form)
    asked = next(row for row in rows if not row.is_form)

    def now(line: str) -> Any:
        return next(row for row in window.intake.state.material_rows() if row.line_id == line)

    window.intake.materials.go_to(form.number)
    window.scan(LICENCE)
    assert now(form.line_id).status is MaterialStatus.OPEN, "nobody shows a form on a telephone"
    window.intake.materials.go_to(asked.number)
    window.scan(LICENCE.replace("000000001", "000000002"))
    assert now(asked.line_id).status is MaterialStatus.OPEN, "a misread code"
    window.scan(LICENCE)
    row = now(asked.line_id)
    assert (row.status, row.auth, row.evidence) == (MaterialStatus.ELECTRONIC, "licence", LICENCE)


def test_a_code_from_a_telephone_is_not_called_a_misread_licence(windows: Any) -> None:
    window = windows()
    window.begin()
    words: list[str] = []
    window.intake.status.connect(words.append)
    window.intake.materials.go_to(2)
    window.face.code_scanned(CodeScan("licence", "LZM-0123456789", "LZM-0123456789"))
    assert "扫码亮证" in words[-1] and not window.intake.state.rows


def test_serials_and_bundles_go_to_the_ledger_wherever_the_clerk_is(windows: Any) -> None:
    window = windows()
    for serial in ("LN-HS-0004712", "LN-HS-0004713"):
        window.face.code_scanned(CodeScan("blank", serial, serial))
    window.rest()
    page = window.face.pages["print"]
    assert (window.opening.shell.place(), page.tabs.value()) == ("print", "stock")
    assert page.rooms["stock"].lines["serials"].value() == "LN-HS-0004712，LN-HS-0004713，"
    window.opening.shell.go("intake")
    window.scan("ZB000001")
    assert (window.opening.shell.place(), page.tabs.value()) == ("print", "custody")
    window.scan("EA123456785CN")
    assert page.rooms["custody"].lines["waybill"].value() == "EA123456785CN"


def test_a_code_goes_into_the_field_that_waits_for_it(windows: Any) -> None:
    window = windows()
    window.opening.shell.go("search")
    window.rest()
    field = next(edit for edit in window.face.pages["search"].findChildren(QLineEdit) if edit.isVisible())
    field.setFocus()
    window.scan("X-4711-unknown")
    assert field.text() == "X-4711-unknown"


def test_a_code_nobody_waits_for_is_named_and_lost(windows: Any) -> None:
    window = windows()
    window.intake.materials.setFocus()
    window.opening.shell.setFocus()
    window.scan("X-4711-unknown")
    assert "这里用不上" in window.said()


def test_a_social_card_fills_the_holder_and_a_locked_one_says_what_to_do(windows: Any) -> None:
    window = windows()
    words: list[str] = []
    window.intake.status.connect(words.append)
    facts = ("c", "A00000001", "3.00", "210000", "20200101", "20300101")
    window.face.social_read(SocialCardReading(*facts, complete=False))
    assert "社会保障卡不认证" in words[-1]
    window.face.social_read(SocialCardReading(*facts, complete=True, name="张三", number=ZHANG.id_number))
    assert (window.intake.state.name, window.intake.state.number) == ("张三", ZHANG.id_number)


def test_sheets_are_scanned_again_and_stopped_and_belong_to_the_case_once_it_is_received(
    windows: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    window = windows(devices=[{"kind": "page-scanner", "url": f"folder:{folder}"}])
    scanner = FolderSimulator(folder)
    window.begin()
    window.intake.materials.go_to(2)
    line = window.intake.materials.current().line_id

    def scans() -> tuple[str, ...]:
        row = window.intake.state.rows.get(line)
        return row.scans if row is not None else ()

    scanner.lay("page", "3")
    scanner.lay("page")
    window.button("intake.scan").click()
    window.until(lambda: len(scans()) == 1)
    window.rest()
    assert "已扫 2 页" in window.intake.materials.strip.words.text()
    first = scans()
    scanner.lay("page")
    window.button("intake.scan.redo").click()
    window.until(lambda: scans() != first)
    window.rest()
    assert "已扫 2 页" in window.intake.materials.strip.words.text(), (
        "the last page was taken again, not added"
    )
    store = window.face.workplace.scans
    assert store.forget(first) == 0 and not store._store.holds(first[0]), "what was replaced is gone"
    assert store.waiting(10) == [], "nothing leaves the house before the receipt"
    window.button("intake.scan").click()
    window.button("intake.scan.cancel").click()
    window.rest()
    assert len(scans()) == 1, "stopping loses no page"
    draft = window.intake.journal.draft
    assert (
        scans()[0]
        in window.face.workplace.office.draft(draft)[f"{window.intake.state.guide.item.code}/row.{line}"]
    )
    done = window.face.workplace.office.receive(
        draft,
        replace(window.intake.state.intake(), applicant=Applicant(person=ZHANG)),
        tuple(
            replace(row, status=MaterialStatus.ORIGINAL, originals=1)
            for row in window.intake.state.material_rows()
        ),
    )
    assert scans()[0] in [digest for row in done.case.materials for digest in row.scans]
    assert [(scan.digest, scan.case_id) for scan in store.waiting(10)] == [(scans()[0], done.case.id)]


def test_scanning_anew_without_paper_loses_nothing_and_another_item_gets_no_pages(
    windows: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    folder.mkdir()
    window = windows(devices=[{"kind": "page-scanner", "url": f"folder:{folder}"}])
    scanner = FolderSimulator(folder)
    window.begin()
    window.intake.materials.go_to(2)
    line = window.intake.materials.current().line_id
    words = window.intake.materials.strip.words
    scanner.lay("page")
    scanner.lay("page")
    window.button("intake.scan").click()
    window.until(lambda: "已扫 2 页" in words.text())
    window.rest()
    first = window.intake.state.rows[line].scans
    for name in ("intake.scan.anew", "intake.scan.redo"):
        window.button(name).click()
        window.button("intake.scan.cancel").click()
        window.rest()
        assert "已扫 2 页" in words.text() and window.intake.state.rows[line].scans == first
    # The draft still names the first scan until the row that replaces it is kept.
    page = window.intake
    page.journal.close()
    scanner.lay("page")
    window.button("intake.scan").click()
    window.until(lambda: "已扫 3 页" in words.text())
    window.rest()
    assert window.face.workplace.scans._store.holds(first[0])
    other = window.face.workplace.office.search_items("spscxk")[0]
    page.choose_item(other.code)
    window.until(lambda: page.state.guide.item.code == other.code)
    assert not page.scanning._sheets
