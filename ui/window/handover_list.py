"""What waits at the issue desk, and how each goes to its applicant."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.case import Case
from app.domain.delivery import DELIVERED, POST, came_back, delivery_of, parcel_of, posted, whereabouts
from app.domain.paper import Paper
from app.domain.parcels import TAKEN
from app.domain.people import mask_party
from app.domain.seals import receipts_sealed
from app.domain.settling import goes_along
from app.domain.states import CaseState
from app.storage.views import CaseLine
from app.values import dataclass
from ui.office import Office
from ui.shared.paint import Word
from ui.theme import t
from ui.window.case.words import day

MOST_LOOKED = 100
"""Results whose way is looked up for the list; of the others it says that it is shown once one is chosen."""


@dataclass(frozen=True)
class Waiting:
    """A result in the list: its line, and how it goes to the applicant."""

    line: CaseLine
    way: Word


@dataclass(frozen=True)
class Desk:
    """What waits at the issue desk: the rows of the list, and how many there are in all. ``looks_only``: who sits here
    may see everything and give nothing (监察). ``of``: the cases that it was narrowed to, which a card found.
    """

    rows: tuple[Waiting, ...]
    count: int
    looks_only: bool = False
    of: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class AtHand:
    """A case on the issue desk, and what else is due to its applicant and lies here: it goes along with the result.
    ``looks_only``: who looks at it may give nothing. ``today`` decides whether the power of an agent has ended.
    """

    case: Case
    along: tuple[Paper, ...] = ()
    looks_only: bool = False
    today: date = date.min


def at_hand(office: Office, case_id: UUID) -> AtHand:
    """Read it, on a worker; the look is written down. Raises UserFacingError ZC-CASE-04 where the case is not here."""
    case = office.case(case_id)
    here = receipts_sealed(office.stores.seals.standings(), office.equipment.centre)
    return AtHand(case, goes_along(case, office.desk.place, here), office.desk.session.looks_only, office.today())


def waiting(office: Office, of: tuple[UUID, ...] = ()) -> tuple[Waiting, ...]:
    """What waits at the issue desk (``of`` these cases alone), each with its way: fetched, electronic, or by post and
    where the parcel is.
    """
    named = office.stores.views.of_cases(of) if of else ()
    lines = [line for line in named if line.state is CaseState.AWAITING_PICKUP] if of else list(office.pickup_list())
    found = [Waiting(line, _way(office.stores.views.case(line.case_id))) for line in lines[:MOST_LOOKED]]
    return (*found, *(Waiting(line, Word(t("handover.way_later"), "neutral")) for line in lines[MOST_LOOKED:]))


def at_desk(office: Office, of: tuple[UUID, ...] = ()) -> Desk:
    """The list with the count of all: it is not longer than people read. ``of``: only these cases are listed."""
    rows = waiting(office, of)
    count = max(len(rows), len(office.stores.views.in_state(CaseState.AWAITING_PICKUP)))
    return Desk(rows, count, office.desk.session.looks_only, of)


def whose(case: Case) -> str:
    """A case by its item and its applicant, who is masked: for a word about one that lies on the desk no more."""
    assert case.intake is not None
    return f"{case.item.name} {mask_party(case.intake.applicant.name)}"


def look_for(office: Office, text: str) -> tuple[UUID | None, int]:
    """What was scanned or typed: its case, else how many have it: results that wait as their 取件码, cases as
    the 办件编号 that they were told.
    """
    found = case_of(office, text)
    if found is not None:
        return found, 0
    return None, len(office.cases_of_code(text)) or len(office.cases_of_number(text))


def case_of(office: Office, text: str) -> UUID | None:
    """By a number or bar code of a paper, the 取件码 that the slip shows (D15), or the waybill of a parcel."""
    return office.case_of_number(text) or office.case_of_code(text) or case_of_waybill(office, text)


def case_of_waybill(office: Office, text: str) -> UUID | None:
    """The case whose result waits and whose parcel was booked under this waybill."""
    wanted = text.strip().upper()
    for line in office.stores.views.results_by_post():
        case = office.stores.views.case(line.case_id)
        parcel = parcel_of(case) if case is not None else None
        if parcel is not None and parcel.subject.upper() == wanted:
            return line.case_id
    return None


def _way(case: Case | None) -> Word:
    if case is None:
        return Word("", "neutral")
    way, parcel = delivery_of(case).way, parcel_of(case)
    if way != POST:
        return Word(way, "neutral")
    if came_back(case):
        return Word(t("handover.back"), "warn", "rotate-ccw")
    if parcel is None:
        return Word(t("handover.not_booked"), "warn", "package")
    if parcel.outcome == DELIVERED:
        return Word(t("handover.arrived"), "ok", "check")
    sent = posted(case)
    if sent is not None and parcel.outcome not in TAKEN:
        return Word(t("handover.posted", day=day(sent.handed_at.date), number=parcel.subject), "info", "truck")
    if parcel.waiting:
        return Word(t("handover.booked", number=parcel.subject), "info", "truck")
    return Word(t("handover.transit", words=whereabouts(parcel), number=parcel.subject), "info", "truck")
