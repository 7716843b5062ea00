"""The two codes at the foot of a paper: a QR code that holds its number, and a bar code any counter scanner
types in.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

import segno
from barcode.codex import Code128

_BLOCK_NUMBER = re.compile(
    r"^(?P<body>.*?)〔(?P<year>\d{4})〕(?P<device>[A-Z]\d{1,4})-(?P<serial>\d{1,9})号$"
)
_PLAIN_NUMBER = re.compile(r"^(?P<body>.*?)〔(?P<year>\d{4})〕(?P<serial>\d{1,9})号$")
_ASCII = re.compile(r"^[0-9A-Za-z-]{1,48}$")
_ALPHANUMERIC = re.compile(r"^[0-9A-Z $%*+\-./:]+$")
REHEARSAL_MARK = "演"

Boxes = tuple[tuple[int, int, int, int], ...]


def barcode_text(number: str) -> str:
    """What the bar code of a paper holds: ``…〔2026〕D07-000123号`` gives ``LN26D07000123``.

    ASCII only, because counter scanners type it in as if at a keyboard. A rehearsal number (演) begins with
    ``YL`` instead of ``LN``. Numbers that are ASCII already stay as they are, without hyphens; anything else
    becomes ``ZC`` and twelve characters of its SHA-256. Papers of different kinds may share a bar code: look
    the number up and let the clerk choose.
    """
    head = "YL" if REHEARSAL_MARK in number else "LN"
    if found := _BLOCK_NUMBER.match(number):
        return f"{head}{found['year'][2:]}{found['device']}{found['serial']:0>6}"
    if found := _PLAIN_NUMBER.match(number):
        return f"{head}{found['year'][2:]}{found['serial']:0>9}"
    if _ASCII.match(number):
        return number.replace("-", "").upper()
    return "ZC" + hashlib.sha256(number.encode()).hexdigest()[:12].upper()


@lru_cache(maxsize=32)
def qr_boxes(text: str) -> tuple[Boxes, int]:
    """The black runs of a QR code (level M; UTF-8 unless digits, capitals and ``$%*+-./:`` do) and its side in
    modules, without the quiet zone.

    Remembered for a while: the preview of a paper has drawn the same code before the paper is printed.
    """
    if _ALPHANUMERIC.match(text):
        code = segno.make(text, error="m", micro=False, mode="alphanumeric", boost_error=False)
    else:
        code = segno.make(text, error="m", micro=False, mode="byte", encoding="utf-8", boost_error=False)
    boxes: list[tuple[int, int, int, int]] = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = 1
            while x + run < len(row) and row[x + run] == row[x]:
                run += 1
            if row[x]:
                boxes.append((x, y, run, 1))
            x += run
    return tuple(boxes), len(code.matrix)


def barcode_boxes(text: str) -> tuple[Boxes, int]:
    """The bars of a Code 128 and its width in modules, without the quiet zones."""
    pattern: str = Code128(text).build()[0]
    boxes = [(bar.start(), 0, len(bar.group()), 1) for bar in re.finditer("1+", pattern)]
    return tuple(boxes), len(pattern)
