"""What a kept signature says of itself: strokes, pad, and what was signed; a changed one says nothing."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.ports.equipment import PadSignature
from devices.pad.evidence import evidence_of, with_evidence
from devices.pad.simulator import WAVE, signature_png


def test_the_picture_of_a_signature_carries_what_it_stands_for() -> None:
    image = signature_png(300, 120)
    kept = with_evidence(PadSignature((WAVE,), image, "ab" * 12, "pad 7"))
    told = evidence_of(kept)
    assert told is not None and (told.digest, told.device, told.strokes) == ("ab" * 12, "pad 7", (WAVE,))
    with Image.open(io.BytesIO(kept)) as shown, Image.open(io.BytesIO(image)) as bare:
        assert shown.tobytes() == bare.tobytes(), "the picture itself is not touched"
    assert evidence_of(image) is None
    forged = kept.replace(b"ab" * 12, b"cd" * 12)
    assert forged != kept and evidence_of(forged) is None


def test_what_is_no_picture_is_not_kept_as_one() -> None:
    with pytest.raises(ValueError, match="PNG"):
        with_evidence(PadSignature((), b"no picture", "", ""))
