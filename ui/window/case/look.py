"""Everything the page of a case shows, read in one go on the ``db`` worker. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.deadlines import Light
from app.domain.events import OperatorRef
from app.domain.guide import ServiceGuide
from app.domain.paper import Place
from app.domain.rights import Right
from app.domain.transitions import CaseState
from app.ports import JobState, PrintJob
from app.storage.views import CaseLine, EventLine
from ui.office import DueLight, Office
from ui.window.case.clocks import Consequence, consequence, counted, counting_words
from ui.window.case.words import Say

WAITING = (JobState.ALLOCATED, JobState.SENT, JobState.UNSURE, JobState.FAILED)


@dataclass(frozen=True)
class Clock:
    """The nearest running clock of a case with its light and its words."""

    kind: str
    ends: date
    firm: bool
    light: DueLight
    meaning: Consequence
    counting: str


@dataclass(frozen=True)
class CaseLook:
    """A case as this desk sees it now."""

    case: Case
    events: tuple[EventLine, ...]
    jobs: tuple[PrintJob, ...]
    rights: frozenset[Right]
    guide: ServiceGuide | None
    clock: Clock | None
    today: date
    seal: str
    blank: str
    blanks_left: int
    operator: OperatorRef
    place: Place


def read_case(office: Office, case_id: UUID, say: Say, audited: bool = True) -> CaseLook:
    """Read it; the first look of a person is ``audited``, reading the same page again is not.

    Raises UserFacingError ZC-CASE-04 when the case is not on this machine.
    """
    known = None if audited else office.stores.views.case(case_id)
    case = known or office.case(case_id)
    if case.intake is None:
        guide, rights, seal = None, frozenset[Right](), ""
    else:
        item = case.intake.item
        guide = office.stores.catalogue.guide(item.code, item.catalogue_version)
        rights = office.desk.session.rights(guide, office.today())
        seal = office.seal_name(case)
    kind = case.intake.item.blank_kind if case.intake is not None else ""
    blank, left = _stock(office, kind)
    return CaseLook(
        case=case,
        events=tuple(office.event_lines(case_id)),
        jobs=tuple(job for job in office.stores.jobs.jobs(*WAITING) if job.case_id == case_id),
        rights=rights,
        guide=guide,
        clock=read_clock(office, case, guide, say),
        today=office.today(),
        seal=seal,
        blank=blank,
        blanks_left=left,
        operator=office.desk.session.operator,
        place=office.desk.place,
    )


def _stock(office: Office, kind: str) -> tuple[str, int]:
    if not kind:
        return "", 0
    return office.next_blank(kind), office.stores.stock.counts().get(kind, {}).get("on_hand", 0)


def read_clock(office: Office, case: Case, guide: ServiceGuide | None, say: Say) -> Clock | None:
    """The nearest running clock of a case; None when none runs."""
    running = sorted(clocks(case).items(), key=lambda item: item[1][0])
    if not running or case.intake is None or case.state is None:
        return None
    kind, (ends, firm) = running[0]
    light = office.light_of(_line(case, case.state, ends))
    found = counted(kind, case, guide, office.desk.rules, office.calendar)
    # A date once told stands; a counting that leads elsewhere would only confuse.
    counting = counting_words(found, say) if found is not None and found[0].date == ends else ""
    meaning = consequence(kind, case, ends, light.left < 0, say)
    meaning = replace(meaning, law=office.desk.rules.law(meaning.law))
    return Clock(kind, ends, firm, light, meaning, counting)


def _line(case: Case, state: CaseState, ends: date) -> CaseLine:
    return CaseLine(case.id, state, case.item.name, "", "", case.lease, "", 0, 0, ends)


def light_kind(light: Light) -> str:
    """The kit's word for a light."""
    return {Light.OK: "ok", Light.WARN: "warn", Light.RED: "red", Light.PAUSED: "pause"}[light]


def marked_lines(lines: Sequence[EventLine]) -> int:
    """How many events the platform signed for."""
    return sum(1 for line in lines if line.acknowledged)
