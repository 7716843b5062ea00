"""A signature as one picture that says what it stands for: the PNG carries its strokes, the pad, and the digest of the
document in a text chunk (PNG 11.3.4), so that the one digest kept in the log covers all of it. Pure.
"""

from __future__ import annotations

import json
import struct
import zlib

from app.ports.equipment import PadSignature
from app.values import dataclass

HEAD = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"zongchuang-signature"
_END = b"IEND"


@dataclass(frozen=True)
class Evidence:
    """What a kept signature says of itself: the ``digest`` of the document, the pad, and its strokes, points of
    (x, y, pressure, milliseconds).
    """

    digest: str
    device: str
    strokes: tuple[tuple[tuple[float, float, float, float], ...], ...]


def with_evidence(signature: PadSignature) -> bytes:
    """The picture of a signature with its evidence inside. ValueError when it is no PNG."""
    told = {
        "digest": signature.digest,
        "device": signature.device,
        "strokes": [[[round(value, 2) for value in point] for point in stroke] for stroke in signature.strokes],
    }
    text = KEYWORD + b"\0" + json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    kinds = [kind for kind, _, _ in _chunks(signature.image)]
    if not kinds or kinds[-1] != _END:
        raise ValueError("not a PNG")
    at = signature.image.rindex(_END) - 4
    return signature.image[:at] + _chunk(b"tEXt", text) + signature.image[at:]


def evidence_of(picture: bytes) -> Evidence | None:
    """What the picture says of itself; None when it carries nothing of ours or was changed."""
    for kind, body, whole in _chunks(picture):
        keyword, _, text = body.partition(b"\0")
        if kind == b"tEXt" and keyword == KEYWORD and whole:
            told = json.loads(text)
            strokes = tuple(tuple((x, y, p, t) for x, y, p, t in stroke) for stroke in told["strokes"])
            return Evidence(told["digest"], told["device"], strokes)
    return None


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _chunks(picture: bytes) -> list[tuple[bytes, bytes, bool]]:
    """Kind, body, and whether its check sum holds."""
    found, at = list[tuple[bytes, bytes, bool]](), len(HEAD)
    while picture.startswith(HEAD) and at + 12 <= len(picture):
        (size,) = struct.unpack(">I", picture[at : at + 4])
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        stands = picture[at + 8 + size : at + 12 + size]
        found.append((kind, body, stands == struct.pack(">I", zlib.crc32(kind + body))))
        at += 12 + size
    return found
