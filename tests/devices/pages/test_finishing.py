"""A pile of sheets becomes the right PDFs, in a process that may die without harm."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from app.device_ports import ScanWish
from app.errors import UserFacingError
from devices import codes
from devices.pages.finishing import finish_pages
from devices.pages.folder import WatchedFolder
from devices.pages.simulator import FolderSimulator, main
from tests.conformance.page_scanner import PageDesk, PageScannerSuite


def laid(folder: Path, *sheets: str) -> list[bytes]:
    """What a watched folder gives of these sheets."""
    hand, watched, pages = FolderSimulator(folder), WatchedFolder(folder), []
    for sheet in sheets:
        hand.lay(*sheet.split(" ", 1))
    watched.waiting()
    watched.scan(ScanWish(), pages.append, lambda _: None, lambda: False)
    return pages


class TestFolder(PageScannerSuite):
    """A watched folder."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> PageDesk:
        folder = tmp_path / "in"
        folder.mkdir()
        hand, watched = FolderSimulator(folder), WatchedFolder(folder)

        def load_sheets(count: int) -> None:
            for _ in range(count):
                hand.lay("page")
            watched.waiting()

        return PageDesk(watched, load_sheets, WatchedFolder(tmp_path / "share"))


def test_a_pile_from_a_folder_becomes_a_pdf_for_each_material(tmp_path: Path) -> None:
    pages = laid(
        tmp_path, "page 2", "blank", "separator 营业执照", "page -3", "page", "separator 章程", "blank"
    )
    scans = finish_pages(pages, dpi=100)
    assert [(scan.label, scan.pages) for scan in scans] == [("", 1), ("营业执照", 2)]
    (tmp_path / "x.pdf").write_bytes(scans[1].pdf)
    said = subprocess.run(
        ["pdfinfo", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert "Pages:           2" in said


@pytest.mark.parametrize(("sheet", "word"), [("junk", "不是图片"), ("page", "超过大小")])
def test_what_cannot_be_used_is_said_and_the_next_scan_works(tmp_path: Path, sheet: str, word: str) -> None:
    pages = laid(tmp_path, sheet)
    with pytest.raises(UserFacingError) as caught:
        finish_pages(pages, most_bytes=100)
    assert caught.value.code == codes.PAGES_UNFIT and word in caught.value.what
    assert "都在" in caught.value.kept and caught.value.what_next
    assert finish_pages(laid(tmp_path, "page"))[0].pages == 1


def test_a_page_that_keeps_its_decoder_busy_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as caught:
        finish_pages(laid(tmp_path, "page"), seconds=0.01)
    assert caught.value.code == codes.PAGES_UNFIT


def test_nothing_scanned_gives_nothing() -> None:
    assert finish_pages([]) == []


def test_the_simulator_lays_sheets_as_it_is_told_and_refuses_a_real_profile(tmp_path: Path) -> None:
    said = io.StringIO()
    talk = io.StringIO("page 1\nblank\nseparator x\njunk\npage x\nfold\nquit\n")
    assert main([str(tmp_path / "in")], rehearsal=True, stdin=talk, stdout=said) == 0
    assert [line.split()[0] for line in said.getvalue().splitlines()[1:]] == ["ok"] * 4 + ["error"] * 2
    assert len(list((tmp_path / "in").iterdir())) == 4
    with pytest.raises(UserFacingError):
        main([str(tmp_path)], rehearsal=False)
