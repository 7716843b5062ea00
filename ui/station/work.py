"""What a station asks of its office, in one step each; every function runs on the ``db`` worker. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from app.domain.bundles import Lying, ended_words, fewer, gone, lying, lying_here
from app.domain.case import Case
from app.domain.custody import RETURNED
from app.domain.day import Standing
from app.domain.deadlines import Light
from app.domain.events import BundleMoved
from app.domain.materials import MaterialStatus
from app.domain.paper import PAPER_RULES, PaperKind, Seal
from app.domain.parcels import fetched_at
from app.domain.records import SyncStatus
from app.domain.reuse import brought_power
from app.domain.rights import Right
from app.domain.seals import has_receipt_seal
from app.domain.settling import SETTLED_HERE, made_by, reprinted_at, taker
from app.domain.time import Timestamp
from app.domain.transitions import CaseState
from app.errors import ConcurrencyError, RefusedError
from app.ports import JobState
from app.storage.headroom import OFFLINE_DAYS
from app.storage.outbox_view import CasesCount
from app.storage.views import CaseLine, PaperLine
from app.usecases.move_bundle import move_bundle
from app.usecases.pad import PadAdvice
from app.values import dataclass
from ui.office import Office
from ui.station.news import News, news
from ui.window.intake.acts import load
from ui.window.intake.model import WHO_FIELDS, IntakeState

WHO, WHAT, MATERIALS, RESULT, SIGN = range(5)
"""The steps of an intake at a station, in order."""
ADDRESS, WITNESS = "post_to", "witness"
"""Fields of 谁 that a station asks for later: with the result its address, at the signature who sees a thumb."""
_BEFORE = (CaseState.DRAFT, CaseState.PRECHECK)
EMPTY_WORDS = {
    "opened": "区里打开时是空袋",
    "road": "袋在路上丢失，没有送到",
    "packed": "交出时忘了装，是空袋",
}
"""How it was found that a bag held nothing, as it stands in the record."""
NOT_HERE = "装袋时在本站没有找到"
FEW_DAYS = 3
"""So many days before the end of what was agreed it is said how long the station may still go on without the line."""
REMIND = ("correction", "tolerance", "delivery", "notice")
"""Clocks of which a helper can remind somebody: the applicant, or the county's window."""


@dataclass(frozen=True)
class Unfinished:
    """An intake that was left: who and what, the step it stands at, what was taken and what is missing."""

    draft: UUID
    who: str
    what: str
    step: int
    taken: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Reminder:
    """A clock that ends soon, told in ``words``; also when none presses, a 补正 that who came here has to bring, and
    ``here``: the result of the case lies here to be fetched; ``news``: what the county did, and when.
    """

    line: CaseLine
    light: Light
    words: str
    here: bool = False
    news: News | None = None


@dataclass(frozen=True)
class Bundle:
    """Papers of one case that still lie here and must go to the county. Where the case ended meanwhile they are the
    applicant's again: ``ended`` says how it did, ``agent`` who came for her. ``sought`` of them were missing in a bag
    before, and nobody said that they were found; ``collected`` names who decides of what is only collected here (代收).
    """

    case_id: UUID
    code: str
    number: str
    item: str
    applicant: str
    originals: int
    copies: int
    ended: str = ""
    agent: str = ""
    sought: int = 0
    collected: str = ""


@dataclass(frozen=True)
class Carried:
    """A bag that left: of which case, and its last hand-over; ``ended`` as of :class:`Bundle`."""

    case_id: UUID
    item: str
    applicant: str
    move: BundleMoved
    ended: str = ""


@dataclass(frozen=True)
class Authority:
    """A case that somebody handed in for another, whose 授权委托书 was not printed yet (D18)."""

    case_id: UUID
    item: str
    applicant: str
    agent: str


@dataclass(frozen=True)
class Handed:
    """What became of a round: the bags that left, and those that may not."""

    moved: tuple[Bundle, ...]
    refused: tuple[Bundle, ...]


@dataclass(frozen=True)
class Home:
    """The first page: the unfinished one, today's help, what waits to go, whom to remind, and how the line stands.

    ``seen_ms`` is when everything last went through both ways (UTC, 0 never); ``cases`` counts what is not sent yet and
    what needs somebody, ``hall_only`` what a hall's server has and the province has not receipted;
    ``queued`` prints wait for the printer, ``unsettled`` papers for a word that they were signed or given. ``day`` is
    how the station stands by its own checks. ``days_left`` is how long it may go on without the line by what was agreed
    (negative: over), and ``pad`` whether new intakes go on printed sheets. ``returns`` bags
    lie here whose cases ended, and ``sought`` papers were missing in a bag and are to be found.
    """

    unfinished: Unfinished | None
    parked: int
    helped: int
    papers: int
    reminders: tuple[Reminder, ...]
    ask: int
    seen_ms: int
    status: SyncStatus
    hall_only: int = 0
    cases: CasesCount = CasesCount(0, 0)
    queued: int = 0
    unsettled: int = 0
    day: Standing = Standing()
    days_left: int = OFFLINE_DAYS
    pad: PadAdvice | None = None
    returns: int = 0
    sought: int = 0


