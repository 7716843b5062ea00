"""A pile that is scanned with the sheets we print between its documents comes apart at each of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from devices.pages.picture import read_codes, split
from printing.fonts import Fonts
from printing.layouts.separator import separator_sheet
from printing.pdf import Meta, pages_to_pdf


@pytest.mark.parametrize("dpi", [75, 200])
def test_a_printed_separator_cuts_the_pile_and_is_left_out_even_scanned_coarse_askew_and_grey(
    fonts: Fonts, tmp_path: Path, dpi: int
) -> None:
    pages = [page for label in ("1", "营业执照") for page in separator_sheet(label, fonts)]
    (tmp_path / "s.pdf").write_bytes(pages_to_pdf(pages, fonts, Meta("分隔页")))
    subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", f"{tmp_path}/s.pdf", f"{tmp_path}/s"], check=True)
    paper = Image.new("L", (dpi * 8, dpi * 11), 250)
    sheets = []
    for path in sorted(tmp_path.glob("s-*.pgm")):
        with Image.open(path) as picture:
            sheets.append(picture.convert("L").rotate(3, fillcolor=255).point(lambda grey: 60 + grey * 3 // 4))
    found = split([paper, sheets[0], paper, paper, sheets[1], paper], read_codes)
    assert [(part.label, len(part.pages)) for part in found] == [("", 1), ("1", 2), ("营业执照", 1)]


@pytest.mark.parametrize("label", ["", " ", "长" * 25])
def test_a_label_that_nobody_could_read_is_refused(fonts: Fonts, label: str) -> None:
    with pytest.raises(ValueError):
        separator_sheet(label, fonts)
