"""The proof of 0.5 mm: the sheet is rendered, distorted as a printer would, and its crosses are found again."""

from __future__ import annotations

import math
import random
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.errors import UserFacingError
from printing.calibration import (
    BAR,
    CROSS,
    GOOD_ENOUGH,
    Measured,
    calibration_from,
    calibration_sheet,
    crosses,
)
from printing.documents.licence import Calibration
from printing.fonts import Fonts
from printing.profiles import Position, Profiles

DPI = 200
MM = DPI / 25.4
ARM, ROOM = 5.0, 9.0
A4, A5 = (210.0, 297.0), (148.0, 210.0)
TODAY = date(2026, 9, 28)
Point = tuple[float, float]


def painted(pdf: bytes, home: Path) -> Image.Image:
    (home / "sheet.pdf").write_bytes(pdf)
    command = [
        "pdftoppm",
        "-r",
        str(DPI),
        "-gray",
        "-singlefile",
        str(home / "sheet.pdf"),
        str(home / "sheet"),
    ]
    subprocess.run(command, check=True)
    with Image.open(home / "sheet.pgm") as picture:
        return picture.convert("L")


def printed(picture: Image.Image, dx: float, dy: float, sx: float, sy: float, degrees: float) -> Image.Image:
    """What comes out of a printer that stretches, turns and shifts the page; PIL asks for the way back."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    a, b, d, e = sx * cos, -sy * sin, sx * sin, sy * cos
    whole = a * e - b * d
    left, top = dx * MM, dy * MM
    back = (
        e / whole,
        -b / whole,
        (b * top - e * left) / whole,
        -d / whole,
        a / whole,
        (d * left - a * top) / whole,
    )
    return picture.transform(
        picture.size, Image.Transform.AFFINE, back, Image.Resampling.BICUBIC, fillcolor=255
    )


def darkest(profile: Image.Image) -> float:
    """Middle of the darkest place of a strip of one pixel, weighted by its ink."""
    ink = [255 - value for value in profile.tobytes()]
    best = max(range(len(ink)), key=ink.__getitem__)
    near = range(max(best - 3, 0), min(best + 4, len(ink)))
    return sum(n * ink[n] for n in near) / sum(ink[n] for n in near) + 0.5


def cross_at(picture: Image.Image, near: Point) -> Point:
    """The cross that stands within some millimetres of ``near``, in millimetres."""
    left, top = round((near[0] - ROOM) * MM), round((near[1] - ROOM) * MM)
    side = round(2 * ROOM * MM)
    window = picture.crop((left, top, left + side, top + side))
    x = darkest(window.resize((side, 1), Image.Resampling.BOX))
    y = darkest(window.resize((1, side), Image.Resampling.BOX))
    # Again around what was found, with nothing but the arms in view.
    half = round(ARM * MM)
    close = window.crop((round(x) - half, round(y) - half, round(x) + half, round(y) + half))
    x = round(x) - half + darkest(close.resize((2 * half, 1), Image.Resampling.BOX))
    y = round(y) - half + darkest(close.resize((1, 2 * half), Image.Resampling.BOX))
    return (left + x) / MM, (top + y) / MM


def ruler(picture: Image.Image, size: Point, scale: tuple[float, float]) -> Measured:
    """What a clerk reads: two crosses, and the two bars, all to a tenth of a millimetre."""
    upper_left, upper_right, lower_left, _ = (cross_at(picture, at) for at in crosses(*size))
    # The bars are as much too long as the way from cross to cross.
    across = BAR * math.dist(upper_left, upper_right) / (size[0] - 2 * CROSS)
    down = BAR * math.dist(upper_left, lower_left) / (size[1] - 2 * CROSS)
    assert abs(across / BAR - scale[0]) < 0.002 and abs(down / BAR - scale[1]) < 0.002
    tenth = [round(value, 1) for value in (*upper_left, upper_right[1], across, down)]
    return Measured((tenth[0], tenth[1]), (size[0] - CROSS, tenth[2]), tenth[3], tenth[4])


def residual(picture: Image.Image, size: Point) -> float:
    return max(math.dist(cross_at(picture, at), at) for at in crosses(*size))


PRINTERS: dict[str, tuple[float, float, float, float, float]] = {
    "askew": (-1.1, 1.3, 1.0, 1.0, 0.25),
    "all of it": (1.8, -2.2, 0.996, 1.003, -0.2),
}


@pytest.mark.parametrize(("name", "size"), [("all of it", A4), ("askew", A5)])
def test_after_the_ruler_every_cross_stands_within_half_a_millimetre(
    fonts: Fonts, tmp_path: Path, name: str, size: Point
) -> None:
    bad = PRINTERS[name]
    first = printed(painted(calibration_sheet(fonts, None, *size), tmp_path), *bad)
    assert residual(first, size) > GOOD_ENOUGH, "the control: without a calibration it would not do"
    by = calibration_from(ruler(first, size, bad[2:4]), size[0])
    second = printed(painted(calibration_sheet(fonts, None, *size, by), tmp_path), *bad)
    assert residual(second, size) <= GOOD_ENOUGH


def test_a_calibration_of_the_front_says_nothing_of_the_back() -> None:
    """Per workstation, queue, tray, stock and side: whatever one of them differs in must be calibrated itself."""
    kept: dict[str, str] = {}
    profiles = Profiles(
        lambda key, default: kept.get(key, default), lambda key, value: kept.update({key: value})
    )
    front = Position("D07", "HP", "纸盒2", "护士执业证书", "front")
    profiles.adjust(front, Measured((20.4, 19.7), (190.0, 20.1), 100.2, 100.1), 210.0, "1.0")
    profiles.check(front, 0.3, "赵六", TODAY)
    assert profiles.valid(front, TODAY, "1.0") != Calibration()
    chance = random.Random(1880)
    others: list[Callable[[], Position]] = [
        lambda: Position("D08", front.queue, front.tray, front.stock, front.side),
        lambda: Position(front.workstation, "HP2", front.tray, front.stock, front.side),
        lambda: Position(
            front.workstation, front.queue, f"纸盒{chance.randrange(3, 9)}", front.stock, front.side
        ),
        lambda: Position(front.workstation, front.queue, front.tray, "食品经营许可证", front.side),
        lambda: Position(front.workstation, front.queue, front.tray, front.stock, "back"),
    ]
    for other in others:
        with pytest.raises(UserFacingError) as raised:
            profiles.valid(other(), TODAY, "1.0")
        assert raised.value.code == "ZC-PRN-52"
