"""Segment files of the second copy: chained sealed frames, readable around damage.

``magic``, then frames ``length (4), CRC-32 of the length (4), nonce (12), AES-256-GCM``. Each frame is bound to the 16
bytes before it, which are the seal of the frame before: nothing can be dropped, moved or put in between unseen, and
reading can begin again after a bad stretch.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from zlib import crc32

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.values import dataclass

MAGIC = b"ZCCOPY1\n"
LENGTH = 8
NONCE = 12
TAG = 16
MOST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Frame:
    """``plain`` is None for a stretch that cannot be read; ``torn`` when it is the tail of a write cut off."""

    offset: int
    end: int
    plain: bytes | None
    torn: bool = False


def first_tag(segment: int) -> bytes:
    """What the first frame of segment number ``segment`` is bound to."""
    return b"segment" + segment.to_bytes(9, "big")


def seal(cipher: AESGCM, plain: bytes, before: bytes) -> bytes:
    """One frame that follows the seal ``before``; its own seal is its last 16 bytes."""
    nonce = secrets.token_bytes(NONCE)
    sealed = cipher.encrypt(nonce, plain, before)
    length = (NONCE + len(sealed)).to_bytes(4, "big")
    return length + crc32(length).to_bytes(4, "big") + nonce + sealed


def frames(data: bytes, segment: int, cipher: AESGCM) -> Iterator[Frame]:
    """The frames of a whole segment file, in order, bad stretches included."""
    if len(data) < len(MAGIC) or not any(data):
        yield Frame(0, len(data), None, torn=True)
        return
    at, before = len(MAGIC), first_tag(segment)
    while at < len(data):
        frame = _frame(data, at, before, cipher)
        if frame is None:
            frame = _bad_stretch(data, at, cipher)
        yield frame
        at, before = frame.end, data[frame.end - TAG : frame.end]


def _frame(data: bytes, at: int, before: bytes, cipher: AESGCM) -> Frame | None:
    """The frame at ``at``; without plain text when only its content is bad; None when its length is."""
    size = _size(data, at)
    if size is None or at + LENGTH + size > len(data):
        return None
    start, end = at + LENGTH, at + LENGTH + size
    try:
        return Frame(at, end, cipher.decrypt(data[start : start + NONCE], data[start + NONCE : end], before))
    except InvalidTag:
        return Frame(at, end, None)


def _size(data: bytes, at: int) -> int | None:
    length = data[at : at + 4]
    size = int.from_bytes(length, "big")
    if len(data) - at < LENGTH or not NONCE + TAG <= size <= MOST:
        return None
    return size if crc32(length).to_bytes(4, "big") == data[at + 4 : at + LENGTH] else None


def _bad_stretch(data: bytes, at: int, cipher: AESGCM) -> Frame:
    """From ``at`` to the next frame that opens, or to the end."""
    cut_off = len(data) - at < LENGTH or _size(data, at) is not None or not any(data[at:])
    if cut_off:
        return Frame(at, len(data), None, torn=True)
    for offset in range(at + 1, len(data) - LENGTH - NONCE - TAG + 1):
        if _size(data, offset) is not None:
            found = _frame(data, offset, data[offset - TAG : offset], cipher)
            if found is not None and found.plain is not None:
                return Frame(at, offset, None)
    return Frame(at, len(data), None)
