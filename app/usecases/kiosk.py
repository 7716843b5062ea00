"""What a person does alone at a self-service terminal (自助终端); every act asks first what her proofs open."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import date as date_type
from types import MappingProxyType
from uuid import UUID

from app.domain.acts_side import RATING
from app.domain.case import Ask, Case
from app.domain.events import Intake, OperatorRef
from app.domain.folds_course import UNVERIFIED
from app.domain.guide import ServiceGuide
from app.domain.kiosk import CHANNEL, Deed, Proof, Stage, belongs, may, terminal_operator
from app.domain.licences import Told
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, Trust, as_read, read_in_person
from app.domain.people import Applicant, Person
from app.domain.rights import Grant, Right
from app.domain.states import CaseState
from app.domain.thumb import TO_PRESS
from app.errors import ConcurrencyError, RefusedError, UserFacingError
from app.ports.kiosk import KioskBook
from app.usecases.ask_partner import ask_partner
from app.usecases.complain import Seal
from app.usecases.complain import complain as pass_on
from app.usecases.desk import Desk, Done, Session
from app.usecases.intake import by_licence, from_licences, obtainable
from app.usecases.receive import receive
from app.usecases.show_licence import show_licence
from app.usecases.take_correction import take_correction
from app.usecases.transfer import transfer
from app.values import dataclass, field, replace

log = logging.getLogger(__name__)

_FORWARDED = "自助终端收件，材料由部门核对"
TO_BRING = "申请人选择到窗口交原件"
IDENTIFIER = "1.2.156."
"""How a 证照标识 begins (GB/T 36904); any other code of a licence is a 亮证码, which the app must be asked about."""


@dataclass(frozen=True)
class Visitor:
    """Who stands at the terminal: what was shown, and who she is once that is known.

    ``code`` and ``query`` are the number and the query code of a receipt; ``expired``: the card she showed has run out.
    """

    proofs: frozenset[Proof] = frozenset()
    person: Person | None = None
    code: str = ""
    query: str = ""
    expired: bool = False

    def number(self) -> str:
        """Her identity number, empty when it is not known."""
        return self.person.id_number if self.person is not None else ""


@dataclass(frozen=True)
class HeldUp:
    """What was held before the scanner: a 证照标识 or a 亮证码, and when (UTC milliseconds)."""

    code: str
    at_ms: int


@dataclass(frozen=True)
class HandedIn:
    """What she hands in: ``scans`` (line → digests of pictures, of the form her signature); lines in ``signed`` were
    filled and signed here; ``shown`` by line was held before the scanner. ``thumb``: nobody
    signed the form, a thumb is still to be pressed (捺印). ``card_read``: the applicant's own card was read here.
    """

    scans: Mapping[str, Sequence[str]] = field(default_factory=dict)
    signed: Set[str] = frozenset()
    shown: Mapping[str, HeldUp] = field(default_factory=dict)
    thumb: bool = False
    card_read: bool = False


def terminal_session(device: str) -> Session:
    """The terminal as operator: it receives, and nothing else; 受理 is the office's (S4 5)."""
    return Session(OperatorRef(terminal_operator(device), "自助终端", "—"), (Grant(Right.RECEIVE),))


def require(deed: Deed, proofs: Set[Proof]) -> None:
    """Raise RefusedError ZC-KIOSK-01 when ``proofs`` do not open ``deed``."""
    if not may(deed, proofs):
        raise RefusedError(
            "ZC-KIOSK-01",
            "办这件事要先核对是您本人",
            "个人信息保护法 51",
            "什么都没有改变",
            "请刷身份证并核对本人，或者请工作人员帮助",
        )


def own_card(who: Visitor, applicant: Applicant) -> bool:
    """Whether the card that was read here is the applicant's own and has not run out; an agent's says nothing of who
    sent her.
    """
    if who.expired or Proof.CARD not in who.proofs:
        return False
    return applicant.person is not None and applicant.id_number == who.number() != ""


def settled_by_card(row: SubmittedMaterial, who: Visitor, applicant: Applicant) -> bool:
    """Whether nothing is asked for this line any more, since her card was read: what is shown in person (出示) is
    neither photographed nor brought a second time.
    """
    return read_in_person(row) and own_card(who, applicant)


def rows_handed_in(
    rows: Sequence[SubmittedMaterial], given: HandedIn, *, fetched: bool = True
) -> tuple[SubmittedMaterial, ...]:
    """The rows as a terminal may take them: pictures are uploads (grade C), the form is signed here, the rest missing.

    ``fetched``: what the hall can get itself is not asked for (免提交).
    """
    return tuple(_row(row, given, fetched) for row in rows)


