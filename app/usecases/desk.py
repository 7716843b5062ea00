"""What every use case at the desk shares: one intention = one transaction = one commit, and paper only after it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol
from uuid import UUID

from app.domain import events as ev
from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.commands import Command, Context, DeleteCase, Receive, Refusal
from app.domain.decide import decide, papers_needed
from app.domain.events import OperatorRef
from app.domain.guide import ServiceGuide, material_lines
from app.domain.guide_changes import better_of_both
from app.domain.happened import AT_COUNTER
from app.domain.ids import uuid7
from app.domain.paper import Paper, PaperKind, PaperSlot, Place
from app.domain.places import rights_at
from app.domain.rights import Grant, Right, rights_for, seal_for
from app.domain.rules import RuleBook, RuleSet, paper_number
from app.domain.serials import serials_needed
from app.domain.time import Timestamp
from app.errors import RefusedError, UserFacingError
from app.ports import (
    BlankMove,
    Clock,
    Effects,
    Entropy,
    JobMark,
    NewJob,
    NumbersExhausted,
    Transaction,
    UnitOfWork,
)
from app.values import dataclass, field, replace

SERIES = "paper"
_VILLAGE = "本设备设在村（社区），只代收、帮办"


@dataclass(frozen=True)
class Session:
    """A logged-in operator and what she may do here.

    To whom nothing is delegated, she only looks (监察); ``machine`` is the device itself, which records what came out.
    ``resting`` says why some of what was delegated does not count now, ``notice`` what is to be told at the login.
    """

    operator: OperatorRef
    grants: tuple[Grant, ...]
    machine: bool = False
    resting: str = ""
    notice: str = ""

    @property
    def looks_only(self) -> bool:
        """Whether she may see everything and do nothing."""
        return not self.grants and not self.machine

    def rights(self, guide: ServiceGuide | None, day: date) -> frozenset[Right]:
        """Her rights for the item of ``guide``; of a 一件事 those that every department of it delegated (S0 19)."""
        if guide is None:
            return frozenset(
                grant.right for grant in self.grants if grant.item == "*" and grant.authority == "*"
            )
        own = rights_for(self.grants, guide.authority.code, guide.item.code, day)
        for branch in guide.branches:
            theirs = rights_for(self.grants, branch.authority.code, branch.code, day) | {Right.RECEIVE}
            own &= theirs
        return own


    def seal(self, guide: ServiceGuide | None, day: date) -> str:
        """The seal that came with the delegation of 受理 for the item of ``guide``, empty when none is named."""
        if guide is None:
            return ""
        return seal_for(self.grants, Right.ACCEPT, guide.authority.code, guide.item.code, day)


@dataclass(frozen=True)
class Desk:
    """The tools of a use case: transactions, time, randomness, the law in force, the place, and who sits there.

    ``rules`` is the set of the login, ``book`` holds all: a case keeps the set of its 收件 day (:meth:`rules_for`).
    ``offline`` tells whether the line is down now (it is printed on the paper); ``channel`` is how a case comes in that
    is begun here.
    """

    units: UnitOfWork
    clock: Clock
    entropy: Entropy
    calendar: WorkCalendar
    rules: RuleSet
    place: Place
    session: Session
    offline: Callable[[], bool] = field(default=lambda: False)
    book: RuleBook | None = None
    channel: str = AT_COUNTER

    def rules_for(self, case: Case | None, day: date | None = None) -> RuleSet:
        """The set that ``case`` was received under; before 收件 that of ``day`` or of now (S0 29–30).

        A desk may stand since yesterday, and what was handed in before today is entered under the set of its own day.
        """
        if self.book is None:
            return self.rules
        if case is None or case.received is None:
            return self.book.at(day or self.clock.now().date)
        return self.book.of_case(case.received.rule_set, case.received.received_on)

    def new_id(self) -> UUID:
        """A time-ordered identifier."""
        return uuid7(self.clock.now().ms, self.entropy.bytes(10))


def require_hand(desk: Desk) -> None:
    """Raise RefusedError ZC-RIGHT-03 for who only looks (监察): what is kept beside the log is not hers to change."""
    if desk.session.looks_only:
        raise RefusedError(
            "ZC-RIGHT-03",
            "监察人员只能查看，不能办理、登记或者打印",
            "S1 28",
            "什么都没有改变",
            "要改正的，请告诉承办这一件的单位",
        )


@dataclass(frozen=True)
class Done:
    """What a use case brought about: the case now, and the papers to come out of the printer."""

    case: Case
    papers: tuple[Paper, ...] = ()

    @property
    def paper(self) -> Paper:
        """The only paper of a use case that issues one."""
        return self.papers[0]


def act(
    desk: Desk,
    case_id: UUID,
    command: Command,
    *,
    draft: UUID | None = None,
    marks: tuple[JobMark, ...] = (),
    scans: tuple[str, ...] = (),
    settings: tuple[tuple[str, str], ...] = (),
) -> Done:
    """Decide ``command`` on the case and write what follows, ``marks``, ``scans`` and ``settings`` (:class:`Effects`)
    with it.

    Raises RefusedError when a rule forbids it, UserFacingError ZC-NUM-01 when the number block is used
    up, ConcurrencyError when
    another hand was quicker.
    """
    with desk.units.begin() as tx:
        case = tx.case(case_id)
        guide = _guide(tx, case, command)
        command = _without_dropped(tx, command, guide)
        context = _context(desk, tx, case_id, command, case, guide)
        answer = decide(case, command, context)
        if isinstance(answer, Refusal):
            raise RefusedError(
                answer.code, answer.why, answer.law, "已办的都保留，什么都没有改变", answer.what_next
            )
        if not answer:
            assert case is not None
            return Done(case)
        own = effects_of(desk, case_id, case, answer, draft)
        effects = replace(own, marks=marks, scans=scans, settings=settings)
        after = tx.append(case_id, case, answer, effects)
    fresh = {event.document_id for event in answer if isinstance(event, (ev.PaperIssued, ev.PaperReprinted))}
    return Done(after, tuple(paper for paper in after.papers if paper.document_id in fresh))


def _guide(tx: Transaction, case: Case | None, command: Command) -> ServiceGuide | None:
    intake = getattr(command, "intake", None) or (case.intake if case is not None else None)
    if intake is None:
        return None
    return guide_for(tx, intake.item.code, intake.item.catalogue_version)


class Guides(Protocol):
    """Where guides are read: inside a transaction, or from the catalogue."""

    def guide(self, code: str, version: str = "") -> ServiceGuide | None:
        """The guide of an item as ``version`` says, or the one in use."""
        ...


def guide_for(tx: Guides, code: str, version: str) -> ServiceGuide | None:
    """The guide of the version a case was begun with; where a later one is here, the better of both for the applicant
    with the status of the item today.
    """
    kept, now = tx.guide(code, version), tx.guide(code)
    if kept is None or now is None or now.version == kept.version:
        return kept
    return better_of_both(kept, now)


def _without_dropped(tx: Transaction, command: Command, guide: ServiceGuide | None) -> Command:
    """A 收件 judged by a version that was replaced meanwhile: what the present guide dropped is not taken in, and paper
    that lies on the desk for it is named, so that the clerk gives it back.
    """
    if not isinstance(command, Receive) or guide is None:
        return command
    item, answers = command.intake.item, command.intake.answers
    then = tx.guide(item.code, item.catalogue_version)
    if then is None or then.materials == guide.materials:
        return command
    gone = {line.id for line in material_lines(then, answers)} - {
        line.id for line in material_lines(guide, answers)
    }
    kept = tuple(m for m in command.materials if m.line_id not in gone)
    back = tuple(m.name for m in command.materials if m.line_id in gone and m.held)
    return replace(command, materials=kept, given_back=back)


def _context(
    desk: Desk,
    tx: Transaction,
    case_id: UUID,
    command: Command,
    case: Case | None,
    guide: ServiceGuide | None,
) -> Context:
    now = desk.clock.now()
    granted = desk.session.rights(guide, now.date)
    slots = _slots(desk, tx, papers_needed(command, case), case, command)
    return Context(
        now=now,
        operator=desk.session.operator,
        rights=rights_at(granted, desk.place.division),
        rules=desk.rules_for(case, (getattr(command, "handed_at", None) or now).date),
        calendar=desk.calendar,
        place=desk.place,
        device=tx.setting("device") or desk.place.device,
        guide=guide,
        slots=slots,
        offline=desk.offline(),
        case_id=case_id,
        delegated_seal=desk.session.seal(guide, now.date),
        serials=_serials(tx, command),
        looks_only=desk.session.looks_only,
        at_printer=isinstance(command, DeleteCase) and tx.at_printer(case_id),
        resting=desk.session.resting or (_VILLAGE if rights_at(granted, desk.place.division) != granted else ""),
    )


def _serials(tx: Transaction, command: Command) -> Mapping[str, int]:
    """The next number of each block that is not of papers; one that is used up is simply not there."""
    found: dict[str, int] = {}
    for series in serials_needed(command):
        with contextlib.suppress(NumbersExhausted):
            found[series] = tx.peek_number(series)
    return found


class _Slots(dict[PaperKind, PaperSlot]):
    """A number for each kind of paper that may be issued; without numbers an act that issues none goes on."""

    def __missing__(self, kind: PaperKind) -> PaperSlot:
        raise UserFacingError(
            "ZC-NUM-01",
            "本机的文书号段用完了，联网前不能再编号",
            "已填的内容都在草稿里，已办的都在本机",
            "收件不能停：取一页印好编号的登记本（手写收件登记页）写明收到时间，联网后系统会自动续号，再按页号补录",
        )


def _slots(
    desk: Desk, tx: Transaction, kinds: tuple[PaperKind, ...], case: Case | None, command: Command
) -> Mapping[PaperKind, PaperSlot]:
    intake = getattr(command, "intake", None) or (case.intake if case is not None else None)
    short = intake.item.authority_short if intake is not None else ""
    slots = _Slots()
    for kind in kinds:
        try:
            n = tx.peek_number(SERIES)
        except NumbersExhausted:
            break
        year = desk.clock.now().date.year
        text = paper_number(
            desk.rules_for(None), kind.value, short, year, desk.place.device, n, rehearsal=desk.place.rehearsal
        )
        slots[kind] = PaperSlot(desk.new_id(), SERIES, n, text)
    return slots


def effects_of(
    desk: Desk, case_id: UUID, before: Case | None, events: tuple[ev.Event, ...], draft: UUID | None
) -> Effects:
    """What must be written beside ``events``: numbers used, jobs allocated, blanks moved, the draft closed, and the
    waiting prints settled of papers that count no longer.
    """
    numbers: list[tuple[str, int, UUID]] = []
    jobs: list[NewJob] = []
    blanks: list[BlankMove] = []
    back = any(isinstance(event, ev.PaperTakenBack) for event in events)
    pad: list[tuple[str, UUID, Timestamp | None]] = []
    for event in events:
        match event:
            case ev.Received(pad_number=number, handed_at=handed) if number:
                pad.append((number, case_id, handed))
            case ev.PaperIssued():
                numbers.append((event.series, event.n, event.document_id))
                jobs.append(
                    _job(desk, case_id, event.document_id, event.kind.value, event.number, event.copies)
                )
            case ev.PaperReprinted():
                paper = before.paper(event.document_id) if before is not None else None
                if paper is not None:
                    job = _job(desk, case_id, paper.document_id, paper.kind.value, paper.number, 1)
                    jobs.append(_again(job, event))
            case ev.PartnerAsked(data={"series": series, "n": n}):
                numbers.append((series, int(n), event.ask))
            case ev.BlankUsed():
                blanks.append(BlankMove(event.kind, event.serial, "used", case_id))
            case ev.BlankVoided():
                blanks.append(BlankMove(event.kind, event.serial, "void", case_id, event.reason, back))
            case _:
                pass
    drafts = (draft,) if draft is not None else ()
    return Effects(tuple(numbers), tuple(jobs), drafts, tuple(blanks), pad=tuple(pad))


def _job(desk: Desk, case_id: UUID, document_id: UUID, kind: str, number: str, copies: int) -> NewJob:
    return NewJob(desk.new_id(), document_id, case_id, kind, number, copies)


def _again(job: NewJob, event: ev.PaperReprinted) -> NewJob:
    return NewJob(
        job.id, job.document_id, job.case_id, job.kind, job.number, job.copies, event.printing, event.reason
    )