def home(office: Office) -> Home:
    """Look at everything the first page shows."""
    drafts, bags = office.open_drafts(), bundles(office)
    return Home(
        unfinished=_unfinished(office, drafts[0]) if drafts else None,
        parked=len(drafts),
        helped=len(helped_today(office)),
        papers=sum(each.originals + each.copies - each.sought for each in bags if not each.ended),
        sought=sum(each.sought for each in bags),
        returns=sum(1 for each in bags if each.ended),
        reminders=reminders(office),
        ask=len(office.to_confirm()),
        queued=len(office.stores.jobs.jobs(JobState.ALLOCATED)),
        unsettled=len(unsettled(office)),
        seen_ms=office.equipment.last_sync(),
        status=office.equipment.sync_status(),
    )


def step_of(state: IntakeState, today: date) -> int:
    """The step at which an intake stands: the first that still wants something."""
    gaps = [gap.field for gap in state.gaps(today)]
    if any(field in WHO_FIELDS and field not in (ADDRESS, WITNESS) for field in gaps):
        return WHO
    if state.guide is not None and not state.guide.guided:
        return WHAT  # nothing can be taken in for it: what follows is not done, it is not wanted
    if any(not field.startswith("row.") and field not in (ADDRESS, WITNESS) for field in gaps):
        return WHAT
    if open_rows(state) or any(field.startswith("row.") for field in gaps):
        return MATERIALS
    return RESULT if ADDRESS in gaps else SIGN


def open_rows(state: IntakeState) -> tuple[str, ...]:
    """Names of the materials that nobody looked at yet; the form is signed at the last step."""
    return tuple(
        row.name for row in state.material_rows() if row.status is MaterialStatus.OPEN and not row.is_form
    )


def _unfinished(office: Office, draft: UUID) -> Unfinished:
    state, moment, _ = load(office, draft)
    guide = state.guide
    return Unfinished(
        draft,
        state.applicant().name,
        guide.item.full_name if guide is not None else "",
        step_of(state, moment.today),
        sum(1 for row in state.material_rows() if row.taken),
        open_rows(state),
    )


def helped_today(office: Office) -> Sequence[CaseLine]:
    """Cases taken in here today."""
    midnight = office.desk.clock.now().date
    return [line for line in _own(office) if Timestamp(line.opened_ms).date == midnight]


def _own(office: Office) -> Iterable[CaseLine]:
    return office.stores.views.of_device(office.desk.place.device)


def reminders(office: Office) -> tuple[Reminder, ...]:
    """Clocks that end soon or have ended, the most urgent first, and what was asked of who came here; then whose result
    lies here besides, and what else came from the county that nobody was told yet.
    """
    views, fetched = office.stores.views, to_fetch(office)
    ours = {line.case_id for line in views.of_device(office.desk.place.device, None, ended=False)}
    here = {line.case_id for line in fetched}
    pressing = tuple(
        Reminder(line, lit.light, lit.words, line.case_id in here)
        for line, lit in office.due_list()
        if line.due_kind in REMIND and (lit.light is not Light.OK or _to_bring(line, ours))
    )
    known = {each.line.case_id for each in pressing}
    lies = tuple(Reminder(line, Light.OK, "", True) for line in fetched if line.case_id not in known)
    known |= here
    came = (each for each in news(office) if each.line.case_id not in known)
    return (*pressing, *lies, *(Reminder(each.line, Light.OK, "", news=each) for each in came))


def _to_bring(line: CaseLine, ours: Collection[UUID]) -> bool:
    """Whether who came here was asked for more: that came from the county, and nobody else tells her in her village."""
    return line.due_kind == "correction" and line.case_id in ours


def to_fetch(office: Office) -> tuple[CaseLine, ...]:
    """Cases whose result came here to be handed over, the newest change first."""
    views, device = office.stores.views, office.desk.place.device
    lines = views.cases([CaseState.AWAITING_PICKUP], lease=device)
    return tuple(line for line in lines if (case := views.case(line.case_id)) is not None and fetched_at(case, device))


def look_at_phone(office: Office, case_id: UUID) -> str:
    """The telephone left with a case, whole, to be dialled; who looked at whose is in the audit first."""
    office.stores.audit.record(office.desk.session.operator.id, "reveal", str(case_id))
    case = office.stores.views.case(case_id)
    return case.intake.phone if case is not None and case.intake is not None else ""