def _row(row: SubmittedMaterial, given: HandedIn, fetched: bool) -> SubmittedMaterial:
    scans = tuple(given.scans.get(row.line_id, ()))
    if row.is_form and given.thumb:
        return replace(
            row,
            status=MaterialStatus.FAULTY,
            fault=FaultCode.SEAL,
            note=TO_PRESS,
            kept=False,
            trust=Trust.SELF_MADE,
        )
    if row.line_id in given.signed or row.is_form:
        return replace(
            row,
            status=MaterialStatus.ORIGINAL,
            originals=1,
            fault=None,
            note="",
            trust=Trust.SELF_MADE,
            scans=scans,
        )
    shown = given.shown.get(row.line_id)
    if shown is not None and shown.code.startswith(IDENTIFIER):
        return by_licence(row, shown.code)
    sheets = len(scans)
    if sheets:
        return replace(
            row,
            status=MaterialStatus.COPY,
            copies=1,
            fault=None,
            note=f"自助终端拍照{sheets}页，待核对原件",
            kept=True,
            trust=Trust.UPLOADED,
            scans=scans,
        )
    if given.card_read and read_in_person(row):
        return as_read(row)
    if fetched and row.obtainable:
        return obtainable(row)
    if shown is not None:  # as it stands once it is asked about: her receipt comes before that
        return replace(row, status=MaterialStatus.EXEMPT, fault=None, note=UNVERIFIED)
    return replace(row, status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, note=TO_BRING)


def apply(
    desk: Desk,
    who: Visitor,
    case_id: UUID,
    intake: Intake,
    rows: tuple[SubmittedMaterial, ...],
    shown: Mapping[str, HeldUp] = MappingProxyType({}),
    scans: tuple[str, ...] = (),
) -> Done:
    """收件 by the same use case as at a window, then handed to the authority, which looks and accepts or notifies.

    ``shown``: 亮证码 by line, asked about now and as of when they were held up; ``scans``: pictures of no line (the
    authority). Raises RefusedError ZC-KIOSK-01, ZC-KIOSK-02 for an application in which who stands here is neither
    applicant nor agent, and those of 收件.
    """
    require(Deed.APPLY, who.proofs)
    if who.number() not in (
        intake.applicant.id_number,
        intake.agent.person.id_number if intake.agent else "",
    ):
        raise RefusedError(
            "ZC-KIOSK-02",
            "申请人和代理人里没有您",
            "行政许可法 29",
            "什么都没有改变",
            "替别人办请选“替别人”，带上授权委托书"
        )
    done = receive(desk, case_id, replace(intake, channel=CHANNEL), rows, scans=scans)
    # Taken in is taken in, whatever fails after it: told that it is not, she would hand it in a second time.
    for line, held in shown.items():
        if not held.code.startswith(IDENTIFIER):
            with _stands():  # a code that cannot be asked about is brought as paper
                show_licence(desk, case_id, line, held.code, held.at_ms)
    hand_on(desk, done.case)
    return done


@contextmanager
def _stands() -> Iterator[None]:
    """What follows a 收件 that stands: it may fail, and is not told."""
    try:
        yield
    except (RefusedError, ConcurrencyError):
        pass
    except Exception:
        log.exception("a received case was not taken further")


def hand_in(
    desk: Desk, book: KioskBook, who: Visitor, case_id: UUID, given: HandedIn, *, leaving: bool = False
) -> Done:
    """补正 of what the notice asked, as pictures or by her card; the holder of the case hears of it when that is not
    this device. Whole, it goes to the authority that asked: a notice brings the case back to this device, and nobody at
    a terminal looks at a paper. ``leaving``: it is being given to a window, which is told.
    """
    require(Deed.SUPPLEMENT, who.proofs)
    case = own_case(book, who, case_id)
    asked = {fault.line_id for fault in case.notices[-1].faults} if case.notices else set()
    shown = {row.line_id for row in owing_by_card(case, who)} if given.card_read else set()
    here = {*(line for line, scans in given.scans.items() if scans), *given.signed, *shown}
    rows = tuple(
        _row(row, replace(given, card_read=row.line_id in shown), fetched=False)
        for row in case.materials
        if row.line_id in asked & here
    )
    done = take_correction(desk, case_id, rows, leaving=leaving)
    if done.case.state is CaseState.CORRECTED:
        hand_on(desk, done.case)
    return done


def hand_on(desk: Desk, case: Case) -> None:
    """To the authority; where that fails the case lies here until it is tried again: nobody at a terminal finds it."""
    with _stands():
        to_authority(desk, case)


def to_authority(desk: Desk, case: Case) -> None:
    """The same; what hinders it is told."""
    transfer(desk, case.id, case.item.authority, _FORWARDED)


