"""来访: one agent, several principals; one proof of identity, one pool of materials, one receipt, one rating."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from app.domain.acts_side import RATING
from app.domain.case import Case
from app.domain.events import Intake
from app.domain.materials import SubmittedMaterial
from app.domain.paper import Paper, PaperKind
from app.domain.reuse import Offer, offers
from app.domain.rights import Right
from app.domain.states import CaseState
from app.errors import ConcurrencyError, RefusedError, UserFacingError
from app.ports import JobState, JobStore, PrintJob
from app.ports.day import Visit, VisitBook
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Desk, Done
from app.usecases.record_out import record_out
from app.values import dataclass, replace

OPEN, PARKED, CLOSED = "open", "parked", "closed"
BY_CARD = "card"
"""How the identity was shown (``Visit.proof``): by a card that a reader read."""
EARLY_SETTING = "visit.early."
"""With the id of a visit: the case whose receipt was asked for before the visit ends."""


@dataclass(frozen=True)
class SpokenFor:
    """Somebody for whom the agent of a visit came: a ``company`` with its credit code, or a person with the number of
    a document of the ``kind``; ``until`` the last day of the power that was shown, None where none was told.
    """

    company: bool
    name: str
    number: str
    kind: str = ""
    until: date | None = None


def start_visit(
    desk: Desk, book: VisitBook, name: str, proof: str = "", state: str = OPEN, visit_id: UUID | None = None
) -> Visit:
    """Somebody came: ``name`` of the agent or applicant, ``proof`` how the identity was shown, once for all cases.

    ``visit_id`` is given by who keeps something under it first.
    """
    now = desk.clock.now().ms
    place = desk.place.device
    visit = Visit(
        visit_id or desk.new_id(), state, place, require_receiver(desk), name.strip(), proof, "", now, now
    )
    book.put(visit, desk.session.operator.id)
    return visit


def park_visit(desk: Desk, book: VisitBook, visit_id: UUID, reason: str = "") -> Visit:
    """Put it aside with one key; everything typed stays, anybody with the right goes on with it."""
    return _move(desk, book, _open(book, visit_id), PARKED, reason)


def resume_visit(desk: Desk, book: VisitBook, visit_id: UUID) -> Visit:
    """Go on with it, whoever parked it, after whatever crash; from now on it is in the hands of who resumed it."""
    return _move(desk, book, _open(book, visit_id), OPEN, "")


def prove_visit(desk: Desk, book: VisitBook, visit_id: UUID, name: str, proof: str) -> Visit:
    """Who came is known now: ``proof`` how that was shown, ``name`` as it was shown. In whose hands it is stays."""
    visit, operator = _open(book, visit_id), require_receiver(desk)
    known = replace(visit, name=name.strip(), proof=proof, changed_ms=desk.clock.now().ms)
    book.put(known, operator)
    return known


def close_visit(desk: Desk, book: VisitBook, visit_id: UUID) -> Visit:
    """The person leaves. Raises RefusedError ZC-VISIT-02 while an intake is unfinished."""
    visit = _open(book, visit_id)
    unfinished = len(book.drafts(visit_id))
    if unfinished:
        raise RefusedError(
            "ZC-VISIT-02",
            f"这次来访还有{unfinished}件登记没有完成",
            "S0 23",
            "已办的都保留，登记在草稿里",
            "请办完，或者放弃草稿后再结束；来人先走的，请暂存来访",
        )
    return _move(desk, book, visit, CLOSED, "")


def pool_offers(book: VisitBook, intake: Intake, rows: tuple[SubmittedMaterial, ...]) -> tuple[Offer, ...]:
    """What need not be handed in again: it lies in a case of the same visit, or of the same applicant."""
    here = tuple(book.cases(intake.visit)) if intake.visit is not None else ()
    known = {case.id for case in here}
    earlier = tuple(case for case in book.of_person(intake.applicant.id_number) if case.id not in known)
    return offers(intake, rows, (*here, *earlier))


def spoken_for(book: VisitBook, visit_id: UUID) -> tuple[SpokenFor, ...]:
    """Whom the cases of a visit are for, each once, in the order in which they were named first, with the name that was
    told last. Of what was voided nobody is taken: often the name is why.
    """
    found: dict[tuple[bool, str], SpokenFor] = {}
    for case in book.cases(visit_id):
        intake = case.intake
        if intake is None or intake.agent is None or not _counts(case):
            continue
        company, person, until = intake.applicant.organisation, intake.applicant.person, intake.agent.until
        if company is not None:
            found[True, company.uscc] = SpokenFor(True, company.name, company.uscc, until=until)
        elif person is not None:
            number = person.id_number
            found[False, number] = SpokenFor(False, person.name, number, person.id_type.value, until)
    return tuple(found.values())


def rate_visit(desk: Desk, book: VisitBook, visit_id: UUID, level: str, detail: str = "") -> Done:
    """One rating for the whole visit, kept with its first case. Raises RefusedError ZC-CASE-29, UserFacingError."""
    cases = book.cases(visit_id)
    if not cases:
        raise UserFacingError("ZC-VISIT-03", "这次来访还没有办件，不能评价", "", "请先办理")
    data = {"level": level, "by": "applicant", "detail": detail, "visit": str(visit_id)}
    return ask_partner(desk, cases[0].id, RATING, str(visit_id), data)


def held_receipts(book: VisitBook, visit_id: UUID, setting: Callable[[str], str]) -> tuple[Case, ...]:
    """Cases whose receipt waits for the end of their visit, in their order; none of a visit that is over.

    ``setting`` reads what is kept under :data:`EARLY_SETTING`.
    """
    visit = book.visit(visit_id)
    cases = _listed(book.cases(visit_id)) if visit is not None and visit.state != CLOSED else ()
    asked = setting(EARLY_SETTING + str(visit_id))
    since = next((n for n, case in enumerate(cases, 1) if str(case.id) == asked), 0)
    return tuple(case for case in cases[since:] if not _of_intake(case)[-1].is_out)


def receipt_waits(book: VisitBook, job: PrintJob, setting: Callable[[str], str]) -> bool:
    """Whether a print comes out only when a visit ends: no printer keeps it back."""
    visit = book.visit_of(job.case_id) if _first_receipt(job) and job.state is JobState.ALLOCATED else None
    return visit is not None and any(case.id == job.case_id for case in held_receipts(book, visit, setting))


class VisitReceipts:
    """The queue of a window where visits have one receipt: D01 waits until the visit is closed, then one lists all.

    The last receipt of a visit is the one that comes out; the others are out with it. Who must have hers before that
    gets one that lists what was taken in so far: ``setting`` tells of which case it is (:data:`EARLY_SETTING`).
    Implements ``app.ports.JobStore``.
    """

    def __init__(
        self,
        store: JobStore,
        book: VisitBook,
        desk: Callable[[], Desk],
        setting: Callable[[str], str] = lambda _: "",
    ) -> None:
        self._store = store
        self._book = book
        self._desk = desk
        self._setting = setting

    def jobs(self, *states: JobState) -> Sequence[PrintJob]:
        """Jobs in any of ``states``, oldest first; a receipt that waits for its visit is not among them."""
        found = self._store.jobs(*states)
        return [job for job in found if job.state is not JobState.ALLOCATED or not self._waits(job)]

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job, as it stands now."""
        return self._store.job(job_id)

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        """Record a state; with the receipt of a visit the others that it lists are out too."""
        marked = self._store.mark(job_id, state, printer, detail, was=was)
        job = self._store.job(job_id) if state is JobState.OUT else None
        # Nothing but a receipt brings others with it: a batch of a thousand certificates must not look each time.
        if job is not None and _first_receipt(job):
            self.catch_up()
        return marked

    def catch_up(self) -> None:
        """Receipts whose visit's one receipt is out are out with it, also those that a crash left behind."""
        for job in self._store.jobs(JobState.ALLOCATED):
            found = self._of(job) if _first_receipt(job) else None
            one = self._out_with(job, *found) if found is not None else None
            if one is not None:
                # One void receipt, or a hand that was quicker, stops none of the others.
                with contextlib.suppress(RefusedError, ConcurrencyError):
                    record_out(self._desk(), self._store, job, "device", f"并入{one.number}")

    def _waits(self, job: PrintJob) -> bool:
        found = self._of(job) if _first_receipt(job) else None
        if found is None:
            return False
        return job.case_id not in self._coming(*found)

    def _coming(self, visit: Visit, cases: Sequence[Case]) -> frozenset[UUID]:
        """Cases whose receipts list those before them: the last of a visit that is over, and one asked for early."""
        asked = self._setting(EARLY_SETTING + str(visit.id))
        last = cases[-1].id if visit.state == CLOSED else None
        return frozenset(case.id for case in cases if case.id == last or str(case.id) == asked)

    def _out_with(self, job: PrintJob, visit: Visit, cases: Sequence[Case]) -> Paper | None:
        """The receipt that is out and lists the case of ``job`` too."""
        coming = self._coming(visit, cases)
        at = next((n for n, case in enumerate(cases) if case.id == job.case_id), len(cases))
        ones = (_of_intake(case)[-1] for case in cases[at + 1 :] if case.id in coming)
        return next((one for one in ones if one.is_out), None)

    def _of(self, job: PrintJob) -> tuple[Visit, Sequence[Case]] | None:
        visit_id = self._book.visit_of(job.case_id)
        visit = self._book.visit(visit_id) if visit_id is not None else None
        if visit is None:
            return None
        cases = _listed(self._book.cases(visit.id))
        late = {check.document_id for each in cases for check in each.late_checks}
        return (visit, cases) if cases and job.document_id not in late else None


