"""Bytes of the SAM protocol between a host and the security module of an identity card reader (GA/T 467).

Pure: bytes in, frames and payloads out, both ways, so that the driver and the simulator share one reading
of the protocol.

A frame is ``AA AA AA 96 69 | LEN (big-endian u16) | body | CHK``. LEN counts body and CHK; CHK is the XOR
of LEN and body. A request body is ``CMD PARA data``, an answer body ``SW1 SW2 SW3 data``, where SW3 is the
reader's own status.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from functools import reduce
from operator import xor
from types import MappingProxyType

from app.values import dataclass

PREAMBLE = bytes.fromhex("AAAAAA9669")
HEADER_SIZE = len(PREAMBLE) + 2
REQUEST_MIN = 3
ANSWER_MIN = 4
# The longest answer known (text, photo and two fingerprints) has LEN 2314; the rest is room for a
# longer fingerprint record.
LEN_MAX = 2314 + 86

TEXT_SIZE = 256
PHOTO_SIZE = 1024
ADDRESS_SIZE = 70
SAM_ID_SIZE = 16


class Command(IntEnum):
    """CMD and PARA of a request, as one number."""

    RESET = 0x10FF
    STATUS = 0x11FF
    SAM_ID = 0x12FF
    FIND = 0x2001
    SELECT = 0x2002
    READ = 0x3001
    NEW_ADDRESS = 0x3003
    BODY_NUMBER = 0x3005
    READ_WITH_FINGERPRINT = 0x3010


class StatusClass(StrEnum):
    """What a driver does about a status byte."""

    OK = "ok"
    EMPTY = "empty"
    IDLE = "idle"
    LINK = "link"
    REFUSED = "refused"
    DEVICE = "device"
    AUTH = "auth"
    WRONG_CARD = "wrong-card"
    CARD_LOST = "card-lost"
    SELECT = "select"
    BROKEN = "broken"
    UNAUTHORISED = "unauthorised"


@dataclass(frozen=True)
class Status:
    """One value of SW3: the driver's class and the code of its Chinese meaning (``resources/texts``,
    ``sam-31`` …).
    """

    value: int
    kind: StatusClass

    @property
    def meaning(self) -> str:
        """Code of the sentence that explains the status to a technician."""
        return f"sam-{self.value:02X}"


def _table(entries: dict[StatusClass, tuple[int, ...]]) -> Mapping[int, Status]:
    return MappingProxyType(
        {value: Status(value, kind) for kind, values in entries.items() for value in values}
    )


# Values 01–09 and F1–F3 are made up by host libraries and never travel on the wire.
STATUSES: Mapping[int, Status] = _table(
    {
        StatusClass.OK: (0x90, 0x9F),
        StatusClass.EMPTY: (0x91,),
        StatusClass.IDLE: (0x80,),
        StatusClass.LINK: (0x10, 0x11),
        StatusClass.REFUSED: (0x21, 0x23, 0x34),
        StatusClass.DEVICE: (0x24, 0x3F, 0x50, 0x61),
        StatusClass.AUTH: (0x31, 0x32, 0x33, 0x37),
        StatusClass.WRONG_CARD: (0x40,),
        StatusClass.CARD_LOST: (0x41, 0x47),
        StatusClass.SELECT: (0x81,),
        StatusClass.BROKEN: (0x60,),
        StatusClass.UNAUTHORISED: (0x66,),
    }
)


def status_of(value: int) -> Status:
    """The table's row, or a device fault for a value that no table names."""
    return STATUSES.get(value, Status(value, StatusClass.DEVICE))


@dataclass(frozen=True)
class Frame:
    """One whole frame whose check byte was right; which of its two views holds depends on who sent it."""

    body: bytes

    @property
    def command(self) -> int:
        """CMD and PARA of a request."""
        return self.body[0] << 8 | self.body[1]

    @property
    def parameters(self) -> bytes:
        """What follows CMD and PARA of a request."""
        return self.body[2:]

    @property
    def status(self) -> Status:
        """SW3 of an answer."""
        return status_of(self.body[2])

    @property
    def data(self) -> bytes:
        """What follows SW1 SW2 SW3 of an answer."""
        return self.body[3:]


def encode(body: bytes) -> bytes:
    """Wrap a request or answer body as it travels."""
    counted = struct.pack(">H", len(body) + 1) + body
    return PREAMBLE + counted + bytes([reduce(xor, counted)])


def encode_request(command: int, parameters: bytes = b"") -> bytes:
    """The frame that asks for ``command``."""
    return encode(struct.pack(">H", command) + parameters)


def encode_answer(status: int, data: bytes = b"", card_status: int = 0) -> bytes:
    """The frame that answers; ``card_status`` is SW1 SW2, what the card itself said of an error."""
    return encode(struct.pack(">HB", card_status, status) + data)


