"""What the printing tests share: the real fonts, and the real reader of PDF files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from printing.fonts import Fonts

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
        pytest.skip("pdftotext is missing: install poppler-utils")

    def read(pdf: bytes) -> str:
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        return subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
        ).stdout.decode()

    return read


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[[bytes], list[Path]]:
    """The pages of a PDF as pictures of 200 dots per inch."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is missing: install poppler-utils")

    def paint(pdf: bytes) -> list[Path]:
        path = tmp_path / "paint.pdf"
        path.write_bytes(pdf)
        subprocess.run(
            ["pdftoppm", "-r", "200", "-gray", "-png", str(path), str(tmp_path / "page")], check=True
        )
        return sorted(tmp_path.glob("page*.png"))

    return paint
