"""``print``: the queue, a test page, the blank stock."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.errors import UserFacingError
from printing.documents import Receipt
from printing.layout import render_pdf
from printing.printers.cups import CupsPrinter
from printing.printers.folder import FolderPrinter
from ui.bootstrap import paper_fonts
from ui.commands.common import say, verbs, workplace


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``print``."""
    made = verbs(parser, {"queue": _queue, "test-page": _test_page, "calibrate": _calibrate, "stock": _stock})
    made["test-page"].add_argument("--queue", default="", help="CUPS 队列名；不给则写到 --out")
    made["test-page"].add_argument("--out", type=Path, default=Path("."))
    made["stock"].add_argument("--receive", nargs="*", default=[], metavar="印制号")
    made["stock"].add_argument("--kind", default="")


def _queue(given: argparse.Namespace) -> int:
    with workplace(given) as at:
        found = at.stores.jobs.jobs()
    rows = [
        {
            "number": j.number,
            "kind": j.kind,
            "state": j.state.value,
            "printing": j.printing,
            "detail": j.detail,
        }
        for j in found
    ]
    say(
        given,
        rows,
        "\n".join(f"{r['number']}  {r['state']}  第{r['printing']}次  {r['detail']}" for r in rows)
        or "队列是空的",
    )
    return 0


def _test_page(given: argparse.Namespace) -> int:
    pdf = render_pdf(Receipt.sample(), paper_fonts())
    printer = CupsPrinter(given.queue) if given.queue else FolderPrinter(given.out)
    ticket = printer.send("test-page", pdf, 1)
    outcome, words = printer.outcome(ticket)
    say(
        given,
        {"printer": ticket.printer, "outcome": outcome.value, "detail": words},
        f"{ticket.printer}：{outcome.value} {words}",
    )
    return 0


def _calibrate(given: argparse.Namespace) -> int:
    raise UserFacingError("ZC-PRN-90", "套打校准还没有做", "", "请先在同型空白纸上试打核对位置")


def _stock(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=bool(given.receive)) as at:
        if given.receive:
            at.stores.stock.receive(given.kind, given.receive)
        counts = at.stores.stock.counts()
    lines = (
        f"{kind}：余 {c.get('on_hand', 0)}，用 {c.get('used', 0)}，废 {c.get('void', 0)}"
        for kind, c in counts.items()
    )
    say(given, counts, "\n".join(lines) or "没有空白证")
    return 0
