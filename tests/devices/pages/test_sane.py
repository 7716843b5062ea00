"""A real SANE with its test device: pages, an empty feeder, a jam, an open cover, a hang, and a change of mind."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import Cancelled, DeviceError
from app.ports.equipment import ScanWish
from devices import codes
from devices.pages.picture import is_blank, load
from devices.pages.protocol import Abilities, failure_of, parse_abilities, parse_devices, scan_command
from devices.pages.sane import SaneScanner
from tests.conformance.page_scanner import PageDesk, PageScannerSuite
from tests.needs import cannot

SMALL = {"dpi": 50, "width_mm": 60.0, "height_mm": 80.0}
SETTINGS = Path("/etc/sane.d/test.conf")


@pytest.fixture
def sane(tmp_path: Path) -> Callable[..., SaneScanner]:
    """Makes a scanner whose test device has the given settings; fails in CI without SANE, skips loudly elsewhere."""
    lacking = [
        name
        for name, there in (("sane-utils", shutil.which("scanimage")), ("libsane1", SETTINGS.exists()))
        if not there
    ]
    if lacking:
        cannot(f"no scanner: install {' '.join(lacking)}")

    def make(**settings: str) -> SaneScanner:
        folder = tmp_path / "sane"
        folder.mkdir(exist_ok=True)
        (folder / "dll.conf").write_text("test\n")
        kept = [line for line in SETTINGS.read_text().splitlines() if line.split(" ")[0] not in settings]
        lines = [*kept, *(f"{name} {value}" for name, value in settings.items())]
        (folder / "test.conf").write_text("\n".join(lines) + "\n")
        return SaneScanner("test:0", extra={"SANE_CONFIG_DIR": str(folder)})

    return make


def scanned(scanner: SaneScanner, wish: ScanWish) -> list[bytes]:
    """The pages of one scan."""
    pages: list[bytes] = []
    assert scanner.scan(wish, pages.append, lambda _: None, lambda: False) == len(pages)
    return pages


pytestmark = pytest.mark.realpart("sane")


class TestSane(PageScannerSuite):
    """SANE's test device; its feeder holds ten sheets, or none."""

    @pytest.fixture
    def desk(self, sane: Callable[..., SaneScanner]) -> PageDesk:
        def load_sheets(count: int) -> None:
            status = "Default" if count else "SANE_STATUS_NO_DOCS"
            sane(**{"read-status-code": f'"{status}"'})

        scanner = sane()
        return PageDesk(scanner, load_sheets, SaneScanner("nowhere:0", extra=scanner._extra))


def test_a_page_from_the_glass_arrives_in_its_size_and_colour(sane: Callable[..., SaneScanner]) -> None:
    progress: list[float] = []
    pages: list[bytes] = []
    scanner = sane(**{"test-picture": '"Color pattern"'})
    scanner.scan(ScanWish(colour=True, **SMALL), pages.append, progress.append, lambda: False)
    (picture,) = map(load, pages)
    assert (picture.mode, picture.size) == ("RGB", (118, 157))
    assert progress and progress == sorted(progress) and 0 <= progress[0] <= progress[-1] <= 1


def test_a_feeder_is_emptied_page_by_page(sane: Callable[..., SaneScanner]) -> None:
    pages = scanned(sane(**{"test-picture": '"Grid"'}), ScanWish(feeder=True, **SMALL))
    assert len(pages) == 10, "the test device holds ten"
    assert not any(is_blank(load(page)) for page in pages)


