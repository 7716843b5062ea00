"""The label on a bundle of originals (案卷袋标签), 50 × 30 mm at 203 dots an inch: what a scanner reads at every
hand-over, and enough words for a person to tell two bundles apart. No names.
"""

from __future__ import annotations

from collections.abc import Sequence

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
FIRST, PITCH = 4.6, 3.2
FIRST_TIGHT, TIGHT = 3.9, 2.6
"""The same where there are more."""
BARS_END = 26.5
"""Where the bars of such a label end: they stand as tall as its lines let them, since a scanner is held askew."""
BESIDE, BELOW = 5, 2
"""Lines of the least size beside the square code, and below it over the whole width."""
WHOLE = WIDTH - 2 * MARGIN


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
    x = MARGIN + side + 1.5
    count = f"共 {label.count} 件 {label.mark}".rstrip()
    short = (label.number, label.item, count, label.hall)
    if all(text_width(fonts, text, Face.SANS, SIZE) <= WIDTH - MARGIN - x for text in short):
        for line, text in enumerate(short):
            face = Face.SANS if line else Face.SANS_BOLD
            size = shrunk(fonts, text, face, SIZE, WIDTH - MARGIN - x, LEAST_ON_CARD)
            ops += placed(fonts, text, face, size, x, FIRST + PITCH * line)
        _bars(ops, label, 17.5, 8.0)
        return [Page(WIDTH, HEIGHT, (*ops, *_under(fonts, label.code, WIDTH / 2, "center")))]
    y = FIRST_TIGHT
    for line, (text, face) in enumerate(_rows(fonts, label, WIDTH - MARGIN - x)):
        y = FIRST_TIGHT + TIGHT * line
        ops += placed(fonts, text, face, LEAST_ON_CARD, x if line < BESIDE else MARGIN, y)
    _bars(ops, label, y + 0.9, BARS_END - y - 0.9)
    under = (*_under(fonts, label.code, MARGIN, "left"), *_under(fonts, count, WIDTH - MARGIN, "right"))
    return [Page(WIDTH, HEIGHT, (*ops, *under))]


def _bars(ops: list[Op], label: BundleLabel, top: float, high: float) -> None:
    bars, modules = barcode_boxes(label.code)
    pitch = 2 * DOT if modules * 2 * DOT <= WHOLE else DOT
    left = round((WIDTH - modules * pitch) / 2 / DOT) * DOT
    ops.append(Modules(left, top, pitch, bars, label.code, pitch_y=high))


def _under(fonts: Fonts, text: str, x: float, align: str) -> list[Op]:
    return placed(fonts, text, Face.SANS, LEAST_ON_CARD, x, 28.8, align=align)


def _qr(ops: list[Op], label: BundleLabel) -> float:
    boxes, side = qr_boxes(label.code)
    pitch = 4 * DOT
    ops.append(Modules(MARGIN, MARGIN, pitch, boxes, label.code))
    return side * pitch


def _rows(fonts: Fonts, label: BundleLabel, beside: float) -> list[tuple[str, Face]]:
    """Number, item and hall in lines of the least size, narrow beside the square code and wide below it. The number
    stands whole, and the item as far as the label is large; the hall, which a bag seldom leaves, takes what is left.
    """
    rooms = [beside] * BESIDE + [WHOLE] * BELOW
    rows: list[tuple[str, Face]] = []
    for text, face, left in (
        (label.number, Face.SANS_BOLD, 2), (label.item, Face.SANS, 1), (label.hall, Face.SANS, 0)
    ):  # fmt: skip
        rows += [(line, face) for line in _lines(fonts, text, face, rooms[len(rows) : len(rooms) - left])]
    return rows


def _lines(fonts: Fonts, text: str, face: Face, rooms: Sequence[float]) -> list[str]:
    """A text in lines of these widths. What even they have no room for ends with an ellipsis, so that nobody takes it
    for the whole: a label has no second sheet.
    """
    style, lines = Style(face=face, size=LEAST_ON_CARD, align="left"), list[str]()
    for room in rooms:
        if not text:
            return lines
        line = "".join(glyph.character for glyph in lines_of(text, fonts, style, room)[0].glyphs)
        lines, text = [*lines, line], text[len(line) :].lstrip()
    if text and lines:
        last = lines[-1] + text
        while text_width(fonts, last + "…", face, LEAST_ON_CARD) > rooms[-1]:
            last = last[:-1]
        lines[-1] = last + "…"
    return lines
