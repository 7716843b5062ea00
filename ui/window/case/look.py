"""Everything the page of a case shows, read in one go on the ``db`` worker. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from app.domain.acts_notice import silent_since, told_refusal
from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.deadlines import Light
from app.domain.events import OperatorRef
from app.domain.guide import ServiceGuide
from app.domain.paper import PaperKind, Place, Seal
from app.domain.rights import Right
from app.domain.rules import RuleSet
from app.domain.seals import SealStanding, receipts_sealed
from app.domain.time import quality_words
from app.domain.transitions import CaseState
from app.ports import ASKS, JobState, PrintJob
from app.storage.corrections import NONE, Links
from app.storage.views import CaseLine, EventLine
from app.usecases.desk import guide_for
from app.usecases.print_question import PrintQuestion
from app.usecases.standing import Standing, standing
from app.values import dataclass, field, replace
from ui.office import DueLight, Office
from ui.window.case.actions import Desk
from ui.window.case.clocks import Consequence, Law, consequence, counted, counting_words
from ui.window.case.words import Say

WAITING = (JobState.ALLOCATED, JobState.SENT, JobState.UNSURE, JobState.FAILED)


@dataclass(frozen=True)
class Clock:
    """A running clock of a case with its light and its words."""

    kind: str
    ends: date
    firm: bool
    light: DueLight
    meaning: Consequence
    counting: str


@dataclass(frozen=True)
class CaseLook:
    """A case as this desk sees it now: ``clocks`` the nearest first, ``seals`` by document, ``rules`` those of its
    收件 day, ``doubt`` what is to be said of the clock now, empty when it is good, ``linked`` how
    many other cases of the same person and item came in within the days that the rules name, ``seal_standings`` how
    the register has each seal, ``looks_only`` who sits here may see everything and do nothing (监察), ``held`` the
    prints that wait for the end of a visit, ``silent`` the last day on which a notice that nobody was given had to be
    told, once it is over: the case counts as accepted then (许可法 32(1)(4)), ``links`` which case this
    更正件 corrects and which 更正件 correct this one,
    ``receipts`` whether what is taken in here is sealed here: at a station the seal lies at the county, ``questions``
    what is asked of prints, and ``stands`` what the printer of one that waits must be given, both by their jobs.
    """

    case: Case
    events: tuple[EventLine, ...]
    jobs: tuple[PrintJob, ...]
    rights: frozenset[Right]
    guide: ServiceGuide | None
    clocks: tuple[Clock, ...]
    today: date
    seals: dict[UUID, str]
    rules: RuleSet
    doubt: str
    standing: Standing
    blank: str
    blanks_left: int
    operator: OperatorRef
    place: Place
    linked: int = 0
    seal_standings: Mapping[str, SealStanding] = field(default_factory=dict)
    looks_only: bool = False
    blanks: frozenset[str] = frozenset()
    held: frozenset[UUID] = frozenset()
    silent: date | None = None
    links: Links = NONE
    receipts: bool = True
    questions: Mapping[UUID, PrintQuestion] = field(default_factory=dict)
    stands: Mapping[UUID, str] = field(default_factory=dict)
    away: bool = False

    @property
    def clock(self) -> Clock | None:
        """The nearest running clock; None when none runs."""
        return self.clocks[0] if self.clocks else None


def sealing_words(seen: CaseLook, document_id: UUID, say: Say) -> str:
    """Which seal a paper waits for, and where the register has it."""
    seal = seen.seals.get(document_id, "")
    if not seal:
        paper = seen.case.paper(document_id)
        taken_in = paper is not None and paper.seal is Seal.RECEIPT
        return say("case.papers.seal_centre" if taken_in else "case.papers.seal_unnamed")
    known = seen.seal_standings.get(seal)
    where = say("case.papers.seal_at", where=known.place) if known is not None else say("case.papers.seal_unplaced")
    return say("case.papers.seal_needed", seal=seal, where=where)


def read_case(office: Office, case_id: UUID, say: Say, audited: bool = True) -> CaseLook:
    """Read it; the first look of a person is ``audited``, reading the same page again is not.

    Raises UserFacingError ZC-CASE-04 when the case is not on this machine.
    """
    known = None if audited else office.stores.views.case(case_id)
    case = known or office.case(case_id)
    guide, better, rights, seals = None, None, frozenset[Right](), dict[UUID, str]()
    if case.intake is not None:
        item = case.intake.item
        guide = office.stores.catalogue.guide(item.code, item.catalogue_version)
        better = guide_for(office.stores.catalogue, item.code, item.catalogue_version)
        rights = office.desk.session.rights(guide, office.today())
        unsealed = (p for p in case.papers if p.seal is not Seal.NONE and p.sealing is None)
        seals = {paper.document_id: office.seal_name(case, paper) for paper in unsealed}
    rules = office.desk.rules_for(case)
    kind = case.intake.item.blank_kind if case.intake is not None else ""
    blanks = _stock(office, kind)
    standings = office.stores.seals.standings()
    jobs = tuple(job for job in office.stores.jobs.jobs(*WAITING) if job.case_id == case_id)
    return CaseLook(
        case=case,
        events=tuple(office.event_lines(case_id)),
        jobs=jobs,
        questions={each.job.id: each for each in office.print_questions([job for job in jobs if job.state in ASKS])},
        stands={job.id: office.equipment.stands_for(job) for job in jobs if job.state not in ASKS},
        held=frozenset(job.id for job in jobs if office.equipment.receipt_waits(job)),
        rights=rights,
        guide=guide,
        clocks=read_clocks(office, case, Law(better, rules, office.calendar), say),
        today=office.today(),
        seals=seals,
        rules=rules,
        doubt=quality_words(office.desk.clock.now()),
        standing=standing(office.desk, case, better),
        blank=next(iter(blanks), ""),
        blanks_left=len(blanks),
        blanks=frozenset(blanks),
        operator=office.desk.session.operator,
        place=office.desk.place,
        linked=len(office.stores.views.duplicates(case, rules.duplicate_window_days)),
        seal_standings=standings,
        looks_only=office.desk.session.looks_only,
        silent=_silent(office, case, rules),
        links=_links(office, case_id),
        away=office.stores.views.has_left(case_id),
        receipts=receipts_sealed(standings, office.equipment.centre),
    )


def _links(office: Office, case_id: UUID) -> Links:
    """Its links. A corrected case that left stands in no list any more; the number on its papers is in the log."""
    links = office.stores.views.links([case_id]).get(case_id, NONE)
    if links.corrects is None or links.corrects.here:
        return links
    old = office.stores.views.case(links.corrects.case_id)
    receipts = old.papers_of(PaperKind.RECEIPT) if old is not None else ()
    return replace(links, corrects=replace(links.corrects, receipt=receipts[0].number)) if receipts else links


def _silent(office: Office, case: Case, rules: RuleSet) -> date | None:
    if case.state is not CaseState.AWAITING_CORRECTION or told_refusal(case) is not None:
        return None
    return silent_since(case, rules, office.calendar, office.today())


def _stock(office: Office, kind: str) -> tuple[str, ...]:
    """Serials of the sheets on hand, in order."""
    if not kind:
        return ()
    return tuple(sheet.serial for sheet in office.stores.stock.blanks(kind) if sheet.state == "on_hand")


def read_clocks(office: Office, case: Case, law: Law, say: Say) -> tuple[Clock, ...]:
    """Every running clock of a case, the nearest first."""
    if case.intake is None or case.state is None:
        return ()
    running = sorted(clocks(case).items(), key=lambda item: item[1][0])
    return tuple(_clock(office, case, kind, told, law, say) for kind, told in running)


def _clock(office: Office, case: Case, kind: str, told: tuple[date, bool], law: Law, say: Say) -> Clock:
    ends, firm = told
    assert case.state is not None
    light = office.light_of(_line(case, case.state, ends))
    found = counted(kind, case, law)
    # A date once told stands; a counting that leads elsewhere would only confuse.
    counting = counting_words(found, say) if found is not None and found[0].date == ends else ""
    meaning = consequence(kind, case, ends, light.left < 0, say)
    return Clock(kind, ends, firm, light, replace(meaning, law=law.rules.law(meaning.law)), counting)


def _line(case: Case, state: CaseState, ends: date) -> CaseLine:
    return CaseLine(case.id, state, case.item.name, "", "", case.lease, "", 0, 0, ends)


def light_kind(light: Light) -> str:
    """The kit's word for a light."""
    return {Light.OK: "ok", Light.WARN: "warn", Light.RED: "red", Light.PAUSED: "pause"}[light]


def marked_lines(lines: Sequence[EventLine]) -> int:
    """How many events the platform signed for."""
    return sum(1 for line in lines if line.acknowledged)


def desk_of(seen: CaseLook, marked: int) -> Desk:
    """What decides which acts are offered, with so many materials ``marked`` in the list."""
    mode = seen.guide.mode.value if seen.guide is not None else ""
    charged = seen.guide is not None and seen.guide.fee.charged
    optional = seen.rules.acceptance_voucher_optional_on_spot
    return Desk(
        seen.rights, seen.place.device, mode, marked, seen.standing, charged, optional, seen.receipts,
        seen.links.marked,
    )  # fmt: skip
