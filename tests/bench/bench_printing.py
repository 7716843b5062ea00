"""How fast a receipt becomes PDF bytes, against bare reportlab drawing the same page.

Run it with ``python -m tests.bench.bench_printing``. The bare run gets the finished list of strokes and words and
draws it with reportlab's own calls and fonts; ours starts from the typed document and also breaks lines, sets the
codes and lays the page out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from printing.documents import Receipt

if TYPE_CHECKING:
    from printing.fonts import Fonts
    from printing.page import Page

ROOT = Path(__file__).resolve().parents[2]
RUNS = 60


def _fonts() -> object:
    from printing.fonts import Fonts

    folder = ROOT / "resources" / "fonts"
    names = ("NotoSansSC-Regular", "NotoSansSC-Bold", "NotoSerifSC-Regular", "NotoSerifSC-Bold", "HanaMinB")
    return Fonts(*(folder / f"{name}.ttf" for name in names))


def _times(call: Callable[[], object]) -> list[float]:
    done = []
    for _ in range(RUNS):
        start = time.perf_counter()
        call()
        done.append((time.perf_counter() - start) * 1000)
    return sorted(done)


def _numbered(paper: Receipt, serial: int) -> Receipt:
    return replace(paper, envelope=replace(paper.envelope, number=f"〔2026〕D07-{serial:06d}号"))


def _bare() -> Callable[[], bytes]:
    """A drawing function that uses nothing of ours but the finished page of a receipt."""
    from printing.fonts import Fonts
    from printing.layout import layout

    fonts = _fonts()
    assert isinstance(fonts, Fonts)
    return bare_drawing(layout(Receipt.sample(), fonts), fonts)


def bare_drawing(pages: Sequence[Page], fonts: Fonts) -> Callable[[], bytes]:
    """Draws finished pages with reportlab's own calls and fonts, and nothing of ours."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from printing.fonts import Face
    from printing.page import MM_PER_POINT, Circle, Line, Modules, Rect, Text

    for face in (Face.SANS, Face.SANS_BOLD, Face.SERIF, Face.SERIF_BOLD):
        pdfmetrics.registerFont(TTFont(face.value, str(getattr(fonts, face.value))))
    unit = 1 / MM_PER_POINT

    def draw_page(canvas: Canvas, page: Page) -> None:
        height = page.height
        for op in page.ops:
            match op:
                case Text():
                    canvas.setFont(op.face.value, op.size)
                    canvas.drawString(
                        op.x * unit, (height - op.y) * unit, op.text, charSpace=op.spacing * unit
                    )
                case Line():
                    canvas.line(op.x1 * unit, (height - op.y1) * unit, op.x2 * unit, (height - op.y2) * unit)
                case Rect():
                    canvas.rect(
                        op.x * unit, (height - op.y - op.height) * unit, op.width * unit, op.height * unit
                    )
                case Circle():
                    canvas.circle(op.x * unit, (height - op.y) * unit, op.radius * unit)
                case Modules():
                    tall = op.pitch_y or op.pitch
                    for x, y, wide, high in op.boxes:
                        left, low = op.x + x * op.pitch, height - op.y - (y + high) * tall
                        canvas.rect(
                            left * unit,
                            low * unit,
                            wide * op.pitch * unit,
                            high * tall * unit,
                            stroke=0,
                            fill=1,
                        )
        canvas.showPage()

    def draw() -> bytes:
        buffer = BytesIO()
        canvas = Canvas(buffer, pagesize=(pages[0].width * unit, pages[0].height * unit), invariant=1)
        for page in pages:
            draw_page(canvas, page)
        canvas.save()
        return buffer.getvalue()

    return draw


FIRST = """
import time
from tests.bench.bench_printing import _fonts
start = time.perf_counter()
from printing.documents import Receipt
from printing.layout import render_pdf
loaded = time.perf_counter()
render_pdf(Receipt.sample(), _fonts())
print((time.perf_counter() - loaded) * 1000, (time.perf_counter() - start) * 1000)
"""


def run() -> list[dict[str, object]]:
    """Rows of the bench: name, value, unit, n, against, ratio, bar, holds."""
    from printing.layout import render_pdf

    fonts = _fonts()
    serial = count(1)

    def ours_fresh() -> bytes:
        # A number never seen before each time, so that no code is remembered.
        return render_pdf(_numbered(Receipt.sample(), next(serial)), fonts)  # type: ignore[arg-type]

    ours = _times(ours_fresh)
    bare = _times(_bare())
    cold = []
    for _ in range(5):
        said = subprocess.run(
            [sys.executable, "-c", FIRST], capture_output=True, text=True, check=True, cwd=ROOT
        )
        cold.append(float(said.stdout.split()[0]))
    p95, ratio, first = ours[int(RUNS * 0.95)], ours[RUNS // 2] / bare[RUNS // 2], sorted(cold)[2]
    against = {"bare reportlab, median ms": round(bare[RUNS // 2], 2)}
    return [
        {"name": "receipt-pdf-p95", "value": round(p95, 2), "unit": "ms", "n": RUNS, "against": against}
        | {
            "ratio": round(ratio, 2),
            "bar": "p95 <= 25 ms and median <= 1.5 x",
            "holds": p95 <= 25 and ratio <= 1.5,
        },
        {"name": "receipt-pdf-first", "value": round(first, 1), "unit": "ms", "n": 5, "against": {}}
        | {"ratio": None, "bar": "first after start <= 150 ms", "holds": first <= 150},
    ]


if __name__ == "__main__":
    rows = run()
    print(json.dumps(rows, ensure_ascii=False, indent=1))
    sys.exit(0 if all(row["holds"] for row in rows) else 1)
