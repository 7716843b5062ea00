"""The office: everything a face may ask for, without Qt. Pages call it through the runner's ``db``
worker, never on the GUI thread.

It holds no rule: rules live in ``app.domain`` and are reached through the use cases; it only knows who
sits here and what is
plugged in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Concatenate, ParamSpec
from uuid import UUID

from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.deadlines import Light, light, remaining
from app.domain.events import Intake, Recipient
from app.domain.guide import ServiceGuide, Unit
from app.domain.materials import SubmittedMaterial
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.people import IdCardReading
from app.domain.progress import query_code
from app.domain.rights import Right, seal_for
from app.domain.seals import receipt_seal
from app.domain.time import Timestamp
from app.domain.transitions import CaseState
from app.errors import UserFacingError
from app.ports import ASKS, STOPPED, JobState, PrintJob
from app.storage.catalogue_store import ItemLine
from app.storage.views import CaseLine, EventLine, OutboxLine, PaperLine
from app.usecases.accept import accept
from app.usecases.complain import complain
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.decline import decline
from app.usecases.deemed_withdrawal import confirm_deemed_withdrawal
from app.usecases.desk import Desk, Done, Session, require_hand
from app.usecases.give_paper import give_paper
from app.usecases.hand_over import hand_over
from app.usecases.issue_certificate import issue_certificate
from app.usecases.issue_notice import issue_notice
from app.usecases.issue_paper import issue_paper
from app.usecases.mend_case import HERSELF, Today, mend_case
from app.usecases.open_case import open_case
from app.usecases.preview import preview_certificate
from app.usecases.print_question import (
    PrintQuestion,
    answer_print,
    answered_already,
    print_question,
    require_read,
)
from app.usecases.receive import receive
from app.usecases.replace_blank import replace_as_it_stands
from app.usecases.reprint import reprint
from app.usecases.seals import seal_paper
from app.usecases.take_correction import take_correction
from app.usecases.transfer import transfer
from app.usecases.void_document import void_document
from app.usecases.withdraw import withdraw
from app.values import dataclass, replace
from ui.equipment import Equipment, LineLook, Stores, Waiting
from ui.papernumber import kept_form

__all__ = ["DueLight", "Equipment", "LineLook", "Office", "Stores", "Waiting", "masked_reading"]

P = ParamSpec("P")
MOST_WAITING = 200
"""Results that a list names; of the rest it says how many there are and how each is found."""


@dataclass(frozen=True)
class DueLight:
    """A clock with its light: ``left`` in ``unit`` (negative: overdue)."""

    light: Light
    left: int
    words: str


class Office:
    """One desk with its tools. ``desk`` is None until somebody logged in."""

    def __init__(
        self,
        stores: Stores,
        equipment: Equipment,
        desk_for: Callable[[Session], Desk],
        calendar: WorkCalendar,
    ) -> None:
        self.stores = stores
        self.equipment = equipment
        self.calendar = calendar
        self._desk_for = desk_for
        self._desk: Desk | None = None

    # who sits here

    def enter(self, session: Session) -> None:
        """An operator logged in."""
        self._desk = self._desk_for(session)
        self.stores.audit.record(session.operator.id, "login", session.operator.number)

    def leave(self) -> None:
        """She logged out or the screen was locked."""
        self._desk = None

    @property
    def seated(self) -> bool:
        """Whether somebody is logged in."""
        return self._desk is not None

    @property
    def desk(self) -> Desk:
        """The desk of the operator. Raises UserFacingError ZC-LOGIN-08 when nobody is logged in."""
        if self._desk is None:
            raise UserFacingError("ZC-LOGIN-08", "还没有登录", "已填的内容都在草稿里", "请先登录")
        return self._desk

    def rights(self, guide: ServiceGuide) -> frozenset[Right]:
        """What she may do with this item today."""
        return self.desk.session.rights(guide, self.today())

    def seal_name(self, case: Case, paper: Paper) -> str:
        """Name of the seal that ``paper`` bears: the centre's own on what was taken in (S4 5), the authority's on
        results, that of her delegation on acts; empty when her grant names none, or nobody wrote down which centre a
        station belongs to, and then a person must say which.
        """
        if paper.seal is Seal.RECEIPT:
            return receipt_seal(self.stores.seals.standings(), self.desk.place.hall, self.equipment.centre)
        if paper.seal is Seal.AUTHORITY:
            return f"{case.item.authority}印章"
        if paper.seal is Seal.NONE:
            return ""
        guide = self.stores.catalogue.guide(case.item.code, case.item.catalogue_version)
        authority = guide.authority.code if guide is not None else "*"
        right = Right.NOTIFY if paper.kind is PaperKind.NOTICE else Right.ACCEPT
        return seal_for(self.desk.session.grants, right, authority, case.item.code, self.today())

    def today(self) -> date:
        """Civil date."""
        return self.desk.clock.now().date

    # what she looks at

    def search_items(self, text: str, limit: int = 20) -> Sequence[ItemLine]:
        """Items by words, pinyin, initials, synonyms or code."""
        return self.stores.catalogue.search(text, limit)

    def guide(self, code: str) -> ServiceGuide | None:
        """The current guide of an item, with its status of today."""
        return self.stores.catalogue.guide(code, day=self.today())

    def case(self, case_id: UUID) -> Case:
        """A case. Raises UserFacingError ZC-CASE-04 when it is not here."""
        case = self.stores.views.case(case_id)
        if case is None:
            raise UserFacingError("ZC-CASE-04", "本机没有这个办件", "", "请核对编号，或者联网后再查")
        self.stores.audit.record(self.desk.session.operator.id, "look", str(case_id))
        return case

    def event_lines(self, case_id: UUID) -> Sequence[EventLine]:
        """Events of a case, oldest first."""
        return self.stores.views.event_lines(case_id)

    def due_list(self) -> Sequence[tuple[CaseLine, DueLight]]:
        """Running clocks with their lights, the most urgent first."""
        return [(line, self.light_of(line)) for line in self.stores.views.due_list()]

    def light_of(self, line: CaseLine) -> DueLight:
        """Light and words of the nearest clock of a case."""
        if line.due is None:
            return DueLight(Light.OK, 0, "")
        left = remaining(self.today(), line.due, Unit.WORKDAY, self.calendar)
        words = f"剩 {left} 个工作日" if left > 0 else ("今天到期" if line.due == self.today() else "已超期")
        return DueLight(light(left, warn_days=self.desk.rules.warn_days), left, words)

    def find(self, text: str) -> Sequence[CaseLine]:
        """Cases by name, number or serial, the number as it stands on the screen or in a bar code."""
        return self.stores.views.find(kept_form(text))

    def case_of_code(self, code: str) -> UUID | None:
        """The case that waits to be fetched and has this 取件码; None when none has, or more than one."""
        found = self.cases_of_code(code)
        return found[0] if len(found) == 1 else None

    def cases_of_code(self, code: str) -> Sequence[UUID]:
        """The cases that wait to be fetched and have this 取件码: it is short, and two may have the same."""
        wanted = code.strip().upper()
        return [each for each in self.stores.views.in_state(CaseState.AWAITING_PICKUP) if query_code(each) == wanted]

    def pickup_list(self) -> Sequence[CaseLine]:
        """Cases whose result waits at the issue desk, the newest change first, no more than :data:`MOST_WAITING`."""
        return self.stores.views.cases([CaseState.AWAITING_PICKUP], MOST_WAITING)

    def cases_of_number(self, text: str) -> Sequence[UUID]:
        """The cases of a 办件编号: long ago two could be told the same."""
        return self.stores.views.of_case_number(kept_form(text))

    def case_of_number(self, text: str) -> UUID | None:
        """The case of a paper by its number, its short number (D07-000123), or what its bar code holds."""
        return self.stores.views.case_of_number(kept_form(text))

    def outbox(self) -> Sequence[OutboxLine]:
        """Commits that wait or need a person."""
        return self.stores.views.outbox(self.desk.place.device)

    def papers(self, *states: str) -> Sequence[PaperLine]:
        """Papers in the given states."""
        return self.stores.views.papers(*states)

    def to_confirm(self) -> Sequence[PrintJob]:
        """Prints that wait for a person: sent and unsure, or failed."""
        return self.stores.jobs.jobs(*ASKS)

    # drafts

    def new_draft(self) -> UUID:
        """Id of a new intake; the case will bear the same."""
        return self.desk.new_id()

    def keep(self, draft: UUID, field: str, value: str) -> None:
        """Keep one typed field, durable when this returns."""
        self.stores.drafts.put(draft, field, value)

    def draft(self, draft: UUID) -> Mapping[str, str]:
        """All fields of a draft."""
        return self.stores.drafts.load(draft)

    def open_drafts(self) -> Sequence[UUID]:
        """Unfinished intakes, newest first."""
        return self.stores.drafts.open_drafts()

    # what she does; each returns the case afterwards and the papers to come

    def print_form(self, draft: UUID, intake: Intake) -> Done:
        """Keep the form and print it for signature."""
        return self._after(open_case(self.desk, draft, intake))

    def receive(
        self,
        draft: UUID,
        intake: Intake,
        materials: tuple[SubmittedMaterial, ...],
        handed_at: Timestamp | None = None,
        pad_number: str = "",
    ) -> Done:
        """收件 with D01; ``handed_at`` and ``pad_number`` of a sheet of the pad that is entered afterwards."""
        return self._after(receive(self.desk, draft, intake, materials, handed_at, pad_number))

    def issue_notice(self, case_id: UUID, again_reason: str = "") -> Done:
        """一次性告知 with D03."""
        return self._after(issue_notice(self.desk, case_id, again_reason))

    def take_correction(
        self,
        case_id: UUID,
        materials: tuple[SubmittedMaterial, ...],
        complete: bool = False,
        handed_at: Timestamp | None = None,
    ) -> Done:
        """补正 with D01b; ``complete``: the applicant calls it all although something still fails."""
        return self._after(take_correction(self.desk, case_id, materials, complete, handed_at))

    def accept(self, case_id: UUID, route: str = "department", *, voucher: bool = True) -> Done:
        """受理 with D02, which some rules leave out on the spot."""
        return self._after(accept(self.desk, case_id, route, voucher=voucher))

    def decline(self, case_id: UUID, ground: str, reasons: str, where_to_apply: str = "") -> Done:
        """不予受理 with D05."""
        return self._after(decline(self.desk, case_id, ground, reasons, where_to_apply))

    def withdraw(self, case_id: UUID, reason: str) -> Done:
        """申请人撤回."""
        return self._after(withdraw(self.desk, case_id, reason))

    def transfer(self, case_id: UUID, reason: str = "") -> Done:
        """转部门."""
        return self._after(transfer(self.desk, case_id, self.case(case_id).item.authority, reason))

    def decide_on_spot(
        self, case_id: UUID, grant: bool, validity: str = "", licence_number: str = "", reasons: str = ""
    ) -> Done:
        """即办 decision with D11."""
        return self._after(
            decide_on_spot(
                self.desk,
                case_id,
                grant=grant,
                validity=validity,
                licence_number=licence_number,
                reasons=reasons,
            )
        )

    def issue_paper(self, case_id: UUID, kind: PaperKind) -> Done:
        """D02 of the department's acceptance, D11, D15, D12."""
        return self._after(issue_paper(self.desk, case_id, kind))

    def issue_certificate(self, case_id: UUID, serial: str) -> Done:
        """证照 on the blank ``serial``. Raises UserFacingError ZC-PRN-27, before the blank is booked, when the words of
        the licence have no room on it.
        """
        case = self.case(case_id)
        guide = self.stores.catalogue.guide(case.item.code, case.item.catalogue_version)
        if guide is not None and (shown := preview_certificate(self.desk, case, guide, case.item.blank_kind, serial)):
            self.equipment.pages(*shown)
        return self._after(issue_certificate(self.desk, case_id, case.item.blank_kind, serial))

    def next_blank(self, kind: str) -> str:
        """Serial of the next blank on hand, empty when there is none."""
        on_hand = (blank.serial for blank in self.stores.stock.blanks(kind) if blank.state == "on_hand")
        return next(on_hand, "")

    def replace_blank(self, case_id: UUID, document_id: UUID, reason: str, serial: str) -> Done:
        """Void the spoiled sheet, end its print, and go on with the next, if what stands on it has room there
        (ZC-PRN-27); alone without a ``serial``.
        """
        jobs, case = self.stores.jobs, self.stores.views.case(case_id)
        if serial and case is not None and case.paper(document_id) is not None:
            self.equipment.pages(case, document_id)
        return self._after(replace_as_it_stands(self.desk, jobs, case_id, document_id, reason, serial))

    def record_seal(
        self, case_id: UUID, document_id: UUID, seal: str, by_whom: str, where: str, note: str = ""
    ) -> Done:
        """已盖章, by a seal that the register has there; ``note`` says why it is otherwise."""
        seals = self.stores.seals
        return self._after(seal_paper(self.desk, seals, case_id, document_id, seal, by_whom, where, note))

    def give_paper(self, case_id: UUID, document_id: UUID, recipient: Recipient) -> Done:
        """交付."""
        return self._after(give_paper(self.desk, case_id, document_id, recipient))

    def void_document(self, case_id: UUID, document_id: UUID, reason: str, again: bool = False) -> Done:
        """作废."""
        return self._after(void_document(self.desk, case_id, document_id, reason, again=again))

    def reprint(self, case_id: UUID, document_id: UUID, reason: str) -> Done:
        """补打, numbered and reasoned in the log, and a line in the audit."""
        self._note("reprint", str(document_id))
        return self._after(reprint(self.desk, case_id, document_id, reason))

    def hand_over(self, case_id: UUID, recipient: Recipient, documents: tuple[UUID, ...]) -> Done:
        """送达 with D16."""
        return self._after(hand_over(self.desk, case_id, recipient, documents))

    def complain(self, case_id: UUID, kind: str, words: str, about: str = "") -> Done:
        """投诉、建议、纠错: sealed to the platform, so that nobody at this desk can read it again."""
        return self._after(complain(self.desk, case_id, kind, words, about, self.equipment.seal))

    def mend(self, served: UUID, what: str, today: Today = HERSELF) -> Done:
        """更正件 for a case that was served."""
        return self._after(mend_case(self.desk, served, self.new_draft(), what, today))

    def act(
        self,
        intent: Callable[Concatenate[Desk, UUID, P], Done],
        case_id: UUID,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Done:
        """Carry out a use case of ``app.usecases`` on a case, then stir printing and the line."""
        return self._after(intent(self.desk, case_id, *args, **kwargs))

    def confirm_deemed_withdrawal(self, case_id: UUID) -> Done:
        """视为撤回 with D04, only after a sync newer than the deadline."""
        return self._after(confirm_deemed_withdrawal(self.desk, case_id, self.equipment.last_sync()))

    def print_questions(self, asked: Sequence[PrintJob]) -> Sequence[PrintQuestion]:
        """What is known of each of these prints, and of the printer that has it."""
        views, stands = self.stores.views, self.equipment.stands_for
        return [print_question(j, views.case(j.case_id), stands(j), views.has_left(j.case_id)) for j in asked]

    def answer_print(self, job: PrintJob, answer: str, read: str = "") -> Done | None:
        """The clerk looked: ``out`` it came out, ``read`` is what she read off the sheet; ``not_out`` nothing came;
        ``spoiled`` it is ruined. Raises UserFacingError ZC-PRN-33 when the job is no longer as she saw it, ZC-PRN-35
        when she read no number or another one, RefusedError ZC-RIGHT-03.
        """
        require_hand(self.desk)
        now = self.stores.jobs.job(job.id)
        if now is None or now.state is not job.state:
            raise answered_already()
        (question,) = self.print_questions([job])
        require_read(question, answer, read)
        self._note("print-answer", f"{job.id}:{answer}")
        done = answer_print(self.desk, self.stores.jobs, question, answer)
        self.equipment.wake_printing()
        return self._after(done) if done is not None else None

    def stop_printing(self) -> int:
        """Stop what has not been sent, the last first; numbers are kept and it may go on later. How many.

        A receipt that comes with the end of its visit was sent to no printer and holds up none: it stays as it is.
        """
        sent = (job for job in self.stores.jobs.jobs(JobState.ALLOCATED) if not self.equipment.receipt_waits(job))
        waiting = reversed(tuple(sent))
        stopped = sum(self.stores.jobs.turn(job, JobState.FAILED, STOPPED) for job in waiting)
        self._note("print-stop", str(stopped))
        return stopped

    def go_on_printing(self) -> int:
        """What was stopped, and never reached a printer, goes on under the same numbers. How many."""
        stopped = [job for job in self.stores.jobs.jobs(JobState.FAILED) if job.detail == STOPPED]
        count = sum(self.stores.jobs.turn(job, JobState.ALLOCATED) for job in stopped)
        self._note("print-go-on", str(count))
        self.equipment.wake_printing()
        return count

    def _note(self, action: str, subject: str) -> None:
        self.stores.audit.record(self.desk.session.operator.id, action, subject)

    def _after(self, done: Done) -> Done:
        self.equipment.wake_printing()
        self.equipment.wake_sync()
        return done


def masked_reading(reading: IdCardReading) -> IdCardReading:
    """A reading without its raw bytes: what may stay in memory once the intake took over what it needs."""
    return replace(reading, raw_text=b"", photo_wlt=b"")
