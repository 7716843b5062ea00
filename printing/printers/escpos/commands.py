"""ESC/POS, bytes out and status in; pure. One dot is 1/203 inch (1/8 mm) once :data:`START` was sent."""

from __future__ import annotations

import re

from app.ports import PrinterState
from app.values import dataclass

# Reset; motion units of one dot; Chinese mode on (GB codes from A0 up are pairs).
START = b"\x1b\x40" + b"\x1d\x50\xcb\xcb" + b"\x1c\x26"
# Feed to the blade and leave a bridge, so that the receipt does not fall on the floor.
CUT = b"\x1d\x56\x42\x00"
REPORT = b"\x1d\x72\x01"
"""GS r 1: answered in its turn, that is after everything sent before it was carried out."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn 8: in real time, forget all that was received and is not printed yet. Nothing may follow before
:data:`CLEARED` came. In the middle of a picture, and by a printer that does not know it, it is passed over.
"""
CLEARED = b"\x37\x25\x00"
"""What answers :data:`CLEAR`."""
QUESTIONS = (1, 2, 3, 4)
CELL = 24
"""A Chinese character is a square of 24 dots, a Latin one half as wide."""
_MOST = 255
# Real-time commands act wherever they stand, even inside a picture: DLE EOT, ENQ and DC4 may not arise by chance.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")


def question(n: int) -> bytes:
    """DLE EOT n: 1 printer, 2 cause of offline, 3 error, 4 paper."""
    return bytes((0x10, 0x04, n))


def at(dots: int) -> bytes:
    """ESC $: where on the line the next character stands."""
    return b"\x1b\x24" + dots.to_bytes(2, "little")


def feed(dots: int) -> bytes:
    """ESC J, as often as it takes: print the line and move on."""
    whole, rest = divmod(max(dots, 0), _MOST)
    return (b"\x1b\x4a" + bytes([_MOST])) * whole + b"\x1b\x4a" + bytes([rest])


def style(times: int, bold: bool) -> bytes:
    """Size (1 or 2 times in both directions) and weight."""
    return b"\x1d\x21" + bytes([(times - 1) * 0x11]) + b"\x1b\x45" + bytes([bold])


def picture(width: int, rows: bytes) -> bytes:
    """GS v 0: a picture ``width`` dots wide, eight dots a byte, black is 1."""
    across = (width + 7) // 8
    high = len(rows) // across
    head = b"\x1d\x76\x30\x00" + across.to_bytes(2, "little") + high.to_bytes(2, "little")
    return head + _REAL_TIME.sub(b"\x18", rows)


def qr(text: str, dots: int) -> bytes:
    """GS ( k: a QR code drawn by the printer, level M, ``dots`` a module (1 to 16)."""
    data = text.encode("utf-8")
    parts = (
        b"\x31\x41\x32\x00",
        b"\x31\x43" + bytes([dots]),
        b"\x31\x45\x31",
        b"\x31\x50\x30" + data,
        b"\x31\x51\x30",
    )
    return b"".join(b"\x1d\x28\x6b" + len(part).to_bytes(2, "little") + part for part in parts)


def barcode(text: str, dots: int, high: int) -> bytes:
    """GS k 73: Code 128 drawn by the printer, ``dots`` a module (2 to 6), no digits beneath."""
    data = b"{B" + text.encode("ascii")
    return (
        b"\x1d\x48\x00\x1d\x77" + bytes([dots]) + b"\x1d\x68" + bytes([high])
        + b"\x1d\x6b\x49" + bytes([len(data)]) + data
    )  # fmt: skip


def is_status(byte: int) -> bool:
    """Whether a byte answers DLE EOT: these bits are fixed."""
    return byte & 0x93 == 0x12


def is_report(byte: int) -> bool:
    """Whether a byte answers GS r 1."""
    return byte & 0x90 == 0x00


@dataclass(frozen=True)
class Status:
    """The four answers to DLE EOT."""

    printer: int
    offline: int
    error: int
    paper: int

    def state(self) -> PrinterState:
        """One state, the most pressing first."""
        if self.offline & 0x04:
            return PrinterState.COVER_OPEN
        if self.paper & 0x60 or self.offline & 0x20:
            return PrinterState.PAPER_OUT
        # The cutter stands or the mechanism is blocked: a person must take paper out.
        if self.error & 0x2C or self.offline & 0x40:
            return PrinterState.JAM
        if self.printer & 0x08:
            return PrinterState.OFFLINE
        return PrinterState.PAPER_LOW if self.paper & 0x0C else PrinterState.READY
