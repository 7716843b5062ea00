"""Nothing falls beside its frame on a real blank: measured, corrected, measured again; refused without that."""

from __future__ import annotations

import math
import subprocess
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from app.errors import UserFacingError
from printing.calibration import Measured, calibration_sheet, crosses, good_enough
from printing.documents.licence import Calibration
from printing.fonts import Fonts
from printing.profiles import Position, Profiles

DPI = 200
MM = DPI / 25.4
WIDE, HIGH = 210.0, 297.0
TODAY = date(2026, 9, 28)
AT = Position("D07", "ZC", "tray-2", "hszyz")


class Settings:
    """Settings in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}

    def get(self, key: str, default: str = "") -> str:
        return self.rows.get(key, default)

    def put(self, key: str, value: str) -> None:
        self.rows[key] = value


@pytest.fixture
def profiles() -> Profiles:
    settings = Settings()
    return Profiles(settings.get, settings.put)


def printed(pdf: bytes, home: Path, dx: float, dy: float, sx: float, sy: float, turn: float) -> Image.Image:
    """What a printer that shifts, stretches and turns lays into its tray, seen from the edge of the paper."""
    (home / "in.pdf").write_bytes(pdf)
    command = [
        "pdftoppm",
        "-r",
        str(DPI),
        "-gray",
        "-png",
        "-singlefile",
        str(home / "in.pdf"),
        str(home / "out"),
    ]
    subprocess.run(command, check=True)
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    # PIL asks where a point of the result comes from: back by the shift, the turn, the stretch.
    back = (
        cos / sx, sin / sx, -(dx * cos + dy * sin) * MM / sx,
        -sin / sy, cos / sy, (dx * sin - dy * cos) * MM / sy,
    )  # fmt: skip
    with Image.open(home / "out.png") as sheet:
        return sheet.convert("L").transform(
            sheet.size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=255
        )


def found(sheet: Image.Image) -> list[tuple[float, float]]:
    """The four crosses, by their darkest row and column, in millimetres."""
    half = round(9 * MM)
    places = []
    for x, y in crosses(WIDE, HIGH):
        left, top = round(x * MM) - half, round(y * MM) - half
        window = sheet.crop((left, top, left + 2 * half, top + 2 * half))
        across = list(window.resize((2 * half, 1), Image.Resampling.BOX).tobytes())
        down = list(window.resize((1, 2 * half), Image.Resampling.BOX).tobytes())
        places.append(((left + _middle(across)) / MM, (top + _middle(down)) / MM))
    return places


def _middle(greys: list[int]) -> float:
    dark = [max(0, 230 - grey) for grey in greys]
    peak = dark.index(max(dark))
    near = range(max(0, peak - 2), min(len(dark), peak + 3))
    return sum((at + 0.5) * dark[at] for at in near) / sum(dark[at] for at in near)


def ruler(at: list[tuple[float, float]]) -> Measured:
    """What a clerk reads: the two upper crosses, and the bars."""
    left, right, low, _ = at
    across = math.dist(left, right) / (WIDE - 40) * 100
    down = math.dist(left, low) / (HIGH - 40) * 100
    readings = [round(value, 1) for value in (*left, *right)]
    return Measured((readings[0], readings[1]), (readings[2], readings[3]), round(across, 1), round(down, 1))


@pytest.mark.parametrize(
    "crooked",
    [(0.0, 0.0, 1.0, 1.0, 0.0), (2.4, -1.8, 1.004, 0.997, 0.25), (-3.0, 4.0, 0.995, 1.005, -0.3)],
    ids=["straight", "shifted right", "shifted left"],
)
def test_over_print_of_a_crooked_printer_falls_within_half_a_millimetre(
    fonts: Fonts, tmp_path: Path, profiles: Profiles, crooked: tuple[float, float, float, float, float]
) -> None:
    first = found(printed(calibration_sheet(fonts), tmp_path, *crooked))
    assert good_enough(first, WIDE, HIGH) == (crooked == (0.0, 0.0, 1.0, 1.0, 0.0))
    by = profiles.adjust(AT, ruler(first), WIDE).calibration
    second = found(printed(calibration_sheet(fonts, by=by), tmp_path, *crooked))
    off = [math.dist(a, b) for a, b in zip(second, crosses(WIDE, HIGH), strict=True)]
    assert max(off) <= 0.5, off
    profiles.check(AT, round(max(off), 2), "张三", TODAY)
    assert profiles.valid(AT, TODAY) == by


def test_real_blank_is_refused_without_a_checked_and_recent_calibration(profiles: Profiles) -> None:
    def code(at: Position = AT, day: date = TODAY, driver: str = "") -> str:
        with pytest.raises(UserFacingError) as caught:
            profiles.valid(at, day, driver)
        assert caught.value.what_next
        return caught.value.code

    assert code() == "ZC-PRN-52"
    profiles.adjust(AT, Measured((20.5, 20.0), (190.5, 20.0), 100.0, 100.0), WIDE)
    assert code() == "ZC-PRN-53"
    with pytest.raises(UserFacingError) as caught:
        profiles.check(AT, 0.6, "张三", TODAY)
    assert caught.value.code == "ZC-PRN-55"
    profiles.check(AT, 0.4, "张三", TODAY)
    assert profiles.valid(AT, TODAY) == Calibration(-0.5, 0.0, 1.0, 1.0, 0.0)
    assert code(day=date(2027, 9, 28)) == "ZC-PRN-54"
    assert code(driver="another") == "ZC-PRN-54"
    for other in (Position("D08", "ZC", "tray-2", "hszyz"), Position("D07", "ZC", "tray-1", "hszyz")):
        assert code(other) == "ZC-PRN-52"
    assert code(Position("D07", "ZC", "tray-2", "hszyz", "back")) == "ZC-PRN-52"


def test_new_measures_must_be_checked_anew(profiles: Profiles) -> None:
    good = Measured((20.5, 20.0), (190.5, 20.0), 100.0, 100.0)
    profiles.adjust(AT, good, WIDE)
    profiles.check(AT, 0.1, "张三", TODAY)
    profiles.adjust(AT, good, WIDE)
    with pytest.raises(UserFacingError) as caught:
        profiles.valid(AT, TODAY)
    assert caught.value.code == "ZC-PRN-53"
