"""Layout of R09 办件统计表: the totals, the course of the span as bars and in numbers, and every other table."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.figures_table import BY_ITEM, BY_TERM, BY_TIME, CONDUCT, LATE, TOTALS, Cell, Table
from app.domain.time import date_words
from app.values import replace
from printing.documents.base import minute_words
from printing.documents.figures import FiguresSheet
from printing.fonts import Face, Fonts
from printing.layouts.flow import Row
from printing.layouts.sheet import FLUSH, SMALL, Sheet
from printing.layouts.signing import Signer
from printing.layouts.sizes import LEAST_ON_SHEET
from printing.layouts.table import Column
from printing.page import MM_PER_POINT, Line, Op, Page, Rect
from printing.text import Rich, bold, placed, text_width

TALL, FLOOR = 38.0, 31.5
"""Height of the chart in millimetres, and where its bars stand."""
ROOM = 22.0
"""Millimetres of the highest bar."""
FULL, EMPTY = 0.45, 1.0
"""Greys of the two bars: they differ by fill and outline, also on a poor printer."""
SMALLEST = LABEL = LEAST_ON_SHEET
"""Points: numbers over narrow bars are set smaller, below this size they are left to the table."""
ABREAST = 3
"""Parts side by side of the table of days."""


def figures_sheet(paper: FiguresSheet, fonts: Fonts, proof: bool) -> list[Page]:
    """R09 办件统计表."""
    sheet = Sheet(fonts, paper, paper.NAME, proof)
    e = paper.envelope
    found = {table.key: table for table in paper.tables}
    sheet.head(e.hall)
    one = paper.first == paper.last
    span = date_words(paper.first) + ("" if one else f"至{date_words(paper.last)}")
    sheet.fields(
        [
            ("窗口", f"{e.window}　设备 {e.device}"),
            ("统计范围", [bold(span), "　只数本机收的件"]),
            ("数据时间", f"{minute_words(paper.as_of)}（此后的变化不在本表）"),
            ("制表人", paper.maker),
        ]
    )
    _totals(sheet, found[TOTALS])
    _course(sheet, found[BY_TERM])
    _lying(sheet, found[BY_TIME])
    _lying(sheet, found[LATE])
    _items(sheet, found[BY_ITEM], paper.rest)
    _name(sheet, found[CONDUCT])
    _abreast(sheet, found[CONDUCT], 2, 66)
    left_out = f"模拟办事 {paper.left_out} 件不计入。" if paper.left_out else ""
    sheet.paragraph(f"{left_out}线索的计数不是认定。本表没有申请人的信息，也不按经办人计数。", style=SMALL)
    sheet.signing(
        [Signer("制表人签名：", paper.signature), Signer("大厅负责人签名：", paper.head_signature)],
        note="本表一份，送大厅负责人",
    )
    return sheet.finish()


def _name(sheet: Sheet, table: Table) -> None:
    sheet.paragraph(bold(table.title), style=FLUSH, keep=True)


def _totals(sheet: Sheet, table: Table) -> None:
    """Side by side, the number large enough to be found at once, what it counts below it."""
    columns = [Column(str(name), 20, "center") for name, *_ in table.rows]
    cells: list[list[Rich]] = [[[bold(f"{count} {unit}"), f"\n{note}"] for _, count, unit, note in table.rows]]
    sheet.table(columns, cells)


def _course(sheet: Sheet, table: Table) -> None:
    """What came in and went out, day by day or month by month; of a single day the totals say it all."""
    if len(table.rows) < 2:
        return
    _name(sheet, table)
    sheet.rows.append(_bars(sheet, table))
    _abreast(sheet, table, ABREAST, 26)


def _abreast(sheet: Sheet, table: Table, parts: int, share: float) -> None:
    """A long table of narrow columns in parts side by side, read downwards."""
    tall = -(-len(table.rows) // parts)
    cut = [table.rows[n * tall : (n + 1) * tall] for n in range(parts)]
    blank: tuple[Cell, ...] = ("",) * len(table.head)
    lines = [[(part[n] if n < len(part) else blank) for part in cut] for n in range(tall)]
    columns = [
        Column(name, share, "left" if share > 40 else "center") if n == 0 else Column(name, 15, "center")
        for _ in cut
        for n, name in enumerate(table.head)
    ]
    sheet.table(columns, [[str(cell) for row in line for cell in row] for line in lines])


def _lying(sheet: Sheet, table: Table) -> None:
    """Few classes side by side; without any a word says so."""
    _name(sheet, table)
    columns = [Column(table.head[0], 24), *(Column(str(name), 20, "center") for name, _ in table.rows)]
    cells: list[Rich] = [table.head[1], *(str(count) for _, count in table.rows)]
    if not table.rows:
        columns, cells = [*columns, Column("合计", 144, "center")], [*cells, "0"]
    sheet.table(columns, [cells])


def _items(sheet: Sheet, table: Table, rest: tuple[int, int]) -> None:
    """Every item, also those that the screen puts together; of a shortened sheet the rest in one line."""
    _name(sheet, replace(table, title=f"{table.title}（收件最多的 {len(table.rows)} 个）") if rest[0] else table)
    columns = [Column("序号", 14, "center"), Column(table.head[0], 130), Column(table.head[1], 24, "center")]
    rows = [[str(n), str(name), str(count)] for n, (name, count) in enumerate(table.rows, start=1)]
    rows += [["", f"其余 {rest[0]} 个事项", str(rest[1])]] if rest[0] else []
    sheet.table(columns, rows or [["—", "这段时间没有收件", "0"]])


# the chart


def _bars(sheet: Sheet, table: Table) -> Row:
    """Two bars a place: 收件 filled, 办结 an outline; numbers over them where they have room: the table has all."""
    left, room, fonts = sheet.size.left, sheet.size.room, sheet.fonts
    highest = max((int(value) for row in table.rows for value in row[1:]), default=0)
    step = room / len(table.rows)
    width = min(step * 0.38, 7.0)
    size = _number_size(fonts, str(highest), width)
    ops: list[Op] = [*_legend(sheet, table.head[1:]), Line(left, FLOOR, left + room, FLOOR, 0.3)]
    every, free = _every(fonts, [_short(row[0]) for row in table.rows], step), left
    for n, (name, *values) in enumerate(table.rows):
        middle = left + (n + 0.5) * step
        for series, value in enumerate(values):
            x = middle + (series - 1) * width
            ops += _bar(fonts, x, width, int(value), highest, series, size)
        if n % every == 0:
            # The first and the last label of narrow bars would reach over the margin; moved in, one may take the place
            # of the next.
            half = text_width(fonts, _short(name), Face.SERIF, LABEL) / 2
            under = min(max(middle, left + half), left + room - half)
            if under - half < free:
                continue
            free = under + half + 1.0
            ops += placed(fonts, _short(name), Face.SERIF, LABEL, under, FLOOR + 3.4, align="center")
    return Row(TALL, tuple(ops), keep=True)


def _bar(fonts: Fonts, x: float, width: float, value: int, highest: int, series: int, size: float) -> list[Op]:
    if not value:
        return []
    tall = ROOM * value / highest
    top = FLOOR - tall
    grey = (FULL, EMPTY)[series]
    ops: list[Op] = [Rect(x, top, width * 0.94, tall, fill=grey, stroke=0.0, line=0.2)]
    if size:
        ops += placed(fonts, str(value), Face.SERIF, size, x + width * 0.47, top - 0.8, align="center")
    return ops


def _number_size(fonts: Fonts, longest: str, width: float) -> float:
    """Points in which the longest number keeps within its bar; 0 where it would not be read."""
    wide = text_width(fonts, longest, Face.SERIF, LABEL)
    size = min(LABEL, LABEL * width / wide) if wide else LABEL
    return size if size >= SMALLEST else 0.0


def _every(fonts: Fonts, names: Sequence[str], step: float) -> int:
    widest = max(text_width(fonts, name, Face.SERIF, LABEL) for name in names) + 1.0
    return max(int(widest / step + 0.999), 1)


def _legend(sheet: Sheet, names: Sequence[str]) -> list[Op]:
    ops: list[Op] = []
    x = sheet.size.left
    for grey, name in zip((FULL, EMPTY), names, strict=True):
        ops.append(Rect(x, 0.6, 3.0, 3.0, fill=grey, stroke=0.0, line=0.2))
        ops += placed(sheet.fonts, name, Face.SERIF, 9.0, x + 4.2, 3.2)
        x += 6.5 + 2 * 9.0 * MM_PER_POINT + 3.0
    return ops


def _short(name: Cell) -> str:
    """2026-09-21 as 9/21, 2026-09 as 2026/9."""
    parts = [int(part) for part in str(name).split("-")]
    return f"{parts[1]}/{parts[2]}" if len(parts) == 3 else f"{parts[0]}/{parts[1]}"
