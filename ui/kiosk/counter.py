"""The counter behind a terminal: everything its journeys may ask for, without Qt; called on the ``db`` worker only.

It holds no rule: who may see what is asked of the use cases in ``app.usecases.kiosk``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.case import Ask, Case
from app.domain.events import Intake, PartnerAsked
from app.domain.guide import ServiceGuide
from app.domain.happened import THUMB
from app.domain.kiosk import Deed, Stage
from app.domain.licences import Told
from app.domain.materials import SubmittedMaterial
from app.domain.people import Agent, Applicant
from app.domain.said import Passed, passed
from app.domain.states import CaseState
from app.domain.thumb import roster_note
from app.ports import STANDS, PrinterState, PrintJob
from app.storage.catalogue_store import ItemLine
from app.storage.kiosk_book import SqlKioskBook
from app.storage.kiosk_pin import CodeTries, StaffPin
from app.storage.kiosk_tally import DailyTally
from app.storage.pinyin import segmentations
from app.usecases import kiosk
from app.usecases import kiosk_prints as prints
from app.usecases.desk import Desk, Done
from app.usecases.intake import build_intake, prefill, rows_for, shown_by_document
from app.usecases.kiosk import HandedIn, Visitor
from app.usecases.pad import PadReason
from app.values import dataclass, field, replace
from printing.layouts.said_slip import SaidSlip
from ui.kiosk.onward import Onward
from ui.kiosk.passing import Passing
from ui.kiosk.settled import settled
from ui.window.padnow import pad_now

if TYPE_CHECKING:
    from ui.workplace import Workplace

log = logging.getLogger(__name__)

SCAN_LIMIT = 24
"""Pictures that one application may hold here; more go to a window."""


@dataclass(frozen=True)
class Topic:
    """A part of life (找工作, 房子 …) and the words by which items belong to it."""

    name: str
    icon: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Application:
    """What a person filled in here: the guide, her answers, the form, pictures by line of the guide, her signature.

    ``applicant`` and ``agent`` say for whom; ``power`` pictures the authority, ``shown`` has codes of licences by line;
    ``witness`` came to see her thumb print, pressed on the receipt, where she did not sign; ``licensed`` says of which
    licence a value of the form is.
    """

    guide: ServiceGuide
    answers: Mapping[str, str]
    form: Mapping[str, str]
    phone: str
    pictures: Mapping[str, Sequence[bytes]]
    signature: bytes
    proof: str
    applicant: Applicant
    agent: Agent | None = None
    power: Sequence[bytes] = ()
    shown: Mapping[str, kiosk.HeldUp] = field(default_factory=dict)
    witness: str = ""
    licensed: Mapping[str, str] = field(default_factory=dict)


class Counter:
    """One terminal's desk."""

    def __init__(self, at: Workplace, topics: Sequence[Topic]) -> None:
        self._at = at
        self.topics = tuple(topics)
        self.pin = StaffPin(at.stores.settings)
        self._tries = CodeTries(at.stores.settings)
        self._book = SqlKioskBook(at.stores.views, at.stores.audit)
        self._session = kiosk.terminal_session(at.device)
        self._tally = DailyTally(at.stores.settings)
        self.passing = Passing(at, lambda: self.desk)
        self._onward = Onward()

    def enter(self) -> None:
        """The terminal sits down at its own desk."""
        self._at.office.enter(self._session)

    @property
    def desk(self) -> Desk:
        """The desk of the terminal."""
        return self._at.office.desk

    # guides

    def search(self, text: str, limit: int = 24) -> Sequence[ItemLine]:
        """Items by words, pinyin, initials or synonyms; those with a guide first."""
        found = self._at.office.search_items(text, limit)
        return sorted(found, key=lambda line: not line.guided)

    def of_topic(self, name: str, limit: int = 24) -> Sequence[ItemLine]:
        """Items with a guide that belong to a part of life."""
        topic = next((each for each in self.topics if each.name == name), None)
        if topic is None:
            return ()
        found: dict[str, ItemLine] = {}
        for word in topic.words:
            for line in self._at.office.search_items(word, limit):
                if line.guided and line.status == "有效":
                    found.setdefault(line.code, line)
        return list(found.values())[:limit]

    def guide(self, code: str) -> ServiceGuide | None:
        """The guide of an item with its status of today."""
        return self._at.office.guide(code)

    # applications

    def apply(self, who: Visitor, wanted: Application) -> Done:
        """Take an application in. Raises RefusedError, UserFacingError."""
        assert who.person is not None
        case_id = self._at.office.new_draft()
        asked = rows_for(wanted.guide, wanted.answers)
        forms = [row.line_id for row in asked if row.is_form]
        signed = {line: (wanted.signature,) for line in forms if wanted.signature}
        card_read = kiosk.own_card(who, wanted.applicant)
        given = self._kept({**wanted.pictures, **signed}, _form_lines(wanted.guide), wanted.shown)
        rows = kiosk.rows_handed_in(asked, replace(given, thumb=bool(wanted.witness), card_read=card_read))
        # The authority is no line of the guide, nor is a signature where no material is the form: both are the case's
        # all the same, and on disk before the case is, or she would hand it in a second time.
        loose = (*wanted.power, *(() if forms or not wanted.signature else (wanted.signature,)))
        scans = tuple(self._at.scans.keep(picture, None) for picture in loose)
        intake = self._witnessed(_intake(wanted))
        done = self._settled(case_id, lambda: kiosk.apply(self.desk, who, case_id, intake, rows, wanted.shown, scans))
        self._settle_slips(case_id)
        return self._after(done)

    def _settle_slips(self, case_id: UUID) -> None:
        try:
            prints.settle_slips(self._at.stores.jobs, case_id)
        except Exception:  # the case is received: told that it is not, she would hand it in a second time
            log.exception("the slips of a received case were not settled")

    def _witnessed(self, intake: Intake) -> Intake:
        """What the staff known here says of the witness is kept with her; it refuses nobody."""
        if intake.signed_by != THUMB:
            return intake
        staff = [(each.name, each.number) for each in self._at.operators()]
        return replace(intake, witness_note=roster_note(intake.witness, staff, intake.applicant, intake.agent))

    def _kept(
        self, pictures: Mapping[str, Sequence[bytes]], signed: Sequence[str], shown: Mapping[str, kiosk.HeldUp]
    ) -> HandedIn:
        """Pictures stay loose until the transaction that takes them in claims them; refused, they are tidied away."""
        scans = {
            line: tuple(self._at.scans.keep(picture, None) for picture in found)
            for line, found in pictures.items()
            if found
        }
        return HandedIn(scans, frozenset(signed), dict(shown))

    def hand_on(self) -> int:
        """What lies here though nobody here may go on with it goes to its authority: it could not when it was taken.
        What the authority sent back is a person's to answer. Returns how many were tried often, and lie here still.
        """
        lying = set[UUID]()
        for case_id in self._at.stores.views.held_by(self._at.device, (CaseState.RECEIVED, CaseState.CORRECTED)):
            case = self._book.case(case_id)
            if case is None or case.returned is not None or self.passing.leaving(case_id):
                continue
            try:
                kiosk.to_authority(self.desk, case)
                self._settle_slips(case_id)
            except Exception as error:  # noqa: BLE001 - one that cannot go on must not hold up the others
                self._onward.failed(case_id, error)
                lying.add(case_id)
        return self._onward.keep(lying)

    def prefill(
        self, guide: ServiceGuide, answers: Mapping[str, str], applicant: Applicant, agent: Agent | None
    ) -> dict[str, str]:
        """What card and principal already tell for the form."""
        return prefill(guide, answers, applicant, agent)

    def shown(
        self, guide: ServiceGuide, answers: Mapping[str, str], applicant: Applicant, agent: Agent | None
    ) -> dict[str, str]:
        """What of it stands on her document, and is not hers to change."""
        return shown_by_document(guide, answers, applicant, agent)

    def own_licences(self, who: Visitor, guide: ServiceGuide, applicant: Applicant) -> dict[str, Told]:
        """What her own licences say for the form, field by field."""
        return kiosk.own_licences(self.desk, self._book, who, guide, applicant)

    def supplement(
        self, who: Visitor, case_id: UUID, pictures: Mapping[str, Sequence[bytes]], card_read: bool = False
    ) -> Done:
        """补正 by pictures, and by the card she was told counts. Raises RefusedError, UserFacingError."""
        kiosk.require(Deed.SUPPLEMENT, who.proofs)
        given = replace(self._kept(pictures, (), {}), card_read=card_read)
        away = self.passing.leaving(case_id)
        do = partial(kiosk.hand_in, self.desk, self._book, who, case_id, given, leaving=away)
        done = self._settled(case_id, do)
        self._settle_slips(case_id)
        return self._after(done)

    # looks

    def stage(self, who: Visitor, code: str, query: str) -> Stage | None:
        """Stage and date of a receipt. Raises UserFacingError ZC-KIOSK-15 after too many wrong ones."""
        self._tries.refuse(self._at.clock.now().ms)
        found = kiosk.stage_of(self.desk, self._book, who, code, query)
        self._tries.note(found is not None, self._at.clock.now().ms)
        return found

    def case_of_code(self, code: str, query: str) -> UUID | None:
        """The id behind a receipt, to rate or complain; it shows nothing. Raises UserFacingError ZC-KIOSK-15."""
        self._tries.refuse(self._at.clock.now().ms)
        case = self._book.of_code(code, query)
        right = case is not None and case.received is not None
        self._tries.note(right, self._at.clock.now().ms)
        return case.id if case is not None and right else None

    def own_cases(self, who: Visitor) -> tuple[Case, ...]:
        """The cases of who stands here."""
        return kiosk.own_cases(self.desk, self._book, who)

    def as_of_ms(self) -> int:
        """When everything last went through both ways, 0 never."""
        return self._at.office.equipment.last_sync()

    # paper, rating, complaint

    def print_own(self, who: Visitor, case_id: UUID, document_id: UUID) -> Done:
        """补打 of a paper of hers."""
        return self._after(prints.print_own(self.desk, self._book, self._tally, who, case_id, document_id))

    def print_licence(self, who: Visitor, case_id: UUID, purpose: str) -> Done:
        """电子证照打印件 of hers, for one purpose."""
        return self._after(prints.print_licence(self.desk, self._book, self._tally, who, case_id, purpose))

    def not_printed(self, number: str) -> None:
        """A sheet that did not come out does not count."""
        if number:
            self._tally.take_back(number, self._at.clock.now().date)

    def unknown_prints(self) -> tuple[PrintJob, ...]:
        """Prints that somebody must look for."""
        return prints.unknown_prints(self._at.stores.jobs)

    def answer_print(self, job: PrintJob, out: bool) -> None:
        """The staff looked."""
        prints.answer_print(self.desk, self._at.stores.jobs, job, out)

    def rate(self, who: Visitor, case_id: UUID, level: str, detail: str) -> Done:
        """好差评."""
        rate = partial(kiosk.rate, self.desk, self._book, who, case_id, level, detail)
        return self._after(self._settled(case_id, rate))

    def complain(self, who: Visitor, case_id: UUID, kind: str, words: str) -> Done:
        """To 12345."""
        seal = self._at.office.equipment.seal
        say = partial(kiosk.complain, self.desk, self._book, who, case_id, kind, words, seal)
        return self._after(self._settled(case_id, say))

    def rating(self, who: Visitor, case_id: UUID) -> Ask | None:
        """Her rating of this service, with the answer that came to it."""
        return kiosk.rating_of(self._book, who, case_id)

    def passed(self, case_id: UUID, ask: UUID) -> tuple[Passed, str]:
        """How far what she said in this session has come, and the number that who answers gave it, empty before."""
        every = self._at.stores.views.event_lines(case_id)
        lines = [one for one in every if isinstance(one.event, PartnerAsked) and one.event.ask == ask]
        signed = any(one.acknowledged and not one.hall for one in lines)  # a hall's server is not the platform
        case = self._book.case(case_id)
        found = next((each for each in case.asks if each.ask == ask), None) if case is not None else None
        if found is None:
            return Passed.WAITING, ""
        return passed(found, signed, any(one.parked for one in lines)), dict(found.answer).get("number", "")

    def print_slip(self, slip: SaidSlip) -> str:
        """A slip beside the queue, on a worker of its own; what became of it, as :meth:`Press.print_slip`."""
        return self._at.press.print_slip(slip)

    def slip_prints(self) -> bool:
        """Whether a slip would come out now, where slips come out."""
        printers = self._at.press.printers
        if not printers.comes_out(SaidSlip.KIND):
            return False
        return printers.printer_for(SaidSlip.KIND).state() not in STANDS

    def _settled(self, case_id: UUID, do: Callable[[], Done]) -> Done:
        return settled(do, lambda: self._book.case(case_id))

    def _after(self, done: Done) -> Done:
        try:
            self._at.office.equipment.wake_printing()
            self._at.office.equipment.wake_sync()
        except Exception:  # it is done all the same, and what waits is looked for again by itself
            log.exception("printing or sync was not woken")
        return done

    # the machine

    def job(self, job_id: UUID) -> PrintJob | None:
        """A print job as it stands now."""
        return self._at.stores.jobs.job(job_id)

    def prints_coming(self, cases: frozenset[UUID]) -> bool:
        """Whether a sheet of one of these cases may come out yet, or lie there without a word of the printer."""
        return prints.prints_coming(self._at.stores.jobs, cases)

    def forget(self, cases: frozenset[UUID]) -> tuple[int, int]:
        """Nothing of who left comes out later or stays in a cache; (prints held, of them already at the printer)."""
        held = prints.hold_prints(self._at.stores.jobs, cases) if cases else (0, 0)
        segmentations.cache_clear()
        self._at.database.forget()
        return held

    def online(self) -> bool | None:
        """Whether the line to the province is up; None while it has not been tried since the start."""
        loop = self._at.loop
        state = loop.status().state if loop is not None else ""
        return None if state == "never" else state == "online"

    def pad_now(self) -> PadReason | None:
        """Whether numbers or the room of the disk are used up, or nearly."""
        advice = pad_now(self._at)
        return advice.reason if advice is not None else None

    def printer_state(self) -> PrinterState:
        """What the printer says of itself now."""
        return self._at.printer().state()

    def audit(self, action: str, subject: str) -> None:
        """A line in the audit; ``subject`` is a code."""
        self._at.stores.audit.record(self._session.operator.id, action, subject)

    def check_pin(self, pin: str) -> None:
        """Raise UserFacingError ZC-KIOSK-11, ZC-LOGIN-02."""
        self.pin.check(pin, self._at.clock.now().ms)
        self.audit("kiosk-staff", self._at.device)


def _intake(wanted: Application) -> Intake:
    made = build_intake(
        wanted.guide,
        wanted.applicant,
        wanted.agent,
        wanted.answers,
        wanted.form,
        phone=wanted.phone,
        channel="自助",
        identity_checked=wanted.proof,
        licensed=wanted.licensed,
    )
    return replace(made, signed_by=THUMB, witness=wanted.witness) if wanted.witness else made


def _form_lines(guide: ServiceGuide) -> tuple[str, ...]:
    return tuple(line.id for line in guide.materials if line.is_form)


def rows_of(guide: ServiceGuide, answers: Mapping[str, str]) -> tuple[SubmittedMaterial, ...]:
    """What the guide asks for in this situation."""
    return rows_for(guide, dict(answers))
