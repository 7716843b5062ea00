"""寄件面单: what is stuck on the envelope of a result, 100 × 60 mm at 203 dots an inch. The waybill as bars for the
scanner, and whom it goes to in full, since the courier must find her.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass
from printing.codes import barcode_boxes
from printing.fonts import Face, Fonts
from printing.page import MM_PER_POINT, Line, Modules, Op, Page
from printing.text import Style, in_lines, lines_of, placed, set_line, shrunk

WIDTH, HEIGHT = 100.0, 60.0
DOT = 0.125
MARGIN = 4.0
ADDRESS = Style(face=Face.SANS, size=10.0, leading=4.6, align="left")
SMALL = Style(face=Face.SANS, size=8.0, leading=3.7, align="left")
ROOM = WIDTH - 2 * MARGIN
LEAST = 9.0
"""Points below which name and telephone no longer share a line."""
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
    seen = dict.fromkeys(each for each in words if not each.isspace())
    return tuple(each for each in seen if fonts.face_for(each, Face.SANS) is None)


def parcel_label(label: ParcelLabel, fonts: Fonts) -> list[Page]:
    """One label. Raises ValueError for an address longer than three small lines: cut off, it would go astray."""
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
    words = (f"寄　{label.sender}　{label.sender_phone}", label.sender_address, f"{label.number}　{label.mark}".strip())
    for number, text in enumerate(words):
        ops += placed(fonts, text, Face.SANS, shrunk(fonts, text, Face.SANS, 8, ROOM, 4.5), MARGIN, 48.8 + 4.0 * number)
    return [Page(WIDTH, HEIGHT, tuple(ops))]


def _below_each_other(fonts: Fonts, lines: Sequence[str], size: float) -> list[Op]:
    return [
        op
        for number, line in enumerate(lines)
        for op in placed(fonts, line, Face.SANS_BOLD, size, MARGIN, 25.4 + 3.6 * number)
    ]
