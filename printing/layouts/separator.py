"""分隔页: a sheet that is laid between two documents of a pile, so that the scan of the pile is cut there."""

from __future__ import annotations

from app.domain.codes import SEPARATOR
from printing.codes import qr_boxes
from printing.fonts import Face, Fonts
from printing.page import Modules, Op, Page
from printing.text import placed, shrunk

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 25.0
PITCH = 2.0
"""Millimetres a module: large enough for a fast feeder at 75 dots an inch."""
LONGEST = 24


def separator_sheet(label: str, fonts: Fonts) -> list[Page]:
    """One sheet of A4; ``label`` names what follows it. Raises ValueError when it is empty or over 24 characters."""
    label = label.strip()
    if not 0 < len(label) <= LONGEST:
        raise ValueError(f"separator label {label!r}")
    text = f"{SEPARATOR}:{label}"
    boxes, side = qr_boxes(text)
    middle = WIDTH / 2
    ops: list[Op] = [Modules((WIDTH - side * PITCH) / 2, 60.0, PITCH, boxes, text)]
    ops += placed(fonts, "分隔页", Face.SANS_BOLD, 28.0, middle, 45.0, align="center")
    size = shrunk(fonts, label, Face.SANS_BOLD, 44.0, WIDTH - 2 * MARGIN, 14.0)
    below = 60.0 + side * PITCH
    ops += placed(fonts, label, Face.SANS_BOLD, size, middle, below + 25, align="center")
    note = "放在这份材料前面，一起扫描；扫描后自动分开，本页不留存，可以反复使用"
    ops += placed(fonts, note, Face.SANS, 11.0, middle, below + 40, align="center")
    return [Page(WIDTH, HEIGHT, tuple(ops))]
