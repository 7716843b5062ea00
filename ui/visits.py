"""来访 for the faces: who came, with which number, what they have here, and what lies ready to be used again. No Qt."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.case import Case
from app.domain.paper import PaperKind
from app.domain.people import Person, mask_name
from app.domain.time import Timestamp
from app.domain.transitions import STATE_NAMES
from app.ports.day import Visit
from app.usecases.queue import WAITING, call_again, call_next, next_number, take_ticket
from app.usecases.visit import (
    CLOSED,
    EARLY_SETTING,
    OPEN,
    PARKED,
    held_receipts,
    require_receiver,
    start_visit,
)
from app.values import dataclass
from printing.layouts.ticket import Ticket

if TYPE_CHECKING:
    from ui.workplace import Workplace

LOG = logging.getLogger(__name__)
TICKET_SETTING = "visit.ticket."
UNSURE = "unsure"


@dataclass(frozen=True)
class VisitCase:
    """A case of a visit: for whom (masked), what, under which receipt."""

    case_id: UUID
    item: str
    applicant: str
    receipt: str
    state: str


@dataclass(frozen=True)
class VisitLine:
    """A visit in the list. ``ticket`` is its number in the queue; ``pool`` names what was handed in, with its receipt;
    ``person`` is who stands at the counter, as far as a case tells; ``held`` counts the receipts that wait for its end.
    """

    visit: Visit
    ticket: str
    cases: tuple[VisitCase, ...]
    drafts: tuple[UUID, ...]
    pool: tuple[tuple[str, str], ...]
    person: Person | None
    operator: str
    held: int = 0


def read_visits(at: Workplace) -> tuple[VisitLine, ...]:
    """Visits that are under way or parked, and those that were closed today, the oldest first."""
    names = {each.id: each.name for each in at.operators()}
    today = at.clock.now().date
    shown = [
        v
        for v in at.visit_book.visits()
        if v.state in (OPEN, PARKED) or Timestamp(v.changed_ms).date == today
    ]
    return tuple(_line(at, visit, names.get(visit.operator, visit.operator)) for visit in shown)


def _line(at: Workplace, visit: Visit, operator: str) -> VisitLine:
    cases = tuple(at.visit_book.cases(visit.id))
    return VisitLine(
        visit,
        ticket_of(at, visit),
        tuple(_case(case) for case in cases),
        tuple(at.visit_book.drafts(visit.id)),
        tuple(
            (row.name, _receipt(case)) for case in cases for row in case.materials if row.taken and row.kept
        ),
        _person(cases),
        operator,
        len(held_receipts(at.visit_book, visit.id, at.stores.settings.get)),
    )


def ticket_of(at: Workplace, visit: Visit) -> str:
    """The number that was kept when the visit began, the hall's or our own; it never changes with the clock."""
    return at.stores.settings.get(TICKET_SETTING + str(visit.id)) or "—"


def _keep_number(at: Workplace, given: str = "") -> tuple[UUID, str]:
    """A visit to be and its number, kept before the visit itself so that none ever stands without."""
    require_receiver(at.office.desk)
    today = at.clock.now().date
    held = [v for v in at.visit_book.visits() if v.state != CLOSED or Timestamp(v.opened_ms).date == today]
    number = given.strip() or next_number(at.place().device, [ticket_of(at, visit) for visit in held])
    visit_id = at.office.desk.new_id()
    at.stores.settings.put(TICKET_SETTING + str(visit_id), number)
    return visit_id, number


def begin_visit(at: Workplace, name: str, proof: str, ticket: str = "") -> Visit:
    """Somebody came; ``ticket`` is the number of the hall's queue, when it has one."""
    visit_id, _ = _keep_number(at, ticket)
    return start_visit(at.office.desk, at.visit_book, name, proof, visit_id=visit_id)


def take_number(at: Workplace) -> tuple[str, Ticket]:
    """取号: the number and its slip, which is not printed yet: saving never waits for a printer."""
    visit_id, number = _keep_number(at)
    take_ticket(at.office.desk, at.visit_book, visit_id)
    place, now = at.place(), at.clock.now()
    waiting = at.visit_book.visits(WAITING)
    before = sum(Timestamp(each.opened_ms).date == now.date for each in waiting) - 1
    slip = Ticket(number, place.hall, place.window, before, now.local, place.hall_phone, place.rehearsal)
    return number, slip


def print_number(at: Workplace, slip: Ticket) -> str:
    """Print the slip of a number; what the printer said of it, "unsure" when it could not be sent at all."""
    try:
        return at.press.print_slip(slip, f"{slip.taken_at:%Y%m%d}-{slip.number}")
    except Exception:  # whatever a driver raises, the number is taken and the person must hear it
        LOG.exception("the slip of number %s could not be printed", slip.number)
        return UNSURE


def call_number(at: Workplace, again: UUID | None = None) -> tuple[UUID, str]:
    """叫号: the next one, or the one of a visit ``again``; the visit and its number."""
    desk, book = at.office.desk, at.visit_book
    visit = call_next(desk, book) if again is None else call_again(desk, book, again)
    return visit.id, ticket_of(at, visit)


def print_so_far(at: Workplace, visit_id: UUID) -> int:
    """Let one receipt come out for what waits for the end of the visit; how many cases waited."""
    held = held_receipts(at.visit_book, visit_id, at.stores.settings.get)
    if held:
        at.stores.settings.put(EARLY_SETTING + str(visit_id), str(held[-1].id))
    return len(held)


def visit_words(line: VisitLine) -> str:
    """Number and masked name; who has a number only has no name yet."""
    return f"{line.ticket}　{mask_name(line.visit.name)}".rstrip("　")


def _case(case: Case) -> VisitCase:
    applicant = case.intake.applicant.name if case.intake is not None else ""
    state = STATE_NAMES[case.state] if case.state is not None else ""
    organisation = case.intake is not None and case.intake.applicant.organisation is not None
    shown = applicant if organisation else mask_name(applicant)
    return VisitCase(case.id, case.item.name, shown, _receipt(case), state)


def _receipt(case: Case) -> str:
    receipts = case.papers_of(PaperKind.RECEIPT)
    return receipts[0].number if receipts else ""


def _person(cases: Sequence[Case]) -> Person | None:
    """Who stood at the counter for the last case: the agent, else the applicant."""
    for case in reversed(cases):
        if case.intake is not None:
            agent = case.intake.agent
            return agent.person if agent is not None else case.intake.applicant.person
    return None
