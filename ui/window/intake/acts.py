"""What the page asks of the office, in one step each; every function here runs on the ``db`` worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.domain.acts_guards import FALSE_PROMISES
from app.domain.case import Case
from app.domain.deadlines import due
from app.domain.events import Branch, Intake
from app.domain.guide import ServiceGuide, ServiceItem, unguided
from app.domain.happened import THUMB
from app.domain.licences import Told
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from app.domain.paper import Paper
from app.domain.people import Applicant, mask_name, mask_party
from app.domain.thumb import roster_note
from app.domain.time import Timestamp
from app.domain.tolerance import silence_at_intake
from app.ports.desk import UNTYPED
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Done
from app.usecases.intake import from_earlier, from_licences, item_ref
from app.usecases.turn_away import turn_away
from app.values import dataclass, field, replace
from ui.office import Office
from ui.tell import Tell
from ui.theme import t
from ui.window.intake import plan as pl
from ui.window.intake.model import IntakeState, Printed, restore
from ui.window.intake.plan import Moment


@dataclass(frozen=True)
class Look:
    """A guide with what this desk may do with it today; ``themes`` are the 一件事 that it is part of, ``earlier`` what
    former cases of the applicant with the number ``earlier_of`` tell of its form.
    """

    guide: ServiceGuide
    moment: Moment
    themes: tuple[str, ...] = ()
    earlier: Mapping[str, str] = field(default_factory=dict)
    licensed: Mapping[str, Told] = field(default_factory=dict)
    earlier_of: str = ""


class DayTurnedError(Exception):
    """An act was pressed by the verdict of a day that is over; nothing was done."""


@dataclass(frozen=True)
class Order:
    """What the primary button asks for. ``judged`` is the day of the verdict that was on the screen when it was
    pressed; None where no verdict was.
    """

    act: str
    draft: UUID
    intake: Intake
    rows: tuple[SubmittedMaterial, ...]
    case: Case | None = None
    handed_at: Timestamp | None = None
    pad: str = ""
    judged: date | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an order. ``error`` is what stopped the second step: the first one stands all the same."""

    case: Case
    papers: tuple[Paper, ...]
    error: Exception | None = None


@dataclass(frozen=True)
class Parked:
    """An unfinished intake in the list: who (masked) and what, who stands there for her (masked), the number in the
    queue or of the sheet, and when it was left; ``bare``: only a card was read, nothing was begun.
    """

    draft: UUID
    who: str
    what: str
    rows: int
    bare: bool = False
    agent: str = ""
    ticket: str = ""
    left: Timestamp | None = None


def today(office: Office) -> Moment:
    """The day, before an item is chosen."""
    return Moment(office.today(), staff=staff_of(office))


def look_at(
    office: Office, code: str, applicant: Applicant | None = None, handed_at: Timestamp | None = None
) -> Look | None:
    """The newest guide of an item with rights and dates; None when this machine does not know it at all."""
    guide = _guide_or_item(office, code)
    if guide is None:
        return None
    themes = office.stores.catalogue.themes_of(code)
    told, licensed = _earlier(office, guide, applicant) if applicant is not None else ({}, {})
    of = applicant.id_number if applicant is not None else ""
    return Look(guide, moment_for(office, guide, handed_at), themes, told, licensed, of)


def look_again(
    office: Office, guide: ServiceGuide | None, applicant: Applicant, handed_at: Timestamp | None, case: Case | None
) -> Look | Moment:
    """What stands on the page, by today: the rights and dates, the status of the item, the licences that are in force.
    The words of the guide stay as they are, also where a newer one came; of a case only the dates are of today. The day
    alone where no item was chosen.
    """
    if guide is None:
        return today(office)
    if case is not None:
        return Look(guide, moment_for(office, guide, handed_at, case))
    now = _guide_or_item(office, guide.item.code)
    guide = guide if now is None else replace(guide, item=replace(guide.item, status=now.item.status))
    told, licensed = _earlier(office, guide, applicant)
    moment = moment_for(office, guide, handed_at)
    return Look(guide, moment, earlier=told, licensed=licensed, earlier_of=applicant.id_number)


def _guide_or_item(office: Office, code: str) -> ServiceGuide | None:
    """Who came with an item that has no guide here leaves with a paper all the same, so the item is enough."""
    guide, line = office.guide(code), office.stores.catalogue.item(code)
    if guide is not None or line is None:
        return guide
    return unguided(ServiceItem(line.code, line.name, line.department, line.kind, line.sub_name, line.status))


