"""Cameras of a self-service terminal: one made of software for rehearsals, and sheets from a scanner or a folder.

Faces of the first are tiny greys made from the number on the card, by which nobody is recognised; its sheets are pages.
"""

from __future__ import annotations

import hashlib

from app.domain.people import IdCardReading
from app.errors import DeviceError
from app.ports.equipment import PageScanner, ScanWish

from . import codes
from .simulated import refuse_real_profile

_SIDE = 8
_SHEET = (150, 212)
"""Pixels of a practised sheet, as wide and high as A4."""
_LINE, _STEP, _EDGE = 4, 10, 14


def _picture(seed: str, side: int = _SIDE) -> bytes:
    """A grey picture that follows from ``seed``, as a PGM file."""
    grey = b""
    block = hashlib.sha256(seed.encode()).digest()
    while len(grey) < side * side:
        grey += block
        block = hashlib.sha256(block).digest()
    return b"P5 %d %d 255\n" % (side, side) + grey[: side * side]


def practised_sheet(seed: str) -> bytes:
    """A white sheet with grey lines as of writing, which follow from ``seed``, as a PGM file: whoever practises sees a
    page.
    """
    width, height = _SHEET
    dots = bytearray(b"\xf5" * (width * height))
    longest, lengths = width - 2 * _EDGE, hashlib.sha256(seed.encode()).digest()
    for n, y in enumerate(range(_EDGE, height - _EDGE, _STEP)):
        share = lengths[n % len(lengths)] / 255
        length = longest if n % 5 else round(longest * (0.3 + 0.5 * share))
        first = _EDGE if n else (width - length) // 2
        for row in range(y, y + _LINE):
            start = row * width + first
            dots[start : start + length] = bytes([0x50 if n == 0 else 0x90]) * length
    return b"P5 %d %d 255\n" % _SHEET + bytes(dots)


class RehearsalCamera:
    """Implements ``app.ports.kiosk.LiveCamera``; ``stranger`` puts somebody else before it.

    Raises UserFacingError ZC-DEV-41 in a real profile.
    """

    def __init__(self, rehearsal: bool) -> None:
        refuse_real_profile(rehearsal)
        self.stranger = False
        self._holder = ""
        self._sheets = 0

    def portrait(self, reading: IdCardReading) -> bytearray:
        """What stands on the card; from now on its holder is before the camera."""
        self._holder = hashlib.sha256(reading.number.encode()).hexdigest()
        return bytearray(_picture(self._holder))

    def face(self) -> bytearray:
        """Who stands there: the holder of the last card, or a stranger."""
        return bytearray(_picture("stranger" if self.stranger else self._holder or "nobody"))

    def sheet(self) -> bytes:
        """Another sheet on the tray."""
        self._sheets += 1
        return practised_sheet(f"sheet {self._sheets}")

    def forget(self) -> None:
        """Nobody stands there any more."""
        self._holder = ""


class FolderCamera:
    """Sheets from a scanner or a watched folder, and no face. Implements ``app.ports.kiosk.LiveCamera``."""

    def __init__(self, pages: PageScanner) -> None:
        self._pages = pages

    def face(self) -> bytearray:
        """There is no camera for faces: DeviceError."""
        raise DeviceError(codes.PAGES_ABSENT, "never", "no camera")

    def sheet(self) -> bytes:
        """The sheet that lies there now. Raises DeviceError."""
        found: list[bytes] = []
        self._pages.scan(ScanWish(most_pages=1), found.append, lambda _: None, lambda: False)
        return found[0]
