"""A parcel finds its way by its label: the bars scan, the whole address stands there, nothing runs over the edge."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from devices.scanner.protocol import recognise
from printing.fonts import Fonts
from printing.layouts.parcel_label import HEIGHT, WIDTH, ParcelLabel, parcel_label, unprintable
from printing.page import Text
from printing.pdf import Meta, pages_to_pdf
from printing.text import text_width


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_bars_of_a_label_scan_as_a_waybill_of_ours(fonts: Fonts, tmp_path: Path, dpi: int) -> None:
    label = ParcelLabel.sample()
    (tmp_path / "l.pdf").write_bytes(pages_to_pdf(parcel_label(label, fonts), fonts, Meta(label.waybill)))
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-png", "-singlefile", str(tmp_path / "l.pdf"), str(tmp_path / "l")]
    subprocess.run(command, check=True)
    with Image.open(tmp_path / "l.png") as picture:
        found = [each.text for each in zxingcpp.read_barcodes(picture.convert("L"))]
    assert found == [label.waybill]
    assert (recognise(found[0]).kind, recognise(found[0]).value) == ("waybill", label.waybill)


@pytest.mark.parametrize("address", ["样例路1号", "沈阳市铁西区" * 8, "沈阳市铁西区" * 16])
def test_the_whole_address_stands_inside_the_label(fonts: Fonts, address: str) -> None:
    page = parcel_label(replace(ParcelLabel.sample(), address=address, name="欧阳" * 6), fonts)[0]
    runs = [op for op in page.ops if isinstance(op, Text)]
    assert address in "".join(run.text for run in runs)
    for run in runs:
        assert run.x >= 0 and run.x + text_width(fonts, run.text, run.face, run.size) <= WIDTH + 0.1
        assert 0 < run.y < HEIGHT


def test_an_address_that_would_be_cut_off_makes_no_label(fonts: Fonts) -> None:
    with pytest.raises(ValueError, match="address"):
        parcel_label(replace(ParcelLabel.sample(), address="沈阳市铁西区" * 40), fonts)
    assert unprintable(replace(ParcelLabel.sample(), name="张\U0010fffd"), fonts) == ("\U0010fffd",)
    assert unprintable(ParcelLabel.sample(), fonts) == ()