def tell_chosen(tell: Tell, aside: tuple[str, ...], found: Look) -> None:
    """What the choice puts ``aside``, which stands first; an item that is part of a 一件事 says so, so that the
    applicant may come once for all of it. One message: a second would take the place of the first.
    """
    theme = t("intake.what.theme", names="、".join(found.themes)) if found.themes else ""
    if aside:
        title, *more = aside
        tell.message("warn", title, " ".join((*more, *((theme,) if theme else ()))))
    elif theme:
        tell.message("info", theme, t("intake.what.theme_next"))


def put_aside(state: IntakeState, found: Look) -> tuple[str, ...]:
    """Another item has other materials: what to say of what was judged and filled for the one before, else nothing."""
    before = state.guide
    if before is None or before.item.code == found.guide.item.code:
        return ()
    judged = sum(1 for row in state.rows.values() if row.status is not MaterialStatus.OPEN)
    if not (judged or state.form):
        return ()
    return (
        t("intake.what.other_item", old=before.item.full_name, new=found.guide.item.full_name),
        t("intake.what.other_item_next", rows=judged, fields=len(state.form)),
    )


FORMER_CASES = 5
"""So many of the newest cases of an applicant are looked at for the form."""


def _earlier(
    office: Office, guide: ServiceGuide, applicant: Applicant
) -> tuple[Mapping[str, str], Mapping[str, Told]]:
    """(values that licences and earlier cases tell, field → what a licence told)."""
    number = applicant.id_number
    if not number:
        return {}, {}
    known: list[tuple[ServiceGuide, Intake]] = []
    cases = [office.stores.views.case(line.case_id) for line in office.find(number)[:FORMER_CASES]]
    former = [case for case in cases if case is not None]
    for case in former:
        intake = case.intake
        old = None if intake is None else office.stores.catalogue.guide(intake.item.code, intake.item.catalogue_version)
        if intake is not None and old is not None:
            known.append((old, intake))
    licensed = from_licences(guide, applicant, former, office.today())
    told = {**from_earlier(guide, applicant, known), **{key: one.value for key, one in licensed.items()}}
    if told:
        office.stores.audit.record(office.desk.session.operator.id, "prefill", guide.item.code)
    return told, licensed


def moment_for(
    office: Office, guide: ServiceGuide, handed_at: Timestamp | None = None, case: Case | None = None
) -> Moment:
    """Rights and dates of today for an item. The notice period runs from the hand-over: today, or as the pad says, or
    as 收件 of the ``case`` recorded.
    """
    day = office.today()
    received = case.received if case is not None else None
    handed = handed_at.date if handed_at is not None else day
    handed = received.received_on if received is not None else handed
    rules = office.desk.rules_for(case, handed)
    ends = due(handed, rules.notice_period_for(licence=guide.item.is_licence), office.calendar)
    silence = silence_at_intake(guide, rules, handed, day, office.calendar)
    rights, staff = office.rights(guide), staff_of(office)
    return Moment(day, rights, ends.date, ends.note, staff=staff, rules=rules, silence=silence)


def staff_of(office: Office) -> tuple[tuple[str, str], ...]:
    """Name and number of everybody who may log in here."""
    return tuple(office.equipment.staff())


def with_witness(office: Office, intake: Intake) -> Intake:
    """The witness of a thumb print with what the staff known here says of her; it is kept and refuses nobody."""
    if intake.signed_by != THUMB:
        return intake
    note = roster_note(intake.witness, staff_of(office), intake.applicant, intake.agent)
    return replace(intake, witness_note=note)


def perform(office: Office, order: Order) -> Outcome:
    """Take in (unless it was before), then do the second step of the verdict.

    Raises DayTurnedError before anything is done where the verdict is of another day, and what the first step raises;
    an error of the second comes back with the case, because what was taken in stays taken in.
    """
    if order.judged is not None and order.judged != office.today():
        raise DayTurnedError
    papers: tuple[Paper, ...] = ()
    case = order.case
    if case is None:
        rows = tuple(as_received(row) for row in order.rows)
        intake = with_witness(office, with_branches(office, order.intake))
        received = office.receive(order.draft, intake, rows, order.handed_at, order.pad)
        case, papers = received.case, received.papers
    try:
        done = _second(office, order.act, case)
    except Exception as error:  # noqa: BLE001 — the receipt is out of the house; the page must know both
        return Outcome(case, papers, error)
    return Outcome(case, papers) if done is None else Outcome(done.case, (*papers, *done.papers))


def _second(office: Office, act: str, case: Case) -> Done | None:
    if act == pl.NOTICE:
        return office.issue_notice(case.id)
    if act == pl.ACCEPT:
        return office.accept(case.id)
    if act in (pl.PROMISE, pl.TOLERATE) and case.committed:
        return office.act(ask_partner, case.id, FALSE_PROMISES, "applicant")
    if act == pl.COUNTER:
        return office.accept(case.id, "counter")
    return office.transfer(case.id) if act in (pl.TRANSFER, pl.COLLECT) else None


