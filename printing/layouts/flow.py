"""Rows that are stacked into pages: what may not be torn is one row, what belongs together is kept together."""

from __future__ import annotations

from collections.abc import Sequence

from app.values import dataclass, replace
from printing.page import Op, moved


@dataclass(frozen=True, slots=True)
class Row:
    """A strip of a page that is never torn.

    ``ops`` are placed from the top of the row (y = 0) and the left edge of the sheet. ``gap`` is white before
    it, dropped at the top of a page. ``keep`` ties it to the next row. ``head`` is repeated when a page begins
    with this row.
    """

    height: float
    ops: tuple[Op, ...] = ()
    gap: float = 0.0
    keep: bool = False
    head: Row | None = None


def tied(rows: Sequence[Row], last: bool = False) -> list[Row]:
    """Rows of one paragraph: neither its first nor its last line stands alone (孤行). ``last`` ties its end to
    what follows.
    """
    done = list(rows)
    if len(done) > 1:
        done[0] = replace(done[0], keep=True)
        done[-2] = replace(done[-2], keep=True)
    if last and done:
        done[-1] = replace(done[-1], keep=True)
    return done


def _chains(rows: Sequence[Row]) -> list[list[Row]]:
    chains: list[list[Row]] = [[]]
    for row in rows:
        chains[-1].append(row)
        if not row.keep:
            chains.append([])
    return [chain for chain in chains if chain]


def _tall(chain: Sequence[Row]) -> float:
    return sum(row.height + row.gap for row in chain)


def paginate(rows: Sequence[Row], first: tuple[float, float], other: tuple[float, float]) -> list[list[Op]]:
    """Stack rows into pages; ``first`` and ``other`` are (top, bottom) of the room on the first page and on
    those after it.

    A chain higher than a page is torn between its rows rather than lost.
    """
    pages: list[list[Op]] = [[]]
    y, bottom = first
    fresh = True
    for chain in _chains(rows):
        whole = _tall(chain)
        if not fresh and y + whole > bottom and whole <= other[1] - other[0]:
            pages.append([])
            (y, bottom), fresh = other, True
        for row in chain:
            if not fresh and y + row.gap + row.height > bottom:
                pages.append([])
                (y, bottom), fresh = other, True
            y = _place(pages, row, y, fresh)
            fresh = False
    return pages


def _place(pages: list[list[Op]], row: Row, y: float, fresh: bool) -> float:
    if fresh and row.head is not None and len(pages) > 1:
        pages[-1] += [moved(op, 0, y) for op in row.head.ops]
        y += row.head.height
    elif not fresh:
        y += row.gap
    pages[-1] += [moved(op, 0, y) for op in row.ops]
    return y + row.height
