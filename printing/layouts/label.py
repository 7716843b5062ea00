"""The label on a bundle of originals (案卷袋标签), 50 × 30 mm at 203 dots an inch: what a scanner reads at every
hand-over, and enough words for a person to tell two bundles apart. No names.
"""

from __future__ import annotations

from app.values import dataclass
from printing.codes import barcode_boxes, qr_boxes
from printing.fonts import Face, Fonts
from printing.page import MM_PER_POINT, Modules, Op, Page
from printing.text import placed, shrunk, text_width

WIDTH, HEIGHT = 50.0, 30.0
DOT = 0.125
MARGIN = 2.0
LONGEST_CODE = 16


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
    words = ((label.number, ""), (label.item, ""), (f"共 {label.count} 件", ""), (label.hall, end))
    for line, (text, end) in enumerate(words):
        size = shrunk(fonts, text + end, Face.SANS, 7.5, room, 4.5)
        # A name may be cut, but never that it is a rehearsal.
        text = _fitting(fonts, text, size, room - text_width(fonts, end, Face.SANS_BOLD, size)) + end
        ops += placed(fonts, text, Face.SANS_BOLD if line == 0 else Face.SANS, size, x, 4.6 + 3.2 * line)
    bars, modules = barcode_boxes(label.code)
    pitch = 2 * DOT if modules * 2 * DOT <= WIDTH - 2 * MARGIN else DOT
    left = round((WIDTH - modules * pitch) / 2 / DOT) * DOT
    ops.append(Modules(left, 17.5, pitch, bars, label.code, pitch_y=8.0))
    ops += placed(fonts, label.code, Face.SANS, 2.4 / MM_PER_POINT, WIDTH / 2, 28.4, align="center")
    return [Page(WIDTH, HEIGHT, tuple(ops))]


def _qr(ops: list[Op], label: BundleLabel) -> float:
    boxes, side = qr_boxes(label.code)
    pitch = 4 * DOT
    ops.append(Modules(MARGIN, MARGIN, pitch, boxes, label.code))
    return side * pitch


def _fitting(fonts: Fonts, text: str, size: float, room: float) -> str:
    """Cut with an ellipsis what does not fit even small: a label has no second sheet."""
    while len(text) > 1 and text_width(fonts, text, Face.SANS_BOLD, size) > room:
        text = text.rstrip("…")[:-1] + "…"
    return text
