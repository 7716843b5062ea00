"""``day figures``: the counts of a span of days, as a table in a file and on paper; the page 统计 shows the same."""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.domain.clocks import CLOCK_NAMES
from app.domain.figures import Figures
from app.errors import UserFacingError
from ui.bootstrap import Workplace
from ui.commands.common import say, workplace
from ui.counts import Counted, count
from ui.figures_out import FEW_PAGES, Place, check_span, length, number_of, print_sheet, save_csv


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said beside ``--from`` and ``--to``."""
    parser.add_argument("--month", metavar="年-月", help="整月，代替 --from 和 --to")
    parser.add_argument("--out", type=Path, metavar="文件或文件夹", help="存成表格文件（CSV）")
    parser.add_argument("--print", dest="on_paper", action="store_true", help="打印统计表")
    parser.add_argument("--whole", action="store_true", help=f"超过{FEW_PAGES}页也打印每个事项，不合并")


def run(given: argparse.Namespace) -> int:
    """Count, and write or print when asked. Raises UserFacingError ZC-STAT-01 to -06."""
    first, last = _span(given)
    check_span(first, last)
    # What takes figures out of the house is written down, which only the holder of the profile can.
    with workplace(given, exclusive=given.out is not None or given.on_paper) as at:
        counted = count(at, first, last)
        data = _data(counted.figures)
        data |= {"file": "", "printed": "", "pages": 0}
        if given.out is not None:
            data["file"] = str(_saved(at, counted, given.out))
        if given.on_paper:
            data |= _printed(at, counted, given.whole)
        data["number"] = number_of(at, counted)
    say(given, data, _text(counted.figures, data))
    return 0


def _span(given: argparse.Namespace) -> tuple[date, date]:
    if given.month and (given.first is not None or given.last is not None):
        raise UserFacingError("ZC-STAT-01", "月份和起止日只能写一样", "", "请只写 --month，或者只写 --from 和 --to")
    if given.month:
        try:
            first = date.fromisoformat(f"{given.month}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        except (ValueError, OverflowError) as error:
            raise UserFacingError("ZC-STAT-01", f"{given.month} 不是月份", "", "请写成 2026-09") from error
    if given.first is None or given.last is None:
        raise UserFacingError("ZC-STAT-01", "没有写统计哪几天", "", "请写 --from 和 --to，或者 --month 2026-09")
    return given.first, given.last


def _saved(at: Workplace, counted: Counted, out: Path) -> Path:
    """Into a folder under the name it has on the page, or as the file that is named."""
    return save_csv(at, counted, Place(out)) if out.is_dir() else save_csv(at, counted, Place(out.parent), out.name)


def _printed(at: Workplace, counted: Counted, whole: bool) -> dict[str, Any]:
    """What would take dozens of pages is shortened unless the whole of it is wanted: nobody is there to be asked."""
    found = length(at, counted)
    short = found.many and not whole
    return {"printed": print_sheet(at, counted, short=short)[1], "pages": found.short if short else found.pages}


def _data(found: Figures) -> dict[str, Any]:
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "received": {day.isoformat(): n for day, n in found.received.items()},
        "finished": {day.isoformat(): n for day, n in found.finished.items()},
        "items": dict(found.items),
        "minutes": found.minutes,
        "overdue": {CLOCK_NAMES[kind]: n for kind, n in found.overdue.items()},
        "running": found.running,
        "left_out": found.left_out,
    }


def _text(found: Figures, data: dict[str, Any]) -> str:
    lines = [f"收件{sum(found.received.values())}件，办结{sum(found.finished.values())}件，在办{found.running}件"]
    lines += [f"{name}  {n}件" for name, n in found.items.items()]
    lines += [f"超期：{CLOCK_NAMES[kind]}  {n}件" for kind, n in found.overdue.items()]
    lines.append(f"演练{found.left_out}件不计入")
    lines += [f"{words}：{data[key]}" for key, words in (("file", "表格"), ("printed", "打印")) if data[key]]
    return "\n".join(lines)
