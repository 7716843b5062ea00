"""The 物料交接单 of a round: every bundle that goes to the county with one hand, on one list that both sign.

It is kept like the other papers of a day, with a number that is counted, before it goes to the printer: a printer that
is off loses no list.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.codec import dumps, from_json
from app.domain.time import Timestamp
from app.ports import NotSentError, Outcome
from app.ports.day import DayRecord
from app.values import dataclass, replace
from printing.documents.custody import Bundle, HandoverList
from printing.layout import render_pdf
from ui.day import Day
from ui.station import work
from ui.station.work import Bundle as Bag
from ui.unqueued import send_and_see

if TYPE_CHECKING:
    from ui.workplace import Workplace

AGAIN = f"{HandoverList.KIND}-again"
"""A record of the day for each time a list was asked for again: who, when, and why."""
UNSENT = f"{HandoverList.KIND}-unsent"
"""A record of the day for each print that surely did not come out: its number is taken by the next one."""
SHOWN = 20
"""Lists that can be asked for again; older ones are signed and lie in the folder."""


@dataclass(frozen=True)
class Bagged:
    """A bag as it left: its code, the number and item of its case, what was in it. Whose it is stands in the case."""

    code: str
    number: str
    item: str
    originals: int
    copies: int


@dataclass(frozen=True)
class Slip:
    """A list as it was recorded. ``at_ms`` UTC; ``giver`` and ``taker`` as they stand on it."""

    number: str
    at_ms: int
    source: str
    target: str
    giver: str
    taker: str
    bags: tuple[Bagged, ...]


@dataclass(frozen=True)
class Again:
    """A list is printed once more: print ``printing`` of ``number``, 1 being the first that came out."""

    number: str
    printing: int
    reason: str


@dataclass(frozen=True)
class Given:
    """What became of a round: the list of what left, and the bags that may not go."""

    slip: Slip
    refused: tuple[Bag, ...]


def give(at: Workplace, bags: Sequence[Bag], target: str, hand: str) -> Given:
    """Record that the bags left, and keep the list of those that did. Raises as ``work.hand_on``."""
    handed = work.hand_on(at.office, bags, target, hand)
    desk = at.office.desk
    now, operator, device = desk.clock.now(), desk.session.operator, desk.place.device
    count = sum(record.kind == HandoverList.KIND for record in at.day_book.records(now.date))
    slip = Slip(
        f"{now.local:%Y%m%d}-{device}-{HandoverList.KIND}-{count + 1:04d}",
        now.ms,
        desk.place.hall,
        target,
        f"{operator.name}（{operator.number}）",
        hand,
        tuple(Bagged(bag.code, bag.number, bag.item, bag.originals, bag.copies) for bag in handed.moved),
    )
    record = DayRecord(
        desk.new_id(), HandoverList.KIND, now.date, device, now.ms, slip.giver, hand, 0, dumps(slip)
    )
    at.day_book.keep(record, operator.id)
    return Given(slip, handed.refused)


def slips(at: Workplace) -> tuple[Slip, ...]:
    """The lists that were kept, the newest first."""
    kept = [record for record in at.day_book.records() if record.kind == HandoverList.KIND]
    return tuple(from_json(Slip, json.loads(record.body)) for record in kept[: -SHOWN - 1 : -1])


def ask_again(at: Workplace, slip: Slip, reason: str) -> Again:
    """Number a further print of a list and keep why it is wanted; that is on record before it goes to the printer."""
    again = Again(slip.number, 2 + _count(at, AGAIN, slip) - _count(at, UNSENT, slip), reason)
    _keep(at, AGAIN, again)
    return again


def _count(at: Workplace, kind: str, slip: Slip) -> int:
    """Records of ``kind`` that are about ``slip``."""
    bodies = [json.loads(record.body) for record in at.day_book.records() if record.kind == kind]
    return sum(from_json(Again, body).number == slip.number for body in bodies)


def _keep(at: Workplace, kind: str, what: Again) -> None:
    desk = at.office.desk
    now, operator = desk.clock.now(), desk.session.operator
    by = f"{operator.name}（{operator.number}）"
    record = DayRecord(desk.new_id(), kind, now.date, desk.place.device, now.ms, by, "", 0, dumps(what))
    at.day_book.keep(record, operator.id)


def paper_of(at: Workplace, slip: Slip, again: Again | None = None) -> HandoverList:
    """D12b of what was recorded, whenever it is printed; ``again`` makes it a 补打, but where none came out before."""
    given = Timestamp(slip.at_ms)
    envelope = replace(Day(at).stamp().envelope(slip.number), issued_on=given.date)
    if again is not None and again.printing > 1:
        envelope = replace(envelope, printing=again.printing, reprint_reason=again.reason)
    return HandoverList(
        envelope=envelope,
        bundles=tuple(Bundle(bag.code, bag.number, bag.item, bag.originals, bag.copies) for bag in slip.bags),
        source=slip.source,
        target=slip.target,
        giver=slip.giver,
        taker=slip.taker,
        handed_at=given.local,
    )


def print_slip(at: Workplace, slip: Slip, reason: str = "") -> Outcome:
    """Print it, a copy for each hand, with a ``reason`` once more; what is known of the paper. For a worker that
    nothing else waits for.
    """
    again = ask_again(at, slip, reason) if reason else None
    paper = paper_of(at, slip, again)
    asked = again or Again(slip.number, 1, "")
    try:
        outcome = send_and_see(at.printer(), slip.number, render_pdf(paper, at.fonts), paper.COPIES)[0]
    except NotSentError:
        _keep(at, UNSENT, asked)
        raise
    if outcome is Outcome.FAILED:
        _keep(at, UNSENT, asked)
    return outcome
