"""寄件面单: what is stuck on the envelope of a result, 100 × 60 mm at 203 dots an inch. The waybill as bars for the
scanner, and whom it goes to in full, since the courier must find her.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass
from printing.codes import barcode_boxes
from printing.fonts import Face, Fonts
from printing.layouts.sizes import LEAST_ON_CARD
from printing.page import MM_PER_POINT, Line, Modules, Op, Page
from printing.text import Style, in_lines, lines_of, placed, set_line, shrunk, text_width

WIDTH, HEIGHT = 100.0, 60.0
DOT = 0.125
MARGIN = 4.0
ADDRESS = Style(face=Face.SANS, size=10.0, leading=4.6, align="left")
SMALL = Style(face=Face.SANS, size=8.0, leading=3.7, align="left")
ROOM = WIDTH - 2 * MARGIN
LEAST = 9.0
"""Points below which name and telephone no longer share a line."""
MOST_BELOW = 5
"""Lines of the sender, its address and the number."""
MOST = 3
"""Lines of an address; the small type holds some 110 characters in them."""


@dataclass(frozen=True)
class ParcelLabel:
    """``waybill`` is what the bars hold; addressee and sender with telephone; ``number`` of the case, ``mark`` a word
    such as 演练.
    """

    waybill: str
    name: str
    phone: str
    address: str
    sender: str
    sender_address: str
    sender_phone: str
    number: str
    mark: str = ""

    @classmethod
    def sample(cls) -> ParcelLabel:
        """A specimen."""
        return cls(
            "YD2026092800000031", "张三", "13800000001", "辽宁省沈阳市铁西区建设东路1号院2号楼3单元401室",
            "铁西区政务服务中心", "沈阳市铁西区兴华南街1号", "024-0000-0107", "〔2026〕D07-000122号", "演练",
        )  # fmt: skip


def unprintable(label: ParcelLabel, fonts: Fonts) -> tuple[str, ...]:
    """Characters that none of the fonts can draw: asked before printing, not found on the envelope."""
    words = f"{label.name}{label.address}{label.sender}{label.sender_address}"
    return fonts.undrawn(words)


def parcel_label(label: ParcelLabel, fonts: Fonts) -> list[Page]:
    """One label. Raises ValueError for an address longer than three small lines, or a sender longer than five: cut
    off, it would go astray."""
    ops: list[Op] = []
    bars, modules = barcode_boxes(label.waybill)
    pitch = 3 * DOT if modules * 3 * DOT <= ROOM else 2 * DOT
    left = round((WIDTH - modules * pitch) / 2 / DOT) * DOT
    ops.append(Modules(left, 3.0, pitch, bars, label.waybill, pitch_y=12.0))
    ops += placed(fonts, label.waybill, Face.SANS_BOLD, 3.2 / MM_PER_POINT, WIDTH / 2, 18.6, align="center")
    ops.append(Line(MARGIN, 21.0, WIDTH - MARGIN, 21.0, 0.25))
    down, most, to = 0.0, MOST, f"收　{label.name}　{label.phone}"
    size = shrunk(fonts, to, Face.SANS_BOLD, 13, ROOM, 7)
    if size < LEAST:
        # Name and telephone one below the other: the courier reads them at the door.
        size, names = in_lines(fonts, f"收　{label.name}", Face.SANS_BOLD, 13, ROOM, LEAST)
        ops += _below_each_other(fonts, names, size)
        down, most, to = 3.0 * len(names) + 1.0, MOST - 1, label.phone
        size = 10.0
    ops += placed(fonts, to, Face.SANS_BOLD, size, MARGIN, 26.2 + down if down else 26.8)
    style = ADDRESS if len(lines_of(label.address, fonts, ADDRESS, ROOM)) <= most else SMALL
    lines = lines_of(label.address, fonts, style, ROOM)
    if len(lines) > MOST:
        raise ValueError(f"address of {len(label.address)} characters")
    for number, line in enumerate(lines):
        ops += set_line(line, fonts, style, MARGIN, 29.2 + down * 0.75 + number * style.leading, ROOM)
    ops.append(Line(MARGIN, 45.0, WIDTH - MARGIN, 45.0, 0.25))
    return [Page(WIDTH, HEIGHT, (*ops, *_sender(label, fonts)))]


def _sender(label: ParcelLabel, fonts: Fonts) -> list[Op]:
    """Whence it comes, in full: it goes back there when nobody takes it. Raises ValueError when that has no room."""
    whole = (f"寄　{label.sender}　{label.sender_phone}", label.sender_address, f"{label.number}　{label.mark}".strip())
    if all(text_width(fonts, text, Face.SANS, LEAST_ON_CARD) <= ROOM for text in whole):
        rows, first, down = [*whole], 48.8, 4.0
    else:
        style = Style(face=Face.SANS, size=LEAST_ON_CARD, align="left")
        parts = (f"寄　{label.sender}", label.sender_address, f"{label.sender_phone}　{whole[2]}")
        lines = [line for part in parts for line in lines_of(part, fonts, style, ROOM)]
        rows, first, down = ["".join(glyph.character for glyph in line.glyphs) for line in lines], 48.0, 2.6
    if len(rows) > MOST_BELOW:
        raise ValueError(f"sender of {len(label.sender) + len(label.sender_address)} characters")
    most = 8.0 if down > 3 else LEAST_ON_CARD
    ops: list[Op] = []
    for number, text in enumerate(rows):
        size = shrunk(fonts, text, Face.SANS, most, ROOM, LEAST_ON_CARD)
        ops += placed(fonts, text, Face.SANS, size, MARGIN, first + down * number)
    return ops


def _below_each_other(fonts: Fonts, lines: Sequence[str], size: float) -> list[Op]:
    return [
        op
        for number, line in enumerate(lines)
        for op in placed(fonts, line, Face.SANS_BOLD, size, MARGIN, 25.4 + 3.6 * number)
    ]
