"""Pictures as telephones make them: small, with where, when and with what they were taken."""

from __future__ import annotations

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

TELLING = (b"GPSLAT", b"Testphone", b"2026:09:28", b"SECRET-CAPTION", b"SECRET-XMP", b"AFTER-THE-END", b"thumbnail")
"""Byte strings that must not be found in what is kept."""


def telephone_jpeg(turned: int = 1, *, progressive: bool = False, text: str = "") -> bytes:
    """A JPEG with GPS, maker, moment, caption, XMP, thumbnail and a film behind its end; ``turned`` is how it was
    held, ``text`` makes one unlike another.
    """
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x0132] = turned, "Testphone", "2026:09:28 10:42:00"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (41.0, 48.0, 12.5)
    exif.get_ifd(0x8825)[0x1B] = b"GPSLAT"
    out = io.BytesIO()
    _drawn(text).save(
        out, "JPEG", quality=90, exif=exif, comment="SECRET-CAPTION", progressive=progressive, dpi=(200, 200),
        xmp=b"<x>SECRET-XMP</x>", icc_profile=b"a profile of colours",
    )  # fmt: skip
    whole = out.getvalue()
    head = whole[:2] + b"\xff\xe0\x00\x10JFXX\0thumbnail"
    return head + whole[2:] + b"\0\0\0\x18ftypmp42 AFTER-THE-END"


def telephone_png() -> bytes:
    """A PNG that says as much."""
    notes, exif = PngInfo(), Image.Exif()
    notes.add_text("Comment", "SECRET-CAPTION")
    notes.add_itxt("XML:com.adobe.xmp", "SECRET-XMP", zip=True)
    exif[0x0112], exif[0x010F] = 6, "Testphone"
    exif.get_ifd(0x8825)[0x1B] = b"GPSLAT"
    out = io.BytesIO()
    _drawn("").save(out, "PNG", pnginfo=notes, exif=exif)
    return out.getvalue() + b"AFTER-THE-END"


def heic() -> bytes:
    """How a HEIC of a telephone begins."""
    return b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def _drawn(text: str) -> Image.Image:
    seed = sum(text.encode()) % 200
    dots = bytes((x * 3 + y * 5 + seed * c) % 256 for y in range(36) for x in range(48) for c in range(3))
    return Image.frombytes("RGB", (48, 36), dots)
