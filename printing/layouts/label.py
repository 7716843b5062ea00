"""The label on a bundle of originals (案卷袋标签), 50 × 30 mm at 203 dots an inch: what a scanner reads at every
hand-over, and enough words for a person to tell two bundles apart. No names.
"""

from __future__ import annotations

from app.values import dataclass
from printing.codes import barcode_boxes, qr_boxes
from printing.fonts import Face, Fonts
from printing.layouts.sizes import LEAST_ON_CARD
from printing.page import Modules, Op, Page
from printing.text import Style, lines_of, placed, shrunk, text_width

WIDTH, HEIGHT = 50.0, 30.0
DOT = 0.125
MARGIN = 2.0
LONGEST_CODE = 16
SIZE = 7.5
FEW = 4
"""Rows beside which the bars stand as tall as they can; more rows push them down."""
FIRST, PITCH = 4.6, 3.2
MOST = 5
"""Lines of number, item and hall together, beside the count."""


@dataclass(frozen=True)
class BundleLabel:
    """``code`` is what the bar code holds (capitals, digits, hyphen, at most 16), ``count`` the sheets or pieces
    inside, ``mark`` a word such as 演练.
    """

    code: str
    number: str
    item: str
    count: int
    hall: str
    mark: str = ""

    @classmethod
    def sample(cls) -> BundleLabel:
        """A specimen."""
        return cls("BD26D07000031", "〔2026〕D07-000122号", "护士执业注册", 4, "铁西区政务服务中心", "演练")


def bundle_label(label: BundleLabel, fonts: Fonts) -> list[Page]:
    """One label. Raises ValueError for a code that would not fit at two dots a bar."""
    if not 0 < len(label.code) <= LONGEST_CODE or not label.code.isascii():
        raise ValueError(f"label code {label.code!r}")
    ops: list[Op] = []
    side = _qr(ops, label)
    room = WIDTH - 2 * MARGIN - side - 1.5
    x = MARGIN + side + 1.5
    end = f" {label.mark}" if label.mark else ""
    number, item, hall = (_lines(fonts, text, room) for text in (label.number, label.item, label.hall))
    most = MOST - len(number)
    hall = _cut(fonts, hall, most - min(len(item), most // 2), room)
    item = _cut(fonts, item, most - len(hall), room)
    rows = (*number, *item, f"共 {label.count} 件{end}", *hall)
    few = len(rows) <= FEW
    first, down = (FIRST, PITCH) if few else (4.2, 13.8 / (len(rows) - 1))
    for line, text in enumerate(rows):
        face = Face.SANS_BOLD if line < len(number) else Face.SANS
        size = shrunk(fonts, text, face, SIZE if few else LEAST_ON_CARD, room, LEAST_ON_CARD)
        ops += placed(fonts, text, face, size, x, first + down * line)
    bars, modules = barcode_boxes(label.code)
    pitch = 2 * DOT if modules * 2 * DOT <= WIDTH - 2 * MARGIN else DOT
    left = round((WIDTH - modules * pitch) / 2 / DOT) * DOT
    top, high = (17.5, 8.0) if few else (19.6, 6.2)
    ops.append(Modules(left, top, pitch, bars, label.code, pitch_y=high))
    ops += placed(fonts, label.code, Face.SANS, LEAST_ON_CARD, WIDTH / 2, 28.4, align="center")
    return [Page(WIDTH, HEIGHT, tuple(ops))]


def _qr(ops: list[Op], label: BundleLabel) -> float:
    boxes, side = qr_boxes(label.code)
    pitch = 4 * DOT
    ops.append(Modules(MARGIN, MARGIN, pitch, boxes, label.code))
    return side * pitch


def _lines(fonts: Fonts, text: str, room: float) -> list[str]:
    """One line as large as the others, or as many of the least size as it needs."""
    if text_width(fonts, text, Face.SANS, SIZE) <= room:
        return [text]
    style = Style(face=Face.SANS, size=LEAST_ON_CARD, align="left")
    return ["".join(glyph.character for glyph in line.glyphs) for line in lines_of(text, fonts, style, room)]


def _cut(fonts: Fonts, lines: list[str], most: int, room: float) -> list[str]:
    """What even that has no room for ends with an ellipsis, so that nobody takes it for the whole: a label has no
    second sheet.
    """
    if len(lines) <= most:
        return lines
    last = "".join(lines[most - 1 :])
    while text_width(fonts, last + "…", Face.SANS, LEAST_ON_CARD) > room:
        last = last[:-1]
    return [*lines[: most - 1], last + "…"]
