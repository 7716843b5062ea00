"""The shape of every layout as text that a person can read and compare: lines with their places, a coarse picture.

``python -m tests.printing.golden`` writes ``golden/*.txt`` anew after a change that was wanted; look at the difference
and at the paper before committing it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from printing.documents import Certificate, CorrectionReceipt, Receipt, all_papers, daily_papers
from printing.documents.base import Signature
from printing.documents.specimens import a5_certificate, card_licence, fuller_papers
from printing.fonts import Fonts
from printing.layout import layout, on_sheet
from printing.layouts.label import BundleLabel, bundle_label
from printing.layouts.parcel_label import ParcelLabel, parcel_label
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.layouts.sizes import A5_PAPERS
from printing.page import Circle, Line, Modules, Page, Rect, Text
from printing.pdf import Meta, pages_to_pdf

HERE = Path(__file__).parent / "golden"
DPI = 36
COLUMNS = 24
"""Cells across a page of the coarse picture; as many down as keep them square."""
FARTHEST, MOST = 2, 0.10
"""A cell may differ by so many steps of sixteen; so large a share of the cells may differ by one."""


def every_layout(fonts: Fonts) -> dict[str, list[Page]]:
    """Name → pages: A4 papers in all forms, those that may be small on A5, rolls of 80 and 58 mm, label, blanks of A4,
    A5 and the size of a card.
    """
    done: dict[str, list[Page]] = {}
    for kind in (*all_papers(), *daily_papers()):
        done[f"{kind.KIND}-a4"] = layout(kind.sample(), fonts, proof=kind is Certificate)
        if kind.KIND in A5_PAPERS:
            done[f"{kind.KIND}-a5"] = layout(on_sheet(kind.sample(), "A5"), fonts)
    for number, paper in enumerate(fuller_papers().values(), start=1):
        done[f"{paper.KIND}-fuller{number}"] = layout(paper, fonts)
    for receipt in (Receipt.sample(), CorrectionReceipt.sample()):
        done[f"{receipt.KIND}-80mm"] = receipt_roll(receipt, fonts, False)
        done[f"{receipt.KIND}-58mm"] = receipt_slip(receipt, fonts, False)
    pressed = replace(Receipt.sample(), signature=Signature(thumb=True, witness="钱七（0713）"))
    done["D01-80mm-thumb"] = receipt_roll(pressed, fonts, False)
    done["D01-58mm-thumb"] = receipt_slip(pressed, fonts, False)
    for name, blank in (("a4", Certificate.sample()), ("a5", a5_certificate()), ("card", card_licence())):
        done[f"D21-{name}-overprint"] = layout(blank, fonts)
        done[f"D21-{name}-proof"] = layout(blank, fonts, proof=True)
    del done["D21-a4"]
    done["label-50x30"] = bundle_label(BundleLabel.sample(), fonts)
    done["label-100x60"] = parcel_label(ParcelLabel.sample(), fonts)
    return done


def geometry(pages: Sequence[Page]) -> Iterator[str]:
    """One line of text per line of print: baseline, left edge, size in points, face, words; then what is drawn."""
    for number, page in enumerate(pages, start=1):
        yield f"page {number}: {page.width:g} x {page.height:.1f} mm"
        lines: dict[tuple[float, float, str], list[Text]] = {}
        for op in page.ops:
            if isinstance(op, Text):
                lines.setdefault((round(op.y, 1), round(op.size, 1), op.face.value), []).append(op)
        for (y, size, face), runs in sorted(lines.items()):
            runs.sort(key=lambda run: run.x)
            words = "".join(run.text for run in runs)
            yield f"  {y:6.1f} {runs[0].x:6.1f} {size:4.1f} {face} {words}"
        for kind in (Line, Rect, Circle):
            count = sum(isinstance(op, kind) for op in page.ops)
            if count:
                yield f"  {kind.__name__.lower()} {count}"
        for op in page.ops:
            if isinstance(op, Modules):
                yield f"  code {op.x:.1f} {op.y:.1f} {op.pitch:.3f} {op.text}"


def coarse(picture: Image.Image) -> list[str]:
    """The page as cells of ink, 0 white to f black."""
    rows = max(1, round(COLUMNS * picture.height / picture.width))
    small = picture.convert("L").resize((COLUMNS, rows), Image.Resampling.BOX)
    cells: Any = small.load()
    return ["".join(f"{15 - cells[x, y] * 15 // 255:x}" for x in range(COLUMNS)) for y in range(rows)]


def one_file(layouts: Mapping[str, Sequence[Page]], fonts: Fonts) -> bytes:
    """Every page of every layout in one PDF, so that the readers of PDF start once."""
    return pages_to_pdf([page for pages in layouts.values() for page in pages], fonts, Meta("样张"))


def pictures(pdf: bytes) -> list[list[str]]:
    """Every page of a PDF as cells of ink."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "all.pdf").write_bytes(pdf)
        command = ["pdftoppm", "-r", str(DPI), "-gray", f"{home}/all.pdf", f"{home}/p"]
        subprocess.run(command, check=True)
        found = []
        for path in sorted(Path(home).glob("p*.pgm")):
            with Image.open(path) as picture:
                found.append(coarse(picture))
        return found


def written(name: str, pages: Sequence[Page], cells: Sequence[Sequence[str]]) -> str:
    """The golden text of a layout."""
    lines = [name, *geometry(pages)]
    for number, rows in enumerate(cells, start=1):
        lines += [f"picture {number}", *(f"  {row}" for row in rows)]
    return "\n".join(lines) + "\n"


def all_written(fonts: Fonts) -> dict[str, str]:
    """Name → golden text, of every layout."""
    layouts = every_layout(fonts)
    cells = iter(pictures(one_file(layouts, fonts)))
    return {name: written(name, pages, [next(cells) for _ in pages]) for name, pages in layouts.items()}


def differences(golden: str, now: str) -> list[str]:
    """Lines that differ; the cells of a picture may by a little, for the painter's own rounding."""
    old, new = golden.splitlines(), now.splitlines()
    if len(old) != len(new):
        gone, come = [each for each in old if each not in new], [each for each in new if each not in old]
        return [*(f"- {each}" for each in gone), *(f"+ {each}" for each in come)] or ["other order"]
    found, cells, off, inked = [], 0, 0, False
    for was, is_now in zip(old, new, strict=True):
        inked = was.startswith("picture ") or (inked and was.startswith("  "))
        if not inked or was.startswith("picture "):
            found += [f"- {was}", f"+ {is_now}"] if was != is_now else []
            continue
        steps = [abs(int(a, 16) - int(b, 16)) for a, b in zip(was.strip(), is_now.strip(), strict=True)]
        cells, off = cells + len(steps), off + sum(step > 0 for step in steps)
        if max(steps) > FARTHEST:
            found += [f"- {was}", f"+ {is_now}"]
    return [*found, *([f"{off} of {cells} cells differ"] if off > MOST * max(cells, 1) else [])]


def main() -> int:
    """Write every golden text anew."""
    from ui.bootstrap import paper_fonts

    HERE.mkdir(exist_ok=True)
    for old in HERE.glob("*.txt"):
        old.unlink()
    for name, words in all_written(paper_fonts()).items():
        (HERE / f"{name}.txt").write_text(words, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