def receipt_cases(book: VisitBook, case: Case) -> tuple[Case, ...]:
    """The other cases that the receipt of ``case`` lists: those of its visit taken in before it, in their order;
    without what was voided.

    So the last receipt lists all, and a reprint says what the first print said.
    """
    if case.intake is None or case.intake.visit is None or case.received is None:
        return ()
    every = tuple(book.cases(case.intake.visit))
    place = next((n for n, each in enumerate(every) if each.id == case.id), 0)
    return tuple(each for each in every[:place] if _counts(each))


def _listed(cases: Sequence[Case]) -> tuple[Case, ...]:
    return tuple(each for each in cases if _of_intake(each) and _counts(each))


def _counts(case: Case) -> bool:
    """A voided case has no receipt: its print is off, and no other receipt lists it."""
    return case.state is not CaseState.VOIDED


def _of_intake(case: Case) -> tuple[Paper, ...]:
    """Receipts of 收件: what was looked at only afterwards has one of its own, which no visit waits for."""
    late = {check.document_id for check in case.late_checks}
    return tuple(paper for paper in case.papers_of(PaperKind.RECEIPT) if paper.document_id not in late)


def _first_receipt(job: PrintJob) -> bool:
    return job.kind == PaperKind.RECEIPT.value and job.printing == 1


def _open(book: VisitBook, visit_id: UUID) -> Visit:
    visit = book.visit(visit_id)
    if visit is None or visit.state == CLOSED:
        raise UserFacingError("ZC-VISIT-01", "没有这次来访，或者已经结束", "办件没有变化", "请重新登记来访")
    return visit


def _move(desk: Desk, book: VisitBook, visit: Visit, state: str, reason: str) -> Visit:
    now = desk.clock.now().ms
    moved = replace(visit, state=state, operator=require_receiver(desk), reason=reason, changed_ms=now)
    book.put(moved, desk.session.operator.id)
    return moved


def require_receiver(desk: Desk) -> str:
    """Who may take people in may have a visit in hand; her id."""
    if not any(grant.right is Right.RECEIVE for grant in desk.session.grants):
        raise RefusedError("ZC-RIGHT-01", "没有收件授权", "S1 12", "来访没有变化", "请由有收件授权的人办理")
    return desk.session.operator.id
