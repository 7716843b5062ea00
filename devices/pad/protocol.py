"""What is said to the local service of a signature pad, and what it says back; pure.

Services speak JSON over a web socket on this machine, each in words of its own: a :class:`Dialect` is data. Only the
beginning and the end of 汉王's are known from outside; the rest of that dialect is a guess and says so.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any

from app.ports.equipment import PadSignature, PadWish
from app.values import dataclass, field

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Dialect:
    """Words of a service: the two commands, and under which names the answer holds what.

    ``{title}``, ``{width}``, ``{height}``, ``{digest}`` in ``start`` are filled in. ``cancelled``: a name and a value.
    """

    start: Mapping[str, Any]
    end: Mapping[str, Any]
    image: str = "image"
    strokes: str = "strokes"
    device: str = "device"
    cancelled: tuple[str, Any] = ("state", "cancelled")
    license: Mapping[str, str] = field(default_factory=dict)


NEUTRAL = Dialect(
    start={"do": "sign", "title": "{title}", "digest": "{digest}", "width": "{width}", "height": "{height}"},
    end={"do": "end"},
)
HANWANG = Dialect(
    start={"HWPenSign": "HWStartSign", "nLogo": "{title}", "width": "{width}", "height": "{height}"},
    end={"HWPenSign": "HWEndSign"},
)
DIALECTS: Mapping[str, Dialect] = {"neutral": NEUTRAL, "hanwang": HANWANG}


class PadDataError(ValueError):
    """The service's answer holds no signature that could stand under a document."""


def start_message(dialect: Dialect, wish: PadWish) -> str:
    """The message that wakes the pad."""
    values: Mapping[str, Any] = {
        "{title}": wish.title,
        "{digest}": wish.digest,
        "{width}": wish.width,
        "{height}": wish.height,
    }
    filled = {
        name: values.get(value, value) if isinstance(value, str) else value
        for name, value in dialect.start.items()
    }
    return json.dumps({**filled, **dialect.license}, ensure_ascii=False)


def end_message(dialect: Dialect) -> str:
    """The message that lets the pad go."""
    return json.dumps(dict(dialect.end))


def parse_message(dialect: Dialect, text: str, wish: PadWish) -> PadSignature | bool | None:
    """The signature; True when the person gave up at the pad; None for a message that is neither.

    PadDataError for a signature without a picture or with strokes that are none.
    """
    try:
        said = json.loads(text)
    except ValueError as error:
        raise PadDataError("json") from error
    if not isinstance(said, dict):
        raise PadDataError("json")
    name, value = dialect.cancelled
    if said.get(name) == value:
        return True
    if dialect.image not in said:
        return None
    strokes = _strokes(said.get(dialect.strokes, []))
    return PadSignature(
        strokes, _image(said[dialect.image]), wish.digest, str(said.get(dialect.device, ""))[:64]
    )


def _image(value: object) -> bytes:
    try:
        data = base64.b64decode(str(value).rpartition(",")[2], validate=True)
    except (ValueError, binascii.Error) as error:
        raise PadDataError("image") from error
    if not data.startswith(PNG) or len(data) > LARGEST:
        raise PadDataError("image")
    return data


def _strokes(value: object) -> tuple[tuple[tuple[float, float, float, float], ...], ...]:
    if not isinstance(value, list):
        raise PadDataError("strokes")
    found = []
    for stroke in value:
        try:
            found.append(tuple((float(x), float(y), float(p), float(t)) for x, y, p, t in stroke))
        except (TypeError, ValueError) as error:
            raise PadDataError("strokes") from error
    return tuple(found)


# --- web socket (RFC 6455), as much of it as one side of a local talk needs --------------------------

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def accept_key(key: str) -> str:
    """What the server must answer to the client's key."""
    return base64.b64encode(hashlib.sha1((key + _MAGIC).encode(), usedforsecurity=False).digest()).decode()


def encode_frame(kind: int, data: bytes, mask: bytes = b"") -> bytes:
    """One whole frame; a client must ``mask`` with four bytes."""
    size = len(data)
    head = bytes([0x80 | kind])
    flag = 0x80 if mask else 0
    if size < 126:
        head += bytes([flag | size])
    elif size < 1 << 16:
        head += bytes([flag | 126]) + struct.pack(">H", size)
    else:
        head += bytes([flag | 127]) + struct.pack(">Q", size)
    return head + mask + (_masked(data, mask) if mask else data)


def _masked(data: bytes, mask: bytes) -> bytes:
    return bytes(byte ^ mask[number % 4] for number, byte in enumerate(data))


class FrameReader:
    """Takes bytes in, gives whole messages (kind, data) out; PadDataError for frames that are too large."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._kind = 0
        self._parts = bytearray()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The messages that are now whole."""
        self._buffer += data
        found = []
        while (frame := self._frame()) is not None:
            last, kind, payload = frame
            if kind >= CLOSE:
                found.append((kind, payload))
                continue
            self._kind = kind or self._kind
            self._parts += payload
            if len(self._parts) > 2 * LARGEST:
                raise PadDataError("size")
            if last:
                found.append((self._kind, bytes(self._parts)))
                self._parts.clear()
        return found

    def _frame(self) -> tuple[bool, int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, at = buffer[1] & 0x7F, 2
        if size >= 126:
            width = 2 if size == 126 else 8
            if len(buffer) < 2 + width:
                return None
            size, at = int.from_bytes(buffer[2 : 2 + width], "big"), 2 + width
        if size > 2 * LARGEST:
            raise PadDataError("size")
        mask = bytes(buffer[at : at + 4]) if buffer[1] & 0x80 else b""
        at += 4 if buffer[1] & 0x80 else 0
        if len(buffer) < at + size:
            return None
        payload = bytes(buffer[at : at + size])
        last, kind = bool(buffer[0] & 0x80), buffer[0] & 0x0F
        del buffer[: at + size]
        return last, kind, _masked(payload, mask) if mask else payload
