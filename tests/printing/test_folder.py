"""The folder printer: whole files or none, and a full disk said in words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.ports import NotSentError, Outcome, PrinterState
from printing.printers.folder import FolderPrinter, safe_name


def test_paper_is_written_under_its_number(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path / "papers")
    ticket = printer.send("D03-沈铁营商补〔2026〕D07-000123号", b"%PDF-1", 2)
    written = tmp_path / "papers" / "D03-沈铁营商补〔2026〕D07-000123号.pdf"
    assert written.read_bytes() == b"%PDF-1"
    assert printer.outcome(ticket) == (Outcome.OUT, written.name)
    assert printer.state() is PrinterState.READY
    assert list(written.parent.iterdir()) == [written]


def test_same_paper_sent_twice_is_one_file_and_other_bytes_never_replace_it(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path)
    for pdf in (b"one", b"one", b"two", b"two"):
        printer.send("D01-1", pdf, 1)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        "D01-1.pdf": b"one",
        "D01-1-2.pdf": b"two",
    }


def test_lost_file_is_not_called_out(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path)
    ticket = printer.send("D01-1", b"x", 1)
    (tmp_path / "D01-1.pdf").unlink()
    assert printer.outcome(ticket)[0] is Outcome.FAILED


@pytest.mark.parametrize("title", ["D01-../../etc/passwd", 'a\\b:c*d?e"f<g>h|i', "..", "字" * 200, "a\x00b"])
def test_odd_numbers_make_safe_names(title: str, tmp_path: Path) -> None:
    name = safe_name(title)
    assert len(name.encode()) <= 200
    assert not set(name) & set('/\\:*?"<>|\x00')
    FolderPrinter(tmp_path / "in").send(title, b"x", 1)
    assert [p.parent for p in tmp_path.rglob("*.pdf")] == [tmp_path / "in"]


def test_long_numbers_that_differ_only_at_the_end_stay_apart() -> None:
    assert safe_name("字" * 200 + "1") != safe_name("字" * 200 + "2")


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from printing.printers.folder import FolderPrinter
from app.ports import NotSentError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    FolderPrinter(Path(sys.argv[1])).send("D01-1", b"x" * 5000, 1)
except NotSentError as error:
    print(error.code)
"""


def test_full_disk_is_said_and_leaves_no_half_file(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "ZC-PRN-41", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotSentError) as caught:
        FolderPrinter(tmp_path / "file" / "papers").send("D01-1", b"x", 1)
    assert caught.value.code == "ZC-PRN-42"
    assert caught.value.kept
