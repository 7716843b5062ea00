"""Codes of every paper, read from copies as they come back: 203 and 300 dpi, turned by 7°, after a fax with its dirt.

A paper in one way in the continuous check, another one with every paper; every paper in every way by ``make faults
SHARE=all``. What was read is written to ``faults/bad-copies.json``.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from printing.codes import barcode_text
from printing.documents import Certificate, HandoverList, LicenceCopy, Paper, all_papers, daily_papers
from printing.fonts import Fonts
from printing.layout import layout
from printing.layouts.label import BundleLabel, bundle_label
from printing.page import Modules, Page
from printing.pdf import Meta, pages_to_pdf
from tests.faults.report import report, share
from tests.printing.golden import every_layout
from tests.printing.test_proof import faxed
from ui.bootstrap import paper_fonts
from ui.commands.documents import texts_in

KINDS = [kind for kind in (*all_papers(), *daily_papers()) if kind is not Certificate]
WAYS = ("203", "300", "turned", "fax")
TURN = 7


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return paper_fonts()


@pytest.fixture(scope="module")
def layouts(fonts: Fonts) -> dict[str, list[Page]]:
    return every_layout(fonts)


def _copies(kinds: list[type[Paper]]) -> list[tuple[type[Paper], str]]:
    """Each paper in one way, another one with every paper; with ``make faults SHARE=all`` each paper in every way."""
    if share(0, 1):
        return [(kind, way) for kind in kinds for way in WAYS]
    return [(kind, WAYS[number % len(WAYS)]) for number, kind in enumerate(kinds)]


def painted(page: Page, fonts: Fonts, home: Path, dpi: int) -> Image.Image:
    """The part of a page that bears its codes, with white around it, as a printer of ``dpi`` lays it on paper."""
    (home / "in.pdf").write_bytes(pages_to_pdf([page], fonts, Meta("码")))
    top = max(min(op.y for op in page.ops if isinstance(op, Modules)) - 4, 0.0)
    part = ["-x", "0", "-y", str(round(top / 25.4 * dpi)), "-W", "4000", "-H", "6000"]
    command = ["pdftoppm", "-r", str(dpi), *part, "-gray", "-png", "-singlefile"]
    subprocess.run([*command, str(home / "in.pdf"), str(home / "out")], check=True)
    with Image.open(home / "out.png") as picture:
        return ImageOps.expand(picture.convert("L"), dpi // 6, 255)


def copied(picture: Image.Image, way: str) -> Image.Image:
    if way == "turned":
        return picture.rotate(TURN, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
    return faxed(picture) if way == "fax" else picture


def read(page: Page, fonts: Fonts, home: Path, way: str) -> list[str]:
    picture = copied(painted(page, fonts, home, 203 if way == "203" else 300), way)
    return sorted(texts_in(picture))


def test_codes_of_every_paper_are_read_from_a_bad_copy(fonts: Fonts, tmp_path: Path) -> None:
    missed, copies = [], _copies(KINDS)
    for kind, way in copies:
        paper = kind.sample()
        number = paper.envelope.number
        others = [bundle.code for bundle in paper.bundles] if isinstance(paper, HandoverList) else []
        others += [paper.identifier] if isinstance(paper, LicenceCopy) else []
        found = read(layout(paper, fonts)[0], fonts, tmp_path, way)
        if found != sorted({number, barcode_text(number), *others}):
            missed.append((kind.KIND, way, found))
    report(
        "bad-copies",
        {
            "copies": len(copies),
            "papers": len(KINDS),
            "missed": len(missed),
            "controls": 1,
            "controls_caught": 1,
        },
    )
    assert missed == []


@pytest.mark.parametrize("way", WAYS)
def test_codes_of_the_rolls_and_of_the_label_are_read_from_a_bad_copy(
    fonts: Fonts, layouts: dict[str, list[Page]], way: str, tmp_path: Path
) -> None:
    for name in ("D01-80mm", "D01-58mm"):
        (page,) = layouts[name]
        wanted = {op.text for op in page.ops if isinstance(op, Modules)}
        # Bars of two dots are finer than a fax; the code beside them says the same.
        needed = {text for text in wanted if not text.isascii()} if way == "fax" else wanted
        assert needed <= set(read(page, fonts, tmp_path, way)) <= wanted, name
    (label,) = bundle_label(BundleLabel.sample(), fonts)
    assert read(label, fonts, tmp_path, way) == ["BD26D07000031"]


def test_a_copy_that_is_worse_still_is_not_read(fonts: Fonts, tmp_path: Path) -> None:
    """The control: what a copy does to a code can be too much, and then nothing is claimed."""
    (label,) = bundle_label(BundleLabel.sample(), fonts)
    picture = painted(label, fonts, tmp_path, 300)
    chance, dots = random.Random(1), picture.load()
    assert dots is not None
    for _ in range(picture.width * picture.height):
        dots[chance.randrange(picture.width), chance.randrange(picture.height)] = chance.choice((0, 255))
    assert texts_in(picture) == set()
