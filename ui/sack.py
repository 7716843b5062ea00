"""邮寄批次: the parcels that go with the courier on one list, and those that come back. No Qt.

A list is kept like the other papers of a day, with a number that is counted, before it goes to the printer. What it
stands at is read from its records: nothing is 交寄 by a list that did not come out, or that the courier did not sign.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from app.domain.case import Case
from app.domain.codec import dumps, from_json
from app.domain.delivery import came_back_at, delivery_of, parcel_of, to_post
from app.domain.paper import PAPER_RULES, Paper, PaperKind
from app.domain.parcels import gone, holds, inside, lies_here, unready, waits_for_courier
from app.domain.people import mask_name, mask_phone
from app.domain.time import Timestamp
from app.errors import ConcurrencyError, RefusedError, UserFacingError
from app.ports import NotSentError, Outcome
from app.ports.day import DayRecord
from app.storage.views import CaseLine
from app.usecases.desk import require_hand
from app.usecases.post_parcel import post_parcel
from app.values import dataclass, replace
from printing.documents import ParcelLine, ParcelList
from printing.documents.base import Party
from printing.layout import render_pdf
from printing.layouts.parcel_label import ParcelLabel, parcel_label, unprintable
from printing.pdf import Meta, pages_to_pdf
from ui.day import Day
from ui.unqueued import send_and_see

if TYPE_CHECKING:
    from ui.workplace import Workplace

LIST = ParcelList.KIND
UNSENT, OUT, AGAIN, VOID, SIGNED = (f"{LIST}-{word}" for word in ("unsent", "out", "again", "void", "signed"))
"""Records about a list: a print that surely did not come out, one that did, 补打, 作废, the courier's signature."""
SHOWN = timedelta(days=7)
"""So long a list that is done with stays in sight; the others stay until they are."""
NEW, LYING, SIGNING, HALF, DONE, VOIDED = "new", "lying", "signing", "half", "done", "void"
"""What a list stands at: nobody knows whether it came out; it surely did not; it waits for the signature; it was signed
and parcels are still to be written down; it is done with; it is void."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Parcel:
    """One parcel as it lies here; ``name`` and ``phone`` are masked, ``why`` says what keeps it here."""

    case_id: UUID
    waybill: str
    name: str
    phone: str
    number: str
    inside: str
    documents: tuple[UUID, ...]
    why: str = ""


@dataclass(frozen=True)
class Listed:
    """A list as it was recorded. ``at_ms`` UTC; ``giver`` as it stands on it."""

    number: str
    at_ms: int
    giver: str
    parcels: tuple[Parcel, ...]


@dataclass(frozen=True)
class Note:
    """What happened to a list: print ``printing`` was asked for, ``reason`` why (补打, 作废), ``hand`` who signed."""

    number: str
    printing: int = 0
    reason: str = ""
    hand: str = ""
    at_ms: int = 0


@dataclass(frozen=True)
class Sack:
    """A list with what happened to it. ``left`` are parcels that were signed for and have no event yet, ``kept`` those
    that could not go any more, whoever signed.
    """

    listed: Listed
    state: str
    prints: int
    signed: Note | None = None
    left: tuple[Parcel, ...] = ()
    kept: tuple[Parcel, ...] = ()


@dataclass(frozen=True)
class Booked:
    """Where the parcels stand: those that wait here, results that go by post and have no waybill yet, and the lists."""

    waiting: tuple[Parcel, ...]
    unbooked: tuple[UUID, ...]
    sacks: tuple[Sack, ...]

    def sack(self, *states: str) -> Sack | None:
        """The first list that stands at one of ``states``."""
        return next((each for each in self.sacks if each.state in states), None)


@dataclass(frozen=True)
class Returned:
    """A result whose parcel lies here again: since when and why, and what comes next (``to_post`` in ``wish``)."""

    case_id: UUID
    waybill: str
    name: str
    number: str
    at: Timestamp
    reason: str
    wish: str


def contents(case: Case, papers: Sequence[Paper]) -> str:
    """What is inside in words: 准予许可决定书1份、护士执业证书1份."""
    names = Counter(
        case.item.result_name or PAPER_RULES[paper.kind].name
        if paper.kind is PaperKind.CERTIFICATE
        else PAPER_RULES[paper.kind].name
        for paper in papers
    )
    return "、".join(f"{name}{count}份" for name, count in names.items())


def parcel(case: Case, number: str) -> Parcel:
    """The parcel of a case whose first paper bears ``number``."""
    booked, intake = parcel_of(case), case.intake
    assert booked is not None and intake is not None
    lying = inside(case)
    company = intake.applicant.organisation is not None
    name = intake.applicant.name if company else mask_name(intake.applicant.name)
    phone = mask_phone(intake.phone or intake.applicant.phone)
    documents = tuple(paper.document_id for paper in lying)
    return Parcel(case.id, booked.subject, name, phone, number, contents(case, lying), documents, unready(case))


def booked(at: Workplace) -> Booked:
    """Look at every result that waits and at the lists; on a worker. What is on a list that counts waits for none."""
    waiting, unbooked = [], []
    for line in _results(at):
        case = at.stores.views.case(line.case_id)
        if case is None or case.lease != at.profile.config.device:
            continue
        if waits_for_courier(case):
            waiting.append(parcel(case, line.receipt))
        elif to_post(case) and parcel_of(case) is None and not unready(case):
            unbooked.append(case.id)
    waiting.sort(key=lambda each: each.waybill)
    sacks = tuple(_sacks(at))
    open_sacks = [sack for sack in sacks if sack.state in (NEW, LYING, SIGNING, HALF)]
    taken = {each.waybill for sack in open_sacks for each in sack.listed.parcels}
    return Booked(tuple(p for p in waiting if p.waybill not in taken), tuple(unbooked), sacks)


def returned(at: Workplace) -> tuple[Returned, ...]:
    """Results whose parcel lies here again and that neither went again nor were fetched, the longest first."""
    found = []
    for line in _results(at):
        case = at.stores.views.case(line.case_id)
        since = came_back_at(case) if case is not None else None
        if case is None or since is None:
            continue
        last = parcel_of(case)
        waybill = last.subject if last is not None else case.returns[-1].waybill
        told = next((each.reason for each in reversed(case.returns) if each.waybill == waybill), "")
        reason = told or (last.words if last is not None else "") or _failed(case)
        name = case.intake.applicant.name if case.intake is not None else ""
        found.append(Returned(case.id, waybill, name, line.receipt, since, reason, delivery_of(case).way))
    return tuple(sorted(found, key=lambda each: each.at.ms))


def _results(at: Workplace) -> Sequence[CaseLine]:
    """Every result that waits and may go by post: a parcel that is left out of the list would go with nobody."""
    return at.stores.views.results_by_post()


def _failed(case: Case) -> str:
    return case.failed_services[-1].reason if case.failed_services else ""


# the label


def label(at: Workplace, case: Case, number: str) -> ParcelLabel:
    """寄件面单 of the parcel of a case whose first paper bears ``number``: name, telephone and address in full."""
    parcel, intake, place = parcel_of(case), case.intake, at.place()
    assert parcel is not None and intake is not None
    to = dict(parcel.data).get("to", "") or delivery_of(case).address
    phone = intake.phone or intake.applicant.phone
    sender = (place.hall, place.address, place.hall_phone)
    mark = "演练" if place.rehearsal else ""
    return ParcelLabel(parcel.subject, intake.applicant.name, phone, to, *sender, number, mark)


def print_label(at: Workplace, case_id: UUID, number: str) -> str:
    """Print the label, on record as a look at the address; what the printer says of it. Raises UserFacingError
    ZC-POST-05 for what the fonts or the sheet cannot hold, others as ``Printer.send``.
    """
    made = label(at, at.office.case(case_id), number)
    signs = "".join(unprintable(made, at.fonts))
    why = f"面单印不出：没有字形「{signs}」" if signs else "面单印不出：地址太长"
    try:
        pages = parcel_label(made, at.fonts) if not signs else []
    except ValueError:
        pages = []
    if not pages:
        raise UserFacingError(
            "ZC-POST-05",
            why,
            "没有打印，运单号没有变",
            "请在信封上手写收件人、地址、电话和运单号",
        )
    at.stores.audit.record(at.office.desk.session.operator.id, "parcel-label", made.waybill)
    pdf = pages_to_pdf(pages, at.fonts, Meta(made.waybill))
    outcome, words = send_and_see(at.printer(), f"label-{made.waybill}", pdf, 1)
    return f"{outcome.value} {words}".strip()


# the lists


def _sacks(at: Workplace) -> Iterator[Sack]:
    """The lists, the newest first: all that are not done with, the others of the last days."""
    records = [each for each in at.day_book.records() if each.kind.split("-")[0] == LIST]
    notes: dict[str, list[tuple[str, Note]]] = {}
    for record in records:
        if record.kind != LIST:
            note = _read(Note, record)
            notes.setdefault(note.number, []).append((record.kind, note))
    oldest = at.clock.now().date - SHOWN
    for record in reversed([each for each in records if each.kind == LIST]):
        listed = _read(Listed, record)
        sack = _sack(at, listed, notes.get(listed.number, []), old=record.day < oldest)
        if sack is not None:
            yield sack


def _sack(at: Workplace, listed: Listed, notes: Sequence[tuple[str, Note]], *, old: bool) -> Sack | None:
    kinds = Counter(kind for kind, _ in notes)
    prints = 1 + kinds[AGAIN]
    signed = next((note for kind, note in notes if kind == SIGNED), None)
    if kinds[VOID]:
        return None if old else Sack(listed, VOIDED, prints)
    if signed is None:
        state = SIGNING if kinds[OUT] else (LYING if kinds[UNSENT] >= prints else NEW)
        return Sack(listed, state, prints)
    left: list[Parcel] = []
    kept: list[Parcel] = []
    for each in listed.parcels:
        case = at.stores.views.case(each.case_id)
        if case is None or not gone(case, each.waybill):
            mine = case is not None and case.lease == at.profile.config.device
            goes = case is not None and mine and lies_here(case, each.waybill) and holds(case, each.documents)
            (left if goes else kept).append(each)
    if old and not left:
        return None
    return Sack(listed, HALF if left else DONE, prints, signed, tuple(left), tuple(kept))


def _read(kind: type[_T], record: DayRecord) -> _T:
    return from_json(kind, json.loads(record.body))


def _keep(at: Workplace, kind: str, what: Listed | Note, second: str = "") -> None:
    desk = at.office.desk
    require_hand(desk)
    now, operator = desk.clock.now(), desk.session.operator
    by = f"{operator.name}（{operator.number}）"
    record = DayRecord(desk.new_id(), kind, now.date, desk.place.device, now.ms, by, second, 0, dumps(what))
    at.day_book.keep(record, operator.id)


def make(at: Workplace, parcels: Sequence[Parcel]) -> Listed:
    """Keep the list of what goes with the courier. Raises RefusedError ZC-POST-01 when none is left, ZC-POST-02 when
    one of them may not go any more: on the paper would stand what does not lie in the sack.
    """
    desk = at.office.desk
    if not parcels:
        raise RefusedError("ZC-POST-01", "没有要交寄的邮件", "", "没有做清单", "请先扫邮件上的运单号")
    still = {each.waybill: each for each in booked(at).waiting if not each.why}
    strange = [each.waybill for each in parcels if still.get(each.waybill) != each]
    if strange:
        raise RefusedError(
            "ZC-POST-02",
            f"运单{'、'.join(strange)}的内件变了，或者现在不能寄了",
            "行政许可法 44",
            "没有做清单，其余扫过的都还在",
            "请拆开核对；还能寄的重新扫一遍，不能寄的取出来",
        )
    now, operator = desk.clock.now(), desk.session.operator
    count = sum(record.kind == LIST for record in at.day_book.records(now.date))
    number = f"{ParcelList.code(now.date, desk.place.device)}-{count + 1:04d}"
    listed = Listed(number, now.ms, f"{operator.name}（{operator.number}）", tuple(parcels))
    _keep(at, LIST, listed)
    return listed


def paper_of(at: Workplace, sack: Sack | Listed, note: Note | None = None) -> ParcelList:
    """R08 of what was recorded, whenever it is printed; ``note`` makes it a 补打, but where none came out before."""
    listed = sack.listed if isinstance(sack, Sack) else sack
    made = Timestamp(listed.at_ms)
    envelope = replace(Day(at).stamp().envelope(listed.number), issued_on=made.date)
    if note is not None and note.printing > 1:
        envelope = replace(envelope, printing=note.printing, reprint_reason=note.reason)
    lines = tuple(
        ParcelLine(each.waybill, Party(each.name, company="*" not in each.name), each.phone, each.number, each.inside)
        for each in listed.parcels
    )
    return ParcelList(envelope=envelope, lines=lines, giver=listed.giver, made_at=made.local)


def print_list(at: Workplace, listed: Listed, reason: str = "") -> Outcome:
    """Print it, a copy for each hand, with a ``reason`` once more; what is known of the paper. For a worker that
    nothing else waits for. Errors as ``Printer.send``; a print that did not come out is on record.
    """
    note = _ask_again(at, listed, reason) if reason else Note(listed.number, 1)
    paper = paper_of(at, listed, note)
    printer = at.press.printers.printer_for(paper.KIND)
    try:
        outcome = send_and_see(printer, listed.number, render_pdf(paper, at.fonts), paper.COPIES)[0]
    except NotSentError:
        _keep(at, UNSENT, note)
        raise
    if outcome in (Outcome.FAILED, Outcome.OUT):
        _keep(at, OUT if outcome is Outcome.OUT else UNSENT, note)
    return outcome


def looked(at: Workplace, listed: Listed, out: bool) -> None:
    """A person looked at the printer: the list came out, or it did not."""
    _keep(at, OUT if out else UNSENT, Note(listed.number))


def _ask_again(at: Workplace, listed: Listed, reason: str) -> Note:
    """Number a further print and keep why it is wanted; that is on record before it goes to the printer. Prints that
    surely did not come out take no number.
    """
    about = [each.kind for each in at.day_book.records() if each.kind in (AGAIN, UNSENT) and _about(each, listed)]
    note = Note(listed.number, 2 + about.count(AGAIN) - about.count(UNSENT), reason)
    _keep(at, AGAIN, note)
    return note


def _about(record: DayRecord, listed: Listed) -> bool:
    return _read(Note, record).number == listed.number


def void(at: Workplace, listed: Listed, reason: str) -> None:
    """作废: the parcels lie here as before. Raises RefusedError ZC-POST-04 for one that was signed."""
    _unsigned(at, listed)
    _keep(at, VOID, Note(listed.number, reason=reason))


def _unsigned(at: Workplace, listed: Listed) -> Sack:
    sack = next((each for each in _sacks(at) if each.listed.number == listed.number), None)
    if sack is None or sack.signed is not None or sack.state == VOIDED:
        raise RefusedError(
            "ZC-POST-04", f"清单{listed.number}已经签收或者作废", "", "什么都没有改变", "请看右边清单现在的情况"
        )
    return sack


def sign(at: Workplace, listed: Listed, hand: str) -> Sack:
    """The courier signed: one record, then each case. Raises RefusedError ZC-POST-03 while it is not known that the
    list came out, ZC-POST-04 for one that was signed or is void.
    """
    if _unsigned(at, listed).state != SIGNING:
        raise RefusedError(
            "ZC-POST-03",
            f"清单{listed.number}没有出纸，快递员没有可以签的单子",
            "",
            "没有登记交寄，邮件都还在窗口",
            "请先打印清单，看到出来了再请快递员签名",
        )
    now = at.office.desk.clock.now()
    note = Note(listed.number, hand=hand.strip(), at_ms=now.ms)
    _keep(at, SIGNED, note, hand.strip())
    return finish(at, listed.number)


def finish(at: Workplace, number: str) -> Sack:
    """Write down at each case what the courier signed for; what has its event gets no second, what may not go any more
    stops none of the rest. Raises the first refusal when there was one for every parcel.
    """
    sack = _found(at, number)
    signed = sack.signed
    assert signed is not None
    first: RefusedError | ConcurrencyError | None = None
    count = 0
    for each in sack.left:
        try:
            at.office.act(
                post_parcel, each.case_id, each.waybill, each.documents, signed.hand, number, Timestamp(signed.at_ms)
            )
            count += 1
        except (RefusedError, ConcurrencyError) as error:
            first = first or error
    if first is not None and not count:
        raise first
    return _found(at, number)


def _found(at: Workplace, number: str) -> Sack:
    return next(each for each in _sacks(at) if each.listed.number == number)