class FrameParser:
    """Finds frames in a stream that may come in pieces, with noise before and between.

    After a wrong length or check byte the hunt resumes one byte further on, so that a preamble inside the
    wreck is found. ``rejected`` counts frames with a wrong check byte and ``skipped`` bytes outside frames,
    both since the last reset.
    """

    def __init__(self, shortest: int = ANSWER_MIN) -> None:
        self._shortest = shortest
        self._buffer = bytearray()
        self.rejected = 0
        self.skipped = 0

    def reset(self) -> None:
        """Forget what came so far, as before a new request."""
        self._buffer.clear()
        self.rejected = 0
        self.skipped = 0

    @property
    def partial(self) -> bool:
        """Whether a frame has begun and is not yet whole."""
        return len(self._buffer) >= len(PREAMBLE)

    @property
    def wanted(self) -> int:
        """How many bytes must at least come before the next frame can be whole: the size of the next read."""
        have = len(self._buffer)
        if have < HEADER_SIZE:
            return HEADER_SIZE + self._shortest - have
        return HEADER_SIZE + self._length() - have

    def feed(self, data: bytes) -> list[Frame]:
        """Take in what arrived; the frames that are now whole, in order."""
        self._buffer += data
        frames = []
        while self._align():
            end = HEADER_SIZE + self._length()
            if len(self._buffer) < end:
                break
            if reduce(xor, self._buffer[len(PREAMBLE) : end]) == 0:
                frames.append(Frame(bytes(self._buffer[HEADER_SIZE : end - 1])))
                del self._buffer[:end]
            else:
                self.rejected += 1
                self._drop(1)
        return frames

    def _length(self) -> int:
        return self._buffer[5] << 8 | self._buffer[6]

    def _align(self) -> bool:
        """Bring a preamble with a possible length to the front; False when there is none yet."""
        while True:
            start = self._buffer.find(PREAMBLE)
            if start < 0:
                self._drop(len(self._buffer) - self._preamble_tail())
                return False
            self._drop(start)
            if len(self._buffer) < HEADER_SIZE:
                return False
            if self._shortest <= self._length() <= LEN_MAX:
                return True
            self._drop(1)

    def _preamble_tail(self) -> int:
        """How many of the last bytes may be the beginning of a preamble."""
        longest = min(len(PREAMBLE) - 1, len(self._buffer))
        return next((n for n in range(longest, 0, -1) if self._buffer.endswith(PREAMBLE[:n])), 0)

    def _drop(self, count: int) -> None:
        self.skipped += count
        del self._buffer[:count]


class PayloadError(ValueError):
    """An answer whose frame was right holds something that cannot be; ``code`` names it (``lengths``,
    ``zero-date`` …).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class CardContent:
    """Answer to 30 01 or 30 10: what the card holds, taken apart by the inner lengths."""

    text: bytes
    photo: bytes
    fingerprint: bytes = b""


def encode_content(content: CardContent, *, with_fingerprint: bool = False) -> bytes:
    """Data of the answer to 30 01, or to 30 10 when the fingerprint is wanted; inner lengths are big-endian
    u16.
    """
    parts = [content.text, content.photo]
    if with_fingerprint:
        parts.append(content.fingerprint)
    return b"".join(struct.pack(">H", len(part)) for part in parts) + b"".join(parts)


def parse_content(data: bytes, *, with_fingerprint: bool = False) -> CardContent:
    """Take the data of an answer to 30 01 or 30 10 apart; PayloadError ``lengths`` when the inner lengths
    do not fit.
    """
    count = 3 if with_fingerprint else 2
    if len(data) < 2 * count:
        raise PayloadError("lengths")
    lengths = struct.unpack_from(f">{count}H", data)
    if lengths[0] != TEXT_SIZE or 2 * count + sum(lengths) != len(data):
        raise PayloadError("lengths")
    parts, at = [], 2 * count
    for length in lengths:
        parts.append(data[at : at + length])
        at += length
    return CardContent(*parts)


def encode_sam_id(text: str) -> bytes:
    """The 16 bytes of ``AA.BB-YYYYMMDD-N…-N…``: u16 u16 u32 u32 u32, little-endian (layout unconfirmed on
    hardware).
    """
    kind, date, first, second = text.split("-")
    high, low = kind.split(".")
    return struct.pack("<HHIII", int(high), int(low), int(date), int(first), int(second))


def parse_sam_id(data: bytes) -> str:
    """The module's number as it is printed on readers; PayloadError ``sam-id`` unless there are 16 bytes."""
    if len(data) != SAM_ID_SIZE:
        raise PayloadError("sam-id")
    high, low, date, first, second = struct.unpack("<HHIII", data)
    return f"{high:02d}.{low:02d}-{date:08d}-{first:010d}-{second:010d}"