def as_received(row: SubmittedMaterial) -> SubmittedMaterial:
    """What came in is told as it came in: 容缺 begins with the signed pledge and not with the wish for it, and until
    then the ordinary way, one notice of everything, must stay open (S0 22(2)–(3)).
    """
    if row.status is not MaterialStatus.TOLERATED:
        return row
    return replace(row, status=MaterialStatus.FAULTY, fault=row.fault or FaultCode.MISSING, kept=False)


def with_branches(office: Office, intake: Intake) -> Intake:
    """一件事: the items that are handled together, each with its own limits and what it waits for (S4 5(3))."""
    guide = office.stores.catalogue.guide(intake.item.code, intake.item.catalogue_version)
    if guide is None or not guide.group:
        return intake
    waits = dict(guide.serial)
    found = [office.guide(code) for code in guide.group]
    parts = [part for part in found if part is not None]
    return replace(
        intake,
        branches=tuple(
            Branch(item_ref(part), waits.get(part.item.code, ""), part.legal, part.promised) for part in parts
        ),
    )


@dataclass(frozen=True)
class Away:
    """即时告知: why not here, on what that stands, and what the person can do instead, one way a line."""

    ground: str
    reason: str
    basis: str
    instead: str


def give_away(office: Office, draft: UUID, intake: Intake, away: Away) -> Outcome:
    """D19; the draft is closed with it."""
    done = office.act(turn_away, draft, intake, away.ground, away.reason, away.basis, away.instead)
    return Outcome(done.case, done.papers)


def print_form(office: Office, draft: UUID, intake: Intake, fingerprint: str) -> Printed:
    """Keep the form, allocate its print, and remember in the draft that it was printed."""
    paper = office.print_form(draft, intake).paper
    return Printed(paper.document_id, paper.number, fingerprint)


def catalogue_words(office: Office) -> str:
    """How old the catalogue of this machine is, in words."""
    return office.equipment.line().catalogue


def reveal(office: Office, draft: UUID) -> None:
    """Write down who looked at a full number."""
    office.stores.audit.record(office.desk.session.operator.id, "reveal", str(draft))


def load(office: Office, draft: UUID) -> tuple[IntakeState, Moment, bool]:
    """A draft as it was left, today's rights for its item, and whether its guide was renewed since."""
    kept = office.draft(draft)
    code = kept.get("item", "")
    guide = _guide_or_item(office, code) if code else None
    state = restore(draft, kept, guide)
    if guide is not None:
        state.known_of = state.applicant().id_number
        told, licensed = _earlier(office, guide, state.applicant())
        state.known, state.licensed = dict(told), dict(licensed)
    newer = guide is not None and guide.version != kept.get("version", guide.version)
    return state, moment_for(office, guide, state.handed_at) if guide is not None else today(office), newer


def parked(office: Office, besides: UUID | None) -> Sequence[Parked]:
    """Unfinished intakes, newest first, without the one on the page; last those of which only a card was read."""
    left = office.stores.drafts.kept_at()
    drafts = [each for each in office.open_drafts() if each != besides]
    found = [_parked(office, each, office.draft(each), left.get(each)) for each in drafts]
    return sorted(found, key=lambda each: each.bare)


def begun_on(office: Office, sheet: str) -> tuple[UUID, Timestamp] | None:
    """The unfinished intake of a sheet of the pad, with the moment it was begun with; a sheet is entered once."""
    for draft in office.open_drafts():
        kept = office.draft(draft)
        if kept.get("pad") == sheet:
            return draft, Timestamp(int(kept.get("pad_ms") or 0))
    return None


def _parked(office: Office, draft: UUID, kept: Mapping[str, str], left: Timestamp | None) -> Parked:
    guide = _guide_or_item(office, kept["item"]) if kept.get("item") else None
    state = restore(draft, kept, guide)
    what = guide.item.full_name if guide is not None else ""
    judged = sum(1 for row in state.rows.values() if row.status is not MaterialStatus.OPEN)
    bare = all(name in UNTYPED or not value for name, value in kept.items())
    who, present = state.applicant().name, state.present()
    agent = mask_name(present.name) if present is not None and present.name != who else ""
    return Parked(draft, mask_party(who), what, judged, bare, agent, state.ticket or state.pad, left)


@dataclass(frozen=True)
class PaperFacts:
    """What the paper pane says besides the paper: the printer in words, and how many numbers are in hand."""

    printer: str
    numbers_left: int


def paper_facts(office: Office) -> PaperFacts:
    """Look at printer and number block."""
    words = next((row.words for row in office.equipment.device_rows() if row.printer), "")
    return PaperFacts(words, office.equipment.numbers_left())