def gives_out(office: Office) -> bool:
    """Whether 发件 of anything was delegated to who sits here."""
    return any(grant.right is Right.HAND_OVER for grant in office.desk.session.grants)


def made_here(office: Office, number: str) -> bool:
    """Whether this station made the paper of a number, so that it is hers to print once more."""
    return reprinted_at(office.desk.place.device, number)


def bundles(office: Office) -> tuple[Bundle, ...]:
    """Cases whose papers lie here: taken in at this station, not all carried on, or handed back; however many there
    are. Those of cases that ended meanwhile come first: they go back to whom they belong.
    """
    here, device, bags = office.desk.place.hall, office.desk.place.device, office.stores.views.bags

    def lie_here(case: Case) -> tuple[Bundle, ...]:
        return tuple(_bundle(case, each) for each in lying_here(case, here))

    cases = (*bags.ended_here(device, here, office.desk.clock.now().ms), *bags.taken_in(device))
    return tuple(each for found in bags.kept.of(cases, lie_here, here) for each in found)


def carried(office: Office, most: int = 40) -> tuple[Carried, ...]:
    """Bags that left with somebody and may come back, the newest first; of some ``most`` bags, for a bag that left long
    ago seldom does: it is found by its code, or by asking for more.
    """
    here, views = office.desk.place.hall, office.stores.views
    cases = (views.case(each) for each in views.bags.left(office.desk.place.device, here, most))
    found = [_carried(case, each) for case in cases if case is not None for each in gone(case, here)]
    return tuple(sorted(found, key=lambda each: -each.move.at.ms))


def carried_all(office: Office) -> int:
    """How many bags :func:`carried` would find without an end."""
    return office.stores.views.bags.count_left(office.desk.place.device, office.desk.place.hall)


def carried_by(office: Office, code: str) -> Carried | None:
    """The bag of a code that was scanned, however long ago it left; None where none that is away bears it."""
    here, views = office.desk.place.hall, office.stores.views
    found = views.bags.named(office.desk.place.device, code)
    case = views.case(found) if found is not None else None
    moves = gone(case, here) if case is not None else ()
    moves = tuple(each for each in moves if each.bundle.upper() == code.upper())
    return _carried(case, moves[0]) if case is not None and moves else None


def _carried(case: Case, move: BundleMoved) -> Carried:
    who = case.intake.applicant.name if case.intake is not None else ""
    return Carried(case.id, case.item.name, who, move, ended_words(case))


def give_back(office: Office, bag: Bundle, taker: str) -> None:
    """The papers of a case that ended went back to ``taker``: the applicant, or who came for her. Raises RefusedError.
    """
    office.act(move_bundle, bag.case_id, bag.code, RETURNED, taker, bag.originals, bag.copies)


def take_back(office: Office, bag: Carried) -> None:
    """The county did not take it, and it lies here again; she who takes it answers for it. Raises RefusedError."""
    operator = office.desk.session.operator
    hand = f"{operator.name}（{operator.number}）"
    office.act(move_bundle, bag.case_id, bag.move.bundle, office.desk.place.hall, hand)


def found_fewer(office: Office, bag: Carried, originals: int, copies: int) -> None:
    """The county found so many fewer in it than stood on the list: they are looked for here until they are sent on.
    Raises RefusedError.
    """
    last = _as_shown(office, bag)
    left = fewer(last, originals, copies)
    if left is not None:
        office.act(move_bundle, bag.case_id, bag.move.bundle, last.to_place, last.hand, *left, recounted=True)


def found_empty(office: Office, bag: Carried, why: str) -> None:
    """Nothing was in a bag that left, or it never arrived, and ``why``: all its papers are looked for. Raises
    RefusedError.
    """
    last = _as_shown(office, bag)
    words = last.bundle, last.to_place, last.hand
    office.act(move_bundle, bag.case_id, *words, recounted=True, fewer=why, empty=True)


def not_here(office: Office, bag: Bundle) -> None:
    """The papers of a bag are not to be found when it is to be made up, by her word who looked. Raises RefusedError."""
    operator = office.desk.session.operator
    hand = f"{operator.name}（{operator.number}）"
    here = office.desk.place.hall
    office.act(move_bundle, bag.case_id, bag.code, here, hand, fewer=NOT_HERE, empty=True)


def _as_shown(office: Office, bag: Carried) -> BundleMoved:
    """The last hand-over of a bag, which must be the one that is shown. Raises RefusedError."""
    last = [each for each in office.case(bag.case_id).bundles if each.bundle == bag.move.bundle][-1]
    if (last.to_place, last.hand, last.originals, last.copies) != (
        bag.move.to_place, bag.move.hand, bag.move.originals, bag.move.copies,
    ):  # fmt: skip
        raise RefusedError("ZC-CASE-25", "这一袋刚才又有了新的交接", "", "份数没有改", "请看这一行现在写的，再按 S")
    return last


