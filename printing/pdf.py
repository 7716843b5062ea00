"""Pages to PDF bytes by reportlab: every font embedded as a subset, the same pages always give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from app.values import dataclass
from printing.astral import EmbeddedFont
from printing.fonts import Face, Fonts
from printing.page import MM_PER_POINT, Circle, Line, Modules, Op, Page, Polyline, Rect, Text

# Four Bézier arcs make a circle; the distance of their handles in radii.
_ARC = 0.5522847498
BAR_HAIR = 0.005  # mm


@dataclass(frozen=True)
class Meta:
    """What the file says of itself: the number of the paper and its signed code, nothing about a person."""

    title: str
    creator: str = "综窗 Zongchuang"
    code: str = ""


class _Canvas(Canvas):
    """A canvas that names no font of its own: ours are embedded, Helvetica would be asked of the printer."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class _Code:
    """Content-stream operators in the shape ``Canvas.drawText`` takes."""

    def __init__(self, code: str) -> None:
        self._code = code

    def getCode(self) -> str:
        return self._code


class _Writer:
    """Turns the operations of one page into operators; y is turned around, millimetres become points."""

    def __init__(self, doc: Any, page: Page, fonts: Fonts, embedded: dict[Face, EmbeddedFont]) -> None:
        self._doc, self._page, self._fonts, self._embedded = doc, page, fonts, embedded
        self._out: list[str] = []

    def code(self) -> str:
        for op in self._page.ops:
            self._write(op)
        return "\n".join(self._out)

    def _write(self, op: Op) -> None:
        match op:
            case Text():
                self._text(op)
            case Line():
                self._stroke(op.width, op.grey, op.dash)
                self._out.append(f"{self._at(op.x1, op.y1)} m {self._at(op.x2, op.y2)} l S")
            case Rect():
                self._rect(op)
            case Circle():
                self._circle(op)
            case Polyline():
                self._stroke(op.width, 0.0, ())
                first, *rest = op.points
                path = " ".join(f"{self._at(x, y)} l" for x, y in rest or [first])
                self._out.append(f"1 J 1 j {self._at(*first)} m {path} S 0 J 0 j")
            case Modules():
                self._modules(op)

    def _at(self, x: float, y: float) -> str:
        return f"{_number(x / MM_PER_POINT)} {_number((self._page.height - y) / MM_PER_POINT)}"

    def _stroke(self, width: float, grey: float, dash: tuple[float, ...]) -> None:
        pattern = " ".join(_number(part / MM_PER_POINT) for part in dash)
        self._out.append(f"{_number(width / MM_PER_POINT)} w {_number(grey)} G [{pattern}] 0 d")

    def _text(self, op: Text) -> None:
        font = self._embedded.get(op.face)
        if font is None:
            font = self._embedded[op.face] = EmbeddedFont(f"ZC-{op.face.value}", self._fonts.face(op.face))
        cos, sin = math.cos(math.radians(op.angle)), math.sin(math.radians(op.angle))
        turned = f"{_number(cos)} {_number(sin)} {_number(-sin)} {_number(cos)}"
        parts = [
            f"BT {_number(op.grey)} g {_number(op.spacing / MM_PER_POINT)} Tc {turned} {self._at(op.x, op.y)} Tm"
        ]
        for subset, chunk in font.splitString(op.text, self._doc):
            name = font.getSubsetInternalName(subset, self._doc)
            parts.append(f"{name} {_number(op.size)} Tf <{chunk.hex()}> Tj")
        self._out.append(" ".join([*parts, "ET"]))

    def _rect(self, op: Rect) -> None:
        size = f"{_number(op.width / MM_PER_POINT)} {_number(op.height / MM_PER_POINT)}"
        box = f"{self._at(op.x, op.y + op.height)} {size} re"
        if op.fill is not None:
            self._out.append(f"{_number(op.fill)} g {box} f")
        if op.stroke is not None:
            self._stroke(op.line, op.stroke, ())
            self._out.append(f"{box} S")

    def _circle(self, op: Circle) -> None:
        self._stroke(op.width, op.grey, op.dash)
        x, y, r, h = op.x, op.y, op.radius, op.radius * _ARC
        arcs = (
            (x + r, y - h, x + h, y - r, x, y - r),
            (x - h, y - r, x - r, y - h, x - r, y),
            (x - r, y + h, x - h, y + r, x, y + r),
            (x + h, y + r, x + r, y + h, x + r, y),
        )
        path = " ".join(f"{self._at(a, b)} {self._at(c, d)} {self._at(e, f)} c" for a, b, c, d, e, f in arcs)
        self._out.append(f"{self._at(x + r, y)} m {path} s")

    def _modules(self, op: Modules) -> None:
        tall = op.pitch_y or op.pitch
        # Raster printers blacken every dot that is touched: a bar that ends a hair early keeps its width in dots.
        hair = BAR_HAIR if op.pitch_y else 0.0
        boxes = (
            f"{self._at(op.x + x * op.pitch + hair, op.y + (y + high) * tall)} "
            f"{_number((wide * op.pitch - 2 * hair) / MM_PER_POINT)} {_number(high * tall / MM_PER_POINT)} re"
            for x, y, wide, high in op.boxes
        )
        self._out.append(f"0 g {' '.join(boxes)} f")


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def pages_to_pdf(pages: Sequence[Page], fonts: Fonts, meta: Meta) -> bytes:
    """The pages as one PDF file. Pure: equal input gives equal bytes (no date, no random identifier)."""
    buffer = BytesIO()
    canvas: Any = _Canvas(buffer, invariant=1, pageCompression=1, lang="zh-CN")
    canvas.setTitle(meta.title)
    canvas.setCreator(meta.creator)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setKeywords(meta.code)
    embedded: dict[Face, EmbeddedFont] = {}
    for page in pages:
        canvas.setPageSize((page.width / MM_PER_POINT, page.height / MM_PER_POINT))
        canvas.drawText(_Code(_Writer(canvas._doc, page, fonts, embedded).code()))
        canvas.showPage()
    for sheet in canvas._doc.Pages.pages:
        # By itself reportlab also writes the page in ASCII-85, a fifth longer and in slow Python.
        sheet.Contents = pdfdoc.PDFStream(content=sheet.stream, filters=[pdfdoc.PDFZCompress])
    canvas.save()
    return buffer.getvalue()
