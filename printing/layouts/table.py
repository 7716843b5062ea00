"""Ruled tables whose head is repeated on every page and whose tall rows may go on to the next."""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass, replace
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.page import Line, Op, Rect
from printing.text import Rich, SetLine, Style, lines_of, plain, set_line, spans, text_width

PAD_X, PAD_Y = 2.0, 1.5
RULE = 0.25
HEAD_FILL = 0.95
# A row with more lines than this goes on as another row, so that no row is taller than a page.
LINES_PER_PIECE = 24
WIDEST = 34.0
"""Millimetres of words that a column keeps on one line at most."""

BODY = Style(size=10.5, leading=5.5, align="left")
HEAD = Style(face=Face.SERIF_BOLD, size=10.5, leading=5.5, align="center")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, share of the width, alignment of its cells."""

    title: str
    share: float
    align: str = "left"


def table_rows(
    fonts: Fonts,
    columns: Sequence[Column],
    cells: Sequence[Sequence[Rich]],
    x: float,
    width: float,
    least: float = 0.0,
) -> list[Row]:
    """The table as rows of a page, its heading first and repeated after a page break.

    ``least`` is the height of a row in millimetres that leaves room for a pen.
    """
    widths = _widths(fonts, columns, cells, width)
    head = _ruled(
        fonts,
        [HEAD] * len(columns),
        _cells(fonts, [c.title for c in columns], [HEAD] * len(columns), widths),
        widths,
        x,
    )
    head = replace(head, ops=(*_shade(x, width, head.height), *head.ops, Line(x, 0, x + width, 0, RULE)))
    styles = [replace(BODY, align=column.align) for column in columns]
    rows = [replace(head, gap=2.5, keep=True)]
    for entry in cells:
        for piece in _pieces(_cells(fonts, entry, styles, widths)):
            rows.append(replace(_ruled(fonts, styles, piece, widths, x, least), head=head))
    return rows


def _widths(
    fonts: Fonts, columns: Sequence[Column], cells: Sequence[Sequence[Rich]], width: float
) -> list[float]:
    """Every column by its share; on a small sheet titles and what is centred stay on one line, at the cost of the
    columns that have room.
    """
    total = sum(column.share for column in columns)
    widths = [width * column.share / total for column in columns]
    least = [_least(fonts, column, [row[n] for row in cells]) for n, column in enumerate(columns)]
    whole = [_longest(fonts, [row[n] for row in cells]) for n in range(len(columns))]
    kept = [
        max(need, full) if full <= has else need for need, full, has in zip(least, whole, widths, strict=True)
    ]
    # What stands on one line by its share keeps it, where the others have room enough.
    for wanted in (kept, least):
        short = sum(max(0.0, need - has) for need, has in zip(wanted, widths, strict=True))
        spare = sum(max(0.0, has - need) for need, has in zip(wanted, widths, strict=True))
        if short and spare >= short:
            return [
                need if has < need else has - (has - need) * short / spare
                for need, has in zip(wanted, widths, strict=True)
            ]
    return widths


def _least(fonts: Fonts, column: Column, cells: Sequence[Rich]) -> float:
    words = [text_width(fonts, column.title, HEAD.face, HEAD.size)]
    if column.align == "center":
        words.append(_longest(fonts, cells) - 2 * PAD_X - 0.1)
    return min(max(words), WIDEST) + 2 * PAD_X + 0.1


def _longest(fonts: Fonts, cells: Sequence[Rich]) -> float:
    lines = [line for cell in cells for line in plain(cell).split("\n")]
    words = [text_width(fonts, line, BODY.face, BODY.size) for line in lines]
    return max(words, default=0.0) + 2 * PAD_X + 0.1


def _shade(x: float, width: float, height: float) -> list[Op]:
    return [Rect(x, 0, width, height, fill=HEAD_FILL, stroke=None)]


def _cells(
    fonts: Fonts, entry: Sequence[Rich], styles: Sequence[Style], widths: Sequence[float]
) -> list[list[SetLine]]:
    return [
        lines_of(spans(cell), fonts, style, wide - 2 * PAD_X)
        for cell, style, wide in zip(entry, styles, widths, strict=True)
    ]


def _pieces(cells: list[list[SetLine]]) -> list[list[list[SetLine]]]:
    longest = max((len(lines) for lines in cells), default=0)
    starts = range(0, max(longest, 1), LINES_PER_PIECE)
    return [[lines[start : start + LINES_PER_PIECE] for lines in cells] for start in starts]


def _ruled(
    fonts: Fonts,
    styles: Sequence[Style],
    cells: Sequence[Sequence[SetLine]],
    widths: Sequence[float],
    x: float,
    least: float = 0.0,
) -> Row:
    """One row with its verticals and the rule below it."""
    height = max(len(lines) for lines in [*cells, ""]) * styles[0].leading + 2 * PAD_Y
    height = max(height, least)
    ops: list[Op] = []
    left = x
    for lines, style, wide in zip(cells, styles, widths, strict=True):
        for number, line in enumerate(lines):
            ops += set_line(
                line, fonts, style, left + PAD_X, PAD_Y + number * style.leading, wide - 2 * PAD_X
            )
        ops.append(Line(left, 0, left, height, RULE))
        left += wide
    ops.append(Line(left, 0, left, height, RULE))
    ops.append(Line(x, height, left, height, RULE))
    return Row(height, tuple(ops))
