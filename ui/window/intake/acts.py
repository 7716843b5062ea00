"""What the page asks of the office, in one step each; every function here runs on the ``db`` worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.case import Case
from app.domain.deadlines import due
from app.domain.events import Intake
from app.domain.guide import ServiceGuide
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import Paper
from app.domain.people import mask_name
from app.usecases.desk import Done
from ui.office import Office
from ui.window.intake import plan as pl
from ui.window.intake.model import IntakeState, Printed, restore
from ui.window.intake.plan import Moment


@dataclass(frozen=True)
class Look:
    """A guide with what this desk may do with it today."""

    guide: ServiceGuide
    moment: Moment


@dataclass(frozen=True)
class Order:
    """What the primary button asks for."""

    act: str
    draft: UUID
    intake: Intake
    rows: tuple[SubmittedMaterial, ...]
    case: Case | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an order. ``error`` is what stopped the second step: the first one stands all the same."""

    case: Case
    papers: tuple[Paper, ...]
    error: Exception | None = None


@dataclass(frozen=True)
class Parked:
    """An unfinished intake in the list: who (masked) and what."""

    draft: UUID
    who: str
    what: str
    rows: int


def today(office: Office) -> Moment:
    """The day, before an item is chosen."""
    return Moment(office.today())


def look_at(office: Office, code: str) -> Look | None:
    """The newest guide of an item with rights and dates; None when this machine has no guide of it."""
    guide = office.guide(code)
    return None if guide is None else Look(guide, moment_for(office, guide))


def moment_for(office: Office, guide: ServiceGuide) -> Moment:
    """Rights and dates of today for an item. The notice period runs from the hand-over at the counter."""
    day = office.today()
    period = office.desk.rules.notice_period_for(licence=guide.item.is_licence)
    ends = due(day, period, office.calendar)
    return Moment(day, office.rights(guide), ends.date, ends.note)


def perform(office: Office, order: Order) -> Outcome:
    """Take in (unless it was before), then do the second step of the verdict.

    Raises what the first step raises; an error of the second comes back with the case, because what was taken
    in stays taken in.
    """
    papers: tuple[Paper, ...] = ()
    case = order.case
    rows = order.rows
    if case is None:
        if order.act == pl.TOLERATE:
            rows = tuple(tolerated(row) for row in rows)
        received = office.receive(order.draft, order.intake, rows)
        case, papers = received.case, received.papers
    try:
        done = _second(office, order.act, case)
    except Exception as error:  # noqa: BLE001 — the receipt is out of the house; the page must know both
        return Outcome(case, papers, error)
    return Outcome(case, papers) if done is None else Outcome(done.case, (*papers, *done.papers))


def _second(office: Office, act: str, case: Case) -> Done | None:
    if act == pl.NOTICE:
        return office.issue_notice(case.id)
    if act in (pl.ACCEPT, pl.TOLERATE):
        return office.accept(case.id)
    if act == pl.COUNTER:
        return office.accept(case.id, "counter")
    return office.transfer(case.id) if act == pl.TRANSFER else None


def tolerated(row: SubmittedMaterial) -> SubmittedMaterial:
    """容缺: a faulty row that the guide allows to come later."""
    if row.status is not MaterialStatus.FAULTY or not row.tolerable:
        return row
    return replace(row, status=MaterialStatus.TOLERATED, fault=None)


def print_form(office: Office, draft: UUID, intake: Intake, fingerprint: str) -> Printed:
    """Keep the form, allocate its print, and remember in the draft that it was printed."""
    paper = office.print_form(draft, intake).paper
    return Printed(paper.document_id, paper.number, fingerprint)


def reveal(office: Office, draft: UUID) -> None:
    """Write down who looked at a full number."""
    office.stores.audit.record(office.desk.session.operator.id, "reveal", str(draft))


def load(office: Office, draft: UUID) -> tuple[IntakeState, Moment, bool]:
    """A draft as it was left, today's rights for its item, and whether its guide was renewed since."""
    kept = office.draft(draft)
    code = kept.get("item", "")
    guide = office.guide(code) if code else None
    state = restore(draft, kept, guide)
    newer = guide is not None and guide.version != kept.get("version", guide.version)
    return state, moment_for(office, guide) if guide is not None else today(office), newer


def parked(office: Office, besides: UUID | None) -> Sequence[Parked]:
    """Unfinished intakes, newest first, without the one on the page."""
    return [_parked(office, each, office.draft(each)) for each in office.open_drafts() if each != besides]


def _parked(office: Office, draft: UUID, kept: Mapping[str, str]) -> Parked:
    guide = office.guide(kept["item"]) if kept.get("item") else None
    state = restore(draft, kept, guide)
    what = guide.item.full_name if guide is not None else ""
    judged = sum(1 for row in state.rows.values() if row.status is not MaterialStatus.OPEN)
    return Parked(draft, mask_name(state.applicant().name), what, judged)


@dataclass(frozen=True)
class PaperFacts:
    """What the paper pane says besides the paper: the printer in words, and how many numbers are in hand."""

    printer: str
    numbers_left: int


def paper_facts(office: Office) -> PaperFacts:
    """Look at printer and number block."""
    rows = [row for row in office.equipment.device_rows() if "打印" in row.name]
    words = next((row.words for row in rows), "")
    return PaperFacts(words, office.equipment.sync_status().numbers_left)
