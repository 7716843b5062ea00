"""A 办件统计表 as a file for a spreadsheet: the same document as on paper, with the same number and the same tables.

RFC 4180 in UTF-8 with its mark, days as 2026-09-21. What looks like a formula is made words: an item is called what its
authority likes, and a file from a hall is opened without a thought.
"""

from __future__ import annotations

import csv
import io

from app.domain.figures_table import Cell
from printing.documents.figures import FiguresSheet

BOM = b"\xef\xbb\xbf"
"""Without it Excel and WPS take the file for one of the old Chinese code pages."""
_FORMULA = frozenset("=+-@＝＋－＠\t\r\n")
"""First characters with which a spreadsheet computes, fetches or runs something; it reads the wide ones alike."""


def file_name(paper: FiguresSheet) -> str:
    """Span and number: two counts never have one name. A rehearsal says so in the name too."""
    mark = "演练-" if paper.envelope.rehearsal else ""
    return f"{mark}{paper.NAME}-{paper.first:%Y%m%d}-{paper.last:%Y%m%d}-{paper.envelope.number}.csv"


def csv_of(paper: FiguresSheet) -> bytes:
    """The tables one below the other, each under its name; who made it stands there by number alone."""
    text = io.StringIO(newline="")
    write = csv.writer(text, lineterminator="\r\n")
    write.writerows([safe(cell) for cell in row] for row in _head(paper))
    for table in paper.tables:
        rows: list[tuple[Cell, ...]] = [(), (table.title,), table.head, *table.rows]
        write.writerows([safe(cell) for cell in row] for row in rows)
    return BOM + text.getvalue().encode("utf-8")


def _head(paper: FiguresSheet) -> list[tuple[Cell, ...]]:
    e = paper.envelope
    rows: list[tuple[Cell, ...]] = [(paper.NAME,)]
    if e.rehearsal:
        rows.append(("演练", "练习用，不是统计数据"))
    return [
        *rows,
        ("编号", e.number),
        ("大厅", e.hall),
        ("窗口", e.window, f"设备 {e.device}"),
        ("起", paper.first.isoformat()),
        ("止", paper.last.isoformat()),
        ("数据时间", f"{paper.as_of:%Y-%m-%d %H:%M:%S}"),
        ("制表", f"工号 {e.operator_no}"),
        ("说明", f"只数本机收的件；演练 {paper.left_out} 件不计入；线索的计数不是认定"),
    ]


def safe(cell: Cell) -> Cell:
    """What a spreadsheet shows and never computes: words that look like a formula begin with an apostrophe."""
    if not isinstance(cell, str):
        return cell
    bare = cell.lstrip(" \u3000\u00a0")
    return f"'{cell}" if bare[:1] in _FORMULA and bare else cell
