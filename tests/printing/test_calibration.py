"""What four readings of a ruler teach makes the over-print fall into its frames."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.errors import UserFacingError
from printing.calibration import Measured, calibration_from, calibration_sheet, crosses, good_enough
from printing.documents import Certificate
from printing.documents.licence import Calibration
from printing.fonts import Fonts
from printing.layout import layout
from printing.page import Text

WIDTH, HEIGHT = 210.0, 297.0
Point = tuple[float, float]


def crooked(dx: float, dy: float, sx: float, sy: float, degrees: float) -> Callable[[Point], Point]:
    """A printer that shifts, stretches and turns everything."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def put(at: Point) -> Point:
        x, y = at[0] * sx, at[1] * sy
        return x * cos - y * sin + dx, x * sin + y * cos + dy

    return put


def measure(put: Callable[[Point], Point]) -> Measured:
    left, right, low, _ = (put(at) for at in crosses(WIDTH, HEIGHT))
    across = math.dist(put((50, 50)), put((150, 50)))
    down = math.dist(put((50, 50)), put((50, 150)))
    assert low
    return Measured(left, right, across, down)


def corrected(by: Calibration, at: Point) -> Point:
    """Where the layout puts a point."""
    cos, sin = math.cos(math.radians(by.degrees)), math.sin(math.radians(by.degrees))
    return by.dx + by.sx * (at[0] * cos - at[1] * sin), by.dy + by.sy * (at[0] * sin + at[1] * cos)


@given(
    dx=st.floats(-5, 5),
    dy=st.floats(-5, 5),
    sx=st.floats(0.992, 1.008),
    sy=st.floats(0.992, 1.008),
    turn=st.floats(-0.3, 0.3),
)
def test_after_calibration_every_corner_falls_within_half_a_millimetre(
    dx: float, dy: float, sx: float, sy: float, turn: float
) -> None:
    put = crooked(dx, dy, sx, sy, turn)
    by = calibration_from(measure(put), WIDTH)
    assert good_enough([put(corrected(by, at)) for at in crosses(WIDTH, HEIGHT)], WIDTH, HEIGHT)


def test_straight_printer_needs_nothing() -> None:
    assert calibration_from(measure(lambda at: at), WIDTH) == Calibration(0.0, 0.0, 1.0, 1.0, 0.0)


def test_shift_is_undone_in_the_over_print(fonts: Fonts) -> None:
    by = calibration_from(measure(crooked(2.0, -1.0, 1, 1, 0)), WIDTH)
    plain = Certificate.sample()
    before, after = (layout(replace(plain, calibration=c), fonts)[0].ops[0] for c in (Calibration(), by))
    assert isinstance(before, Text) and isinstance(after, Text)
    assert (after.x - before.x, after.y - before.y) == pytest.approx((-2.0, 1.0))


@pytest.mark.parametrize(
    "wrong",
    [
        Measured((40, 20), (190, 20), 100, 100),
        Measured((20, 20), (190, 20), 90, 100),
        Measured((20, 20), (190, 30), 100, 100),
    ],
)
def test_slip_of_the_ruler_is_not_taken_over(wrong: Measured) -> None:
    with pytest.raises(UserFacingError) as caught:
        calibration_from(wrong, WIDTH)
    assert caught.value.code == "ZC-PRN-51"


def test_sheet_shows_rulers_crosses_and_frames(fonts: Fonts, pictures: Callable[[bytes], list[Path]]) -> None:
    (picture,) = pictures(calibration_sheet(fonts, Certificate.sample()))
    with Image.open(picture) as image:
        assert sum(image.histogram()[:128]) > 10_000


def test_one_cross_off_is_not_good_enough() -> None:
    places = list(crosses(WIDTH, HEIGHT))
    assert good_enough(places, WIDTH, HEIGHT)
    places[3] = (places[3][0] + 0.6, places[3][1])
    assert not good_enough(places, WIDTH, HEIGHT)
    assert not good_enough(places[:3], WIDTH, HEIGHT)