def test_no_more_pages_are_taken_than_were_asked_for(sane: Callable[..., SaneScanner]) -> None:
    assert len(scanned(sane(), ScanWish(feeder=True, most_pages=3, **SMALL))) == 3


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("SANE_STATUS_JAMMED", codes.PAPER_JAM),
        ("SANE_STATUS_COVER_OPEN", codes.COVER_OPEN),
        ("SANE_STATUS_NO_DOCS", codes.NO_PAPER),
        ("SANE_STATUS_DEVICE_BUSY", codes.PAGES_BUSY),
        ("SANE_STATUS_ACCESS_DENIED", codes.NO_PERMISSION),
        ("SANE_STATUS_IO_ERROR", codes.PAGES_LOST),
    ],
)
def test_what_is_wrong_at_the_scanner_is_told(
    sane: Callable[..., SaneScanner], status: str, code: str
) -> None:
    scanner = sane(**{"read-status-code": f'"{status}"'})
    with pytest.raises(DeviceError) as caught:
        scanned(scanner, ScanWish(feeder=True, **SMALL))
    assert caught.value.code == code
    assert scanned(sane(), ScanWish(**SMALL)), "and the next scan works"


def test_a_scanner_that_is_not_there_is_called_absent(
    sane: Callable[..., SaneScanner], tmp_path: Path
) -> None:
    sane()
    other = SaneScanner("nowhere:0", extra={"SANE_CONFIG_DIR": str(tmp_path / "sane")})
    with pytest.raises(DeviceError) as caught:
        other.check()
    assert (caught.value.code, caught.value.retry) == (codes.PAGES_ABSENT, "reopen")


def test_a_change_of_mind_ends_the_scan_and_leaves_nothing(
    sane: Callable[..., SaneScanner], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pages: list[bytes] = []
    with pytest.raises(Cancelled):
        sane().scan(ScanWish(feeder=True, **SMALL), pages.append, lambda _: None, lambda: len(pages) >= 2)
    assert 2 <= len(pages) < 10
    assert list(tmp_path.glob("zc-pages-*")) == []


def test_a_driver_that_hangs_and_ignores_every_signal_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubborn = tmp_path / "scanimage"
    stubborn.write_text('#!/bin/sh\ntrap "" TERM INT\n[ "$2" = -A ] && exit 0\nwhile :; do sleep 0.2; done\n')
    stubborn.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    began = time.monotonic()
    with pytest.raises(DeviceError) as caught:
        scanned(SaneScanner("test:0", silence=0.3), ScanWish())
    assert (caught.value.code, caught.value.retry) == (codes.STUCK, "reopen")
    assert time.monotonic() - began < 5


def test_a_driver_that_hangs_after_its_last_words_is_believed_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SANE's own test device does so once in some hundred jams."""
    stubborn = tmp_path / "scanimage"
    words = "scanimage: sane_read: Document feeder jammed"
    stubborn.write_text(
        f'#!/bin/sh\ntrap "" TERM\n[ "$2" = -A ] && exit 0\necho "{words}" >&2\nwhile :; do sleep 0.2; done\n'
    )
    stubborn.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("devices.pages.sane.LAST_WORDS", 0.2)
    with pytest.raises(DeviceError) as caught:
        scanned(SaneScanner("test:0", silence=30), ScanWish())
    assert caught.value.code == codes.PAPER_JAM


def test_without_the_tool_the_kind_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DeviceError) as caught:
        SaneScanner().check()
    assert (caught.value.code, caught.value.retry) == (codes.PAGES_TOOL_MISSING, "never")


def test_the_words_of_a_scanner_are_understood() -> None:
    listed = "device `airscan:e0:X' is a eSCL X ip=127.0.0.1\ndevice `test:0' is an odd one\n"
    assert list(parse_devices(listed)) == ["airscan:e0:X", "test:0"]
    options = "    --mode Lineart|Gray|Color [Gray]\n    --source Flatbed|ADF Front|ADF Duplex [Flatbed]\n"
    abilities = parse_abilities(options)
    assert abilities == Abilities(("Flatbed", "ADF Front", "ADF Duplex"), ("Lineart", "Gray", "Color"))
    command = scan_command("test:0", ScanWish(feeder=True, colour=True), abilities, "x")
    assert "--source=ADF Front" in command and "--mode=Color" in command
    assert not [
        word for word in scan_command("x", ScanWish(), Abilities(), "x") if word.startswith("--source")
    ]
    assert failure_of("never heard")[0] == codes.PAGES_LOST
