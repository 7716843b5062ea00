"""Ruled two-column form: label and value side by side, a wide value over the whole width."""

from __future__ import annotations

from app.values import replace
from printing.documents.intake import Entry, Section
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.page import Op, Rect
from printing.text import Style, lines_of, set_line, text_runs

LABEL, PAD_X, PAD_Y, RULE = 27.0, 2.0, 2.0, 0.25
STYLE = Style(size=10.5, leading=5.6, align="left")


def form_rows(fonts: Fonts, section: Section, x: float, width: float) -> list[Row]:
    """A part of a form: its heading band and its lines."""
    band: list[Op] = [Rect(x, 0, width, 8.0, fill=0.95, stroke=0.0, line=RULE)]
    band += text_runs(fonts, section.title, Face.SERIF_BOLD, 11.5, x + PAD_X, 5.5)
    rows = [Row(8.0, tuple(band), gap=3.5, keep=True)]
    for line in _paired(section.entries):
        rows.append(_line(fonts, line, x, width))
    return rows


def _paired(entries: tuple[Entry, ...]) -> list[tuple[Entry, ...]]:
    lines: list[tuple[Entry, ...]] = []
    waiting: Entry | None = None
    for entry in entries:
        if entry.wide:
            lines += [(waiting,)] if waiting else []
            lines.append((entry,))
            waiting = None
        elif waiting:
            lines.append((waiting, entry))
            waiting = None
        else:
            waiting = entry
    return [*lines, (waiting,)] if waiting else lines


def _line(fonts: Fonts, entries: tuple[Entry, ...], x: float, width: float) -> Row:
    wide = width / len(entries)
    room = wide - LABEL - 2 * PAD_X
    label = replace(STYLE, face=Face.SERIF_BOLD)
    cells = [
        (lines_of(e.label, fonts, label, LABEL - 2 * PAD_X), lines_of(e.value or " ", fonts, STYLE, room))
        for e in entries
    ]
    height = max(len(lines) for cell in cells for lines in cell) * STYLE.leading + 2 * PAD_Y
    ops: list[Op] = []
    for index, (names, values) in enumerate(cells):
        left = x + index * wide
        ops += [
            Rect(left, 0, LABEL, height, line=RULE),
            Rect(left + LABEL, 0, wide - LABEL, height, line=RULE),
        ]
        for number, line in enumerate(names):
            ops += set_line(
                line, fonts, label, left + PAD_X, PAD_Y + number * STYLE.leading, LABEL - 2 * PAD_X
            )
        for number, line in enumerate(values):
            ops += set_line(line, fonts, STYLE, left + LABEL + PAD_X, PAD_Y + number * STYLE.leading, room)
    return Row(height, tuple(ops))
