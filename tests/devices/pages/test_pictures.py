"""Scanned pages come out level, cropped and without blank ones, in one PDF that fits; a watched folder is emptied."""

from __future__ import annotations

import io
import os
import random
import subprocess
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageDraw

from app.errors import Cancelled, DeviceError
from app.ports.equipment import ScanWish
from devices import codes
from devices.pages.folder import WatchedFolder
from devices.pages.picture import (
    PictureError,
    crop,
    finish,
    is_blank,
    load,
    read_codes,
    skew,
    split,
    straighten,
    to_pdf,
)


def page(lines: int = 24) -> Image.Image:
    """A sheet with lines of something like text."""
    sheet = Image.new("L", (827, 1169), 250)
    draw, chance = ImageDraw.Draw(sheet), random.Random(7)
    for number in range(lines):
        x = 80
        while x < 720:
            width = chance.randint(8, 30)
            draw.rectangle((x, 90 + 40 * number, x + width, 106 + 40 * number), fill=30)
            x += width + 9
    return sheet


def png(picture: Image.Image) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("degrees", [-6.0, -2.5, -0.6, 0.0, 0.7, 3.0, 5.5])
def test_a_page_laid_askew_comes_out_level(degrees: float) -> None:
    leaning = page().rotate(degrees, Image.Resampling.BICUBIC, fillcolor=250)
    assert skew(leaning) == pytest.approx(degrees, abs=0.25)
    assert abs(skew(straighten(leaning))) <= 0.25


def test_a_blank_page_is_never_turned() -> None:
    white = Image.new("L", (827, 1169), 250)
    assert skew(white) == 0.0
    assert straighten(white) is white


def test_the_dark_ground_of_a_document_camera_is_cut_away() -> None:
    ground = Image.new("RGB", (1600, 1200), (40, 40, 44))
    ground.paste(page().convert("RGB").resize((600, 848)), (500, 180))
    cut = crop(ground)
    assert (cut.width, cut.height) == (pytest.approx(600, abs=12), pytest.approx(848, abs=12))


def test_a_page_without_dark_ground_is_not_cut() -> None:
    sheet = page()
    assert crop(sheet) is sheet


def test_blank_pages_go_and_a_page_with_one_line_or_a_stamp_stays() -> None:
    speckled = Image.new("L", (827, 1169), 245)
    for spot in range(12):
        speckled.putpixel((60 * spot + 50, 600), 0)
    assert is_blank(speckled)
    shadow = Image.new("L", (827, 1169), 245)
    ImageDraw.Draw(shadow).rectangle((0, 0, 10, 1169), fill=20)
    assert is_blank(shadow), "the shadow at the edge of the glass is no writing"
    assert not is_blank(page(1))
    assert len(finish([png(page()), png(speckled), png(page(1))])) == 2
    assert len(finish([png(page()), png(speckled)], keep_blank=True)) == 2


def test_a_pile_is_cut_at_its_separator_sheets() -> None:
    out = io.BytesIO()
    segno.make("ZC-SEPARATOR:营业执照").save(out, kind="png", scale=8)
    sheet = Image.new("L", (827, 1169), 255)
    sheet.paste(Image.open(out).convert("L"), (200, 300))
    bundles = split([page(), sheet, page(2), page(3), sheet])
    assert [(bundle.label, len(bundle.pages)) for bundle in bundles] == [("", 1), ("营业执照", 2)]
    assert read_codes(page()) == []


def test_several_pages_become_one_pdf_that_fits(tmp_path: Path) -> None:
    pages = [page(), page(5), page(9)]
    pdf = to_pdf(pages, 100, 2_000_000)
    (tmp_path / "x.pdf").write_bytes(pdf)
    said = subprocess.run(
        ["pdfinfo", str(tmp_path / "x.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert "Pages:           3" in said
    assert "595.44 x 841.68" in said, "A4 at the resolution of the scan"
    smaller = to_pdf(pages, 100, len(pdf) - 1)
    assert len(smaller) < len(pdf)
    with pytest.raises(PictureError) as caught:
        to_pdf(pages, 100, 1000)
    assert caught.value.code == "no-fit"


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", png(page())[:4000]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        load(data)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("side", [9400, 14000])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(side: int) -> None:
    with pytest.raises(PictureError) as caught:
        load(png(Image.new("1", (side, side))))
    assert caught.value.code == "too-large"


# --- watched folder ---------------------------------------------------------------------------------


def taken(folder: WatchedFolder) -> list[bytes]:
    """What one scan of a folder gives."""
    pages: list[bytes] = []
    folder.scan(ScanWish(), pages.append, lambda _: None, lambda: False)
    return pages


def test_a_file_is_taken_when_it_is_whole_and_is_gone_afterwards(tmp_path: Path) -> None:
    folder = WatchedFolder(tmp_path)
    (tmp_path / "a.jpg").write_bytes(b"half")
    assert folder.waiting() == []
    (tmp_path / "a.jpg").write_bytes(b"half and half")
    assert folder.waiting() == [], "it still grows"
    assert taken(folder) == [b"half and half"]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DeviceError) as caught:
        taken(folder)
    assert caught.value.code == codes.NO_PAPER


def test_files_come_in_the_order_of_their_time(tmp_path: Path) -> None:
    for number, name in enumerate(["b.png", "a.png", "c.PNG"]):
        (tmp_path / name).write_bytes(name.encode())
        os.utime(tmp_path / name, ns=(number, number))
    folder = WatchedFolder(tmp_path)
    folder.waiting()
    assert taken(folder) == [b"b.png", b"a.png", b"c.PNG"]


def test_what_is_no_picture_of_this_folder_stays(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    (inside / "link.png").symlink_to(tmp_path / "secret.png")
    (inside / "run.exe").write_bytes(b"x")
    (inside / "empty.png").write_bytes(b"")
    folder = WatchedFolder(inside)
    folder.waiting()
    assert folder.waiting() == []


def test_a_change_of_mind_leaves_the_rest_in_the_folder(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"x")
    folder, pages = WatchedFolder(tmp_path), []
    folder.waiting()
    with pytest.raises(Cancelled):
        folder.scan(ScanWish(), pages.append, lambda _: None, lambda: len(pages) == 1)
    assert len(pages) == 1 and len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_gone_is_called_so(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        WatchedFolder(tmp_path / "share").check()
    assert (caught.value.code, caught.value.retry) == (codes.PAGES_ABSENT, "reopen")
