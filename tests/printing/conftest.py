"""What the printing tests share: the real fonts, and the real reader of PDF files."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from printing.documents import Paper
from printing.fonts import Fonts
from printing.layout import render_pdf
from tests.needs import cannot
from tests.printing.cups_house import PrintHouse, missing

HERE = Path(__file__).resolve().parents[2] / "resources" / "fonts"


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The shipped fonts, opened once."""
    return Fonts(
        sans=HERE / "NotoSansSC-Regular.ttf",
        sans_bold=HERE / "NotoSansSC-Bold.ttf",
        serif=HERE / "NotoSerifSC-Regular.ttf",
        serif_bold=HERE / "NotoSerifSC-Bold.ttf",
        fallback=HERE / "HanaMinB.ttf",
    )


@pytest.fixture
def words(tmp_path: Path) -> Callable[[bytes], str]:
    """Text of a PDF as a person who copies it out would get it."""
    if shutil.which("pdftotext") is None:
        cannot("pdftotext is missing: install poppler-utils")

    def read(pdf: bytes) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        return subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
        ).stdout.decode()

    return read


@pytest.fixture
def flat(fonts: Fonts, words: Callable[[bytes], str]) -> Callable[..., str]:
    """The words of a changed paper without white space."""

    def read(paper: Paper, **changes: Any) -> str:
        return re.sub(r"\s", "", words(render_pdf(replace(paper, **changes), fonts)))

    return read


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[[bytes], list[Path]]:
    """The pages of a PDF as pictures of 200 dots per inch."""
    if shutil.which("pdftoppm") is None:
        cannot("pdftoppm is missing: install poppler-utils")

    def paint(pdf: bytes) -> list[Path]:
        path = tmp_path / "paint.pdf"
        path.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", "200", "-gray", str(path), str(tmp_path / "page")], check=True)
        return sorted(tmp_path.glob("page*.pgm"))

    return paint


@pytest.fixture(scope="module")
def house() -> Iterator[PrintHouse]:
    """A real print server with one real IPP printer, for the tests of one file.

    Two of them at once on one machine find each other's printers: the second waits for the first.
    """
    lacking = missing()
    if lacking or os.geteuid() != 0:
        why = f"install {' '.join(lacking)}" if lacking else "cupsd starts for root only"
        cannot(f"no real printer: {why}")
    with (
        # Not under the folder of the tests: the print server works as another user and must reach its spool, and
        # every further test run that starts shuts that folder for all but its owner.
        tempfile.TemporaryDirectory(prefix="zc-cups-", ignore_cleanup_errors=True) as name,
        (Path(tempfile.gettempdir()) / "zongchuang-print-house.lock").open("w") as lock,
    ):
        Path(name).chmod(0o755)
        made = PrintHouse(Path(name))
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            made.open()
            yield made
        finally:
            made.close()
