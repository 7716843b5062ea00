"""What every ``app.device_ports.FaceCheck`` must do. A test class derives from the suite and gives it ``check``."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.device_ports import FaceCheck, FaceOutcome


def face(left: int, right: int) -> bytearray:
    """A picture that stands for a face: two greys."""
    picture = Image.new("L", (64, 64), left)
    picture.paste(right, (32, 0, 64, 64))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return bytearray(out.getvalue())


class FaceCheckSuite:
    """The suite; needs a fixture ``check`` whose engine takes equal pictures for one person."""

    def test_the_same_person_is_recognised(self, check: FaceCheck) -> None:
        result = check.compare(face(80, 160), face(84, 158))
        assert result.outcome is FaceOutcome.SAME
        assert 0.8 <= result.score <= 1 and result.engine

    def test_another_person_is_told_apart_and_a_doubt_is_a_doubt(self, check: FaceCheck) -> None:
        assert check.compare(face(20, 230), face(230, 20)).outcome is FaceOutcome.DIFFERENT
        assert check.compare(face(80, 160), face(120, 200)).outcome is FaceOutcome.UNSURE

    @pytest.mark.parametrize(
        ("live", "portrait"),
        [(bytearray(), face(1, 99)), (face(9, 99), bytearray()), (bytearray(b"no picture"), face(9, 99))],
    )
    def test_without_two_pictures_nothing_is_claimed(
        self, check: FaceCheck, live: bytearray, portrait: bytearray
    ) -> None:
        result = check.compare(bytearray(live), bytearray(portrait))
        assert result.outcome is FaceOutcome.NOT_CHECKED and result.reason

    def test_both_pictures_are_wiped_whatever_the_outcome(self, check: FaceCheck) -> None:
        for live, portrait in ((face(80, 160), face(80, 160)), (bytearray(b"junk"), face(9, 99))):
            check.compare(live, portrait)
            assert not any(live) and not any(portrait)
