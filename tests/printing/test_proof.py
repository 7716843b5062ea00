"""The code of an issued paper is read even from a bad copy, and a changed one is found out without a network."""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageOps

from app.errors import UserFacingError
from printing.documents import Acceptance, Certificate, Paper, Receipt
from printing.fonts import Fonts
from printing.layout import layout
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.layouts.sizes import A5
from printing.page import Modules, Page
from printing.pdf import Meta, pages_to_pdf
from printing.printers.escpos.paper import Paper as ThermalPaper
from printing.printers.escpos.render import Thermal, receipt_bytes
from printing.proof import PaperKey, check_code, code_of, digest_of, read_code, render_sealed, sealed
from tests.printing.conftest import HERE
from tests.printing.golden import every_layout

KEY = PaperKey(bytes(range(32)))
OTHER = PaperKey(bytes(32))
OURS = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128)
"""What a scanner at a counter is set to: nothing else stands on a paper, and none is white on black."""
GRID = 10
"""Millimetres to which the parts with codes are rounded."""


def painted(pdf: bytes, home: Path, dpi: int) -> Image.Image:
    (home / "in.pdf").write_bytes(pdf)
    # The foot of the sheet, left, where the code stands.
    part = ["-x", "0", "-y", str(round(dpi * 9.2)), "-W", str(dpi * 4), "-H", str(round(dpi * 2.5))]
    command = ["pdftoppm", "-r", str(dpi), *part, "-gray", "-png", "-singlefile"]
    subprocess.run([*command, str(home / "in.pdf"), str(home / "out")], check=True)
    with Image.open(home / "out.png") as picture:
        return picture.convert("L")


def faxed(picture: Image.Image) -> Image.Image:
    """As a fine fax line gives it: 204 × 196 dots an inch, black or white, a little dirt, a little askew."""
    wide, high = picture.size
    small = picture.resize((round(wide * 204 / 300), round(high * 196 / 300))).rotate(0.7, fillcolor=255)
    chance, dots = random.Random(7), small.load()
    assert dots is not None
    for _ in range(small.width * small.height // 400):
        dots[chance.randrange(small.width), chance.randrange(small.height)] = chance.choice((0, 255))
    return small.point(lambda grey: 255 if grey > 140 else 0)


def codes(picture: Image.Image) -> list[str]:
    return [code for code in (read_code(found.text) for found in zxingcpp.read_barcodes(picture)) if code]


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (Receipt, "203"),
        (Receipt, "300"),
        (Receipt, "203 turned"),
        (Receipt, "300 turned"),
        (Receipt, "fax"),
        (Acceptance, "fax"),
    ],
)
def test_signed_code_is_read_from_a_bad_copy(
    fonts: Fonts, tmp_path: Path, kind: type[Paper], way: str
) -> None:
    picture = painted(
        render_sealed(kind.sample(), fonts, KEY), tmp_path, 203 if way.startswith("203") else 300
    )
    if way.endswith("turned"):
        picture = picture.rotate(7, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)
    if way == "fax":
        picture = faxed(picture)
    (code,) = codes(picture)
    claim = check_code(code, [OTHER.public, KEY.public])
    assert claim.digest == digest_of(layout(kind.sample(), fonts))
    assert (claim.kind, claim.printing) == (kind.KIND.upper(), 1)


@pytest.mark.parametrize(("layout_of", "thermal"), [(receipt_roll, Thermal()), (receipt_slip, Thermal(384))])
def test_signed_code_is_read_from_thermal_paper(
    fonts: Fonts, layout_of: Callable[[Receipt, Fonts, bool], list[Page]], thermal: Thermal
) -> None:
    """80 and 58 mm: as it lies, turned by 7°, and copied by a fax."""
    sample = Receipt.sample()
    pages = layout_of(sample, fonts, False)
    pages = sealed(pages, sample.envelope.number, code_of(sample, pages, KEY))
    paper = ThermalPaper(HERE / "NotoSansSC-Regular.ttf", width=thermal.width)
    paper.take(receipt_bytes(pages, fonts, thermal))
    picture = paper.receipts[0]
    (code,) = codes(picture)
    assert check_code(code, [KEY.public]).code == "LN26D07000122"
    assert codes(picture.rotate(7, expand=True, fillcolor=255)) == [code]
    # The paper has 203 dots an inch; a fax takes 204 × 196 of whatever lies on its glass.
    scanned = picture.resize((round(picture.width * 300 / 203), round(picture.height * 300 / 203)))
    assert codes(faxed(scanned)) == [code]


def test_one_changed_word_changes_the_digest(fonts: Fonts) -> None:
    sample = Receipt.sample()
    other = replace(sample, item=sample.item + "变更")
    assert digest_of(layout(sample, fonts)) != digest_of(layout(other, fonts))


def test_every_changed_character_of_the_code_is_found_out(fonts: Fonts) -> None:
    code = code_of(Receipt.sample(), layout(Receipt.sample(), fonts), KEY)
    check_code(code, [KEY.public])
    for place, character in enumerate(code):
        if character == ":":
            continue
        changed = code[:place] + ("7" if character != "7" else "2") + code[place + 1 :]
        with pytest.raises(UserFacingError) as caught:
            check_code(changed, [KEY.public])
        assert caught.value.code in ("ZC-PRN-70", "ZC-PRN-71", "ZC-PRN-72")


