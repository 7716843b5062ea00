"""排队: numbered tickets of a hall without a queue system; called, missed, called again, never limited (A6 排队叫号).

A ticket is a visit whose person has not sat down yet, so that number, person and cases are one thread from the door on.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports.day import Visit, VisitBook
from app.usecases.desk import Desk
from app.usecases.visit import OPEN, require_receiver, start_visit
from app.values import replace

WAITING, CALLED, MISSED = "waiting", "called", "missed"
TICKETS = (WAITING, CALLED, MISSED)
"""States of somebody who has a number and does not sit at the counter yet."""


def next_number(device: str, used: Collection[str]) -> str:
    """The first free number of this device, ``D07-001``: no other device of the hall has its name or its numbers.

    ``used`` are the numbers that people hold now or got today; one typed in from elsewhere is skipped as well.
    """
    taken = {number.strip().upper() for number in used}
    n = 1
    while f"{device}-{n:03d}".upper() in taken:
        n += 1
    return f"{device}-{n:03d}"


def take_ticket(desk: Desk, book: VisitBook, visit_id: UUID | None = None) -> Visit:
    """A number for who came; no name is asked at the door and nobody is sent away."""
    return start_visit(desk, book, "", state=WAITING, visit_id=visit_id)


def call_next(desk: Desk, book: VisitBook) -> Visit:
    """Call who waits longest today. Raises UserFacingError ZC-VISIT-04 when nobody does."""
    today = desk.clock.now().date
    waiting = [visit for visit in book.visits(WAITING) if Timestamp(visit.opened_ms).date == today]
    if not waiting:
        raise UserFacingError(
            "ZC-VISIT-04", "没有人在等候", "来访没有变化", "来人没有号的，按 Ctrl+N 直接登记"
        )
    return _move(desk, book, waiting[0], CALLED)


def call_again(desk: Desk, book: VisitBook, visit_id: UUID) -> Visit:
    """Call a number once more, also one that was missed: it keeps its place, since its time has come already."""
    return _move(desk, book, _ticket(book, visit_id), CALLED)


def miss(desk: Desk, book: VisitBook, visit_id: UUID) -> Visit:
    """过号: nobody came; the number stays good all day and is called again when she asks."""
    return _move(desk, book, _ticket(book, visit_id), MISSED)


def sit_down(desk: Desk, book: VisitBook, visit_id: UUID, name: str, proof: str) -> Visit:
    """The person with this number is here: from now on it is her visit."""
    return _move(desk, book, replace(_ticket(book, visit_id), name=name.strip(), proof=proof), OPEN)


def _ticket(book: VisitBook, visit_id: UUID) -> Visit:
    """Raises UserFacingError ZC-VISIT-05 when another window was quicker."""
    visit = book.visit(visit_id)
    if visit is None or visit.state not in TICKETS:
        raise UserFacingError(
            "ZC-VISIT-05", "这个号已经有人接待，或者已经结束", "来访没有变化", "请看列表里的状态"
        )
    return visit


def _move(desk: Desk, book: VisitBook, visit: Visit, state: str) -> Visit:
    operator = require_receiver(desk)
    moved = replace(visit, state=state, operator=operator, changed_ms=desk.clock.now().ms)
    book.put(moved, operator)
    return moved