def owing_by_card(case: Case, who: Visitor) -> tuple[SubmittedMaterial, ...]:
    """What of that her card has shown already: it is neither photographed nor brought, and goes in with the rest."""
    intake = case.intake
    return tuple(row for row in owing(case) if intake is not None and settled_by_card(row, who, intake.applicant))


def owing(case: Case) -> tuple[SubmittedMaterial, ...]:
    """What the last notice still wants; empty when the case does not wait for a correction."""
    if case.state is not CaseState.AWAITING_CORRECTION or not case.notices:
        return ()
    asked = {fault.line_id for fault in case.notices[-1].faults}
    return tuple(row for row in case.materials if row.line_id in asked and not row.settled)


def stage_of(desk: Desk, book: KioskBook, who: Visitor, code: str, query: str) -> Stage | None:
    """Stage and date of the case with this receipt, and nothing else; None when this device does not know it."""
    require(Deed.STAGE, who.proofs | {Proof.CODE})
    case = book.of_code(code, query)
    if case is None or case.state is None or case.received is None:
        return None
    book.look(desk.session.operator.id, "stage-by-code", str(case.id))
    return Stage(case.state, _since(case))


def _since(case: Case) -> date_type:
    moments = [
        case.received.received_on if case.received is not None else None,
        case.notices[-1].at.date if case.notices else None,
        case.accepted.at.date if case.accepted is not None else None,
        case.decision.at.date if case.decision is not None else None,
        case.ready.at.date if case.ready is not None else None,
        case.handed_over.at.date if case.handed_over is not None else None,
    ]
    return max(day for day in moments if day is not None)


def own_cases(desk: Desk, book: KioskBook, who: Visitor) -> tuple[Case, ...]:
    """The cases of the person who stands here; every look is in the audit."""
    require(Deed.PROGRESS, who.proofs)
    found = tuple(case for case in book.of_person(who.number()) if case.received is not None)
    for case in found:
        book.look(desk.session.operator.id, "look", str(case.id))
    return found


def own_licences(
    desk: Desk, book: KioskBook, who: Visitor, guide: ServiceGuide, applicant: Applicant
) -> dict[str, Told]:
    """What her own licences say for a form, field by field, and nothing before she is known to be herself: a card that
    was found tells no licence of its owner. The look is in the audit.
    """
    if not may(Deed.LICENCE, who.proofs) or applicant.id_number != who.number():
        return {}
    told = from_licences(guide, applicant, book.of_person(who.number()), desk.clock.now().date)
    if told:
        book.look(desk.session.operator.id, "prefill", guide.item.code)
    return told


def own_case(book: KioskBook, who: Visitor, case_id: UUID) -> Case:
    """A case of hers. Raises UserFacingError ZC-KIOSK-03 for any other, in the same words as for none."""
    case = book.case(case_id)
    if case is None or not belongs(case, who.number()):
        raise UserFacingError("ZC-KIOSK-03", "没有查到您的这个办件", "什么都没有改变", "请到窗口查询")
    return case


def rate(desk: Desk, book: KioskBook, who: Visitor, case_id: UUID, level: str, detail: str) -> Done:
    """好差评 by the applicant alone, one for a service. Raises RefusedError ZC-KIOSK-01, ZC-CASE-29."""
    require(Deed.RATE, who.proofs)
    case = _told(book, who, case_id)
    service = _service(case)
    data = {"level": level, "score": level, "by": "applicant", "detail": detail, "channel": CHANNEL}
    return ask_partner(desk, case.id, RATING, service, data)


def rating_of(book: KioskBook, who: Visitor, case_id: UUID) -> Ask | None:
    """The rating of this service with what was answered to it; by a receipt code only that there is one, not what she
    said nor what became of it. A second one is refused, so nobody who has one is asked. Raises as :func:`rate`.
    """
    require(Deed.RATE, who.proofs)
    case = _told(book, who, case_id)
    found = case.asked(RATING, _service(case))
    return found if found is None or Proof.PERSON in who.proofs else Ask(found.ask, found.system, found.subject)


def _service(case: Case) -> str:
    """What is rated: one rating for each."""
    return case.received.at.words() if case.received is not None else ""


def complain(
    desk: Desk, book: KioskBook, who: Visitor, case_id: UUID, kind: str, words: str, seal: Seal
) -> Done:
    """A complaint goes to 12345 with the case, sealed; the log keeps that there is one (S1 30)."""
    require(Deed.COMPLAIN, who.proofs)
    case = _told(book, who, case_id)
    return pass_on(desk, case.id, kind, words, "", seal)


def _told(book: KioskBook, who: Visitor, case_id: UUID) -> Case:
    """A case that her code names or that is hers."""
    by_code = book.of_code(who.code, who.query) if who.code else None
    if by_code is not None and by_code.id == case_id:
        return by_code
    return own_case(book, who, case_id)
