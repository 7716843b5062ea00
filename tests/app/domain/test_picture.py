"""What a picture says about who took it stays at the door; not a dot of the picture changes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from app.domain.picture import PictureKind, PictureUnfit, bare, kind_of
from app.errors import UserFacingError
from app.usecases.take_picture import take_picture
from tests.pictures import TELLING, heic, telephone_jpeg, telephone_png


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def upright(content: bytes) -> Image.Image:
    return ImageOps.exif_transpose(opened(content))


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_jpeg_of_a_telephone_says_neither_place_nor_device_and_stands_upright_as_before(
    turned: int, progressive: bool
) -> None:
    told = telephone_jpeg(turned, progressive=progressive)
    assert all(each in told for each in TELLING), "the picture of this test tells"
    kept = bare(told)
    assert not [each for each in TELLING if each in kept]
    assert dict(opened(kept).getexif()) == ({} if turned == 1 else {0x0112: turned})
    assert upright(kept).tobytes() == upright(told).tobytes(), "not a dot changed"
    assert opened(kept).info.get("icc_profile") == b"a profile of colours", "colours stay"
    assert bare(kept) == kept


def test_a_png_keeps_its_dots_and_which_way_is_up_alone() -> None:
    told = telephone_png()
    assert b"GPSLAT" in told and b"Testphone" in told
    kept = bare(told)
    assert not [each for each in (*TELLING, b"tEXt", b"iTXt") if each in kept]
    assert dict(opened(kept).getexif()) == {0x0112: 6}
    assert upright(kept).tobytes() == upright(told).tobytes()


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (heic(), "ZC-PIC-01", "HEIC"),
        (b"%PDF-1.7", "ZC-PIC-02", "不是照片"),
        (b"", "ZC-PIC-02", "不是照片"),
        (b"II*\0" + b"\0" * 40, "ZC-PIC-02", "不是照片"),
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "ZC-PIC-03", "没有收全"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", "ZC-PIC-03", "没有收全"),
    ],
)
def test_what_is_no_picture_is_refused_in_words_that_say_what_to_do(content: bytes, code: str, words: str) -> None:
    with pytest.raises(UserFacingError) as refused:
        take_picture(content)
    assert refused.value.code == code and words in refused.value.what
    assert refused.value.what_next and refused.value.kept


def test_a_page_that_is_drawn_anew_may_be_a_tiff_and_a_plain_bitmap_is_as_it_is() -> None:
    tiff = io.BytesIO()
    Image.new("L", (4, 4)).save(tiff, "TIFF")
    assert take_picture(tiff.getvalue(), redrawn=True) == tiff.getvalue()
    assert take_picture(b"P5 1 1 255\n\0") == b"P5 1 1 255\n\0"
    assert kind_of(heic()) is PictureKind.HEIC


WHOLE = telephone_jpeg(6)


@given(cut=st.integers(0, len(WHOLE)), flips=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=4))
def test_a_broken_file_is_refused_or_taken_as_far_as_it_goes_and_never_a_fault(
    cut: int, flips: list[tuple[int, int]]
) -> None:
    broken = bytearray(WHOLE[:cut])
    for place, value in flips:
        if place < len(broken):
            broken[place] = value
    try:
        kept = bare(bytes(broken))
    except PictureUnfit as unfit:
        assert unfit.why in ("broken", "other", "heic")
    else:
        assert flips or not [each for each in TELLING if each in kept]
