"""A picture without what it says about who took it, where and with what (个人信息保护法 6): a material is the sheet,
not the telephone.

Nothing is decoded: the file is walked part by part, what shows the picture stays byte for byte, all else is left out.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from enum import StrEnum

_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_LONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers without a length: TEM and the restarts."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWN = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"cICP")
)
_ORIENTATION = 0x0112
_HEIC = frozenset((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"))


class PictureKind(StrEnum):
    """What a file is by its first bytes, whatever its name says."""

    JPEG = "jpeg"
    PNG = "png"
    PLAIN = "plain"
    TIFF = "tiff"
    HEIC = "heic"
    OTHER = "other"


class PictureUnfit(ValueError):
    """A file that is not taken: ``why`` is ``heic``, ``other`` (no picture that is known) or ``broken``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def kind_of(content: bytes) -> PictureKind:
    """``plain`` are BMP and PNM, which can say nothing but the picture."""
    if content.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if content.startswith(_PNG):
        return PictureKind.PNG
    if content.startswith(b"BM") or (content[:1] == b"P" and content[1:2] in b"123456" and content[2:3].isspace()):
        return PictureKind.PLAIN
    if content.startswith((b"II*\0", b"MM\0*")):
        return PictureKind.TIFF
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return PictureKind.HEIC
    return PictureKind.OTHER


def bare(content: bytes) -> bytes:
    """The picture alone: no place, device, time, name, caption or thumbnail, and nothing behind its end.

    Not a dot of it changes; which way is up stays as the one thing said of a JPEG or PNG that lies on its side. Raises
    PictureUnfit, for TIFF too, which hides notes anywhere: it is drawn anew, not taken as it is.
    """
    match kind_of(content):
        case PictureKind.JPEG:
            return _bare_jpeg(content)
        case PictureKind.PNG:
            return _bare_png(content)
        case PictureKind.PLAIN:
            return content
        case PictureKind.HEIC:
            raise PictureUnfit("heic")
        case _:
            raise PictureUnfit("other")


# JPEG


def _bare_jpeg(content: bytes) -> bytes:
    kept, turned, frames = [], 1, 0
    for marker, start, end in _segments(content):
        body = content[start + 4 : end] if marker not in _LONE else b""
        if marker == _APP1 and body.startswith(b"Exif\0\0"):
            turned = _turned(body[6:])
        frames += marker in _FRAMES
        shown = _shown(marker, body)
        kept.append(content[start:end] if shown is None else shown)
    if not frames or kept[-1][:2] not in (b"\xff\xda", b"\xff\xd9"):
        raise PictureUnfit("broken")
    said = _segment(_APP1, b"Exif\0\0" + _orientation(turned)) if turned != 1 else b""
    first = kept[0] if kept[0][:2] == b"\xff\xe0" else b""
    return b"".join((b"\xff\xd8", first, said, *kept[bool(first) :]))


_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, where it begins, where it ends); the coded dots belong to the SOS before them. Stops at the end of the
    first picture: telephones append films and second pictures.
    """
    at = 2
    while at + 4 <= len(content) or content[at : at + 2] == b"\xff\xd9":
        if content[at] != 0xFF:
            raise PictureUnfit("broken")
        marker = content[at + 1]
        if marker == 0xFF:  # filling before a marker
            at += 1
            continue
        if marker == _EOI:
            yield marker, at, at + 2
            return
        if marker in _LONE:
            yield marker, at, at + 2
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker == _SOI or length < 2 or end > len(content):
            raise PictureUnfit("broken")
        if marker == _SOS:
            end = _end_of_dots(content, end)
        yield marker, at, end
        at = end


def _end_of_dots(content: bytes, at: int) -> int:
    """Where the coded dots of a scan end: at the next marker that is no restart and no escaped 0xFF."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)  # it breaks off: viewers show what there is
        if content[at + 1] == 0 or content[at + 1] in _LONE:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _shown(marker: int, body: bytes) -> bytes | None:
    """Nothing for a part that is left out, another for one that is cut, None for one that stays."""
    if marker == _APP0:
        # JFIF says the shape of the dots, and may carry a small picture of before it was cut.
        return _segment(_APP0, body[:12] + b"\0\0") if body.startswith(b"JFIF\0") and len(body) >= 14 else b""
    if marker == _APP2 and body.startswith(b"ICC_PROFILE\0"):
        return None
    if marker == _APP14 and body.startswith(b"Adobe") and len(body) == 12:
        return None
    return b"" if _APP0 <= marker <= _APP15 or marker == _COM else None


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _turned(tiff: bytes) -> int:
    """How the camera was held (TIFF 6.0, tag 274): 1 upright, to 8; 1 where it is not said."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4) if order else (0,)
        (count,) = struct.unpack_from(f"{order}H", tiff, first) if order else (0,)
        for n in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n)
            if tag == _ORIENTATION and kind == 3:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _orientation(turned: int) -> bytes:
    """An EXIF block that says which way is up and nothing else."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)


# PNG


def _bare_png(content: bytes) -> bytes:
    kept, at, turned, whole = [_PNG], len(_PNG), 1, False
    while at + 12 <= len(content) and not whole:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content) or not name.isalpha() or (name[:1].isupper() and name not in _PNG_SHOWN):
            raise PictureUnfit("broken")
        if name == b"eXIf":
            turned = _turned(content[at + 8 : end - 4])
        if name in _PNG_SHOWN:
            kept.append(content[at:end])
        whole = name == b"IEND"
        at = end
    if not whole or kept[1][4:8] != b"IHDR":
        raise PictureUnfit("broken")
    if turned != 1:
        kept.insert(2, _chunk(b"eXIf", _orientation(turned)))
    return b"".join(kept)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
