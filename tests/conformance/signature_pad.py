"""What every ``app.device_ports.SignaturePad`` must do. A test class derives from the suite and gives it a ``desk``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.device_ports import PadWish, SignaturePad
from app.errors import Cancelled, DeviceError

WISH = PadWish("请核对并签名", "ab" * 32, 300, 120)


@dataclass
class PadDesk:
    """A pad, and the hand that signs (``sign``), gives up (``giveup``), or breaks it (``junk``, ``drop``)."""

    pad: SignaturePad
    act: Callable[[str], None]


def never() -> bool:
    """Nobody gives up."""
    return False


class SignaturePadSuite:
    """The suite; needs a fixture ``desk``."""

    def test_a_signature_comes_with_its_strokes_picture_and_what_was_signed(self, desk: PadDesk) -> None:
        desk.act("sign")
        signature = desk.pad.sign(WISH, never)
        assert signature.digest == WISH.digest
        assert signature.image.startswith(b"\x89PNG")
        assert len(signature.strokes) == 1 and len(signature.strokes[0]) > 10
        assert signature.device

    def test_a_second_signature_can_be_given(self, desk: PadDesk) -> None:
        for _ in range(2):
            desk.act("sign")
            assert desk.pad.sign(WISH, never).image

    def test_giving_up_on_either_side_is_no_error(self, desk: PadDesk) -> None:
        desk.act("giveup")
        with pytest.raises(Cancelled):
            desk.pad.sign(WISH, never)
        with pytest.raises(Cancelled):
            desk.pad.sign(WISH, lambda: True)

    @pytest.mark.parametrize(("deed", "retry"), [("junk", "again"), ("drop", "reopen")])
    def test_a_pad_that_fails_gives_no_signature_and_can_be_asked_again(
        self, desk: PadDesk, deed: str, retry: str
    ) -> None:
        desk.act(deed)
        with pytest.raises(DeviceError) as caught:
            desk.pad.sign(WISH, never)
        assert caught.value.retry == retry
        desk.act("sign")
        assert desk.pad.sign(WISH, never).image