def test_paper_of_an_unknown_device_is_not_called_false(fonts: Fonts) -> None:
    code = code_of(Receipt.sample(), layout(Receipt.sample(), fonts), OTHER)
    with pytest.raises(UserFacingError) as caught:
        check_code(code, [KEY.public, "ed25519:rubbish!"])
    assert caught.value.code == "ZC-PRN-71"


def test_same_paper_gives_the_same_bytes_and_says_its_code_in_the_file(fonts: Fonts) -> None:
    once, twice = (render_sealed(Receipt.sample(), fonts, KEY) for _ in range(2))
    assert once == twice
    assert read_code(once.decode("latin-1")) == code_of(
        Receipt.sample(), layout(Receipt.sample(), fonts), KEY
    )


def test_over_print_on_a_blank_gets_no_code(fonts: Fonts, tmp_path: Path) -> None:
    assert codes(painted(render_sealed(Certificate.sample(), fonts, KEY), tmp_path, 200)) == []


def test_codes_of_every_paper_are_read_turned_and_after_a_fax(fonts: Fonts, tmp_path: Path) -> None:
    """All kinds, on sheets, A5, rolls and labels, as dense as they are signed: every code at 203 and 300 dpi turned by
    7°, the square ones of sheets also when a fax of them lay askew by 7°.
    """
    sample = Receipt.sample()
    signed = code_of(sample, layout(sample, fonts), KEY)
    layouts = {
        name: pages if name.startswith("label") else as_signed(pages[:1], signed)
        for name, pages in every_layout(fonts).items()
        if "fuller" not in name and "proof" not in name
    }
    bad: list[str] = []
    for place, found in by_place(layouts).items():
        path = tmp_path / "codes.pdf"
        path.write_bytes(pages_to_pdf([page for _, page in found], fonts, Meta("样张")))
        for dpi in (203, 300):
            for (name, page), picture in zip(found, cut(path, place, dpi), strict=True):
                codes_of = [op for op in page.ops if isinstance(op, Modules)]
                for op in codes_of:
                    if op.text not in read_texts(turned(alone(picture, op, place, dpi))):
                        bad.append(f"{name} {dpi} {op.text}")
                if dpi == 300 and min(page.width, page.height) >= A5.width:
                    square = {op.text for op in codes_of if not op.pitch_y}
                    bad += [f"{name} fax {text}" for text in square - read_texts(faxed(turned(picture)))]
    assert not bad


def as_signed(pages: list[Page], code: str) -> list[Page]:
    """The square code of the foot as it is on an issued paper; that of a licence keeps its 证照标识."""
    numbers = {
        op.text
        for page in pages
        for op in page.ops
        if isinstance(op, Modules) and not op.pitch_y and not op.text.startswith("1.2.156")
    }
    for number in numbers:
        pages = sealed(pages, number, code)
    return pages


Place = tuple[int, int, int, int]
"""A part of a sheet in millimetres: left, top, right, low."""


def by_place(layouts: Mapping[str, list[Page]]) -> dict[Place, list[tuple[str, Page]]]:
    """Pages with codes, by the part of the sheet where these stand: nothing else of them need be painted."""
    found: dict[Place, list[tuple[str, Page]]] = {}
    for name, pages in layouts.items():
        for page in pages:
            edges = [edges_of(op) for op in page.ops if isinstance(op, Modules)]
            if not edges:
                continue
            # Rounded outwards, so that papers whose codes stand alike are painted in one go.
            left, top = (int(min(edge[n] for edge in edges)) // GRID * GRID for n in (0, 1))
            right, low = (-int(-max(edge[n] for edge in edges) // GRID) * GRID for n in (2, 3))
            place = (max(left, 0), max(top, 0), min(right, int(page.width)), min(low, int(page.height)))
            found.setdefault(place, []).append((name, page))
    return found


def edges_of(op: Modules) -> tuple[float, float, float, float]:
    """Where a code stands with its quiet zone: left, top, right, low in millimetres."""
    wide = max(x + w for x, _, w, _ in op.boxes) * op.pitch
    tall = op.pitch_y or max(y + h for _, y, _, h in op.boxes) * op.pitch
    return op.x - 4, op.y - 4, op.x + wide + 4, op.y + tall + 4


def alone(picture: Image.Image, op: Modules, place: Place, dpi: int) -> Image.Image:
    """One code of a painted part."""
    near = (place[0], place[1], place[0], place[1])
    left, top, right, low = (round((a - b) * dpi / 25.4) for a, b in zip(edges_of(op), near, strict=True))
    return picture.crop((max(left, 0), max(top, 0), min(right, picture.width), min(low, picture.height)))


def turned(part: Image.Image) -> Image.Image:
    """Turned by 7°, with white around it as the sheet has it."""
    framed = ImageOps.expand(part, 20, 255)
    return framed.rotate(7, expand=True, fillcolor=255, resample=Image.Resampling.BILINEAR)


def cut(pdf: Path, place: Place, dpi: int) -> Iterator[Image.Image]:
    """That part of every page."""
    left, top, right, low = (round(edge * dpi / 25.4) for edge in place)
    box = ["-x", str(left), "-y", str(top), "-W", str(right - left), "-H", str(low - top)]
    with tempfile.TemporaryDirectory(dir=pdf.parent) as out:
        subprocess.run(["pdftoppm", "-r", str(dpi), *box, "-gray", str(pdf), f"{out}/p"], check=True)
        for path in sorted(Path(out).glob("p*.pgm")):
            with Image.open(path) as picture:
                yield picture.convert("L")


def read_texts(picture: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture, formats=OURS, try_invert=False)}