def authorities(office: Office) -> tuple[Authority, ...]:
    """Cases of an agent that were taken in here and have not ended, the newest first, until their D18 is printed; none
    where the agent brought one along.
    """
    found = []
    for case in _taken_in(office):
        intake = case.intake
        if brought_power(case) or case.papers_of(PaperKind.POWER_OF_ATTORNEY):
            continue
        if intake is not None and intake.agent is not None:
            names = intake.applicant.name, intake.agent.person.name
            found.append(Authority(case.id, case.item.name, *names))
    return tuple(found)


def _taken_in(office: Office) -> Iterable[Case]:
    lines = office.stores.views.of_device(office.desk.place.device, None, ended=False)
    cases = (office.stores.views.case(line.case_id) for line in lines if line.state not in _BEFORE)
    return (case for case in cases if case is not None)


def bundle_of(case: Case) -> Bundle | None:
    """What of a case still lies here; None when nothing was kept or all of it went on."""
    found = lying(case)
    if found is None:
        return None
    return _bundle(case, found)


def _bundle(case: Case, found: Lying) -> Bundle:
    intake = case.intake
    who = intake.applicant.name if intake is not None else ""
    agent = intake.agent.person.name if intake is not None and intake.agent is not None else ""
    number, counts = found.number, (found.originals, found.copies)
    collected = intake.collected_for if intake is not None else ""
    words = case.item.name, who, *counts, ended_words(case), agent
    return Bundle(case.id, found.code, number, *words, found.sought, collected)


def hand_on(office: Office, chosen: Sequence[Bundle], target: str, hand: str) -> Handed:
    """Record that the bundles left with ``hand`` for ``target``; a case that another hand holds stops none of the rest.

    Returns those that were recorded and those that were not. Raises RefusedError (ZC-CASE-25 when nobody is named) or
    ConcurrencyError when none was.
    """
    done: list[Bundle] = []
    refused: list[Bundle] = []
    first: RefusedError | ConcurrencyError | None = None
    for each in chosen:
        try:
            office.act(move_bundle, each.case_id, each.code, target, hand, each.originals, each.copies)
        except (RefusedError, ConcurrencyError) as error:
            first = first or error
            refused.append(each)
        else:
            done.append(each)
    if first is not None and not done:
        raise first
    return Handed(tuple(done), tuple(refused))


def papers(office: Office, limit: int = 60) -> Sequence[PaperLine]:
    """Papers of this machine: first those that wait for a word of the helper, then the newest."""
    waits = unsettled(office)
    known = {paper.document_id for paper in waits}
    newest = office.stores.views.papers(limit=limit, newest=True)
    return [*waits, *(paper for paper in newest if paper.document_id not in known)]


def unsettled(office: Office) -> Sequence[PaperLine]:
    """Papers that are out, and of which nobody said that they were signed or given, the newest first.

    A 收件凭证 goes along with who handed in; only where the centre's seal lies it is given once it is sealed. What the
    county printed is given there, and the helper has no sheet of it.
    """
    device = office.desk.place.device
    sealed_here = has_receipt_seal(office.stores.seals.standings())
    kinds = [kind.value for kind in SETTLED_HERE if sealed_here or PAPER_RULES[kind].seal is not Seal.RECEIPT]
    found = office.stores.views.papers("out", "sealed", newest=True, kinds=kinds)
    mine = (paper for paper in found if made_by(paper.number) == device)
    return [paper for paper in mine if sealed_here or paper.seal != Seal.RECEIPT]


def settle(office: Office, paper: PaperLine) -> None:
    """交付, by the word of the helper: a 授权委托书 to the principal once both signed it, all else to who came."""
    taken = taker(office.case(paper.case_id), PaperKind(paper.kind), paper.document_id)
    office.give_paper(paper.case_id, paper.document_id, taken)


def waits_for(office: Office, document: UUID) -> JobState | None:
    """How the print of a paper that never came out stands: None when nothing will come of it by itself."""
    open_states = (JobState.ALLOCATED, JobState.SENT, JobState.FAILED, JobState.UNSURE)
    return next((job.state for job in office.stores.jobs.jobs(*open_states) if job.document_id == document), None)


def find(office: Office, words: str) -> Sequence[CaseLine]:
    """Cases by name, number, scan; without words the newest. Those whose parcel came back are marked, and those that
    correct another or are corrected.
    """
    views = office.stores.views
    return views.with_links(views.with_parcels(_find(office, words)))


def _find(office: Office, words: str) -> Sequence[CaseLine]:
    key = words.strip()
    if not key:
        return list(_own(office))[:20]
    exact = office.case_of_number(key)
    if exact is not None:
        return [line for line in _own(office) if line.case_id == exact] or office.find(key)
    return office.find(key)
