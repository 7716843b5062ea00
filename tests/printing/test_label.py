"""A bundle is found again by its label: both codes scan from the printer's dots, and nothing runs over the edge."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printing.fonts import Fonts
from printing.layouts.label import HEIGHT, WIDTH, BundleLabel, bundle_label
from printing.page import Modules, Text
from printing.pdf import Meta, pages_to_pdf
from printing.text import text_width


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("turn", [0, 7])
@pytest.mark.parametrize(
    "item", ["护士执业注册", "公众聚集场所投入使用、营业前消防安全检查（含人员密集场所变更）", "变更" * 30]
)
def test_both_codes_of_a_label_scan(fonts: Fonts, tmp_path: Path, dpi: int, turn: int, item: str) -> None:
    label = replace(BundleLabel.sample(), item=item)
    (tmp_path / "l.pdf").write_bytes(pages_to_pdf(bundle_label(label, fonts), fonts, Meta(label.code)))
    command = [
        "pdftoppm",
        "-r",
        str(dpi),
        "-gray",
        "-png",
        "-singlefile",
        str(tmp_path / "l.pdf"),
        str(tmp_path / "l"),
    ]
    subprocess.run(command, check=True)
    with Image.open(tmp_path / "l.png") as picture:
        turned = picture.convert("L").rotate(
            turn, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
        )
    assert [found.text for found in zxingcpp.read_barcodes(turned)] == [label.code] * 2


def test_long_words_stay_on_the_label(fonts: Fonts) -> None:
    label = replace(
        BundleLabel.sample(), item="医疗机构设置审批（含港澳台，外商独资除外）变更" * 2, code="A" * 16
    )
    (page,) = bundle_label(label, fonts)
    for op in page.ops:
        if isinstance(op, Text):
            right = op.x + text_width(fonts, op.text, op.face, op.size)
        elif isinstance(op, Modules):
            right = op.x + max(x + wide for x, _, wide, _ in op.boxes) * op.pitch
        else:
            continue
        assert op.x >= 0 and right <= WIDTH - 0.5
        assert op.y <= HEIGHT - 0.5


@pytest.mark.parametrize("code", ["", "A" * 17, "袋1"])
def test_code_that_no_scanner_would_read_is_refused(fonts: Fonts, code: str) -> None:
    with pytest.raises(ValueError, match="label code"):
        bundle_label(replace(BundleLabel.sample(), code=code), fonts)
