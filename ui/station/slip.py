"""The 物料交接单 of a round: every bundle that goes to the county with one hand, on one list that both sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.ports import Outcome
from printing.documents.custody import Bundle, HandoverList
from printing.layout import render_pdf
from ui.day import Day
from ui.station.work import Bundle as Bag

if TYPE_CHECKING:
    from ui.workplace import Workplace


def slip(at: Workplace, bags: Sequence[Bag], target: str, hand: str) -> HandoverList:
    """D12b for several cases; its number is day, device, kind and minute."""
    stamp = Day(at).stamp()
    now = stamp.now.local
    number = f"{now:%Y%m%d}-{stamp.place.device}-{HandoverList.KIND}-{now:%H%M}"
    return HandoverList(
        envelope=stamp.envelope(number),
        bundles=tuple(Bundle(bag.code, bag.number, bag.item, bag.originals, bag.copies) for bag in bags),
        source=stamp.place.hall,
        target=target,
        giver=f"{stamp.operator.name}（{stamp.operator.number}）",
        taker=hand,
        handed_at=now,
    )


def print_slip(at: Workplace, bags: Sequence[Bag], target: str, hand: str) -> tuple[str, Outcome]:
    """Print it, a copy for each hand. Returns its number and what is known of the paper."""
    paper = slip(at, bags, target, hand)
    printer = at.printer()
    ticket = printer.send(paper.envelope.number, render_pdf(paper, at.fonts), paper.COPIES)
    return paper.envelope.number, printer.outcome(ticket)[0]
