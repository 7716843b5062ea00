"""The quick reader of fonts gives what reportlab's own slow one gives, and text comes out of the PDF as it went in."""

from __future__ import annotations

import mmap
import random
import re
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

from printing.astral import ENTRIES_PER_BLOCK, to_unicode_map
from printing.fonts import Face, Fonts
from printing.typeface import Typeface


def test_quick_reader_agrees_with_the_slow_one(fonts: Fonts) -> None:
    slow, quick = TTFontFace(str(fonts.sans)), fonts.face(Face.SANS)
    codes = random.Random(7).sample(range(0x20, 0x2FFFF), 6000) + list(range(0x20, 0x250))
    for code in codes:
        glyph = slow.charToGlyph.get(code, 0)
        assert (code in quick.charToGlyph) == (glyph != 0), hex(code)
        if glyph:
            assert quick.charToGlyph[code] == glyph
            assert quick.getCharWidth(code) == pytest.approx(slow.getCharWidth(code))
            assert tuple(quick.hmetrics[glyph]) == slow.hmetrics[glyph]
            assert quick.glyphPos[glyph] == slow.glyphPos[glyph]
    assert quick.name == slow.name


def test_subset_is_the_one_reportlab_would_make(fonts: Fonts) -> None:
    codes = [0, *map(ord, "沈阳市铁西区营商环境建设局ÅÄé，。（）㛃")]
    slow = TTFontFace(str(fonts.serif))
    assert fonts.face(Face.SERIF).makeSubset(codes) == slow.makeSubset(codes)


def test_fonts_stay_in_the_file(fonts: Fonts) -> None:
    for face in Face:
        assert isinstance(fonts.face(face)._ttf_data, mmap.mmap)


def test_faces_are_opened_once_and_shared(fonts: Fonts) -> None:
    assert fonts.face(Face.SERIF) is fonts.face(Face.SERIF)


def test_broken_font_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "no.ttf"
    path.write_bytes(b"not a font at all")
    with pytest.raises(TTFError):
        Typeface(str(path))


def test_map_back_to_text_is_utf16_in_blocks_of_a_hundred() -> None:
    subset = [0, *range(0x4E00, 0x4E00 + 150), 0x2CC56, 0x20BB7]
    text = to_unicode_map("AAAAAA+X", subset)
    sizes = [int(size) for size in re.findall(r"(\d+) beginbfchar", text)]
    assert max(sizes) <= ENTRIES_PER_BLOCK
    assert sum(sizes) == len(subset)
    assert "<97> <D873DC56>" in text
    assert "<98> <D842DFB7>" in text


def test_rare_character_takes_the_fallback_and_its_neighbours_do_not(fonts: Fonts) -> None:
    assert fonts.runs("赵𠮷三", Face.SERIF_BOLD) == [
        (Face.SERIF_BOLD, "赵"),
        (Face.FALLBACK, "𠮷"),
        (Face.SERIF_BOLD, "三"),
    ]
    assert fonts.face_for("\ue000", Face.SANS) is None
    assert fonts.runs("", Face.SANS) == []
